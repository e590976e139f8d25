"""Decisions that are taken back before anybody hears of them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.enrollment import actions, rules
from courses.enrollment.meeting_rules import meetings_of
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Quota
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return factories.UserFactory()


@pytest.fixture
def quota():
    return factories.QuotaFactory(seats=2)


def make(quota, state="submitted", **fields):
    if state == "offered":
        fields.setdefault("offer_until", timezone.now() + timedelta(hours=1))
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, **fields)


def change(cohort, **fields):
    Cohort.objects.filter(pk=cohort.pk).update(**fields)
    cohort.refresh_from_db()


def state(application):
    return Application.objects.get(pk=application.pk).state


def refusal(action, *args, **options):
    with pytest.raises(Refused) as refused:
        action(*args, **options)
    return " ".join(map(str, refused.value.reasons))


@pytest.mark.parametrize(
    ("verb", "options"),
    [("admit", {}), ("decline", {"reason": "Нет опыта."}), ("put_on_waiting_list", {})],
    ids=["admit", "decline", "waiting"],
)
def test_a_decision_taken_back_in_time_is_never_heard_of(quota, by, run_jobs, verb, options):
    application = make(quota)
    getattr(actions, verb)(application, by=by, **options)
    run_jobs()

    letter = Letter.objects.get()
    assert (letter.state, letter.tries) == ("waiting", 0)
    assert letter.next_try_at > timezone.now() + timedelta(minutes=9)
    assert rules.state_told(Application.objects.select_related("cohort").get()) == "submitted"
    assert not Enrollment.objects.visible_to(application.person).exists()
    assert "participant" not in rules.roles_of(application.person)

    actions.reconsider(application, by=by)
    Letter.objects.update(next_try_at=timezone.now())
    call_command("deliver_letters")
    run_jobs()

    assert Letter.objects.get().state == "taken_back"
    assert state(application) == "submitted"


def test_a_decision_is_told_when_the_window_is_over(quota, by, run_jobs, mailoutbox):
    application = make(quota)
    actions.admit(application, by=by)
    past = timezone.now() - timedelta(minutes=11)
    Application.objects.update(told_at=past)
    Letter.objects.update(next_try_at=past, created_at=past)

    call_command("deliver_letters")
    run_jobs()

    assert [message.to for message in mailoutbox] == [[application.person.email]]
    assert Enrollment.objects.visible_to(application.person).exists()
    actions.reconsider(application, by=by)
    assert Letter.objects.get(name="application_admitted").state == "sent"


def test_taking_back_in_time_keeps_the_seat_for_the_coordinator(quota, by):
    Quota.objects.update(seats=1)
    application, waiting = make(quota), make(quota, "waiting")
    actions.admit(application, by=by)

    actions.reconsider(application, by=by)

    assert state(waiting) == "waiting"


def test_taking_back_later_frees_the_seat_for_the_waiting_list(quota, by):
    Quota.objects.update(seats=1)
    change(quota.cohort, letters_after=0)
    application, waiting = make(quota), make(quota, "waiting")
    actions.admit(application, by=by)

    actions.reconsider(application, by=by)

    assert state(waiting) == "offered"


def test_the_applicant_may_step_back_from_a_decision_that_nobody_knows(quota, by):
    application = make(quota)
    actions.admit(application, by=by)

    actions.withdraw(application, by=application.person)

    assert state(application) == "withdrawn"
    assert Enrollment.objects.get().state == "withdrawn"
    assert Letter.objects.get().state == "taken_back"


def test_a_declined_person_cannot_feel_the_decision_by_applying_again(quota, by):
    membership = factories.MembershipFactory()
    application = make(quota, person=membership.person, organization=membership.organization)
    actions.decline(application, reason="Нет опыта.", by=by)

    assert "уже подали" in " ".join(rules.reasons_not_to_apply(quota.cohort, membership.person))
    Application.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    assert rules.reasons_not_to_apply(quota.cohort, membership.person) == []


def test_the_calendar_does_not_tell_before_the_letter(quota, by):
    meeting = factories.MeetingFactory(cohort=quota.cohort)
    application = make(quota)
    actions.admit(application, by=by)

    assert meeting not in meetings_of(application.person)
    Application.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    assert meeting in meetings_of(application.person)


@pytest.mark.parametrize("pause", [0, 30000])
def test_the_moment_is_fixed_with_the_decision(quota, by, pause):
    """What the cohort's pause becomes later makes nothing unknown that was told, and tells nothing that was not."""
    told, quiet = make(quota), make(quota)
    actions.admit(told, by=by)
    Application.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    actions.admit(quiet, by=by)

    change(quota.cohort, letters_after=pause)

    assert Enrollment.objects.visible_to(told.person).exists()
    assert not Enrollment.objects.visible_to(quiet.person).exists()
    actions.reconsider(quiet, by=by)
    assert [letter.state for letter in Letter.objects.filter(recipient=quiet.person)] == ["taken_back"]


@pytest.mark.parametrize(
    ("verb", "options"),
    [("admit", {}), ("decline", {"reason": "Нет опыта."}), ("put_on_waiting_list", {})],
    ids=["admit", "decline", "waiting"],
)
def test_a_told_decision_that_is_taken_back_is_told_too(quota, by, run_jobs, verb, options):
    application = make(quota)
    getattr(actions, verb)(application, by=by, **options)
    past = timezone.now() - timedelta(minutes=1)
    Application.objects.update(told_at=past)
    Letter.objects.update(next_try_at=past, created_at=past)
    call_command("deliver_letters")
    run_jobs()

    actions.reconsider(application, by=by)

    assert Letter.objects.get(name="application_reconsidered").recipient == application.person


def test_a_letter_that_is_late_is_taken_back_as_well(quota, by):
    """Its hour has come, but nobody has tried to send it: the person knows of nothing."""
    application = make(quota)
    actions.admit(application, by=by)
    Application.objects.update(told_at=timezone.now() - timedelta(minutes=1))

    actions.reconsider(application, by=by)

    assert list(Letter.objects.values_list("name", "state")) == [("application_admitted", "taken_back")]
