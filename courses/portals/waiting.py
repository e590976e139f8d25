"""What the trainer's doors say before they are opened: who waits for an answer, which tasks one keeps."""

from typing import Any

from django.db.models import QuerySet

from courses.attendance import excuse_rules
from courses.attendance.models import Excuse
from courses.enrollment.rules import roles_of
from courses.portals.access import KEEPERS
from courses.program.models import Cohort
from courses.progress import talk_rules, visit_rules, work_rules
from school.people.models import User


def waiting_of(user: User) -> dict[str, int]:
    """For the door «Ждут ответа» and its parts."""
    questions, works, visits, excuses = (part.count() for part in _waiting(user))
    parts = {"questions_waiting": questions, "works_waiting": works, "visits_waiting": visits, "excuses_waiting": excuses}
    return parts | {"all_waiting": sum(parts.values())}


def waits(user: User) -> int:
    """For the door alone, on pages that say nothing of the parts: one query."""
    first, *others = _waiting(user)
    return first.union(*others, all=True).count()


def _waiting(user: User) -> list[QuerySet[Any, Any]]:
    excuses = excuse_rules.decided_by(user).filter(state=Excuse.State.ASKED).exclude(meeting__cohort__state=Cohort.State.ARCHIVED)
    parts = [talk_rules.waiting(user), work_rules.waiting(user), visit_rules.waiting(user), excuses]
    return [part.order_by().values_list("pk") for part in parts]


def keeps_calls(user: User) -> bool:
    """An author writes tests and keeps no call for projects."""
    return bool(roles_of(user) & set(KEEPERS))
