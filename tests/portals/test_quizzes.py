"""A test as the participant meets it: in the lesson, on its own first page, and the result."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.progress.models import Attempt, BankQuestion, Progress
from tests.factories import EnrollmentFactory, ModuleFactory, QuizFactory, QuizVersionFactory
from tests.lessons import readable_lesson
from tests.quizzing import BODIES, attempt_of, ended_attempt_of, paper_of, quiz_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def lesson(cohort):
    return readable_lesson(ModuleFactory(program=cohort.program))


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def quiz_page(lesson, cohort):
    return reverse("portals:quiz", args=[cohort.pk, lesson.pk])


def result(client, attempt):
    return client.get(reverse("portals:attempt_result", args=[attempt.pk])).content.decode()


def text_of(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_lesson_tells_of_its_test(client, lesson, cohort):
    quiz_on(lesson, tries=3, minutes=20, pass_share=80)

    page = text_of(client.get(reverse("portals:study", args=[cohort.pk, lesson.pk])))

    for words in ("Тест к уроку", "<dd>6</dd>", "от 80 %", "осталось 3 из 3", "20 минут на попытку", "Пройти тест", quiz_page(lesson, cohort)):
        assert words in page


def test_lesson_without_a_published_test_says_nothing(client, lesson, cohort):
    QuizVersionFactory(quiz=QuizFactory(lesson=lesson), published_at=None)

    assert "Тест к уроку" not in text_of(client.get(reverse("portals:study", args=[cohort.pk, lesson.pk])))
    assert client.get(quiz_page(lesson, cohort)).status_code == 404


@pytest.mark.parametrize(("minutes", "button"), [(None, "Начать тест"), (20, "Начать, время пошло")])
def test_start_makes_one_attempt_however_often_it_is_pressed(client, lesson, cohort, minutes, button):
    quiz_on(lesson, minutes=minutes)
    assert button in text_of(client.get(quiz_page(lesson, cohort)))

    places = {client.post(quiz_page(lesson, cohort)).headers["Location"] for _press in range(2)}

    attempt = Attempt.objects.get()
    assert places == {reverse("portals:attempt", args=[attempt.pk])}
    assert bool(attempt.until) == bool(minutes)
    assert "Продолжить тест" in text_of(client.get(quiz_page(lesson, cohort)))


def test_spent_tries_are_a_reason(client, enrollment, lesson, cohort):
    version = quiz_on(lesson, tries=1)
    ended_attempt_of(enrollment, version, points=100, passed=False)

    page = text_of(client.get(quiz_page(lesson, cohort)))
    answer = client.post(quiz_page(lesson, cohort))

    assert "она использована" in page or "все использованы" in page
    assert "Начать" not in page
    assert (answer.status_code, Attempt.objects.count()) == (409, 1)


def test_closed_lesson_closes_its_test(client, lesson, cohort, enrollment):
    quiz_on(lesson)
    lesson.page.live = False
    lesson.page.save(update_fields=["live"])

    answer = client.post(quiz_page(lesson, cohort))

    assert (answer.status_code, Attempt.objects.count()) == (409, 0)


def test_time_that_is_over_is_told_before_the_result(client, enrollment, lesson, cohort):
    attempt_of(enrollment, quiz_on(lesson), until=timezone.now() - timedelta(minutes=1))

    assert "Узнать результат" in text_of(client.get(quiz_page(lesson, cohort)))


@pytest.mark.parametrize(
    ("show", "seen", "unseen"),
    [
        ("nothing", "Ответы к этому тесту не показываются", "Вопрос вида"),
        ("marks", "Неверно", "Верный ответ"),
        ("answers", "Верный ответ", "Ответы к этому тесту не показываются"),
    ],
)
def test_result_shows_what_the_test_allows(client, enrollment, lesson, show, seen, unseen):
    version = quiz_on(lesson, ["single", "text"], show=show)
    attempt = attempt_of(enrollment, version, given={0: "b"})
    client.post(reverse("portals:attempt_finish", args=[attempt.pk]))

    page = result(client, attempt)

    assert ("Баллы: 0 из 2" in page, "Пока не сдан" in page, "Попробовать ещё раз" in page) == (True, True, True)
    assert (seen in page, unseen in page) == (True, False)
    assert ("Через два года его продлевают." in page) == (show == "answers")


def test_result_of_every_kind_shows_the_answer_beside_the_right_one(client, enrollment, lesson):
    version = quiz_on(lesson)
    wrong = {0: "b", 1: ["c"], 2: {"a": "Банк"}, 3: ["c", "b", "a"], 4: "паспорт", 5: "17"}
    attempt = attempt_of(enrollment, version, given=wrong)
    client.post(reverse("portals:attempt_finish", args=[attempt.pk]))

    page = result(client, attempt).replace("\u00a0", " ")

    rows = "<li>Собрать бумаги</li><li>Получить заключение</li>"
    for words in ("Ваш ответ, неверный", "Её не просят.", "<p>Заявление – НКО</p>", rows, "паспорт", "17"):
        assert words in page


def test_passing_is_said_and_the_lesson_is_done_by_it(client, enrollment, lesson):
    lesson.done_by = "quiz"
    lesson.save(update_fields=["done_by"])
    attempt = attempt_of(enrollment, quiz_on(lesson, ["single"]), given={0: "a"})

    page = client.post(reverse("portals:attempt_finish", args=[attempt.pk]), follow=True).content.decode()

    assert "Тест сдан" in page
    assert Progress.objects.filter(enrollment=enrollment, lesson=lesson, done_at__isnull=False).exists()


def test_best_attempt_is_on_the_card(client, enrollment, lesson, cohort):
    version = quiz_on(lesson, ["single", "text"])
    ended_attempt_of(enrollment, version, kinds=("single", "text"), points=100, passed=False)
    best = ended_attempt_of(enrollment, version, number=2, kinds=("single", "text"))

    page = text_of(client.get(quiz_page(lesson, cohort)))

    assert f'<a href="{reverse("portals:attempt_result", args=[best.pk])}">100 %</a>' in page
    assert ("Попытка 1: 1 из 2, 50 %" in page, "Попытка 2: 2 из 2, 100 %" in page) == (True, True)


@pytest.mark.parametrize("role", ["trainer", "author", "coordinator", "methodologist", "administrator"])
def test_staff_look_at_the_test_and_write_nothing(cast, client_of, lesson, cohort, role):
    version = quiz_on(lesson)
    client = client_of(cast[role])

    assert "Посмотреть вопросы" in text_of(client.get(quiz_page(lesson, cohort)))
    page = text_of(client.get(reverse("portals:quiz_version", args=[version.pk])))

    assert all(f"Вопрос вида {kind}" in page for kind in BODIES)
    assert client.post(quiz_page(lesson, cohort)).status_code == 404
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize("role", ["mentor", "stranger"])
def test_test_of_a_foreign_cohort_is_not_there(cast, client_of, lesson, cohort, role):
    quiz_on(lesson)

    assert client_of(cast[role]).get(quiz_page(lesson, cohort)).status_code == 404


def test_changed_question_does_not_touch_a_started_attempt(client, enrollment, lesson):
    version = quiz_on(lesson, ["single"])
    attempt = attempt_of(enrollment, version)
    question = BankQuestion.objects.get()
    question.versions.create(number=2, kind="single", text="Совсем другой вопрос", body=BODIES["single"])

    page = client.get(reverse("portals:attempt", args=[attempt.pk])).content.decode()

    assert ("Вопрос вида single" in page, "Совсем другой" in page) == (True, False)
    assert paper_of(version) != attempt.paper


def test_first_page_costs_the_same_for_any_number_of_attempts(client, enrollment, lesson, cohort, django_assert_max_num_queries):
    version = quiz_on(lesson, ["single"])
    EnrollmentFactory(cohort=cohort)
    counts = []
    for number in (1, 2, 40):
        for place in range(Attempt.objects.count() + 1, number + 1):
            ended_attempt_of(enrollment, version, number=place, kinds=("single",))
        with django_assert_max_num_queries(15) as found:
            assert client.get(quiz_page(lesson, cohort)).status_code == 200
        counts.append(len(found))

    assert len(set(counts)) == 1
