"""Tasks of a dossier: written down, done, undone, dropped."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import filing_rules
from courses.dossiers.actions import tasks as actions
from courses.dossiers.filing_forms import TaskForm
from courses.dossiers.models import Task
from courses.portals.filings import back_to, done, form_page, kept_or_404
from courses.portals.presses import tell
from courses.portals.returning import returning, typed
from school.people.requests import PersonRequest
from school.people.rules import Refused

TURNS = {
    "finish": (actions.finish_task, gettext_lazy("Задача сделана.")),
    "reopen": (actions.reopen_task, gettext_lazy("Задача снова открыта.")),
    "drop": (actions.drop_task, gettext_lazy("Задача убрана.")),
}


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: PersonRequest, pk: int) -> HttpResponse:
    found, post = kept_or_404(request.user, pk), request.method == "POST"
    form = TaskForm(request.POST if post else None, initial=typed(request))
    if done(request, form, partial(actions.add_task, found)):
        messages.success(request, _("Задача записана."))
        return back_to(pk)
    return form_page(request, found, form, _("Новая задача"), action=_("Записать задачу"))


@login_required
@require_POST
def task_turn(request: PersonRequest, pk: int, turn: str) -> HttpResponse:
    rows = Task.objects.filter(dossier__in=filing_rules.kept_by(request.user).values("pk"), dropped_at=None)
    row = get_object_or_404(rows.select_related("dossier"), pk=pk)
    if turn not in TURNS:
        raise Http404
    verb, words = TURNS[turn]
    try:
        verb(row, by=request.user)
        messages.success(request, str(words))
    except Refused as refused:
        tell(request, refused)
    return back_to(row.dossier_id)


urlpatterns = [
    path("dossiers/<int:pk>/tasks/new/", task_new, name="task_new"),
    path("tasks/<int:pk>/<slug:turn>/", task_turn, name="task_turn"),
]
