"""The cabinet: what is next, what is left, one's own rows only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.certificates.models import Certificate
from courses.enrollment.models import Application
from courses.progress.actions import mark_done
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
OTHERS = ["trainer", "mentor", "coordinator", "administrator", "stranger"]


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def module(cohort):
    return factories.ModuleFactory(program=cohort.program)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def furnish(cohort, enrollment, number):
    for n in range(number):
        module = factories.ModuleFactory(program=cohort.program, title=f"Модуль {n}")
        mark_done(enrollment, readable_lesson(module), by=enrollment.person)
        readable_lesson(module)
        meeting = factories.MeetingFactory(cohort=cohort, module=module, trainer=factories.UserFactory(), town=enrollment.town)
        factories.MarkFactory(meeting=meeting, enrollment=enrollment)
        factories.MentorshipFactory(organization=enrollment.organization)
        factories.ApplicationFactory(person=enrollment.person, state="waiting", organization=enrollment.organization)
        certificate(enrollment, number=f"ШЛ-2026-{n}", token=f"T{n}", enrollment=None)


def certificate(owner, **fields):
    facts = {"program": "Я – исполнитель", "issued_on": "2026-11-01", "hours": 72}
    defaults = {"holder": owner.person, "enrollment": owner, "number": "ШЛ-2026-0001", "facts": facts, "digest": "0" * 64, "token": "T"}
    return Certificate.objects.create(**defaults | fields)


PAGES = {
    "route": lambda enrollment, module: reverse("portals:route", args=[enrollment.pk]),
    "module": lambda enrollment, module: reverse("portals:module", args=[enrollment.pk, module.pk]),
    "meetings": lambda enrollment, module: reverse("portals:meetings", args=[enrollment.pk]),
    "applications": lambda enrollment, module: reverse("portals:applications"),
    "certificates": lambda enrollment, module: reverse("portals:certificates"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_any_number_of_rows(client, enrollment, cohort, module, page, number, django_assert_max_num_queries):
    furnish(cohort, enrollment, number)
    address = PAGES[page](enrollment, module)
    client.get(address)

    with django_assert_max_num_queries(15):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_foreign_enrollment_is_404(cast, client_of, enrollment, module, role):
    for page in ("route", "module", "meetings"):
        assert client_of(cast[role]).get(PAGES[page](enrollment, module)).status_code == 404


def test_visitor_is_led_to_sign_in(client_of, enrollment, module):
    for page in PAGES:
        address = PAGES[page](enrollment, module)
        assert client_of(None).get(address).headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("pk", [0, 999, 10**30])
def test_enormous_and_missing_ids_are_404(client, enrollment, pk):
    for address in (
        f"/cabinet/{pk}/",
        f"/cabinet/{pk}/meetings/",
        f"/cabinet/{enrollment.pk}/modules/{pk}/",
        f"/cabinet/applications/{pk}/withdraw/",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["expelled", "withdrawn"])
def test_left_enrollment_is_closed(client, enrollment, state):
    enrollment.state = state
    enrollment.save()

    assert client.get(f"/cabinet/{enrollment.pk}/").status_code == 404


def test_one_enrollment_is_opened_at_once(client, enrollment):
    assert client.get("/cabinet/").headers["Location"] == f"/cabinet/{enrollment.pk}/"
    assert client.get("/cabinet/meetings/").headers["Location"] == f"/cabinet/{enrollment.pk}/meetings/"


def test_several_enrollments_are_listed(client, enrollment):
    second = factories.EnrollmentFactory(person=enrollment.person, state="finished", organization=enrollment.organization)

    text = client.get("/cabinet/").content.decode()

    assert f"/cabinet/{enrollment.pk}/" in text
    assert f"/cabinet/{second.pk}/" in text
    text = client.get("/cabinet/meetings/").content.decode()
    assert f"/cabinet/{enrollment.pk}/meetings/" in text
    assert f"/cabinet/{second.pk}/meetings/" in text


@pytest.mark.parametrize(("accepting", "words"), [(True, "Выбрать поток"), (False, "открытых наборов нет")])
def test_empty_cabinet_says_what_to_do(client_of, stranger, accepting, words):
    if accepting:
        factories.CohortFactory()

    assert words in client_of(stranger).get("/cabinet/").content.decode()


def test_route_says_what_is_next_left_and_missing(client, enrollment, cohort, module):
    lesson = readable_lesson(module, title="Разбор отказа")
    factories.MeetingFactory(cohort=cohort, module=module, title="Поездка в центр")
    factories.MentorshipFactory(organization=enrollment.organization, mentor__family_name="Наставников")

    text = client.get(f"/cabinet/{enrollment.pk}/").content.decode()

    assert "Здравствуйте, Анна Лесовна" in text
    assert "Поездка в" in text
    assert f"/study/{cohort.pk}/{lesson.pk}/" in text
    assert "Наставников" in text
    assert "чего не хватает" in text
    assert "вы здесь" in text


def test_what_does_not_fit_and_what_is_closed_lead_to_their_parts(client, enrollment, cohort, module):
    for number in range(6):
        readable_lesson(module, title=f"Урок {number}")
    ahead = factories.ModuleFactory(program=cohort.program, kind="document_support")
    for each, day in ((module, -1), (ahead, 1)):
        factories.CohortModuleFactory(cohort=cohort, module=each, opens_on=timezone.localdate() + timedelta(days=day))

    text = client.get(f"/cabinet/{enrollment.pk}/").content.decode()

    more, closed = text.split("на страницах частей:")[1].split("Пока закрыто")
    assert f"/cabinet/{enrollment.pk}/modules/{module.pk}/" in more
    assert f"/cabinet/{enrollment.pk}/modules/{ahead.pk}/" in closed
    assert "i-lock" in text.split("Здравствуйте")[1].split("Ближайшее")[0]


def test_route_of_a_cohort_that_has_not_begun_says_when(client, enrollment, cohort, module):
    readable_lesson(module)
    cohort.state = "closed"
    cohort.save()

    assert "Уроки откроются с" in client.get(f"/cabinet/{enrollment.pk}/").content.decode()


def test_route_with_a_certificate_leads_to_it(client, enrollment):
    certificate(enrollment)

    text = client.get(f"/cabinet/{enrollment.pk}/").content.decode()

    assert "Сертификат выдан" in text
    assert "ШЛ-2026-0001" in text


def test_module_of_another_program_is_404(client, enrollment):
    assert client.get(f"/cabinet/{enrollment.pk}/modules/{factories.ModuleFactory().pk}/").status_code == 404


def test_meetings_show_own_marks(client, enrollment, cohort, module):
    day = timezone.now() - timedelta(days=1)
    meeting = factories.MeetingFactory(cohort=cohort, module=module, title="Семинар", starts_at=day, ends_at=day + timedelta(hours=2))
    factories.MarkFactory(meeting=meeting, enrollment=enrollment, status="excused")
    factories.MarkFactory(meeting=meeting, enrollment=factories.EnrollmentFactory(cohort=cohort), status="absent")

    text = client.get(f"/cabinet/{enrollment.pk}/meetings/").content.decode()

    assert "Уважительная причина" in text
    assert "Вас не было" not in text


# Applications


def test_waiting_application_shows_its_place(client_of, stranger):
    quota = factories.QuotaFactory()
    factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state="waiting")
    factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state="waiting", person=stranger)

    text = client_of(stranger).get("/cabinet/applications/").content.decode()

    assert "Место в листе ожидания: 2" in text


def test_withdrawing_asks_first_and_happens_once(client_of, stranger):
    application = factories.ApplicationFactory(person=stranger)
    address, client = f"/cabinet/applications/{application.pk}/withdraw/", client_of(stranger)

    assert "Отозвать заявку?" in client.get(address).content.decode()
    assert Application.objects.get().state == "submitted"
    assert client.post(address).headers["Location"] == "/cabinet/applications/"
    assert Application.objects.get().state == "withdrawn"
    assert client.post(address).status_code == 409


@pytest.mark.parametrize("state", ["admitted", "declined", "withdrawn"])
def test_decided_application_is_not_withdrawn(client_of, stranger, state):
    application = factories.ApplicationFactory(person=stranger, state=state)

    response = client_of(stranger).post(f"/cabinet/applications/{application.pk}/withdraw/")

    assert response.status_code == 409
    assert "Обновите страницу" in response.content.decode()
    assert Application.objects.get().state == state


@pytest.mark.parametrize("role", OTHERS)
def test_foreign_application_is_404(cast, client_of, enrollment, role):
    application = factories.ApplicationFactory(person=enrollment.person)

    assert client_of(cast[role]).post(f"/cabinet/applications/{application.pk}/withdraw/").status_code == 404
    assert Application.objects.get().state == "submitted"


# Certificates


@pytest.mark.parametrize(("state", "words"), [("valid", "Действует"), ("replaced", "Заменён"), ("revoked", "Аннулирован")])
def test_certificate_shows_its_state(client, enrollment, state, words):
    certificate(enrollment, state=state, token="ABCDEF")

    text = client.get("/cabinet/certificates/").content.decode()

    assert words in text
    assert "/c/abcdef/" in text


def test_foreign_certificates_are_not_shown(client_of, stranger, enrollment):
    certificate(enrollment)

    assert "ШЛ-2026-0001" not in client_of(stranger).get("/cabinet/certificates/").content.decode()


@pytest.mark.parametrize("address", ["/cabinet/", "/cabinet/applications/", "/cabinet/certificates/", "/start/"])
def test_reading_addresses_refuse_post(client, address):
    assert client.post(address).status_code == 405


def test_meeting_under_way_says_so_and_a_past_one_offers_no_broadcast(client, cohort, enrollment, module):
    now = timezone.now()
    shared = {"cohort": cohort, "module": module, "town": enrollment.town, "link": "https://video.example/room"}
    place = f"{enrollment.town}, улица Ленина, 1"
    running = factories.MeetingFactory(**shared, place=place, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))

    page = client.get(reverse("portals:meetings", args=[enrollment.pk])).content.decode()
    assert "Идёт сейчас" in page
    assert "Открыть трансляцию" in page
    assert running.where == place

    type(running).objects.update(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=2))
    page = client.get(reverse("portals:meetings", args=[enrollment.pk])).content.decode()
    assert "Идёт сейчас" not in page
    assert "Открыть трансляцию" not in page
