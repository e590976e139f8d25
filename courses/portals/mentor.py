"""The mentor's desk: own NGOs with how far they are, and one NGO closely."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.attendance.models import Mark
from courses.attendance.rules import AttendanceStanding
from courses.dossiers import desk_rules
from courses.enrollment.models import Enrollment, Mentorship
from courses.enrollment.rules import SEATED
from courses.portals.access import for_role
from courses.program.models import Meeting
from courses.route import rules as route
from courses.route.rules import Station, Way
from school.people.models import Organization, Town, User
from school.people.requests import PersonRequest
from school.people.rules import folded

PAGE = 20
ORDERS = {"name": ("short_name", "pk"), "town": ("town__position", "town__name", "short_name", "pk")}
DOCUMENTS_PART = 5


@dataclass(frozen=True)
class Person:
    """One leader of the NGO on the way through the five parts."""

    enrollment: Enrollment
    way: Way

    @property
    def current(self) -> Station | None:
        """Where the person is: the station «now», else the first one ahead, else the last one done."""
        ahead = [station for station in self.way.stations if station.state != "done"]
        return self.way.now or next(iter(ahead or reversed(self.way.stations)), None)

    @property
    def documents(self) -> Station | None:
        return next((station for station in self.way.stations if station.part == DOCUMENTS_PART), None)

    @property
    def reasons(self) -> list[str]:
        """Why stations are closed, each said once."""
        return list(dict.fromkeys(reason for station in self.way.stations for reason in station.reasons))

    @property
    def low(self) -> bool:
        return is_low(self.enrollment, self.way.attendance)

    @property
    def visits(self) -> list[tuple[Meeting, Mark | None]]:
        """Meetings that have begun, newest first, with the mark of each."""
        begun = [meeting for meeting in self.way.meetings if not meeting.cancelled_at and meeting.starts_at <= timezone.now()]
        return [(meeting, self.way.marks.get(meeting.pk)) for meeting in reversed(begun)]


@dataclass(frozen=True)
class Row:
    """An NGO on the desk: its leaders added together."""

    organization: Organization
    people: list[Person]

    @property
    def furthest(self) -> Person | None:
        return max(self.people, key=lambda person: person.current.part if person.current else 0, default=None)

    @property
    def lessons_done(self) -> int:
        return sum(len(person.way.progress.done) for person in self.people)

    @property
    def lessons_total(self) -> int:
        return sum(len(person.way.progress.lessons) for person in self.people)

    @property
    def width(self) -> str:
        """Of the bar, in hundredths, as an svg attribute wants it."""
        return f"{100 * self.lessons_done / self.lessons_total:.2f}" if self.lessons_total else "0"

    @property
    def share(self) -> int | None:
        counted = sum(person.way.attendance.held - person.way.attendance.excused for person in self.people)
        return round(100 * sum(person.way.attendance.attended for person in self.people) / counted) if counted else None

    @property
    def low(self) -> list[Person]:
        return [person for person in self.people if person.low]

    @property
    def how_far(self) -> tuple[int, float]:
        part = self.furthest.current.part if self.furthest and self.furthest.current else 0
        return part, float(self.width)


BY_WAY: dict[str, Callable[[Row], Any]] = {"": lambda row: not row.low, "progress": lambda row: row.how_far}


@require_safe
@for_role("mentor")
def mentor(request: PersonRequest) -> HttpResponse:
    """NGOs with somebody below the share of the cohort come first. The orders of `BY_WAY` need everybody's way before the page is cut."""
    own = organizations_of(request.user)
    chosen = {"q": request.GET.get("q", "")[:100].replace("\x00", ""), "town": request.GET.get("town", ""), "sort": request.GET.get("sort", "")}
    found = own
    if needle := folded(chosen["q"]):
        found = found.filter(folded_name__contains=needle)
    if chosen["town"].isdecimal():
        found = found.filter(town=int(chosen["town"][:18]))
    chosen["sort"] = chosen["sort"] if chosen["sort"] in {*ORDERS, *BY_WAY} else ""
    found = found.order_by(*ORDERS.get(chosen["sort"], ORDERS["name"]))
    by_way = BY_WAY.get(chosen["sort"])
    ordered: Any = sorted(rows(found), key=by_way) if by_way else found
    page: Page[Any] = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    shown = page.object_list if by_way else rows(page.object_list)
    towns = list(Town.objects.filter(organization__in=own).distinct().annotate(desk_waits=desk_rules.waiting_count(request.user)))
    context = {"rows": shown, "page": page, "chosen": chosen, "towns": towns, "any": page.paginator.count or own.exists()}
    context["desk_waits"] = towns[0].desk_waits if towns else 0  # the number in the tab, without a query of its own
    return render(request, "portals/mentor/mentor.html", context)


@require_safe
@for_role("mentor")
def organization(request: PersonRequest, organization_id: int) -> HttpResponse:
    found = get_object_or_404(organizations_of(request.user), pk=organization_id)
    mentorship = Mentorship.objects.current().filter(mentor=request.user, organization=found).first()
    former = Mentorship.objects.filter(organization=found, until__lt=timezone.localdate()).select_related("mentor").order_by("-until", "-pk")
    crumbs = [{"title": _("Мои организации"), "url": reverse("portals:mentor")}, {"title": found.short_name}]
    context = {
        "row": rows([found])[0],
        "mentorship": mentorship,
        "former": list(former[:20]),
        "dossiers": list(found.dossiers.all()),
        "crumbs": crumbs,
    }
    return render(request, "portals/mentor/organization.html", context)


def organizations_of(user: User) -> QuerySet[Organization]:
    """The NGOs that the person leads today; a former mentor has none from the next request on (T5)."""
    led = Mentorship.objects.current().filter(mentor=user).values("organization")
    return Organization.objects.filter(pk__in=led).select_related("town")


def is_low(enrollment: Enrollment, standing: AttendanceStanding) -> bool:
    """Below the share of the cohort while it can still be mended."""
    active = enrollment.state == Enrollment.State.ACTIVE
    return active and standing.share is not None and standing.share < enrollment.cohort.needed_share


def rows(organizations: Iterable[Organization]) -> list[Row]:
    """A constant number of queries for any number of NGOs."""
    organizations = list(organizations)
    enrollments = list(Enrollment.objects.heard().filter(organization__in=organizations, state__in=SEATED).select_related("person", "cohort", "town"))
    ways = route.ways(enrollments)
    people = defaultdict(list)
    for enrollment in enrollments:
        people[enrollment.organization_id].append(Person(enrollment, ways[enrollment.pk]))
    return [Row(each, people[each.pk]) for each in organizations]


urlpatterns = [
    path("mentor/", mentor, name="mentor"),
    path("mentor/<int:organization_id>/", organization, name="mentor_organization"),
]
