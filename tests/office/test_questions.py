"""What a cohort asks in its application and weighs applications by."""

import pytest
from django.urls import reverse

from courses.enrollment import actions
from courses.enrollment.models import Answer, Criterion, Question, Score
from tests import factories
from tests.office.asked import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def test_questions_are_added_ordered_and_retired(client, quota):
    add = reverse("office:question_add", args=[quota.cohort_id])
    for text in ("Первый?", "Второй?"):
        client.post(add, {"text": text, "kind": "text", "required": "on"})
    first, second = Question.objects.all()
    client.post(reverse("office:question_up", args=[quota.cohort_id, second.pk]))
    client.post(reverse("office:question_up", args=[quota.cohort_id, second.pk]))
    client.post(reverse("office:question_retire", args=[quota.cohort_id, first.pk]))

    assert [(row.text, row.in_use) for row in Question.objects.all()] == [("Второй?", True), ("Первый?", False)]
    client.post(reverse("office:question_use", args=[quota.cohort_id, first.pk]))
    assert Question.objects.filter(in_use=True).count() == 2


@pytest.mark.parametrize("options", ["", "Один", "Один\n\n Один "])
def test_a_choice_needs_two_options(client, quota, options):
    fields = {"text": "Кто?", "kind": "choice", "options": options}

    page = client.post(reverse("office:question_add", args=[quota.cohort_id]), fields)

    assert "хотя бы два разных варианта" in page.content.decode()
    assert not Question.objects.exists()


def test_the_kind_of_an_answered_question_stays(client, quota):
    question = Question.objects.create(cohort=quota.cohort, text="Сколько?")
    Answer.objects.create(application=ask(quota), question=question, text="Сорок")

    client.post(reverse("office:question", args=[quota.cohort_id, question.pk]), {"text": "Сколько вас?", "kind": "file"})

    question.refresh_from_db()
    assert (question.text, question.kind) == ("Сколько вас?", "text")


def test_a_row_of_another_cohort_is_not_found(client, quota):
    elsewhere = factories.QuotaFactory()
    question = Question.objects.create(cohort=elsewhere.cohort, text="Сколько?")
    criterion = Criterion.objects.create(cohort=elsewhere.cohort, title="Опыт")

    for name, row in (("question", question), ("question_up", question), ("criterion", criterion), ("criterion_remove", criterion)):
        assert client.post(reverse(f"office:{name}", args=[quota.cohort_id, row.pk])).status_code == 404


def test_criteria_are_added_changed_and_removed_with_points(client, quota):
    client.post(reverse("office:criterion_add", args=[quota.cohort_id]), {"title": "Опыт", "points": "5"})
    criterion = Criterion.objects.get()
    actions.score(ask(quota), {criterion.pk: 4}, by=factories.UserFactory())
    change = reverse("office:criterion", args=[quota.cohort_id, criterion.pk])

    assert "меньше нельзя" in client.post(change, {"title": "Опыт", "points": "3"}).content.decode()
    remove = reverse("office:criterion_remove", args=[quota.cohort_id, criterion.pk])
    assert "исчезнет" in client.get(remove).content.decode()
    client.post(remove)

    assert not Criterion.objects.exists()
    assert not Score.objects.exists()
