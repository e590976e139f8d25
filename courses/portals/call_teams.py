"""Teams of a call for its keepers: found by name, put together, changed, broken up; who is in none."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enrollment.models import Enrollment
from courses.portals import project_parts as parts
from courses.portals.access import KEEPERS, for_role
from courses.portals.calls import frame, kept
from courses.portals.presses import number_of, tell
from courses.projects import team_rules
from courses.projects.actions import teams as actions
from courses.projects.call_rules import takers
from courses.projects.models import Call, Project, Team, TeamMember
from school.people.fields import LineField
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, folded, tidy

PAGE, ALONE = 15, 30


class TogetherForm(forms.Form):
    title = LineField(label=gettext_lazy("Название команды"), max_length=120)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Кто в команде"), widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("Руководит первый из отмеченных.")
    )

    def __init__(self, data: Any = None, *, alone: list[Enrollment]) -> None:
        super().__init__(data)
        self.seats = {str(seat.person_id): seat for seat in alone}
        choices = [(key, f"{seat.person.full_name}, {seat.organization}") for key, seat in self.seats.items()]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_teams(request: PersonRequest, pk: int) -> HttpResponse:
    """Search is by the team, its people and NGOs. A POST puts a team together."""
    found = kept(request, pk)
    needle = request.GET.get("q", "")[:100].replace("\x00", "")
    if twin := put_already(request, found):
        messages.success(request, _("Команда «%(team)s» составлена, людям ушли письма.") % {"team": twin})
        return redirect("portals:call_teams", pk=pk)
    everybody_alone = list(team_rules.alone(found).order_by("person__family_name", "person__given_name", "pk"))
    form = TogetherForm(request.POST if request.method == "POST" else None, alone=everybody_alone)
    if form.is_bound and form.is_valid():
        people = [form.seats[key].person for key in form.cleaned_data["people"]]
        try:
            made = actions.put_together(found, people, form.cleaned_data["title"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Команда «%(team)s» составлена, людям ушли письма.") % {"team": made})
            return redirect("portals:call_teams", pk=pk)
    page = Paginator(teams_of(found, needle), PAGE).get_page(request.GET.get("page"))
    context = frame(request, found, "call_teams", (_("Команды"), "")) | {
        "form": form,
        "page": page,
        "rows": team_rows(found, page.object_list),
        "size": parts.size_words(found),
        "needle": needle,
        "alone": everybody_alone,
        "closed": team_rules.reasons_not_to_arrange(found, request.user),
    }
    return render(request, "portals/trainer/call_teams.html", context, status=400 if form.errors else 200)


def put_already(request: PersonRequest, call: Call) -> Team | None:
    """The second of two presses finds its people in the very team that the first one has made."""
    chosen, title = set(request.POST.getlist("people")), folded(request.POST.get("title", "")[:200])
    found = next((team for team in call.teams.standing() if chosen and folded(team.title) == title), None)
    return found if found and {str(member.person_id) for member in team_rules.members_of(found)} == chosen else None


def teams_of(call: Call, needle: str) -> list[Team]:
    """Two queries. A cohort is some hundreds of people: they are sought through in memory, by the school's own folding."""
    teams = list(call.teams.standing().order_by("title", "pk"))
    if not (words := folded(needle)):
        return teams
    members = team_rules.members_by_team(teams)
    return [team for team in teams if words in folded(team.title, *(told(member) for member in members[team.pk]))]


def told(member: TeamMember) -> str:
    return f"{member.person.full_name} {member.enrollment.organization if member.enrollment else ''}"


def team_rows(call: Call, teams: Any) -> list[dict[str, Any]]:
    members = team_rules.members_by_team(teams)
    projects = {project.team_id: project for project in Project.objects.filter(team__in=[team.pk for team in teams])}
    return [
        {
            "team": team,
            "members": members[team.pk],
            "project": projects.get(team.pk),
            "lacks": max(0, call.team_least - len(members[team.pk])),
        }
        for team in teams
    ]


