"""What the screens of a dossier share: how it is found, the head with its tabs, the crumbs."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.models import Dossier, Share
from courses.dossiers.models.dossiers import LIVING
from courses.portals.tabs import tabs as cabinet_tabs
from school.people.models import User

CABINET, DESK = "portals/cabinet/frame.html", "portals/mentor/room.html"
# name of the tab: its words and the routes that it may lead to, the first existing one
TABS = {
    "overview": (gettext_lazy("Обзор и документы"), ("dossier",)),
    "services": (gettext_lazy("Услуги и год"), ("dossier_services",)),
    "filings": (gettext_lazy("Подачи и статус"), ("dossier_filings", "filings")),
    "papers": (gettext_lazy("Бумаги"), ("dossier_papers", "papers_of_dossier")),
    "consultations": (gettext_lazy("Консультации"), ("dossier_consultations", "consultations")),
    "share": (gettext_lazy("Доступ"), ("dossier_share",)),
    "history": (gettext_lazy("История"), ("dossier_history",)),
}


def dossier_or_404(person: User, pk: int, **more: Any) -> Dossier:
    """`writes`: may change the papers; `owns`: says who has access; `shared`: one of the NGO's own, not a mentor or the school. `more` – what a page counts besides. One query."""
    own = Dossier.objects.filter(pk=OuterRef("pk"))
    rows = Dossier.objects.visible_to(person).select_related("organization__town", "checklist", "cohort")
    owner = Share.objects.filter(dossier=OuterRef("pk"), person=person, until=None, role=Share.Role.OWNER)
    rows = rows.annotate(writes=Exists(own.written_by(person)), shared=Exists(own.shared_with(person)), owns=Exists(owner), **more)
    return get_object_or_404(rows, pk=pk)


def written_or_404(person: User, pk: int) -> Dossier:
    """For presses: whoever only reads meets the same 404 as a stranger."""
    return get_object_or_404(Dossier.objects.written_by(person).select_related("organization__town", "checklist", "cohort"), pk=pk)


def owned_or_404(person: User, pk: int) -> Dossier:
    rows = Dossier.objects.shared_with(person).filter(shares__person=person, shares__until=None, shares__role="owner")
    return get_object_or_404(rows.select_related("organization__town", "checklist", "cohort").distinct(), pk=pk)


def address_of(names: tuple[str, ...], dossier: Dossier) -> str:
    for name in names:
        try:
            return reverse(f"portals:{name}", args=[dossier.pk])
        except NoReverseMatch:
            continue
    return ""


def tabs(dossier: Dossier, person: User, current: str) -> list[dict[str, Any]]:
    """Tabs of the dossier for the NGO and the mentor alike."""
    found = [(name, title, address_of(names, dossier)) for name, (title, names) in TABS.items()]
    return [{"title": title, "url": url, "current": name == current} for name, title, url in found if url]


def frame(dossier: Dossier, person: User, current: str, *way: tuple[str, str]) -> dict[str, Any]:
    """What `portals/dossiers/head.html` needs; `way` – crumbs from the dossier on: pairs of title and address. The page extends `room`."""
    shared = getattr(dossier, "shared", True)
    start = (_("Мои документы"), reverse("portals:dossiers")) if shared else (_("Папки"), reverse("portals:mentor_dossiers"))
    crumbs = [{"title": title, "url": url} for title, url in (start, (dossier.organization.short_name, address_of(("dossier",), dossier)), *way)]
    crumbs[-1]["url"] = ""
    return {
        "room": CABINET if shared else DESK,
        "tabs": cabinet_tabs("dossiers"),
        "dossier": dossier,
        "dossier_tabs": tabs(dossier, person, current),
        "crumbs": crumbs,
        "shared": shared,
        "writes": getattr(dossier, "writes", True) and dossier.state in LIVING,
        "owns": getattr(dossier, "owns", False) and dossier.state in LIVING,
    }
