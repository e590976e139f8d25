"""Designs: plain placeholders, slim pictures, versions that never change what was given; four kinds of sheets."""

import io
from datetime import date

import pypdfium2
import pytest
import time_machine
from django.db.models import ProtectedError
from PIL import Image

from courses.certificates import design_rules
from courses.certificates.actions import Signed, issue, remove_design, replace, save_design, thank
from courses.certificates.fact_rules import Award, facts_of
from courses.certificates.models import Certificate, Design, Kind
from courses.certificates.picture_printing import SHEET, SIGN, WEIGHTS, slim
from courses.certificates.printing import certificate_pdf
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories
from tests.courses.certificates.pictures import drawing
from tests.courses.certificates.test_printing import FACTS
from tests.lessons import give_page

pytestmark = pytest.mark.django_db
ABOUT = {"school_name": "Школа", "place": "Тюмень", "since": date(2026, 1, 1)}
ORLOVA = Signed("М. И. Орлова", "директор")


def words(facts, fresh=None):
    page = pypdfium2.PdfDocument(certificate_pdf(facts, fresh))[0]
    return " ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split())


@pytest.fixture
def clerk(db):
    return factories.UserFactory()


@pytest.fixture
def listened(earned):
    """The earned enrollment with the module it was earned in."""
    earned.module = earned.cohort.cohort_modules.get().module
    return earned


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Программа «{программа}»", "participant", ""),
        ("{фамилия} {имя}, {город}", "listener", ""),
        ("{модуль}", "listener", ""),
        ("{модуль}", "participant", "Нет такой подстановки: {модуль}."),
        ("{организация}", "trainer", "Нет такой подстановки: {организация}."),
        ("{{7*7}}", "participant", "Нет такой подстановки: {7*7}."),
        ("{% debug %}", "participant", "Нет такой подстановки: {% debug %}."),
        ("{user.password} {0.__class__}", "participant", "Нет такой подстановки: {user.password}."),
        ("{Имя}", "participant", "Нет такой подстановки: {Имя}."),
        ("{имя", "participant", "Фигурная скобка без пары."),
        ("имя}", "participant", "Фигурная скобка без пары."),
        ("%(x)s $имя <b>", "participant", ""),
    ],
)
def test_a_placeholder_is_of_the_list_or_refused(text, kind, said):
    reasons = [str(reason) for reason in design_rules.reasons_against_text(text, kind)]

    assert (reasons[0].startswith(said) if said else reasons == []) is True


def test_what_was_typed_is_replaced_once_and_never_run(earned, design):
    """T15: a name that looks like a placeholder, a template or a format stays a name."""
    person = earned.person
    person.family_name, person.given_name = "{программа}", "{{7*7}} {% debug %} %(x)s"
    design.text, design.heading = "Кому: {фамилия}\n{часы}", "{программа}"

    facts = facts_of(Award("participant", person, earned.cohort, earned), design, number="1", token="A", issued_on=date(2026, 1, 1), valid_until=None)

    assert facts["lines"] == ["Кому: {программа}", "72 академических часа"]
    assert facts["heading"] == earned.cohort.program.title
    assert "{{7*7}} {% debug %} %(x)s" in words(facts)


