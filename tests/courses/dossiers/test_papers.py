"""Papers that the school fills in: what they say, what they lack, how they look in Word and in PDF."""

import io
import re
import shutil
import subprocess
from datetime import date

import docx
import pypdfium2
import pytest
from django.utils.translation import override

from courses.dossiers import paper_printing, paper_rules
from courses.dossiers.fact_rules import Book, Shelf
from courses.dossiers.models import EligibilityAnswer, Item, Outcome, RegisterEntry, ServiceMonth
from courses.dossiers.sheet_printing import missing_for, sheet_of
from tests.factories.dossiers import (
    BodyFactory,
    ClaimFactory,
    DossierFactory,
    ItemFactory,
    QualityCriterionFactory,
    RequirementFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
FACTS = {
    "address": "625000, Тюмень, улица Республики, дом 1",
    "phone": "+7 3452 00-00-00",
    "email": "ngo@example.org",
    "head_post": "Директор",
    "head_person": "директора Ивановой Анны Петровны, действующей на основании устава",
    "charter_on": "2024-03-05",
    "representative": "Петровой Марии Ивановне",
    "representative_until": "2027-12-31",
    "grant": "«Рядом», договор № 21-1-000001 от 1 февраля 2024 года",
}
GOOD = {"foreign_agent": "no", "debts": "no", "complaints": "no", "unfair_suppliers": "no"}
PER_CLAIM = ("application", "justification", "year_table")
KINDS = (*PER_CLAIM, "complaints", "authority", "recognition")
HOSTILE = "{{7*7}} {% debug %} <b>жирно</b> &amp; =1+1 \x01\x1b[31m\u202eзадом %(x)s {0.__class__}"
SHOWN = "{{7*7}} {% debug %} <b>жирно</b> &amp; =1+1 [31mзадом %(x)s {0.__class__}"


def stand(full=True, **fields):
    """A dossier with one service and all six papers; `full` knows everything that they ask."""
    dossier = DossierFactory(representative=True, facts=FACTS if full else {}, **fields)
    organization = dossier.organization
    organization.head, organization.site = ("Иванова Анна Петровна", "https://ngo.example.org") if full else ("", "")
    organization.name = "Автономная некоммерческая организация «Рядом»"
    organization.save()
    body = BodyFactory(title="Департамент социального развития Тюменской области", address="Тюмень, улица Республики, 83-а")
    told = {"body": body, "charter_clause": "пункт 2.2", "began_on": date(2024, 1, 15)} if full else {}
    claim = ClaimFactory(dossier=dossier, **told)
    criterion = QualityCriterionFactory(code="content", title="Содержание услуги")
    QualityCriterionFactory(code="openness", title="Открытость")
    for kind in KINDS:
        line = RequirementFactory(checklist=dossier.checklist, paper=kind, per_claim=kind in PER_CLAIM, title=f"Бумага {kind}")
        ItemFactory(dossier=dossier, requirement=line, claim=claim if kind in PER_CLAIM else None)
    if full:
        fill(dossier, claim, criterion)
    return dossier, claim


def fill(dossier, claim, criterion):
    for question, value in GOOD.items():
        EligibilityAnswer.objects.create(dossier=dossier, question=question, value=value, by=dossier.opened_by)
    for month, _row in Book(dossier, Shelf(dossier, TODAY)).months(claim):
        ServiceMonth.objects.create(claim=claim, month=month, people=12, services=1040, evidence="Журнал учёта")
    opened = QualityCriterionFactory._meta.model.objects.get(code="openness")
    for title, proves in (("Положение об услуге", criterion), ("Снимки сайта", opened)):
        item = ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, title=title, criterion=proves))
        Item.objects.filter(pk=item.pk).update(state="accepted")
    office = BodyFactory(kind="justice", title="Управление Минюста по Тюменской области")
    filing = dossier.filings.create(kind="assessor", body=claim.body, sent_on=date(2026, 9, 1), way="post", by=dossier.opened_by)
    filed = filing.filed.create(claim=claim)
    Outcome.objects.create(filed=filed, kind="conclusion", number="77-З", on=date(2026, 10, 1), by=dossier.opened_by)
    assert office


def paper_of(dossier, kind):
    return next(paper for paper in paper_rules.papers_of(dossier) if paper.kind == kind)


def book_of(dossier):
    return Book(dossier, Shelf(dossier, TODAY))


