"""Lists of the office: search in any case, pages that agree with the whole order, sorting by the Russian alphabet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.models import Application
from courses.office import meetings
from courses.office.applications import Applications
from courses.office.tables import OfficeListing
from courses.program.models import Meeting
from tests.factories import ApplicationFactory, CohortFactory, EnrollmentFactory, MeetingFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def shown(client, name, query=""):
    return list(client.get(f"{reverse(name)}?{query}").context["object_list"])


@pytest.mark.parametrize("query", ["q=зимний", "q=ЗИМНИЙ", "q=Зимний поток", "q=имний"])
def test_cohorts_and_meetings_are_found_in_any_case(client, query):
    cohort = CohortFactory(title="Зимний поток")
    meeting = MeetingFactory(cohort=cohort, title="Зимний поток: сбор")
    MeetingFactory(title="Другое", cohort=CohortFactory(title="Летний"))

    assert (shown(client, "office_cohorts:index", query), shown(client, "office_meetings:index", query)) == ([cohort], [meeting])


@pytest.mark.parametrize("query", ["q=%00", "q=%25", "q=" + "я" * 5000])
@pytest.mark.parametrize("name", ["office_cohorts:index", "office_meetings:index", "office_towns:index", "office:people", "office:applications"])
def test_strange_words_find_nothing_and_break_nothing(client, name, query):
    TownFactory()
    assert client.get(f"{reverse(name)}?{query}").status_code == 200


def test_people_stand_by_the_russian_alphabet(client, cohort):
    for name in ("Яблонская", "Ёлкина", "Жданова", "Елагина"):
        person = UserFactory(family_name=name, given_name="А", patronymic="", folded_name=f"{name.lower().replace('ё', 'е')} а")
        EnrollmentFactory(cohort=cohort, person=person)

    assert [row.person.family_name for row in shown(client, "office:people")] == ["Елагина", "Ёлкина", "Жданова", "Яблонская"]


def test_the_pages_of_the_queue_are_the_queue(client, cohort, monkeypatch):
    """Part by part, the same order as asked for at once."""
    monkeypatch.setattr(OfficeListing, "paginate_by", 4)
    states = ["admitted", "submitted", "waiting", "declined", "submitted", "withdrawn", "waiting", "submitted", "offered", "admitted", "waiting"]
    for state in states:
        row = ApplicationFactory(cohort=cohort, state="submitted")
        until = row.submitted_at if state == "offered" else None
        Application.objects.filter(pk=row.pk).update(state=state, offer_until=until)
    view = Applications()
    view.ordering = view.default_ordering
    whole = list(view.order_queryset(view.get_base_queryset()).values_list("pk", flat=True))

    found = [row.pk for page in (1, 2, 3) for row in shown(client, "office:applications", f"p={page}")]

    assert found == whole
    assert len(found) == len(states)


def test_the_pages_of_the_timetable_are_the_timetable(client, cohort):
    """What is ahead by its nearness, what is over by its freshness; part by part the same as at once."""
    now = timezone.now()
    for days in (each * 7 % 41 - 20 for each in range(41)):
        MeetingFactory(cohort=cohort, starts_at=now + timedelta(days=days), ends_at=now + timedelta(days=days, hours=2))
    view = meetings.MeetingIndex()
    view.ordering = view.default_ordering
    whole = list(view.order_queryset(Meeting.objects.all()).values_list("pk", flat=True))

    found = [row.pk for page in (1, 2) for row in shown(client, "office_meetings:index", f"p={page}")]

    assert (found, len(found)) == (whole, 41)
