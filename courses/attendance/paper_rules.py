"""A signed sheet against the marks: where they agree, where they do not, and what the paper would make of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from courses.attendance.models import Mark, PaperSheet
from courses.attendance.rules import ATTENDED, kept_by
from courses.enrollment.models import Enrollment
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

    @property
    def keeps(self) -> bool:
        """A person who was in the hall with the code in hand is not made absent by a missing signature unless somebody says so."""
        return self.mark is not None and self.mark.source == Mark.Source.CHECK_IN and not self.signed


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
    """Scans hold signatures: whoever keeps the sheet sees them, nobody else."""
    return PaperSheet.objects.filter(meeting__in=kept_by(user).order_by().values("pk")).select_related("file", "meeting")
