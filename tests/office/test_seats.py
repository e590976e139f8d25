"""Seats in the office: who gets in, many decisions at once, points, the talk, the limits of a cohort."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.models import Answer, Criterion, Enrollment, Question, Remark, Score
from courses.program.models import Cohort
from school.post.models import Letter
from tests import factories
from tests.office.asked import ask, state, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


# The doors


def places(quota, application, enrollment, question, criterion):
    cohort = quota.cohort_id
    return {
        "office:many": ["admit"],
        "office:application_ask": [application.pk],
        "office:application_note": [application.pk],
        "office:application_score": [application.pk],
        "office:application_move": [application.pk],
        "office:compare": [cohort],
        "office:questions": [cohort],
        "office:question_add": [cohort],
        "office:question": [cohort, question.pk],
        "office:question_up": [cohort, question.pk],
        "office:question_retire": [cohort, question.pk],
        "office:criterion_add": [cohort],
        "office:criterion": [cohort, criterion.pk],
        "office:criterion_remove": [cohort, criterion.pk],
        "office:criterion_down": [cohort, criterion.pk],
        "office:person_transfer": [enrollment.pk],
    }


def test_only_the_office_gets_in(client_of, cast, quota):
    question = Question.objects.create(cohort=quota.cohort, text="Сколько?")
    criterion = Criterion.objects.create(cohort=quota.cohort, title="Опыт")
    rows = places(quota, ask(quota), Enrollment.objects.first(), question, criterion)

    for role, person in cast.items():
        for name, args in rows.items():
            for method in ("get", "post"):
                answer = getattr(client_of(person), method)(reverse(name, args=args), {"text": "Я", "title": "Я", "ask-text": "Я"})
                inside = role in ("coordinator", "administrator")
                assert inside or (answer.status_code == 302 and "/school/" not in answer.headers["Location"].split("?")[0]), (role, name)
        if role == "stranger":
            assert not Remark.objects.filter(by=person).exists()


# Many at once


@pytest.mark.parametrize("verb", ["admit", "put_on_waiting_list", "decline"])
def test_a_dry_run_changes_nothing_and_says_why_not(client, quota, verb):
    rows = [ask(quota), ask(quota), ask(quota, "declined")]

    page = client.get(reverse("office:many", args=[verb]), {"id": [row.pk for row in rows]})

    happens = [not row["reason"] for row in page.context["plan"]]
    assert happens == ([True, False, False] if verb == "admit" else [True, True, False])
    assert [state(row) for row in rows] == ["submitted", "submitted", "declined"]
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("verb", "after"), [("put_on_waiting_list", "waiting"), ("decline", "declined")])
def test_many_are_decided_at_once(client, quota, verb, after):
    rows = [ask(quota) for _ in range(3)]

    client.post(reverse("office:many", args=[verb]), {"id": [row.pk for row in rows[:2]], "reason": "Нет мест."})

    assert [state(row) for row in rows] == [after, after, "submitted"]
    assert Letter.objects.count() == 2


def test_many_are_declined_only_with_a_reason(client, quota):
    row = ask(quota)

    page = client.post(reverse("office:many", args=["decline"]), {"id": [row.pk], "reason": " "})

    assert (page.status_code, state(row)) == (200, "submitted")
    assert "Напишите причину" in page.content.decode()


def test_the_plan_counts_the_cap_and_the_organisation(client, quota):
    Cohort.objects.update(seats=9, per_organization=1)
    quota.seats = 5
    quota.save()
    card = factories.OrganizationFactory()
    rows = [ask(quota, organization=card), ask(quota, organization=card), ask(quota, "offered", offer_until=timezone.now() + timedelta(hours=1))]

    page = client.get(reverse("office:many", args=["admit"]), {"id": [row.pk for row in rows]})

    assert [row["reason"] for row in page.context["plan"]] == ["", "От одной организации берём не больше 1 человека.", ""]


def test_an_unknown_verb_is_not_found(client):
    assert client.get(reverse("office:many", args=["expel"])).status_code == 404


def test_taking_back_is_offered_while_nobody_knows(client, quota):
    row = ask(quota)
    actions.admit(row, by=factories.UserFactory())

    assert "Решение ещё никому не известно" in text_of(client, "office:application", row.pk)
    client.post(reverse("office:decide", args=[row.pk, "reconsider"]))

    assert Letter.objects.get().state == "taken_back"
    assert "никому не известно" not in text_of(client, "office:application", row.pk)


# Weighing


def test_points_are_averaged_compared_and_filtered(client, client_of, quota, administrator):
    criteria = [Criterion.objects.create(cohort=quota.cohort, title=title, points=5, position=n) for n, title in enumerate(["Опыт", "Охват"])]
    weak, strong = ask(quota), ask(quota)
    for who, points in ((client, ("4", "5")), (client_of(administrator), ("5", "")), (client, ("4", "5"))):
        who.post(reverse("office:application_score", args=[strong.pk]), {f"points_{c.pk}": p for c, p in zip(criteria, points, strict=True)})
    client.post(reverse("office:application_score", args=[weak.pk]), {f"points_{criteria[0].pk}": "1"})

    assert Score.objects.count() == 4
    rows = client.get(reverse("office:compare", args=[quota.cohort_id])).context["rows"]
    assert [(row["application"], row["averages"], row["total"]) for row in rows] == [(strong, [4.5, 5], 9.5), (weak, [1, None], 1)]
    listed = client.get(reverse("office:applications"), {"score": "5"}).context["object_list"]
    assert list(listed) == [strong]
    assert [row.score for row in client.get(reverse("office:applications"), {"ordering": "-score"}).context["object_list"]] in ([7.0, 1.0],)


@pytest.mark.parametrize("points", ["6", "-1", "x", "1.5", "9" * 30])
def test_wrong_points_are_told_and_not_kept(client, quota, points):
    criterion = Criterion.objects.create(cohort=quota.cohort, title="Опыт")
    row = ask(quota)

    name = f"points_{criterion.pk}"
    page = client.post(reverse("office:application_score", args=[row.pk]), {name: points, "note-text": "Звонила."})

    assert not Score.objects.exists()
    assert page.status_code == 400
    assert list(page.context["score_form"].errors) == [name]
    text = page.content.decode()
    assert str(page.context["score_form"].errors[name][0]) in text
    assert f'value="{points}"' in text
    assert "Звонила." in text


def test_an_emptied_line_takes_the_points_back(client, quota, coordinator):
    criterion = Criterion.objects.create(cohort=quota.cohort, title="Опыт")
    row = ask(quota)
    for value in ("3", ""):
        client.post(reverse("office:application_score", args=[row.pk]), {f"points_{criterion.pk}": value})

    assert not Score.objects.exists()


@pytest.mark.parametrize("sort", ["", "total", "submitted_at", "999", "x' or 1"])
def test_any_order_of_the_table_is_harmless(client, quota, sort):
    ask(quota)

    assert client.get(reverse("office:compare", args=[quota.cohort_id]), {"sort": sort}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_table_and_list_cost_the_same(client, quota, number, django_assert_max_num_queries):
    criterion = Criterion.objects.create(cohort=quota.cohort, title="Опыт")
    for _ in range(number):
        row = ask(quota)
        actions.score(row, {criterion.pk: 3}, by=factories.UserFactory())
        actions.ask(row, text="Сколько?", by=factories.UserFactory())

    with django_assert_max_num_queries(15):
        text_of(client, "office:compare", quota.cohort_id)
    with django_assert_max_num_queries(20):
        text_of(client, "office:applications")


def test_the_list_is_filtered_by_organisation(client, quota):
    found = ask(quota, organization=factories.OrganizationFactory(folded_name="лучик"))
    ask(quota)

    assert list(client.get(reverse("office:applications"), {"organization": "ЛУЧИК"}).context["object_list"]) == [found]
    assert client.get(reverse("office:applications"), {"score": "x", "organization": "\x00", "q": "а"}).status_code == 200


# The talk


def test_a_question_a_note_and_the_answer(client, quota):
    row = ask(quota)
    client.post(reverse("office:application_ask", args=[row.pk]), {"ask-text": "Сколько у вас подопечных?"})
    client.post(reverse("office:application_note", args=[row.pk]), {"note-text": "Звонила: занято."})
    client.post(reverse("office:application_note", args=[row.pk]), {"note-text": " "})

    assert Letter.objects.get().name == "application_asked"
    assert "Звонила" not in Letter.objects.get().text
    assert ">ответили<" not in text_of(client, "office:application", row.pk)
    actions.reply(row, text="Сорок.", by=row.person)

    page = text_of(client, "office:application", row.pk)
    assert all(words in page for words in ("ответили", "Сорок.", "Звонила: занято."))
    assert "ответили" in text_of(client, "office:applications")


def test_answers_to_the_questions_of_the_cohort_are_shown(client, quota):
    question = Question.objects.create(cohort=quota.cohort, text="Кто вас направил?", in_use=False)
    row = ask(quota)
    Answer.objects.create(application=row, question=question, text="<script>Сосед</script>")

    page = text_of(client, "office:application", row.pk)

    assert "Кто вас направил?" in page
    assert "&lt;script&gt;Сосед" in page


# The cohort's form


def test_the_form_of_a_cohort_sets_its_limits_and_offers_new_seats(client, quota):
    cohort = quota.cohort
    factories.EnrollmentFactory(cohort=cohort, town=quota.town)
    waiting = ask(quota, "waiting")
    days = {name: getattr(cohort, name).isoformat() for name in ("starts_on", "ends_on", "apply_from", "apply_until")}
    fields = days | {"program": cohort.program_id, "title": cohort.title, "needed_share": "75", f"seats_{quota.town_id}": "2"}

    client.post(reverse("office_cohorts:edit", args=[cohort.pk]), fields | {"seats": "7", "per_organization": "3", "letters_after": "0"})

    cohort.refresh_from_db()
    assert (cohort.seats, cohort.per_organization, cohort.offer_hours, cohort.letters_after) == (7, 3, 48, 0)
    assert state(waiting) == "offered"
