"""What has changed between two works, by field, word and row; nothing of either text is lost in the telling."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.projects.actions import projects, submissions
from courses.projects.difference_rules import difference, words_between
from courses.projects.models import Submission
from tests.courses.projects.staging import picture

SKAMI = {"what": "Скамьи", "count": 2, "price": 500000, "source": "Грант"}


def told(old, new):
    return [(row.name, row.label, row.old, row.new) for row in difference(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({}, {}, []),
        ({"title": "Двор"}, {"title": "Двор"}, []),
        ({"title": ""}, {}, []),
        ({"links": []}, {}, []),
        ({"title": "Двор"}, {"title": "Сквер"}, [("title", "Название проекта", "Двор", "Сквер")]),
        (None, {"title": "Двор"}, [("title", "Название проекта", "", "Двор")]),
        ({"beneficiaries": None}, {"beneficiaries": 0}, [("beneficiaries", "Скольким людям поможет", "", "0")]),
        ({"beneficiaries": 40}, {"beneficiaries": 140}, [("beneficiaries", "Скольким людям поможет", "40", "140")]),
        (
            {"plan": "А", "problem": "Б"},
            {"problem": "В", "plan": "Г"},
            [("problem", "Проблема", "Б", "В"), ("plan", "План", "А", "Г")],
        ),
        ({"people": ["Анна"]}, {"people": ["Анна", "Илья"]}, [("people", "Кто в команде", "Анна", "Анна\nИлья")]),
        (
            {"links": [{"title": "Дом", "url": "https://a.example/"}]},
            {"links": [{"title": "", "url": "https://a.example/"}]},
            [("links", "Ссылки", "Дом – https://a.example/", "https://a.example/")],
        ),
    ],
)
def test_difference_is_by_field_in_the_order_of_the_form(old, new, expected):
    assert told(old, new) == expected


def test_words_that_changed_are_marked_and_the_others_stay():
    (row,) = difference({"plan": "Собрать соседей и купить скамьи."}, {"plan": "Собрать всех соседей и сделать скамьи."})

    assert row.pieces == (
        ("same", "Собрать "),
        ("new", "всех "),
        ("same", "соседей и "),
        ("gone", "купить"),
        ("new", "сделать"),
        ("same", " скамьи."),
    )


def test_changed_words_side_by_side_are_one_change():
    assert words_between("Мы купим две скамьи зимой", "Мы поставим три лавки зимой") == [
        ("same", "Мы "),
        ("gone", "купим две скамьи"),
        ("new", "поставим три лавки"),
        ("same", " зимой"),
    ]


def test_rows_of_the_budget_are_told_whole():
    (row,) = difference({"budget": [SKAMI]}, {"budget": [SKAMI | {"count": 3}, {"what": "Саженцы", "count": 1, "price": 100, "source": ""}]})

    assert [(kind, text.replace("\u00a0", " ")) for kind, text in row.rows] == [
        ("gone", "Скамьи · 2 × 5 000 ₽ = 10 000 ₽ · Грант"),
        ("new", "Скамьи · 3 × 5 000 ₽ = 15 000 ₽ · Грант"),
        ("new", "Саженцы · 1 × 1 ₽ = 1 ₽"),
    ]
    assert row.pieces == ()


def test_two_works_differ_by_their_files_too(team, leader, stage):
    project = team.project
    stage.papers = "Смета"
    stage.needs = []
    stage.save()
    projects.attach(project, picture("смета.png"), paper="Смета", by=leader)
    first = submissions.hand_in(project, stage, by=leader)
    Submission.objects.update(state="rework")
    projects.attach(project, picture("новая.png", "black"), paper="Смета", by=leader)
    projects.save(project, {"audience": "Пожилые"}, edition=1, by=leader)
    second = submissions.hand_in(project, stage, by=leader)

    assert told(first, second) == [
        ("audience", "Для кого", "", "Пожилые"),
        ("files", "Файлы", "Смета: смета.png", "Смета: новая.png"),
    ]


def restored(pieces, without):
    return "".join(text for kind, text in pieces if kind != without)


TEXTS = st.text(alphabet=st.sampled_from("абв \n\t.<>&"), max_size=200)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_the_pieces(old, new):
    pieces = words_between(old, new)

    assert (restored(pieces, "new"), restored(pieces, "gone")) == (old, new)
    assert all(one[0] != two[0] for one, two in zip(pieces, pieces[1:], strict=False))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("а " * 5000, "а " * 4999 + "б"),
        ("а б " * 2500, "б а " * 2500),
        (" ".join(str(n % 97) for n in range(1950)), " ".join(str(n % 89) for n in range(1950))),
        (" ".join(str(n % 397) for n in range(1950)), " ".join(str(n * 7 % 389) for n in range(1950))),
        ("\n".join("строка" for _ in range(1400)), "\n".join("строка " for _ in range(1400))),
        ("а" * 10_000, "б" * 10_000),
        ("\n".join(f"{chr(0x410 + n % 50)}\nq" for n in range(2500)), "\n".join(f"{chr(0x410 + n % 50)}\nz" for n in range(2500))),
        (" ".join(f"{chr(0x410 + n % 49)} q{n % 5}" for n in range(1440)), " ".join(f"{chr(0x410 + n % 49)} z" for n in range(49))),
    ],
)
def test_hostile_text_is_compared_in_a_moment(old, new):
    began = time.perf_counter()

    pieces = words_between(old, new)

    assert time.perf_counter() - began < 3
    assert (restored(pieces, "new"), restored(pieces, "gone")) == (old, new)


def test_text_of_too_many_lines_is_shown_whole_before_and_after():
    old, new = ("Начало\n" + "\n".join(f"{n % 7} {word} {n}" for n in range(1300)) for word in ("было", "стало"))

    assert words_between(old, new) == [("gone", old), ("new", new)]
