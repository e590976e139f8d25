"""What an answer is worth, kind by kind: right, in part, wrong, empty – and whatever a browser may send instead of an answer."""

from decimal import Decimal

import pytest

from courses.progress import marking_rules as marking
from courses.progress.models import QuestionKind, QuestionVersion


def option(key, share, feedback="", text=""):
    return {"key": key, "text": text or key, "share": share, "feedback": feedback}


BODIES = {
    "single": {"options": [option("a", 100, "Да."), option("b", 50, "Почти."), option("c", 0), option("d", -100, "Нет.")]},
    "multiple": {"options": [option("a", 50, "Да."), option("b", 50), option("c", -50, "Нет."), option("d", 0)]},
    "matching": {
        "pairs": [
            {"key": "a", "left": "Реестр", "right": "Минюст"},
            {"key": "b", "left": "Отчёт", "right": "Портал"},
            {"key": "c", "left": "Устав", "right": "Минюст"},
            {"key": "d", "left": "Грант", "right": "Фонд"},
        ],
        "spare": ["Никто"],
    },
    "ordering": {"items": [{"key": key, "text": key} for key in "abcde"]},
    "text": {
        "accepted": [
            {"text": "реестр", "share": 100, "feedback": "Да."},
            {"text": "реестр*", "share": 50, "feedback": "Короче."},
            {"text": "*", "share": 0, "feedback": "Нет."},
        ],
        "case": False,
    },
    "number": {
        "accepted": [
            {"low": "1822", "high": "1822", "share": 100, "feedback": "Точно."},
            {"low": "1820", "high": "1824", "share": 50, "feedback": "Почти."},
            {"low": "-0.5", "high": "0.5", "share": 25, "feedback": ""},
            {"low": "", "high": "", "share": 0, "feedback": "Нет."},
        ]
    },
}


def version(kind, **changes):
    return QuestionVersion(kind=kind, text="Вопрос?", body=BODIES[kind] | changes, feedback="Запомните.")


@pytest.mark.parametrize(
    ("kind", "given", "share"),
    [
        ("single", "a", 100),
        ("single", "b", 50),
        ("single", "c", 0),
        ("single", "d", 0),
        ("single", "", 0),
        ("multiple", ["a", "b"], 100),
        ("multiple", ["b", "a", "a"], 100),
        ("multiple", ["a"], 50),
        ("multiple", ["a", "b", "d"], 100),
        ("multiple", ["a", "b", "c"], 50),
        ("multiple", ["a", "c"], 0),
        ("multiple", ["c"], 0),
        ("multiple", [], 0),
        ("matching", {"a": "Минюст", "b": "Портал", "c": "Минюст", "d": "Фонд"}, 100),
        ("matching", {"a": "Минюст", "b": "Портал"}, 50),
        ("matching", {"a": "Минюст", "b": "Никто", "c": "Никто", "d": "Никто"}, 25),
        ("matching", {"a": "Фонд"}, 0),
        ("matching", {}, 0),
        ("ordering", list("abcde"), 100),
        ("ordering", list("bcdea"), 75),
        ("ordering", list("bacde"), 75),
        ("ordering", list("ab"), 25),
        ("ordering", list("edcba"), 0),
        ("ordering", ["a"], 0),
        ("ordering", [], 0),
        ("text", "реестр", 100),
        ("text", "  РЕЕСТР ", 100),
        ("text", "реестр поставщиков", 50),
        ("text", "список", 0),
        ("text", "", 0),
        ("number", "1822", 100),
        ("number", "1 822,0", 100),
        ("number", 1822, 100),
        ("number", 1822.0, 100),
        ("number", "1824", 50),
        ("number", "1824,01", 0),
        ("number", "−0,5", 25),
        ("number", "-0.50", 25),
        ("number", "тысяча", 0),
        ("number", "", 0),
    ],
)
def test_mark(kind, given, share):
    assert marking.mark(version(kind), given) == share


HOSTILE = [
    None, True, False, 0, -1, 10**400, 1.5, float("inf"), float("nan"), "", " ", "a\0b", "\ud800", "я" * 100_000, "../../a",
    [], [[]], [None], [1, 2], ["нет такого"], [{}], ["a"] * 10_000, {}, {"a": None}, {"a": []}, {"a": {"b": {}}}, {"нет": "Минюст"}, {1: 2},
    [[["a"]]], {"options": ["a"]},
]  # fmt: skip


@pytest.mark.parametrize("kind", QuestionKind.values)
@pytest.mark.parametrize("given", HOSTILE, ids=range(len(HOSTILE)))
def test_no_shape_of_an_answer_is_an_error(kind, given):
    asked = version(kind)

    kept = marking.normal(asked, given)

    assert 0 <= marking.mark(asked, given) <= 50  # one known option, an order of one, a left side with its right one
    assert marking.normal(asked, kept) == kept
    assert len(str(kept)) <= 510
    assert all(isinstance(line, str) for line in marking.feedback(asked, given))
    assert marking.lines(asked, given) == marking.lines(asked, kept)


