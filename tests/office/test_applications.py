"""Deciding on applications in the office."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.enrollment import actions
from courses.enrollment.models import Application, Enrollment
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, MarkFactory, MeetingFactory, MembershipFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def open_cohort(db):
    return QuotaFactory(seats=1, cohort=CohortFactory()).cohort


def ask(cohort, **person):
    who = UserFactory(**person)
    return ApplicationFactory(person=who, organization=MembershipFactory(person=who).organization, cohort=cohort)


def decide(client, application, verb, **fields):
    return client.post(reverse("office:decide", args=[application.pk, verb]), fields, follow=True)


def state(application):
    return Application.objects.get(pk=application.pk).state


@pytest.mark.parametrize(
    ("verb", "fields", "after"),
    [
        ("admit", {}, "admitted"),
        ("put_on_waiting_list", {}, "waiting"),
        ("decline", {"reason": "Нет документов."}, "declined"),
        ("decline", {"reason": "  "}, "submitted"),
        ("decline", {}, "submitted"),
        ("decline", {"reason": "x" * 501}, "submitted"),
        ("withdraw", {}, "submitted"),
        ("zzz", {}, "submitted"),
    ],
)
def test_a_decision_moves_the_application(client, open_cohort, verb, fields, after):
    application = ask(open_cohort)

    assert decide(client, application, verb, **fields).status_code in (200, 404)
    assert state(application) == after


@pytest.mark.parametrize("verb", ["admit", "put_on_waiting_list", "decline"])
def test_a_decision_can_be_taken_back(client, open_cohort, verb):
    application = ask(open_cohort)
    decide(client, application, verb, reason="Нет документов.")

    decide(client, application, "reconsider")

    assert state(application) == "submitted"


@pytest.mark.parametrize("verb", ["admit", "put_on_waiting_list", "decline", "reconsider"])
def test_a_get_decides_nothing(client, open_cohort, verb):
    application = ask(open_cohort)

    assert client.get(reverse("office:decide", args=[application.pk, verb])).status_code == 200
    assert state(application) == "submitted"


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger"])
@pytest.mark.parametrize("verb", ["admit", "decline"])
def test_nobody_else_decides(cast, client_of, open_cohort, role, verb):
    application = ask(open_cohort)

    client_of(cast[role]).post(reverse("office:decide", args=[application.pk, verb]), {"reason": "x"})

    assert state(application) == "submitted"


def test_a_second_press_is_told_and_harmless(client, open_cohort):
    application = ask(open_cohort)

    pages = [decide(client, application, "admit").content.decode() for _again in range(2)]

    assert Enrollment.objects.count() == 1
    assert "Обновите страницу" in pages[1]


def test_no_seat_is_said_in_words(client, open_cohort):
    decide(client, ask(open_cohort), "admit")
    late = ask(open_cohort)

    page = decide(client, late, "admit").content.decode()

    assert (state(late), "Свободных мест" in page) == ("submitted", True)


def test_the_page_shows_seats_and_history(client, open_cohort):
    application = ask(open_cohort)
    decide(client, application, "put_on_waiting_list")

    page = client.get(reverse("office:application", args=[application.pk])).content.decode()

    assert ("свободно мест 1 из 1" in page, "Что было раньше" in page) == (True, True)


@pytest.mark.parametrize("pk", [10**9, 10**30])
def test_a_missing_application_is_not_found(client, pk):
    assert client.get(reverse("office:application", args=[pk])).status_code == 404


@pytest.mark.parametrize(("query", "found"), [("q=ЕЛКИНА", True), ("q=ёлкина", True), ("state=waiting", False), ("state=submitted", True)])
def test_search_and_filters(client, open_cohort, query, found):
    ask(open_cohort, family_name="Ёлкина", folded_name="елкина полина")

    page = client.get(f"{reverse('office:applications')}?{query}").content.decode()

    assert ("Ёлкина Полина" in page) == found


def test_many_are_foreseen_in_the_order_of_sending(client, open_cohort):
    first, second = ask(open_cohort), ask(open_cohort)

    page = client.get(reverse("office:admit_many"), {"id": [second.pk, first.pk]})

    plan = page.context["plan"]
    assert [(row["application"], bool(row["reason"])) for row in plan] == [(first, False), (second, True)]
    assert {state(first), state(second)} == {"submitted"}


def test_many_are_admitted_never_one_over(client, open_cohort):
    asked = [ask(open_cohort), ask(open_cohort)]

    page = client.post(reverse("office:admit_many"), {"id": [each.pk for each in asked]}, follow=True)

    assert page.status_code == 200
    assert [state(each) for each in asked] == ["admitted", "submitted"]


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 40], ["999999"]])
@pytest.mark.parametrize("method", ["get", "post"])
def test_many_of_nothing_leads_back(client, ids, method):
    response = getattr(client, method)(reverse("office:admit_many"), {"id": ids})

    assert (response.status_code, response.url) == (302, reverse("office:applications"))


def undo_link(page):
    return html.unescape(re.search(r'href="(\S*/many/reconsider/\?[^"]+)"', page.content.decode())[1])


@pytest.mark.parametrize(("verb", "fields"), [("admit", {}), ("decline", {"reason": "Нет опыта."}), ("put_on_waiting_list", {})])
def test_many_decisions_are_taken_back_at_once(client, verb, fields):
    cohort = QuotaFactory(seats=3).cohort
    asked = [ask(cohort) for _ in range(3)]
    link = undo_link(client.post(reverse("office:many", args=[verb]), {"id": [each.pk for each in asked]} | fields, follow=True))

    plan = client.get(link).context["plan"]
    assert [(row["application"], row["reason"]) for row in plan] == [(each, "") for each in asked]
    said = client.post(reverse("office:many", args=["reconsider"]), {"id": [each.pk for each in asked]}, follow=True).content.decode()

    assert "На рассмотрении снова" in said
    assert {state(each) for each in asked} == {"submitted"}
    assert set(Letter.objects.values_list("state", flat=True)) == {"taken_back"}
    assert not Enrollment.objects.active().exists()


def test_taking_many_back_says_whom_it_passes_over(client, coordinator):
    cohort = QuotaFactory(seats=3).cohort
    fresh, studying, again, open_one = (ask(cohort) for _ in range(4))
    MarkFactory(enrollment=actions.admit(studying, by=coordinator), meeting=MeetingFactory(cohort=cohort))
    actions.admit(fresh, by=coordinator)
    actions.decline(again, reason="Нет опыта.", by=coordinator)
    ApplicationFactory(person=again.person, cohort=cohort)

    ids = [row.pk for row in (fresh, studying, again, open_one)]
    plan = client.get(reverse("office:many", args=["reconsider"]), {"id": ids}).context["plan"]

    told = {row["application"]: row["reason"] for row in plan}
    assert told[fresh] == ""
    assert [words in told[row] for words, row in (("уже учится", studying), ("новую заявку", again), ("на рассмотрении", open_one))] == [True] * 3


@pytest.mark.parametrize("verb", ["admit", "decline", "put_on_waiting_list", "reconsider"])
def test_a_plan_costs_the_same_for_one_and_for_many(client, coordinator, verb):
    cohort = QuotaFactory(seats=40).cohort
    asked = [ask(cohort) for _ in range(20)]
    if verb == "reconsider":
        for number, each in enumerate(asked):
            actions.admit(each, by=coordinator) if number % 2 else actions.decline(each, reason="Нет.", by=coordinator)

    def counted(rows):
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(reverse("office:many", args=[verb]), {"id": [row.pk for row in rows]}).status_code == 200
        return len(asked_for)

    counted(asked[:2])  # what is kept between requests is there now
    assert counted(asked[:2]) == counted(asked) <= 15


def rows(client):
    return client.get(reverse("office:applications")).context["object_list"]


def test_the_list_opens_on_what_asks_for_a_decision(client, open_cohort):
    found = [ask(open_cohort) for _ in range(5)]
    for application, given in zip(found, ["admitted", "waiting", "submitted", "declined", "submitted"], strict=True):
        Application.objects.filter(pk=application.pk).update(state=given)

    assert list(rows(client)) == [found[2], found[4], found[1], found[3], found[0]]


def test_only_what_may_be_admitted_has_a_checkbox(client, open_cohort):
    found = [ask(open_cohort) for _ in range(3)]
    Application.objects.filter(pk=found[0].pk).update(state="admitted")

    text = client.get(reverse("office:applications")).content.decode()

    assert text.count('form="bulk"') == 2
    assert "Всего: 3" in text


def test_a_decision_leads_to_the_next_application(client, open_cohort):
    first, second, third = [ask(open_cohort) for _ in range(3)]

    answer = decide(client, second, "put_on_waiting_list")

    assert answer.context["next"] == third
    assert reverse("office:application", args=[third.pk]) in answer.content.decode()
    assert "Следующая заявка" in answer.content.decode()
    assert decide(client, third, "put_on_waiting_list").context["next"] == first
    assert decide(client, first, "put_on_waiting_list").context["next"] is None
