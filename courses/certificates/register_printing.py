"""The register of a cohort on paper, with room for signatures: who was given what, the annulled and the replaced too, in the order of numbers."""

from django.db.models import QuerySet
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import override

from courses.certificates.models import Certificate
from courses.program.models import Cohort
from school import pdf

AT_ONCE = 100  # lines of one file: six pages, well under a second


def given_to(cohort: Cohort) -> QuerySet[Certificate]:
    return Certificate.objects.filter(cohort=cohort).order_by("issued_at", "pk")


def parts_of(cohort: Cohort) -> range:
    """Numbers of the files that the register of the cohort takes; none while nothing was given."""
    return range(1, -(-given_to(cohort).count() // AT_ONCE) + 1)


def register_pdf(cohort: Cohort, part: int) -> bytes:
    start = (part - 1) * AT_ONCE
    rows = list(enumerate(given_to(cohort)[start : start + AT_ONCE], start + 1))
    context = {"cohort": cohort, "rows": rows, "day": timezone.localdate(), "part": part, "of": len(parts_of(cohort))}
    with override("ru"):
        html = get_template("sheets/register.html").render(context)
        css = get_template("sheets/register.css").render()
    return pdf.render(html, base_css=css, assets={})
