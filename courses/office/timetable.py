"""The timetable of a cohort: cancelling a meeting, copying a cohort, keeping and laying templates."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment import actions
from courses.enrollment.copy_rules import planned_copy, planned_laying
from courses.enrollment.meeting_rules import heard_by, is_news, told_words
from courses.office.access import coordinators_only
from courses.office.archive import led_back
from courses.office.cohorts import trail
from courses.office.tables import crumbs
from courses.office.timetable_forms import CancelForm, CopyForm, KeepForm, LayForm
from courses.program.models import Cohort, Meeting, TimetableTemplate
from courses.program.rules import reasons_against_changing
from courses.program.timetable_actions import drop_template, keep_timetable
from courses.program.timetable_rules import Planned, reasons_against_laying
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text
from school.templatetags.look import span

# verb: (label, the way out)
TURNS: dict[str, tuple[Text, Text]] = {
    "cancel": (gettext_lazy("Отменить занятие"), gettext_lazy("Не отменять занятие")),
    "restore": (gettext_lazy("Вернуть в расписание"), gettext_lazy("Оставить отменённым")),
}


@coordinators_only
def meeting_turn(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Cancel a meeting or put it back: everyone concerned gets a letter."""
    if verb not in TURNS:
        raise Http404
    found = get_object_or_404(Meeting.objects.select_related("cohort", "town", "subgroup", "trainer"), pk=pk)
    if reasons := reasons_against_changing(found.cohort):
        return led_back(request, found.cohort, reasons)
    form = CancelForm(request.POST if request.method == "POST" else None) if verb == "cancel" else None
    back = reverse("office_meetings:edit", args=[pk])
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            turn(found, form, request)
        except Refused as refused:
            told(request, refused)
        return redirect(back)
    label, away = TURNS[verb]
    items = crumbs((reverse("office_meetings:index"), _("Занятия")), (back, found.title), ("", label))
    context: dict[str, Any] = {"form": form, "question": named(found), "follows": follows(found, verb), "label": label, "away": away, "back": back}
    template = "office/form.html" if form else "office/confirm.html"
    return render(request, template, context | {"breadcrumbs_items": items, "header_title": label})


def turn(meeting: Meeting, form: CancelForm | None, request: PersonRequest) -> None:
    if form is None:
        actions.put_back(meeting, by=request.user)
        done = _("Занятие снова в расписании.")
    else:
        actions.call_off(meeting, by=request.user, reason=form.cleaned_data["reason"])
        done = _("Занятие отменено.")
    messages.success(request, f"{done} {told_words(heard_by(meeting))}")


def named(meeting: Meeting) -> str:
    """Which of the meetings of one title it is."""
    when = span(meeting.starts_at, meeting.ends_at)
    title, cohort = _("«%(title)s»") % {"title": meeting.title}, _("поток «%(cohort)s»") % {"cohort": meeting.cohort}
    return ", ".join(filter(None, (title, when, meeting.where, str(meeting.subgroup or ""), cohort))) + "."


def follows(meeting: Meeting, verb: str) -> list[str]:
    cancelled = _("Занятие перестанет считаться в явке. Отметки сохранятся, занятие можно вернуть.")
    return [cancelled if verb == "cancel" else _("Занятие снова будет считаться в явке."), told_words(heard_by(meeting))]


def told(request: PersonRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, str(reason))


@coordinators_only
def copy(request: PersonRequest, pk: int) -> HttpResponse:
    """First what would come out, then the cohort: what was not shown is not created."""
    source = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    form, plans = CopyForm(request.POST or None, source=source), None
    if request.method == "POST" and form.is_valid():
        meant = form.meant()
        if "create" in request.POST and form.was_shown():
            try:
                made = actions.copy_cohort(source, **meant, by=request.user)
            except Refused as refused:
                form.add_error("title", [str(reason) for reason in refused.reasons])
            else:
                messages.success(request, _("Поток создан черновиком. Проверьте даты и объявите набор."))
                return redirect("office:cohort", pk=made.pk)
        plans = planned_copy(source, **meant)
        shown = request.POST.copy()
        shown["shown"] = form.what_is_shown()
        form.data = shown
    title = _("Создать похожий поток")
    context = {"cohort": source, "form": form, "plans": plans, "moves": any(plan.weekday_moves for plan in plans or []), "clashing": clashing(plans)}
    return render(request, "office/copy.html", context | {"breadcrumbs_items": trail(source, ("", title)), "header_title": title})


def clashing(plans: list[Planned] | None) -> int:
    return sum(bool(plan.clashes) for plan in plans or [])


@coordinators_only
def templates(request: PersonRequest, pk: int) -> HttpResponse:
    """Keeps this timetable as a template; shows what a chosen template would add, and adds it."""
    found = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    keep = KeepForm(request.POST if request.POST.get("do") == "keep" else None, prefix="keep")
    lay = LayForm(request.GET if "template" in request.GET else None, cohort=found)
    chosen = lay.cleaned_data["template"] if lay.is_bound and lay.is_valid() else None
    if request.method == "POST" and templates_written(request, found, keep):
        return redirect("office:cohort_templates", pk=pk)
    plans = planned_laying(chosen, found) if chosen else None
    title = _("Шаблоны расписания")
    context = {
        "cohort": found,
        "keep": keep,
        "lay": lay,
        "chosen": chosen,
        "plans": plans,
        "clashing": clashing(plans),
        "told": is_news(found),
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
                messages.success(request, _("Добавлено занятий: %(number)s.") % {"number": actions.lay_template(template, cohort, by=request.user)})
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
