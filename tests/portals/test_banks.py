"""Banks of questions on the trainer's screen: editing of each kind, versions, putting out of use, GIFT in and out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.portals.returning import whose
from courses.progress.models import Bank, BankQuestion, QuestionVersion
from tests.factories import AssignmentFactory, BankFactory, BankQuestionFactory, CohortFactory, ProgramFactory
from tests.quizzing import BODIES, QUESTIONS, question_given, question_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(cohort):
    return BankFactory(program=cohort.program, title="О статусе")


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def at(name, *arguments):
    return reverse(f"portals:{name}", args=[getattr(each, "pk", each) for each in arguments])


def seen(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def bare(body):
    """Without keys, which are nobody's business."""
    return {name: [{key: value for key, value in row.items() if key != "key"} if isinstance(row, dict) else row for row in rows] if isinstance(rows, list) else rows for name, rows in body.items()}  # fmt: skip


# Banks


def test_bank_is_added_and_renamed(client, cohort, bank):
    client.post(at("bank_list"), {"title": " Законы "})
    made = Bank.objects.get(title="Законы")
    assert made.program == cohort.program

    page = seen(client.post(at("bank", made), {"title": "Законы области"}, follow=True))

    assert ("Законы области" in page, "Банк переименован." in page) == (True, True)
    assert "О статусе" in seen(client.get(at("bank_list")))


@pytest.mark.parametrize(("title", "words"), [("", "Заполните это поле."), ("о СТАТУСЕ", "уже есть"), ("ж" * 201, "Не больше 200")])
def test_bad_title_is_told_at_the_field(client, bank, title, words):
    for address in (at("bank_list"), at("bank", BankFactory(program=bank.program, title="Другой"))):
        response = client.post(address, {"title": title})

        assert (response.status_code, words in seen(response)) == (400, True)
    assert Bank.objects.filter(program=bank.program).count() == 2


def test_programme_is_asked_only_of_whoever_keeps_several(client_of, cast, client, bank):
    other = ProgramFactory(title="Другая программа")

    assert 'name="program"' not in client.get(at("bank_list")).content.decode()
    client_of(cast["coordinator"]).post(at("bank_list"), {"title": "Законы", "program": other.pk})
    assert Bank.objects.get(title="Законы").program == other
    assert client_of(cast["coordinator"]).post(at("bank_list"), {"title": "Ещё", "program": 9999}).status_code == 400


# Questions

BUILT = {
    "single": {"options": [{"text": "Да", "share": 100, "feedback": "Верно"}, {"text": "Нет", "share": 25, "feedback": ""}]},
    "multiple": {
        "options": [
            {"text": "Устав", "share": 50, "feedback": ""},
            {"text": "Отчёт", "share": 50, "feedback": ""},
            {"text": "Фото", "share": -100, "feedback": "Не просят"},
        ]
    },
    "matching": {"pairs": [{"left": "А", "right": "1"}, {"left": "Б", "right": "2"}], "spare": ["3"]},
    "ordering": {"items": [{"text": "Сначала"}, {"text": "Потом"}, {"text": "В конце"}]},
    "text": {"accepted": [{"text": "устав*", "share": 100, "feedback": ""}, {"text": "положение", "share": 50, "feedback": "Почти"}], "case": True},
    "number": {"accepted": [{"low": "2", "high": "2", "share": 100, "feedback": ""}, {"low": "1.5", "high": "2.5", "share": 50, "feedback": ""}]},
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_question_of_each_kind_is_written_by_the_form(client, bank, kind):
    assert client.get(at("bank_question_new", bank, kind)).status_code == 200

    response = client.post(at("bank_question_new", bank, kind), question_given(kind))

    version = QuestionVersion.objects.get()
    assert response.headers["Location"] == at("bank_question", version.question)
    assert (version.kind, version.text, version.feedback) == (kind, "О чём вопрос?", "Так устроен закон.")
    assert (version.question.topic, version.question.title) == ("Статус", "Первый")
    assert bare(version.body) == BUILT[kind]


@pytest.mark.parametrize("kind", BODIES)
def test_form_of_a_question_saved_untouched_changes_nothing(client, bank, kind):
    version = question_of(kind, bank)
    address = at("bank_question_edit", version.question)
    form = client.get(address).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}

    assert client.post(address, sent | {"seen": "1"}).status_code == 302

    assert QuestionVersion.objects.get().body == version.body


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("single", {"text": ""}, "Заполните это поле."),
        ("single", {"right_0": ""}, "Отметьте верный ответ"),
        ("single", {"option_1": ""}, "хотя бы два варианта"),
        ("single", {"option_1": "Да"}, "одинаковы"),
        ("single", {"share_1": "много"}, "Доля – это число от −100 до 100."),
        ("single", {"share_1": "101"}, "Доля – это число от −100 до 100."),
        ("single", {"share_0": "-5"}, "У верного ответа доля больше нуля."),
        ("multiple", {"right_0": "", "right_1": ""}, "100 % балла"),
        ("matching", {"fits_1": ""}, "заполните обе стороны"),
        ("ordering", {"item_1": "", "item_2": ""}, "хотя бы две строки"),
        ("text", {"answer_0": ""}, "верен на 100 %"),
        ("number", {"low_0": "два"}, "Это не число: «два».<"),
        ("number", {"low_1": "5", "high_1": "1"}, "Начало больше конца"),
    ],
)
def test_unanswerable_question_is_told_and_kept_on_the_page(client, bank, kind, changes, words):
    response = client.post(at("bank_question_new", bank, kind), question_given(kind) | changes)

    assert (response.status_code, words in seen(response), "Так устроен закон." in seen(response)) == (400, True, True)
    assert BankQuestion.objects.count() == 0


