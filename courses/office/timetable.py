"""The timetable of a cohort: cancelling a meeting, copying a cohort, keeping and laying templates."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from courses.enrollment import actions
from courses.office.access import coordinators_only
from courses.office.cohorts import trail
from courses.office.tables import crumbs
from courses.office.timetable_forms import CancelForm, CopyForm, KeepForm, LayForm
from courses.program.models import Cohort, Meeting, TimetableTemplate
from courses.program.timetable_actions import drop_template, keep_timetable, lay_timetable
from courses.program.timetable_rules import laid, reasons_against_laying, shifted
from school.people.requests import PersonRequest
from school.people.rules import Refused


@coordinators_only
def meeting_turn(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Cancel a meeting or put it back: everyone concerned gets a letter."""
    if verb not in ("cancel", "restore"):
        raise Http404
    found = get_object_or_404(Meeting.objects.select_related("cohort"), pk=pk)
    form = CancelForm(request.POST if request.method == "POST" else None) if verb == "cancel" else None
    back = reverse("office_meetings:edit", args=[pk])
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            turn(found, form, request)
        except Refused as refused:
            told(request, refused)
        return redirect(back)
    label = _("Отменить занятие") if verb == "cancel" else _("Вернуть в расписание")
    items = crumbs((reverse("office_meetings:index"), _("Занятия")), (back, found.title), ("", label))
    context: dict[str, Any] = {"form": form, "question": question(found, verb), "label": label, "back": back}
    template = "office/form.html" if form else "office/confirm.html"
    return render(request, template, context | {"breadcrumbs_items": items, "header_title": label})


def turn(meeting: Meeting, form: CancelForm | None, request: PersonRequest) -> None:
    if form is None:
        actions.put_back(meeting, by=request.user)
        messages.success(request, _("Занятие снова в расписании."))
    else:
        actions.call_off(meeting, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Занятие отменено."))


def question(meeting: Meeting, verb: str) -> str:
    if verb == "restore":
        return _("Занятие «%(title)s» снова будет считаться в явке. Всем, кого оно касается, придёт письмо.") % {"title": meeting.title}
    words = _("Занятие «%(title)s» перестанет считаться в явке. Отметки сохранятся, занятие можно вернуть. Всем, кого оно касается, придёт письмо.")
    return words % {"title": meeting.title}


def told(request: PersonRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, str(reason))


@coordinators_only
def copy(request: PersonRequest, pk: int) -> HttpResponse:
    """First what would come out, then the cohort: what was not shown is not created."""
    source = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    form, plans = CopyForm(request.POST or None, initial={"title": source.title}), None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "create" in request.POST and form.was_shown():
            try:
                made = actions.copy_cohort(
                    source, title=data["title"], starts_on=data["starts_on"], with_trainers=data["with_trainers"], by=request.user
                )
            except Refused as refused:
                form.add_error("title", [str(reason) for reason in refused.reasons])
            else:
                messages.success(request, _("Поток создан черновиком. Проверьте даты и объявите набор."))
                return redirect("office:cohort", pk=made.pk)
        plans = shifted(source, data["starts_on"])
        shown = request.POST.copy()
        shown["shown"] = data["starts_on"].isoformat()
        form.data = shown
    title = _("Создать похожий поток")
    context = {"cohort": source, "form": form, "plans": plans, "moves": bool(plans) and any(plan.weekday_moves for plan in plans or [])}
    return render(request, "office/copy.html", context | {"breadcrumbs_items": trail(source, ("", title)), "header_title": title})


@coordinators_only
def templates(request: PersonRequest, pk: int) -> HttpResponse:
    """Keeps this timetable as a template; shows what a chosen template would add, and adds it."""
    found = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    keep = KeepForm(request.POST if request.POST.get("do") == "keep" else None, prefix="keep")
    lay = LayForm(request.GET if "template" in request.GET else None, cohort=found)
    chosen = lay.cleaned_data["template"] if lay.is_bound and lay.is_valid() else None
    if request.method == "POST" and templates_written(request, found, keep):
        return redirect("office:cohort_templates", pk=pk)
    plans = laid(chosen, found) if chosen else None
    title = _("Шаблоны расписания")
    context = {
        "cohort": found,
        "keep": keep,
        "lay": lay,
        "chosen": chosen,
        "plans": plans,
        "fresh": any(not plan.there for plan in plans or []),
        "reasons": reasons_against_laying(chosen, found) if chosen else [],
        "known": TimetableTemplate.objects.filter(program=found.program_id).annotate(number=Count("meetings")),
    }
    return render(request, "office/templates.html", context | {"breadcrumbs_items": trail(found, ("", title)), "header_title": title})


def templates_written(request: PersonRequest, cohort: Cohort, keep: KeepForm) -> bool:
    """Whether the press has been answered; a form with errors is shown again."""
    do = request.POST.get("do")
    try:
        if do == "keep":
            if not keep.is_valid():
                return False
            kept = keep_timetable(cohort, title=keep.cleaned_data["title"], by=request.user)
            messages.success(request, _("Шаблон «%(title)s» сохранён.") % {"title": kept})
        elif do in ("lay", "drop"):
            number = request.POST.get("template", "")
            template = get_object_or_404(
                TimetableTemplate, program=cohort.program_id, pk=int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
            )
            if do == "lay":
                messages.success(request, _("Добавлено занятий: %(number)s.") % {"number": lay_timetable(template, cohort, by=request.user)})
            else:
                drop_template(template, by=request.user)
                messages.success(request, _("Шаблон удалён. Занятия потоков остались на месте."))
    except Refused as refused:
        if do == "keep":
            keep.add_error("title", [str(reason) for reason in refused.reasons])
            return False
        told(request, refused)
    return True


urlpatterns = [
    path("cohort/<int:pk>/copy/", copy, name="cohort_copy"),
    path("cohort/<int:pk>/templates/", templates, name="cohort_templates"),
    path("meeting/<int:pk>/<slug:verb>/", meeting_turn, name="meeting_turn"),
]
