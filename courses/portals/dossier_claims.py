"""The services of a dossier: which ones, who assesses each, the clause of the charter, the months; and the matrix that ties them to the evidence."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.dossiers import matrix_rules
from courses.dossiers.actions import claims as actions
from courses.dossiers.claim_forms import ClaimAddForm, ClaimForm
from courses.dossiers.models import Body, Claim, Dossier, Service
from courses.portals.dossier_people import asked
from courses.portals.dossier_rows import row_of
from courses.portals.dossier_tabs import dossier_or_404, frame, written_or_404
from courses.portals.presses import tell
from courses.portals.returning import read_at, returning, settled, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, folded

# a claim's state: tone and icon of its pill
TONES = {
    Claim.State.PREPARING: ("info", "edit"),
    Claim.State.FILED: ("info", "clock"),
    Claim.State.CONCLUDED: ("ok", "check"),
    Claim.State.REFUSED: ("bad", "cross"),
    Claim.State.RECOGNIZED: ("ok", "seal"),
    Claim.State.DROPPED: ("", "none"),
}


def written_claim(person: User, pk: int) -> Claim:
    rows = Claim.objects.filter(dossier__in=Dossier.objects.written_by(person))
    return get_object_or_404(rows.select_related("dossier__organization__town", "dossier__checklist", "service", "body"), pk=pk)


def claim_or_404(person: User, pk: int) -> Claim:
    rows = Claim.objects.filter(dossier__in=Dossier.objects.visible_to(person))
    return get_object_or_404(rows.select_related("service", "body"), pk=pk)


@login_required
@require_safe
def dossier_services(request: PersonRequest, pk: int) -> HttpResponse:
    found = dossier_or_404(request.user, pk)
    rows: list[dict[str, Any]] = [
        {"claim": row, "tone": TONES[Claim.State(row.state)][0], "icon": TONES[Claim.State(row.state)][1]} for row in claims_of(found)
    ]
    context = frame(found, request.user, "services", (_("Услуги и год"), "")) | {
        "title": _("Услуги и год"),
        "rows": [row for row in rows if row["claim"].state != Claim.State.DROPPED],
        "dropped": [row for row in rows if row["claim"].state == Claim.State.DROPPED],
    }
    return render(request, "portals/dossiers/services.html", context)


def claims_of(found: Dossier) -> list[Claim]:
    return list(found.claims.select_related("service", "body").order_by("pk"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_add(request: PersonRequest, pk: int) -> HttpResponse:
    """The official list in groups, narrowed by a word."""
    found = written_or_404(request.user, pk)
    inside = {row.service_id for row in found.claims.exclude(state=Claim.State.DROPPED)}
    if request.method == "POST" and request.POST.get("service", "") in {str(key) for key in inside}:  # a second press
        return redirect("portals:dossier_services", pk=pk)
    services = Service.objects.in_force(timezone.localdate()).exclude(pk__in=inside)
    form = ClaimAddForm(request.POST if request.method == "POST" else None, services=services)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_claim(found, form.cleaned_data["service"], by=request.user)
        except Refused as refused:
            form.add_error("service", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Услуга добавлена, список документов дополнен."))
            return redirect("portals:dossier_services", pk=pk)
    query = request.GET.get("q", "")[:100].replace("\0", "")
    shown = [row for row in services if folded(query) in folded(row.title, row.number, row.group)]
    context = frame(found, request.user, "services", (_("Добавить услугу"), "")) | {
        "title": _("Добавить услугу"),
        "form": form,
        "query": query,
        "groups": [{"title": title, "rows": list(rows)} for title, rows in groupby(shown, key=lambda row: row.group)],
    }
    return render(request, "portals/dossiers/claim_add.html", context, status=400 if form.errors else 200)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """What is said about one service; the edition is the dossier's."""
    row = written_claim(request.user, pk)
    found, words = row.dossier, typed(request)
    bodies = Body.objects.filter(kind=Body.Kind.ASSESSOR).in_force(timezone.localdate())
    bodies = bodies.filter(Q(services=None) | Q(services=row.service_id)).distinct()
    kept = {"body": row.body_id, "charter_clause": row.charter_clause, "began_on": row.began_on}
    form = ClaimForm(request.POST if request.method == "POST" else None, initial=kept | words, bodies=bodies)
    edition, others, status = read_at(request, "edition", found.edition), list[Any](), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_claim(row, **form.cleaned_data, edition=number(edition), by=request.user)
        except Changed:
            now = written_claim(request.user, pk)
            others, edition, status = form.others(now), str(now.dossier.edition), 409
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Сохранено."))
            return redirect("portals:dossier_services", pk=found.pk)
    context = frame(found, request.user, "services", (_("Услуги и год"), reverse("portals:dossier_services", args=[found.pk])), (_("Услуга"), ""))
    context |= {"title": row.service.title, "form": form, "edition": edition, "others": others, "stale": status == 409, "restored": bool(words)}
    context |= {"back": reverse("portals:dossier_services", args=[found.pk]), "action": _("Сохранить")}
    return render(request, "portals/dossiers/sheet.html", context, status=400 if form.errors else status)