def test_more_rows_lose_and_write_nothing(client, bank):
    sent = {"text": "Недописанный", "option_0": "Один", "right_0": "on", "share_0": "абв", "key_0": "", "key_1": "", "option_1": "Два", "more": "1"}

    page = client.post(at("bank_question_new", bank, "single"), sent).content.decode()

    assert (page.count('name="option_'), BankQuestion.objects.count(), 'role="alert"' in page) == (5, 0, False)
    assert all(words in page for words in ("Недописанный", "Один", "Два", "абв"))


def test_rows_have_an_end(client, bank):
    page = client.post(at("bank_question_new", bank, "single"), {"key_39": "", "more": "1"}).content.decode()

    assert (page.count('name="option_'), "Добавить ещё варианты" in page) == (40, False)


def test_saving_and_writing_another_opens_an_empty_form(client, bank):
    response = client.post(at("bank_question_new", bank, "single"), question_given("single") | {"another": "1"})

    assert response.headers["Location"] == at("bank_question_new", bank, "single")


def test_double_press_is_one_bank_and_one_question(client, bank):
    for _press in range(2):
        assert client.post(at("bank_list"), {"title": "Законы"}).status_code == 302
        assert client.post(at("bank_question_new", bank, "single"), question_given("single")).status_code == 302

    assert (Bank.objects.filter(title="Законы").count(), BankQuestion.objects.count(), QuestionVersion.objects.count()) == (1, 1, 1)


def test_unknown_kind_is_not_there(client, bank):
    assert client.get(at("bank_question_new", bank, "essay")).status_code == 404


def test_edit_makes_the_next_version_and_history_keeps_the_first(client, bank):
    version = question_of("single", bank)
    address = at("bank_question_edit", version.question)

    client.post(address, question_given("single") | {"seen": "1", "key_0": "a", "key_1": "b", "text": "Новый текст"})

    assert list(version.question.versions.values_list("number", "text")) == [(2, "Новый текст"), (1, "Вопрос вида single")]
    assert [row["key"] for row in version.question.versions.first().body["options"]] == ["a", "b"]
    page = seen(client.get(at("bank_question", version.question)))
    assert ("Версия 2, нынешняя" in page, "Вопрос вида single" in page) == (True, True)


def test_two_people_at_one_question_see_each_other(client, bank):
    version = question_of("single", bank)
    address = at("bank_question_edit", version.question)
    client.post(address, question_given("single") | {"seen": "1", "text": "Первый"})

    response = client.post(address, question_given("single") | {"seen": "1", "text": "Второй"})

    page = seen(response)
    assert (response.status_code, version.question.versions.count()) == (400, 2)
    assert all(words in page for words in ("Первый", "Второй", "Так вопрос выглядит сейчас", 'name="seen" value="2"'))


