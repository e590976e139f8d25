"""Drafts of an application, answers to the cohort's questions and their files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.models import Answer, Application, Question
from school.post.models import Letter
from school.vault.models import File
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


@pytest.mark.parametrize("typed", ["", "Помо", TEXT, "я" * 5000, "a\x00b"])
def test_a_draft_keeps_what_was_half_typed(client, member, quota, typed):
    response = client.post(address(quota), {"motivation": typed, "save": "1"})

    assert response.headers["Location"] == reverse("portals:applications")
    draft = Application.objects.get()
    assert draft.state == "draft"
    assert draft.motivation == typed.replace("\x00", "")[:3000]
    assert not Letter.objects.exists()
    assert "Продолжить" in page(client)
    assert draft.motivation in client.get(address(quota)).content.decode()


def test_a_failed_sending_keeps_a_draft_with_its_file(client, member, quota, questions):
    names = [f"question_{question.pk}" for question in questions]
    typed = fields(member, quota) | {names[0]: "Сорок", names[2]: paper()}

    text = client.post(address(quota), typed).content.decode()

    assert "Выберите ответ." in text
    assert "Сорок" in text
    assert "Уже приложен: устав.pdf" in text
    assert Application.objects.get().state == "draft"

    client.post(address(quota), fields(member, quota) | {names[0]: "Сорок", names[1]: "Сотрудник"})

    sent = Application.objects.get()
    assert sent.state == "submitted"
    assert [(row.text, row.file.name if row.file else "") for row in sent.answers.all()] == [("Сорок", ""), ("Сотрудник", ""), ("", "устав.pdf")]
    assert File.objects.get(shelf="applications").uploaded_by == member


def test_a_new_file_takes_the_place_of_the_old_one(client, member, quota, questions):
    name = f"question_{questions[2].pk}"
    for _ in range(2):
        client.post(address(quota), {name: paper(), "save": "1"})

    assert (Answer.objects.count(), File.objects.filter(shelf="applications").count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "data"), [("x.exe", b"MZ"), ("x.pdf", b"<html>"), ("x.pdf", b""), ("x.docx", PDF)], ids=["exe", "lie", "empty", "other"]
)
def test_a_bad_file_is_told_at_the_field_and_not_kept(client, member, quota, questions, name, data):
    sent = fields(member, quota) | {f"question_{questions[2].pk}": SimpleUploadedFile(name, data)}

    response = client.post(address(quota), sent)

    assert response.status_code == 200
    assert response.context["form"].errors[f"question_{questions[2].pk}"]
    assert not File.objects.filter(shelf="applications").exists()


def test_a_draft_is_deleted_by_its_owner(client, client_of, stranger, quota, questions):
    client.post(address(quota), {f"question_{questions[2].pk}": paper(), "save": "1"})
    url = reverse("portals:discard_draft", args=[Application.objects.get().pk])

    assert client_of(stranger).post(url).status_code == 404
    assert client.get(url).status_code == 200
    assert Application.objects.exists()
    client.post(url)

    assert not Application.objects.exists()
    assert not File.objects.filter(shelf="applications").exists()


def test_what_was_sent_is_not_deleted_as_a_draft(client, quota, member):
    sent = own(quota, member, "submitted")

    assert client.post(reverse("portals:discard_draft", args=[sent.pk])).status_code == 404
    assert Application.objects.exists()


def test_staff_never_sees_a_draft(client_of, coordinator, quota, member):
    draft = own(quota, member, "draft")
    client = client_of(coordinator)

    assert member.full_name not in client.get(reverse("office:applications")).content.decode()
    assert client.get(reverse("office:application", args=[draft.pk])).status_code == 404
    for verb in ("admit", "decline"):
        assert client.post(reverse("office:decide", args=[draft.pk, verb]), {"reason": "Нет."}).status_code == 404
    assert Application.objects.get().state == "draft"


def test_a_question_out_of_use_is_not_asked(client, member, quota, questions):
    Question.objects.update(in_use=False)

    client.post(address(quota), fields(member, quota))

    assert Application.objects.get().state == "submitted"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same(client, member, number, django_assert_max_num_queries):
    for _ in range(number):
        quota = factories.QuotaFactory(cohort__per_organization=2)
        application = own(quota, member, "waiting")
        question = Question.objects.create(cohort=quota.cohort, text="Сколько?")
        Answer.objects.create(application=application, question=question, text="Сорок")
        actions.ask(application, text="Какой у вас устав?", by=factories.UserFactory())

    with django_assert_max_num_queries(10):
        page(client)


def test_a_file_that_cannot_be_taken_is_told_at_its_field_and_the_rest_is_kept(client, member, quota, questions):
    bad = SimpleUploadedFile("устав.pdf", b"no paper", content_type="application/pdf")
    another = Question.objects.create(cohort=quota.cohort, text="Отчёт", kind="file", required=True, position=3)
    files = {f"question_{questions[2].pk}": bad, f"question_{another.pk}": paper()}

    response = client.post(address(quota), {"motivation": "Помо", f"question_{questions[0].pk}": "Сорок", "save": "1"} | files)

    form, text = response.context["form"], response.content.decode()
    assert (response.status_code, set(form.errors)) == (200, {f"question_{questions[2].pk}"})
    assert "файл не подошёл" in text
    assert "Помо" in text
    assert "Уже приложен: устав.pdf" in text
    draft = Application.objects.get()
    assert (draft.state, draft.motivation, draft.answers.count()) == ("draft", "Помо", 2)
    assert File.objects.count() == 1


def test_a_required_file_that_is_there_is_not_called_optional(client, member, quota, questions):
    Question.objects.filter(pk=questions[2].pk).update(required=True)
    Question.objects.exclude(pk=questions[2].pk).delete()
    client.post(address(quota), {f"question_{questions[2].pk}": paper(), "save": "1"})

    assert "можно пропустить" not in client.get(address(quota)).content.decode()


# Files of answers


@pytest.fixture
def kept(client, member, quota, questions):
    client.post(address(quota), {f"question_{questions[2].pk}": paper(), "save": "1"})
    return Answer.objects.get()


def test_the_whole_cast_asks_for_the_file(client, client_of, cast, kept):
    url = reverse("portals:answer_file", args=[kept.pk])
    assert {role: client_of(person).get(url).status_code for role, person in cast.items() if person} == dict.fromkeys(
        [r for r in cast if r != "visitor"], 404
    )
    assert client.get(url).status_code == 200

    Application.objects.update(state="submitted")

    seen = {role for role, person in cast.items() if person and client_of(person).get(url).status_code == 200}
    assert seen == {"coordinator", "administrator"}
    assert client_of(None).get(url).status_code == 302
