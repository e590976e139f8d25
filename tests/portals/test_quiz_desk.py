"""The trainer's desk of tests: lessons and their tests, the draft, publishing, versions. What came of them: test_quiz_results.py."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.portals.returning import whose
from courses.progress.models import Attempt, BankQuestion, QuestionVersion, Quiz, QuizVersion
from school.journal.models import Entry
from tests.factories import (
    AssignmentFactory,
    BankFactory,
    BankQuestionFactory,
    CohortFactory,
    EnrollmentFactory,
    LessonFactory,
    ModuleFactory,
    ProgramFactory,
)
from tests.quizzing import BODIES, SETTINGS, attempt_of, ended_attempt_of, question_of, quiz_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cohort):
    return LessonFactory(module=ModuleFactory(program=cohort.program), title="Разбор отказа")


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def draft(lesson, client):
    return client.post(at("quiz_desk", lesson)) and QuizVersion.objects.get(published_at=None)


def at(name, *objects):
    return reverse(f"portals:{name}", args=[thing.pk for thing in objects])


def seen(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def given(draft, **more):
    return SETTINGS | {"edition": str(draft.edition), "do": "save"} | more


def lines(version):
    return [(part.question_id, part.bank_id, part.topic, part.count, part.points) for part in version.parts.order_by("position")]


def test_list_tells_the_state_of_every_test(client, cohort, lesson):
    quiz_on(LessonFactory(module=lesson.module, title="С тестом"))
    LessonFactory(title="Чужой урок")

    page = seen(client.get(at("quiz_list")))

    assert ("Разбор отказа" in page, "С тестом" in page, "Чужой урок" in page) == (True, True, False)
    assert ("опубликован" in page, "теста нет" in page) == (True, True)


@pytest.mark.parametrize(
    ("has", "found"),
    [("", {"Без теста", "С тестом", "С черновиком", "Ждёт теста"}), ("test", {"С тестом"}), ("draft", {"С черновиком"}), ("lacking", {"Ждёт теста"})],
)
def test_list_is_narrowed_by_the_state_of_the_test(client, lesson, has, found):
    LessonFactory(module=lesson.module, title="Без теста")
    quiz_on(LessonFactory(module=lesson.module, title="С тестом", done_by="quiz"))
    client.post(at("quiz_desk", LessonFactory(module=lesson.module, title="С черновиком")))
    LessonFactory(module=lesson.module, title="Ждёт теста", done_by="quiz")

    page = client.get(f"{at('quiz_list')}?has={has}")

    assert {row.title for row in page.context["page"].object_list} - {lesson.title} == found
    assert "пройти его нельзя" in seen(client.get(at("quiz_list")))


def test_list_is_searched_whatever_the_case(client, lesson):
    LessonFactory(module=lesson.module, title="Ёлка")

    found = seen(client.get(at("quiz_list") + "?q=ЕЛКА"))

    assert ("Ёлка" in found, "Разбор отказа" in found) == (True, False)
    assert "Таких уроков нет" in seen(client.get(at("quiz_list") + "?q=нетничего"))


def test_list_names_programmes_to_whoever_keeps_several(client_of, cast, lesson):
    other = LessonFactory(module=ModuleFactory(program=ProgramFactory(title="Другая программа")), title="Урок другой")
    client = client_of(cast["methodologist"])

    page, one = seen(client.get(at("quiz_list"))), seen(client.get(f"{at('quiz_list')}?program={other.module.program_id}"))

    assert ("Другая программа" in page, "Урок другой" in page) == (True, True)
    assert ("Урок другой" in one, "Разбор отказа" in one) == (True, False)


def test_first_press_begins_the_draft_and_the_second_leads_into_it(client, lesson):
    places = {client.post(at("quiz_desk", lesson)).headers["Location"] for _press in range(2)}

    draft = QuizVersion.objects.get()
    assert (places, Quiz.objects.count()) == ({at("quiz_draft", draft)}, 1)


def test_draft_keeps_settings_and_lines(client, draft, cohort):
    bank = BankFactory(program=cohort.program)
    question = question_of("single", bank).question
    sent = given(draft, part_0=f"question-{question.pk}", points_0="2", part_1=f"bank-{bank.pk}", topic_1="Статус", count_1="3", points_1="1")

    assert client.post(at("quiz_draft", draft), sent).status_code == 302

    draft.refresh_from_db()
    assert (draft.about, draft.tries, draft.minutes, draft.pass_share, draft.show) == ("Читайте внимательно", 3, 20, 70, "marks")
    assert (draft.shuffle, draft.shuffle_options) == (True, False)
    assert lines(draft) == [(question.pk, None, "", 1, 2), (None, bank.pk, "Статус", 3, 1)]


@pytest.mark.parametrize(
    ("do", "order"), [("up-1", [1, 0, 2]), ("down-0", [1, 0, 2]), ("remove-1", [0, 2]), ("up-0", [0, 1, 2]), ("down-9", [0, 1, 2])]
)
def test_lines_move_and_leave_by_buttons(client, draft, cohort, do, order):
    bank = BankFactory(program=cohort.program)
    keys = [question_of("single", bank).question_id for _ in range(3)]
    sent = {f"part_{place}": f"question-{key}" for place, key in enumerate(keys)} | {f"points_{place}": "1" for place in range(3)}

    client.post(at("quiz_draft", draft), given(draft, **sent) | {"do": do})

    assert [row[0] for row in lines(draft)] == [keys[place] for place in order]


def test_random_questions_are_added_from_a_bank_or_its_topic(client, draft, cohort):
    bank = BankFactory(program=cohort.program, title="О статусе")
    BankQuestionFactory(bank=bank, topic="Сроки")
    page = seen(client.get(at("quiz_draft", draft)))
    assert ("О статусе, все темы: 1" in page, "О статусе, тема «Сроки»: 1" in page) == (True, True)

    client.post(at("quiz_draft", draft), given(draft, room=f"{bank.pk}:Сроки", draw="4") | {"do": "draw"})

    assert lines(draft) == [(None, bank.pk, "Сроки", 4, 1)]
    assert "Случайные вопросы: О статусе, Сроки" in seen(client.get(at("quiz_draft", draft)))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pass_share": "101"}, "Нужно набрать – от 0 до 100 %"),
        ({"tries": "0"}, "Попыток – от 1 до 100"),
        ({"minutes": "100000"}, "Минут на попытку – от 1 до 600"),
        ({"show": "all"}, "Выберите"),
        ({"do": "draw"}, "Выберите, откуда взять вопросы."),
        ({"do": "draw", "room": "99999:"}, "Выберите"),
        ({"pass_share": ""}, "Заполните это поле."),
    ],
)
def test_bad_draft_is_told_at_the_field_and_nothing_is_written(client, draft, wrong, words):
    response = client.post(at("quiz_draft", draft), given(draft, about="Моё пояснение") | wrong)

    assert (response.status_code, words in seen(response), "Моё пояснение" in seen(response)) == (400, True, True)
    draft.refresh_from_db()
    assert (draft.about, draft.edition) == ("", 1)


def test_foreign_questions_do_not_get_into_a_draft(client, draft):
    foreign = BankQuestionFactory()

    client.post(at("quiz_draft", draft), given(draft, part_0=f"question-{foreign.pk}", points_0="1", part_1=f"bank-{foreign.bank_id}", count_1="1"))

    assert lines(draft) == []


def test_two_people_at_one_draft_see_each_other(client, draft):
    """R26: nothing is overwritten; both texts are on the page, and the next press knows of the other's."""
    client.post(at("quiz_draft", draft), given(draft, about="Первый"))
    response = client.post(at("quiz_draft", draft), given(draft, about="Второй"))

    page = seen(response)
    assert (response.status_code, "Первый" in page, "Второй" in page, "Так черновик выглядит сейчас" in page) == (400, True, True, True)
    draft.refresh_from_db()
    assert draft.about == "Первый"
    assert f'name="edition" value="{draft.edition}"' in page


