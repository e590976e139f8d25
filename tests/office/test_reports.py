"""The report of a cohort: every mark in its place, sums that add up, the same number of questions for any size, and who may read it."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.attendance import report_printing
from courses.attendance.models import Mark
from courses.attendance.report_rules import report_of
from courses.enrollment.actions import assign, dismiss
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting, Subgroup
from school.journal.models import Entry
from school.vault.models import File
from tests.factories import (
    CohortFactory,
    EnrollmentFactory,
    MarkFactory,
    MeetingFactory,
    ModuleFactory,
    OrganizationFactory,
    TownFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def meeting(cohort, days=-1, **fields):
    starts_at = timezone.now() + timedelta(days=days)
    fields.setdefault("module", ModuleFactory(program=cohort.program, title="Семинары"))
    return MeetingFactory(cohort=cohort, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), **fields)


def seat(cohort, name="Берёзкина", **fields):
    return EnrollmentFactory(cohort=cohort, person=UserFactory(family_name=name, folded_name=name.lower().replace("ё", "е")), **fields)


def marked(meeting, enrollment, status):
    return MarkFactory(meeting=meeting, enrollment=enrollment, status=status)


@pytest.fixture
def seen(cohort):
    """Three people, four meetings held, one ahead, one cancelled: every kind of cell stands somewhere."""
    tyumen, ishim = TownFactory(), TownFactory(name="Ишим")
    group = Subgroup.objects.create(cohort=cohort, title="Группа А")
    first, second, third = (
        seat(cohort, "Аистова", town=tyumen, subgroup=group),
        seat(cohort, "Берёзкина", town=ishim),
        seat(cohort, "Ёлкина", town=tyumen, organization=OrganizationFactory(short_name="Фонд")),
    )
    seminar = ModuleFactory(program=cohort.program, title="Семинары")
    common, late = meeting(cohort, -5, module=seminar), meeting(cohort, -4, module=seminar)
    in_town = meeting(cohort, -3, module=ModuleFactory(program=cohort.program, title="Тренинг"), town=tyumen)
    grouped = meeting(cohort, -2, module=in_town.module, subgroup=group)
    meeting(cohort, 3, module=seminar)
    meeting(cohort, -1, module=seminar, cancelled_at=timezone.now())
    for place, person, status in [
        (common, first, "present"), (common, second, "late"), (common, third, "excused"),
        (late, first, "absent"), (in_town, first, "present"), (in_town, third, "present"), (grouped, first, "present"),
    ]:  # fmt: skip
        marked(place, person, status)
    return cohort


def test_every_mark_is_in_its_place(seen):
    rows = {row.enrollment.person.family_name: "".join(cell or "_" for cell in row.cells) for row in report_of(seen).rows}

    assert rows == {"Аистова": "ПНПП_", "Берёзкина": "О·––_", "Ёлкина": "У·П–_"}


def test_marks_have_the_tones_of_the_sheet(seen):
    rows = {row.enrollment.person.family_name: [tone for _letter, tone, _day in row.strip] for row in report_of(seen).rows}

    assert rows["Аистова"] == ["ok", "bad", "ok", "ok", ""]
    assert (rows["Берёзкина"][0], rows["Ёлкина"][0], rows["Берёзкина"][2]) == ("warn", "info", "off")


@pytest.mark.parametrize("where", ["office:report", "portals:cohort_report"])
def test_who_is_below_the_share_is_marked_with_a_sign_and_words(client, coordinator, trainer, seen, where):
    client.force_login(coordinator if where.startswith("office") else trainer)

    page = client.get(reverse(where, args=[seen.pk])).content.decode()

    table = page.split('class="scroll report-table"')[1].split("</table>")[0]
    low = [row for row in report_of(seen).rows if row.standing.share is not None and row.standing.share < seen.needed_share]
    assert table.count("pill warn") == table.count("ниже нормы") == len(low) > 0
    assert "\xa0%" in table.replace("&nbsp;", "\xa0")


def test_people_stand_by_the_russian_alphabet(cohort):
    for name in ("Яблонская", "Ёлкина", "Жданова", "Елагина"):
        seat(cohort, name)

    assert [row.enrollment.person.family_name for row in report_of(cohort).rows] == ["Елагина", "Ёлкина", "Жданова", "Яблонская"]


def test_the_sums_add_up(seen):
    report = report_of(seen)

    assert (report.whole.held, report.whole.attended, report.whole.excused, report.whole.absent, report.whole.unmarked) == (9, 5, 1, 1, 2)
    assert report.whole.share == round(100 * 5 / 8)
    for sums in (report.by_module, report.by_town, report.by_organization):
        for name in ("held", "attended", "excused", "absent"):
            assert sum(getattr(each, name) for each in sums) == getattr(report.whole, name)
    assert [(each.title, each.number, each.share) for each in report.by_town] == [("Ишим", 1, 50), ("Тюмень", 2, 67)]
    assert [(each.title, each.share) for each in report.by_module] == [("Семинары", 40), ("Тренинг", 100)]


def test_an_empty_cohort_has_an_empty_report(client, coordinator):
    cohort = CohortFactory()
    client.force_login(coordinator)

    page = client.get(reverse("office:report", args=[cohort.pk])).content.decode()

    assert (report_of(cohort).whole.share, "Отчёта пока нет" in page) == (None, True)


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def crowd(cohort, people, meetings):
    """Written at once: a factory would take minutes."""
    town, organization = TownFactory(), OrganizationFactory()
    users = [UserFactory.build(email=f"crowd{cohort.pk}-{people}-{number}@shkola.example", town=town) for number in range(people)]
    users = type(users[0]).objects.bulk_create(users)
    seats = Enrollment.objects.bulk_create(Enrollment(person=each, cohort=cohort, organization=organization, town=town) for each in users)
    module, now = ModuleFactory(program=cohort.program), timezone.now()
    held = Meeting.objects.bulk_create(
        Meeting(
            cohort=cohort,
            module=module,
            title=f"Занятие {day}",
            starts_at=now - timedelta(days=day + 1),
            ends_at=now - timedelta(days=day + 1, hours=-2),
        )
        for day in range(meetings)
    )
    letters = Mark.Status.values
    Mark.objects.bulk_create(
        Mark(meeting=each, enrollment=person, status=letters[(n + m) % 4]) for n, person in enumerate(seats) for m, each in enumerate(held)
    )


@pytest.mark.parametrize("where", ["office:report", "portals:cohort_report"])
def test_three_hundred_people_and_sixty_meetings_cost_no_more_questions(client, cohort, coordinator, trainer, where):
    client.force_login(coordinator if where.startswith("office") else trainer)
    address = reverse(where, args=[cohort.pk])
    crowd(cohort, 1, 1)
    client.get(address)
    one = counted(client, address)
    crowd(cohort, 299, 59)

    assert counted(client, address) == one
    assert one <= (20 if where.startswith("office") else 15)  # the frame of the admin asks too
    assert report_of(cohort).size == 18_000


def test_the_table_can_be_reached_by_the_keyboard(client, seen, trainer):
    client.force_login(trainer)

    page = client.get(reverse("portals:cohort_report", args=[seen.pk])).content.decode()

    assert 'role="region" tabindex="0" aria-label="Люди и занятия"' in page
    assert 'scope="row">Аистова' in page


# Who reads it


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 200), ("administrator", 200), ("author", 302), ("methodologist", 302), ("trainer", 302), ("stranger", 302)]
)
def test_the_office_report_is_for_coordinators(cast, client_of, cohort, role, status):
    client = client_of(cast[role])

    assert client.get(reverse("office:report", args=[cohort.pk])).status_code == status
    assert client.post(reverse("office:report_export", args=[cohort.pk, "xlsx"])).status_code == status


def test_a_trainer_reads_the_own_cohort_only(client, trainer, cohort):
    client.force_login(trainer)
    foreign = CohortFactory()
    names = [("portals:cohort_report", []), ("portals:cohort_report_export", ["xlsx"]), ("portals:cohort_report_file", ["x"])]

    assert client.get(reverse("portals:cohort_report", args=[cohort.pk])).status_code == 200
    for pk in (foreign.pk, 10**9):
        assert [client.get(reverse(name, args=[pk, *more])).status_code for name, more in names] == [404, 405, 404]
        assert client.post(reverse("portals:cohort_report_export", args=[pk, "xlsx"])).status_code == 404


def test_a_trainer_finds_the_report_among_the_own_cohorts(client, trainer, cohort):
    client.force_login(trainer)

    assert reverse("portals:cohort_report", args=[cohort.pk]) in client.get(reverse("portals:trainer")).content.decode()


# As a file


def test_the_spreadsheet_has_the_table_and_the_sums(client, coordinator, seen):
    client.force_login(coordinator)

    answer = client.post(reverse("office:report_export", args=[seen.pk, "xlsx"]))
    book = load_workbook(io.BytesIO(answer.content))

    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert book.sheetnames == ["Посещение", "По модулям", "По городам", "По организациям"]
    assert [row[0].split()[0] for row in rows[1:]] == ["Аистова", "Берёзкина", "Ёлкина"]
    assert rows[1][4:8] == ("П", "Н", "П", "П")
    assert (book.worksheets[0].freeze_panes, book.worksheets[2]["A2"].value, book.worksheets[2]["H2"].value) == ("B2", "Ишим", 50)
    entry = Entry.objects.get(verb="attendance.report_exported")
    assert (entry.by, entry.facts["kind"], entry.facts["count"]) == (coordinator, "xlsx", 3)


def test_no_cell_of_the_report_is_a_formula(client, coordinator, cohort):
    seat(cohort, "=1+1", organization=OrganizationFactory(short_name="@SUM(A1)"), town=TownFactory(name="+7"))
    meeting(cohort, title="=HYPERLINK(1)", module=ModuleFactory(program=cohort.program, title="-2\x0b"))
    client.force_login(coordinator)

    answer = client.post(reverse("office:report_export", args=[cohort.pk, "xlsx"]))

    types = {cell.data_type for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.iter_rows() for cell in row}
    assert "f" not in types


def test_the_paper_has_everybody_and_lies_on_its_side(client, trainer, seen, pdf_text):
    client.force_login(trainer)

    answer = client.post(reverse("portals:cohort_report_export", args=[seen.pk, "pdf"]))

    text = pdf_text(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as paper:
        _left, _bottom, width, height = paper.pages[0].mediabox
    assert width > height
    assert all(name in text for name in ("Аистова", "Берёзкина", "Ёлкина", "По городам", "Ишим"))


def test_a_large_paper_is_a_job_for_its_asker_only(client, client_of, trainer, coordinator, seen, run_jobs, monkeypatch):
    monkeypatch.setattr(report_printing, "AT_ONCE", 1)
    client.force_login(trainer)
    address = reverse("portals:cohort_report", args=[seen.pk])

    answer = client.post(reverse("portals:cohort_report_export", args=[seen.pk, "pdf"]))
    assert (answer.status_code, "печатается" in client.get(address).content.decode()) == (302, True)
    run_jobs()
    file = File.objects.get(shelf="exports")
    own = reverse("portals:cohort_report_file", args=[seen.pk, file.key])

    assert b"".join(client.get(own).streaming_content).startswith(b"%PDF")
    assert file.name in client.get(address).content.decode()
    other = UserFactory()
    assign(other, role="trainer", cohort=seen, by=None)
    assert client_of(other).get(own).status_code == 404
    assert client_of(coordinator).get(reverse("office:report_file", args=[seen.pk, file.key])).status_code == 404
    dismiss(trainer.assignments.get(), by=None)
    assert client.get(own).status_code == 404


def test_a_report_lies_on_no_shelf_of_lists(client, coordinator, seen, run_jobs, monkeypatch):
    """The purposes are apart: the file of a report is not served as a list, and the other way round."""
    monkeypatch.setattr(report_printing, "AT_ONCE", 1)
    client.force_login(coordinator)
    client.post(reverse("office:report_export", args=[seen.pk, "pdf"]))
    run_jobs()
    key = File.objects.get(shelf="exports").key

    assert client.get(reverse("office:exports_file", args=[key])).status_code == 404
    assert client.get(reverse("office:report_file", args=[CohortFactory().pk, key])).status_code == 404
    assert client.get(reverse("office:report_file", args=[seen.pk, key])).status_code == 200


def test_the_job_asks_again_who_may(seen, trainer, monkeypatch):
    dismiss(trainer.assignments.get(), by=None)

    assert report_printing.make_apart.call(trainer.pk, "t", report_printing.purpose(seen), seen.pk, "pdf") == "may no longer read it"
    assert not File.objects.filter(shelf="exports").exists()
