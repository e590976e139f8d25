"""Questions and answers: groups with anchors, a filter that needs no script, found words marked and nothing more."""

import pytest

from cms.finding import marked
from cms.models import QuestionsPage

ADDRESS = "/voprosy/"
GROUPS = [
    (
        "Поступление",
        [
            ("Сколько стоит учёба?", "<p>Участие бесплатное.</p>"),
            ("Нужен ли <b>опыт</b>?", "<p>Нет. Напишите <a href='https://a.example/?q=опыт&amp;x=1'>нам</a></p>"),
        ],
    ),
    ("Документы", [("Когда папка готова?", "<p>Через три месяца &amp; не раньше.</p>")]),
]


def write(home, publish, groups=GROUPS, **facts):
    body = [
        ("group", {"name": name, "questions": [{"name": question, "answer": answer} for question, answer in questions]}) for name, questions in groups
    ]
    return publish(home, QuestionsPage(title="Вопросы и ответы", slug="voprosy", lead="О чём спрашивают", groups=body, **facts))


@pytest.fixture
def page(home, publish):
    return write(home, publish)


def found(client, query):
    return [question["name"] for group in client.get(f"{ADDRESS}?q={query}").context["groups"] for question in group["questions"]]


def test_all_questions_stand_by_subject(client, page):
    text = client.get(ADDRESS).content.decode()

    assert text.count("<details") == 3
    assert '<a href="#q-1">Поступление</a>' in text
    assert '<h2 id="q-2">Документы</h2>' in text
    assert "<details open" not in text
    assert "<mark>" not in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("учеба", 1), ("УЧЁБА", 1), ("бесплатное", 1), ("документах", 1), ("опыт нет", 1), ("zzz", 0), ("href", 0), ("amp", 0), ("%20", 3)],
)
def test_filter_finds_in_questions_answers_and_subjects(client, page, query, count):
    assert len(found(client, query)) == count


def test_found_words_are_marked_and_open(client, page):
    text = client.get(f"{ADDRESS}?q=учеба").content.decode()

    assert "<mark>учёба</mark>" in text
    assert 'id="q-1-1" open' in text
    assert "Нашёлся 1 вопрос" in text
    assert 'value="учеба"' in text


def test_anchors_do_not_move_while_filtered(client, page):
    assert 'id="q-2-1" open' in client.get(f"{ADDRESS}?q=папка").content.decode()


def test_nothing_found_leads_back(client, page):
    text = client.get(f"{ADDRESS}?q=zzz").content.decode()

    assert "Такого вопроса здесь нет" in text
    assert f'href="{ADDRESS}">Показать все вопросы' in text


def test_a_link_is_never_broken_by_the_mark(client, page):
    text = client.get(f"{ADDRESS}?q=опыт").content.decode()

    assert "&lt;b&gt;<mark>опыт</mark>&lt;/b&gt;" in text
    assert 'href="https://a.example/?q=опыт&amp;x=1"' in text


@pytest.mark.parametrize("query", ["%00", "<script>alert(1)</script>", "(", "[а-я", "\\", "*", '"><b>', "a" * 5000, "%F0%9F%90%88"])
def test_bad_queries_are_answered(client, page, query):
    answer = client.get(ADDRESS, {"q": query})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_empty_page_says_what_it_is(client, home, publish):
    write(home, publish, groups=[])

    text = client.get(ADDRESS).content.decode()

    assert "Вопросов пока нет" in text
    assert 'type="search"' not in text


def test_typed_markup_stays_text(client, home, publish):
    payload = "<script>alert(1)</script>"
    write(home, publish, groups=[(payload, [(payload, f"<p>{payload}</p>")])])

    for query in ("", "?q=alert", "?q=script"):
        assert "<script>alert" not in client.get(f"{ADDRESS}{query}").content.decode()


def test_english_readers_get_the_english_text(client, home, publish):
    write(home, publish, english_title="Questions", english_body=[("text", "<p>It is free.</p>")])
    client.cookies["django_language"] = "en"

    text = client.get(ADDRESS).content.decode()

    assert "It is free." in text
    assert "<details" not in text


def test_marks_touch_only_text():
    assert marked('<a href="aa>bb">aa &amp; bb</a>', "aa bb") == '<a href="aa>bb"><mark>aa</mark> &amp; <mark>bb</mark></a>'
    assert marked("<p>x</p>", "aa bb") == "<p>x</p>"


def test_queries_do_not_grow(client, home, publish, queries_of):
    page = write(home, publish)
    counts = set()
    for count in (1, 3, 300):
        page.groups = [("group", {"name": "Тема", "questions": [{"name": f"Вопрос {number}", "answer": "<p>Ответ</p>"} for number in range(count)]})]
        page.save()
        counts |= {queries_of(client, ADDRESS), queries_of(client, f"{ADDRESS}?q=вопрос")}
    assert len(counts) == 1
    assert counts.pop() <= 12


def test_closed_page_is_not_in_the_footer(client, page, close):
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()
    close(page)

    assert f'href="{ADDRESS}"' not in client.get("/").content.decode()
