"""The person's own team: who is in it, its name, who leads, who leaves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.portals import project_parts as parts
from courses.portals.presses import number_of
from courses.projects import project_rules, team_rules
from courses.projects.actions import teams as actions
from courses.projects.models import Project, Team, TeamInvitation, TeamMember
from courses.projects.team_forms import LeadForm, TeamForm
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text


def team_or_404(person: User, pk: int, *read: Any) -> Team:
    return get_object_or_404(Team.objects.of(person).select_related("call__cohort", "call__module").prefetch_related(*read), pk=pk)


def to_team(team: Team) -> tuple[str, str]:
    return team.title, reverse("portals:team", args=[team.pk])


@login_required
@require_safe
def team(request: PersonRequest, pk: int) -> HttpResponse:
    found = team_or_404(request.user, pk, parts.people_of())
    members = team_rules.members_of(found)
    waiting = list(found.invitations.open().select_related("person").order_by("at", "pk"))
    places = parts.wheres({row.person_id for row in members} | {row.person_id for row in waiting}, found.call)
    own = next(row for row in members if row.person_id == request.user.pk)
    leader, gathering = own is members[0], team_rules.reasons_not_to_gather(found.call)
    leading = not team_rules.reasons_not_to_lead_over(found, request.user)
    context = parts.frame(found.call, request.user, to_team(found)) | {
        "team": found,
        "project": Project.objects.filter(team=found).first(),
        "members": [
            {
                "person": row.person,
                "where": places.get(row.person_id, ""),
                "leads": row is members[0],
                "own": row is own,
                "let_go": row.pk if leader and row is not own and not gathering else None,
            }
            for row in members
        ],
        "asking": [told(row, places, leader) for row in waiting if row.asks],
        "sent": [told(row, places, leader) for row in waiting if not row.asks],
        "size": parts.size_words(found.call),
        "closed": gathering,
        "own": own,
        "may": {
            "invite": leader and not gathering and not project_rules.reasons_not_in(found, request.user) and len(members) < found.call.team_most,
            "rename": leading,
            "hand_lead": leading and len(members) > 1,
            "leave": not gathering,
            "break_up": leader and not team_rules.reasons_not_to_break_up(found, request.user),
        },
    }
    return render(request, "portals/cabinet/team.html", context)


def told(row: TeamInvitation, places: dict[int, str], leader: bool) -> dict[str, Any]:
    return {"pk": row.pk, "person": row.person, "where": places.get(row.person_id, ""), "may_answer": leader, "may_take_back": leader}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_rename(request: PersonRequest, pk: int) -> HttpResponse:
    found = team_or_404(request.user, pk)
    form = TeamForm(request.POST if request.method == "POST" else None, initial={"title": found.title})
    against = team_rules.reasons_not_to_lead_over(found, request.user) if request.method != "POST" else []
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename(found, form.cleaned_data["title"], by=request.user)
        except Refused as refused:
            form.add_error("title", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Команда переименована."))
            return redirect("portals:team", pk=found.pk)
    context = parts.frame(found.call, request.user, to_team(found), (_("Название"), "")) | {
        "form": form,
        "against": against,
        "heading": _("Переименовать команду"),
        "action": _("Переименовать"),
        "back": reverse("portals:team", args=[found.pk]),
    }
    return render(request, "portals/cabinet/team_found.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_lead(request: PersonRequest, pk: int) -> HttpResponse:
    found = team_or_404(request.user, pk)
    others = TeamMember.objects.current().filter(team=found).exclude(person=request.user).select_related("person")
    form = LeadForm(request.POST if request.method == "POST" else None, members=others)
    if others.filter(pk=number_of(request.POST.get("member", "")), leads=True).exists():  # a second press
        return redirect("portals:team", pk=found.pk)
    against = team_rules.reasons_not_to_lead_over(found, request.user)
    if not against and not others:
        against = [_("В команде, кроме вас, никого нет.")]
    if request.method == "POST" and not against and form.is_valid():
        try:
            actions.hand_lead(form.cleaned_data["member"], by=request.user)
        except Refused as refused:
            form.add_error("member", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Теперь командой руководит %(name)s.") % {"name": form.cleaned_data["member"].person.full_name})
            return redirect("portals:team", pk=found.pk)
    context = parts.frame(found.call, request.user, to_team(found), (_("Руководство"), "")) | {
        "form": form,
        "against": against,
        "heading": _("Передать руководство"),
        "action": _("Передать руководство"),
        "back": reverse("portals:team", args=[found.pk]),
    }
    return render(request, "portals/cabinet/team_found.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """The person's own leaving, or the leader's letting somebody go: it asks first."""
    rows = TeamMember.objects.current().filter(team__in=Team.objects.of(request.user).order_by().values("pk"))
    member = get_object_or_404(rows.select_related("team__call__cohort", "team__call__module", "call__cohort", "person"), pk=pk)
    own = member.person_id == request.user.pk
    alone = own and TeamMember.objects.current().filter(team=member.team).count() == 1
    heading = _("Выйти из команды «%(team)s»?") if own else _("Вывести из команды «%(team)s»: %(name)s?")
    words = gettext_lazy("Проект останется у команды, вы его больше не увидите. Вернуться можно, если вас примут снова.")
    if alone:
        words = gettext_lazy("В команде больше никого нет: с вашим уходом она распадётся.")
    if not own:
        words = gettext_lazy("Проект этот человек больше не увидит. Ему придёт письмо.")
    return asked(
        request,
        member.team,
        team_rules.reasons_not_to_leave(member, request.user),
        lambda: actions.leave(member, by=request.user),
        heading=heading % {"team": member.team, "name": member.person.full_name},
        words=words,
        action=_("Выйти из команды") if own else _("Вывести из команды"),
        done=_("Вы вышли из команды.") if own else _("%(name)s больше не в команде.") % {"name": member.person.full_name},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_break_up(request: PersonRequest, pk: int) -> HttpResponse:
    found = team_or_404(request.user, pk)
    return asked(
        request,
        found,
        team_rules.reasons_not_to_break_up(found, request.user),
        lambda: actions.break_up(found, by=request.user),
        heading=_("Распустить команду «%(team)s»?") % {"team": found},
        words=_("Все останутся без команды и получат письмо. Текст проекта больше никто не увидит. Вернуть команду нельзя."),
        action=_("Распустить команду"),
        done=_("Команда распущена."),
    )


def after(request: PersonRequest, team: Team) -> HttpResponse:
    """Back to where the person stands by now: in the team, or before it."""
    if Team.objects.of(request.user).filter(pk=team.pk).exists():
        return redirect("portals:team", pk=team.pk)
    return redirect("portals:project_call", pk=team.call_id)


def asked(request: PersonRequest, team: Team, against: list[str], act: Any, **said: Text) -> HttpResponse:
    """A step that cannot be undone: the page asks, the button does it."""
    if request.method == "POST" and not against:
        try:
            act()
        except Refused as refused:
            against = [str(reason) for reason in refused.reasons]
        else:
            messages.success(request, str(said["done"]))
            return after(request, team)
    context = parts.frame(team.call, request.user, to_team(team), (str(said["action"]), "")) | said | {"team": team, "against": against}
    return render(request, "portals/cabinet/team_sure.html", context, status=409 if against and request.method == "POST" else 200)


urlpatterns = [
    path("cabinet/teams/<int:pk>/", team, name="team"),
    path("cabinet/teams/<int:pk>/rename/", team_rename, name="team_rename"),
    path("cabinet/teams/<int:pk>/lead/", team_lead, name="team_lead"),
    path("cabinet/teams/<int:pk>/break-up/", team_break_up, name="team_break_up"),
    path("cabinet/team-members/<int:pk>/leave/", team_leave, name="team_leave"),
]
