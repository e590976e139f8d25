"""The sign-in sheet on paper: a page of names with room for signatures, and on every page a QR that leads to where the scan belongs."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import get_template
from django.utils.translation import override

from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school import pdf
from school.post.actions import link_to
from school.qr import qr_svg

ROWS, SPARE = 18, 3  # names on a page; empty lines for guests on the last one


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
