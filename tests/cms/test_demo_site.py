"""The demo site's own files: news, library, teachers, towns, questions, glossary, policies keep their shape and their doubts."""

import re
from datetime import date

import pytest

from cms.demo import content, pictures
from cms.starters import eligibility
from tests.cms.test_demo_content import BODIES, TAGS, Tags, strings, values, words

FORMS = {
    "zayavlenie-o-zaklyuchenii", "zayavlenie-o-priznanii", "opis-papki", "anketa-poluchatelya",
    "list-samoproverki", "soglasie-obrazec", "otchet-o-vizite", "smeta-uslugi",
}  # fmt: skip
TEACHERS = {"sokolova", "petrov", "ganieva", "orlova", "medvedev", "yakovleva", "vetlugina", "ozyorov", "brusnitsyn", "cheryomuhina"}
TERMS = {
    "iopu", "so-nko", "minyust", "organ-otsenki", "zaklyuchenie", "reestr-ispolnitelej", "ustav", "perechen-uslug", "kriterii-kachestva",
    "dossier", "foiv", "sverka", "inostrannyj-agent", "grant-prezidenta", "podacha", "prodlenie", "okved", "egryul",
}  # fmt: skip
UNSURE = re.compile(r"не сверен|без источника|не найден|не установлен|не получен|не проверен|проверить|обрезан", re.IGNORECASE)
KEYS = {
    "quote": {"text", "author", "about"}, "steps": {"title", "steps"}, "accordion": {"items"}, "checklist": {"title", "items"},
    "person": {"teacher", "name", "about", "portrait"}, "term": {"term"}, "download": {"entry"}, "table": {"caption", "columns", "rows"},
    "place": {"name", "address", "town", "directions", "latitude", "longitude", "scheme", "scheme_alt"},
}  # fmt: skip


def rows(name, key):
    return content.read(name)[key]


def unique(items):
    slugs = [item["slug"] for item in items]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]{2,80}", slug) for slug in slugs)
    return set(slugs)


def test_lists_have_their_counts_and_unique_slugs():
    assert len(unique(rows("news", "news"))) == 10
    assert len(unique(rows("library", "entries"))) >= 18
    assert unique(rows("teachers", "teachers")) == TEACHERS
    assert len(unique(rows("glossary", "terms"))) >= 24
    assert unique(rows("glossary", "terms")) >= TERMS
    assert {town["town"] for town in rows("towns", "towns")} == set(content.read("people")["towns"])
    assert len(unique(rows("towns", "towns"))) == 5


@pytest.mark.parametrize(("slug", "body"), BODIES, ids=[slug for slug, _ in BODIES])
def test_block_has_the_keys_of_the_contract_and_points_at_what_exists(slug, body):
    for kind, keys in KEYS.items():
        assert all(set(value) == keys for value in values(body, kind))
    assert {value["teacher"] for value in values(body, "person")} <= TEACHERS | {None}
    assert {value["entry"] for value in values(body, "download")} <= {entry["slug"] for entry in rows("library", "entries")}
    assert {value["term"] for value in values(body, "term")} <= {term["slug"] for term in rows("glossary", "terms")}
    assert {value["town"] for value in values(body, "place")} <= set(content.read("people")["towns"])


@pytest.mark.parametrize("news", rows("news", "news"), ids=lambda news: news["slug"])
def test_news_is_short_dated_and_has_a_picture(news):
    assert 3 <= news["days_ago"] <= 150
    assert 20 <= len(news["lead"]) <= 300
    assert news["picture"] in pictures.KEYS
    assert news["alt"]
    found = sum(len(re.findall(r"[\w-]+", re.sub(r"<[^>]+>", " ", text))) for text in strings([block["value"] for block in news["body"]]))
    assert 100 <= found <= 250


