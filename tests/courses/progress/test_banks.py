"""Banks: what makes a question answerable, versions of a question, one row for two presses, out of use and back."""

import pytest

from courses.progress import gift_rules, question_rules
from courses.progress.actions import banks
from courses.progress.models import Bank, BankQuestion, QuestionVersion
from school.journal.models import Entry
from school.people.rules import Changed, Refused
from tests import factories

pytestmark = pytest.mark.django_db
BODY = {"options": [{"text": "Два года", "share": 100}, {"text": "Навсегда"}]}


def add(bank, by, **changes):
    values = {"kind": "single", "text": "На сколько лет дают статус?", "body": BODY, "feedback": "Два года.", "title": "Срок", "topic": "Статус"}
    return banks.add_question(bank, **values | changes, by=by)


# Banks


def test_bank_is_added_once(cohort, author):
    first, second = (banks.add_bank(cohort.program, "  Статус  ", by=author) for _ in range(2))

    assert (first, Bank.objects.get().title) == (second, "Статус")
    assert [entry.verb for entry in Entry.objects.about(first)] == ["progress.bank_added"]


@pytest.mark.parametrize("title", ["Статус", "статус", " СТАТУС "])
def test_two_banks_of_one_name_are_refused(cohort, author, trainer, title):
    banks.add_bank(cohort.program, "Статус", by=author)

    with pytest.raises(Refused, match="уже есть"):
        banks.add_bank(cohort.program, title, by=trainer)

    banks.add_bank(factories.ProgramFactory(title="Другая"), title, by=trainer)


def test_bank_without_a_name_is_refused(cohort, author):
    with pytest.raises(Refused, match="Назовите банк"):
        banks.add_bank(cohort.program, " \u200b ", by=author)


def test_bank_is_renamed(cohort, author):
    bank, other = (banks.add_bank(cohort.program, title, by=author) for title in ("Статус", "Отчёты"))

    banks.rename_bank(bank, "статус", by=author)
    banks.rename_bank(bank, "статус", by=author)
    with pytest.raises(Refused):
        banks.rename_bank(bank, other.title, by=author)

    assert Bank.objects.get(pk=bank.pk).title == "статус"
    assert Entry.objects.filter(verb="progress.bank_renamed").count() == 1


# Questions


def test_question_is_kept_with_its_first_version(bank, author):
    question = add(bank, author, text=" На сколько\u200b лет?\r\n ")

    version = question.versions.get()
    assert (question.title, question.topic, version.number, version.by, version.text) == ("Срок", "Статус", 1, author, "На сколько лет?")
    assert question_rules.bare(version.body) == {
        "options": [{"text": "Два года", "share": 100, "feedback": ""}, {"text": "Навсегда", "share": 0, "feedback": ""}]
    }


def test_double_press_is_one_question(bank, author, trainer):
    first, second = (add(bank, author) for _ in range(2))
    other = add(bank, author, text="А иначе?")
    theirs = add(bank, trainer)

    assert (first, BankQuestion.objects.count()) == (second, 3)
    assert len({first, other, theirs}) == 3


def test_edit_makes_the_next_version_and_leaves_the_earlier(bank, author):
    question = add(bank, author)
    first = question.versions.get()

    second = banks.edit_question(question, text="На какой срок?", body=first.body, title="Срок", topic="Статус", seen=1, by=author)

    first.refresh_from_db()
    assert (first.text, second.number, second.text, second.kind, second.feedback) == (
        "На сколько лет дают статус?",
        2,
        "На какой срок?",
        "single",
        "",
    )
    assert second.body == first.body  # the keys stay: answers of both versions are counted together


def test_same_words_make_no_version(bank, author):
    question = add(bank, author)
    first = question.versions.get()

    same = banks.edit_question(question, text=first.text, body=first.body, feedback=first.feedback, title="Срок", topic="Статус", by=author)
    moved = banks.edit_question(question, text=first.text, body=first.body, feedback=first.feedback, title="Срок", topic="Сроки", by=author)

    question.refresh_from_db()
    assert (same, moved, question.topic) == (first, first, "Сроки")
    assert Entry.objects.filter(verb="progress.question_changed").count() == 1


