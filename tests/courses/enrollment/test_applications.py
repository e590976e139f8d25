"""The way of an application: who may ask, the table of steps, seats, letters and the journal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from courses.progress.models import Progress
from school.journal.models import Entry
from school.people.models import Membership
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Помогаем пожилым людям на дому уже пять лет."


@pytest.fixture
def by():
    return factories.UserFactory()


@pytest.fixture
def quota():
    return factories.QuotaFactory(seats=2)


def make(quota, state="submitted", **fields):
    if state == "offered":
        fields |= {"offer_until": timezone.now() + timedelta(hours=1)}
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, **fields)


def applied(cohort, membership=None):
    membership = membership or factories.MembershipFactory()
    return actions.apply(cohort, person=membership.person, organization=membership.organization, motivation=TEXT, by=membership.person)


def test_apply_stores_tells_and_journals(quota):
    application = applied(quota.cohort)

    assert application.state == "submitted"
    assert application.town == quota.town
    assert Letter.objects.get().name == "application_received"
    entry = Entry.objects.about(application).get()
    assert (entry.verb, entry.by, entry.facts["after"]) == ("enrollment.applied", application.person, "submitted")


def test_apply_twice_leaves_one_row_and_one_letter(quota):
    membership = factories.MembershipFactory()
    applied(quota.cohort, membership)

    with pytest.raises(Refused):
        applied(quota.cohort, membership)

    assert Application.objects.count() == 1
    assert Letter.objects.count() == 1


def test_apply_again_is_possible_after_withdrawing(quota):
    membership = factories.MembershipFactory()
    actions.withdraw(applied(quota.cohort, membership), by=membership.person)

    assert applied(quota.cohort, membership).state == "submitted"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": Cohort.State.CLOSED}, "закончен"),
        ({"state": Cohort.State.DRAFT}, "закончен"),
        ({"apply_until": timezone.localdate() - timedelta(days=1)}, "закончен"),
        ({"apply_from": timezone.localdate() + timedelta(days=2)}, "начнётся"),
    ],
)
def test_apply_is_refused_outside_the_window(quota, fields, words):
    Cohort.objects.filter(pk=quota.cohort_id).update(**fields)
    cohort = Cohort.objects.get()

    with pytest.raises(Refused) as refused:
        applied(cohort)

    assert words in str(refused.value.reasons[0])


@pytest.mark.parametrize("state", ["asked", "declined", "left"])
def test_apply_is_refused_without_confirmed_membership(quota, state):
    membership = factories.MembershipFactory(state=Membership.State(state))

    with pytest.raises(Refused):
        applied(quota.cohort, membership)


def test_apply_is_refused_for_a_town_without_quota(quota):
    elsewhere = factories.OrganizationFactory(town=factories.TownFactory(name="Ишим", locative="в Ишиме"))

    with pytest.raises(Refused):
        applied(quota.cohort, factories.MembershipFactory(organization=elsewhere))


# The table

CALLS = {
    "admit": lambda application, by: actions.admit(application, by=by),
    "decline": lambda application, by: actions.decline(application, reason="Набор для руководителей.", by=by),
    "put_on_waiting_list": lambda application, by: actions.put_on_waiting_list(application, by=by),
    "withdraw": lambda application, by: actions.withdraw(application, by=by),
    "reconsider": lambda application, by: actions.reconsider(application, by=by),
}
ALLOWED = {
    ("submitted", "admit"): "admitted",
    ("submitted", "decline"): "declined",
    ("submitted", "put_on_waiting_list"): "waiting",
    ("submitted", "withdraw"): "withdrawn",
    ("waiting", "admit"): "admitted",
    ("waiting", "decline"): "declined",
    ("waiting", "withdraw"): "withdrawn",
    ("offered", "admit"): "admitted",
    ("offered", "reconsider"): "submitted",
    ("waiting", "reconsider"): "submitted",
    ("declined", "reconsider"): "submitted",
    ("admitted", "reconsider"): "submitted",
}
# Its own tests: offers and drafts in `test_seats`, the end of a place and its return in `test_ways_out`.
ELSEWHERE = {"apply", "offer", "accept", "refuse", "expire", "return_to_line", "end", "resume"}


def test_the_table_of_steps_is_whole():
    listed = {(source, verb): move.target for verb, move in rules.TRANSITIONS.items() if verb in CALLS for source in move.sources}

    assert listed == ALLOWED
    assert set(rules.TRANSITIONS) == set(CALLS) | ELSEWHERE


@pytest.mark.parametrize("verb", CALLS)
@pytest.mark.parametrize("state", Application.State.values)
def test_step_follows_the_table(quota, by, state, verb):
    application = make(quota, state)
    expected = ALLOWED.get((state, verb))

    if expected:
        CALLS[verb](application, by)
    else:
        with pytest.raises(Refused):
            CALLS[verb](application, by)

    application.refresh_from_db()
    assert application.state == (expected or state)
    entries = Entry.objects.about(application)
    assert entries.count() == (1 if expected else 0)
    if expected:
        assert (entries[0].facts["before"], entries[0].facts["after"], entries[0].by) == (state, expected, by)


@pytest.mark.parametrize(
    ("verb", "letter"),
    [("admit", "application_admitted"), ("decline", "application_declined"), ("put_on_waiting_list", "application_waiting")],
)
def test_decision_writes_its_letter(quota, by, verb, letter):
    application = make(quota)

    CALLS[verb](application, by)

    written = Letter.objects.get()
    assert (written.name, written.recipient) == (letter, application.person)
    assert "{{" not in written.text + written.subject + written.html


def test_decline_needs_a_reason_and_sends_it(quota, by):
    application = make(quota)

    with pytest.raises(Refused):
        actions.decline(application, reason="  ", by=by)
    actions.decline(application, reason="Нет опыта работы.", by=by)

    assert "Нет опыта работы." in Letter.objects.get().text


def test_admit_freezes_organization_and_town(quota, by):
    Cohort.objects.update(letters_after=0)
    application = make(quota)

    enrollment = actions.admit(application, by=by)

    assert (enrollment.person, enrollment.organization, enrollment.town, enrollment.state) == (
        application.person,
        application.organization,
        quota.town,
        "active",
    )
    assert "participant" in rules.roles_of(application.person)


def test_admit_never_gives_one_seat_too_many(quota, by):
    for _ in range(2):
        actions.admit(make(quota), by=by)
    third = make(quota)

    with pytest.raises(Refused) as refused:
        actions.admit(third, by=by)

    assert "лист ожидания" in str(refused.value.reasons[0])
    third.refresh_from_db()
    assert third.state == "submitted"
    assert Enrollment.objects.count() == 2


def test_reconsidered_admission_frees_the_seat_and_can_be_given_again(quota, by):
    application = make(quota)
    first = actions.admit(application, by=by)

    actions.reconsider(application, by=by)
    assert rules.seats([quota.cohort])[quota.cohort_id, quota.town_id].left == 2
    again = actions.admit(application, by=by)

    assert again.pk == first.pk
    assert again.state == "active"
    assert Letter.objects.filter(name="application_admitted").count() == 2


def test_admission_is_not_taken_back_once_something_is_earned(quota, by):
    application = make(quota)
    enrollment = actions.admit(application, by=by)
    Progress.objects.create(enrollment=enrollment, lesson=factories.LessonFactory(), done_at=timezone.now())

    with pytest.raises(Refused):
        actions.reconsider(application, by=by)

    assert Enrollment.objects.get().state == "active"


# Seats and the waiting list


@pytest.mark.parametrize("number", [1, 3])
def test_seats_cost_the_same_for_any_number_of_cohorts(number, by, django_assert_num_queries):
    quotas = [factories.QuotaFactory(seats=3) for _ in range(number)]
    for quota in quotas:
        actions.admit(make(quota), by=by)
        make(quota, "waiting")

    with django_assert_num_queries(3):
        found = rules.seats([quota.cohort for quota in quotas])

    assert [(row.seats, row.taken, row.left, row.waiting) for row in found.values()] == [(3, 1, 2, 1)] * number


def test_waiting_places_follow_the_order_of_sending(quota, django_assert_num_queries):
    rows = [make(quota, "waiting") for _ in range(3)]
    other = make(factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name="Ишим")), "waiting")

    with django_assert_num_queries(1):
        places = rules.waiting_places([*rows, other])

    assert [places[row.pk] for row in rows] == [1, 2, 3]
    assert places[other.pk] == 1


# Enrollments


@pytest.mark.parametrize(
    ("verb", "state", "expected"),
    [
        ("expel", "active", "expelled"),
        ("leave", "active", "withdrawn"),
        ("finish", "active", "finished"),
        ("restore", "expelled", "active"),
        ("restore", "withdrawn", "active"),
        ("restore", "finished", "active"),
        ("expel", "finished", None),
        ("finish", "expelled", None),
        ("restore", "active", None),
    ],
)
def test_enrollment_follows_its_table(quota, by, verb, state, expected):
    enrollment = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town, state=state)
    options = {"reason": "Три пропуска."} if verb == "expel" else {}

    if expected:
        getattr(actions, verb)(enrollment, by=by, **options)
    else:
        with pytest.raises(Refused):
            getattr(actions, verb)(enrollment, by=by, **options)

    enrollment.refresh_from_db()
    assert enrollment.state == (expected or state)


def test_restore_needs_a_free_seat(quota, by):
    enrollment = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town, state="expelled")
    for _ in range(2):
        actions.admit(make(quota), by=by)

    with pytest.raises(Refused):
        actions.restore(enrollment, by=by)
