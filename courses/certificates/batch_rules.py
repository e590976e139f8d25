"""Issue in bulk: what may be done with it now, and how far it is."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates.models import Batch, Certificate, Kind
from courses.enrollment.models import Assignment, Role
from courses.program.models import Cohort, Meeting
from school.people.models import User
from school.people.rules import Text

State = Batch.State
FULL = 100


def second_people(first: User) -> QuerySet[User]:
    """Coordinators of the whole school and administrators, but for the one who begins."""
    current = Assignment.objects.current().filter(role=Role.COORDINATOR, cohort=None, program=None).order_by().values("person")
    return User.objects.filter(Q(pk__in=current) | Q(is_superuser=True), is_active=True).exclude(pk=first.pk)


def those_who_taught(cohort: Cohort) -> QuerySet[User]:
    """Trainers of the cohort and whoever led its meetings, without those who were thanked for it already."""
    assigned = Assignment.objects.filter(role=Role.TRAINER, cohort=cohort).order_by().values("person")
    led = Meeting.objects.filter(cohort=cohort, cancelled_at=None, trainer__isnull=False).order_by().values("trainer")
    thanked = Certificate.objects.valid().filter(kind=Kind.TRAINER, cohort=cohort).order_by().values("holder")
    return User.objects.filter(Q(pk__in=assigned) | Q(pk__in=led), is_active=True).exclude(pk__in=thanked)


def reasons_not_to_ask(first: User) -> list[Text]:
    return [] if second_people(first).exists() else [_("Подтвердить некому: в школе нет другого координатора или администратора.")]


def reasons_not_to_approve(batch: Batch, person: User) -> list[Text]:
    if batch.state != State.ASKED:
        return [_("Решение по этой выдаче уже есть: %(state)s.") % {"state": batch.get_state_display()}]
    return [_("Подтверждает другой человек: выдачу начали вы.")] if batch.by_id == person.pk else []


def reasons_not_to_decline(batch: Batch) -> list[Text]:
    return [] if batch.state == State.ASKED else [_("Решение по этой выдаче уже есть: %(state)s.") % {"state": batch.get_state_display()}]


def reasons_not_to_undo(batch: Batch) -> list[Text]:
    """Until the letters go nobody outside the school has been told."""
    if batch.state not in {State.RUNNING, State.DONE}:
        return [_("Отменять нечего: %(state)s.") % {"state": batch.get_state_display()}]
    if batch.letters_at is None or batch.letters_at <= timezone.now():
        return [_("Письма уже ушли. Теперь сертификаты отменяют по одному, с причиной, в журнале выдачи.")]
    return []


@dataclass(frozen=True)
class Progress:
    """`printed` have their PDF; `refused` never will."""

    total: int
    issued: int
    printed: int
    refused: int

    @property
    def left(self) -> int:
        return self.total - self.issued - self.refused

    @property
    def unprinted(self) -> int:
        return self.issued - self.printed

    @property
    def percent(self) -> int:
        """Writing the row and printing it weigh the same; a person without a certificate is done with at once."""
        return FULL * (self.issued + self.printed + 2 * self.refused) // (2 * self.total) if self.total else FULL


def progress_of(batch: Batch) -> Progress:
    """One question."""
    issued = Q(certificate__isnull=False)
    counted = batch.lines.aggregate(
        total=Count("pk"),
        issued=Count("pk", filter=issued),
        printed=Count("pk", filter=issued & Q(certificate__file__isnull=False)),
        refused=Count("pk", filter=~Q(refused="")),
    )
    return Progress(**counted)
