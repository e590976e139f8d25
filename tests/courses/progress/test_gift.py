r"""GIFT in every form of Moodle's documentation, there and back.

The examples have the shapes of those in the public documentation (docs.moodle.org, «GIFT format»), in our own words.
"""

from dataclasses import replace

import pytest

from courses.progress import gift_rules, question_rules
from courses.progress.gift_rules import ReadQuestion
from tests import factories


def only(text):
    read = gift_rules.read(text)
    assert read.problems == []
    (question,) = read.questions
    return question


def answers(question):
    body = question.body
    match question.kind:
        case "single" | "multiple":
            return [(row["text"], row["share"], row["feedback"]) for row in body["options"]]
        case "matching":
            return [(row["left"], row["right"]) for row in body["pairs"]] + body["spare"]
        case "ordering":
            return [row["text"] for row in body["items"]]
        case "text":
            return [(row["text"], row["share"], row["feedback"]) for row in body["accepted"]]
    return [(row["low"], row["high"], row["share"], row["feedback"]) for row in body["accepted"]]


# Every form of the documentation

FORMS = {
    "multiple choice": (
        "Кто ведёт реестр? {~Фонд ~Мэрия =Минюст}",
        "single",
        "Кто ведёт реестр?",
        [("Фонд", 0, ""), ("Мэрия", 0, ""), ("Минюст", 100, "")],
    ),
    "missing word": (
        "Реестр {~пишет =ведёт ~читает} Минюст.",
        "single",
        "Реестр _____ Минюст.",
        [("пишет", 0, ""), ("ведёт", 100, ""), ("читает", 0, "")],
    ),
    "answers on lines of their own": (
        "Статус дают на {\n    ~год\n    =два года\n    ~всегда\n } по закону.",
        "single",
        "Статус дают на _____ по закону.",
        [("год", 0, ""), ("два года", 100, ""), ("всегда", 0, "")],
    ),
    "short answer": ("Дважды два – {=четыре =4}.", "text", "Дважды два – _____.", [("четыре", 100, ""), ("4", 100, "")]),
    "short answer without a sign": (r"1 + 2 \= {3}", "text", "1 + 2 =", [("3", 100, "")]),
    "short answer with a star": ("Кто? {=Минюст* =*}", "text", "Кто?", [("Минюст*", 100, ""), ("*", 100, "")]),
    "true": ("Солнце встаёт на востоке.{T}", "single", "Солнце встаёт на востоке.", [("Верно", 100, ""), ("Неверно", 0, "")]),
    "false": ("Солнце встаёт на западе.{FALSE}", "single", "Солнце встаёт на западе.", [("Верно", 0, ""), ("Неверно", 100, "")]),
    "true with feedback": (
        "На востоке.{TRUE#Нет, там.#Да!}",
        "single",
        "На востоке.",
        [("Верно", 100, "Да!"), ("Неверно", 0, "Нет, там.")],
    ),
    "false with feedback of the wrong answer": (
        "На западе.{F#Нет, на востоке.}",
        "single",
        "На западе.",
        [("Верно", 0, "Нет, на востоке."), ("Неверно", 100, "")],
    ),
    "matching": (
        "Кто что ведёт? {\n =Реестр -> Минюст\n =Портал  ->  Минцифры\n =Грант->Фонд\n }",
        "matching",
        "Кто что ведёт?",
        [("Реестр", "Минюст"), ("Портал", "Минцифры"), ("Грант", "Фонд")],
    ),
    "matching with a spare side": (
        "Кто? {=Реестр -> Минюст =Грант -> Фонд = -> Никто}",
        "matching",
        "Кто?",
        [("Реестр", "Минюст"), ("Грант", "Фонд"), "Никто"],
    ),
    "number": ("В каком году? {#1822}", "number", "В каком году?", [("1822", "1822", 100, "")]),
    "number with a margin": ("Чему равно пи? {#3.1415:0.0005}.", "number", "Чему равно пи? _____.", [("3.141", "3.142", 100, "")]),
    "number in a range": ("Чему равно пи? {#3.141..3.142}", "number", "Чему равно пи?", [("3.141", "3.142", 100, "")]),
    "number below nought": ("Сколько? {#-5..-3.5}", "number", "Сколько?", [("-5", "-3.5", 100, "")]),
    "several numbers": (
        "В каком году? {#\n   =1822:0  #Точно!\n   =%50%1822:2  #Половина\n      за близость.\n ~#Нет.}",
        "number",
        "В каком году?",
        [("1822", "1822", 100, "Точно!"), ("1820", "1824", 50, "Половина за близость."), ("", "", 0, "Нет.")],
    ),
    "any number": ("Сколько? {#=2 =%0%*#Нет.}", "number", "Сколько?", [("2", "2", 100, ""), ("", "", 0, "Нет.")]),
    "feedback": (
        "Кто? {\n~Фонд#Нет, он даёт деньги.\n~Мэрия # И не она.\n=Минюст#Да!}",
        "single",
        "Кто?",
        [("Фонд", 0, "Нет, он даёт деньги."), ("Мэрия", 0, "И не она."), ("Минюст", 100, "Да!")],
    ),
    "weights of one answer": (
        "Где? {~Ишим#Город, но не тот. ~%25%Тобольск ~%50%Область#Точнее. =Тюмень#Да!}.",
        "single",
        "Где? _____.",
        [("Ишим", 0, "Город, но не тот."), ("Тобольск", 25, ""), ("Область", 50, "Точнее."), ("Тюмень", 100, "Да!")],
    ),
    "weights of a short answer": (
        "Где? {=Тюмень#Да! =%75%Тумень#С ошибкой. =%25%Тобольск}",
        "text",
        "Где?",
        [("Тюмень", 100, "Да!"), ("Тумень", 75, "С ошибкой."), ("Тобольск", 25, "")],
    ),
    "several right answers": (
        "Кто двое? {~%-50%Никто ~%50%Анна ~%50%Пётр ~%-50%Все}",
        "multiple",
        "Кто двое?",
        [("Никто", -50, ""), ("Анна", 50, ""), ("Пётр", 50, ""), ("Все", -50, "")],
    ),
    "thirds": (
        "Кто трое? {~%33.33333%а ~%33.33333%б ~%33.33333%в ~%-100%г}",
        "multiple",
        "Кто трое?",
        [("а", 33.33333, ""), ("б", 33.33333, ""), ("в", 33.33333, ""), ("г", -100, "")],
    ),
    "two wholly right of one": ("Кто? {=а =б ~в}", "single", "Кто?", [("а", 100, ""), ("б", 100, ""), ("в", 0, "")]),
    "escaped signs": (
        r"Что равно 5\: {~ \= 2 + 2 = \= 2 + 3 ~ \{\~\#\}}",
        "single",
        "Что равно 5:",
        [("= 2 + 2", 0, ""), ("= 2 + 3", 100, ""), ("{~#}", 0, "")],
    ),
    "escaped backslash and break": (
        r"Первая\nвторая\\n? {~ \\ # Да\, это \\ =нет}",
        "single",
        "Первая\nвторая\\n?",
        [("\\", 0, "Да\\, это \\"), ("нет", 100, "")],
    ),
    "words of many lines": ("Кто что\nведёт\n   в стране? {=а ~б}", "single", "Кто что ведёт в стране?", [("а", 100, ""), ("б", 0, "")]),
    "markdown": (
        "[markdown]Кто **ведёт** _реестр_, `кто`? [Закон](https\\://pravo.example) snake_case {=*да*#**Да**}",
        "text",
        "Кто ведёт реестр, кто? Закон (https://pravo.example) snake_case",
        [("*да*", 100, "Да")],
    ),
    "html": (
        "[html]<p>Кто&nbsp;<b>ведёт</b> &laquo;реестр&raquo;?</p><p>5 &lt; 6<br/>да</p>{=<p>Он &amp; она</p>#<i>Да</i> ~[plain]<b> ~<ul><li>а</li><li>б</li></ul>}",
        "single",
        "Кто ведёт «реестр»?\n5 < 6\nда",
        [("Он & она", 100, "Да"), ("<b>", 0, ""), ("– а\n– б", 0, "")],
    ),
    "formats of moodle and plain": ("[moodle]Кто? {=[plain][html]а ~[что-то]б}", "single", "Кто?", [("[html]а", 100, ""), ("[что-то]б", 0, "")]),
}


