"""Versions of the checklist: the list of them, the page of one with its lines, the next version, its publishing, what is new in it."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from courses.dossiers.actions import checklists as actions
from courses.dossiers.actions.law import in_order, remove_line, shift_line
from courses.dossiers.checklist_rules import difference, reasons_not_to_change, reasons_not_to_publish
from courses.dossiers.models import Checklist, Requirement
from courses.office.access import OrganizationPolicy, coordinators_only, may_enter
from courses.office.law.forms import ChecklistForm, RequirementForm
from courses.office.law.frames import CHECK, FORCE, LawCreate, LawEdit, LawIndex, LawViewSet, filters, mark_of
from courses.office.tables import MomentColumn, crumbs, history
from school.listing import Pill, PillColumn
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text


def state_of(checklist: Checklist) -> Pill:
    return Pill("ok", "check", _("опубликован")) if checklist.published_at else Pill("warn", "edit", _("черновик"))


class ChecklistIndex(LawIndex):
    """The title leads to the page of the version; its form is one step further."""

    def get_edit_url(self, instance: Checklist) -> str:
        return reverse("office:checklist", args=[instance.pk])

    def get_base_queryset(self) -> QuerySet[Checklist]:
        return Checklist.objects.annotate(lines=Count("requirements"), unchecked=Count("requirements", filter=Q(requirements__checked_on=None)))


class WhileOpen:
    """A published version is read, not changed: its form leads back with the reason, and the lock has the last word."""

    def version(self) -> Checklist:
        found: Any = self.get_object()  # type: ignore[attr-defined]
        return found if isinstance(found, Checklist) else found.checklist

    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_enter(request.user) and (reasons := reasons_not_to_change(self.version())):
            return led_back(request, self.version(), reasons)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]

    def save_instance(self) -> Any:
        instance = self.form.instance  # type: ignore[attr-defined]
        actions.keep_open(instance if isinstance(instance, Checklist) else instance.checklist)
        return super().save_instance()  # type: ignore[misc]

    def get_success_url(self) -> str:
        row: Any = self.object  # type: ignore[attr-defined]
        return reverse("office:checklist", args=[row.pk if isinstance(row, Checklist) else row.checklist_id])


class ChecklistEdit(WhileOpen, LawEdit):
    pass


class ChecklistViewSet(LawViewSet):
    model = Checklist
    name, url_prefix, icon = "office_checklists", "school/law/checklists", "list-ul"
    form_class = ChecklistForm
    index_view_class, edit_view_class = ChecklistIndex, ChecklistEdit
    filterset_class = filters(Checklist)
    search_fields = ["title", "note"]
    list_display = [
        "title",
        Column("version", label=gettext_lazy("Версия"), sort_key="version"),
        PillColumn("state", label=gettext_lazy("Состояние"), pill=state_of),
        MomentColumn("published_at", label=gettext_lazy("Опубликован, время тюменское"), sort_key="published_at"),
        Column("lines", label=gettext_lazy("Строк"), sort_key="lines"),
        Column("unchecked", label=gettext_lazy("Не проверено юристом"), sort_key="unchecked"),
        CHECK,
    ]

    def register_permissions(self) -> None:
        """A version is made from the one before it, never from nothing."""
        register_permission_policy(self.model, OrganizationPolicy(self.model), exact_class=True)


class LineIndex(LawIndex):
    def get_base_queryset(self) -> QuerySet[Requirement]:
        return Requirement.objects.select_related("checklist", "criterion", "form")


class LineCreate(LawCreate):
    """Into the version that is being prepared; without one there is nowhere to."""

    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_enter(request.user) and not Checklist.objects.filter(published_at=None).exists():
            messages.error(request, _("Черновика перечня нет: сначала сделайте новую версию."))
            return redirect("office_checklists:index")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def save_instance(self) -> Any:
        actions.keep_open(self.form.instance.checklist)
        return super().save_instance()

    def get_success_url(self) -> str:
        return reverse("office:checklist", args=[self.object.checklist_id])


class LineEdit(WhileOpen, LawEdit):
    pass


class LineViewSet(LawViewSet):
    model = Requirement
    name, url_prefix, icon = "office_requirements", "school/law/requirements", "list-ul"
    form_class = RequirementForm
    index_view_class, add_view_class, edit_view_class = LineIndex, LineCreate, LineEdit
    filterset_class = filters(Requirement, "checklist", "stage", "provider")
    search_fields = ["title", "description", "code"]
    list_display = [
        "title",
        Column("checklist", label=gettext_lazy("Версия"), accessor=lambda row: row.checklist.version, sort_key="checklist__version"),
        Column("stage", label=gettext_lazy("Этап"), accessor=lambda row: row.get_stage_display(), sort_key="stage"),
        Column("provider", label=gettext_lazy("Кто даёт"), accessor=lambda row: row.get_provider_display(), sort_key="provider"),
        FORCE,
        CHECK,
    ]


def led_back(request: PersonRequest, checklist: Checklist, reasons: list[Text]) -> HttpResponse:
    for reason in reasons:
        messages.error(request, str(reason))
    return redirect("office:checklist", pk=checklist.pk)


def trail(checklist: Checklist, *steps: tuple[str, str]) -> dict[str, Any]:
    own = reverse("office:checklist", args=[checklist.pk])
    start = [(reverse("office:law"), _("Справочники")), (reverse("office_checklists:index"), _("Перечни документов")), (own, str(checklist))]
    return {"breadcrumbs_items": crumbs(*start, *steps), "header_title": steps[-1][1] if steps else str(checklist), "checklist": checklist}


def before(checklist: Checklist) -> Checklist | None:
    return Checklist.objects.filter(version__lt=checklist.version).order_by("-version").first()


@coordinators_only
@require_safe
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """All lines by stage; with buttons while it is a draft."""
    checklist = get_object_or_404(Checklist, pk=pk)
    lines: list[dict[str, Any]] = [{"line": line, "mark": mark_of(line)} for line in in_order(checklist)]
    context = {
        "stages": [(stage, list(rows)) for stage, rows in groupby(lines, key=lambda row: str(row["line"].get_stage_display()))],
        "number": len(lines),
        "unchecked": sum(not row["line"].checked for row in lines),
        "state": state_of(checklist),
        "draft": Checklist.objects.filter(published_at=None).order_by("version").first(),
        "before": before(checklist),
        "history": history(checklist),
    }
    return render(request, "office/law/checklist.html", context | trail(checklist))


@coordinators_only
@require_POST
def copy(request: PersonRequest, pk: int) -> HttpResponse:
    made = actions.copy_version(get_object_or_404(Checklist, pk=pk), by=request.user)
    messages.success(
        request, _("Черновик версии %(version)d готов. Пока он не опубликован, папки живут по прежней версии.") % {"version": made.version}
    )
    return redirect("office:checklist", pk=made.pk)


@coordinators_only
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Cannot be taken back, so it asks first."""
    checklist, label = get_object_or_404(Checklist, pk=pk), _("Опубликовать")
    back = reverse("office:checklist", args=[pk])
    if request.method == "POST":
        try:
            actions.publish(checklist, by=request.user)
        except Refused as refused:
            return led_back(request, checklist, list(refused.reasons))
        messages.success(request, _("Перечень опубликован. Новые папки пойдут по нему, в начатых предложим изменения."))
        return redirect(back)
    if checklist.published_at:
        return redirect(back)
    if reasons := reasons_not_to_publish(checklist):
        return led_back(request, checklist, reasons)
    number = checklist.requirements.filter(checked_on=None).count()
    follows = [
        _("Строк в перечне: %(n)d, из них не проверено юристом: %(unchecked)d.") % {"n": checklist.requirements.count(), "unchecked": number},
        _("После этого версию нельзя менять, только сделать следующую."),
        _("Начатые папки останутся на своей версии и смогут взять изменения по одному."),
    ]
    context = {"question": _("Опубликовать версию %(version)d?") % {"version": checklist.version}, "follows": follows, "label": label, "back": back}
    return render(request, "office/confirm.html", context | trail(checklist, ("", label)))


