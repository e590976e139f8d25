"""Weighing applications: the forms of the talk, of notes and of points by the cohort's criteria, and all of a cohort side by side."""

from collections import defaultdict
from statistics import mean
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from courses.enrollment.models import Application, Criterion, Score
from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.fields import ParagraphField
from school.people.models import User
from school.people.requests import PersonRequest

SHOWN = 300
SORTS = ("total", "submitted_at")


class RemarkForm(forms.Form):
    """A question or a note, by the prefix."""

    text = ParagraphField(max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, prefix: str, typed: str = "") -> None:
        super().__init__(data, prefix=prefix, initial={"text": typed})
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


def score_form(application: Application, by: User, data: Any = None, typed: dict[str, str] | None = None) -> ScoreForm:
    criteria = list(Criterion.objects.filter(cohort=application.cohort_id))
    given = dict(Score.objects.filter(application=application, by=by).values_list("criterion_id", "points"))
    return ScoreForm(data, criteria=criteria, given=given, initial=typed)


def unsaved(application: Application, by: User, data: Any, pressed: str) -> dict[str, forms.Form]:
    """What is typed in the other forms of the page while one of them is sent: it is shown again as it was, not judged."""
    found: dict[str, forms.Form] = {}
    for kind in {"ask", "note"} - {pressed}:
        if typed := data.get(f"{kind}-text", "").replace("\0", "").strip():
            found[f"{kind}_form"] = RemarkForm(prefix=kind, typed=typed)
    form = score_form(application, by, data)
    if pressed != "score" and any(name in data for name in form.fields) and form.has_changed():
        found["score_form"] = score_form(application, by, typed={name: data.get(name, "") for name in form.fields})
    return found


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
        rows.append(
            {
                "application": row,
                "averages": averages,
                "named": list(zip(criteria, averages, strict=True)),
                "total": round(sum(given), 1) if given else None,
            }
        )
    return rows


urlpatterns = [path("cohort/<int:pk>/compare/", compare, name="compare")]
