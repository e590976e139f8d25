"""A signed sheet against the marks: where they agree, where they do not, and what the paper would make of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.attendance.models import Mark, PaperSheet
from courses.attendance.rules import ATTENDED
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import roles_of
from courses.program.models import Meeting
from school.people.models import User
from school.people.rules import Text

SHELF = "sheets"


@dataclass(frozen=True)
class Difference:
    """`proposed` is what the paper says: a signature is presence, none is absence."""

    enrollment: Enrollment
    mark: Mark | None
    signed: bool
    proposed: str

    @property
    def words(self) -> Text:
        return Mark.Status(self.proposed).label


def differences(people: Iterable[Enrollment], marks: Mapping[int, Mark], signed: Collection[int]) -> list[Difference]:
    found = []
    for person in people:
        mark, here = marks.get(person.pk), person.pk in signed
        if agrees(mark, here):
            continue
        found.append(Difference(person, mark, here, Mark.Status.PRESENT if here else Mark.Status.ABSENT))
    return found


def agrees(mark: Mark | None, signed: bool) -> bool:
    if mark is None:
        return False
    return (mark.status in ATTENDED) is signed


def readable_papers(user: User) -> QuerySet[PaperSheet]:
    """Scans hold signatures: the trainers of the meeting and coordinators see them, nobody else."""
    if "coordinator" in roles_of(user):
        return PaperSheet.objects.select_related("file", "meeting")
    return PaperSheet.objects.filter(meeting__in=Meeting.objects.led_by(user).values("pk")).select_related("file", "meeting")