@pytest.mark.parametrize("form", FORMS)
def test_form_is_read(form):
    text, kind, words, rows = FORMS[form]

    question = only(text)

    assert (question.kind, question.text, answers(question)) == (kind, words, rows)


@pytest.mark.parametrize("form", FORMS)
def test_form_is_written_and_read_back(form):
    question = only(FORMS[form][0])

    assert bare(only(gift_rules.write([question]))) == bare(question)


def bare(question):
    return replace(question, line=0, body=question_rules.bare(question.body))


def test_name_comment_general_feedback():
    text = "// Раздел\n\n// к вопросу\n::Имя \\: первое::Кто? {\n// внутри\n=а#Да.\n~б\n####Общее\\nпояснение.\n}"

    question = only(text)

    assert (question.title, question.text, question.feedback, question.line) == ("Имя : первое", "Кто?", "Общее\nпояснение.", 4)
    assert answers(question) == [("а", 100, "Да."), ("б", 0, "")]


@pytest.mark.parametrize(
    ("answers", "kind"),
    [("{T####Общее.}", "single"), ("{#5####Общее.}", "number"), ("{=а####Общее.}", "text"), ("{=а->1 =б->2####Общее.}", "matching")],
)
def test_general_feedback_of_every_form(answers, kind):
    question = only(f"Да? {answers}")

    assert (question.kind, question.feedback) == (kind, "Общее.")


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("$course$/top/Статус", "Статус"),
        ("$course$/top/Школа/Статус", "Статус"),
        ("$course$/Статус", "Статус"),
        ("Школа/Статус", "Статус"),
        ("Статус", "Статус"),
        ("$module$/top/НКО//СО НКО", "НКО/СО НКО"),
        ("$course$/top", ""),
        ("$system$", ""),
        ("", ""),
    ],
)
def test_category_is_the_topic(path, topic):
    read = gift_rules.read(f"До? {{T}}\n\n$CATEGORY: {path}\n\nПосле? {{T}}\n\nИ ещё? {{F}}")

    assert [question.topic for question in read.questions] == ["", topic, topic]


