"""Issue in bulk: begun by one, confirmed by another where the school wants that, written line by line by a job, taken back while no letter has gone.

A line and its certificate are written in one transaction under the batch's lock, so a job that is killed is run again and goes on where it stopped: no gap, no double.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.utils import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from courses.certificates import batch_rules, letters
from courses.certificates.actions.certificates import issue, thank
from courses.certificates.design_rules import design_for
from courses.certificates.models import Batch, BatchLine, Certificate, Kind
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Module
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.post.actions import take_back

logger = logging.getLogger("school.jobs")
AT_A_TIME = 25  # lines of one job: short jobs come back soon after a worker is killed
State = Batch.State


@transaction.atomic
def begin(
    cohort: Cohort, people: Iterable[Enrollment | User], *, by: User, second: bool = False, kind: str = Kind.PARTICIPANT, module: Module | None = None
) -> Batch:
    """To people of the cohort; a thanks, to anybody of the school. A second press meets what has begun.

    `second` – another coordinator has to agree first; a school may ask for that always (CERTIFICATES_BY_TWO).
    """
    Cohort.objects.select_for_update(of=["self"]).get(pk=cohort.pk)
    chosen = sorted({one.pk: one for one in people if isinstance(one, User) or one.cohort_id == cohort.pk}.values(), key=_by_name)
    if not chosen:
        raise Refused(_("Никто не выбран."))
    same = Batch.objects.filter(cohort=cohort, kind=kind, module=module)
    if running := same.filter(state__in=Batch.UNDER_WAY).select_related("by").first():
        if running.by_id == by.pk:
            return running
        raise Refused(_("Этому потоку уже выдают сертификаты: %(name)s.") % {"name": running.by.full_name})
    asks = second or settings.CERTIFICATES_BY_TWO
    if asks and (reasons := batch_rules.reasons_not_to_ask(by)):
        raise Refused(*reasons)
    if design_for(kind) is None:
        raise Refused(_("Сначала заведите бланк «%(kind)s»: что на нём сказано и кто подписывает.") % {"kind": Kind(kind).label})
    batch = Batch.objects.create(cohort=cohort, kind=kind, module=module, by=by, state=State.ASKED if asks else State.RUNNING)
    BatchLine.objects.bulk_create(
        BatchLine(batch=batch, person=one) if isinstance(one, User) else BatchLine(batch=batch, enrollment=one) for one in chosen
    )
    record(by=by, verb="certificate.batch_begun", target=batch, people=len(chosen), second=asks)
    if asks:
        letters.batch_asked(batch, len(chosen))
    else:
        _run(batch)
    return batch


def _by_name(one: Enrollment | User) -> tuple[str, int]:
    return (one if isinstance(one, User) else one.person).folded_name, one.pk


def _run(batch: Batch) -> None:
    batch.state, batch.letters_at = State.RUNNING, timezone.now() + timedelta(minutes=batch.cohort.letters_after)
    batch.save(update_fields=["state", "letters_at"])
    run_batch.enqueue(batch.pk)


def _locked(batch: Batch) -> Batch:
    Batch.objects.select_for_update().get(pk=batch.pk)
    return Batch.objects.select_related("by", "cohort", "module").get(pk=batch.pk)


@transaction.atomic
def approve(batch: Batch, *, by: User) -> Batch:
    found = _locked(batch)
    if found.approved_by_id == by.pk:  # a second press
        return found
    if reasons := batch_rules.reasons_not_to_approve(found, by):
        raise Refused(*reasons)
    found.approved_by, found.approved_at = by, timezone.now()
    found.save(update_fields=["approved_by", "approved_at"])
    record(by=by, verb="certificate.batch_approved", target=found)
    _run(found)
    return found


@transaction.atomic
def decline(batch: Batch, *, reason: str, by: User) -> Batch:
    """Whoever began it may change their mind too; anybody else says why, and the one who began it is told."""
    found = _locked(batch)
    if found.state == State.DECLINED and found.ended_by_id == by.pk:  # a second press
        return found
    if reasons := batch_rules.reasons_not_to_decline(found):
        raise Refused(*reasons)
    if not reason.strip() and found.by_id != by.pk:
        raise Refused(_("Напишите, почему не выдаём: это прочтёт тот, кто начал выдачу."))
    _end(found, State.DECLINED, reason, by)
    if found.by_id != by.pk:
        letters.batch_declined(found)
    return found


@transaction.atomic
def undo(batch: Batch, *, reason: str, by: User) -> Batch:
    """Everything issued becomes annulled with the reason, its letters never go. The numbers stay taken: the register has no holes."""
    found = _locked(batch)
    if found.state == State.UNDONE:  # a second press
        return found
    if reasons := batch_rules.reasons_not_to_undo(found):
        raise Refused(*reasons)
    if not reason.strip():
        raise Refused(_("Напишите причину: её увидит тот, кто проверяет сертификат."))
    _end(found, State.UNDONE, reason, by)
    issued = Certificate.objects.valid().filter(line__batch=found)
    keys = list(issued.values_list("pk", flat=True))
    issued.update(state=Certificate.State.REVOKED, reason=found.reason, revoked_at=found.ended_at, revoked_by=by)
    take_back(*map(letters.reason_of, keys))
    return found


def _end(batch: Batch, state: str, reason: str, by: User) -> None:
    batch.state, batch.reason, batch.ended_by, batch.ended_at = state, reason.strip()[:500], by, timezone.now()
    batch.save(update_fields=["state", "reason", "ended_by", "ended_at"])
    record(by=by, verb=f"certificate.batch_{state}", target=batch, reason=batch.reason)


@task()
def run_batch(batch_id: int) -> str:
    """Some lines, then a job for the rest. Safe to run twice, at once too: every line is written under the batch's lock."""
    for _line in range(AT_A_TIME):
        if not write_next(batch_id):
            return "done"
    run_batch.enqueue(batch_id)
    return "more"


