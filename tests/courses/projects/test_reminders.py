"""«Срок кончается»: a team that has not handed in hears of it two days before, once about each term, and only of what it can hand in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects.models import Call, Stage, Submission, Team
from courses.projects.reminder_letters import remind_of_windows
from school.post.models import Letter
from tests.factories import SubmissionFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def closing(stage):
    """In a day and a half."""
    return due_in(stage, 36)


def due_in(stage, hours, **fields):
    now = timezone.now()
    Stage.objects.filter(pk=stage.pk).update(opens_at=now - 240 * HOUR, due_at=now + hours * HOUR, **fields)
    stage.refresh_from_db()
    return stage


def test_the_whole_team_is_reminded_once(closing, project, leader, mate):
    assert [remind_of_windows(), remind_of_windows()] == [2, 0]
    assert set(Letter.objects.filter(name="window_closing").values_list("recipient", flat=True)) == {leader.pk, mate.pk}
    letter = Letter.objects.filter(name="window_closing").first()
    assert closing.title in letter.subject
    assert project.team.title in letter.text


@pytest.mark.parametrize(("hours", "number"), [(49, 0), (47, 2), (1, 2), (-1, 0)])
def test_two_days_before(stage, project, hours, number):
    due_in(stage, hours)

    assert remind_of_windows() == number


def test_a_moved_term_is_told_anew(closing, project):
    remind_of_windows()
    due_in(closing, 40)

    assert remind_of_windows() == 2


@pytest.mark.parametrize(("state", "number"), [("handed", 0), ("in_review", 0), ("accepted", 0), ("declined", 0), ("taken_back", 2)])
def test_who_has_handed_in_is_left_alone(closing, project, state, number):
    SubmissionFactory(project=project, stage=closing, state=state)

    assert remind_of_windows() == number


def test_a_rework_has_a_term_of_its_own(stage, project):
    due_in(stage, -100)
    work = SubmissionFactory(project=project, stage=stage, state="rework")
    assert remind_of_windows() == 0

    Submission.objects.filter(pk=work.pk).update(redo_until=timezone.now() + 30 * HOUR)
    assert remind_of_windows() == 2


def test_a_stage_behind_another_one_waits(closing, project, call):
    second = Stage.objects.create(
        call=call, kind="draft", title="Проект", position=5, opens_at=timezone.now() - HOUR, due_at=timezone.now() + 30 * HOUR
    )

    remind_of_windows()

    assert not Letter.objects.filter(name="window_closing", subject__contains=second.title).exists()


@pytest.mark.parametrize("closed", ["call", "team", "opens"])
def test_where_nothing_can_be_handed_in_nothing_is_said(closing, project, closed):
    if closed == "call":
        Call.objects.update(state="closed")
    elif closed == "team":
        Team.objects.update(broken_up_at=timezone.now())
    else:
        Stage.objects.update(opens_at=timezone.now() + HOUR)

    assert remind_of_windows() == 0
