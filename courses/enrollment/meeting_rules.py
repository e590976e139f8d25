"""Whom a meeting is for, whose meetings are whose, and what in the timetable stands in each other's way. Pure questions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.models.enrollment import EnrollmentQuerySet
from courses.enrollment.rules import SEATED
from courses.program.models import Cohort, Meeting
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import folded
from school.templatetags.look import span

KEPT = timedelta(days=366)
SHOWN = 20  # more clashes than these are not read by anybody


def is_for(meeting: Meeting, enrollment: Enrollment) -> bool:
    """The town and the subgroup of a meeting narrow it; empty ones are for all."""
    return meeting.town_id in (None, enrollment.town_id) and meeting.subgroup_id in (None, enrollment.subgroup_id)


def expected(meeting: Meeting) -> EnrollmentQuerySet:
    """People of the cohort whom the meeting is for. Whose admission was not told yet is nowhere."""
    people = Enrollment.objects.heard().filter(cohort=meeting.cohort_id, state__in=SEATED)
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
    """What the person's calendar shows: a year back and everything ahead; annotates whether a seat is `kept` there or the person leads."""
    since, kept = timezone.now() - KEPT, Exists(seats_at().visible_to(person))
    return meetings_of(person).filter(ends_at__gte=since).annotate(kept=kept).select_related("cohort", "module", "town", "trainer")


def leaders(meeting: Meeting) -> list[User]:
    """Its trainer; of a meeting without one – the trainers of the cohort."""
    if meeting.trainer:
        return [meeting.trainer]
    rows = Assignment.objects.current().filter(cohort=meeting.cohort_id, role=Role.TRAINER).select_related("person")
    return [row.person for row in rows]


def concerned(meeting: Meeting) -> dict[int, User]:
    """Everyone who has to be told of a change, once: those expected and whoever leads."""
    people = [*(row.person for row in expected(meeting)), *leaders(meeting)]
    return {person.pk: person for person in people if person.is_active}


def heard_by(meeting: Meeting) -> int:
    """How many are written to when it changes now: nobody about what is over, nor about a draft without people."""
    return 0 if meeting.over or is_quiet(meeting.cohort) else len(concerned(meeting))


def told_of_move(meeting: Meeting) -> int:
    """To how many the letter about its last move goes."""
    if meeting.cancelled_at or not heard_by(meeting):
        return 0
    facts = Entry.objects.about(meeting).filter(verb="program.meeting_moved").order_by("-pk").values_list("facts", flat=True)[0]
    people, gone, fresh = set(concerned(meeting)), set(facts["gone"]), set(facts["fresh"])
    return len(gone - people) + len(people if facts["was"] else people & fresh)


def told_words(number: int) -> str:
    return _("Людей, которым уйдёт письмо: %(n)s.") % {"n": number} if number else _("Письмо не уйдёт никому.")


def circles(meetings: Iterable[Meeting]) -> list[tuple[User, list[Meeting]]]:
    """`concerned` for many at once: everyone with the meetings that are theirs, in the order given. Two queries."""
    meetings = list(meetings)
    cohorts = {meeting.cohort_id for meeting in meetings}
    seats = list(Enrollment.objects.heard().filter(cohort__in=cohorts, state__in=SEATED, person__is_active=True).select_related("person"))
    trainers = list(Assignment.objects.current().filter(cohort__in=cohorts, role=Role.TRAINER).select_related("person"))
    found: dict[int, tuple[User, list[Meeting]]] = {}
    for meeting in meetings:
        led = [meeting.trainer] if meeting.trainer else [row.person for row in trainers if row.cohort_id == meeting.cohort_id]
        waited = [row.person for row in seats if row.cohort_id == meeting.cohort_id and is_for(meeting, row)]
        for person in {person.pk: person for person in [*waited, *led] if person.is_active}.values():
            found.setdefault(person.pk, (person, []))[1].append(meeting)
    return list(found.values())


