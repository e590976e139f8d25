"""A word to those who fell behind: choose the people, look at every letter, send them in one act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.enrollment.rules import cohorts_kept_by
from courses.portals.access import KEEPERS, for_role
from courses.portals.glance import about
from courses.portals.presses import number_of, tell
from courses.portals.returning import returning, settled, typed
from courses.program.models import Cohort
from courses.route import actions
from courses.route.forms import NudgeForm
from courses.route.glance_rules import Person, people_of, quiet, watched_in
from courses.route.nudge_rules import may_be_nudged, text_for, told_today
from school.people.requests import PersonRequest
from school.people.rules import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@returning
@for_role(*KEEPERS)
def nudge(request: PersonRequest, pk: int) -> HttpResponse:
    """First whom, then what: `who` are enrollments. Nothing is sent before every letter has been on the screen."""
    cohort = get_object_or_404(cohorts_kept_by(request.user), pk=pk)
    people = [person for person in people_of(watched_in(pk, request.user), cohort) if may_be_nudged(person.enrollment)]
    told = told_today([person.enrollment for person in people])
    context = about(request, cohort, _("Написать отставшим"))
    came_back = typed(request) if request.method != "POST" else {}
    given = kept(came_back) if came_back else request.POST if request.method == "POST" else request.GET
    chosen = [person for person in people if person.enrollment.pk in numbers(given) and person.enrollment.pk not in told]
    if context["against"] or not chosen:
        return choosing(request, people, told, context | {"none": "look" in given or request.method == "POST"})
    back = urlencode([("who", person.enrollment.pk) for person in chosen])
    rows = [(person, text_for(person, request.user)) for person in chosen]
    form = NudgeForm(given if came_back or request.method == "POST" else None, people=rows)
    if request.method == "POST" and form.is_valid():
        return sent(request, cohort, form)
    return render(
        request, "portals/trainer/nudge_look.html", context | {"form": form, "back": back}, status=400 if form.errors and not came_back else 200
    )


def kept(words: dict[str, str]) -> QueryDict:
    """What waited over a sign-in: the session holds one value by a name, whose letters they are is in the names."""
    data = QueryDict(mutable=True)
    data.update(words)
    data.setlist("who", [name.removeprefix("text_") for name in words if name.startswith("text_")])
    return data


def numbers(given: QueryDict) -> set[int]:
    return {number_of(value) for value in given.getlist("who")} - {0}


def choosing(request: HttpRequest, people: list[Person], told: set[int], context: dict[str, Any]) -> HttpResponse:
    """Those who fell behind are chosen already, unless they had a letter today; whoever was asked for by name is chosen alone."""
    asked = numbers(request.GET)
    behind, others = list[dict[str, Any]](), list[dict[str, Any]]()
    for person in sorted(people, key=lambda person: (-quiet(person), person.enrollment.person.folded_name)):
        key = person.enrollment.pk
        row = {"person": person, "told": key in told, "chosen": key in asked if asked else person.behind}
        (behind if person.behind else others).append(row)
    context |= {"behind": behind, "others": others, "asked": asked}
    return render(request, "portals/trainer/nudge.html", context, status=400 if request.method == "POST" else 200)


def sent(request: PersonRequest, cohort: Cohort, form: NudgeForm) -> HttpResponse:
    try:
        told = actions.nudge(cohort, form.texts(), by=request.user)
    except Refused as refused:
        tell(request, refused)
        return redirect("portals:nudge", pk=cohort.pk)
    settled(request)
    if told:
        words = ngettext("Отправлено %(count)d письмо.", "Отправлено %(count)d писем.", len(told))
        messages.success(request, words % {"count": len(told)})
    else:
        messages.info(request, _("Этим людям сегодня уже писали: вторых писем не будет."))
    return redirect("portals:glance", pk=cohort.pk)


urlpatterns = [path("trainer/progress/<int:pk>/write/", nudge, name="nudge")]