def test_newer_version_is_not_overwritten(bank, author, trainer):
    question = add(bank, author)
    first = question.versions.get()
    newer = banks.edit_question(question, text="Первый", body=first.body, seen=1, by=author)

    with pytest.raises(Changed) as refused:
        banks.edit_question(question, text="Второй", body=first.body, seen=1, by=trainer)

    assert (refused.value.current, question.versions.count()) == (newer, 2)


def test_double_press_of_an_edit_is_one_version(bank, author):
    question = add(bank, author)
    body = {"options": [*question.versions.get().body["options"], {"text": "На год"}]}

    first, second = (banks.edit_question(question, text="Иначе?", body=body, seen=1, by=author) for _ in range(2))

    assert (first, question.versions.count()) == (second, 2)


def test_question_leaves_and_comes_back_once(bank, author):
    question = add(bank, author)

    for _ in range(2):
        banks.retire(question, by=author)
    assert list(question_rules.in_use(bank.questions.all())) == []
    for _ in range(2):
        banks.restore(question, by=author)

    assert list(question_rules.in_use(bank.questions.all())) == [question]
    verbs = list(Entry.objects.about(question).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["progress.question_added", "progress.question_retired", "progress.question_restored"]


def test_newest_is_one_query(bank, author, django_assert_num_queries):
    questions = []
    for number in range(5):
        question = add(bank, author, text=f"Вопрос {number}?")
        banks.edit_question(question, text=f"Вопрос {number} иначе?", body=BODY, by=author)
        questions.append(question)

    with django_assert_num_queries(1):
        found = question_rules.newest(questions)

    assert {version.number for version in found.values()} == {2}


# From a file


def test_same_file_twice_is_one_row_of_each(bank, author):
    read = gift_rules.read("Дважды два? {#4}\n\nСтатус?{=да ~нет}\n\nДважды два? {#4}").questions

    first = banks.import_questions(bank, read, by=author)
    second = banks.import_questions(bank, gift_rules.read(gift_rules.write(gift_rules.questions_of(bank))).questions, by=author)

    assert (len(first.added), first.doubled, len(second.added), second.doubled) == (2, 1, 0, 2)
    assert Entry.objects.filter(verb="progress.questions_imported").count() == 1


def test_retired_question_is_taken_from_a_file_again(bank, author):
    read = gift_rules.read("Дважды два? {#4}").questions
    (question,) = banks.import_questions(bank, read, by=author).added
    banks.retire(question, by=author)

    assert len(banks.import_questions(bank, read, by=author).added) == 1


# What can be asked


def rows(*shares):
    return [{"text": f"Вариант {number}", "share": share} for number, share in enumerate(shares)]


def pair(left, right):
    return {"left": left, "right": right}


@pytest.mark.parametrize(
    ("kind", "body", "reasons"),
    [
        ("single", {"options": rows(100, 0)}, 0),
        ("single", {"options": rows(100, 50, -50)}, 0),
        ("single", {"options": rows(50, 0)}, 1),
        ("single", {"options": rows(100)}, 1),
        ("single", {"options": rows(100, 0) + rows(0)}, 1),
        ("single", {"options": []}, 2),
        ("single", {}, 2),
        ("single", None, 2),
        ("single", [1], 2),
        ("single", {"options": "строка"}, 2),
        ("single", {"options": [{"text": 5, "share": 100}, None, "x"]}, 2),
        ("single", {"options": rows(*[100] + [0] * 40)}, 1),
        ("single", {"options": [{"text": "я" * 501, "share": 100}, *rows(0)]}, 1),
        ("multiple", {"options": rows(50, 50, -50)}, 0),
        ("multiple", {"options": rows("33.33333", "33,33333", 33.33333)}, 0),
        ("multiple", {"options": rows(33, 33, 33)}, 0),
        ("multiple", {"options": rows(100, 100)}, 1),
        ("multiple", {"options": rows(0, 0)}, 1),
        ("matching", {"pairs": [pair("а", "1"), pair("б", "1")]}, 0),
        ("matching", {"pairs": [pair("а", "1"), pair("б", "2"), pair("", "3")], "spare": ["4"]}, 0),
        ("matching", {"pairs": [pair("а", "1"), pair("", "2")]}, 1),
        ("matching", {"pairs": [pair("а", "1"), pair("б", "")]}, 1),
        ("matching", {"pairs": [pair("а", "1"), pair("а", "2")]}, 1),
        ("ordering", {"items": [{"text": "а"}, {"text": "б"}]}, 0),
        ("ordering", {"items": [{"text": "а"}, {"text": "а"}]}, 1),
        ("ordering", {"items": [{"text": "а"}, {"text": " "}]}, 1),
        ("text", {"accepted": [{"text": "да"}]}, 0),
        ("text", {"accepted": [{"text": "да", "share": 50}]}, 1),
        ("text", {"accepted": []}, 1),
        ("number", {"accepted": [{"low": "3,14", "high": 3.15}]}, 0),
        ("number", {"accepted": [{"low": "5", "high": "5"}, {"low": "", "high": "", "share": 0, "feedback": "Нет."}]}, 0),
        ("number", {"accepted": [{"low": "5", "high": "4"}]}, 1),
        ("number", {"accepted": [{"low": "5", "high": ""}]}, 1),
        ("number", {"accepted": [{"low": "пять", "high": "пять"}]}, 1),
        ("number", {"accepted": [{"low": "", "high": "", "share": 100, "feedback": "Любое."}]}, 1),
        ("number", {"accepted": []}, 1),
        ("essay", {"accepted": []}, 1),
    ],
)  # fmt: skip
def test_reasons_against(kind, body, reasons):
    assert len(question_rules.reasons_against(kind, "Вопрос?", body)) == reasons


@pytest.mark.parametrize(("text", "feedback", "reasons"), [("Да?", "", 0), (" \n ", "", 1), ("я" * 3001, "", 1), ("Да?", "я" * 3001, 1)])
def test_reasons_against_words(text, feedback, reasons):
    assert len(question_rules.reasons_against("single", text, BODY, feedback)) == reasons


def test_question_that_cannot_be_asked_is_not_kept(bank, author):
    with pytest.raises(Refused) as refused:
        add(bank, author, text="", body={"options": []})

    assert (len(refused.value.reasons), BankQuestion.objects.count(), QuestionVersion.objects.count()) == (3, 0, 0)


def test_body_keeps_known_keys_and_drops_the_rest():
    given = {
        "options": [
            {"key": "a", "text": " Да ", "share": "100", "feedback": "\u200bВерно", "hack": 1},
            {"key": "a", "text": "Нет", "share": True},
            {"key": "<b>", "text": "Не\0т", "share": "-1000"},
            {"key": "d", "text": "  "},
        ],
        "extra": 1,
    }

    body = question_rules.cleaned("single", given)

    assert list(body) == ["options"]
    assert body["options"][0] == {"key": "a", "text": "Да", "share": 100, "feedback": "Верно"}
    assert [(row["text"], row["share"]) for row in body["options"][1:]] == [("Нет", 0), ("Нет", -100)]
    assert len({row["key"] for row in body["options"]}) == 3
    assert question_rules.cleaned("single", body) == body


def test_new_keys_of_an_order_do_not_tell_it():
    made = [question_rules.cleaned("ordering", {"items": [{"text": text} for text in "абвгд"]})["items"] for _ in range(8)]

    assert any([row["key"] for row in items] != sorted(row["key"] for row in items) for items in made)


def test_spare_right_sides_fit_nothing():
    body = question_rules.cleaned("matching", {"pairs": [pair("а", "1"), pair("", "2"), pair("", "1")], "spare": ["3", "2", "", 4]})

    assert (question_rules.bare(body)["pairs"], body["spare"]) == ([pair("а", "1")], ["3", "2"])


@pytest.mark.parametrize(("right", "wrong", "shares"), [(2, 3, (50, -33.33333)), (1, 0, (100, 0)), (0, 2, (0, -50))])
def test_even_shares(right, wrong, shares):
    assert question_rules.even_shares(right, wrong) == shares