@pytest.mark.parametrize("entry", rows("library", "entries"), ids=lambda entry: entry["slug"])
def test_library_entry_names_source_and_doubt(entry):
    assert entry["kind"] in {"form", "sample", "act"}
    assert len(entry["source"]) > 10 or entry["source"] == "Составлено школой"
    assert entry["edition"] is None or date.fromisoformat(entry["edition"])
    assert not entry["verified"]
    assert len(entry["summary"]) <= 500
    assert entry["link"] == "" or entry["link"].startswith("https://")
    assert entry["body"]
    if entry["kind"] == "act":
        assert UNSURE.search(entry["doubt"])
        assert entry["file"] is None
    else:
        assert "не форма органа" in entry["doubt"]
        assert entry["file"] == entry["slug"]
        assert entry["document"]["lines"][0] == "Образец школы, не форма органа"
        assert 10 <= len(entry["document"]["lines"]) <= 25
        assert any("____" in line for line in entry["document"]["lines"])


def test_library_has_every_form_of_the_school():
    assert {entry["slug"] for entry in rows("library", "entries") if entry["kind"] != "act"} == FORMS


def test_teachers_of_the_program_have_pages_and_portraits():
    names = {teacher["title"] for teacher in rows("teachers", "teachers")}
    staff = [person for person in content.read("people")["people"] if person["role"] in {"trainer", "mentor"}]

    assert {f"{person['family_name']} {person['given_name']} {person['patronymic']}" for person in staff} <= names
    assert {speaker["name"] for module in content.read("program")["modules"] for speaker in module.get("speakers", [])} <= names
    for teacher in rows("teachers", "teachers"):
        assert set(teacher["portrait"]) == {"hair", "tone", "glasses"}
        assert teacher["portrait"]["hair"] in {"short", "long", "bun", "bald", "beard"}
        assert 1 <= teacher["portrait"]["tone"] <= 5
        assert teacher["topics"]


def test_terms_are_explained_with_a_source_and_english():
    for term in rows("glossary", "terms"):
        assert 20 < len(term["explanation"]) <= 600
        assert term["source"]
        assert term["english"].isascii()
        assert not term["verified"]
        if re.search(r"ФЗ|Приказ|Постановлени|Указ", term["source"]):
            assert UNSURE.search(term["explanation"] + term["source"]), term["slug"]


def test_questions_come_in_five_groups_with_whole_answers():
    groups = rows("questions", "groups")

    assert [group["name"] for group in groups] == ["Поступление", "Учёба", "Документы", "Статус", "Сертификат"]
    assert all(3 <= len(group["questions"]) <= 6 for group in groups)
    for answer in (question["answer"] for group in groups for question in group["questions"]):
        parser = Tags()
        parser.feed(answer)
        assert parser.seen <= TAGS
        assert parser.open == []
        assert answer.startswith("<p>")


def test_eligibility_asks_six_questions_and_never_decides():
    page = eligibility()

    assert len(page["questions"]) == 6 == len({question["key"] for question in page["questions"]})
    assert [question["key"] for question in page["questions"] if question["group"] == "experience"] == ["year", "grant"]
    for question in page["questions"]:
        assert question["good"] in {"yes", "no"}
        assert question["weight"] in {"stop", "check"}
        assert question["part"] in {"1", "2", "3", "4", "5"}
        assert UNSURE.search(question["source"])
        assert all(question[key] for key in ("question", "help", "fits", "missing", "todo", "act"))
    assert set(page["verdicts"]) == {"fits", "check", "not_yet"}
    assert all("решение" in verdict["text"].lower() and "принимает Минюст" in verdict["text"] for verdict in page["verdicts"].values())


def test_policy_editions_follow_each_other():
    for policy in rows("policies", "policies"):
        dates = [date.fromisoformat(edition["in_force_from"]) for edition in policy["editions"]]
        assert dates == sorted(set(dates))
        assert len(words(policy["editions"][0]["body"])) < len(words(policy["editions"][-1]["body"]))
    assert "personalnye-dannye" not in {page["slug"] for page in content.read("pages")["pages"]}


def test_english_covers_the_main_pages():
    english = content.read("english")

    assert set(english) == {"home", content.read("program")["slug"], "o-shkole", "kontakty", "personalnye-dannye", "dostupnost"}
    for page in english.values():
        assert page["title"]
        assert len(page["lead"]) <= 500
        assert {block["type"] for block in page["body"]} <= {"text", "heading"}
        assert not any(re.search(r"[а-яё]", text, re.IGNORECASE) for text in strings(page))
