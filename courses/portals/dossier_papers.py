"""Papers that the school fills in from the card: what is missing for each, the .docx and the PDF, laying one among the documents."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.dossiers import paper_printing, paper_rules
from courses.dossiers.actions import papers as actions
from courses.dossiers.fact_rules import Book
from courses.dossiers.models import Dossier, Item
from courses.dossiers.paper_rules import Missing, Paper
from courses.dossiers.sheet_printing import missing_for
from courses.portals.bundles import bundle_context
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.presses import tell
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.vault.rules import cleaned

# where a missing fact is filled in: the route and what the link says
PLACES = {
    paper_rules.CARD: ("portals:dossier_card", gettext_lazy("Карточка для бумаг")),
    paper_rules.ORGANIZATION: ("people:organization", gettext_lazy("Карточка организации")),
    paper_rules.CLAIM: ("portals:claim", gettext_lazy("Об услуге")),
    paper_rules.SERVICES: ("portals:dossier_services", gettext_lazy("Услуги")),
    paper_rules.MONTHS: ("portals:dossier_months", gettext_lazy("Год по месяцам")),
    paper_rules.ELIGIBILITY: ("portals:dossier_eligibility", gettext_lazy("Право на статус")),
    paper_rules.DOCUMENTS: ("portals:dossier", gettext_lazy("Документы")),
    paper_rules.FILINGS: ("portals:filings", gettext_lazy("Подачи и статус")),
}


def places_of(missing: list[Missing]) -> list[dict[str, Any]]:
    """One link per screen, with everything that is asked for there."""
    rows = sorted(missing, key=lambda row: (list(PLACES).index(row.where), row.pk))
    found = []
    for (where, pk), each in groupby(rows, key=lambda row: (row.where, row.pk)):
        route, title = PLACES[where]
        found.append({"url": reverse(route, args=[pk]), "title": title, "words": "; ".join(inner(row.words) for row in each)})
    return found


def inner(words: str) -> str:
    """In the middle of a sentence; «ОГРН» stays as it is."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def row_of(book: Book, paper: Paper) -> dict[str, Any]:
    missing = missing_for(book, paper)
    return {
        "item": paper.item,
        "claim": paper.claim,
        "missing": len(missing),
        "places": places_of(missing),
        "unverified": paper_rules.unverified(paper),
        "site": paper.claim.body.site if paper.claim and paper.claim.body else "",
    }


@login_required
@require_safe
def dossier_papers(request: PersonRequest, pk: int) -> HttpResponse:
    found = dossier_or_404(request.user, pk)
    book = Book(found)
    rows = [row_of(book, paper) for paper in book.papers]
    context = frame(found, request.user, "papers", (_("Бумаги"), "")) | {
        "title": _("Бумаги"),
        "rows": rows,
        "ready": sum(not row["missing"] for row in rows),
        **bundle_context(request.user, found),
    }
    return render(request, "portals/dossiers/papers.html", context)


def paper_or_404(request: PersonRequest, pk: int, dossiers: Any) -> Item:
    rows = Item.objects.asked().filter(dossier__in=dossiers).exclude(requirement__paper="").exclude(state=Item.State.NOT_NEEDED)
    return get_object_or_404(rows.select_related("requirement__form", "claim__service", "claim__body", "dossier"), pk=pk)


@login_required
@require_POST
def paper_print(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """At once: a page or two."""
    item = paper_or_404(request, pk, Dossier.objects.visible_to(request.user))
    if kind not in paper_printing.KINDS:
        raise Http404
    data = actions.print_paper(item, kind, by=request.user)
    name = cleaned(paper_printing.named(Paper(item), kind))
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment", "Cache-Control": "no-store, private"}
    return HttpResponse(data, content_type=paper_printing.KINDS[kind], headers=headers)


@login_required
@require_POST
def paper_put(request: PersonRequest, pk: int) -> HttpResponse:
    item = paper_or_404(request, pk, Dossier.objects.written_by(request.user))
    try:
        actions.put_paper(item, by=request.user)
    except Refused as refused:
        tell(request, refused)
        return redirect("portals:dossier_papers", pk=item.dossier_id)
    messages.success(request, _("Бумага лежит в документах черновиком. Проверьте её и отправьте наставнику."))
    return redirect("portals:document", pk=item.pk)


urlpatterns = [
    path("dossiers/<int:pk>/papers/", dossier_papers, name="dossier_papers"),
    path("papers/<int:pk>/print/<slug:kind>/", paper_print, name="paper_print"),
    path("papers/<int:pk>/put/", paper_put, name="paper_put"),
]