def words_of_docx(data):
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return tidied("\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def words_of_pdf(data):
    drawn = pypdfium2.PdfDocument(data)
    return tidied(" ".join(page.get_textpage().get_text_range() for page in drawn))


def tidied(text):
    return " ".join(text.split())


# What is missing


def test_a_full_card_lacks_nothing():
    dossier, _claim = stand()

    assert {paper.kind: missing_for(book_of(dossier), paper) for paper in paper_rules.papers_of(dossier)} == dict.fromkeys(KINDS, [])


def test_an_empty_card_lists_what_is_missing_and_where_it_is_filled_in():
    dossier, claim = stand(full=False)

    told = {paper.kind: {(row.where, row.pk) for row in missing_for(book_of(dossier), paper)} for paper in paper_rules.papers_of(dossier)}

    card, ngo, service = ("card", dossier.pk), ("organization", dossier.organization_id), ("claim", claim.pk)
    questions, papers, months = ("eligibility", dossier.pk), ("documents", dossier.pk), ("months", claim.pk)
    assert told == {
        "application": {card, ngo, service, questions, papers},
        "justification": {card, ngo, service, papers, months},
        "year_table": {card, ngo, service, months},
        "complaints": {card, ngo, questions},
        "authority": {card, ngo},
        "recognition": {card, ngo, questions, ("filings", dossier.pk)},
    }


def test_a_missing_fact_is_a_blank_and_nothing_is_invented():
    dossier, _claim = stand(full=False)

    words = words_of_docx(paper_printing.printed(book_of(dossier), paper_of(dossier, "application"), "docx"))

    assert f"в лице {paper_rules.BLANK} просит" in words
    assert "не включена" not in words
    assert "не имеет" not in words


@pytest.mark.parametrize("answer", ["yes", "unsure", ""])
def test_the_paper_does_not_say_for_the_ngo_what_it_has_not_said(answer):
    dossier, _claim = stand()
    EligibilityAnswer.objects.filter(dossier=dossier, question="complaints").update(value=answer)

    sheet = sheet_of(book_of(dossier), paper_of(dossier, "complaints"))

    assert [row.where for row in sheet.missing] == ["eligibility"]
    assert not any("не было" in block.text for block in sheet.blocks)


def test_facts_asked_depend_on_the_path():
    usual, grant = DossierFactory(), DossierFactory(path="grant", representative=True)

    assert [fact.name for fact in paper_rules.facts_for(usual)] == [fact.name for fact in paper_rules.FACTS]
    assert {"representative", "grant"} <= {fact.name for fact in paper_rules.facts_for(grant)}


def test_only_asked_lines_with_a_paper_are_papers():
    dossier, _claim = stand()
    ItemFactory(dossier=dossier)
    Item.objects.filter(requirement__paper="authority").update(gone_at="2026-01-01T00:00Z")
    Item.objects.filter(requirement__paper="complaints").update(state="not_needed")

    assert [paper.kind for paper in paper_rules.papers_of(dossier)] == [kind for kind in KINDS if kind not in ("authority", "complaints")]


# What is said


def test_papers_say_what_is_known():
    dossier, claim = stand()
    said = {kind: words_of_docx(paper_printing.printed(book_of(dossier), paper_of(dossier, kind), "docx")) for kind in KINDS}

    for words in (said["application"], said["recognition"], said["complaints"], said["authority"]):
        assert "Автономная некоммерческая организация «Рядом»" in words
        assert "в лице директора Ивановой Анны Петровны, действующей на основании устава" in words
    assert "Департамент социального развития Тюменской области" in said["application"]
    assert "редакция устава – от 5 марта 2024 года" in said["application"]
    assert "1. Положение об услуге" in said["application"]
    assert "За последние 12 месяцев оказано услуг: 12 480; месяцев с услугами: 12." in said["justification"]
    assert said["justification"].count("Подтверждается документами:") == 2
    assert "ноябрь 2025" in said["year_table"]
    assert "12 480" in said["year_table"]
    assert "с 23 ноября 2024 года по 23 ноября 2026 года" in said["complaints"]
    assert "доверяет Петровой Марии Ивановне" in said["authority"]
    assert "по 31 декабря 2027 года" in said["authority"]
    assert "№ 77-З от 1 октября 2026 года" in said["recognition"]
    assert claim.service.title in said["recognition"]


@pytest.mark.parametrize(
    ("path", "words"), [("social", "запись № 15 от 2 февраля 2023 года"), ("renewal", "просит повторно признать"), ("grant", "договор № 21-1-000001")]
)
def test_each_path_has_its_own_words(path, words):
    dossier, _claim = stand(path=path)
    RegisterEntry.objects.create(organization=dossier.organization, register="social", number="15", since=date(2023, 2, 2), by=dossier.opened_by)
    kind = "application" if path == "social" else "recognition"

    assert words in words_of_docx(paper_printing.printed(book_of(dossier), paper_of(dossier, kind), "docx"))


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2026, 1, 1)])
def test_two_years_survive_the_29th_of_february(today):
    start, end = Book(DossierFactory(), Shelf(DossierFactory(), today)).two_years()

    assert (end, start.year) == (today, today.year - 2)


