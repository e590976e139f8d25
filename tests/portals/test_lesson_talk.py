"""Questions under a lesson on screen: the participant's side and the trainer's desk."""

import pytest
from django.urls import reverse

from courses.portals.returning import whose
from courses.progress.actions import talk
from courses.progress.models import LessonAnswer, LessonQuestion, LiftedAnswer
from school.people.actions import give_consent
from tests import factories
from tests.factories import PASSWORD
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
TEXT = "Нужна ли лицензия?"


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), title="Разбор отказа")


@pytest.fixture
def address(cohort, lesson):
    return reverse("portals:lesson_talk", args=[cohort.pk, lesson.pk])


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.fixture
def desk(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def question(participant, lesson):
    return talk.ask(participant.enrollments.get(), lesson, text=TEXT, by=participant)


def ask(client, address, text=TEXT, **more):
    return client.post(address, {"text": text} | more)


def page(question, name="question"):
    return reverse(f"portals:{name}", args=[question.pk])


def test_a_question_is_asked_added_to_and_taken_back(client, address):
    assert ask(client, address).headers["Location"].startswith(address)
    question = LessonQuestion.objects.get()
    client.post(address, {"question": str(question.pk), "words": "Речь о кружке"})

    text = client.get(address).content.decode()
    assert TEXT in text
    assert "Речь о кружке" in text
    assert "Ждёт ответа" in text

    client.post(page(question, "question_back"))
    assert TEXT not in client.get(address).content.decode()
    assert client.post(page(question, "question_back")).status_code == 404


def test_an_empty_question_is_told_at_the_field(client, address):
    response = ask(client, address, "  ")

    assert (response.status_code, LessonQuestion.objects.count()) == (400, 0)
    assert "Ваш вопрос" in response.content.decode()


@pytest.mark.parametrize(("private", "seen"), [({}, True), ({"private": "on"}, False)])
def test_a_fellow_reads_open_questions_only(client, client_of, cohort, address, private, seen):
    ask(client, address, **private)
    fellow = client_of(factories.EnrollmentFactory(cohort=cohort).person)

    assert (TEXT in fellow.get(address).content.decode()) == seen
    question = LessonQuestion.objects.get()
    assert fellow.post(address, {"question": str(question.pk), "words": "Чужое"}).status_code == 404
    assert fellow.post(page(question, "question_back")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("coordinator", 200), ("administrator", 200), ("author", 404), ("methodologist", 404), ("mentor", 404), ("stranger", 404)],
)
def test_staff_reads_the_talk_where_it_answers(cast, client_of, question, address, role, status):
    client = client_of(cast[role])

    assert client.get(address).status_code == status
    assert client.post(address, {"text": "Чужой вопрос"}).status_code == 404
    assert client.get(page(question)).status_code == status
    assert client.get(page(question, "question_lift")).status_code == 404


def test_a_closed_lesson_takes_no_questions(client, lesson, address):
    lesson.page.unpublish()

    response = ask(client, address)

    assert (response.status_code, LessonQuestion.objects.count()) == (400, 0)
    assert TEXT in response.content.decode()


def test_the_trainer_answers_corrects_and_lifts(client, client_of, desk, question, address, cohort, lesson):
    assert desk.get(reverse("portals:trainer")).content.decode().count("ждут ответа: 1") == 1
    assert desk.post(page(question), {"text": ""}).status_code == 400
    desk.post(page(question), {"text": "Нет"})
    said = LessonAnswer.objects.get()
    desk.post(page(said, "answer_correct"), {"text": "Нет, кроме медицины"})

    text = client.get(address).content.decode()
    assert "Нет, кроме медицины" in text
    assert "исправлено" in text

    words = {"question": "Всегда нужна лицензия?", "answer": "Нет, кроме медицины"}
    look = desk.post(page(question, "question_lift"), words | {"step": "look"}).content.decode()
    assert "Так это прочтут все" in look
    assert not LiftedAnswer.objects.exists()
    desk.post(page(question, "question_lift"), words | {"step": "lift"})

    other = factories.EnrollmentFactory(cohort=factories.CohortFactory(under_way=True, program=cohort.program))
    elsewhere = client_of(other.person)
    lesson_page = elsewhere.get(f"/study/{other.cohort_id}/{lesson.pk}/").content.decode()
    assert "Всегда нужна лицензия?" in lesson_page
    assert "Берёзкина" not in lesson_page

    lifted = LiftedAnswer.objects.get()
    assert "Вернуть" in desk.post(page(lifted, "lifted_turn"), follow=True).content.decode()
    assert "Всегда нужна" not in elsewhere.get(f"/study/{other.cohort_id}/{lesson.pk}/").content.decode()
    desk.post(page(lifted, "lifted_turn"), {"undo": "1"})
    assert "Всегда нужна" in elsewhere.get(f"/study/{other.cohort_id}/{lesson.pk}/").content.decode()


