"""What a team hands in: the look before it, each version as it was, how two of them differ, what was decided; and the time of the defence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals import project_parts as parts
from courses.portals.presses import number_of, tell
from courses.projects import outcome_rules, project_rules, slot_rules, submission_rules
from courses.projects.actions import slots as slot_actions
from courses.projects.actions import submissions as actions
from courses.projects.difference_rules import difference
from courses.projects.models import DefenceSlot, Project, Stage, Submission
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, Text


def stage_or_404(found: Project, pk: int, *kinds: str) -> Stage:
    stage = next((row for row in found.team.call.stages.all() if row.pk == pk and row.kind in kinds), None)
    if stage is None:
        raise Http404
    stage.call = found.team.call
    return stage


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_hand_in(request: PersonRequest, pk: int, stage_id: int) -> HttpResponse:
    """What goes, whether it is late, what is missing; the button hands in just what the page has shown."""
    read = [] if request.method == "POST" else [*parts.standing_of_work(), *parts.text_of_work()]
    found = parts.project_or_404(request.user, pk, *read)
    seat = parts.seat_of(found.team.call, request.user)
    stage, refused = stage_or_404(found, stage_id, *Stage.Kind), list[Text]()
    if ahead := parts.closed_on_the_way(found.team.call, seat):
        refused = ahead if request.method == "POST" else refused
    elif request.method == "POST":
        try:
            work = actions.hand_in(found, stage, by=request.user, edition=number_of(request.POST.get("edition", "")))
        except Changed:
            found = parts.project_or_404(request.user, pk)
            refused = [_("Пока вы читали, текст изменился. Посмотрите, что уйдёт, и сдайте ещё раз.")]
        except Refused as refusal:
            if twin := own_twin(found, stage, request.user):
                return redirect("portals:submission", pk=twin.pk)
            refused = refusal.reasons
        else:
            messages.success(request, _("Работа сдана. О решении придёт письмо."))
            return redirect("portals:submission", pk=work.pk)
    last = submission_rules.last_of(found, stage)
    closed = list(map(str, ahead)) or submission_rules.reasons_not_to_hand_in(found, stage, request.user)
    context = parts.frame_for(found.team.call, seat, parts.to_project(found), (_("Сдать"), "")) | {
        "project": found,
        "stage": stage,
        "closed": [reason for reason in closed if reason not in map(str, refused)],
        "shut": bool(closed),
        "refused": refused,
        "due": submission_rules.due_of(stage, last),
        "late": submission_rules.is_late(stage, last, timezone.now()),
        "missing": [] if closed else parts.missing_rows(found, stage),
        "facts": parts.fact_rows(project_rules.facts_of(found)),
        "files": [row for row in found.files.all() if row.removed_at is None],
    }
    return render(request, "portals/cabinet/project_hand_in.html", context, status=409 if refused else 200)


def own_twin(found: Project, stage: Stage, person: User) -> Submission | None:
    """The second of two presses meets what the first one has just handed in."""
    last = submission_rules.last_of(found, stage)
    fresh = last is not None and last.state == Submission.State.HANDED and last.by_id == person.pk
    return last if fresh else None


def works_of(person: User) -> Any:
    own = Submission.objects.filter(project__in=Project.objects.of(person).order_by().values("pk"))
    return own.select_related("stage__call", "by", "project__team__call__cohort", "project__team__call__module")


@login_required
@require_safe
def submission(request: PersonRequest, pk: int) -> HttpResponse:
    """A version as it was handed in, and what has come of it."""
    versions = Prefetch("project__submissions", Submission.objects.with_files())
    rows = works_of(request.user).prefetch_related("stage__call__stages", parts.people_of("project__team"), versions)
    found = get_object_or_404(rows, pk=pk)
    read = next(row for row in found.project.submissions.all() if row == found)  # with its files
    tone, sign = submission_rules.TONES[Submission.State(found.state)]
    newest = submission_rules.last_of(found.project, found.stage)
    before = submission_rules.previous(found)
    heading = worded(found)
    context = parts.frame(found.project.team.call, request.user, parts.to_project(found.project), (heading, "")) | {
        "submission": found,
        "heading": heading,
        "tone": tone,
        "sign": sign,
        "words": submission_rules.told(found),
        "outcome": outcome_rules.told([found]).get(found.pk),
        "may_redo": newest == found and parts.takes(found.project, found.stage, request.user),
        "may_take_back": not submission_rules.reasons_not_to_take_back(found, request.user),
        "facts": parts.fact_rows(found.facts),
        "files": read.files.all(),
        "before": before,
        "differences": difference(before, read) if before else [],
    }
    return render(request, "portals/cabinet/submission.html", context)


def worded(work: Submission) -> str:
    """«Замысел, версия 2»."""
    return _("%(stage)s, версия %(number)d") % {"stage": work.stage, "number": work.number}


@login_required
@require_POST
def submission_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(works_of(request.user), pk=pk)
    try:
        actions.take_back(found, by=request.user)
        messages.success(request, _("Работа отозвана. Поправьте её и сдайте снова."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:submission", pk=pk)


class TwoForm(forms.Form):
    """Which two versions."""

    old = forms.ChoiceField(label=gettext_lazy("Было"))
    new = forms.ChoiceField(label=gettext_lazy("Стало"))

    def __init__(self, *args: Any, works: list[Submission], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            field: Any = self.fields[name]
            field.choices = [(work.pk, f"{worded(work)} – {date_format(timezone.localtime(work.at), 'j E, H:i')}") for work in works]


@login_required
@require_safe
def project_versions(request: PersonRequest, pk: int) -> HttpResponse:
    """Every version, the newest first; any two of them side by side."""
    found = parts.project_or_404(request.user, pk)
    works = list(found.submissions.select_related("stage", "by").defer("facts").order_by("-at", "-pk"))
    page = Paginator(works, parts.PAGE).get_page(request.GET.get("page"))
    initial = {"old": works[1 if len(works) > 1 else 0].pk, "new": works[0].pk} if works else {}
    form = TwoForm(request.GET if "old" in request.GET else None, works=works, initial=initial)
    context = parts.frame(found.team.call, request.user, parts.to_project(found), (_("Версии"), "")) | {
        "project": found,
        "rows": [version_row(work) for work in page.object_list],
        "page": page,
        "form": form,
        "many": len(works) > 1,
    }
    if form.is_bound and form.is_valid():
        old, new = (found.submissions.select_related("stage").with_files().get(pk=form.cleaned_data[name]) for name in ("old", "new"))
        context |= {"compared": f"{worded(old)} → {worded(new)}", "differences": difference(old, new)}
    return render(request, "portals/cabinet/project_versions.html", context)


def version_row(work: Submission) -> dict[str, Any]:
    tone, icon = submission_rules.TONES[Submission.State(work.state)]
    return {"submission": work, "words": worded(work), "tone": tone, "icon": icon, "state": submission_rules.told(work)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: PersonRequest, pk: int, stage_id: int) -> HttpResponse:
    """Free times of the defence; taking another one gives the old one back."""
    found = parts.project_or_404(request.user, pk, *([] if request.method == "POST" else parts.standing_of_work()))
    stage, team, refused = stage_or_404(found, stage_id, Stage.Kind.DEFENCE), found.team, list[Text]()
    if request.method == "POST":
        slot = get_object_or_404(DefenceSlot.objects.filter(stage=stage), pk=number_of(request.POST.get("slot", "")))
        try:
            if request.POST.get("do") == "free":
                if slot.team_id == team.pk:
                    slot_actions.free(slot, by=request.user)
                messages.success(request, _("Время освобождено."))
            else:
                slot_actions.book(slot, team, by=request.user)
                messages.success(request, _("Время за вами."))
            return redirect("portals:slots", pk=pk, stage_id=stage_id)
        except Refused as refusal:
            refused = refusal.reasons
    own = slot_rules.slot_of(team, stage)
    free = slot_rules.board_of(stage).filter(team=None, starts_at__gt=timezone.now())
    page = Paginator(free, parts.PAGE).get_page(request.GET.get("page"))
    context = parts.frame(team.call, request.user, parts.to_project(found), (_("Время защиты"), "")) | {
        "project": found,
        "stage": stage,
        "own": own,
        "may_free": own is not None and not slot_rules.reasons_not_to_free(own, request.user),
        "closed": project_rules.reasons_not_in(team, request.user) or slot_rules.reasons_not_to_choose(team, stage),
        "page": page,
        "any": own is not None or page.paginator.count > 0 or stage.slots.exists(),
        "refused": refused,
    }
    return render(request, "portals/cabinet/project_slots.html", context, status=409 if refused else 200)


urlpatterns = [
    path("cabinet/projects/<int:pk>/stages/<int:stage_id>/", project_hand_in, name="project_hand_in"),
    path("cabinet/projects/<int:pk>/stages/<int:stage_id>/slots/", slots, name="slots"),
    path("cabinet/projects/<int:pk>/versions/", project_versions, name="project_versions"),
    path("cabinet/submissions/<int:pk>/", submission, name="submission"),
    path("cabinet/submissions/<int:pk>/back/", submission_back, name="submission_back"),
]
