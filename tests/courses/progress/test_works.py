"""Works to lessons: handed in is done, returned is not; numbers stay."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.progress import work_rules
from courses.progress.actions.works import accept_work, hand_in, return_work
from courses.progress.models import LessonWork, Progress
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from school.vault.models import File
from tests import factories
from tests.lessons import readable_lesson
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(cohort, participant):
    return participant.enrollments.get()


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), done_by="work", task="Опишите услугу")


def paper(name="работа.pdf", more=b""):
    return SimpleUploadedFile(name, PDF + more, content_type="application/pdf")


def done():
    return Progress.objects.filter(done_at__isnull=False).exists()


@pytest.fixture
def work(enrollment, lesson):
    return hand_in(enrollment, lesson, paper(), words="Черновик", by=enrollment.person)


def test_handed_in_is_done(work):
    assert (work.number, work.state, work.words, work.file.shelf, done()) == (1, "handed", "Черновик", "works", True)
    assert [entry.verb for entry in Entry.objects.filter(verb__startswith="progress").order_by("pk")] == ["progress.work_handed_in", "progress.done"]


def test_the_same_file_twice_is_one_work(work, enrollment, lesson):
    assert hand_in(enrollment, lesson, paper(), words="Черновик", by=enrollment.person) == work
    assert (LessonWork.objects.count(), File.objects.filter(shelf="works").count()) == (1, 1)


def test_a_newer_file_takes_the_place_and_the_older_stays(work, enrollment, lesson, trainer):
    newer = hand_in(enrollment, lesson, paper("новая.pdf"), by=enrollment.person)

    assert [row.number for row in work_rules.own_works(enrollment, lesson)] == [2, 1]
    assert list(work_rules.waiting(trainer)) == [newer]
    with pytest.raises(Refused):
        accept_work(work, by=trainer)


@pytest.mark.parametrize(
    ("name", "data"), [("x.exe", b"MZ"), ("x.pdf", b"<html>"), ("x.pdf", b""), ("x.docx", PDF)], ids=["exe", "lie", "empty", "other"]
)
def test_a_bad_file_leaves_nothing(enrollment, lesson, name, data):
    with pytest.raises(Refused):
        hand_in(enrollment, lesson, SimpleUploadedFile(name, data), by=enrollment.person)

    assert (LessonWork.objects.count(), File.objects.count(), done()) == (0, 0, False)


def test_returned_is_not_done_until_the_next_file(work, enrollment, lesson, trainer):
    with pytest.raises(Refused):
        return_work(work, reason="", by=trainer)

    returned = return_work(work, reason="Нет сроков", by=trainer)
    return_work(work, reason="Нет сроков", by=trainer)

    assert (returned.state, returned.answer, returned.decided_by, done()) == ("returned", "Нет сроков", trainer, False)
    assert "Нет сроков" in Letter.objects.get(name="work_decided").text

    hand_in(enrollment, lesson, paper("новая.pdf"), by=enrollment.person)
    assert done()


def test_accepted_stays_done_and_takes_no_more_files(work, enrollment, lesson, trainer):
    accept_work(work, answer="Хорошо", by=trainer)

    assert done()
    with pytest.raises(Refused):
        hand_in(enrollment, lesson, paper("ещё.pdf"), by=enrollment.person)


def test_a_decision_is_changed_while_no_newer_file_came(work, trainer):
    accept_work(return_work(work, reason="Нет сроков", by=trainer), by=trainer)

    assert done()
    assert Letter.objects.filter(name="work_decided").count() == 2


def test_a_decision_that_a_colleague_made_meanwhile_is_not_overwritten(work, trainer, coordinator):
    seen = LessonWork.objects.get()
    return_work(work, reason="Нет сроков", by=coordinator)

    with pytest.raises(Refused, match="изменилось"):
        accept_work(seen, by=trainer)
    assert LessonWork.objects.get().state == "returned"


def test_nobody_judges_the_own_work(work, enrollment):
    factories.AssignmentFactory(person=enrollment.person, role="trainer", cohort=enrollment.cohort)

    with pytest.raises(Refused):
        accept_work(work, by=enrollment.person)


@pytest.mark.parametrize("done_by", ["word", "quiz"])
def test_nothing_is_handed_in_where_nothing_is_asked(enrollment, lesson, done_by):
    lesson.done_by = done_by

    with pytest.raises(Refused):
        hand_in(enrollment, lesson, paper(), by=enrollment.person)


@pytest.mark.parametrize("state", ["finished", "expelled"])
def test_who_does_not_study_hands_in_nothing(cohort, lesson, state):
    enrollment = factories.EnrollmentFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        hand_in(enrollment, lesson, paper(), by=enrollment.person)


def test_who_reads_the_file(cast, work):
    reading = {role for role, person in cast.items() if person and work_rules.readable(person).filter(pk=work.pk).exists()}

    assert reading == {"participant", "trainer", "coordinator", "administrator"}


def test_versions_end(enrollment, lesson, monkeypatch):
    monkeypatch.setattr(work_rules, "VERSIONS", 2)
    for number in range(2):
        hand_in(enrollment, lesson, paper(f"{number}.pdf"), by=enrollment.person)

    with pytest.raises(Refused):
        hand_in(enrollment, lesson, paper("3.pdf"), by=enrollment.person)
