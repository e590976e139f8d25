"""What the trainer's doors say before they are opened: who waits for an answer, which tasks one keeps."""

from courses.attendance import excuse_rules
from courses.attendance.models import Excuse
from courses.enrollment.rules import roles_of
from courses.portals.access import KEEPERS
from courses.program.models import Cohort
from courses.progress import talk_rules, visit_rules, work_rules
from school.people.models import User


def waiting_of(user: User) -> dict[str, int]:
    """For the door «Ждут ответа» and its parts."""
    questions, works = talk_rules.waiting(user).order_by().count(), work_rules.waiting(user).order_by().count()
    visits = visit_rules.waiting(user).order_by().count()
    excuses = excuse_rules.decided_by(user).filter(state=Excuse.State.ASKED).exclude(meeting__cohort__state=Cohort.State.ARCHIVED).order_by().count()
    parts = {"questions_waiting": questions, "works_waiting": works, "visits_waiting": visits, "excuses_waiting": excuses}
    return parts | {"all_waiting": sum(parts.values())}


def keeps_calls(user: User) -> bool:
    """An author writes tests and keeps no call for projects."""
    return bool(roles_of(user) & set(KEEPERS))
