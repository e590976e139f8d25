"""Whom a meeting is for, whose meetings are whose, and what in the timetable stands in each other's way. Pure questions."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.models.enrollment import EnrollmentQuerySet
from courses.enrollment.rules import SEATED
from courses.program.models import Meeting
from school.people.models import User
from school.people.rules import folded
from school.templatetags.look import span

KEPT = timedelta(days=366)
SHOWN = 20  # more clashes than these are not read by anybody


def is_for(meeting: Meeting, enrollment: Enrollment) -> bool:
    """The town and the subgroup of a meeting narrow it; empty ones are for all."""
    return meeting.town_id in (None, enrollment.town_id) and meeting.subgroup_id in (None, enrollment.subgroup_id)


def expected(meeting: Meeting) -> EnrollmentQuerySet:
    """People of the cohort whom the meeting is for."""
    people = Enrollment.objects.filter(cohort=meeting.cohort_id, state__in=SEATED)
    if meeting.town_id:
        people = people.filter(town=meeting.town_id)
    if meeting.subgroup_id:
        people = people.filter(subgroup=meeting.subgroup_id)
    return people.select_related("person", "organization")


def seats_at() -> EnrollmentQuerySet:
    """The same question inside a query of meetings: enrollments that the outer meeting is for."""
    people = Enrollment.objects.filter(cohort=OuterRef("cohort_id"), state__in=SEATED, town_id=Coalesce(OuterRef("town_id"), F("town_id")))
    nobody = Value(0)
    return people.annotate(group=Coalesce(F("subgroup_id"), nobody)).filter(group=Coalesce(OuterRef("subgroup_id"), F("subgroup_id"), nobody))


def meetings_of(person: User) -> QuerySet[Meeting]:
    """The person's own timetable: where a seat is kept for them, and what they lead today as a trainer."""
    led = Meeting.objects.led_by(person).filter(Q(trainer=person) | Q(trainer=None)).order_by().values("pk")
    return Meeting.objects.filter(Q(Exists(seats_at().visible_to(person))) | Q(pk__in=led)).order_by("starts_at", "pk")


def in_calendar(person: User) -> QuerySet[Meeting]:
    """What the person's calendar shows: a year back and everything ahead."""
    since = timezone.now() - KEPT
    return meetings_of(person).filter(ends_at__gte=since).select_related("cohort", "module", "town", "trainer")


def leaders(meeting: Meeting) -> list[User]:
    """Its trainer; of a meeting without one – the trainers of the cohort."""
    if meeting.trainer:
        return [meeting.trainer]
    rows = Assignment.objects.current().filter(cohort=meeting.cohort_id, role=Role.TRAINER).select_related("person")
    return [row.person for row in rows]


def concerned(meeting: Meeting) -> dict[int, User]:
    """Everyone who has to be told of a change, once: those expected and whoever leads."""
    people = [*(row.person for row in expected(meeting).heard()), *leaders(meeting)]
    return {person.pk: person for person in people if person.is_active}


def clashes(meeting: Meeting) -> list[str]:
    """What happens at the same time with the same trainer, at the same place or for the same people. Three queries at most."""
    others = Meeting.objects.filter(cancelled_at=None, starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
    found = list(others.exclude(pk=meeting.pk).select_related("cohort", "town", "trainer").order_by("starts_at", "pk")[:SHOWN])
    if not found:
        return []
    busy = people_of([meeting, *found])
    mine = busy.pop(0)
    return [words for other, theirs in zip(found, busy, strict=True) for words in told(meeting, other, len(mine & theirs))]


def people_of(meetings: list[Meeting]) -> list[set[int]]:
    """Whom each of the meetings waits for: one query."""
    rows = list(Enrollment.objects.filter(cohort__in={meeting.cohort_id for meeting in meetings}, state__in=SEATED).order_by())
    return [{row.person_id for row in rows if row.cohort_id == meeting.cohort_id and is_for(meeting, row)} for meeting in meetings]


def told(meeting: Meeting, other: Meeting, people: int) -> Iterator[str]:
    facts = {"title": other.title, "cohort": other.cohort, "when": span(other.starts_at, other.ends_at), "place": other.place, "people": people}
    if meeting.trainer_id and meeting.trainer_id == other.trainer_id:
        yield _("%(trainer)s в это время ведёт «%(title)s»: %(when)s, поток «%(cohort)s».") % (facts | {"trainer": other.trainer})
    if same_place(meeting, other):
        yield _("Место «%(place)s» в это время занято: «%(title)s», %(when)s, поток «%(cohort)s».") % facts
    if people or same_people(meeting, other):
        yield _("В это время у тех же людей «%(title)s»: %(when)s, поток «%(cohort)s». Людей на обоих занятиях: %(people)s.") % facts


def same_place(meeting: Meeting, other: Meeting) -> bool:
    return bool(meeting.place.strip()) and folded(meeting.place) == folded(other.place) and overlap(meeting.town_id, other.town_id)


def same_people(meeting: Meeting, other: Meeting) -> bool:
    """Of one cohort, for the same part of it, whoever is there yet."""
    pairs = [(meeting.town_id, other.town_id), (meeting.subgroup_id, other.subgroup_id)]
    return meeting.cohort_id == other.cohort_id and all(overlap(*pair) for pair in pairs)


def overlap(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other
