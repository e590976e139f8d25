"""«Успехи»: the cohorts that the person leads, each at a glance – people, lessons, one person's whole way. Nothing is changed here."""

from collections import Counter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.enrollment.rules import SEATED, cohorts_kept_by, of_kept_cohorts
from courses.portals.access import KEEPERS, for_role
from courses.portals.excuses import visiting
from courses.program.models import Cohort, Lesson
from courses.route.glance_rules import BEHIND_SHARE, ORDERS, Person, pace_of, people_of, seated_in, watched_in
from courses.route.lesson_glance_rules import lesson_rows, waiting_in
from courses.route.nudge_rules import reasons_not_to_nudge
from courses.route.rules import Station
from school.people.requests import PersonRequest
from school.people.rules import folded

PAGE, COHORTS = 50, 15
FILTERS = ("q", "town", "group", "at", "part", "sort", "behind")


@require_safe
@for_role(*KEEPERS)
def glance_list(request: PersonRequest) -> HttpResponse:
    """Straight to the only cohort; several are listed, those under way first. Archived ones are found through the office."""
    seated = Count("enrollments", filter=Q(enrollments__state__in=SEATED), distinct=True)
    rows = of_kept_cohorts(Cohort.objects.working(), request.user, "pk").annotate(people=seated)
    running = Case(When(state=Cohort.State.UNDER_WAY, then=0), default=1)
    page = Paginator(rows.order_by(running, "-starts_on", "pk"), COHORTS).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("portals:glance", pk=page.object_list[0].pk)
    return render(request, "portals/trainer/glance_list.html", {"visiting": visiting(request), "page": page})


@require_safe
@for_role(*KEEPERS)
def glance(request: PersonRequest, pk: int) -> HttpResponse:
    """Everybody's way is needed before the page is cut: the orders and «отстают» ask for it."""
    seated = list(watched_in(pk, request.user))
    cohort = seated[0].cohort if seated else get_object_or_404(cohorts_kept_by(request.user), pk=pk)
    people = people_of(seated, cohort)
    asked = asked_in(request)
    found = sorted(filtered(people, asked), key=ORDERS[asked["sort"]])
    page: Page[Any] = Paginator(found, PAGE).get_page(request.GET.get("page"))
    station = next((each for each in stations_of(people) if str(each.module.pk) == asked["part"]), None)
    standing = Counter(person.station.module.pk for person in people if person.station)
    context = about(request, cohort) | {
        "asked": asked,
        "page": page,
        "people": people,
        "rows": rows_of(list(page.object_list), station),
        "station": station,
        "stations": [(each, standing[each.module.pk]) for each in stations_of(people)],
        "pace": pace_of(cohort, [person.way for person in people]),
        "behind": sum(person.behind for person in people),
        "towns": sorted({(row.enrollment.town_id, str(row.enrollment.town)) for row in people}, key=lambda pair: pair[1]),
        "groups": sorted({(row.enrollment.subgroup_id, str(row.enrollment.subgroup)) for row in people if row.enrollment.subgroup_id}),
    }
    return render(request, "portals/trainer/glance.html", context)


def about(request: PersonRequest, cohort: Cohort, title: str = "") -> dict[str, Any]:
    """What every page of a cohort stands on. `title` – of a page behind the cohort's own."""
    url = reverse("portals:glance", args=[cohort.pk]) if title else ""
    crumbs = [{"title": _("Успехи"), "url": reverse("portals:glance_list")}, {"title": cohort.title, "url": url}]
    return {
        "visiting": visiting(request),
        "waits": 0,  # «Ждут ответа» goes without its number here: these pages are as dear as a page may be
        "cohort": cohort,
        "share": BEHIND_SHARE,
        "against": reasons_not_to_nudge(cohort),
        "crumbs": [*crumbs, *([{"title": title, "url": ""}] if title else [])],
    }


def asked_in(request: PersonRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "")[:100].replace("\x00", "") for name in FILTERS}
    return asked | {"sort": asked["sort"] if asked["sort"] in ORDERS else ""}


def filtered(people: list[Person], asked: dict[str, str]) -> list[Person]:
    """A town or a subgroup that the cohort has not finds nobody. `at` leaves those who stand in that part now."""
    needle = folded(asked["q"])
    wanted = {
        "town": lambda person: str(person.enrollment.town_id) == asked["town"],
        "group": lambda person: str(person.enrollment.subgroup_id) == asked["group"],
        "at": lambda person: person.station is not None and str(person.station.module.pk) == asked["at"],
        "behind": lambda person: person.behind,
    }
    tests = [test for name, test in wanted.items() if asked[name]]
    if needle:
        tests.append(lambda person: needle in person.enrollment.person.folded_name)
    return [person for person in people if all(test(person) for test in tests)]


def stations_of(people: list[Person]) -> list[Station]:
    """The modules of the cohort, as anybody's way has them."""
    return list(people[0].way.stations) if people else []


def rows_of(people: list[Person], station: Station | None) -> list[dict[str, Any]]:
    """With a part asked each row shows its lessons one by one; otherwise the parts."""
    if station is None:
        return [{"person": person, "stations": person.way.stations} for person in people]
    return [{"person": person, "cells": cells_of(person, station.lessons)} for person in people]


def cells_of(person: Person, lessons: tuple[Lesson, ...]) -> list[dict[str, Any]]:
    done, traces = person.way.progress.done, person.way.progress.traces
    return [{"lesson": each, "state": "done" if each.pk in done else "opened" if each.pk in traces else ""} for each in lessons]


@require_safe
@for_role(*KEEPERS)
def glance_lessons(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_kept_by(request.user), pk=pk)
    people = list(seated_in(cohort))
    waiting = waiting_in(cohort)
    rows = lesson_rows(people, waiting)
    context = about(request, cohort) | {
        "rows": rows,
        "people": people,
        "untouched": sum(row.untouched for row in rows),
        "works": sum(row.works for row in rows),
        "questions": sum(row.questions for row in rows),
        "reports": waiting.get(("report", 0), 0),
    }
    return render(request, "portals/trainer/glance_lessons.html", context)


@require_safe
@for_role(*KEEPERS)
def glance_person(request: PersonRequest, pk: int, enrollment_id: int) -> HttpResponse:
    """The whole way of one person: what they see themselves, with the moments."""
    enrollment = get_object_or_404(watched_in(pk, request.user), pk=enrollment_id)
    cohort = enrollment.cohort
    person = people_of([enrollment], cohort)[0]
    traces = person.way.progress.traces
    parts = [
        {"station": each, "lessons": [(lesson, *traces.get(lesson.pk, (None, None))) for lesson in each.lessons]} for each in person.way.stations
    ]
    context = about(request, cohort, enrollment.person.full_name) | {"row": person, "parts": parts, "steps": person.way.steps}
    return render(request, "portals/trainer/glance_person.html", context)


urlpatterns = [
    path("trainer/progress/", glance_list, name="glance_list"),
    path("trainer/progress/<int:pk>/", glance, name="glance"),
    path("trainer/progress/<int:pk>/lessons/", glance_lessons, name="glance_lessons"),
    path("trainer/progress/<int:pk>/people/<int:enrollment_id>/", glance_person, name="glance_person"),
]