def test_category_without_blank_lines_around_loses_nothing():
    read = gift_rules.read("До? {T}\n$CATEGORY: Статус\nПосле? {T}")

    assert ([(question.line, question.topic) for question in read.questions], read.problems) == ([(1, ""), (3, "Статус")], [])


def test_tag_of_moodle_is_the_topic_where_there_is_no_category():
    assert only("// [id:7] [tag:Статус] [tag:НКО]\nДа? {T}").topic == "НКО"


# Our own forms


def test_ordering_goes_as_matching_with_numbers_and_comes_back():
    question = ReadQuestion(0, "ordering", "Что за чем?", question_rules.cleaned("ordering", {"items": [{"text": text} for text in "вба"]}))

    text = gift_rules.write([question])

    assert text == "// [kind:ordering]\nЧто за чем?{\n\t=в -> 1\n\t=б -> 2\n\t=а -> 3\n}\n"
    assert (only(text).kind, answers(only(text))) == ("ordering", ["в", "б", "а"])
    assert only(text.removeprefix("// [kind:ordering]\n")).kind == "matching"


def test_letter_case_goes_under_a_comment():
    body = {"accepted": [{"text": "НКО", "share": 100, "feedback": ""}], "case": True}
    text = gift_rules.write([ReadQuestion(0, "text", "Кто?", body)])

    assert text == "// [case:yes]\nКто?{\n\t=НКО\n}\n"
    assert only(text).body == body


@pytest.mark.django_db
def test_bank_is_written_in_its_order_without_what_left(django_assert_num_queries):
    bank = factories.BankFactory()
    for topic, title in [("Статус", "Второй"), ("", "Первый: главный"), ("", "Ушедший")]:
        factories.BankQuestionFactory(bank=bank, topic=topic, title=title)
    bank.questions.filter(title="Ушедший").update(retired_at=bank.made_at)

    with django_assert_num_queries(1):
        text = gift_rules.write(gift_rules.questions_of(bank))

    options = "\t=На два года#Да, потом его продлевают.\n\t~Навсегда#Через два года его продлевают.\n"
    question = f"На сколько лет дают статус?{{\n{options}}}\n"
    assert text == f"$CATEGORY: $course$/top/Статус\n\n::Второй::{question}\n$CATEGORY: $course$/top\n\n::Первый\\: главный::{question}"
