"""What of a GIFT file cannot be taken is told by its line, nothing is dropped in silence; a file may be empty, strange, or in an old coding."""

import time

import pytest

from courses.progress import gift_rules


def only(text):
    read = gift_rules.read(text)
    assert read.problems == []
    (question,) = read.questions
    return question


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Расскажите о себе. {}", "развёрнутым"),
        ("Расскажите. {####Спасибо.}", "развёрнутым"),
        ("Дальше будут вопросы.", "пояснение"),
        ("::Имя::Дальше.", "пояснение"),
        ("Кто? {=а ~б", "Скобки"),
        ("Кто? =а}", "Скобки"),
        ("Кто} и {что", "Скобки"),
        ("Кто {=а} и что {=б}?", "больше одной пары"),
        ("Кто {=а {б} }?", "больше одной пары"),
        ("{=а ~б}", "Напишите сам вопрос"),
        ("Кто? {~а ~б}", "100 %"),
        ("Кто? {~%50%а =%50%б}", "100 %"),
        ("Кто? {~а}", "два варианта"),
        ("Кто? {=а ~а}", "одинаковы"),
        ("Кто? {=а -> 1}", "две пары"),
        ("Кто? {=а -> 1 =б}", "нет знака"),
        ("Кто? {=а -> 1 =б -> }", "обе стороны"),
        ("Кто? {=%50%а}", "100 %"),
        ("Сколько? {#}", "число"),
        ("Сколько? {#пять}", "пять"),
        ("Сколько? {#5:много}", "много"),
        ("Сколько? {#6..5}", "больше конца"),
        ("Сколько? {#1e999}", "1e999"),
        ("Кто? {=" + "я" * 501 + " ~б}", "длиннее"),
        ("я" * 3001 + "? {T}", "длиннее"),
        ("Кто? {=а" + "".join(f"~{number}" for number in range(40)) + "}", "больше 40"),
    ],
)
def test_what_cannot_be_taken_is_told_by_its_line(text, words):
    read = gift_rules.read(f"// начало\n\nХороший? {{T}}\n\n// комментарий\n{text}\n\nИ этот хороший? {{F}}\n")

    ((line, message),) = read.problems
    assert ([question.line for question in read.questions], line) == ([3, 8], 6)
    assert words in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[html]<p>Кто?<img src\\="кот.png"></p>{T}', "Картинка"),
        ("[markdown]Кто? ![кот](кот.png) {T}", "Картинка"),
        ("Кто? {=а -> 1 # Да. =б -> 2}", "Пояснение к паре"),
        ("::" + "я" * 201 + "::Кто? {T}", "сокращено"),
        ("$CATEGORY: " + "я" * 101 + "\n\nКто? {T}", "сокращена"),
    ],
)
def test_what_is_lost_of_a_question_that_is_taken_is_told(text, words):
    read = gift_rules.read(text)

    ((_line, message),) = read.problems
    assert (len(read.questions), words in message) == (1, True)


@pytest.mark.parametrize("text", ["", "\n\n \n", "// только слова\n// и ещё", "$CATEGORY: Статус", "\ufeff"])
def test_nothing_to_read(text):
    assert gift_rules.read(text) == ([], [])


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_file_in_any_coding_of_our_people(coding):
    assert only(gift_rules.decoded("Ёлка – «да»? {T}\r\n".encode(coding))).text == "Ёлка – «да»?"


def test_strange_bytes_are_no_error():
    gift_rules.read(gift_rules.decoded(bytes(range(256)) * 4 + b"{=\x00}"))


BOMBS = {  # what was read for seconds or minutes: 1 MB made of one of these in pieces that are still looked at
    "links": "[markdown]" + "[a](b" * 1900,
    "pictures": "[markdown]" + "![" * 4900,
    "bold": "[markdown]" + " **a" * 2400,
    "spaces": "[html]a" + "&nbsp;" * 1600 + "б",
    "tags": "[html]" + "<a " * 3200,
    "attributes": "[html]" + "<a b=c ".replace("=", "\\=") * 1200,
    "comments": "[html]" + "<!--" * 2400,
}


@pytest.mark.parametrize("words", BOMBS.values(), ids=BOMBS)
def test_a_file_made_of_beginnings_is_read_at_once(words):
    began = time.process_time()

    read = gift_rules.read(f"{words} {{T}}\n\n" * 10)

    assert len(read.questions) + len(read.problems) == 10
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("// " + "[tag:" * 40_000 + "\n\nКто? {T}", []),
        ("[markdown]" + "a" * 10_001 + "{T}", ["разметкой"]),
        ("Кто? {=а\n" + "~б \n" * 20_001 + "}", ["пустой строки"]),
        ("Кто? {" + "~а" * 82 + "}", ["больше 40 строк"]),
        ("q{}\n\n" * 2002, ["развёрнутым"] * 2000 + ["2000 записей"]),
    ],
    ids=["comment", "piece", "block", "options", "records"],
)
def test_what_is_too_long_is_told_before_it_is_looked_at(text, problems):
    began = time.process_time()

    read = gift_rules.read(text)

    assert [words in problem.message for words, problem in zip(problems, read.problems, strict=True)] == [True] * len(problems)
    assert time.process_time() - began < 1


def test_no_more_is_read_than_one_question_over_what_is_taken_at_once():
    assert len(gift_rules.read("q{T}\n\n" * 1500).questions) == gift_rules.MOST_AT_ONCE + 1


@pytest.mark.parametrize(
    ("answers", "shares", "told"),
    [
        ("~%50%а ~%50%б ~в ~г", [50, 50, -50, -50], 1),
        ("~%50%а ~%50%б ~%0%в", [50, 50, 0], 0),
        ("~%50%а ~%50%б ~%-20%в ~г", [50, 50, -20, 0], 0),
        ("~%50%а ~%50%б", [50, 50], 0),
        ("=а ~б", [100, 0], 0),
    ],
)
def test_wrong_options_that_nobody_weighed_take_points_back(answers, shares, told):
    read = gift_rules.read(f"Что нужно? {{{answers}}}")

    assert [row["share"] for row in read.questions[0].body["options"]] == shares
    assert len(read.problems) == told