@pytest.mark.parametrize("edited", [False, True])
def test_question_typed_when_the_session_ended_comes_back(client_of, trainer, bank, edited):
    version = question_of("single", bank)
    address = at("bank_question_edit", version.question) if edited else at("bank_question_new", bank, "single")
    visitor = client_of(None)
    visitor.post(
        address,
        question_given("single") | {"text": "Долгий вопрос", "option_6": "Седьмой вариант", "right_0": "", "right_1": "on", "me": whose(trainer)},
    )
    visitor.force_login(trainer)

    page = visitor.get(address).content.decode()

    assert all(words in page for words in ("Долгий вопрос", "Седьмой вариант", "Набранное на месте"))
    assert ("Навсегда" in page, 'name="right_0" id="id_right_0" checked' in page) == (False, False)
    assert page.count(" checked") == 1


def test_question_says_where_it_is_asked(client, bank, cohort):
    from tests.factories import LessonFactory, ModuleFactory
    from tests.quizzing import quiz_on

    lesson = LessonFactory(module=ModuleFactory(program=cohort.program), title="Разбор отказа")
    version = quiz_on(lesson, ["single"])

    page = seen(client.get(at("bank_question", version.parts.get().question)))

    assert ("Разбор отказа" in page, at("quiz_version", version) in page) == (True, True)


def test_retiring_is_undone_from_the_toast(client, bank):
    question = question_of("single", bank).question

    page = client.post(at("bank_question_switch", question), {"to": "retire"}, follow=True)
    question.refresh_from_db()
    assert (bool(question.retired_at), "Вопрос убран" in seen(page), "Все вопросы банка убраны" in seen(page)) == (True, True, True)
    assert "Вопрос вида single" in seen(client.get(at("bank", bank) + "?use=out"))

    client.post(at("bank_question_switch", question), {"to": "restore"})
    question.refresh_from_db()
    assert question.retired_at is None
    assert "Вопрос убран" not in seen(client.get(f"{at('bank', bank)}?retired={question.pk}"))


def test_bank_is_searched_by_words_and_topic(client, bank):
    first, second = question_of("single", bank), question_of("text", bank)
    QuestionVersion.objects.filter(pk=first.pk).update(text="Ёмкий вопрос о СРОКАХ")
    BankQuestion.objects.filter(pk=second.question_id).update(topic="Документы")

    words, topic, none = (seen(client.get(at("bank", bank) + query)) for query in ("?q=емкий+сроках", "?topic=Документы", "?q=zzz"))

    assert ("Ёмкий" in words, "Вопрос вида text" in words) == (True, False)
    assert ("Ёмкий" in topic, "Вопрос вида text" in topic) == (False, True)
    assert "Таких вопросов нет" in none


def test_bank_of_another_programme_is_not_there(client_of, stranger, bank):
    AssignmentFactory(person=stranger, role="author", program=ProgramFactory())
    client, question = client_of(stranger), question_of("single", bank).question

    for name in ("bank", "bank_import", "bank_export"):
        assert client.get(at(name, bank)).status_code == 404
    for name in ("bank_question", "bank_question_edit"):
        assert client.get(at(name, question)).status_code == 404
    assert client.post(at("bank_question_switch", question), {"to": "retire"}).status_code == 404
    assert client.get(at("bank_question_new", bank, "single")).status_code == 404


def test_lists_cost_the_same_for_any_number_of_rows(client, bank):
    question, counts = question_of("single", bank).question, []
    for number in (1, 3, 300):
        for place in range(number):
            BankQuestionFactory(bank=bank, topic=f"Тема {place % 3}")
        if number < 300:
            BankFactory(program=bank.program)
            QuestionVersion.objects.create(question=question, number=number + 1, kind="single", text="Ещё", body=BODIES["single"])
        found = []
        for address in (
            at("bank_list"),
            at("bank", bank),
            at("bank", bank) + "?q=статус&page=2",
            at("bank_question", question),
            at("bank_question_edit", question),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)

    assert counts[1:] == counts[:1] * 2
    assert max(counts[0]) <= 15


def test_two_cohorts_of_one_programme_share_its_banks(client_of, stranger, bank):
    AssignmentFactory(person=stranger, role="trainer", cohort=CohortFactory(under_way=True, program=bank.program))

    assert client_of(stranger).get(at("bank", bank)).status_code == 200


@pytest.mark.parametrize(("role", "doors"), [("author", 1), ("methodologist", 1), ("coordinator", 1)])
def test_those_who_write_the_programme_have_a_door_in_the_editor(cast, client_of, role, doors):
    assert client_of(cast[role]).get("/cms/").content.decode().count(f'"url": "{at("quiz_list")}"') == doors
