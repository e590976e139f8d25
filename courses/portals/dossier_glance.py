"""The person's dossiers in a line each, for the cabinet: where the dossier stands and what it waits for."""

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from courses.dossiers.models import Dossier, Item, Requirement
from school.people.models import User


def own_dossiers(person: User, organization: int | None = None) -> list[dict[str, Any]]:
    """Newest first. One query for any number of documents."""
    asked = Q(items__gone_at=None)
    empty = asked & Q(items__state=Item.State.EMPTY, items__requirement__mandatory=True) & ~Q(items__requirement__provider=Requirement.Provider.STATE)
    rows = Dossier.objects.shared_with(person).exclude(state=Dossier.State.LEFT).select_related("organization")
    if organization:
        rows = rows.filter(organization=organization)
    rows = rows.annotate(
        returned=Count("items", filter=asked & Q(items__state=Item.State.RETURNED)),
        sent=Count("items", filter=asked & Q(items__state=Item.State.SENT)),
        lacking=Count("items", filter=empty),
    )
    return [told(row) for row in rows.order_by("-opened_at", "-pk")[:20]]


def with_seat(person: User) -> dict[str, Any]:
    """The same for the newest dossier of a seat's organisation, within the query that finds the seat: see `of_seat`."""
    newest = Dossier.objects.shared_with(person).exclude(state=Dossier.State.LEFT).filter(organization=OuterRef("organization"))
    newest = newest.order_by("-opened_at", "-pk")
    items = Item.objects.asked().filter(dossier__organization=OuterRef("organization"), dossier__state=Dossier.State.GATHERING).order_by()
    missed = items.filter(state=Item.State.EMPTY, requirement__mandatory=True).exclude(requirement__provider=Requirement.Provider.STATE)
    counted = {"returned": items.filter(state=Item.State.RETURNED), "sent": items.filter(state=Item.State.SENT), "lacking": missed}
    found = {f"dossier_{name}": Subquery(newest.values(name)[:1]) for name in ("pk", "state")}
    return found | {f"dossier_{name}": Subquery(rows.values("gone_at").annotate(n=Count("pk")).values("n")) for name, rows in counted.items()}


def of_seat(seat: Any) -> list[dict[str, Any]]:
    if not seat.dossier_pk:
        return []
    row: Any = Dossier(pk=seat.dossier_pk, state=seat.dossier_state, organization=seat.organization)
    row.returned, row.sent, row.lacking = seat.dossier_returned or 0, seat.dossier_sent or 0, seat.dossier_lacking or 0
    return [told(row)]


def told(row: Any) -> dict[str, Any]:
    tone, icon, words = "info", "way", str(row.get_state_display())
    if row.state == Dossier.State.ELIGIBILITY:
        tone, icon, words = "info", "edit", _("Ответьте на вопросы о праве на статус.")
    elif row.state == Dossier.State.GATHERING and row.returned:
        tone, icon, words = "bad", "back", _("Наставник вернул документов: %(count)s.") % {"count": row.returned}
    elif row.state == Dossier.State.GATHERING and row.lacking:
        tone, icon, words = "warn", "doc", _("Осталось подготовить документов: %(count)s.") % {"count": row.lacking}
    elif row.state == Dossier.State.GATHERING and row.sent:
        tone, icon, words = "info", "clock", _("У наставника документов: %(count)s.") % {"count": row.sent}
    elif row.state == Dossier.State.RECOGNIZED:
        tone, icon = "ok", "seal"
    return {"dossier": row, "tone": tone, "icon": icon, "words": words}