def test_publishing_is_asked_about_and_says_who_is_taking_the_test(client, lesson, participant):
    version = quiz_on(lesson)
    attempt = attempt_of(participant.enrollments.get(), version)
    client.post(at("quiz_desk", lesson))
    draft = QuizVersion.objects.get(published_at=None)
    assert len(lines(draft)) == 6

    page = seen(client.get(at("quiz_publish", draft)))
    answer = client.post(at("quiz_publish", draft), {"edition": draft.edition})

    draft.refresh_from_db()
    attempt.refresh_from_db()
    assert ("Сейчас тест проход" in page, "Берёзкина Анна Лесовна" in page) == (True, True)
    assert (answer.headers["Location"], draft.published_by, attempt.version_id) == (at("quiz_desk", lesson), draft.published_by, version.pk)
    assert draft.published_at
    assert client.get(at("quiz_publish", draft)).headers["Location"] == at("quiz_version", draft)
    assert client.get(at("quiz_draft", draft)).headers["Location"] == at("quiz_version", draft)


def test_empty_draft_is_not_published(client, draft):
    page = seen(client.get(at("quiz_publish", draft)))
    answer = client.post(at("quiz_publish", draft), {"edition": draft.edition})
    draft.refresh_from_db()
    assert ("В тесте нет ни одного вопроса." in page, 'type="submit">Опубликовать' in page) == (True, False)
    assert (answer.status_code, draft.published_at) == (409, None)


