"""What the NGO tells about itself: the questionnaire about the right, the months of each service, the card for papers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import eligibility_rules
from courses.dossiers.actions import dossiers
from courses.dossiers.actions import eligibility as actions
from courses.dossiers.card_forms import BeginForm
from courses.dossiers.claim_forms import MonthsForm, month_before
from courses.dossiers.eligibility_forms import EligibilityForm
from courses.dossiers.models import Claim, Dossier
from courses.portals.dossier_claims import number
from courses.portals.dossier_tabs import dossier_or_404, frame, written_or_404
from courses.portals.presses import tell
from courses.portals.returning import read_at, returning, settled, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused

YEAR, LONGEST = 12, 5  # months, years back


def reader_or_writer(request: PersonRequest, pk: int) -> Dossier:
    """Readers look, writers press."""
    if request.method == "POST":
        written_or_404(request.user, pk)
    return dossier_or_404(request.user, pk)


def answers_of(found: Dossier) -> dict[str, tuple[str, str]]:
    return {row.question: (row.value, row.note) for row in found.answers.all()}


def by_question(found: Dossier) -> tuple[dict[str, list[Any]], list[Any]]:
    """Stops and warnings beside their questions; those of no question apart."""
    told = dict[str, list[Any]]()
    for row in eligibility_rules.warnings_of(found):
        told.setdefault(row.question, []).append(row)
    return told, told.get("", [])


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_eligibility(request: PersonRequest, pk: int) -> HttpResponse:
    found, words = reader_or_writer(request, pk), typed(request)
    questions, kept = eligibility_rules.questions(found.path), answers_of(found)
    form = EligibilityForm(request.POST if request.method == "POST" else None, initial=words, questions=questions, kept=kept)
    edition, others, status = read_at(request, "edition", found.edition), list[Any](), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_answers(found, form.typed(), edition=number(edition), by=request.user)
        except Changed:
            now = dossier_or_404(request.user, pk)
            others, edition, status = form.others(answers_of(now)), str(now.edition), 409
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Ответы сохранены. Посмотрите, что по ним сделать."))
            return redirect("portals:dossier_eligibility", pk=pk)
    status = 400 if form.errors else status
    return questionnaire(request, found, form=form, edition=edition, others=others, restored=bool(words), status=status)


def questionnaire(
    request: PersonRequest,
    found: Dossier,
    *,
    form: EligibilityForm | None = None,
    begin: BeginForm | None = None,
    edition: str | int | None = None,
    others: list[Any] | None = None,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    """`form` and `begin` as they were typed; without them – what is kept."""
    questions, kept = eligibility_rules.questions(found.path), answers_of(found)
    form = form or EligibilityForm(questions=questions, kept=kept)
    told, general = by_question(found)
    stops = sum(row.kind == eligibility_rules.STOP for lines in told.values() for row in lines)
    context = frame(found, request.user, "services", (_("Право на статус"), "")) | {
        "title": _("Право на статус"),
        "form": form,
        "rows": form.rows(told),
        "general": general,
        "stops": stops,
        "warned": sum(map(len, told.values())) - stops,
        "left": sum(question.code not in kept for question in questions),
        "note": eligibility_rules.note(),
        "begin": begin or BeginForm(),
        "begins": found.state == Dossier.State.ELIGIBILITY,
        "edition": found.edition if edition is None else edition,
        "others": others or [],
        "stale": status == 409,
        "restored": restored,
    }
    return render(request, "portals/dossiers/eligibility.html", context, status=status)


@login_required
@require_POST
def dossier_begin(request: PersonRequest, pk: int) -> HttpResponse:
    """«Начать собирать документы». Where an answer stands in the way, the NGO says why it begins all the same."""
    found = written_or_404(request.user, pk)
    if found.state == Dossier.State.ELIGIBILITY:
        form, stopped = BeginForm(request.POST), eligibility_rules.stopped(found)
        if stopped and not form.is_valid():
            return questionnaire(request, dossier_or_404(request.user, pk), begin=form, status=400)
        try:
            dossiers.begin_gathering(found, by=request.user, reason=form.cleaned_data["reason"] if stopped else "")
            messages.success(request, _("Собираем документы. Список – ниже."))
        except Refused as refused:
            tell(request, refused)
            return redirect("portals:dossier_eligibility", pk=pk)
    return redirect("portals:dossier", pk=pk)


def months_claim(person: User, pk: int, write: bool) -> Claim:
    dossiers = Dossier.objects.written_by(person) if write else Dossier.objects.visible_to(person)
    rows = Claim.objects.filter(dossier__in=dossiers)
    return get_object_or_404(rows.select_related("service"), pk=pk)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_months(request: PersonRequest, pk: int) -> HttpResponse:
    """Twelve months back and this one, or as many years as were asked for."""
    claim = months_claim(request.user, pk, request.method == "POST")
    found, words = dossier_or_404(request.user, claim.dossier_id), typed(request)
    kept, today = {row.month: row for row in claim.months.all()}, timezone.localdate()
    years = min(number(request.GET.get("years", "1")) if request.GET.get("years") else 1, LONGEST)
    back = max([YEAR * max(years, 1), *((today.year - day.year) * 12 + today.month - day.month for day in kept)])
    months = [month_before(today, each) for each in range(min(back, YEAR * LONGEST) + 1)]
    form = MonthsForm(request.POST if request.method == "POST" else None, initial=words, months=months, kept=kept)
    edition, others, status = read_at(request, "edition", found.edition), list[Any](), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_months(claim, form.typed(), edition=number(edition), by=request.user)
        except Changed:
            now = {row.month: row for row in claim.months.all()}
            others, status = form.others(now), 409
            edition = str(dossier_or_404(request.user, claim.dossier_id).edition)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Месяцы сохранены."))
            return redirect("portals:dossier_months", pk=pk)
    services = (_("Услуги и год"), reverse("portals:dossier_services", args=[found.pk]))
    context = frame(found, request.user, "services", services, (_("Год по месяцам"), "")) | {
        "title": claim.service.title,
        "claim": claim,
        "form": form,
        "rows": form.rows(),
        "filled": sum(bool(row.people or row.services) for row in kept.values()),
        "more": years + 1 if back < YEAR * LONGEST else 0,
        "edition": edition,
        "others": others,
        "stale": status == 409,
        "restored": bool(words),
    }
    return render(request, "portals/dossiers/months.html", context, status=400 if form.errors else status)


urlpatterns = [
    path("dossiers/<int:pk>/eligibility/", dossier_eligibility, name="dossier_eligibility"),
    path("dossiers/<int:pk>/begin/", dossier_begin, name="dossier_begin"),
    path("claims/<int:pk>/months/", dossier_months, name="dossier_months"),
]