def test_changing_the_words_of_a_preview_loses_nothing(desk, question, trainer):
    talk.answer(question, text="Нет", by=trainer)

    text = desk.post(page(question, "question_lift"), {"question": "Свои слова", "answer": "Ответ", "step": "change"}).content.decode()

    assert "Свои слова</textarea>" in text


def test_an_answer_that_needs_no_words_is_closed(desk, question):
    desk.post(page(question, "question_settle"))

    assert LessonQuestion.objects.get().answered_at
    assert "Закрыт без ответа" in desk.get(page(question)).content.decode()


@pytest.mark.parametrize("role", ["coordinator", "trainer"])
def test_only_the_writer_corrects(cast, client_of, question, cohort, role):
    writer = factories.UserFactory()
    factories.AssignmentFactory(person=writer, role="trainer", cohort=cohort)
    said = talk.answer(question, text="Нет", by=writer)

    assert client_of(cast[role]).get(page(said, "answer_correct")).status_code == 404


def test_a_trainer_of_another_cohort_has_no_door(client_of, question):
    other = factories.UserFactory()
    factories.AssignmentFactory(person=other, role="trainer", cohort=factories.CohortFactory())
    client = client_of(other)

    assert client.get(page(question)).status_code == 404
    assert client.post(page(question), {"text": "Чужое"}).status_code == 404
    assert TEXT not in client.get(reverse("portals:question_list")).content.decode()
    assert client.post(page(question, "question_settle")).status_code == 404


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({}, True),
        ({"state": "waiting"}, True),
        ({"state": "answered"}, False),
        ({"state": "lifted"}, False),
        ({"state": "нет такого"}, True),
        ({"q": "ЛИЦЕНЗИЯ"}, True),
        ({"q": "берёзкина"}, True),
        ({"q": "устав"}, False),
        ({"cohort": "999999"}, False),
        ({"cohort": "x" * 50, "lesson": "-1", "page": "z"}, True),
        ({"lesson": "9" * 60}, True),
    ],
)
def test_the_desk_is_narrowed(desk, question, query, seen):
    assert list(desk.get(reverse("portals:question_list"), query).context["page"].object_list) == [question] * seen


@pytest.mark.parametrize("name", ["question_list", "work_list"])
@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_desk_costs_the_same(desk, cohort, lesson, trainer, name, number, django_assert_max_num_queries):
    for each in range(number):
        enrollment = factories.EnrollmentFactory(cohort=cohort)
        question = talk.ask(enrollment, lesson, text=f"Вопрос {each}", by=enrollment.person)
        if each:
            talk.answer(question, text="Ответ", by=trainer)

    with django_assert_max_num_queries(13):
        desk.get(reverse(f"portals:{name}"))


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_talk_costs_the_same(client, cohort, lesson, address, trainer, number, django_assert_max_num_queries):
    for each in range(number):
        enrollment = factories.EnrollmentFactory(cohort=cohort)
        talk.answer(talk.ask(enrollment, lesson, text=f"Вопрос {each}", by=enrollment.person), text="Ответ", by=trainer)

    with django_assert_max_num_queries(11):
        client.get(address, headers={"HX-Request": "true"})


def test_an_answer_typed_without_a_session_comes_back(client_of, trainer, question):
    client = client_of(None)

    client.post(page(question), {"text": "Долгий ответ", "me": whose(trainer)})
    give_consent(trainer, "processing")
    client.post(reverse("account_login"), {"login": trainer.email, "password": PASSWORD})

    text = client.get(page(question)).content.decode()
    assert "Долгий ответ" in text
    assert "ещё не сохранён" in text
    assert not LessonAnswer.objects.exists()


def test_further_words_typed_without_a_session_come_back_to_their_question(client_of, participant, question, address):
    client = client_of(None)

    client.post(address, {"question": str(question.pk), "words": "Забыла о главном", "me": whose(participant)})
    give_consent(participant, "processing")
    client.post(reverse("account_login"), {"login": participant.email, "password": PASSWORD})

    text = client.get(address).content.decode()
    assert "Забыла о главном</textarea>" in text
    assert "<details open>" in text
    assert not LessonAnswer.objects.exists()