def test_draft_is_discarded_after_a_question(client, draft, lesson):
    assert "вернуть его нельзя" in seen(client.get(at("quiz_discard", draft)))

    assert client.post(at("quiz_discard", draft)).headers["Location"] == at("quiz_desk", lesson)

    assert QuizVersion.objects.count() == 0
    assert client.post(at("quiz_discard", draft)).status_code == 404
    assert "Составить тест" in seen(client.get(at("quiz_desk", lesson)))


def test_look_at_a_version_writes_nothing_and_names_what_the_bank_lacks(client, lesson):
    version = quiz_on(lesson)
    version.parts.create(bank=version.parts.first().question.bank, count=50, position=9)

    page = seen(client.get(at("quiz_version", version)))

    assert all(f"Вопрос вида {kind}" in page for kind in BODIES)
    assert "не хватает вопросов: нужно 50" in page
    assert Attempt.objects.count() == 0


def test_marking_again_by_the_mended_question(client, lesson, participant):
    version = quiz_on(lesson, ["single"])
    attempt = attempt_of(participant.enrollments.get(), version, given={0: "b"})
    Attempt.objects.filter(pk=attempt.pk).update(ended_at=timezone.now(), ended="person", of_points=100)
    question = BankQuestion.objects.get()
    mended = {"options": [row | {"share": 100 - row["share"]} for row in BODIES["single"]["options"]]}
    QuestionVersion.objects.create(question=question, number=2, kind="single", text="Тот же вопрос", body=mended)
    assert "полученный зачёт остаётся" in seen(client.get(at("quiz_again", version)))

    page = seen(client.post(at("quiz_again", version), follow=True))

    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (100, True)
    assert "Пересчитано попыток: 1. Баллы изменились у 1, зачтено ещё 1." in page
    assert Entry.objects.filter(verb="progress.quiz_marked_again").count() == 1


def test_draft_typed_when_the_session_ended_comes_back(client, client_of, trainer, draft, cohort):
    question = question_of("single", BankFactory(program=cohort.program)).question
    sent = given(draft, about="Длинное пояснение", part_0=f"question-{question.pk}", points_0="7", me=whose(trainer))
    visitor = client_of(None)
    assert visitor.post(at("quiz_draft", draft), sent).status_code == 302
    visitor.force_login(trainer)

    page = visitor.get(at("quiz_draft", draft)).content.decode()

    assert all(words in page for words in ("Длинное пояснение", 'value="7"', "Набранное на месте"))
    assert visitor.post(at("quiz_draft", draft), sent).status_code == 302
    assert lines(draft) == [(question.pk, None, "", 1, 7)]
    assert "Набранное на месте" not in visitor.get(at("quiz_draft", draft)).content.decode()


@pytest.mark.parametrize("name", ["quiz_draft", "quiz_pick", "quiz_publish", "quiz_discard", "quiz_withdraw"])
def test_trainer_of_another_programme_finds_nothing(client_of, stranger, draft, lesson, name):
    AssignmentFactory(person=stranger, role="trainer", cohort=CohortFactory(under_way=True, program=ProgramFactory()))
    client = client_of(stranger)

    assert {client.get(at(name, draft)).status_code, client.post(at(name, draft), {"do": "save"}).status_code} == {404}
    assert client.post(at("quiz_desk", lesson)).status_code == 404


def test_screens_cost_the_same_for_any_number_of_rows(client, lesson, cohort):
    version = quiz_on(lesson, ["single"])
    bank, counts = BankFactory(program=cohort.program), []
    client.post(at("quiz_desk", lesson))
    draft = QuizVersion.objects.get(published_at=None)
    names = [("quiz_list",), ("quiz_results", lesson), ("quiz_figures", lesson), ("quiz_desk", lesson), ("quiz_draft", draft), ("quiz_pick", draft)]
    for number in (1, 3, 300):
        for place in range(number):
            LessonFactory(module=lesson.module)
            enrollment = EnrollmentFactory(cohort=cohort)
            if place < 20:
                ended_attempt_of(enrollment, version, kinds=("single",))
                draft.parts.create(question=question_of("single", bank).question, position=number)
        found = []
        for name in [*names, ("quiz_version", draft)]:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at(*name)).status_code == 200
            found.append(len(queries))
        counts.append(found)

    assert counts[1:] == counts[:1] * 2
    assert max(counts[0]) <= 15
