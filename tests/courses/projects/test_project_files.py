"""Files of the living project, and who sees it, them and what was handed in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.projects import project_rules
from courses.projects.actions import juries, projects, submissions, teams
from courses.projects.models import Call, Juror, Project, ProjectFile, Review, Submission, SubmissionFile
from school.journal.models import Entry
from school.vault.models import File, Look
from tests import factories
from tests.courses.projects.judging import juror_of
from tests.courses.projects.staging import picture, refused

# Files


def test_file_is_attached_on_the_shelf_of_projects(project, leader):
    attached = projects.attach(project, picture(), by=leader)

    assert (attached.file.shelf, attached.file.name, attached.by) == ("projects", "Смета.png", leader)
    assert Entry.objects.get().verb == "projects.file_attached"


def test_same_file_twice_is_one(project, leader):
    first, again = (projects.attach(project, picture(), by=leader) for _ in range(2))

    assert first == again
    assert File.objects.count() == ProjectFile.objects.count() == 1


def test_paper_that_a_stage_asks_for_replaces_the_old_one(project, leader, stage):
    stage.papers = "Презентация\nСмета"
    stage.save()

    projects.attach(project, picture("a.png"), paper="Смета", by=leader)
    projects.attach(project, picture("b.png", "black"), paper="Смета", by=leader)

    assert [(row.file.name, row.paper) for row in ProjectFile.objects.attached()] == [("b.png", "Смета")]
    assert File.objects.count() == 1
    assert refused(lambda: projects.attach(project, picture(), paper="Паспорт", by=leader)) == [
        "Такого файла этапы не просят. Приложите его как другой."
    ]


def test_files_are_counted_and_weighed(project, leader, monkeypatch):
    monkeypatch.setattr(project_rules, "FILES", 2)
    projects.attach(project, picture("a.png"), by=leader)
    monkeypatch.setattr(project_rules, "WEIGHT", 10)

    assert refused(lambda: projects.attach(project, picture("b.png", "black"), by=leader)) == [
        "Файлы проекта вместе весят больше 0 МБ. Уберите лишний."
    ]
    monkeypatch.setattr(project_rules, "WEIGHT", 10_000)
    projects.attach(project, picture("b.png", "black"), by=leader)

    assert refused(lambda: projects.attach(project, picture("c.png", "red"), by=leader)) == ["Файлов у проекта уже 2. Уберите лишний."]
    assert File.objects.count() == 2


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "drawing.svg", "table.xlsm"])
def test_files_of_other_kinds_are_refused(project, leader, name):
    refused(lambda: projects.attach(project, SimpleUploadedFile(name, b"MZ whatever"), by=leader))

    assert (File.objects.count(), ProjectFile.objects.count()) == (0, 0)


def test_detached_file_comes_back_until_the_work_is_handed_in(project, leader, stage):
    attached = projects.attach(project, picture(), by=leader)
    projects.detach(attached, by=leader)
    projects.detach(attached, by=leader)
    assert list(ProjectFile.objects.attached()) == []

    projects.bring_back(attached, by=leader)
    projects.detach(attached, by=leader)
    submissions.hand_in(project, stage, by=leader)

    assert (ProjectFile.objects.count(), File.objects.count()) == (0, 0)
    refused(lambda: projects.bring_back(attached, by=leader))


def test_file_that_was_handed_in_stays_with_the_work(project, leader, stage):
    attached = projects.attach(project, picture(), by=leader)
    work = submissions.hand_in(project, stage, by=leader)

    projects.detach(attached, by=leader)
    projects.forget_detached(project)

    assert list(ProjectFile.objects.attached()) == []
    assert work.files.get().file == attached.file


def test_file_that_somebody_opened_stays_beside_the_record_of_it(project, leader):
    attached = projects.attach(project, picture(), by=leader)
    Look.objects.create(file=attached.file, by=leader)

    projects.detach(attached, by=leader)
    projects.forget_detached(project)

    assert File.objects.count() == 1


# A disk is not endless


def test_of_files_taken_off_the_last_three_are_kept(project, leader):
    """Attach, take off, attach another … leaves nothing behind it."""
    rows = []
    for number in range(6):
        rows.append(projects.attach(project, picture(f"{number}.png", (number, 0, 0)), by=leader))
        projects.detach(rows[-1], by=leader)

    assert (ProjectFile.objects.count(), File.objects.filter(shelf="projects").count()) == (3, 3)
    projects.bring_back(rows[3], by=leader)
    refused(lambda: projects.bring_back(rows[2], by=leader))


def test_frozen_and_removed_files_count_too(project, leader, stage, monkeypatch):
    """Handing in, taking back and changing the file keeps every one of them for ever."""
    monkeypatch.setattr(project_rules, "TAKEN", 3)
    for number in range(3):
        attached = projects.attach(project, picture("смета.png", (number, 0, 0)), by=leader)
        submissions.take_back(submissions.hand_in(project, stage, by=leader), by=leader)
        projects.detach(attached, by=leader)

    assert refused(lambda: projects.attach(project, picture("смета.png", (9, 0, 0)), by=leader)) == [
        "К проекту уже загружено файлов: 3, вместе с убранными и сданными. Вместо файла добавьте ссылку на него."
    ]
    projects.bring_back(attached, by=leader)
    assert File.objects.filter(shelf="projects").count() == 3


def test_weight_of_frozen_files_counts_too(project, leader, stage, monkeypatch):
    attached = projects.attach(project, picture(), by=leader)
    submissions.take_back(submissions.hand_in(project, stage, by=leader), by=leader)
    projects.detach(attached, by=leader)
    monkeypatch.setattr(project_rules, "TAKEN_WEIGHT", attached.file.size + 10)

    assert refused(lambda: projects.attach(project, picture("b.png", "black"), by=leader)) == [
        "Файлы проекта вместе с убранными и сданными весят больше 0 МБ. Вместо файла добавьте ссылку на него."
    ]
    assert File.objects.filter(shelf="projects").count() == 1


def test_file_does_not_come_back_over_the_weight(project, leader, monkeypatch):
    attached = projects.attach(project, picture(), by=leader)
    projects.detach(attached, by=leader)
    monkeypatch.setattr(project_rules, "WEIGHT", 10)

    assert refused(lambda: projects.bring_back(attached, by=leader)) == ["Файлы проекта вместе весят больше 0 МБ. Уберите лишний."]


# Who sees


CAST = [
    "leader",
    "mate",
    "participant",
    "trainer",
    "coordinator",
    "administrator",
    "methodologist",
    "author",
    "mentor",
    "stranger",
    "reviewer",
    "other",
]
INSIDE = {"leader", "mate", "trainer", "coordinator", "administrator"}


@pytest.mark.parametrize(("blind", "living"), [(False, INSIDE | {"reviewer"}), (True, INSIDE)])
def test_project_and_its_files_are_seen_by_whom_they_concern(project, leader, mate, cast, stage, blind, living):
    Call.objects.update(blind=blind)
    attached = projects.attach(project, picture(), by=leader)
    work = submissions.hand_in(project, stage, by=leader)
    people = cast | {"leader": leader, "mate": mate, "reviewer": juror_of(stage.call), "other": juror_of(stage.call)}
    Review.objects.create(submission=work, reviewer=people["reviewer"])
    Review.objects.create(submission=work, reviewer=people["other"], state="declined")

    def seers(rows):
        return {who for who in CAST if rows(people[who]).exists()}

    assert seers(Project.objects.visible_to) == living
    assert seers(Submission.objects.visible_to) == INSIDE | {"reviewer"}
    assert seers(SubmissionFile.objects.visible_to) == INSIDE | {"reviewer"}
    assert seers(lambda person: ProjectFile.objects.visible_to(person).filter(pk=attached.pk)) == INSIDE
    assert seers(Project.objects.of) == {"leader", "mate"}


@pytest.mark.parametrize("blind", [False, True])
@pytest.mark.parametrize("state", ["asked", "done"])
def test_reviewer_who_is_let_go_sees_nothing_any_more(project, leader, stage, coordinator, blind, state):
    Call.objects.update(blind=blind)
    projects.attach(project, picture(), by=leader)
    work, reviewer = submissions.hand_in(project, stage, by=leader), juror_of(stage.call)
    Review.objects.create(submission=work, reviewer=reviewer, state=state)
    elsewhere = factories.CallFactory(cohort=stage.call.cohort, module=None)
    juror_of(elsewhere, reviewer)

    def seen():
        return [rows.visible_to(reviewer).count() for rows in (Submission.objects, SubmissionFile.objects, Project.objects)]

    before = seen()
    Juror.objects.filter(call=stage.call).update(left_at=timezone.now())
    after = seen()
    juries.add_juror(stage.call, reviewer, by=coordinator)

    assert (before, after, seen()) == ([1, 1, int(not blind)], [0, 0, 0], before)


def test_detached_file_and_work_taken_back_are_not_the_reviewers(project, leader, stage):
    attached = projects.attach(project, picture(), by=leader)
    work = submissions.hand_in(project, stage, by=leader)
    submissions.take_back(work, by=leader)
    reviewer = juror_of(stage.call)
    Review.objects.create(submission=work, reviewer=reviewer)
    projects.detach(attached, by=leader)

    assert not ProjectFile.objects.visible_to(leader).exists()
    assert not Submission.objects.visible_to(reviewer).exists()
    assert Submission.objects.visible_to(leader).exists()


def test_member_who_left_sees_nothing_any_more(project, team, mate, leader, stage):
    submissions.hand_in(project, stage, by=leader)
    teams.leave(team.members.get(person=mate), by=leader)

    assert not Project.objects.visible_to(mate).exists()
    assert not Submission.objects.visible_to(mate).exists()
