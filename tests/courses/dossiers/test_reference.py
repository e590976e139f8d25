"""The law that comes with the product: loaded once, honest about what is not sure, and never over what the school has written."""

import json
from collections import Counter

import pytest
from django.core.management import call_command

from courses.dossiers.actions.reference import FOLDER, load_reference, read
from courses.dossiers.checklist_rules import newest
from courses.dossiers.models import (
    Body,
    Checklist,
    Path,
    ProductionDay,
    ProductionYear,
    QualityCriterion,
    RefusalGround,
    Requirement,
    ReturnReason,
    Service,
    Term,
)
from courses.dossiers.term_rules import said
from school.journal.models import Entry
from school.people.rules import folded

LAW = (Service, QualityCriterion, Term, Body, RefusalGround, Checklist, Requirement, ProductionYear)


@pytest.fixture
def loaded(db):
    return load_reference()


def test_everything_comes_once(loaded):
    assert loaded == Counter(
        services=34,
        criteria=5,
        terms=21,
        bodies=10,
        refusal_grounds=11,
        return_reasons=19,
        production=3,
        checklist=len(read("checklist")["requirements"]),
    )

    assert load_reference() == Counter()
    assert Entry.objects.filter(verb="dossiers.reference_loaded").count() == 1


def test_command_runs_twice(db, capsys):
    call_command("load_reference")
    call_command("load_reference")

    assert "services: 34" in capsys.readouterr().out
    assert Service.objects.count() == 34


def test_line_of_the_school_is_not_written_over_and_a_new_one_is_added(loaded):
    Service.objects.filter(code="home_care").update(number="1.1", checked_by="Юрист", checked_on="2026-11-01")
    Body.objects.get(code="tyumen_culture").services.clear()
    ProductionDay.objects.filter(date="2026-01-09").delete()
    Term.objects.filter(code="justice").delete()

    assert load_reference() == Counter(terms=1)
    assert Service.objects.get(code="home_care").number == "1.1"
    assert not Body.objects.get(code="tyumen_culture").services.exists()
    assert not ProductionDay.objects.filter(date="2026-01-09").exists()


def test_first_checklist_is_published_and_a_school_with_its_own_gets_none(loaded):
    assert newest().version == 1
    Requirement.objects.all().delete()

    assert load_reference() == Counter()


def test_nothing_is_said_to_be_checked_and_every_line_names_its_source(loaded):
    for model in LAW:
        assert not model.objects.exclude(checked_on=None).exists()
        assert not model.objects.filter(source="").exists(), model


def test_rows_are_good_for_the_forms(loaded):
    for model in (*LAW, ReturnReason, ProductionDay):
        for row in model.objects.all():
            row.full_clean()


def test_unknown_numbers_stay_unknown(loaded):
    assert not Service.objects.exclude(number="").exists()
    assert {term.code for term in Term.objects.filter(amount=None)} == {"assessment_social", "justice", "request_answer"}
    assert said(Term.objects.get(code="justice")) == "срок не установлен"


@pytest.mark.parametrize(
    ("code", "amount", "unit"),
    [
        ("assessment", 30, "day"),
        ("assessment_extension", 30, "day"),
        ("charter", 17, "working"),
        ("charter_public", 33, "day"),
        ("status", 2, "year"),
        ("renewal_start", 90, "day"),
    ],
)
def test_terms_that_the_room_asks_for(loaded, code, amount, unit):
    term = Term.objects.get(code=code)

    assert (term.amount, term.unit) == (amount, unit)


def test_every_line_of_the_brief_has_its_place_once(loaded):
    lines = [line for row in read("checklist")["requirements"] for line in row["lines"]]

    assert len(lines) == len(set(lines)) == 35


def test_no_path_is_without_its_recognition(loaded):
    for path in Path.values:
        codes = {line.code for line in Requirement.objects.all() if not line.paths or path in line.paths}
        assert "recognition" in codes
        assert ("conclusion" in codes) == (path != "grant")


def test_papers_that_the_school_writes_stand_once_each(loaded):
    papers = list(Requirement.objects.exclude(paper="").values_list("paper", flat=True))

    assert sorted(papers) == sorted(value for value in Requirement.Paper.values if value)


def test_evidence_about_people_asks_to_hide_them(loaded):
    about_people = {"year_table", "justification", "service_content", "staff_qualification", "staff_number", "complaints", "feedback"}

    assert about_people <= set(Requirement.objects.exclude(personal="").values_list("code", flat=True))


def test_services_are_found_by_folded_words(loaded):
    assert Service.objects.filter(folded_title__contains=folded("НА ДОМУ")).exists()


def test_services_of_a_region_have_a_body(loaded):
    assert Body.objects.get(code="tyumen_social").services.count() == 15
    assert Body.objects.filter(kind="justice", region="Тюменская область").count() == 1


def test_questions_of_eligibility_are_whole():
    found = json.loads((FOLDER / "eligibility.json").read_text(encoding="utf-8"))
    values = {choice["value"] for choice in found["choices"]}

    for row in found["questions"]:
        assert row["source"]
        assert row["checked"] is False
        assert set(row["paths"]) <= set(Path.values)
        assert set(row["answers"]) == values
        assert any(row["answers"].values())
        for name in ("title", "help"):
            assert row[name]
            assert row[f"{name}_en"]
        for answer in filter(None, row["answers"].values()):
            assert answer["kind"] in {"stop", "warn", "charter"}
            assert all(answer[name] for name in ("reason", "reason_en", "todo", "todo_en"))
    codes = [row["code"] for row in found["questions"]]
    assert len(codes) == len(set(codes))
