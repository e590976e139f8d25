"""The sign-in sheet on paper: a page of names with room for signatures, and on every page a QR that leads to where the scan belongs.

A usual group gets it at once; a large one by a job, for whoever asked (a page takes a tenth of a second).
"""

import io
import secrets
from collections.abc import Sequence
from typing import Any

from django.template.loader import get_template
from django.utils.translation import override
from django_tasks import task

from courses.attendance import rules
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school import pdf
from school.people.models import User
from school.post.actions import link_to
from school.qr import qr_svg
from school.vault import exports
from school.vault.models import File

ROWS, SPARE = 18, 3  # names on a page; empty lines for guests on the last one
AT_ONCE = 72  # names: four pages


def sheet_pdf(meeting: Meeting, people: Sequence[Enrollment]) -> bytes:
    pages = sheet_pages(people)
    address = link_to("portals:papers", meeting.pk)
    assets = {f"qr{page['number']}.svg": qr_svg(f"{address}?page={page['number']}") for page in pages}
    with override("ru"):
        html = get_template("sheets/sheet.html").render({"meeting": meeting, "pages": pages, "address": address})
        css = get_template("sheets/sheet.css").render()
    return pdf.render(html, base_css=css, assets=assets)


def sheet_pages(people: Sequence[Enrollment]) -> list[dict[str, Any]]:
    numbered = list(enumerate(people, 1))
    parts = [numbered[start : start + ROWS] for start in range(0, len(numbered), ROWS)] or [[]]
    last = len(parts)
    return [
        {"number": number, "of": last, "rows": rows, "asset": f"asset:qr{number}.svg", "spare": range(SPARE) if number == last else ()}
        for number, rows in enumerate(parts, 1)
    ]


def purpose(meeting: Meeting) -> str:
    return f"sheet-{meeting.pk}"


def ask_for(meeting: Meeting, *, by: User) -> None:
    """A second press while the first sheet is being printed asks for nothing."""
    if not any(not each.failed for each in waiting(by, meeting)):
        make_apart.enqueue(by.pk, secrets.token_urlsafe(12), purpose(meeting), meeting.pk)


@task()
def make_apart(person_id: int, ticket: str, purpose: str, meeting_id: int) -> str:
    """Run twice, it makes the file once; whoever does not lead the meeting any more gets nothing."""
    person = User.objects.get(pk=person_id)
    meeting = rules.kept_by(person).select_related("cohort", "town", "trainer", "subgroup").filter(pk=meeting_id).first()
    if meeting is None or not person.is_active:
        return "may no longer print it"
    title = f"{purpose}:{ticket}"
    if File.objects.filter(shelf=exports.SHELF, title=title).exists():
        return "already made"
    data = io.BytesIO(sheet_pdf(meeting, list(rules.expected(meeting))))
    exports.put_out(data, name=f"{meeting.title}.pdf", content_type=exports.PDF, purpose=title, by=person)
    return "made"


def waiting(person: User, meeting: Meeting) -> list[exports.Request]:
    return [each for each in exports.asked(person, make_apart.module_path) if each.purpose == purpose(meeting)]


def ready(person: User, meeting: Meeting) -> list[File]:
    return exports.own(person, f"{purpose(meeting)}:")
