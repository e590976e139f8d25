"""A team's project: where it stands, its text as it is being written by several people, its files, its sheet for paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals import project_parts as parts
from courses.portals.presses import number_of, tell
from courses.portals.returning import returning, settled, typed
from courses.projects import draft_rules, project_rules, submission_rules, team_rules
from courses.projects.actions import projects as actions
from courses.projects.models import DefenceSlot, Project, ProjectFile, Stage
from courses.projects.project_forms import PaperForm, ProjectForm, unit_of
from courses.projects.project_rules import FIELDS, Row
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, Text

TRIES = 5  # of a save that somebody else's overtakes
PLAIN = tuple(name for name in FIELDS if name not in ("links", "budget"))


@login_required
@require_safe
def project(request: PersonRequest, pk: int) -> HttpResponse:
    found = parts.project_or_404(request.user, pk, *parts.standing_of_work(), *parts.text_of_work())
    call, stages = found.team.call, parts.stage_rows(found.team.call, found)
    closed = project_rules.reasons_not_to_write(found, request.user)
    now = next((row for row in stages if row["shape"] == "now"), None)
    if now:
        now |= {"takes": parts.takes(found, now["stage"], request.user), "missing": parts.missing_rows(found, now["stage"])}
    defences = [row["stage"] for row in stages if row["stage"].kind == Stage.Kind.DEFENCE]
    slots = {slot.stage_id: slot for slot in found.team.slots.all()}
    offered = set(DefenceSlot.objects.filter(stage__in=defences).order_by().values_list("stage", flat=True).distinct())
    context = parts.frame(call, request.user, parts.to_project(found)) | {
        "project": found,
        "team": found.team,
        "members": team_rules.members_of(found.team),
        "stages": stages,
        "now": now,
        "over": bool(stages) and now is None,
        "defences": [
            {"stage": stage, "slot": slots.get(stage.pk), "waits": submission_rules.reasons_not_accepted_before(found, stage)}
            for stage in defences
            if stage.pk in offered
        ],
        "closed": closed,
        "files": len(found.files.all()),
        "versions": len(found.submissions.all()),
        "linked": True,
    }
    return render(request, "portals/cabinet/project.html", context)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Several may write at once, and every half a minute is saved: whose word stands where is for `draft_rules` to say."""
    found = parts.project_or_404(request.user, pk)
    if request.method == "POST" and "more" in request.POST:
        return page(request, found, form_of(request, found, typed=sent(request), more=request.POST["more"]))
    if request.method == "POST":
        return saved(request, found)
    if project_rules.reasons_not_to_write(found, request.user):
        return redirect("portals:project", pk=pk)
    words = typed(request)
    return page(request, found, form_of(request, found, typed=words), restored=bool(words))


def form_of(request: PersonRequest, found: Project, data: Any = None, **more: Any) -> ProjectForm:
    cards = list(project_rules.organizations_of(found.team))
    if found.organization and found.organization not in cards:
        cards.append(found.organization)
    return ProjectForm(data, known=draft_rules.told(found), organizations=cards, **more)


def sent(request: PersonRequest, units: Any = (*FIELDS,)) -> dict[str, str]:
    """What came in the fields of these units, as it was typed."""
    return {
        name: str(value) for name, value in request.POST.items() if unit_of(name) in units or (name.startswith("was_") and len(units) == len(FIELDS))
    }


