"""How far everybody's project work has come, in the same few queries for one person and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.enrollment.models import Enrollment
from courses.projects import rules
from courses.projects.models import Call, Submission
from courses.projects.rules import ProjectStanding
from school.templatetags.look import moment
from tests import factories

State = Submission.State


@pytest.fixture
def second(call, stage):
    return factories.StageFactory(call=call, kind="draft", title="Проект", position=1, due_at=stage.due_at + timedelta(days=7))


def all_of(person):
    enrollment = Enrollment.objects.get(person=person)
    return rules.standings([enrollment])[enrollment.pk]


def of(person):
    (standing,) = all_of(person)
    return standing


def test_person_without_a_team_is_told_to_find_one(call, stage, participant):
    standing = of(participant)

    assert standing == ProjectStanding(call, None, None, 0, 1, ("Соберите команду или вступите в неё.",), stage)
    assert standing.module_id == call.module_id


def test_cohort_without_a_call_has_nothing_to_do(participant):
    assert all_of(participant) == ()


def test_draft_does_not_count(call, participant):
    Call.objects.update(state="draft")

    assert all_of(participant) == ()


def test_person_who_stayed_outside_is_told_so_when_all_is_over(call, participant):
    Call.objects.update(state="closed")

    assert of(participant).missing == ("Вы не были в команде этого приёма.",)


@pytest.mark.parametrize(
    ("state", "done", "words"),
    [
        (None, 0, "Сдайте этап «Замысел»: срок {due}."),
        (State.HANDED, 0, "Этап «Замысел» сдан, решения ещё нет."),
        (State.IN_REVIEW, 0, "Этап «Замысел» сдан, решения ещё нет."),
        (State.REWORK, 0, "Доработайте этап «Замысел» и сдайте снова."),
        (State.DECLINED, 0, "Этап «Замысел» не принят."),
        (State.TAKEN_BACK, 0, "Сдайте этап «Замысел»: срок {due}."),
        (State.ACCEPTED, 1, None),
    ],
)
def test_stage_is_done_when_it_is_accepted(team, leader, mate, stage, second, state, done, words):
    if state:
        factories.SubmissionFactory(project=team.project, stage=stage, state=state)
    left = [words.format(due=moment(stage.due_at))] if words else []

    for person in (leader, mate):
        standing = of(person)
        assert (standing.team, standing.project, standing.done, standing.total) == (team, team.project, done, 2)
        assert standing.missing == (*left, f"Сдайте этап «Проект»: срок {moment(second.due_at)}.")
        assert standing.now == (second if done else stage)


def test_rework_is_told_with_its_date(team, leader, stage):
    until = timezone.now() + timedelta(days=5)
    factories.SubmissionFactory(project=team.project, stage=stage, state=State.REWORK, redo_until=until)

    assert of(leader).missing == (f"Доработайте этап «Замысел» до {moment(until)}.",)


def test_newest_work_counts(team, leader, stage):
    for number, state in enumerate((State.REWORK, State.ACCEPTED, State.TAKEN_BACK), start=1):
        factories.SubmissionFactory(project=team.project, stage=stage, state=state, number=number)

    assert (of(leader).done, of(leader).total) == (1, 1)


def test_whoever_left_the_team_stands_alone(team, mate, stage):
    team.members.filter(person=mate).update(left_at=timezone.now())
    factories.SubmissionFactory(project=team.project, stage=stage, state=State.ACCEPTED)

    assert of(mate).missing == ("Соберите команду или вступите в неё.",)


@pytest.mark.parametrize(
    ("state", "broken_up", "words"),
    [
        ("open", False, "Вас зовут в команду: ответьте."),
        ("taken_back", False, "Соберите команду или вступите в неё."),
        ("open", True, "Соберите команду или вступите в неё."),
    ],
)
def test_whoever_is_called_into_a_team_is_told_so(team, leader, participant, stage, state, broken_up, words):
    team.invitations.create(person=participant, by=leader, state=state)
    team.broken_up_at = timezone.now() if broken_up else None
    team.save()

    assert of(participant).missing == (words,)


@pytest.mark.parametrize("handed", [False, True])
def test_only_the_leader_is_asked_to_answer_those_who_want_in(team, leader, mate, participant, stage, handed):
    team.invitations.create(person=participant, by=participant, asks=True)
    if handed:
        factories.SubmissionFactory(project=team.project, stage=stage, state=State.HANDED)

    assert (of(leader).asked, of(leader).waits, len(of(leader).missing)) == ("Ответьте тем, кто просится в вашу команду.", handed, 1)
    assert (of(mate).asked, of(mate).waits, len(of(mate).missing)) == ("", handed, 1)
    assert of(participant).missing == ("Соберите команду или вступите в неё.",)

    Call.objects.update(state="closed")
    assert not of(leader).asked


def test_every_opened_call_of_the_cohort_stands_by_itself(call, team, leader, stage):
    later = factories.CallFactory(cohort=call.cohort, title="Выставка")
    factories.SubmissionFactory(project=team.project, stage=stage, state=State.ACCEPTED)

    assert [(row.call, row.done, row.total) for row in all_of(leader)] == [(call, 1, 1), (later, 0, 1)]


def test_queries_do_not_grow_with_people(call, seat, stage):
    people = []
    for _ in range(4):
        pair = [seat(), seat()]
        team = factories.TeamFactory(call=call, people=pair)
        factories.SubmissionFactory(project=team.project, stage=stage, state=State.ACCEPTED)
        people += pair
    counts = []

    for some in (people[:1], people[:3], people):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert [(row.done, row.total) for (row,) in rules.standings(some).values()] == [(1, 1)] * len(some)
        counts.append(len(captured))

    assert counts == [2, 2, 2]