def number(edition: str) -> int:
    """An edition that came with a press; nonsense is one that never was."""
    return int(edition) if edition.isascii() and edition.isdigit() and len(edition) <= 9 else -1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_drop(request: PersonRequest, pk: int) -> HttpResponse:
    row = written_claim(request.user, pk)
    return asked(
        request,
        row.dossier,
        lambda: actions.drop_claim(row, by=request.user) if row.state != Claim.State.DROPPED else None,
        back=reverse("portals:dossier_services", args=[row.dossier_id]),
        done=_("Услуга снята. Её документы остались, услугу можно вернуть."),
        heading=_("Снять услугу?"),
        words=_("«%(service)s» больше не войдёт в подачу. Её документы уйдут из списка, но ничего не удалится.") % {"service": row.service.title},
        action=_("Снять услугу"),
    )


@login_required
@require_POST
def claim_restore(request: PersonRequest, pk: int) -> HttpResponse:
    row = written_claim(request.user, pk)
    if row.state == Claim.State.DROPPED:
        try:
            actions.add_claim(row.dossier, row.service, by=request.user)
            messages.success(request, _("Услуга снова в папке."))
        except Refused as refused:
            tell(request, refused)
    return redirect("portals:dossier_services", pk=row.dossier_id)


@login_required
@require_safe
def dossier_matrix(request: PersonRequest, pk: int) -> HttpResponse:
    """«услуга – пункт устава – критерий – доказательство»"""
    found = dossier_or_404(request.user, pk)
    context = frame(found, request.user, "services", (_("Услуги и год"), reverse("portals:dossier_services", args=[pk])), (_("Сводка"), ""))
    context |= {"title": _("Услуга, устав, критерий, доказательство"), "groups": proven(found, request.user)}
    return render(request, "portals/dossiers/matrix.html", context)


def proven(found: Any, person: User) -> list[dict[str, Any]]:
    """The matrix by service, each criterion with its papers."""
    today, rows = timezone.localdate(), matrix_rules.matrix(found)
    return [
        {
            "claim": claim,
            "rows": [
                {"criterion": row.criterion, "gap": row.gap, "papers": [row_of(item, person, today, found.shared) for item in row.documents]}
                for row in lines
            ],
        }
        for claim, lines in groupby(rows, key=lambda row: row.claim)
    ]


urlpatterns = [
    path("dossiers/<int:pk>/services/", dossier_services, name="dossier_services"),
    path("dossiers/<int:pk>/services/add/", claim_add, name="claim_add"),
    path("dossiers/<int:pk>/matrix/", dossier_matrix, name="dossier_matrix"),
    path("claims/<int:pk>/", claim, name="claim"),
    path("claims/<int:pk>/drop/", claim_drop, name="claim_drop"),
    path("claims/<int:pk>/restore/", claim_restore, name="claim_restore"),
]