def test_third_shares_make_the_whole():
    body = {"options": [option("a", 33), option("b", 33), option("c", 33), option("d", -33.33333)]}

    assert [marking.mark(version("multiple", **body), given) for given in (["a", "b", "c"], ["a"], ["a", "d"], ["a", "b", "d"])] == [100, 33, 0, 33]


@pytest.mark.parametrize(
    ("pattern", "typed", "case", "fit"),
    [
        ("Минюст", "минюст", False, True),
        ("Минюст", "минюст", True, False),
        ("Минюст", "Минюст", True, True),
        ("отчёт", "Отчет", False, True),
        ("два  слова", "два слова", False, True),
        ("*", "что угодно", False, True),
        ("реестр*", "реестра", False, True),
        ("*реестр", "в реестр", False, True),
        ("*реестр*исполнител*", "реестр СО НКО – исполнителей", False, True),
        ("а*а", "а", False, False),
        ("а*а", "аа", False, True),
        ("а*б*в", "абв", False, True),
        ("а*б*в", "авб", False, False),
        (r"2\*2", "2*2", False, True),
        (r"2\*2", "2x2", False, False),
        (r"\**", "*что", False, True),
        ("a.c", "abc", False, False),
        ("[а-я]", "б", False, False),
    ],
)
def test_star_stands_for_anything(pattern, typed, case, fit):
    assert marking.fits(pattern, typed, case=case) is fit


def test_pattern_of_many_stars_is_quick():
    assert marking.fits("*а" * 200 + "б", "а" * 500) is False


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3,14", "3.14"), ("3.14", "3.14"), ("1 000 000", "1000000"), ("1\u00a0000", "1000"), ("−5", "-5"), ("+5", "5"), (".5", "0.5"), ("5.", "5"),
        ("1e3", "1000"), ("", None), ("1,2,3", None), ("1/2", None), ("пять", None), ("1e999", None), ("9" * 61, None), ("٣", None), ("0x10", None),
        ("nan", None), ("inf", None),
    ],
)  # fmt: skip
def test_number_as_people_type_it(typed, number):
    assert marking.number_of(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("single", "b", ["Почти.", "Запомните."]),
        ("single", "c", ["Запомните."]),
        ("single", None, ["Запомните."]),
        ("multiple", ["c", "a"], ["Да.", "Нет.", "Запомните."]),
        ("matching", {"a": "Фонд"}, ["Запомните."]),
        ("ordering", ["a"], ["Запомните."]),
        ("text", "Реестр", ["Да.", "Запомните."]),
        ("text", "реестр нко", ["Короче.", "Запомните."]),
        ("text", "список", ["Нет.", "Запомните."]),
        ("number", "1823", ["Почти.", "Запомните."]),
        ("number", "5", ["Нет.", "Запомните."]),
        ("number", "пять", ["Запомните."]),
    ],
)
def test_feedback_is_for_what_was_given(kind, given, said):
    assert marking.feedback(version(kind), given) == said


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("single", "a"),
        ("multiple", "a; b"),
        ("matching", "Реестр – Минюст; Отчёт – Портал; Устав – Минюст; Грант – Фонд"),
        ("ordering", "1. a; 2. b; 3. c; 4. d; 5. e"),
        ("text", "реестр"),
        ("number", "1822"),
    ],
)
def test_right_answer_in_words(kind, words):
    assert marking.right_answer(version(kind)) == words


def test_right_range_is_told_with_commas():
    body = {"accepted": [{"low": "3.141", "high": "3.142", "share": 100, "feedback": ""}]}

    assert marking.right_answer(version("number", **body)) == "от 3,141 до 3,142"


@pytest.mark.parametrize(
    ("kind", "given", "rows"),
    [
        ("single", "b", [("a", False, True), ("b", True, False), ("c", False, False), ("d", False, False)]),
        ("multiple", ["a", "c"], [("a", True, True), ("b", False, True), ("c", True, False), ("d", False, False)]),
        (
            "matching",
            {"a": "Фонд", "c": "Минюст"},
            [("Реестр", "Фонд", "Минюст"), ("Отчёт", "", "Портал"), ("Устав", "Минюст", "Минюст"), ("Грант", "", "Фонд")],
        ),
        ("ordering", ["b", "a"], [("a", "2", "1"), ("b", "1", "2"), ("c", "", "3"), ("d", "", "4"), ("e", "", "5")]),
        ("text", "Список", [("Список", "Список", "реестр")]),
        ("number", None, [("", "", "1822")]),
    ],
)
def test_lines_after_the_answer(kind, given, rows):
    assert [(line.text, line.given, line.right) for line in marking.lines(version(kind), given)] == rows


def test_right_sides_stand_by_the_alphabet_each_once():
    assert marking.rights_of(BODIES["matching"]) == ["Минюст", "Никто", "Портал", "Фонд"]
