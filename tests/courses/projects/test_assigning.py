"""Who is asked to judge: by hand and evenly, never of the own NGO or team, the least loaded first; what the preview shows is what is done."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.projects import jury_rules, review_rules
from courses.projects.actions import juries, outcomes, reviews
from courses.projects.models import Juror, Review, Submission
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.courses.projects.judging import call_with, juror_of, marks_of, work_of
from tests.factories import EnrollmentFactory, MembershipFactory, MentorshipFactory, SubmissionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return call_with()


@pytest.fixture
def stage(call):
    return call.stages.get()


@pytest.fixture
def work(call):
    return work_of(call)


def seat(work):
    return work.project.team.members.get().enrollment


def member_of_the_ngo(work, person):
    MembershipFactory(person=person, organization=seat(work).organization)


def asked_to_join_the_ngo(work, person):
    MembershipFactory(person=person, organization=seat(work).organization, state="asked", owner=False)


def member_of_the_projects_ngo(work, person):
    work.project.organization = MembershipFactory(person=person).organization
    work.project.save()


def studies_for_the_ngo(work, person):
    EnrollmentFactory(person=person, organization=seat(work).organization)


def studied_for_the_ngo_but_left(work, person):
    EnrollmentFactory(person=person, organization=seat(work).organization, state="withdrawn")


def mentor_of_the_ngo(work, person):
    MentorshipFactory(mentor=person, organization=seat(work).organization)


def former_mentor(work, person):
    MentorshipFactory(mentor=person, organization=seat(work).organization, until=timezone.localdate() - timezone.timedelta(days=1))


def shares_another_ngo_with_a_member(work, person):
    MembershipFactory(person=person, organization=MembershipFactory(person=seat(work).person).organization)


def in_the_team(work, person):
    work.project.team.members.create(call=work.stage.call, person=person)


def was_in_the_team(work, person):
    work.project.team.members.create(call=work.stage.call, person=person, left_at=timezone.now())


def stranger_to_it(work, person):
    MembershipFactory(person=person)


NGO, TEAM = "Рецензент связан с организацией команды.", "Это работа команды, в которой рецензент состоит или состоял."


@pytest.mark.parametrize(
    ("tie", "reasons"),
    [
        (member_of_the_ngo, [NGO]),
        (asked_to_join_the_ngo, []),
        (member_of_the_projects_ngo, [NGO]),
        (studies_for_the_ngo, [NGO]),
        (studied_for_the_ngo_but_left, []),
        (mentor_of_the_ngo, [NGO]),
        (shares_another_ngo_with_a_member, [NGO]),
        (in_the_team, [TEAM]),
        (was_in_the_team, [TEAM]),
        (stranger_to_it, []),
    ],
)
def test_nobody_judges_the_own(call, stage, work, tie, reasons, coordinator):
    person = juror_of(call)
    tie(work, person)

    assert [str(reason) for reason in review_rules.reasons_not_to_review(work, person)] == reasons
    assert [each.reviewers for each in jury_rules.plan(stage)] == [() if reasons else (person,)]
    if reasons:
        with pytest.raises(Refused):
            reviews.assign(work, person, by=coordinator)
    assert Review.objects.count() == 0


def test_asking_is_one_review_one_letter_and_a_state(call, work, coordinator):
    person = juror_of(call)

    first, second = (reviews.assign(work, person, by=coordinator) for _ in range(2))

    work.refresh_from_db()
    assert (first.pk, work.state, work.reviews.count()) == (second.pk, Submission.State.IN_REVIEW, 1)
    assert list(Letter.objects.filter(name="review_asked").values_list("email", flat=True)) == [person.email]
    assert Entry.objects.filter(verb="projects.review_asked", by=coordinator).count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "accepted"}, "По этой работе уже принято решение."),
        ({"state": "rework"}, "По этой работе уже принято решение."),
        ({"state": "taken_back"}, "Команда отозвала работу."),
    ],
)
def test_decided_and_withdrawn_works_are_not_given_out(call, work, coordinator, change, words):
    Submission.objects.filter(pk=work.pk).update(**change)

    with pytest.raises(Refused) as caught:
        reviews.assign(work, juror_of(call), by=coordinator)

    assert [str(reason) for reason in caught.value.reasons] == [words]


def test_works_of_a_team_that_is_no_more_and_of_an_archived_cohort_are_not_given_out(call, stage, work, coordinator):
    person = juror_of(call)
    work.project.team.broken_up_at = timezone.now()
    work.project.team.save()
    assert jury_rules.plan(stage) == []
    with pytest.raises(Refused):
        reviews.assign(work, person, by=coordinator)

    other = work_of(call)
    call.cohort.state = "archived"
    call.cohort.save()
    for press in (lambda: reviews.assign(other, person, by=coordinator), lambda: outcomes.decide(other, verdict="accepted", by=coordinator)):
        with pytest.raises(Refused):
            press()
    assert Review.objects.count() == 0


def test_a_stage_without_reviews_and_a_replaced_version_are_not_given_out(call, stage, work, coordinator):
    person = juror_of(call)
    SubmissionFactory(project=work.project, stage=stage, number=2)
    with pytest.raises(Refused):
        reviews.assign(work, person, by=coordinator)

    stage.reviewed = False
    stage.save()
    with pytest.raises(Refused):
        reviews.assign(Submission.objects.get(number=2), person, by=coordinator)


def test_a_version_taken_back_replaces_nothing(call, stage, work, coordinator):
    SubmissionFactory(project=work.project, stage=stage, number=2, state="taken_back")

    assert reviews.assign(work, juror_of(call), by=coordinator).state == "asked"


def test_even_sharing_gives_everybody_the_same(call, stage, coordinator):
    works, jury = [work_of(call) for _ in range(6)], [juror_of(call) for _ in range(4)]

    made = reviews.assign_evenly(stage, by=coordinator)

    assert Counter(review.reviewer for review in made) == dict.fromkeys(jury, 3)
    assert {work.pk: work.reviews.count() for work in works} == {work.pk: 2 for work in works}
    assert reviews.assign_evenly(stage, by=coordinator) == []


def test_the_least_loaded_come_first(call, stage, coordinator):
    busy, free, other = (juror_of(call) for _ in range(3))
    for _ in range(2):
        reviews.assign(work_of(call), busy, by=coordinator)
    stage.call.reviews_needed = 1
    stage.call.save()
    fresh = work_of(call)

    assert [(each.submission, each.reviewers) for each in jury_rules.plan(stage)] == [(fresh, (free,))]
    assert other.pk > free.pk


def test_a_work_with_one_possible_reader_does_not_lose_them(call, stage, coordinator):
    call.reviews_needed = 1
    call.save()
    tied, only = juror_of(call), juror_of(call)
    easy, hard = work_of(call), work_of(call)
    member_of_the_ngo(hard, tied)
    reviews.assign(work_of(call), tied, by=coordinator)  # the only one is the less loaded: a greedy hand would give them the easy work

    planned = {each.submission: each.reviewers for each in jury_rules.plan(call.stages.get())}

    assert planned[hard] == (only,)
    assert len(planned[easy]) == 1


def test_what_is_missing_is_said(call, stage):
    work, person = work_of(call), juror_of(call)

    assert [(each.submission, each.reviewers, each.short) for each in jury_rules.plan(stage)] == [(work, (person,), 1)]


def test_whoever_declined_is_not_given_it_again_evenly_but_may_be_by_hand(call, stage, work, coordinator):
    person = juror_of(call)
    reviews.decline(reviews.assign(work, person, by=coordinator), reason="Уезжаю", by=person)

    assert [each.reviewers for each in jury_rules.plan(stage)] == [()]
    assert reviews.assign(work, person, by=coordinator).state == "asked"


def test_the_reader_of_the_last_version_reads_the_next(call, stage, coordinator):
    call.reviews_needed = 1
    call.save()
    _idle, reader = juror_of(call), juror_of(call)
    first = work_of(call)
    review = reviews.assign(first, reader, by=coordinator)
    reviews.save(review, marks=marks_of(call, 1, 1), words="", for_staff="", edition=1, by=reader)
    reviews.finish(review, by=reader)
    outcomes.decide(first, verdict="rework", words="Доработайте", redo_until=timezone.now() + timezone.timedelta(days=3), by=coordinator)
    again = SubmissionFactory(project=first.project, stage=stage, number=2)

    assert [(each.submission, each.reviewers) for each in jury_rules.plan(call.stages.get())] == [(again, (reader,))]


def test_a_plan_that_has_changed_is_not_carried_out(call, stage, work, coordinator):
    juror_of(call)
    seen = jury_rules.fingerprint(jury_rules.plan(stage))
    work_of(call)

    with pytest.raises(Refused):
        reviews.assign_evenly(stage, seen=seen, by=coordinator)

    assert Review.objects.count() == 0
    assert len(reviews.assign_evenly(stage, seen=jury_rules.fingerprint(jury_rules.plan(stage)), by=coordinator)) == 2


def test_jury_takes_and_lets_go(call, work, coordinator):
    person = UserFactory()
    juror = juries.add_juror(call, person, by=coordinator)
    with pytest.raises(Refused):
        juries.add_juror(call, person, by=coordinator)
    review = reviews.assign(work, person, by=coordinator)
    with pytest.raises(Refused):
        juries.remove_juror(juror, by=coordinator)

    reviews.take_back(review, by=coordinator)
    gone = [juries.remove_juror(juror, by=coordinator) for _ in range(2)]

    assert gone[0].left_at == gone[1].left_at
    assert juries.add_juror(call, person, by=coordinator).pk == juror.pk
    assert Juror.objects.count() == 1


@pytest.mark.parametrize("kind", ["closed account", "in a team"])
def test_jury_does_not_take(call, work, coordinator, kind):
    person = UserFactory(is_active=False) if kind == "closed account" else work.project.team.members.get().person

    with pytest.raises(Refused):
        juries.add_juror(call, person, by=coordinator)

    assert Juror.objects.count() == 0


def test_plan_costs_the_same_for_any_number_of_works(call, stage):
    counts, jury = [], [juror_of(call) for _ in range(3)]
    for more in (1, 2, 27):
        for _ in range(more):
            work_of(call)
        with CaptureQueriesContext(connection) as queries:
            planned = jury_rules.plan(stage)
        counts.append((len(planned), len(queries)))

    assert [number for number, _queries in counts] == [1, 3, 30]
    assert len({queries for _number, queries in counts}) == 1
    assert counts[0][1] <= 10
    assert jury
