"""What is written to one application from its page: a question, a note, points. What is refused comes back to the page as it was typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _

from courses.enrollment import actions
from courses.enrollment.models import Application
from courses.office.access import coordinators_only
from courses.office.applications import shown
from courses.office.weighing import RemarkForm, score_form, unsaved
from school.people.requests import PersonRequest
from school.people.rules import Refused


def sent(pk: int) -> Application:
    rows = Application.objects.sent().select_related("person", "organization", "town", "cohort__program", "decided_by")
    found: Application = get_object_or_404(rows, pk=pk)
    return found


def onward(request: PersonRequest, found: Application, pressed: str) -> HttpResponse:
    """To the page anew; while something else is typed there, the page at once, with it. A reload is the same press: nothing is doubled."""
    rest: dict[str, Any] = unsaved(found, request.user, request.POST, pressed)
    if not rest:
        return redirect("office:application", pk=found.pk)
    messages.warning(request, _("Остальное, что вы набрали на странице, ещё не сохранено."))
    return shown(request, found, **rest)


@coordinators_only
def talk(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """A question goes to the applicant, a note stays among staff."""
    if request.method != "POST":
        return redirect("office:application", pk=pk)
    found = sent(pk)
    form = RemarkForm(request.POST, prefix=kind)
    if not form.is_valid():
        return shown(request, found, 400, **unsaved(found, request.user, request.POST, kind), **{f"{kind}_form": form})
    if kind == "ask":
        actions.ask(found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Вопрос отправлен: заявитель получит письмо и ответит в кабинете."))
    else:
        actions.note(found, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Заметка сохранена, заявитель её не видит."))
    return onward(request, found, kind)


@coordinators_only
def score(request: PersonRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect("office:application", pk=pk)
    found = sent(pk)
    form = score_form(found, request.user, request.POST)
    if not form.is_valid():
        return shown(request, found, 400, **unsaved(found, request.user, request.POST, "score"), score_form=form)
    try:
        actions.score(found, form.points(), by=request.user)
        messages.success(request, _("Баллы сохранены."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return onward(request, found, "score")


urlpatterns = [
    path("applications/<int:pk>/ask/", talk, {"kind": "ask"}, name="application_ask"),
    path("applications/<int:pk>/note/", talk, {"kind": "note"}, name="application_note"),
    path("applications/<int:pk>/score/", score, name="application_score"),
]
