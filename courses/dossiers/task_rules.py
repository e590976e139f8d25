"""What is to be done besides the checklist: who may write it down, strike it, in what order it is read."""

from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers.filing_rules import reasons_not_to_keep
from courses.dossiers.models import Dossier, Item, Task
from school.people.models import User
from school.people.rules import Text

MOST = 300  # open tasks of a dossier


def tasks_of(dossier: Dossier) -> list[Task]:
    """Open ones first, by their day; then the done ones, newest first."""
    rows = dossier.tasks.filter(dropped_at=None).select_related(
        "by", "done_by", "item__requirement", "item__claim__service", "outcome__filed__claim__service"
    )
    newest_done, nearest = F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True)
    return list(rows.order_by(newest_done, nearest, "pk")[: 2 * MOST])


def reasons_not_to_add(dossier: Dossier, person: User, text: str, item: Item | None = None) -> list[Text]:
    if reasons := reasons_not_to_keep(dossier, person):
        return reasons
    if not text.strip():
        return [_("Напишите, что сделать.")]
    if item and item.dossier_id != dossier.pk:
        return [_("Этот документ из другой папки.")]
    if dossier.tasks.filter(done_at=None, dropped_at=None).count() >= MOST:
        return [_("Задач больше %(count)d. Закончите или уберите лишние.") % {"count": MOST}]
    return []


def reasons_not_to_drop(task: Task) -> list[Text]:
    """What a body has asked for goes away with the answer, not by itself."""
    if task.outcome_id and task.dropped_at is None:
        return [_("Задача появилась из ответа органа. Отметьте её сделанной, когда сделаете.")]
    return []


def told(task: Task, today: date | None = None) -> tuple[str, str, str]:
    """Words, tone and icon of a task."""
    from school.templatetags.look import longdate

    now = today or timezone.localdate()
    if task.done_at:
        return _("сделано"), "ok", "check"
    if task.due_on is None:
        return _("без срока"), "", "none"
    if task.due_on < now:
        return _("срок прошёл: %(day)s") % {"day": longdate(task.due_on)}, "bad", "alert"
    return _("до %(day)s") % {"day": longdate(task.due_on)}, "warn" if (task.due_on - now).days <= 3 else "info", "clock"
