"""What waits for the person on «Мой путь», pages without a seat, and what the list of meetings says of a mark and a move."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Survey
from courses.enrollment import actions
from courses.enrollment.models import Remark
from school.templatetags import look
from tests import factories
from tests.portals.test_cabinet import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def module(cohort):
    return factories.ModuleFactory(program=cohort.program)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


SOON = {"offered": {"offer_until": timezone.now() + timedelta(days=3)}}


def applied(person, state, quota=None, **fields):
    quota = quota or factories.QuotaFactory()
    return factories.ApplicationFactory(person=person, cohort=quota.cohort, town=quota.town, state=state, **SOON.get(state, {}) | fields)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("offered", ["Вам держат место", "по тюменскому времени", "Занять место", "Отказаться", "Он откроется, как только"]),
        ("draft", ["Заявка не отправлена", "Продолжить", "Он откроется, как только"]),
        ("submitted", ["когда координатор зачислит"]),
        ("waiting", ["когда координатор зачислит"]),
        ("declined", ["Сейчас идёт набор"]),
        ("withdrawn", ["Сейчас идёт набор"]),
    ],
)
def test_cabinet_without_a_seat_says_what_the_state_asks_for(client_of, stranger, state, words):
    applied(stranger, state)

    text = client_of(stranger).get("/cabinet/").content.decode()

    assert [word for word in words if word not in text] == []
    assert ("когда координатор зачислит" in text) is (state in ("submitted", "waiting"))
    assert ("Занять место" in text) is (state == "offered")


@pytest.mark.parametrize("state", ["submitted", "waiting", "offered", "declined"])
def test_question_of_the_coordinator_is_on_top_until_it_is_answered(client_of, stranger, coordinator, state):
    application = applied(stranger, state)
    actions.ask(application, text="Сколько у вас сотрудников?", by=coordinator)
    client = client_of(stranger)

    assert ("Сколько у вас сотрудников?" in client.get("/cabinet/").content.decode()) is (state != "declined")

    actions.reply(application, text="Трое.", by=stranger)
    assert "Координатор спрашивает" not in client.get("/cabinet/").content.decode()


def test_a_note_for_staff_is_no_question(client_of, stranger, coordinator):
    Remark.objects.create(application=applied(stranger, "submitted"), by=coordinator, text="Проверить устав", for_staff=True)

    assert "Проверить устав" not in client_of(stranger).get("/cabinet/").content.decode()


def test_an_offer_that_is_over_and_a_draft_that_is_late_wait_for_nobody(client_of, stranger):
    applied(stranger, "offered", offer_until=timezone.now() - timedelta(minutes=1))
    late = applied(stranger, "draft").cohort
    type(late).objects.filter(pk=late.pk).update(apply_until=timezone.localdate() - timedelta(days=1))

    text = client_of(stranger).get("/cabinet/").content.decode()

    assert "Вам держат место" not in text
    assert "Заявка не отправлена" not in text


def test_who_studies_already_sees_the_second_offer_above_the_way(client, enrollment):
    application = applied(enrollment.person, "offered", organization=enrollment.organization)

    text = client.get(f"/cabinet/{enrollment.pk}/").content.decode()

    assert text.index(reverse("portals:offer", args=[application.pk, "accept"])) < text.index("Мой путь по программе")


def test_route_leads_to_the_check_in_and_the_survey(client, enrollment, cohort, module):
    now, town = timezone.now(), factories.TownFactory(name="Ишим")
    here = factories.MeetingFactory(cohort=cohort, module=module, starts_at=now, ends_at=now + timedelta(hours=2))
    there = factories.MeetingFactory(cohort=cohort, module=module, starts_at=now, ends_at=now + timedelta(hours=2), town=town)
    for meeting, title in ((here, "Как прошло"), (there, "Чужой опрос")):
        questions = [{"text": "Полезно?", "scale": "points"}]
        Survey.objects.create(cohort=cohort, meeting=meeting, title=title, questions=questions, opened_at=now)
    factories.CohortModuleFactory(cohort=cohort, module=module)
    address = f"/cabinet/{enrollment.pk}/"

    text = client.get(address).content.decode()
    assert text.count("Можно отметиться") == 1
    assert "Ответить на опрос" in text
    assert "Чужой опрос" not in text

    factories.MarkFactory(meeting=here, enrollment=enrollment)
    assert "Можно отметиться" not in client.get(address).content.decode()


def test_route_costs_the_same_with_everything_on_it(client, enrollment, cohort, module, django_assert_max_num_queries):
    now = timezone.now()
    factories.CohortModuleFactory(cohort=cohort, module=module)
    for number in range(3):
        furnish(cohort, enrollment, 1) if not number else None
        meeting = factories.MeetingFactory(cohort=cohort, module=module, starts_at=now, ends_at=now + timedelta(hours=2))
        Survey.objects.create(cohort=cohort, meeting=meeting, title="Как прошло", questions=[{"text": "Да?", "scale": "points"}], opened_at=now)
        applied(enrollment.person, "offered", organization=enrollment.organization)
    client.get(f"/cabinet/{enrollment.pk}/")

    with django_assert_max_num_queries(15):
        text = client.get(f"/cabinet/{enrollment.pk}/").content.decode()

    assert (text.count("Вам держат место"), text.count("Можно отметиться"), text.count("Ответить на опрос")) == (3, 3, 3)


@pytest.mark.parametrize("page", ["own_meetings", "applications", "certificates", "calendar"])
def test_page_without_a_seat_is_no_dead_end(client_of, stranger, page):
    words = {"own_meetings": "Занятий пока нет", "applications": "Заявок пока нет", "certificates": "Сначала нужно место", "calendar": "пока пусто"}

    text = client_of(stranger).get(reverse(f"portals:{page}")).content.decode()

    assert words[page] in text or "Сейчас в вашем расписании пусто" in text


def test_trainer_without_a_seat_finds_the_way_to_the_own_meetings(client_of, trainer, stranger):
    assert 'href="/trainer/"' in client_of(trainer).get("/cabinet/meetings/").content.decode().split("<main")[1]
    assert 'href="/trainer/"' not in client_of(stranger).get("/cabinet/meetings/").content.decode()


# The list of meetings


def listed(client, enrollment):
    return client.get(f"/cabinet/{enrollment.pk}/meetings/").content.decode()


@pytest.mark.parametrize(("minutes", "words"), [(30, "Не смогу прийти"), (-30, "Объяснить пропуск")])
def test_marked_meeting_says_when_and_asks_no_excuse(client, enrollment, cohort, module, minutes, words):
    start = timezone.now() + timedelta(minutes=minutes)
    meeting = factories.MeetingFactory(cohort=cohort, module=module, starts_at=start, ends_at=start + timedelta(hours=2))
    assert words in listed(client, enrollment)

    mark = factories.MarkFactory(meeting=meeting, enrollment=enrollment, source="check_in")

    text = listed(client, enrollment)
    assert f"Вы отмечены в {timezone.localtime(mark.at):%H:%M}" in text
    assert words not in text


def test_moved_meeting_says_where_it_was(client, enrollment, cohort, module, coordinator):
    was = factories.MeetingFactory(cohort=cohort, module=module, place="Старый зал")
    still = factories.MeetingFactory(cohort=cohort, module=module)
    before, was.place = was.starts_at, "Новый зал"
    was.starts_at, was.ends_at = was.starts_at + timedelta(days=1), was.ends_at + timedelta(days=1)
    actions.change_meeting(was, by=coordinator, fields=["starts_at", "ends_at", "place"])
    still.trainer = coordinator
    actions.change_meeting(still, by=coordinator, fields=["trainer"])

    text = listed(client, enrollment).replace("\u00a0", " ")

    assert text.count("Перенесено") == 1
    assert f"Было: {look.day(before)}" in text
    assert "Старый зал" in text
