"""The way into a team: the call and its assignment, a new team, requests and invitations, and their answers."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals import project_parts as parts
from courses.portals.presses import number_of, tell
from courses.portals.teams import after, team_or_404, to_team
from courses.projects import call_rules, team_rules
from courses.projects.actions import teams as actions
from courses.projects.models import Call, Project, Team, TeamInvitation, TeamMember
from courses.projects.team_forms import PeopleForm, TeamForm
from school.people.models import Town, User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text, folded


@login_required
@require_safe
def project_call(request: PersonRequest, pk: int) -> HttpResponse:
    """The assignment, the stages, the criteria; and the own team, or how to come by one."""
    call = parts.call_or_404(request.user, pk)
    seat, rows = parts.seat_of(call, request.user), team_rules.rows_of(call, request.user)
    team = team_rules.team_among(rows)
    project = Project.objects.filter(team=team).first() if team else None
    closed = call_rules.reasons_not_to_take_part(call, request.user, seat)
    context = parts.frame_for(call, seat) | {
        "team": team,
        "project": project,
        "members": team_rules.members_of(team) if team else [],
        "stages": parts.stage_rows(call, project),
        "criteria": parts.criteria_rows(call),
        "size": parts.size_words(call),
        "closed": closed,
        "linked": True,
    }
    return render(request, "portals/cabinet/project_call.html", context if team else context | first_steps(request, call, closed, rows))


def first_steps(request: PersonRequest, call: Call, closed: list[str], been: list[TeamMember]) -> dict[str, Any]:
    """Of somebody without a team: who invites, who takes people, why not any more."""
    rows = TeamInvitation.objects.open().filter(team__call=call, person=request.user).select_related("team", "by")
    teams = list(Team.objects.standing().filter(call=call).with_room().order_by("title", "pk"))  # of a cohort: some hundreds at most
    page = Paginator(teams, parts.PAGE).get_page(request.GET.get("page"))
    asked, invited = {row.team_id: row.pk for row in rows if row.asks}, [row for row in rows if not row.asks]
    members = team_rules.members_by_team(page.object_list)
    rows_shown = [
        {
            "team": team,
            "people": [member.person.full_name for member in members[team.pk]],
            "free": call.team_most - len(members[team.pk]),
            "asked": asked.get(team.pk),
            "invites": any(row.team_id == team.pk for row in invited),
        }
        for team in page.object_list
    ]
    return {
        "invited": invited,
        "against": team_rules.reasons_not_to_found(call, request.user, closed, been),
        "form": TeamForm(),
        "page": page,
        "rows": rows_shown,
        "gone": max((row.team for row in been if row.team.broken_up_at), key=attrgetter("broken_up_at"), default=None),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_found(request: PersonRequest, pk: int) -> HttpResponse:
    call = parts.call_or_404(request.user, pk)
    form, against = TeamForm(request.POST if request.method == "POST" else None), list[Text]()
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.found(call, request.user, form.cleaned_data["title"])
        except Refused as refused:
            form.add_error("title", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Команда собрана. Теперь позовите остальных."))
            return redirect("portals:team", pk=team.pk)
    elif request.method != "POST":
        against = list(team_rules.reasons_not_to_found(call, request.user))
    context = parts.frame(call, request.user, (_("Новая команда"), "")) | {
        "form": form,
        "against": against,
        "heading": _("Соберите свою команду"),
        "action": _("Собрать команду"),
        "back": reverse("portals:project_call", args=[call.pk]),
    }
    return render(request, "portals/cabinet/team_found.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def team_ask(request: PersonRequest, pk: int) -> HttpResponse:
    """By somebody from outside the team: they see it in the list of the call."""
    calls = Call.objects.visible_to(request.user).order_by().values("pk")
    team = get_object_or_404(Team.objects.standing().filter(call__in=calls).select_related("call__cohort"), pk=pk)
    try:
        actions.ask_to_join(team, by=request.user)
        messages.success(request, _("Просьба у руководителя команды. Ответ придёт письмом."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:project_call", pk=team.call_id)


def invitation_or_404(person: User, pk: int) -> TeamInvitation:
    return get_object_or_404(TeamInvitation.objects.visible_to(person).select_related("team__call__cohort", "person"), pk=pk)


@login_required
@require_POST
def team_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """To an invitation by whoever is invited, to a request by whoever leads."""
    found, accept = invitation_or_404(request.user, pk), request.POST.get("answer") == "accept"
    try:
        actions.answer(found, accept=accept, by=request.user)
        said = (_("Человек принят в команду."), _("Вы в команде.")) if accept else (_("Вы отказали."), _("Вы отказались."))
        messages.success(request, said[0] if found.asks else said[1])
    except Refused as refused:
        tell(request, refused)
    return after(request, found.team)


@login_required
@require_POST
def team_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = invitation_or_404(request.user, pk)
    try:
        actions.take_back(found, by=request.user)
        messages.success(request, _("Просьба отозвана.") if found.asks else _("Приглашение отозвано."))
    except Refused as refused:
        tell(request, refused)
    return after(request, found.team)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Among those of the cohort who have no team."""
    found = team_or_404(request.user, pk)
    people = team_rules.alone(found.call).order_by("person__family_name", "person__given_name", "pk")
    if request.method == "POST":
        person = get_object_or_404(call_rules.takers(found.call), person=number_of(request.POST.get("person", ""))).person
        try:
            actions.invite(found, person, by=request.user)
            messages.success(request, _("Приглашение отправлено: %(name)s.") % {"name": person.full_name})
        except Refused as refused:
            tell(request, refused)
        return redirect("portals:team", pk=found.pk)
    form = PeopleForm(request.GET if "q" in request.GET else None)
    sought = folded(form.cleaned_data["q"]) if form.is_bound and form.is_valid() else ""
    page = Paginator(looked_for(people, sought), parts.PAGE).get_page(request.GET.get("page"))
    open_ones = found.invitations.open().filter(person__in=[row.person_id for row in page.object_list]).values_list("person", flat=True)
    invited = set(open_ones)
    rows = [{"person": row.person, "where": parts.where(row), "invited": row.person_id in invited} for row in page.object_list]
    context = parts.frame(found.call, request.user, to_team(found), (_("Пригласить"), "")) | {
        "team": found,
        "form": form,
        "page": page,
        "rows": rows,
        "size": parts.size_words(found.call),
        "against": against_inviting(found, request.user),
    }
    return render(request, "portals/cabinet/team_invite.html", context)


def looked_for(people: Any, sought: str) -> Any:
    if not sought:
        return people
    towns = [town.pk for town in Town.objects.all() if sought in folded(town.name)]
    by_words = Q(person__folded_name__contains=sought) | Q(organization__folded_name__contains=sought)
    return people.filter(by_words | Q(town__in=towns))


def against_inviting(team: Team, by: User) -> list[str]:
    """What stands in the way whoever is invited."""
    if reasons := team_rules.reasons_not_to_gather(team.call):
        return reasons
    if not team_rules.leads(team, by):
        return [_("Приглашает тот, кто руководит командой.")]
    return [] if team_rules.places_left(team) else [_("В команде уже столько человек, сколько можно.")]


urlpatterns = [
    path("cabinet/calls/<int:pk>/", project_call, name="project_call"),
    path("cabinet/calls/<int:pk>/team/", team_found, name="team_found"),
    path("cabinet/teams/<int:pk>/ask/", team_ask, name="team_ask"),
    path("cabinet/teams/<int:pk>/invite/", team_invite, name="team_invite"),
    path("cabinet/team-invitations/<int:pk>/answer/", team_answer, name="team_answer"),
    path("cabinet/team-invitations/<int:pk>/back/", team_take_back, name="team_take_back"),
]
