"""Filings and the status of a dossier as a readable timeline, and the forms that record a filing, its registration, its extension."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.dossiers import filing_rules, status_rules, task_rules
from courses.dossiers.actions import filings as actions
from courses.dossiers.filing_forms import ExtensionForm, FilingForm, RegistrationForm, TaskForm
from courses.dossiers.models import Body, Dossier, Filing, RegisterEntry
from courses.portals import filing_rows
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.returning import returning, settled, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.templatetags.look import longdate

TITLES = {"assessor": gettext_lazy("Записать подачу на оценку качества"), "justice": gettext_lazy("Записать подачу в Минюст")}


def kept_or_404(person: User, pk: int) -> Dossier:
    """For forms and presses: whoever only reads meets the same 404 as a stranger."""
    get_object_or_404(filing_rules.kept_by(person), pk=pk)
    return dossier_or_404(person, pk)


def filing_or_404(person: User, pk: int) -> Filing:
    rows = Filing.objects.filter(dossier__in=filing_rules.kept_by(person).values("pk"))
    return get_object_or_404(rows.select_related("body", "dossier__organization"), pk=pk)


def back_to(dossier_pk: int) -> HttpResponse:
    return redirect("portals:filings", pk=dossier_pk)


def done(request: PersonRequest, form: Form, verb: Callable[..., Any]) -> bool:
    """A good press does it; what the rules refuse is said at the form, and nothing typed is lost."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        verb(**form.cleaned_data, by=request.user)
    except Refused as refused:
        form.add_error(None, [str(reason) for reason in refused.reasons])
        return False
    settled(request)
    return True


def form_page(request: PersonRequest, dossier: Dossier, form: Form, title: str, **more: Any) -> HttpResponse:
    """Every form of this part stands on a page of its own."""
    way = ((_("Подачи и статус"), reverse("portals:filings", args=[dossier.pk])), (title, ""))
    restored = bool(form.fields and not form.is_bound and typed(request))
    context = frame(dossier, request.user, "filings", *way) | {"form": form, "title": title, "back": way[0][1], "restored": restored} | more
    return render(request, "portals/filings/form.html", context, status=400 if form.is_bound else 200)


