"""The mentor's desk: own NGOs only, how far they are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import EnrollmentFactory, MarkFactory, MeetingFactory, MentorshipFactory, ModuleFactory, OrganizationFactory, TownFactory

pytestmark = pytest.mark.django_db
DESK = "/mentor/"


@pytest.fixture
def client(client_of, mentor):
    return client_of(mentor)


def page_of(organization):
    return reverse("portals:mentor_organization", args=[organization.pk])


@pytest.mark.parametrize("role", ["participant", "trainer", "coordinator", "administrator", "stranger"])
def test_only_mentors_come_in(cast, client_of, role):
    client = client_of(cast[role])
    own = cast["participant"].memberships.get().organization

    assert [client.get(address).status_code for address in (DESK, page_of(own))] == [404, 404]


def test_a_visitor_is_led_to_sign_in(client_of):
    assert client_of(None).get(DESK).url == "/accounts/login/?next=/mentor/"


def test_the_desk_shows_own_organisations_only(client, participant):
    own, foreign = participant.memberships.get().organization, MentorshipFactory().organization

    page = client.get(DESK).content.decode()

    assert (own.short_name in page, foreign.short_name in page, participant.full_name in page) == (True, False, True)


def test_a_foreign_organisation_is_a_missing_one(client):
    foreign = MentorshipFactory().organization

    assert [client.get(f"/mentor/{pk}/").status_code for pk in (foreign.pk, 10**9, 10**30)] == [404, 404, 404]


def test_a_former_mentor_has_no_key_at_the_next_request(client, mentor, participant):
    own = page_of(participant.memberships.get().organization)
    assert client.get(own).status_code == 200
    mentor.mentorships.update(until=timezone.localdate() - timedelta(days=1))

    assert [client.get(address).status_code for address in (DESK, own)] == [404, 404]


def test_the_page_shows_stations_and_marks(client, participant, cohort):
    module = ModuleFactory(program=cohort.program, kind="training")
    now = timezone.now()
    meeting = MeetingFactory(cohort=cohort, module=module, title="Переговоры", starts_at=now - timedelta(hours=4), ends_at=now - timedelta(hours=1))
    MarkFactory(meeting=meeting, enrollment=participant.enrollments.get(), status="late")

    page = client.get(page_of(participant.memberships.get().organization)).content.decode()

    assert [words in page for words in ("Практика", "Переговоры", "опоздание", "100\xa0%")] == [True] * 4


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=елочка", True), ("q=ЁЛОЧКА", True), ("q=zzz", False), ("town=x", True), ("town=" + "9" * 40, False), ("q=%00", True)],
)
def test_search_folds_letters(client, mentor, query, found):
    MentorshipFactory(mentor=mentor, organization=OrganizationFactory(short_name="Фонд «Ёлочка»", folded_name="фонд «елочка»"))

    assert ("Ёлочка" in client.get(f"{DESK}?{query}").content.decode().replace('value="ЁЛОЧКА"', "")) == found


def test_search_never_finds_a_foreign_organisation(client):
    MentorshipFactory(organization=OrganizationFactory(short_name="Фонд «Ёлочка»", folded_name="фонд «елочка»"))

    assert "Ёлочка" not in client.get(f"{DESK}?q=елочка").content.decode()


def test_filter_by_town(client, mentor):
    ishim = TownFactory(name="Ишим")
    MentorshipFactory(mentor=mentor, organization=OrganizationFactory(short_name="Фонд Ишима", town=ishim))
    MentorshipFactory(mentor=mentor, organization=OrganizationFactory(short_name="Фонд Тюмени"))

    page = client.get(f"{DESK}?town={ishim.pk}").content.decode()

    assert ("Фонд Ишима" in page, "Фонд Тюмени" in page) == (True, False)


@pytest.mark.parametrize("query", ["sort=name", "sort=town", "sort=progress", "sort=user__password", "page=99", "page=x", "_connector=OR"])
def test_any_order_and_page_is_answered(client, query):
    assert client.get(f"{DESK}?{query}").status_code == 200


@pytest.mark.parametrize("sort", ["", "name", "progress"])
def test_queries_do_not_grow(client, mentor, cohort, sort):
    ModuleFactory(program=cohort.program)
    counts = []
    for more in (0, 2, 10):
        for _each in range(more):
            organization = MentorshipFactory(mentor=mentor).organization
            EnrollmentFactory(cohort=cohort, organization=organization)
        with CaptureQueriesContext(connection) as found:
            client.get(f"{DESK}?sort={sort}")
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_a_mentor_of_ngos_without_people_sees_an_empty_way(client, mentor):
    organization = MentorshipFactory(mentor=mentor).organization

    assert "Пока никто не учится" in client.get(page_of(organization)).content.decode()


def held_for(enrollment, status, days=1):
    now = timezone.now()
    module = ModuleFactory(program=enrollment.cohort.program, kind="training")
    starts_at = now - timedelta(days=days)
    meeting = MeetingFactory(
        cohort=enrollment.cohort, module=module, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), town=enrollment.town
    )
    return MarkFactory(meeting=meeting, enrollment=enrollment, status=status)


def test_organisations_below_the_share_of_the_cohort_come_first_with_a_warning(client, mentor, cohort):
    calm = MentorshipFactory(mentor=mentor, organization=OrganizationFactory(short_name="АНО «Аист»")).organization
    low = MentorshipFactory(mentor=mentor, organization=OrganizationFactory(short_name="Фонд «Ясень»")).organization
    for organization, status in ((calm, "present"), (low, "absent")):
        held_for(EnrollmentFactory(cohort=cohort, organization=organization, town=TownFactory(name=organization.short_name)), status)

    page, by_name = client.get(DESK).content.decode(), client.get(f"{DESK}?sort=name").content.decode()

    assert page.index("Ясень") < page.index("Аист")
    assert by_name.index("Аист") < by_name.index("Ясень")
    assert page.count("pill warn") == 1
    assert f"ниже\xa0{cohort.needed_share}\xa0%" in page


def test_a_sentence_about_closed_parts_is_said_once(client, mentor, cohort):
    cohort.state = "open"
    cohort.save()
    for kind in ("seminar", "training", "exchange_visit"):
        ModuleFactory(program=cohort.program, kind=kind)
    enrollment = EnrollmentFactory(cohort=cohort, organization=MentorshipFactory(mentor=mentor).organization)

    page = client.get(page_of(enrollment.organization)).content.decode()

    assert page.count("уроки откроются") == 1
