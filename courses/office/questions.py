"""What a cohort asks in its application and weighs applications by: added, changed, put in order, put out of use."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.enrollment import actions
from courses.enrollment.models import Criterion, Question
from courses.office.access import coordinators_only
from courses.office.archive import unless_archived
from courses.office.cohorts import trail
from courses.program.models import Cohort
from courses.program.rules import reasons_against_changing
from school.people.fields import LineField, ParagraphField
from school.people.requests import PersonRequest


class QuestionForm(forms.ModelForm[Question]):
    class Meta:
        model = Question
        fields = ["text", "help", "kind", "options", "required"]
        widgets = {"options": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"text": LineField, "help": LineField, "options": ParagraphField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.answers.exists():
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("На вопрос уже ответили: вид ответа не меняется.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lines = [line.strip() for line in data.get("options", "").splitlines() if line.strip()]
        if data.get("kind") == Question.Kind.CHOICE and len(set(lines)) < 2:
            self.add_error("options", _("Напишите хотя бы два разных варианта, по одному в строке."))
        return data


class CriterionForm(forms.ModelForm[Criterion]):
    class Meta:
        model = Criterion
        fields = ["title", "points"]
        field_classes = {"title": LineField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points: Any = self.fields["points"]
        points.min_value, points.max_value = 1, 100

    def clean_points(self) -> int:
        points: int = self.cleaned_data["points"]
        given = self.instance.scores.order_by("-points").first() if self.instance.pk else None
        if not 1 <= points <= 100:
            raise forms.ValidationError(_("От 1 до 100 баллов."))
        if given and given.points > points:
            raise forms.ValidationError(_("Уже поставлено %(given)d: меньше нельзя.") % {"given": given.points})
        return points


@coordinators_only
def questions(request: PersonRequest, pk: int) -> HttpResponse:
    """Both lists of a cohort, each row with its verbs."""
    cohort = get_object_or_404(Cohort, pk=pk)
    title = _("Вопросы и критерии")
    context = {
        "cohort": cohort,
        "questions": cohort.questions.all(),
        "criteria": cohort.criteria.all(),
        "against": reasons_against_changing(cohort),
    }
    return render(request, "office/questions.html", context | {"breadcrumbs_items": trail(cohort, ("", title)), "header_title": title})


@coordinators_only
@unless_archived(reading=False)
def edit_question(request: PersonRequest, pk: int, row: int = 0) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    found = get_object_or_404(Question, pk=row, cohort=cohort) if row else Question(cohort=cohort)
    form = QuestionForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.save_question(form.instance, by=request.user)
        messages.success(request, _("Вопрос сохранён."))
        return redirect("office:questions", pk=pk)
    return _form(request, cohort, form, _("Вопрос заявки"))


@coordinators_only
@unless_archived(reading=False)
def edit_criterion(request: PersonRequest, pk: int, row: int = 0) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    found = get_object_or_404(Criterion, pk=row, cohort=cohort) if row else Criterion(cohort=cohort)
    form = CriterionForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.save_criterion(form.instance, by=request.user)
        messages.success(request, _("Критерий сохранён."))
        return redirect("office:questions", pk=pk)
    return _form(request, cohort, form, _("Критерий отбора"))


def _form(request: PersonRequest, cohort: Cohort, form: Any, title: str) -> HttpResponse:
    items = trail(cohort, (reverse("office:questions", args=[cohort.pk]), _("Вопросы и критерии")), ("", title))
    context = {"form": form, "label": _("Сохранить"), "back": reverse("office:questions", args=[cohort.pk])}
    return render(request, "office/form.html", context | {"breadcrumbs_items": items, "header_title": title})


@coordinators_only
@require_POST
@unless_archived(reading=False)
def turn(request: PersonRequest, pk: int, row: int, verb: str) -> HttpResponse:
    """Up, down, out of use, back in use. Each can be taken back by the button beside it."""
    found = get_object_or_404(Question.objects.select_related("cohort"), pk=row, cohort=pk)
    if verb in ("up", "down"):
        actions.shift(found, up=verb == "up", by=request.user)
    else:
        actions.retire(found, in_use=verb == "use", by=request.user)
    return redirect("office:questions", pk=pk)


@coordinators_only
@require_POST
@unless_archived(reading=False)
def shift_criterion(request: PersonRequest, pk: int, row: int, verb: str) -> HttpResponse:
    found = get_object_or_404(Criterion.objects.select_related("cohort"), pk=row, cohort=pk)
    actions.shift(found, up=verb == "up", by=request.user)
    return redirect("office:questions", pk=pk)


@coordinators_only
@unless_archived(reading=False)
def remove_criterion(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Points given by it go with it, so it asks first."""
    found = get_object_or_404(Criterion.objects.select_related("cohort"), pk=row, cohort=pk)
    label, back = _("Убрать критерий"), reverse("office:questions", args=[pk])
    if request.method == "POST":
        actions.remove_criterion(found, by=request.user)
        messages.success(request, _("Критерий убран."))
        return redirect(back)
    question = _("Критерий «%(title)s» исчезнет вместе с баллами, которые по нему поставлены.") % {"title": found.title}
    items = trail(found.cohort, (back, _("Вопросы и критерии")), ("", label))
    context = {"question": question, "label": label, "back": back, "breadcrumbs_items": items, "header_title": label}
    return render(request, "office/confirm.html", context)


_OF = "cohort/<int:pk>/questions/"
urlpatterns = [
    path(_OF, questions, name="questions"),
    path(f"{_OF}add/", edit_question, name="question_add"),
    path(f"{_OF}<int:row>/", edit_question, name="question"),
    *(path(f"{_OF}<int:row>/{verb}/", turn, {"verb": verb}, name=f"question_{verb}") for verb in ("up", "down", "use", "retire")),
    path("cohort/<int:pk>/criteria/add/", edit_criterion, name="criterion_add"),
    path("cohort/<int:pk>/criteria/<int:row>/", edit_criterion, name="criterion"),
    path("cohort/<int:pk>/criteria/<int:row>/remove/", remove_criterion, name="criterion_remove"),
    *(path(f"cohort/<int:pk>/criteria/<int:row>/{verb}/", shift_criterion, {"verb": verb}, name=f"criterion_{verb}") for verb in ("up", "down")),
]
