"""The card for papers: what the organisation's own card knows is shown, the rest is typed here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.dossiers import paper_rules
from courses.dossiers.actions import eligibility as actions
from courses.dossiers.card_forms import CardForm
from courses.portals.dossier_eligibility import number, reader_or_writer
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.returning import read_at, returning, settled, typed
from school.people.models import Organization
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, Text


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_card(request: PersonRequest, pk: int) -> HttpResponse:
    found, words = reader_or_writer(request, pk), typed(request)
    form = CardForm(request.POST if request.method == "POST" else None, initial=words, facts=paper_rules.facts_for(found), kept=found.facts)
    edition, others, status = read_at(request, "edition", found.edition), list[Any](), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_facts(found, form.typed(), edition=number(edition), by=request.user)
        except Changed:
            now = dossier_or_404(request.user, pk)
            others, edition, status = form.others(now.facts), str(now.edition), 409
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Карточка сохранена."))
            return redirect("portals:dossier_card", pk=pk)
    services = (_("Услуги и год"), reverse("portals:dossier_services", args=[pk]))
    context = frame(found, request.user, "services", services, (_("Карточка для бумаг"), "")) | {
        "title": _("Карточка для бумаг"),
        "form": form,
        "known": known(found.organization),
        "edition": edition,
        "others": others,
        "stale": status == 409,
        "restored": bool(words),
    }
    return render(request, "portals/dossiers/card.html", context, status=400 if form.errors else status)


def known(organization: Organization) -> list[tuple[Text, str]]:
    """Not asked for twice."""
    fields = ("name", "form", "ogrn", "inn", "head", "site")
    return [
        (
            _("Форма") if name == "form" else organization._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            str(organization.get_form_display() if name == "form" else getattr(organization, name) or ""),
        )
        for name in fields
    ]


urlpatterns = [path("dossiers/<int:pk>/card/", dossier_card, name="dossier_card")]
