"""Calls for projects on the staff's side: the list, a new one, its rules, opening and closing, how participants see it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enrollment.rules import of_kept_cohorts
from courses.portals import project_parts as parts
from courses.portals.access import KEEPERS, for_role
from courses.portals.excuses import visiting
from courses.portals.presses import number_of, tell
from courses.program.models import Cohort, Kind, Module
from courses.projects import call_rules
from courses.projects.actions import calls as actions
from courses.projects.actions.sketches import sketch
from courses.projects.call_forms import CallForm
from courses.projects.jury_rules import UNDECIDED
from courses.projects.models import Call
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 15
TONES = {"draft": ("", "edit"), "open": ("ok", "check"), "closed": ("warn", "lock")}


def kept(request: PersonRequest, pk: int) -> Call:
    return get_object_or_404(Call.objects.kept_by(request.user).select_related("cohort", "module"), pk=pk)


def frame(request: PersonRequest, call: Call, at: str, *way: tuple[str, str]) -> dict[str, Any]:
    """Crumbs and the pages of one call; `way` – pairs of title and address behind the page `at`."""
    tabs = [
        ("call", _("Обзор")),
        ("call_jury", _("Рецензенты")),
        ("call_teams", _("Команды")),
        ("call_slots", _("Защита")),
        ("call_works", _("Работы")),
    ]
    steps = [(_("Проекты"), reverse("portals:calls")), (call.title, reverse("portals:call", args=[call.pk])), *way]
    crumbs = [{"title": title, "url": url} for title, url in steps]
    crumbs[-1]["url"] = ""
    tone, sign = TONES[call.state]
    return {
        "visiting": visiting(request),
        "call": call,
        "pages": [{"title": title, "url": reverse(f"portals:{name}", args=[call.pk]), "current": name == at} for name, title in tabs],
        "pill": {"tone": tone, "sign": sign, "text": call.get_state_display()},
        "crumbs": crumbs,
    }


@require_safe
@for_role(*KEEPERS)
def call_list(request: PersonRequest) -> HttpResponse:
    """Of the person's cohorts, or of every one for the office; what is archived stays out."""
    rows = Call.objects.kept_by(request.user).exclude(cohort__state=Cohort.State.ARCHIVED).select_related("cohort")
    counted = rows.annotate(
        number=Count("teams", filter=Q(teams__broken_up_at=None), distinct=True),
        waiting=Count("stages__submissions", filter=Q(stages__submissions__state__in=UNDECIDED), distinct=True),
    )
    page = Paginator(counted.order_by("-made_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    found = [{"call": call, "pill": dict(zip(("tone", "sign"), TONES[call.state], strict=True))} for call in page.object_list]
    return render(request, "portals/trainer/calls.html", {"visiting": visiting(request), "page": page, "rows": found})


class NewCallForm(forms.Form):
    where = forms.ChoiceField(label=gettext_lazy("Поток и модуль"))
    source = forms.ChoiceField(label=gettext_lazy("С чего начать"), required=False)

    def __init__(self, data: Any = None, *, where: list[Any], source: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["where"].choices = where  # type: ignore[attr-defined]
        self.fields["source"].choices = source  # type: ignore[attr-defined]
        self.fields["source"].quiet = True  # type: ignore[attr-defined]


def places(user: User) -> dict[str, tuple[Cohort, Module]]:
    """Cohorts that the person keeps, with modules of project work that hold no call there yet. Three queries."""
    cohorts = of_kept_cohorts(Cohort.objects.working(), user, "pk")
    found = list(cohorts.select_related("program").order_by("-starts_on", "pk")[:100])
    held = set(Call.objects.filter(cohort__in=found).values_list("cohort_id", "module_id"))
    modules = list(Module.objects.filter(program__in={cohort.program_id for cohort in found}, kind=Kind.PROJECT_WORK).order_by("position", "pk"))
    pairs = [(cohort, module) for cohort in found for module in modules if module.program_id == cohort.program_id]
    return {f"{cohort.pk}-{module.pk}": (cohort, module) for cohort, module in pairs if (cohort.pk, module.pk) not in held}


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_new(request: PersonRequest) -> HttpResponse:
    """By the example, or by another call with its days moved."""
    where = places(request.user)
    sources = {str(call.pk): call for call in Call.objects.kept_by(request.user).select_related("cohort", "module").order_by("-made_at")[:50]}
    form = NewCallForm(
        request.POST if request.method == "POST" else None,
        where=[(key, f"{cohort}: {module}") for key, (cohort, module) in where.items()],
        source=[
            ("", _("Пример школы: три этапа и пять критериев")),
            *((key, _("Копия: %(call)s") % {"call": call}) for key, call in sources.items()),
        ],
    )
    if form.is_bound and (twin := made_already(request, where)):
        return redirect("portals:call", pk=twin.pk)
    if form.is_bound and form.is_valid():
        cohort, module = where[form.cleaned_data["where"]]
        source = sources.get(form.cleaned_data["source"])
        try:
            made = actions.copy_call(source, cohort, module=module, by=request.user) if source else sketch(cohort, module=module, by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Черновик приёма готов. Проверьте сроки и критерии, потом откройте его."))
            return redirect("portals:call", pk=made.pk)
    crumbs = [{"title": _("Проекты"), "url": reverse("portals:calls")}, {"title": _("Новый приём"), "url": ""}]
    context = {"visiting": visiting(request), "form": form, "crumbs": crumbs, "any": bool(where)}
    return render(request, "portals/trainer/call_new.html", context, status=400 if form.errors else 200)


def made_already(request: PersonRequest, where: dict[str, tuple[Cohort, Module]]) -> Call | None:
    """The second of two presses finds the module taken: it leads to what the first one has made."""
    chosen = request.POST.get("where", "")
    cohort, _sep, module = chosen.partition("-")
    if chosen in where:
        return None
    return Call.objects.kept_by(request.user).filter(cohort=number_of(cohort), module=number_of(module)).first()


@require_safe
@for_role(*KEEPERS)
def call(request: PersonRequest, pk: int) -> HttpResponse:
    """What it is made of and what can be done with it now. `?sure=` asks before what cannot be undone."""
    found = kept(request, pk)
    prefetch_related_objects([found], "stages")
    if request.GET.get("sure") == "remove" and not call_rules.reasons_not_to_remove(found):
        return render(request, "portals/trainer/call_sure.html", frame(request, found, "call"))
    verbs = call_rules.verbs_of(found)
    context = frame(request, found, "call") | {
        "verbs": [{"verb": verb, "title": call_rules.TRANSITIONS[verb].label, "against": call_rules.reasons_against(found, verb)} for verb in verbs],
        "stages": parts.stage_rows(found, None),
        "criteria": parts.criteria_rows(found),
        "frozen": call_rules.criteria_frozen(found) if found.state != Call.State.DRAFT else [],
        "closed": found.state == Call.State.CLOSED,
        "may_remove": not call_rules.reasons_not_to_remove(found),
        "size": parts.size_words(found),
        "takers": call_rules.takers(found).count(),
    }
    return render(request, "portals/trainer/call.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_edit(request: PersonRequest, pk: int) -> HttpResponse:
    found = kept(request, pk)
    form = CallForm(request.POST if request.method == "POST" else None, instance=Call.objects.get(pk=pk))
    if form.is_bound and form.is_valid():
        try:
            actions.change(found, form.fields_given(), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Правила приёма сохранены."))
            return redirect("portals:call", pk=pk)
    context = frame(request, found, "call", (_("Правила"), "")) | {"form": form}
    return render(request, "portals/trainer/call_edit.html", context, status=400 if form.errors else 200)


SWITCHES = {
    "open": (actions.open_call, gettext_lazy("Приём открыт: слушатели потока его видят.")),
    "close": (actions.close_call, gettext_lazy("Приём закрыт.")),
    "reopen": (actions.reopen_call, gettext_lazy("Приём снова идёт.")),
    "remove": (actions.remove, gettext_lazy("Черновик приёма удалён.")),
}


@login_required
@require_POST
@for_role(*KEEPERS)
def call_switch(request: PersonRequest, pk: int) -> HttpResponse:
    found, to = kept(request, pk), request.POST.get("to", "")
    if to not in SWITCHES:
        return redirect("portals:call", pk=pk)
    verb, words = SWITCHES[to]
    try:
        verb(found, by=request.user)
    except Refused as refused:
        tell(request, refused)
        return redirect("portals:call", pk=pk)
    messages.success(request, str(words))
    return redirect("portals:calls") if to == "remove" else redirect("portals:call", pk=pk)


@require_safe
@for_role(*KEEPERS)
def call_preview(request: PersonRequest, pk: int) -> HttpResponse:
    """What a participant without a team reads."""
    found = kept(request, pk)
    seen = {"stages": parts.stage_rows(found, None), "criteria": parts.criteria_rows(found), "size": parts.size_words(found)}
    return render(request, "portals/trainer/call_preview.html", frame(request, found, "call", (_("Как видят слушатели"), "")) | seen)


urlpatterns = [
    path("trainer/calls/", call_list, name="calls"),
    path("trainer/calls/new/", call_new, name="call_new"),
    path("trainer/calls/<int:pk>/", call, name="call"),
    path("trainer/calls/<int:pk>/rules/", call_edit, name="call_edit"),
    path("trainer/calls/<int:pk>/switch/", call_switch, name="call_switch"),
    path("trainer/calls/<int:pk>/preview/", call_preview, name="call_preview"),
]
