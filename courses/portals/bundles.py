"""The whole dossier in one file: asked for, awaited, taken by whoever asked (T3)."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.dossiers import bundle_rules
from courses.dossiers.actions import bundles as actions
from courses.dossiers.models import Bundle, Dossier
from courses.portals.dossier_tabs import dossier_or_404
from courses.portals.presses import tell
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.vault import exports
from school.vault.serving import answer

WORDS = {
    Bundle.Kind.ZIP: gettext_lazy("Папки по этапам и услугам, опись и все файлы как есть"),
    Bundle.Kind.PDF: gettext_lazy("Один файл с закладками и описью. Файлы Word и Excel в него не входят"),
}


def bundle_context(person: User, dossier: Dossier) -> dict[str, Any]:
    """The newest of each kind, while it lives."""
    newest = dict[str, Bundle]()
    for bundle in bundle_rules.bundles_of(person, dossier).select_related("file"):
        newest.setdefault(bundle.kind, bundle)
    rows = [bundle_row(kind, newest.get(kind)) for kind in Bundle.Kind]
    return {"dossier": dossier, "bundles": rows, "bundling": any(row["waiting"] for row in rows)}


def bundle_row(kind: Bundle.Kind, bundle: Bundle | None) -> dict[str, Any]:
    stuck = bool(bundle and bundle_rules.is_stuck(bundle))
    return {
        "kind": kind.value,
        "title": kind.label,
        "words": WORDS[kind],
        "bundle": bundle,
        "waiting": bool(bundle and bundle.state == Bundle.State.WAITING and not stuck),
        "failed": bool(bundle and bundle.state == Bundle.State.FAILED) or stuck,
        "ready": bool(bundle and bundle.state == Bundle.State.READY and bundle.file),
        "until": bundle.file.created_at + exports.LIVES if bundle and bundle.file else None,
    }


def to_bundles(pk: int) -> HttpResponse:
    return redirect(reverse("portals:dossier_papers", args=[pk]) + "#bundle")


@login_required
@require_POST
def bundle(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    found = get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    if kind not in Bundle.Kind.values:
        raise Http404
    try:
        actions.ask_for(found, kind, by=request.user)
    except Refused as refused:
        tell(request, refused)
    return to_bundles(pk)


@login_required
@require_safe
def bundle_progress(request: PersonRequest, pk: int) -> HttpResponse:
    """A part of the page, asked for again until it is over. By itself it leads to the page."""
    found = dossier_or_404(request.user, pk)
    if request.headers.get("HX-Request") != "true":
        return to_bundles(pk)
    return render(request, "portals/dossiers/bundle.html", bundle_context(request.user, found))


@login_required
@require_safe
def bundle_file(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(bundle_rules.takeable(request.user), pk=pk)
    if found.file is None:
        raise Http404
    return cast(HttpResponse, answer(request, found.file))


urlpatterns = [
    path("dossiers/<int:pk>/bundle/<slug:kind>/", bundle, name="bundle"),
    path("dossiers/<int:pk>/bundle/", bundle_progress, name="bundle_progress"),
    path("files/bundles/<int:pk>/", bundle_file, name="bundle_file"),
]