def test_papers_are_russian_whatever_the_reader_speaks():
    dossier, _claim = stand()
    with override("en"):
        words = words_of_docx(paper_printing.printed(book_of(dossier), paper_of(dossier, "year_table"), "docx"))

    assert "ноябрь 2025" in words
    assert "15 января 2024 года" in words


# How it is printed


@pytest.mark.parametrize("kind", KINDS)
def test_word_and_pdf_say_the_same(kind):
    dossier, _claim = stand()
    book, paper = book_of(dossier), paper_of(dossier, kind)
    word, paper_pdf = (paper_printing.printed(book, paper, form) for form in ("docx", "pdf"))

    said = [set(re.findall(r"\w{3,}", words.replace("_", " "))) for words in (words_of_docx(word), words_of_pdf(paper_pdf))]

    assert said[0] == said[1]
    assert paper_pdf == paper_printing.printed(book, paper, "pdf")


def test_leaf_is_a4_with_the_margins_of_an_office():
    dossier, _claim = stand()
    data = paper_printing.printed(book_of(dossier), paper_of(dossier, "application"), "docx")
    section = docx.Document(io.BytesIO(data)).sections[0]

    assert [round(side.cm, 1) for side in (section.page_width, section.page_height, section.left_margin, section.right_margin)] == [21, 29.7, 3, 1.5]
    width, height = pypdfium2.PdfDocument(paper_printing.printed(book_of(dossier), paper_of(dossier, "application"), "pdf"))[0].get_size()
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_hostile_words_are_printed_as_typed(form):
    dossier, claim = stand()
    dossier.facts = dict.fromkeys(FACTS, HOSTILE) | {"charter_on": HOSTILE, "representative_until": "2027-12-31"}
    dossier.organization.head = dossier.organization.name = HOSTILE
    claim.charter_clause = claim.service.title = HOSTILE
    claim.save(), claim.service.save(), dossier.save()
    ServiceMonth.objects.filter(claim=claim).update(evidence=HOSTILE)
    read = words_of_docx if form == "docx" else words_of_pdf

    for kind in KINDS:
        words = read(paper_printing.printed(book_of(dossier), paper_of(dossier, kind), form))
        assert re.sub(r"\s", "", SHOWN) in re.sub(r"\s|\ufffe|-(?=\n)", "", words)


def test_papers_cost_the_same_queries_for_any_number_of_services(django_assert_max_num_queries):
    dossier, _claim = stand()
    line = RequirementFactory(checklist=dossier.checklist, paper="application", per_claim=True)
    for _number in range(5):
        ItemFactory(dossier=dossier, requirement=line, claim=ClaimFactory(dossier=dossier))
    dossier = type(dossier).objects.select_related("organization__town").get(pk=dossier.pk)

    with django_assert_max_num_queries(10):
        book = book_of(dossier)
        assert len([missing_for(book, paper) for paper in paper_rules.papers_of(dossier)]) == 11


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine: apt-get install libreoffice-writer-nogui")
def test_libreoffice_opens_the_papers(tmp_path):
    dossier, _claim = stand()
    names = []
    for kind in KINDS:
        names.append(tmp_path / f"{kind}.docx")
        names[-1].write_bytes(paper_printing.printed(book_of(dossier), paper_of(dossier, kind), "docx"))
    call = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        *map(str, names),
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=180)

    for name in names:
        words = words_of_pdf(name.with_suffix(".pdf").read_bytes())
        assert "Рядом" in words
        assert "Иванова Анна Петровна" in words
