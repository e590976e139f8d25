"""GIFT there and back, whatever is written; and any text at all is read without an error."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from courses.progress import gift_rules, question_rules
from courses.progress.gift_rules import ReadQuestion
from courses.progress.models import QuestionKind
from school.people.rules import tidy

LETTERS = "аБ1 \n\t~=#{}:\\->*%[]/$.,&<>"


def texts(most, lines=True):
    letters = st.one_of(st.text(LETTERS, max_size=most), st.text(max_size=most))
    special = st.sampled_from(
        ["%50%", "[html]", "[plain]а", "//", "::", "->", "а -> б  в\n г", "TRUE", "####", "\\n", "$CATEGORY: а", "_____", "&amp;"]
    )
    return st.one_of(letters, special).map(lambda text: tidy(text, lines=lines)).filter(bool)


SHARES = st.sampled_from([0, 100, 50, -50, 33.33333, -100, 25])
NUMBERS = st.decimals(-(10**9), 10**9, places=3)


def option(share):
    return st.fixed_dictionaries({"text": texts(20), "share": share, "feedback": st.one_of(st.just(""), texts(20))})


@st.composite
def bodies(draw, kind):
    if kind == "single":
        return {"options": draw(st.permutations([draw(option(st.just(100))), *draw(st.lists(option(SHARES), min_size=1, max_size=4))]))}
    if kind == "multiple":
        right = draw(st.lists(option(st.just(50)), min_size=2, max_size=2))
        return {"options": right + draw(st.lists(option(st.sampled_from([0, -50, -33.33333])), max_size=3))}
    if kind == "matching":
        pair = st.fixed_dictionaries({"left": texts(20), "right": texts(20, lines=False)})
        return {"pairs": draw(st.lists(pair, min_size=2, max_size=5)), "spare": draw(st.lists(texts(9, lines=False), max_size=2))}
    if kind == "ordering":
        return {"items": draw(st.lists(st.fixed_dictionaries({"text": texts(20)}), min_size=2, max_size=5))}
    if kind == "text":
        row = st.fixed_dictionaries({"text": texts(20, lines=False), "share": SHARES, "feedback": st.one_of(st.just(""), texts(20))})
        return {"accepted": [draw(row) | {"share": 100}, *draw(st.lists(row, max_size=3))], "case": draw(st.booleans())}
    ends = st.tuples(NUMBERS, NUMBERS).map(sorted)
    row = st.tuples(ends, SHARES, st.one_of(st.just(""), texts(20))).map(
        lambda found: {"low": str(found[0][0]), "high": str(found[0][1]), "share": found[1], "feedback": found[2]}
    )
    other = draw(st.lists(texts(20), max_size=1))
    rows = [draw(row) | {"share": 100}, *draw(st.lists(row, max_size=3))]
    return {"accepted": rows + [{"low": "", "high": "", "share": 0, "feedback": text} for text in other]}


@st.composite
def questions(draw):
    kind = draw(st.sampled_from(QuestionKind.values))
    body = question_rules.cleaned(kind, draw(bodies(kind)))
    text, feedback = draw(texts(40)), draw(st.one_of(st.just(""), texts(30)))
    assume(question_rules.reasons_against(kind, text, body, feedback) == [])
    title, topic = draw(st.one_of(st.just(""), texts(20, lines=False))), draw(st.sampled_from(["", "Статус", "НКО/СО НКО", "top", "а: {б}"]))
    return ReadQuestion(0, kind, text, body, feedback, title, topic)


@settings(max_examples=150, deadline=None)
@given(st.lists(questions(), min_size=1, max_size=4))
def test_whatever_is_written_is_read_back(written):
    text = gift_rules.write(written)

    read = gift_rules.read(text)

    assert read.problems == []
    assert [bare(question) for question in read.questions] == [bare(question) for question in written]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text("аб1 \n~=#{}:\\->*%[]/$.TF", max_size=80), st.text(max_size=80)))
def test_any_text_is_read_without_an_error_and_every_block_is_told(text):
    read = gift_rules.read(text)

    assert all(question_rules.reasons_against(row.kind, row.text, row.body, row.feedback) == [] for row in read.questions)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    told = {row.line for row in read.questions} | {problem.line for problem in read.problems}
    begins = {number for number, line in enumerate(lines, 1) if says(line) and (number == 1 or not lines[number - 2].strip())}
    assert begins <= told


def says(line):
    return line.strip() and not line.strip().startswith(("//", "$CATEGORY:"))


def bare(question):
    return replace(question, line=0, body=question_rules.bare(question.body))
