"""Weighing applications: the talk with the applicant, notes, points by the cohort's criteria, and all of a cohort side by side."""

from collections import defaultdict
from statistics import mean
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.enrollment import actions
from courses.enrollment.models import Application, Criterion, Score
from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.fields import ParagraphField
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused

SHOWN = 300
SORTS = ("total", "submitted_at")


class RemarkForm(forms.Form):
    """A question or a note, by the prefix."""

    text = ParagraphField(max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["text"].label = _("Ваш вопрос") if prefix == "ask" else _("Заметка")


class ScoreForm(forms.Form):
    """One number for each criterion; empty means «not scored»."""

    def __init__(self, *args: Any, criteria: list[Criterion], given: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"points_{criterion.pk}"] = forms.IntegerField(
                label=criterion.title,
                required=False,
                min_value=0,
                max_value=criterion.points,
                initial=given.get(criterion.pk),
                help_text=_("От 0 до %(most)d.") % {"most": criterion.points},
            )

    def points(self) -> dict[int, int | None]:
        return {int(name.removeprefix("points_")): value for name, value in self.cleaned_data.items()}


def score_form(application: Application, by: User, data: Any = None) -> ScoreForm:
    criteria = list(Criterion.objects.filter(cohort=application.cohort_id))
    given = dict(Score.objects.filter(application=application, by=by).values_list("criterion_id", "points"))
    return ScoreForm(data, criteria=criteria, given=given)


def weighed(application: Application, by: User) -> dict[str, Any]:
    """For the page of one application: answers, the talk, points of everybody and the own ones to fill in."""
    remarks = list(application.remarks.select_related("by"))
    spoken = [remark for remark in remarks if not remark.for_staff]
    return {
        "answers": application.answers.select_related("question", "file"),
        "talk": spoken,
        "answered": bool(spoken) and spoken[-1].by_id == application.person_id,
        "notes": [remark for remark in remarks if remark.for_staff],
        "scores": application.scores.select_related("criterion", "by").order_by("criterion__position", "criterion__pk", "by__family_name"),
        "score_form": score_form(application, by),
        "ask_form": RemarkForm(prefix="ask"),
        "note_form": RemarkForm(prefix="note"),
    }


@coordinators_only
@require_POST
def talk(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """A question goes to the applicant, a note stays among staff."""
    found = get_object_or_404(Application.objects.sent().select_related("person", "cohort"), pk=pk)
    form = RemarkForm(request.POST, prefix=kind)
    if not form.is_valid():
        messages.error(request, _("Не сохранено: %(why)s") % {"why": form.errors["text"][0]})
        return redirect("office:application", pk=pk)
    if kind == "ask":
        actions.ask(found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Вопрос отправлен: заявитель получит письмо и ответит в кабинете."))
    else:
        actions.note(found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Заметка сохранена, заявитель её не видит."))
    return redirect("office:application", pk=pk)


@coordinators_only
@require_POST
def score(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Application.objects.sent().select_related("person", "cohort"), pk=pk)
    form = score_form(found, request.user, request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {errors[0]}")
        return redirect("office:application", pk=pk)
    try:
        actions.score(found, form.points(), by=request.user)
        messages.success(request, _("Баллы сохранены."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("office:application", pk=pk)


@coordinators_only
def compare(request: PersonRequest, pk: int) -> HttpResponse:
    """All applications of a cohort in one table: the average by criterion, the total; the best first."""
    cohort = get_object_or_404(Cohort, pk=pk)
    criteria = list(cohort.criteria.all())
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS or sort in {str(criterion.pk) for criterion in criteria} else "total"
    rows = table(cohort, criteria)
    if sort != "submitted_at":
        place = None if sort == "total" else [str(criterion.pk) for criterion in criteria].index(sort)
        rows.sort(key=lambda row: -((row["total"] if place is None else row["averages"][place]) or 0))
    items = crumbs((reverse("office_cohorts:index"), _("Потоки")), (reverse("office:cohort", args=[pk]), cohort.title), ("", _("Сравнение заявок")))
    context = {"cohort": cohort, "criteria": criteria, "rows": rows, "sort": sort, "breadcrumbs_items": items, "header_title": _("Сравнение заявок")}
    return render(request, "office/compare.html", context)


def table(cohort: Cohort, criteria: list[Criterion]) -> list[dict[str, Any]]:
    """Two queries for any number of applications; in the order of sending."""
    points: dict[tuple[int, int], list[int]] = defaultdict(list)
    for application, criterion, number in Score.objects.filter(criterion__cohort=cohort).values_list("application_id", "criterion_id", "points"):
        points[application, criterion].append(number)
    rows = []
    found = cohort.applications.sent().filter(state__in=Application.IN_FORCE).select_related("person", "organization", "town")
    for row in found.order_by("submitted_at", "pk")[:SHOWN]:
        averages = [round(mean(each), 1) if (each := points[row.pk, criterion.pk]) else None for criterion in criteria]
        given = [average for average in averages if average is not None]
        rows.append({"application": row, "averages": averages, "total": round(sum(given), 1) if given else None})
    return rows


urlpatterns = [
    path("applications/<int:pk>/ask/", talk, {"kind": "ask"}, name="application_ask"),
    path("applications/<int:pk>/note/", talk, {"kind": "note"}, name="application_note"),
    path("applications/<int:pk>/score/", score, name="application_score"),
    path("cohort/<int:pk>/compare/", compare, name="compare"),
]
