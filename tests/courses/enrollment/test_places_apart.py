"""A place belongs to one cohort and to a decision that is in force: nothing brings it back past the decision or carries it elsewhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Subgroup
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(coordinator):
    return coordinator


@pytest.fixture
def quota():
    return factories.QuotaFactory(seats=3, cohort=factories.CohortFactory(letters_after=0))


@pytest.fixture
def other(quota):
    return factories.QuotaFactory(seats=3, town=quota.town, cohort=factories.CohortFactory(title="Весенний поток", letters_after=0))


def make(quota, state="submitted", **fields):
    if state == "offered":
        fields.setdefault("offer_until", timezone.now() + timedelta(hours=1))
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, **fields)


def refusal(action, *args, **options):
    with pytest.raises(Refused) as refused:
        action(*args, **options)
    return " ".join(map(str, refused.value.reasons))


@pytest.mark.parametrize("pause", [0, 10])
@pytest.mark.parametrize("end", ["submitted", "withdrawn", "declined"])
def test_a_place_whose_decision_was_taken_back_is_not_restored(quota, by, client_of, pause, end):
    Cohort.objects.update(letters_after=pause)
    application = make(quota)
    place = actions.admit(application, by=by)
    actions.reconsider(application, by=by)
    if end == "withdrawn":
        actions.withdraw(application, by=application.person)
    if end == "declined":
        actions.decline(application, reason="Нет опыта.", by=by)
    words = {"submitted": "Зачислите её", "withdrawn": "отозвана", "declined": "отклонена"}[end]

    assert words in refusal(actions.restore, place, by=by)
    page = client_of(by).post(reverse("office:person_move", args=[place.pk, "restore"]), follow=True)
    assert words in page.content.decode()
    assert Enrollment.objects.get().state == "withdrawn"


def test_an_untold_place_that_the_applicant_gave_up_is_not_restored(quota, by):
    Cohort.objects.update(letters_after=10)
    place = actions.admit(make(quota), by=by)
    actions.withdraw(place.application, by=place.person)

    assert "отозвана" in refusal(actions.restore, place, by=by)


def test_a_moved_application_gets_a_row_of_its_own(quota, other, by):
    """Nothing was earned: the empty row is gone, and the subgroup of the old cohort with it."""
    application = make(quota)
    place = actions.admit(application, by=by)
    Enrollment.objects.update(subgroup=Subgroup.objects.create(cohort=quota.cohort, title="Группа А"))
    actions.reconsider(application, by=by)
    actions.move(application, cohort=other.cohort, by=by)

    new = actions.admit(Application.objects.get(), by=by)

    assert (new.cohort, new.subgroup, new.state) == (other.cohort, None, "active")
    assert not Enrollment.objects.filter(pk=place.pk).exists()


def test_what_was_earned_stays_in_its_cohort(quota, other, by):
    membership = factories.MembershipFactory()
    who = {"person": membership.person, "organization": membership.organization}
    old = actions.admit(make(quota, **who), by=by)
    first = old.application
    mark = factories.MarkFactory(enrollment=old, meeting=factories.MeetingFactory(cohort=quota.cohort))
    Enrollment.objects.update(subgroup=Subgroup.objects.create(cohort=quota.cohort, title="Группа А"))
    actions.leave(old, by=by)
    again = make(quota, **who)
    actions.admit(again, by=by)
    actions.reconsider(again, by=by)
    actions.move(again, cohort=other.cohort, by=by)

    new = actions.admit(Application.objects.get(pk=again.pk), by=by)

    old.refresh_from_db()
    mark.refresh_from_db()
    assert (new.cohort, new.subgroup, new.marks.count()) == (other.cohort, None, 0)
    assert (old.cohort, old.state, old.application, mark.enrollment) == (quota.cohort, "withdrawn", first, old)


@pytest.mark.parametrize("state", ["draft", "finished", "archived"])
@pytest.mark.parametrize(("verb", "before"), [("admit", "submitted"), ("offer", "waiting"), ("accept", "offered")])
def test_no_place_is_given_in_a_cohort_that_takes_nobody(quota, by, client_of, state, verb, before):
    application = make(quota, before)
    Cohort.objects.update(state=state)

    assert "мест в нём сейчас не дают" in refusal(getattr(actions, verb), application, by=by)

    assert Application.objects.get().state == before
    assert not Enrollment.objects.exists()
    if verb == "admit":
        plan = client_of(by).get(reverse("office:many", args=["admit"]), {"id": [application.pk]}).content.decode()
        assert "мест в нём сейчас не дают" in plan
        page = client_of(by).get(reverse("office:application", args=[application.pk])).content.decode()
        assert reverse("office:decide", args=[application.pk, "admit"]) not in page


@pytest.mark.parametrize("before", ["expelled", "withdrawn", "finished"])
@pytest.mark.parametrize(("state", "may"), [("draft", False), ("archived", False), ("finished", True), ("under_way", True)])
def test_restoring_asks_the_cohort(quota, by, before, state, may):
    place = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town, state=before)
    Cohort.objects.update(state=state)

    if may:
        actions.restore(place, by=by)
    else:
        assert "мест в нём сейчас не дают" in refusal(actions.restore, place, by=by)
    assert Enrollment.objects.get().state == ("active" if may else before)


@pytest.mark.parametrize("send", ["apply", "save_draft"])
def test_an_application_reads_the_cohort_under_its_lock(quota, send):
    """The form was opened while the cohort was open; it was closed before the press."""
    membership = factories.MembershipFactory()
    stale = Cohort.objects.get()
    Cohort.objects.update(state="closed")
    fields = {"person": membership.person, "organization": membership.organization, "town": quota.town, "motivation": "Хотим учиться."}
    if send == "apply":
        fields["by"] = membership.person

    assert "закончен" in refusal(getattr(actions, send), stale, **fields)
    assert not Application.objects.exists()