@coordinators_only
@require_safe
def changes(request: PersonRequest, pk: int) -> HttpResponse:
    """Against the version before it."""
    checklist = get_object_or_404(Checklist, pk=pk)
    older = before(checklist)
    context = {"older": older, "difference": difference(older, checklist) if older else None}
    return render(request, "office/law/difference.html", context | trail(checklist, ("", _("Что изменилось"))))


@coordinators_only
@require_POST
def shift(request: PersonRequest, pk: int, row: int, verb: str) -> HttpResponse:
    line = get_object_or_404(Requirement.objects.select_related("checklist"), pk=row, checklist=pk)
    try:
        shift_line(line, up=verb == "up", by=request.user)
    except Refused as refused:
        return led_back(request, line.checklist, list(refused.reasons))
    return redirect("office:checklist", pk=pk)


@coordinators_only
def remove(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    line = get_object_or_404(Requirement.objects.select_related("checklist"), pk=row, checklist=pk)
    label, back = _("Убрать строку"), reverse("office:checklist", args=[pk])
    if reasons := reasons_not_to_change(line.checklist):
        return led_back(request, line.checklist, reasons)
    if request.method == "POST":
        try:
            remove_line(line, by=request.user)
        except Refused as refused:
            return led_back(request, line.checklist, list(refused.reasons))
        messages.success(request, _("Строка убрана."))
        return redirect(back)
    question = _("Строки «%(title)s» в новой версии не будет. Папки, которые её уже собрали, её не потеряют.") % {"title": line.title}
    return render(request, "office/confirm.html", {"question": question, "label": label, "back": back} | trail(line.checklist, ("", label)))


@coordinators_only
@require_safe
def line(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """A line to read: all of it, with its source and its mark."""
    found = get_object_or_404(Requirement.objects.select_related("checklist", "criterion", "form"), pk=row, checklist=pk)
    return render(
        request, "office/law/line.html", {"line": found, "mark": mark_of(found), "told": told(found)} | trail(found.checklist, ("", found.title))
    )


def told(found: Requirement) -> list[tuple[str, str]]:
    from courses.dossiers.checklist_rules import TOLD, label_of, worded

    return [(label_of(name), worded(found, name) or "–") for name in TOLD]


_OF = "law/checklists/<int:pk>/"
LISTS = [ChecklistViewSet, LineViewSet]
urlpatterns = [
    path(f"{_OF}page/", page, name="checklist"),
    path(f"{_OF}copy/", copy, name="checklist_copy"),
    path(f"{_OF}publish/", publish, name="checklist_publish"),
    path(f"{_OF}changes/", changes, name="checklist_changes"),
    path(f"{_OF}lines/<int:row>/", line, name="checklist_line"),
    path(f"{_OF}lines/<int:row>/remove/", remove, name="checklist_line_remove"),
    *(path(f"{_OF}lines/<int:row>/{verb}/", shift, {"verb": verb}, name=f"checklist_line_{verb}") for verb in ("up", "down")),
]