def moved_from(meetings: Iterable[Meeting]) -> dict[int, str]:
    """When and where those that were moved stood before, as the letter said it. One query."""
    kind, known = ContentType.objects.get_for_model(Meeting), [str(meeting.pk) for meeting in meetings if meeting.sequence]
    moves = Entry.objects.filter(content_type=kind, object_id__in=known, verb="program.meeting_moved").order_by("pk")
    found = {}
    for pk, facts in moves.values_list("object_id", "facts"):
        was = facts.get("was", {})
        if words := ", ".join(filter(None, [was.get("when"), was.get("where")])):
            found[int(pk)] = words
    return found


def is_news(cohort: Cohort) -> bool:
    """Whether new meetings are told: a draft's are not, and before the start only to a cohort where somebody has a seat."""
    return cohort.state == Cohort.State.UNDER_WAY or (cohort.state != Cohort.State.DRAFT and seated(cohort))


def is_quiet(cohort: Cohort) -> bool:
    """A draft that nobody has a seat in is arranged in silence."""
    return cohort.state == Cohort.State.DRAFT and not seated(cohort)


def seated(cohort: Cohort) -> bool:
    return Enrollment.objects.heard().filter(cohort=cohort, state__in=SEATED).exists()


def clashes(meeting: Meeting) -> list[str]:
    """What happens at the same time with the same trainer, at the same place or for the same people."""
    return clashes_among([meeting])[0]


def clashes_among(meetings: Sequence[Meeting]) -> list[list[str]]:
    """For each meeting, written or only planned, what stands in its way: in the timetable and among the others. Two queries for any number."""
    everything = [*meetings, *around(meetings)]
    met: list[list[int]] = [[] for _meeting in meetings]
    for one, two in overlapping(everything):
        for mine, other in ((one, two), (two, one)):
            if mine < len(meetings) and len(met[mine]) < SHOWN:
                met[mine].append(other)
    # A cohort that is only planned has no people yet.
    meant = sorted({place for mine, others in enumerate(met) if others and everything[mine].cohort_id for place in (mine, *others)})
    busy = defaultdict(set, zip(meant, people_of([everything[place] for place in meant]), strict=True))
    return [
        [words for other in others for words in told(everything[mine], everything[other], len(busy[mine] & busy[other]))]
        for mine, others in enumerate(met)
    ]


def around(meetings: Sequence[Meeting]) -> list[Meeting]:
    """The rest of the timetable in the days of these meetings."""
    if not meetings:
        return []
    since, until = min(meeting.starts_at for meeting in meetings), max(meeting.ends_at for meeting in meetings)
    rows = Meeting.objects.filter(cancelled_at=None, starts_at__lt=until, ends_at__gt=since)
    known = [meeting.pk for meeting in meetings if meeting.pk]
    return list(rows.exclude(pk__in=known).select_related("cohort", "town", "trainer").order_by("starts_at", "pk"))


def overlapping(meetings: Sequence[Meeting]) -> Iterator[tuple[int, int]]:
    """Places of the pairs that share a moment, by the time of the beginning."""
    order = sorted(range(len(meetings)), key=lambda place: (meetings[place].starts_at, place))
    for number, one in enumerate(order):
        for two in islice(order, number + 1, None):
            if meetings[two].starts_at >= meetings[one].ends_at:
                break
            yield one, two


def people_of(meetings: list[Meeting]) -> list[set[int]]:
    """Whom each of the meetings waits for: one query."""
    cohorts = {meeting.cohort_id for meeting in meetings}
    if not cohorts:
        return []
    by_cohort: defaultdict[int, list[Enrollment]] = defaultdict(list)
    for row in Enrollment.objects.filter(cohort__in=cohorts, state__in=SEATED).order_by():
        by_cohort[row.cohort_id].append(row)
    return [{row.person_id for row in by_cohort[meeting.cohort_id] if is_for(meeting, row)} for meeting in meetings]


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