def saved(request: PersonRequest, found: Project) -> HttpResponse:
    form, quiet = form_of(request, found, request.POST), request.headers.get("HX-Request") == "true"
    form.is_valid()
    if form.spoilt() and not quiet:
        return page(request, found, form, status=400)
    before, refused = found.saved_by, list[Text]()
    try:
        found, merged = kept(request, found, form)
    except Refused as refusal:
        refused, merged = refusal.reasons, draft_rules.Merged({}, (), ())
    else:
        settled(request)
    other = before.short_name if before and before != request.user else ""  # unknown: a colleague before them, or their own other window
    if quiet:
        return whisper(request, found, form, merged, refused, other)
    if refused:
        return page(request, found, form, status=409, refused=refused)
    if merged.conflicts:
        form = form_of(request, found, typed=sent(request, merged.conflicts))
        return page(request, found, form, status=409, conflicts=merged.conflicts, other=other, asked=request.POST.getlist("ask"))
    messages.success(request, _("Сохранено."))
    return redirect("portals:project_edit", pk=found.pk)


def kept(request: PersonRequest, found: Project, form: ProjectForm) -> tuple[Project, draft_rules.Merged]:
    """Whoever was faster is read again and merged with: nobody's word is written over. What has not changed is not written."""
    chosen, asked = {unit: request.POST.get(f"take_{unit}", "") for unit in FIELDS}, set(request.POST.getlist("ask"))
    for _attempt in range(TRIES):
        now = draft_rules.told(found)
        merged = draft_rules.merged(form.typed(), form.was(), now, chosen, asked)
        changed = {unit: value for unit, value in merged.values.items() if value != now[unit]}
        fields = {"organization_id" if unit == "organization" else unit: changed[unit] for unit in PLAIN if unit in changed}
        budget = [Row(**line) for line in changed["budget"]] if "budget" in changed else None
        try:
            actions.save(found, fields, edition=found.edition, by=request.user, budget=budget, links=changed.get("links"))
        except Changed:
            found = parts.project_or_404(request.user, found.pk)
        else:
            return parts.project_or_404(request.user, found.pk), merged
    raise Refused(_("Сейчас текст сохраняют сразу несколько человек. Сохраните ещё раз."))


def whisper(request: PersonRequest, found: Project, form: ProjectForm, merged: draft_rules.Merged, refused: list[Text], other: str) -> HttpResponse:
    """The answer to a saving that nobody pressed: what is kept, what is not and why, what has come from others."""
    trouble, came = str(refused[0]) if refused else "", form.typed()
    if not trouble and merged.conflicts:
        names = ", ".join(str(FIELDS[unit]) for unit in merged.conflicts)
        words = _("Не сохранено: %(fields)s. Там же пишет %(name)s. Нажмите «Сохранить» и выберите, чей текст оставить.")
        if not other:
            words = _("Не сохранено: %(fields)s. С тех пор там сохранён другой текст. Нажмите «Сохранить» и выберите, какой оставить.")
        trouble = words % {"name": other, "fields": names}
    if not trouble and form.spoilt():
        name = next(name for name in form.fields if name in form.errors)
        trouble = _("Ещё не сохранено: %(field)s – %(error)s") % {"field": form.fields[name].label, "error": form.errors[name][0]}
    stage = stage_now(found)
    context = {
        "project": found,
        "autosaved": True,
        "trouble": trouble,
        "said": trouble or _("Сохранено"),
        "stale": [] if trouble else [str(FIELDS[unit]) for unit in merged.theirs],
        "other": other,
        "hidden": [(unit, draft_rules.digest(value)) for unit, value in came.items() if unit in merged.values and merged.values[unit] == value],
        "missing": parts.missing_rows(found, stage) if stage else [],
        "stage": stage,
    }
    return render(request, "portals/cabinet/project_kept.html", context)


def stage_now(found: Project) -> Stage | None:
    """Where the team stands, for the list of what is missing beside the text."""
    return next((row["stage"] for row in parts.stage_rows(found.team.call, found) if row["shape"] == "now"), None)


