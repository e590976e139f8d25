"""The fields of a project: money as people write it, rows of links and of the budget, what cannot be kept, sums."""

import pytest

from courses.projects.project_forms import MoneyField, ProjectForm, rows_of, written

pytestmark = pytest.mark.django_db
EMPTY = {
    "title": "", "organization": None, "problem": "", "audience": "", "plan": "", "partners": "", "beneficiaries": None, "budget": [], "links": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [("0", 0), ("1500", 150_000), ("1 500,5", 150_050), ("1\u00a0500.50", 150_050), ("1500 ₽", 150_000), ("0,01", 1), ("", None)],
)
def test_money_is_read_as_people_write_it(text, kopecks):
    assert MoneyField(required=False).clean(text) == kopecks


@pytest.mark.parametrize("text", ["1,234", "-1", "1e5", "NaN", "١٢", "десять", "1.5.5", "9" * 30, "1 000 000 001", "²"])
def test_money_that_cannot_be_read_is_refused_in_words(text):
    with pytest.raises(Exception, match="Цена"):
        MoneyField(required=False).clean(text)


@pytest.mark.parametrize(("kopecks", "text"), [(None, ""), (0, "0"), (150_000, "1500"), (150_050, "1500,50"), (5, "0,05")])
def test_money_is_written_as_it_is_read(kopecks, text):
    assert written(kopecks) == text


@pytest.mark.parametrize(
    ("values", "more", "rows"),
    [
        ({}, False, 2),
        ({"what_0": "Скамьи"}, False, 3),
        ({"what_0": "", "what_1": ""}, False, 2),
        ({"what_0": "", "what_1": ""}, True, 5),
        ({"what_0": "", "price_4": "5"}, False, 7),
        ({f"what_{n}": "x" for n in range(100)}, True, 100),
        ({"what_100": "x"}, False, 2),
    ],
)
def test_rows_are_as_many_as_were_sent_and_a_few_empty_ones(values, more, rows):
    assert rows_of(values, ("what", "count", "price", "source"), 100, more) == rows


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"link_title_0": "Карта"}, "link_url_0"),
        ({"link_url_0": "javascript:alert(1)"}, "link_url_0"),
        ({"link_url_0": "https://имя:пароль@a.example"}, "link_url_0"),
        ({"link_url_0": "не адрес"}, "link_url_0"),
        ({"what_0": "", "price_0": "5"}, "what_0"),
        ({"what_0": "Скамьи", "count_0": "0"}, "count_0"),
        ({"what_0": "Скамьи", "count_0": "1,5"}, "count_0"),
        ({"what_0": "Скамьи", "price_0": "много"}, "price_0"),
        ({"beneficiaries": "-1"}, "beneficiaries"),
        ({"organization": "999"}, "organization"),
        ({"title": "т" * 201}, "title"),
        ({"plan": "п" * 10_001}, "plan"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(given, name):
    form = ProjectForm(given, known=EMPTY, organizations=[])

    assert not form.is_valid()
    assert list(form.errors) == [name]


def test_a_unit_with_an_error_is_left_out_of_what_can_be_saved():
    form = ProjectForm({"title": "Двор", "what_0": "", "price_0": "5", "link_url_0": "a.example"}, known=EMPTY, organizations=[])
    form.is_valid()

    assert form.typed() == {"title": "Двор", "links": [{"title": "", "url": "https://a.example"}]}
    assert form.spoilt() == ["budget"]


def test_sums_are_counted_by_the_school():
    known = EMPTY | {
        "budget": [{"what": "Скамьи", "count": 3, "price": 150_050, "source": ""}, {"what": "Краска", "count": 2, "price": 100, "source": ""}]
    }
    form = ProjectForm(known=known, organizations=[])

    assert [row["sum"] for row in form.budget_rows()] == ["4\u00a0501,50\u00a0₽", "2\u00a0₽", "0\u00a0₽", "0\u00a0₽"]
    assert form.total == "4\u00a0503,50\u00a0₽"
