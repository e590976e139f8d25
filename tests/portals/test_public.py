"""Doors for those outside: /start/, open cohorts, the application, the invitation, the kit."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.models import Application, Assignment
from courses.program.models import Cohort
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "Помогаем пожилым людям на дому уже пять лет."


@pytest.fixture
def quota():
    return factories.QuotaFactory(cohort__title="Весенний поток")


@pytest.fixture
def member():
    """A person who may apply: of an organisation, in no cohort."""
    return factories.MembershipFactory().person


def address(quota):
    return reverse("portals:apply", args=[quota.cohort_id])


def fields(member, quota, **changes):
    return {"organization": member.organizations.get().pk, "town": quota.town_id, "motivation": TEXT} | changes


@pytest.mark.parametrize(
    ("role", "door"),
    [
        ("participant", "/cabinet/"),
        ("trainer", "/trainer/"),
        ("mentor", "/mentor/"),
        ("coordinator", "/cms/"),
        ("author", "/cms/"),
        ("methodologist", "/cms/"),
        ("administrator", "/cms/"),
        ("stranger", "/cabinet/"),
        ("visitor", "/accounts/login/?next=/start/"),
    ],
)
def test_start_leads_to_the_first_door(cast, client_of, role, door):
    assert client_of(cast[role]).get("/start/").headers["Location"] == door


# Cohorts


def test_cohorts_show_seats_by_town(client, quota):
    full = factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name="Ишим"), seats=0)
    factories.CohortFactory(title="Черновик", state=Cohort.State.DRAFT)

    text = client.get("/cohorts/").content.decode()

    assert "Осталось 10" in text
    assert "Мест нет" in text
    assert f"{address(quota)}?town={full.town_id}" in text
    assert "Черновик" not in text


def test_cohorts_without_any_say_so(client):
    assert "Сейчас открытых наборов нет" in client.get("/cohorts/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_cohorts_cost_the_same(client, number, django_assert_max_num_queries):
    for _ in range(number):
        factories.QuotaFactory()

    with django_assert_max_num_queries(9):
        client.get("/cohorts/")


# Application


def test_visitor_is_led_to_an_account_and_back(client, quota):
    text = client.get(address(quota)).content.decode()

    assert f"/accounts/signup/?next={address(quota)}" in text
    assert f"/accounts/login/?next={address(quota)}" in text


def test_person_without_organization_is_led_to_found_one(client_of, quota, stranger):
    text = client_of(stranger).get(address(quota)).content.decode()

    assert f"{reverse('people:found')}?next={address(quota)}" in text


def test_application_is_sent_and_told(client_of, member, quota):
    response = client_of(member).post(address(quota), fields(member, quota), follow=True)

    assert response.redirect_chain == [("/cabinet/applications/", 302)]
    assert "Заявка отправлена" in response.content.decode()
    application = Application.objects.get()
    assert (application.person, application.state, application.motivation) == (member, "submitted", TEXT)
    assert Letter.objects.get().recipient == member


def test_application_posted_twice_makes_one_row(client_of, member, quota):
    client = client_of(member)

    for _ in range(2):
        assert client.post(address(quota), fields(member, quota)).status_code in {200, 302}

    assert Application.objects.count() == 1
    assert "уже подали" in client.get(address(quota)).content.decode()


def test_application_takes_only_its_own_fields(client_of, member, quota):
    extra = {"state": "admitted", "person": 1, "cohort": 1, "is_staff": "1", "is_superuser": "1", "decided_by": 1, "verified": "1"}

    client_of(member).post(address(quota), fields(member, quota) | extra)

    application = Application.objects.get()
    assert (application.state, application.person, application.cohort, application.decided_by) == ("submitted", member, quota.cohort, None)
    member.refresh_from_db()
    assert not member.is_superuser


@pytest.mark.parametrize(
    "changes",
    [
        {"motivation": ""},
        {"motivation": "коротко"},
        {"motivation": "а" * 3001},
        {"motivation": "а" * 200_000},
        {"motivation": "\x00" + TEXT},
        {"motivation": "\u200b" * 40},
        {"town": ""},
        {"town": "-1"},
        {"town": "999999999999999999999999999999"},
        {"town": "Тюмень"},
        {"organization": ""},
        {"organization": "999999999999999999999999999999"},
        {"organization": "-5"},
        {"organization": "' or 1=1"},
    ],
)
def test_bad_application_gets_words_and_keeps_the_text(client_of, member, quota, changes):
    response = client_of(member).post(address(quota), fields(member, quota, **changes))

    assert response.status_code == 200
    text = response.content.decode()
    assert 'aria-invalid="true"' in text
    assert not Application.objects.sent().exists()
    if "motivation" not in changes:
        assert TEXT in text


@pytest.mark.parametrize("text", ["{{7*7}} {% debug %} <script>alert(1)</script>", "=cmd|' /C calc'!A0 и ещё слова", "e\u0301" * 30])
def test_strange_text_is_kept_as_typed(client_of, member, quota, text):
    client = client_of(member)

    client.post(address(quota), fields(member, quota, motivation=text))

    assert Application.objects.count() == 1
    assert "<script>alert" not in client.get("/cabinet/applications/").content.decode()


def test_foreign_organization_cannot_be_named(client_of, member, quota):
    foreign = factories.MembershipFactory().organization

    response = client_of(member).post(address(quota), fields(member, quota, organization=foreign.pk))

    assert response.status_code == 200
    assert foreign.short_name not in response.content.decode()
    assert not Application.objects.sent().exists()


@pytest.mark.parametrize(
    ("fields_of", "words"),
    [
        ({"state": "closed"}, "закончен"),
        ({"state": "under_way"}, "закончен"),
        ({"apply_until": timezone.localdate() - timedelta(days=1)}, "закончен"),
        ({"apply_from": timezone.localdate() + timedelta(days=3)}, "начнётся"),
    ],
)
def test_closed_cohort_says_why(client_of, member, quota, fields_of, words):
    Cohort.objects.update(**fields_of)
    client = client_of(member)

    assert words in client.get(address(quota)).content.decode()
    assert words in client.post(address(quota), fields(member, quota)).content.decode()
    assert not Application.objects.sent().exists()


@pytest.mark.parametrize("pk", [0, 999, 10**30])
def test_missing_and_draft_cohorts_are_404(client, quota, pk):
    Cohort.objects.update(state="draft")

    assert client.get(f"/apply/{pk}/").status_code == 404
    assert client.get(address(quota)).status_code == 404


def test_text_typed_after_the_session_ended_comes_back(client, member, quota):
    client.post(address(quota), fields(member, quota))
    client.force_login(member)

    assert TEXT in client.get(address(quota)).content.decode()


def test_town_of_the_link_is_preset(client_of, member, quota):
    other = factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name="Ишим"))

    text = client_of(member).get(f"{address(quota)}?town={other.town_id}&town=x&_connector=OR").content.decode()

    assert text.count("checked") >= 1
    assert client_of(member).get(f"{address(quota)}?town=%00").status_code == 200


@pytest.mark.parametrize("towns", [1, 3])
def test_application_form_costs_the_same(client_of, member, quota, towns, django_assert_max_num_queries):
    for number in range(towns):
        factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name=f"Город {number}"))
    client = client_of(member)

    with django_assert_max_num_queries(15):
        assert client.get(address(quota)).status_code == 200


# Invitation


@pytest.fixture
def invited(coordinator, cohort):
    actions.invite("new@shkola.example", "trainer", cohort=cohort, by=coordinator)
    return "/invitation/" + Letter.objects.get(name="invitation").text.split("/invitation/")[1].split("/")[0] + "/"


def test_invitation_is_shown_to_a_visitor_with_the_way_back(client, invited):
    text = client.get(invited).content.decode()

    assert "Тренер потока" in text
    assert f"?next={invited}" in text


def test_invitation_is_accepted_by_post_only(client_of, invited, cohort):
    person = factories.UserFactory(email="new@shkola.example")
    client = client_of(person)

    client.get(invited)
    assert not Assignment.objects.filter(person=person).exists()
    response = client.post(invited)

    assert response.headers["Location"] == "/start/"
    assert Assignment.objects.get(person=person).cohort == cohort
    assert client.post(invited).headers["Location"] == "/start/"


def test_invitation_of_another_address_is_refused(client_of, invited, stranger):
    response = client_of(stranger).post(invited)

    assert response.status_code == 200
    assert "new@shkola.example" in response.content.decode()
    assert not Assignment.objects.filter(person=stranger).exists()


@pytest.mark.parametrize("token", ["x", "a" * 3000, "-_-"])
def test_unknown_invitation_is_404(client, db, token):
    assert client.get(f"/invitation/{token}/").status_code == 404


# Kit


@pytest.mark.parametrize(
    ("role", "status"),
    [("visitor", 404), ("stranger", 404), ("participant", 404), ("trainer", 200), ("mentor", 200), ("coordinator", 200), ("administrator", 200)],
)
def test_kit_is_for_staff(cast, client_of, role, status):
    assert client_of(cast[role]).get("/kit/").status_code == status