def page(request: PersonRequest, found: Project, form: ProjectForm, *, status: int = 200, **more: Any) -> HttpResponse:
    stage, conflicts, asked = stage_now(found), more.get("conflicts", ()), more.get("asked", [])
    facts = project_rules.facts_of(found) if conflicts else {}
    sections = [
        {
            "name": unit,
            "label": label,
            "field": form[unit] if unit in form.fields else None,
            "conflict": unit in conflicts,
            "unanswered": unit in conflicts and unit in asked,
            "theirs": parts.fact_row(unit, facts.get(unit)) if conflicts else None,
        }
        for unit, label in FIELDS.items()
    ]
    context = parts.frame(found.team.call, request.user, parts.to_project(found), (_("Текст"), "")) | more
    context |= {
        "project": found,
        "form": form,
        "sections": sections,
        "stage": stage,
        "missing": parts.missing_rows(found, stage) if stage else [],
    }
    return render(request, "portals/cabinet/project_edit.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_files(request: PersonRequest, pk: int) -> HttpResponse:
    found = parts.project_or_404(request.user, pk)
    post = request.method == "POST"
    form = PaperForm(*((request.POST, request.FILES) if post else ()), papers=project_rules.papers_of(found))
    if post and form.is_valid():
        try:
            actions.attach(found, form.cleaned_data["file"], by=request.user, paper=form.cleaned_data.get("paper", ""))
        except Refused as refused:
            form.add_error("file", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Файл приложен."))
            return redirect("portals:project_files", pk=pk)
    closed = project_rules.reasons_not_to_write(found, request.user)
    removed = number_of(request.GET.get("removed", ""))
    context = parts.frame(found.team.call, request.user, parts.to_project(found), (_("Файлы"), "")) | {
        "project": found,
        "form": form,
        "files": found.files.attached().select_related("file", "by"),
        "closed": closed,
        "full": project_rules.reasons_not_to_take(found, request.user) if not closed and not post else [],
        "removed": found.files.exclude(removed_at=None).select_related("file").filter(pk=removed).first() if removed else None,
    }
    return render(request, "portals/cabinet/project_files.html", context, status=400 if form.errors else 200)


def own_file(person: User, pk: int) -> ProjectFile:
    rows = ProjectFile.objects.filter(project__in=Project.objects.of(person).order_by().values("pk"))
    return get_object_or_404(rows.select_related("project__team__call__cohort", "file"), pk=pk)


@login_required
@require_POST
def project_file_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Done at once; the page that follows offers to take it back."""
    row = own_file(request.user, pk)
    address = redirect("portals:project_files", pk=row.project_id)
    try:
        actions.detach(row, by=request.user)
        address["Location"] += f"?removed={row.pk}"
    except Refused as refused:
        tell(request, refused)
    return address


@login_required
@require_POST
def project_file_back(request: PersonRequest, pk: int) -> HttpResponse:
    row = own_file(request.user, pk)
    try:
        actions.bring_back(row, by=request.user)
        messages.success(request, _("Файл снова приложен."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:project_files", pk=row.project_id)


@login_required
@require_safe
def project_print(request: PersonRequest, pk: int) -> HttpResponse:
    found = parts.project_or_404(request.user, pk)
    facts = project_rules.facts_of(found)
    context = parts.frame(found.team.call, request.user, parts.to_project(found), (_("Для печати"), "")) | {
        "project": found,
        "team": found.team,
        "people": facts["people"],
        "facts": [row for row in parts.fact_rows(facts) if row["label"] != FIELDS["title"]],
        "files": found.files.attached().select_related("file"),
    }
    return render(request, "portals/cabinet/project_print.html", context)


urlpatterns = [
    path("cabinet/projects/<int:pk>/", project, name="project"),
    path("cabinet/projects/<int:pk>/edit/", project_edit, name="project_edit"),
    path("cabinet/projects/<int:pk>/files/", project_files, name="project_files"),
    path("cabinet/projects/<int:pk>/print/", project_print, name="project_print"),
    path("cabinet/project-files/<int:pk>/remove/", project_file_remove, name="project_file_remove"),
    path("cabinet/project-files/<int:pk>/back/", project_file_back, name="project_file_back"),
]