@require_safe
@for_role(*KEEPERS)
def call_team(request: PersonRequest, pk: int, team_id: int) -> HttpResponse:
    """One team: who is in it, who may be brought, where its people may go."""
    found = kept(request, pk)
    team = get_object_or_404(found.teams.standing(), pk=team_id)
    team.call = found
    closed = team_rules.reasons_not_to_arrange(found, request.user)
    context = frame(request, found, "call_teams", (_("Команды"), reverse("portals:call_teams", args=[pk])), (team.title, "")) | {
        "team": team,
        "members": team_rules.members_of(team),
        "project": Project.objects.filter(team=team).first(),
        "others": [other for other in found.teams.standing().order_by("title", "pk") if other.pk != team.pk],
        "alone": team_rules.alone(found).order_by("person__family_name", "person__given_name", "pk") if team_rules.places_left(team) else [],
        "works": team_rules.works_of(team).select_related("stage").order_by("stage__position", "number"),
        "closed": closed,
        "sure": request.GET.get("sure") == "break_up" and not closed,
    }
    return render(request, "portals/trainer/call_team.html", context)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_team_turn(request: PersonRequest, pk: int, team_id: int) -> HttpResponse:
    """Rename, bring a person in, move one to another team or out of any, hand the lead over, break up."""
    found = kept(request, pk)
    team = get_object_or_404(found.teams, pk=team_id)
    team.call = found
    if team.broken_up_at:
        messages.info(request, _("Команда «%(team)s» уже распущена.") % {"team": team})
        return redirect("portals:call_teams", pk=pk)
    try:
        words = turned(request, found, team, request.POST.get("to", ""))
    except Refused as refused:
        tell(request, refused)
        return redirect("portals:call_team", pk=pk, team_id=team_id)
    if words:
        messages.success(request, words)
    gone = not found.teams.standing().filter(pk=team_id).exists()
    return redirect("portals:call_teams", pk=pk) if gone else redirect("portals:call_team", pk=pk, team_id=team_id)


def turned(request: PersonRequest, call: Call, team: Team, to: str) -> str:
    key = number_of(request.POST.get("person", ""))
    if to == "break_up":
        actions.break_up(team, by=request.user, reason=tidy(request.POST.get("reason", ""), lines=True)[:500])
        return _("Команда распущена, людям ушли письма.")
    if to == "rename":
        actions.rename(team, request.POST.get("title", "")[:200].replace("\x00", ""), by=request.user)
        return _("Команда переименована.")
    if to == "bring":
        brought(get_object_or_404(takers(call), person=key).person, team, by=request.user)
        return _("Человек теперь в команде «%(team)s».") % {"team": team}
    member = TeamMember.objects.current().select_related("person", "call", "team").filter(team=team, person=key).first()
    if member is None:
        raise Refused(_("Этого человека уже нет в команде."))
    if to == "lead":
        actions.hand_lead(member, by=request.user)
        return _("Командой теперь руководит %(person)s.") % {"person": member.person.short_name}
    if to == "out":
        actions.leave(member, by=request.user)
        return _("Человек больше не в команде.")
    if to == "move":
        other = get_object_or_404(call.teams.standing(), pk=number_of(request.POST.get("team", "")))
        actions.move(member.person, other, by=request.user)
        return _("Человек теперь в команде «%(team)s».") % {"team": other}
    return ""


def brought(person: User, team: Team, *, by: User) -> None:
    """Who was alone on the page may have found a team meanwhile: nobody is moved out of it unawares."""
    other = team_rules.team_in(team.call, person)
    if other and other.pk != team.pk:
        raise Refused(_("%(person)s уже в команде «%(team)s».") % {"person": person.short_name, "team": other})
    actions.move(person, team, by=by)


_OF = "trainer/calls/<int:pk>/"
urlpatterns = [
    path(f"{_OF}teams/", call_teams, name="call_teams"),
    path(f"{_OF}teams/<int:team_id>/", call_team, name="call_team"),
    path(f"{_OF}teams/<int:team_id>/turn/", call_team_turn, name="call_team_turn"),
]