@login_required
@require_safe
def filings(request: PersonRequest, pk: int) -> HttpResponse:
    found = dossier_or_404(request.user, pk)
    claims, rows = filing_rules.claims_of(found), filing_rules.filings_of(found)
    sent = filing_rules.by_claim(rows)
    statuses = status_rules.statuses_of(found.organization)
    keeps = (found.writes or not found.shared) and found.state != Dossier.State.LEFT  # type: ignore[attr-defined]
    opens = keeps and found.state in filing_rules.STATES
    own = next((status for status in statuses if status.dossier_id == found.pk), None)
    context = frame(found, request.user, "filings", (_("Подачи и статус"), "")) | {
        "keeps": keeps,
        "rounds": filing_rows.rounds(rows, sent, keeps=keeps, granted=own is not None),
        "kinds": [
            {"kind": kind.value, "title": TITLES[kind.value]}
            for kind in Body.Kind
            if opens and filing_rules.claims_to_file(found, kind, claims, sent)
        ],
        "recognizable": keeps and own is None and bool(status_rules.claims_to_recognize(found, claims, sent)),
        "statuses": [filing_rows.status_row(status) for status in statuses],
        "entries": list(RegisterEntry.objects.filter(organization=found.organization).order_by("register", "-since", "pk")),
        "tasks": [filing_rows.task_row(task) for task in task_rules.tasks_of(found)],
        "task_form": TaskForm(),
    }
    return render(request, "portals/filings/filings.html", context)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def filing_new(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in Body.Kind.values:
        raise Http404
    found, post = kept_or_404(request.user, pk), request.method == "POST"
    claims = filing_rules.claims_of(found) if post else filing_rules.claims_to_file(found, kind)
    form = FilingForm(request.POST if post else None, initial=typed(request), dossier=found, kind=kind, claims=claims)
    if done(request, form, partial(actions.file, found, kind=kind)):
        messages.success(request, _("Подача записана."))
        return back_to(pk)
    if not post and (not claims or found.state not in filing_rules.STATES):
        messages.info(request, _("Сейчас подавать нечего: либо ответа уже ждут, либо чего-то ещё нет."))
        return back_to(pk)
    lacking = filing_rules.lacking(found, kind, claims)
    return form_page(request, found, form, str(TITLES[kind]), action=_("Записать подачу"), lacking=lacking, notes=notes_of(found, kind))


def notes_of(dossier: Dossier, kind: str) -> list[str]:
    notes = [_("Школа ничего не отправляет сама. Здесь записывают то, что вы уже отправили: так не потеряется срок ответа.")]
    if kind == Body.Kind.JUSTICE and dossier.path == "grant":
        notes.append(_("Путь через грант Президента: в Минюст подают без заключения о качестве. Это правило юрист школы ещё не проверил."))
    if filing_rules.answer_due(kind, dossier.path, timezone.localdate()) is None:
        notes.append(_("Срок ответа этого органа не установлен: школа не станет его выдумывать, день из письма можно записать как продление."))
    return notes


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def filing_register(request: PersonRequest, pk: int) -> HttpResponse:
    row, post = filing_or_404(request.user, pk), request.method == "POST"
    known = {"number": row.number, "registered_on": row.registered_on or row.sent_on}
    form = RegistrationForm(request.POST if post else None, initial=known | typed(request))
    if done(request, form, partial(actions.register, row)):
        messages.success(request, _("Регистрация записана."))
        return back_to(row.dossier_id)
    notes = [_("Отправлено %(day)s: %(body)s.") % {"day": longdate(row.sent_on), "body": row.body}]
    return form_page(request, dossier_or_404(request.user, row.dossier_id), form, _("Входящий номер"), action=_("Записать"), notes=notes)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def filing_extend(request: PersonRequest, pk: int) -> HttpResponse:
    row, post = filing_or_404(request.user, pk), request.method == "POST"
    form = ExtensionForm(request.POST if post else None, initial=typed(request), filing=row)
    if done(request, form, partial(actions.extend, row)):
        messages.success(request, _("Продление записано."))
        return back_to(row.dossier_id)
    by_law = filing_rules.extension_of(row)
    words = _("По закону срок можно продлить до %(day)s: оставьте день пустым, и мы возьмём его.") % {"day": longdate(by_law)} if by_law else ""
    notes = [words or _("Срок продления не установлен: возьмите день из уведомления органа.")]
    return form_page(request, dossier_or_404(request.user, row.dossier_id), form, _("Продление срока ответа"), action=_("Записать"), notes=notes)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def filing_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    row, post = filing_or_404(request.user, pk), request.method == "POST"
    form = Form(request.POST if post else None)
    if done(request, form, partial(actions.cancel, row)):
        messages.success(request, _("Запись о подаче отменена."))
        return back_to(row.dossier_id)
    notes = [
        _("Отправлено %(day)s: %(body)s.") % {"day": longdate(row.sent_on), "body": row.body},
        _("Отменяйте запись, только если подачи не было или её записали с ошибкой. В истории она останется."),
    ]
    return form_page(
        request, dossier_or_404(request.user, row.dossier_id), form, _("Отменить запись о подаче"), action=_("Отменить запись"), notes=notes
    )


urlpatterns = [
    path("dossiers/<int:pk>/filings/", filings, name="filings"),
    path("dossiers/<int:pk>/filings/new/<slug:kind>/", filing_new, name="filing_new"),
    path("filings/<int:pk>/register/", filing_register, name="filing_register"),
    path("filings/<int:pk>/extend/", filing_extend, name="filing_extend"),
    path("filings/<int:pk>/cancel/", filing_cancel, name="filing_cancel"),
]
