"""A sheet before anything is issued: the design tried on the longest name of the school."""

from datetime import date, timedelta

from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.design_rules import is_thanks, last_day
from courses.certificates.fact_rules import Award, Facts, facts_of
from courses.certificates.models import Design
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Program
from school.people.models import User

HOURS = 72
TOKEN = "A" * 26
NUMBER = "0000"


class Sample(Award):
    """Of a school that has nobody yet, too: what a cohort does not know is invented."""

    @property
    def hours(self) -> int:
        return super().hours or (0 if is_thanks(self.kind) else HOURS) if self.cohort.pk else HOURS

    @property
    def span(self) -> tuple[date, date]:
        return super().span if self.cohort.pk else (self.cohort.starts_on, self.cohort.ends_on)


def sample_of(kind: str) -> Sample:
    """The longest name, with the longest organisation or program of that person."""
    if is_thanks(kind):
        person = User.objects.annotate(width=Length("folded_name")).order_by("-width", "pk").first()
        cohort = Cohort.objects.annotate(width=Length("program__title")).select_related("program").order_by("-width", "pk").first()
        return Sample(kind, person or _nobody(), cohort or _nothing())
    rows = Enrollment.objects.select_related("person", "cohort__program", "organization", "town")
    seat = rows.annotate(width=Length("person__folded_name")).order_by("-width", "pk").first()
    if seat is None:
        return Sample(kind, _nobody(), _nothing())
    longest = seat.cohort.cohort_modules.select_related("module").annotate(width=Length("module__title")).order_by("-width", "pk").first()
    return Sample(kind, seat.person, seat.cohort, seat, longest.module if longest and kind == "listener" else None)


def _nobody() -> User:
    return User(family_name=_("Преображенская-Константинопольская"), given_name=_("Александра"), patronymic=_("Вячеславовна"))


def _nothing() -> Cohort:
    today = timezone.localdate()
    program = Program(title=_("Название программы школы"))
    return Cohort(program=program, title=_("Название потока"), starts_on=today - timedelta(days=90), ends_on=today)


def sample_facts(design: Design, looks: Facts) -> Facts:
    """`looks` – pictures and signatories as they are in the form: an unsaved design has no rows."""
    today = timezone.localdate()
    number = f"{design.series}-{today.year}-{NUMBER}"
    return (
        facts_of(sample_of(design.kind), design, number=number, token=TOKEN, issued_on=today, valid_until=last_day(today, design.valid_years)) | looks
    )
