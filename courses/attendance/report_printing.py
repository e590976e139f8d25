"""The report of a cohort as a spreadsheet and as a PDF (A4 landscape); large ones by a job, for whoever asked."""

import io
import secrets
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django_tasks import task

from courses.attendance.models import Mark
from courses.attendance.report_rules import TONE_OF, Report, Sum, may_read, report_of, short_day
from courses.program.models import Cohort, Meeting
from school import pdf
from school.journal.actions import record
from school.people.models import User
from school.spreadsheets import TYPES, Head, Table, write_book
from school.vault import exports
from school.vault.models import File

KINDS = ("xlsx", "pdf")
ACROSS = 22  # meetings on one sheet of paper
LETTERS = frozenset(Mark.LETTERS.values())
AT_ONCE = 600  # marks that a PDF may have while its asker waits
CSS = """
@page { size: A4 landscape; margin: 12mm 10mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "Press Sans"; } }
body { font: 8pt/1.25 "Press Sans"; margin: 0; }
h1 { font: 700 15pt/1.2 "Press Serif"; margin: 0 0 2mm; }
h2 { font: 700 11pt/1.2 "Press Serif"; margin: 5mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; }
.marks { table-layout: fixed; margin: 0 0 3mm; }
.part + .part { break-before: page; }
th, td { border: 0.2mm solid #8a8478; padding: 0.8mm 1mm; text-align: left; vertical-align: top; }
.marks td, .marks thead th + th { text-align: center; }
.marks th:first-child { width: 50mm; }
.marks .total { width: 14mm; }
thead th { font-weight: 700; font-size: 6.5pt; }
tbody th { font-weight: 400; }
tr, .sums, .list li { break-inside: avoid; }
.end { text-align: right; }
.sums .end { width: 24mm; }
.list { columns: 3; column-gap: 6mm; margin: 0; padding: 0; list-style: none; }
.list b { display: inline-block; min-width: 5mm; }
.bad { font-weight: 700; background: #fbe9e7; }
.low { font-weight: 700; white-space: nowrap; background: #fdf1d8; }
.low small { display: block; font-size: 6pt; }
"""


def asked_for(cohort: Cohort, kind: str, *, by: User, address: str | None = None) -> bytes | None:
    """The file at once, or None when a job will make it."""
    report = report_of(cohort)
    if kind == "pdf" and report.size > AT_ONCE:
        make_apart.enqueue(by.pk, secrets.token_urlsafe(12), purpose(cohort), cohort.pk, kind)
        return None
    data = made(report, kind)
    told(report, kind, by, address)
    return data


def purpose(cohort: Cohort) -> str:
    return f"report-{cohort.pk}"


def named(cohort: Cohort, kind: str) -> str:
    return f"{_('Посещение')}, {cohort.title}, {worded(timezone.localdate(), 'j E Y')}.{kind}"


def type_of(kind: str) -> str:
    return exports.PDF if kind == "pdf" else TYPES[kind]


def told(report: Report, kind: str, by: User, address: str | None = None) -> None:
    record(by=by, verb="attendance.report_exported", target=report.cohort, address=address, kind=kind, count=len(report.rows))


def made(report: Report, kind: str) -> bytes:
    if kind == "pdf":
        return printed(report)
    target = io.BytesIO()
    write_xlsx(target, report)
    return target.getvalue()


@task()
def make_apart(person_id: int, ticket: str, purpose: str, cohort_id: int, kind: str) -> str:
    """Run twice, it makes the file once; whoever may no longer read the report gets nothing."""
    person, cohort = User.objects.get(pk=person_id), Cohort.objects.get(pk=cohort_id)
    if not may_read(person, cohort):
        return "may no longer read it"
    title = f"{purpose}:{ticket}"
    if File.objects.filter(shelf=exports.SHELF, title=title).exists():
        return "already made"
    report = report_of(cohort)
    data = io.BytesIO(made(report, kind))
    with transaction.atomic():
        exports.put_out(data, name=named(cohort, kind), content_type=type_of(kind), purpose=title, by=person)
        told(report, kind, person)
    return "made"


def waiting(person: User, cohort: Cohort) -> list[exports.Request]:
    return [each for each in exports.asked(person, make_apart.module_path) if each.purpose == purpose(cohort)]


def ready(person: User, cohort: Cohort) -> list[File]:
    return exports.own(person, f"{purpose(cohort)}:")


# The spreadsheet


def write_xlsx(target: IO[bytes], report: Report) -> None:
    write_book(target, [person_table(report), *(sums_table(title, head, sums, report.whole) for title, head, sums in report.sums)])


def person_table(report: Report) -> Table:
    heads = [Head(_("Фамилия, имя, отчество"), 36), Head(_("Организация"), 30), Head(_("Город"), 14), Head(_("Подгруппа"), 14)]
    heads += [Head(f"{day_of(meeting)}\n{meeting.title}", 12) for meeting in report.meetings]
    heads += [Head(title, 10) for title in (_("Занятий"), _("Посещено"), _("По уважительной причине"), _("Явка, %"), _("Часов"))]
    return Table(_("Посещение"), heads, person_lines(report))


def person_lines(report: Report) -> Iterator[Sequence[Any]]:
    for row in report.rows:
        who, standing = row.enrollment, row.standing
        about = (who.person.full_name, who.organization.short_name, who.town.name, who.subgroup.title if who.subgroup else "")
        yield [*about, *row.cells, standing.held, standing.attended, standing.excused, standing.share, standing.hours]


def sums_table(title: str, head: str, sums: list[Sum], whole: Sum) -> Table:
    names = (_("Людей"), _("Посещений по плану"), _("Посещено"), _("По уважительной причине"), _("Не были"), _("Без отметки"), _("Явка, %"))
    heads = [Head(head, 40), *(Head(name, 14) for name in names)]
    lines = [[each.title, each.number, each.held, each.attended, each.excused, each.absent, each.unmarked, each.share] for each in (*sums, whole)]
    return Table(title, heads, lines)


def day_of(meeting: Meeting) -> str:
    return worded(timezone.localtime(meeting.starts_at), "j E")


# The paper


def printed(report: Report) -> bytes:
    """People down; across stand the meetings that have something to say, by their numbers. Those ahead are only named."""
    begun = [
        place
        for place, meeting in enumerate(report.meetings)
        if meeting.under_way or meeting.over or any(row.cells[place] in LETTERS for row in report.rows)
    ]
    context = {
        "report": report,
        "today": timezone.localdate(),
        "parts": [part_of(report, begun[start : start + ACROSS], start) for start in range(0, max(len(begun), 1), ACROSS)],
        "ahead": [(day_of(meeting), meeting.title) for place, meeting in enumerate(report.meetings) if place not in begun],
    }
    return pdf.render(render_to_string("attendance/report_paper.html", context), base_css=CSS, assets={})


def part_of(report: Report, places: list[int], before: int) -> dict[str, Any]:
    """One table of people and meetings, no wider than the sheet, with the list that says what its numbers are."""
    meetings = [report.meetings[place] for place in places]
    return {
        "heads": [(before + number, short_day(meeting)) for number, meeting in enumerate(meetings, 1)],
        "list": [(before + number, day_of(meeting), meeting.title) for number, meeting in enumerate(meetings, 1)],
        "rows": [(row, [(row.cells[place], TONE_OF.get(row.cells[place], "")) for place in places]) for row in report.rows],
    }
