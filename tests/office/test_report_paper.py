"""The report on paper: only what has something to say takes a column."""

import io

import pikepdf
import pytest

from courses.attendance import report_printing
from courses.attendance.report_rules import report_of
from tests.office.test_reports import marked, meeting, seat, seen  # noqa: F401  fixture

pytestmark = pytest.mark.django_db


def test_meetings_ahead_take_no_columns_of_the_paper(seen, pdf_text):  # noqa: F811
    for number in range(40):
        meeting(seen, 10 + number, title=f"Впереди {number}")

    paper = report_printing.printed(report_of(seen))

    with pikepdf.open(io.BytesIO(paper)) as file:
        assert len(file.pages) <= 2
    assert all(words in pdf_text(paper) for words in ("Впереди 39", "ниже нормы"))


def test_an_excuse_of_a_meeting_ahead_is_on_the_paper(cohort, pdf_text):
    ahead = meeting(cohort, 3, title="Выезд")
    marked(ahead, seat(cohort), "excused")

    text = pdf_text(report_printing.printed(report_of(cohort)))

    assert "Впереди" not in text
    assert "Выезд" in text