@transaction.atomic
def write_next(batch_id: int) -> bool:
    """False – nothing is left to write."""
    batch = _locked(Batch(pk=batch_id))
    if batch.state != State.RUNNING:
        return False
    line = batch.lines.filter(certificate=None, refused="").select_related("enrollment", "person").first()
    if line is None:
        batch.state, batch.done_at = State.DONE, timezone.now()
        batch.save(update_fields=["state", "done_at"])
        record(by=batch.by, verb="certificate.batch_done", target=batch)
        return False
    try:
        with transaction.atomic():
            line.certificate = _written(line, batch)
    except Refused as refused:
        line.refused = " ".join(str(reason) for reason in refused.reasons)[:500]
    except OperationalError:  # the database is busy or away: the job is run again
        raise
    except Exception:
        logger.exception("line %s of batch %s could not be written", line.pk, batch_id)
        line.refused = _("Сбой программы: этот сертификат не выдан. Скажите администратору.")
    line.save(update_fields=["certificate", "refused"])
    return True


def _written(line: BatchLine, batch: Batch) -> Certificate:
    if line.enrollment:
        return issue(line.enrollment, by=batch.by, kind=batch.kind, module=batch.module)
    return thank(line.who, batch.cohort, batch.kind, by=batch.by)


def resume_batches() -> int:
    """Batches that stand still because their job has failed or was lost: each gets a new one. Returns how many."""
    at_work = DBTaskResult.objects.filter(task_path=run_batch.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    busy = {job.args_kwargs["args"][0] for job in at_work}
    idle = list(Batch.objects.filter(state=State.RUNNING).exclude(pk__in=busy).values_list("pk", flat=True))
    for key in idle:
        run_batch.enqueue(key)
    return len(idle)


@transaction.atomic
def print_again(batch: Batch, *, by: User) -> int:
    """Certificates whose printing has failed get one more job. Returns how many."""
    waiting = DBTaskResult.objects.filter(task_path=letters.print_and_send.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    busy = {job.args_kwargs["args"][0] for job in waiting}
    left = [
        key for key in batch.lines.filter(certificate__isnull=False, certificate__file=None).values_list("certificate", flat=True) if key not in busy
    ]
    for key in left:
        letters.print_and_send.enqueue(key)
    if left:
        record(by=by, verb="certificate.printed_again", target=batch, number=len(left))
    return len(left)
