"""The status of the organisation: recorded, corrected, ended early, renewed; and the other two registers."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import filing_rules, status_rules
from courses.dossiers.actions import statuses as actions
from courses.dossiers.models import FiledClaim, RegisterEntry, Status
from courses.dossiers.status_forms import RegisterEndForm, RegisterForm, RemovalForm, StatusForm
from courses.portals.dossier_tabs import dossier_or_404
from courses.portals.filings import back_to, done, form_page, kept_or_404
from courses.portals.presses import tell
from courses.portals.returning import returning, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused


def status_or_404(person: User, pk: int) -> Status:
    rows = Status.objects.filter(dossier__in=filing_rules.kept_by(person).values("pk"))
    return get_object_or_404(rows.select_related("dossier", "organization"), pk=pk)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def status_new(request: PersonRequest, pk: int) -> HttpResponse:
    found, post = kept_or_404(request.user, pk), request.method == "POST"
    rows = list(FiledClaim.objects.filter(claim__dossier=found)) if post else status_rules.claims_to_recognize(found)
    told = next((answer for row in rows if not post and (answer := filing_rules.final_of(row))), None)
    known = {"number": told.number, "since": told.on} if told else {"since": timezone.localdate()}
    form = StatusForm(request.POST if post else None, rows=rows, initial=known | typed(request))
    if done(request, form, partial(actions.grant, found)):
        messages.success(request, _("Статус записан. Поздравляем."))
        return back_to(pk)
    if not post and not rows:
        messages.info(request, _("Записывать статус рано: сначала запишите подачу в Минюст."))
        return back_to(pk)
    return form_page(request, found, form, _("Записать статус"), action=_("Записать статус"))


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def status_fix(request: PersonRequest, pk: int) -> HttpResponse:
    row, post = status_or_404(request.user, pk), request.method == "POST"
    known = {"number": row.number, "since": row.since, "until": row.until if row.until != status_rules.until_of(row.since) else None}
    form = StatusForm(request.POST if post else None, rows=[], correcting=True, initial=known | typed(request))
    if done(request, form, partial(actions.correct, row)):
        messages.success(request, _("Исправлено."))
        return back_to(row.dossier_id)
    return form_page(request, dossier_or_404(request.user, row.dossier_id), form, _("Исправить запись о статусе"), action=_("Сохранить"))


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def status_end(request: PersonRequest, pk: int) -> HttpResponse:
    """`back` – the removal was recorded by mistake."""
    row, post = status_or_404(request.user, pk), request.method == "POST"
    form = RemovalForm(request.POST if post else None, initial={"on": timezone.localdate()} | typed(request))
    if post and "back" in request.POST:
        return removal_back(request, row)
    if done(request, form, partial(actions.remove, row)):
        messages.success(request, _("Исключение из реестра записано."))
        return back_to(row.dossier_id)
    notes = [_("Записывайте, только если Минюст исключил организацию из реестра раньше срока. Когда срок выходит сам, записывать ничего не нужно.")]
    return form_page(
        request, dossier_or_404(request.user, row.dossier_id), form, _("Исключение из реестра"), action=_("Записать исключение"), notes=notes
    )


def removal_back(request: PersonRequest, row: Status) -> HttpResponse:
    try:
        actions.take_removal_back(row, by=request.user)
        messages.success(request, _("Запись об исключении отменена."))
    except Refused as refused:
        tell(request, refused)
    return back_to(row.dossier_id)


@login_required
@require_POST
def status_renew(request: PersonRequest, pk: int) -> HttpResponse:
    row = status_or_404(request.user, pk)
    try:
        renewal = actions.renew(row, by=request.user)
    except Refused as refused:
        tell(request, refused)
        return back_to(row.dossier_id)
    messages.success(request, _("Папка продления заведена. Услуги, карточка и документы, которые ещё действуют, уже в ней."))
    return redirect("portals:dossier", pk=renewal.pk)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def register_new(request: PersonRequest, pk: int) -> HttpResponse:
    found, post = kept_or_404(request.user, pk), request.method == "POST"
    form = RegisterForm(request.POST if post else None, initial=typed(request))
    if done(request, form, partial(actions.add_entry, found)):
        messages.success(request, _("Записано."))
        return back_to(pk)
    notes = [_("Это другие реестры, не ИОПУ: их часто путают. Статуса они не дают, но от них зависит путь к нему.")]
    return form_page(request, found, form, _("Другой реестр"), action=_("Записать"), notes=notes)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def register_end(request: PersonRequest, pk: int, entry: int) -> HttpResponse:
    found, post = kept_or_404(request.user, pk), request.method == "POST"
    row = get_object_or_404(RegisterEntry.objects.filter(organization=found.organization_id), pk=entry)
    form = RegisterEndForm(request.POST if post else None, initial={"until": timezone.localdate()} | typed(request))
    if done(request, form, partial(actions.end_entry, row, found)):
        messages.success(request, _("Записано."))
        return back_to(pk)
    return form_page(request, found, form, _("Организация вышла из реестра"), action=_("Записать"), notes=[row.get_register_display()])


urlpatterns = [
    path("dossiers/<int:pk>/status/new/", status_new, name="status_new"),
    path("statuses/<int:pk>/fix/", status_fix, name="status_fix"),
    path("statuses/<int:pk>/end/", status_end, name="status_end"),
    path("statuses/<int:pk>/renew/", status_renew, name="status_renew"),
    path("dossiers/<int:pk>/registers/new/", register_new, name="register_new"),
    path("dossiers/<int:pk>/registers/<int:entry>/end/", register_end, name="register_end"),
]