@pytest.mark.parametrize(
    ("issued", "years", "last"),
    [
        (date(2026, 11, 21), None, None),
        (date(2026, 11, 21), 3, date(2029, 11, 21)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
    ],
)
def test_the_last_day_in_force(issued, years, last):
    assert design_rules.last_day(issued, years) == last


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_begins_with_texts_that_fit(kind):
    start = Design(kind=kind, **design_rules.STARTS[kind], **ABOUT)

    for text in (start.heading, start.text, start.note):
        assert design_rules.reasons_against_text(text, kind) == []
    assert design_rules.reasons_against_lines(start.text, start.ornament) == []
    assert design_rules.reasons_against_ornament(start.ornament, start.orientation, None) == []


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("ornament", ["road", "frame", "plain"])
@pytest.mark.parametrize("signatories", [1, 3])
def test_a_sheet_is_one_page_however_long_its_words_are(orientation, ornament, signatories):
    longest = {
        "heading": "Щ" * 60,
        "lines": ["Щ" * 200] * 2,
        "note": "Щ" * 200,
        "family_name": "Щ" * 100,
        "given_names": "Щ" * 200,
        "number": "ШШШШШШШШ-2026-99999",
    }
    plain = {"started_on": "2026-01-01", "finished_on": "2026-02-01", "issued_on": "2026-02-01", "valid_until": "2029-02-01", "place": "Щ" * 100}
    about = {
        "school_name": "Щ" * 120,
        "school_region": "Щ" * 120,
        "program": "",
        "hours": 72,
        "check_url": FACTS["check_url"],
        "check_url_text": FACTS["check_url_text"],
    }
    signed = [{"name": "Щ" * 120, "post": "Щ" * 200, "picture": ""}] * signatories

    document = pypdfium2.PdfDocument(
        certificate_pdf(longest | plain | about | {"signatories": signed, "orientation": orientation, "ornament": ornament})
    )

    assert len(document) == 1
    assert (document[0].get_width() > document[0].get_height()) is (orientation == "landscape")


@pytest.mark.parametrize(("use", "size"), [(SIGN, (3000, 1000)), (SHEET, (3508, 2480))])
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_becomes_slim(use, size, form):
    picture = slim("рисунок.png", drawing(form, size, noisy=True), use)

    assert len(picture.data) <= WEIGHTS[use]
    assert Image.open(io.BytesIO(picture.data)).size[0] > 60


def test_a_signature_keeps_its_transparency_and_a_stranger_is_refused():
    assert (
        "transparency" in Image.open(io.BytesIO(slim("п.png", drawing(), SIGN).data)).info
        or Image.open(io.BytesIO(slim("п.png", drawing(), SIGN).data)).mode == "RGBA"
    )
    for stranger in (b"", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"0" * 50):
        with pytest.raises(Refused):
            slim("п.png", stranger, SIGN)


def test_pictures_are_printed_and_the_sheet_stays_light(clerk, earn):
    picture = slim("фон.jpg", drawing("JPEG", (3508, 2480), noisy=True), SHEET)
    facts = {"kind": "participant", "ornament": "plain", "heading": "Сертификат", "text": "{программа}", "background": picture}
    signed = [Signed("М. И. Орлова", "директор", slim("п.png", drawing(), SIGN)) for _number in range(3)]
    save_design(facts | ABOUT, signed, by=clerk)
    Design.objects.exclude(heading="Сертификат").delete()

    certificate = issue(earn_with(earn, "Сертификат"), by=clerk)

    drawn = certificate_pdf(certificate.facts)
    assert len(drawn) <= 120 * 1024
    assert certificate_pdf(certificate.facts) == drawn
    assert sum(1 for thing in pypdfium2.PdfDocument(drawn)[0].get_objects() if thing.type == 3) >= 4


def earn_with(earn, heading):
    enrollment = earn()
    Design.objects.exclude(heading=heading).delete()
    return enrollment


def test_a_design_nobody_was_given_by_is_changed_in_place_and_removed(clerk):
    design = save_design({"kind": "trainer", "heading": "Благодарность"} | ABOUT, [ORLOVA, Signed("Второй", "второй")], by=clerk)

    again = save_design({"heading": "Спасибо"}, [ORLOVA], by=clerk, old=design)

    assert (again.pk, again.version, again.heading, again.signatories.count()) == (design.pk, 1, "Спасибо", 1)
    remove_design(again, by=clerk)
    assert not Design.objects.exists()
    assert list(Entry.objects.filter(verb__startswith="certificate.design").order_by("pk").values_list("verb", flat=True)) == [
        "certificate.design_made", "certificate.design_changed", "certificate.design_removed",
    ]  # fmt: skip


def test_a_used_design_is_never_changed(clerk, earned, design):
    first = issue(earned, by=clerk)
    before = certificate_pdf(first.facts)

    after = save_design(
        {name: getattr(design, name) for name in ("kind", "school_name", "place", "since")} | {"heading": "Иначе"}, [ORLOVA], by=clerk, old=design
    )

    design.refresh_from_db()
    assert (after.version, after.previous_id, design.heading) == (2, design.pk, "Сертификат участника")
    assert certificate_pdf(Certificate.objects.get(pk=first.pk).facts) == before
    assert design_rules.design_for("participant") == after
    assert replace(first, reason="Опечатка", by=clerk).facts["heading"] == "Иначе"
    with pytest.raises(Refused, match="последнюю версию"):
        save_design({"heading": "Поздно"}, [ORLOVA], by=clerk, old=design)
    with pytest.raises(Refused, match="уже выдавали"):
        remove_design(design, by=clerk)
    with pytest.raises(ProtectedError):
        design.delete()


def test_the_newest_design_in_force_of_its_kind_is_used(clerk, design, settings):
    tomorrow = factories.DesignFactory(since=date(2999, 1, 1))
    other = factories.DesignFactory(kind="trainer")

    assert design_rules.design_for("participant") == design
    assert design_rules.design_for("trainer") == other
    assert design_rules.design_for("listener") is None
    assert tomorrow not in {design_rules.design_for(kind) for kind in Kind.values}


def test_until_the_day_of_the_next_version_the_former_one_is_used(clerk, earned, design):
    issue(earned, by=clerk)
    facts = {name: getattr(design, name) for name in ("kind", "school_name", "place")}

    later = save_design(facts | {"since": date(2999, 1, 1)}, [ORLOVA], by=clerk, old=design)

    assert design_rules.design_for("participant") == design
    with time_machine.travel("2999-01-02 10:00:00Z"):
        assert design_rules.design_for("participant") == later


def test_each_module_has_its_certificate_and_each_series_its_count(clerk, listened):
    factories.DesignFactory(kind="listener", series="СЛ", text="Модуль «{модуль}»", valid_years=2)

    whole = issue(listened, by=clerk)
    part = issue(listened, by=clerk, kind=Kind.LISTENER, module=listened.module)

    year = part.issued_at.year
    assert (whole.number, part.number) == (f"ШЛ-{year}-0001", f"СЛ-{year}-0001")
    assert part.facts["lines"] == [f"Модуль «{listened.module.title}»"]
    assert part.valid_until.year == year + 2
    assert whole.valid_until is None
    with pytest.raises(Refused, match="уже выпущен"):
        issue(listened, by=clerk, kind=Kind.LISTENER, module=listened.module)


def test_a_module_asks_for_what_belongs_to_it(clerk, listened):
    factories.DesignFactory(kind="listener")
    other = factories.ModuleFactory(program=listened.cohort.program)
    factories.CohortModuleFactory(cohort=listened.cohort, module=other)
    give_page(factories.LessonFactory(module=other), [])

    with pytest.raises(Refused, match="Уроки: 1 из 2"):
        issue(listened, by=clerk)
    with pytest.raises(Refused, match="Уроки: 0 из 1"):
        issue(listened, by=clerk, kind=Kind.LISTENER, module=other)
    assert issue(listened, by=clerk, kind=Kind.LISTENER, module=listened.module)


def test_somebody_who_taught_is_thanked_once_for_a_cohort(clerk, cohort):
    factories.DesignFactory(kind="trainer", text="За программу «{программа}»", series="БЛ")
    trainer = factories.UserFactory()

    given = thank(trainer, cohort, Kind.TRAINER, by=clerk)

    assert (given.holder, given.enrollment, given.cohort, given.facts["hours"]) == (trainer, None, cohort, 0)
    assert "академических" not in words(given.facts)
    assert f"Проверить благодарность {given.number}" in words(given.facts)
    with pytest.raises(Refused, match="уже выдана"):
        thank(trainer, cohort, Kind.TRAINER, by=clerk)
    assert thank(trainer, factories.CohortFactory(), Kind.TRAINER, by=clerk).number.endswith("0002")
    assert replace(given, reason="Опечатка", by=clerk).holder == trainer


def test_without_a_design_of_the_kind_nothing_is_given(clerk, cohort):
    with pytest.raises(Refused, match="заведите бланк «благодарность волонтёру»"):
        thank(factories.UserFactory(), cohort, Kind.VOLUNTEER, by=clerk)
