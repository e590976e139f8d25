"""The person's own applications: an offered seat, the talk with the coordinator, decisions nobody knows of yet."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.models import Application, Enrollment, Question
from courses.program.models import Quota
from school.post.models import Letter
from tests import factories
from tests.stage import PDF

pytestmark = pytest.mark.django_db
TEXT = "Помогаем пожилым людям на дому уже пять лет."


@pytest.fixture
def quota():
    return factories.QuotaFactory(seats=2)


@pytest.fixture
def member():
    return factories.MembershipFactory().person


@pytest.fixture
def client(client_of, member):
    return client_of(member)


@pytest.fixture
def questions(quota):
    def make(position, **fields):
        return Question.objects.create(cohort=quota.cohort, position=position, **fields)

    return [
        make(0, text="Сколько у вас подопечных?"),
        make(1, text="Кто придёт?", kind="choice", options="Руководитель\nСотрудник"),
        make(2, text="Устав", kind="file"),
    ]


def address(quota):
    return reverse("portals:apply", args=[quota.cohort_id])


def page(client):
    return client.get(reverse("portals:applications")).content.decode()


def fields(member, quota, **changes):
    return {"organization": member.organizations.get().pk, "town": quota.town_id, "motivation": TEXT} | changes


def paper():
    return SimpleUploadedFile("устав.pdf", PDF, content_type="application/pdf")


def own(quota, member, state, **more):
    if state == "offered":
        more.setdefault("offer_until", timezone.now() + timedelta(hours=5))
    card = member.organizations.get()
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, person=member, organization=card, state=state, **more)


# An offered seat


def test_an_offer_is_shown_with_its_time_and_two_doors(client, quota, member):
    application = own(quota, member, "offered")

    text = page(client)

    for verb in ("accept", "refuse"):
        assert reverse("portals:offer", args=[application.pk, verb]) in text
    assert "Вам предложено место" in text


@pytest.mark.parametrize(("verb", "state", "seats"), [("accept", "admitted", 1), ("refuse", "withdrawn", 0)])
def test_only_the_button_answers(client, quota, member, verb, state, seats):
    application = own(quota, member, "offered")
    url = reverse("portals:offer", args=[application.pk, verb])

    assert client.get(url).status_code == 200
    assert Application.objects.get().state == "offered"
    assert client.post(url).status_code == 302
    assert (Application.objects.get().state, Enrollment.objects.count()) == (state, seats)
    assert client.post(url).status_code == 409
    assert Enrollment.objects.count() == seats


def test_an_offer_whose_time_is_over_says_so(client, quota, member):
    application = own(quota, member, "offered", offer_until=timezone.now() - timedelta(seconds=1))

    response = client.post(reverse("portals:offer", args=[application.pk, "accept"]))

    assert (response.status_code, "Срок ответа вышел" in response.content.decode()) == (409, True)


@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_nobody_else_answers(client_of, cast, quota, member, verb):
    url = reverse("portals:offer", args=[own(quota, member, "offered").pk, verb])

    assert {client_of(person).post(url).status_code for person in cast.values() if person} == {404}
    assert client_of(None).post(url).status_code == 302
    assert Application.objects.get(person=member).state == "offered"


def test_an_unknown_answer_is_not_found(client, quota, member):
    assert client.post(reverse("portals:offer", args=[own(quota, member, "offered").pk, "take"])).status_code == 404


# Decisions nobody knows of yet


@pytest.mark.parametrize("verb", ["admit", "decline", "put_on_waiting_list"])
def test_a_decision_shows_nowhere_before_its_letter(client, quota, member, verb):
    application = own(quota, member, "submitted")
    before = page(client)
    options = {"reason": "Нет опыта работы."} if verb == "decline" else {}
    getattr(actions, verb)(application, by=factories.UserFactory(), **options)

    for url in ("/cabinet/", reverse("portals:applications")):
        text = client.get(url).content.decode()
        assert "Заявка на рассмотрении" in text
        assert "Нет опыта" not in text
    assert len(page(client)) == len(before)
    assert "Занятий пока нет" in client.get(reverse("portals:own_meetings")).content.decode()

    Application.objects.update(told_at=timezone.now() - timedelta(minutes=1))
    assert "Заявка на рассмотрении" not in page(client)


# The talk


def test_a_question_is_answered_in_the_cabinet(client, quota, member, coordinator):
    application = own(quota, member, "submitted")
    actions.note(application, text="Похоже на дубль.", by=coordinator)
    actions.ask(application, text="Сколько у вас\nподопечных?", by=coordinator)
    letter = Letter.objects.get()
    url = reverse("portals:answer", args=[application.pk])

    assert (letter.name, url in letter.text) == ("application_asked", True)
    assert "Координатор задал вопрос" in page(client)
    assert "дубль" not in page(client) + client.get(url).content.decode()
    assert client.post(url, {"text": " "}).status_code == 200
    client.post(url, {"text": "Сорок <b>семь</b>."})

    assert "Координатор задал вопрос" not in page(client)
    assert [remark.text for remark in application.remarks.filter(by=member)] == ["Сорок <b>семь</b>."]


def test_nobody_answers_for_another_and_nothing_unasked(client, client_of, cast, quota, member):
    application = own(quota, member, "submitted")
    url = reverse("portals:answer", args=[application.pk])

    assert client.get(url).status_code == 404
    actions.ask(application, text="Сколько?", by=cast["coordinator"])
    assert {client_of(person).post(url, {"text": "Я"}).status_code for person in cast.values() if person} == {404}
    assert application.remarks.count() == 1


def test_the_place_in_the_queue_moves_up(client, quota, member):
    first = factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state="waiting")
    own(quota, member, "waiting")
    assert "Место в листе ожидания: 2" in page(client)
    assert "Очередь идёт по времени отправки заявки" in page(client)

    actions.withdraw(first, by=first.person)

    assert "Место в листе ожидания: 1" in page(client)
    assert Quota.objects.get().seats == 2
