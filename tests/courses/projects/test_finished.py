"""Whoever has finished stays in the team and reads on; the project is for those who still study."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import team_rules
from courses.projects.actions import projects, slots, submissions, teams
from courses.projects.models import DefenceSlot, Project, Submission
from tests import factories
from tests.courses.projects.staging import picture, refused

OVER = ["Вы закончили обучение: проект можно читать, но не менять."]


@pytest.fixture
def finished(leader):
    """The team's leader, their seat over."""

    def finish():
        leader.enrollments.update(state="finished")
        return leader

    return finish


def test_who_has_finished_writes_and_hands_in_nothing(project, stage, leader, mate, finished):
    attached = projects.attach(project, picture(), by=leader)
    work = submissions.hand_in(project, stage, by=leader)
    finished()

    for act in (
        lambda: projects.save(project, {"plan": "Ещё"}, edition=1, by=leader),
        lambda: projects.attach(project, picture("b.png", "black"), by=leader),
        lambda: projects.detach(attached, by=leader),
        lambda: submissions.take_back(work, by=leader),
    ):
        assert refused(act) == OVER
    submissions.take_back(work, by=mate)
    assert refused(lambda: submissions.hand_in(project, stage, by=leader)) == OVER
    assert submissions.hand_in(project, stage, by=mate).number == 2
    assert list(Project.objects.of(leader)) == [project]
    assert Submission.objects.visible_to(leader).count() == 2


def test_who_has_finished_takes_and_leaves_no_time_of_defence(call, team, stage, leader, mate, finished):
    factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    defence = factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=stage.due_at + timedelta(days=30))
    starts = timezone.now() + timedelta(days=1)
    slot = DefenceSlot.objects.create(stage=defence, starts_at=starts, ends_at=starts + timedelta(minutes=20))
    finished()

    assert refused(lambda: slots.book(slot, team, by=leader)) == OVER
    slots.book(slot, team, by=mate)
    assert refused(lambda: slots.free(slot, by=leader)) == OVER


def test_who_has_finished_gathers_nobody_and_hands_the_lead_on(team, leader, mate, participant, seat, finished):
    asked = teams.ask_to_join(team, by=seat().person)
    finished()

    for act in (
        lambda: teams.invite(team, participant, by=leader),
        lambda: teams.answer(asked, accept=True, by=leader),
        lambda: teams.break_up(team, by=leader),
    ):
        assert refused(act) == OVER
    teams.hand_lead(team.members.get(person=mate), by=leader)
    teams.answer(asked, accept=True, by=mate)

    assert [row.person for row in team_rules.members_of(team)][:2] == [mate, leader]
