"""The answer of a body about one service: recorded, taken back."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import filing_rules
from courses.dossiers.actions import outcomes as actions
from courses.dossiers.filing_forms import OutcomeForm
from courses.dossiers.models import Body, FiledClaim, Outcome
from courses.portals.dossier_tabs import dossier_or_404
from courses.portals.filings import back_to, done, form_page
from courses.portals.presses import tell
from courses.portals.returning import returning, typed
from school.people.requests import PersonRequest
from school.people.rules import Refused


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def outcome_new(request: PersonRequest, pk: int) -> HttpResponse:
    rows = FiledClaim.objects.filter(filing__dossier__in=filing_rules.kept_by(request.user).values("pk"))
    row = get_object_or_404(rows.select_related("filing__body", "filing__dossier", "claim__service"), pk=pk)
    post, filing = request.method == "POST", row.filing
    form = OutcomeForm(request.POST if post else None, initial=typed(request), filed=row)
    if done(request, form, partial(actions.record_outcome, row)):
        messages.success(request, said(form.cleaned_data["kind"]))
        return back_to(filing.dossier_id)
    if not post and (final := filing_rules.final_of(row)):
        messages.info(request, _("Ответ по этой услуге уже записан: %(kind)s.") % {"kind": final.get_kind_display()})
        return back_to(filing.dossier_id)
    notes = [_("Услуга: %(service)s. Орган: %(body)s.") % {"service": row.claim.service, "body": filing.body}]
    if filing.kind == Body.Kind.JUSTICE:
        notes.append(_("Если признали, записывайте сразу статус: кнопка «Записать статус» на странице подач."))
    return form_page(request, dossier_or_404(request.user, filing.dossier_id), form, _("Ответ органа"), action=_("Записать ответ"), notes=notes)


def said(kind: str) -> str:
    if kind == Outcome.Kind.REFUSAL:
        return _("Отказ записан. Что исправить – в задачах ниже, потом подавайте снова.")
    if kind == Outcome.Kind.REQUEST:
        return _("Запрос записан, он есть в задачах ниже.")
    return _("Ответ записан.")


@login_required
@require_POST
def outcome_back(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Outcome.objects.filter(filed__filing__dossier__in=filing_rules.kept_by(request.user).values("pk"))
    row = get_object_or_404(rows.select_related("filed__filing__dossier"), pk=pk)
    try:
        actions.take_outcome_back(row, by=request.user)
        messages.success(request, _("Запись ответа отменена."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:filings", pk=row.filed.filing.dossier_id)


urlpatterns = [
    path("filed/<int:pk>/answer/", outcome_new, name="outcome_new"),
    path("outcomes/<int:pk>/back/", outcome_back, name="outcome_back"),
]
