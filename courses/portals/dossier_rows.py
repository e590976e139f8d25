"""The documents of a dossier as rows: grouped by stage and service, filtered, each with its state in a word."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.document_rules import SOON, told
from courses.dossiers.models import Dossier, Item, Requirement
from school.people.models import User

FILTERS = {
    "": gettext_lazy("Все"),
    "mine": gettext_lazy("Мои"),
    "lacking": gettext_lazy("Не хватает"),
    "returned": gettext_lazy("Вернули"),
    "expiring": gettext_lazy("Истекают"),
}


def items_of(dossier: Dossier) -> list[Item]:
    """One query for any number of documents."""
    rows = dossier.items.asked().select_related("requirement", "claim__service", "owner")
    return list(rows.order_by("requirement__position", "claim", "pk"))


def address(item: Item, shared: bool = True) -> str:
    """The NGO goes to the paper, its mentor and the school – to where it is judged."""
    return reverse("portals:document" if shared else "portals:mentor_document", args=[item.pk])


def is_expiring(item: Item) -> bool:
    return item.state == Item.State.ACCEPTED and item.valid_until is not None and (item.valid_until - timezone.localdate()).days <= SOON


def is_lacking(item: Item) -> bool:
    """The NGO has to bring it: what the state asks itself and what may be left out is not missed."""
    own = item.requirement.provider != Requirement.Provider.STATE and item.requirement.mandatory
    return (own and item.state == Item.State.EMPTY) or item.state == Item.State.RETURNED


def fits(item: Item, show: str, person: User) -> bool:
    if show == "mine":
        return item.owner_id == person.pk
    if show == "lacking":
        return is_lacking(item)
    if show == "returned":
        return item.state == Item.State.RETURNED
    return is_expiring(item) if show == "expiring" else True


def filters(items: Iterable[Item], show: str, person: User) -> list[dict[str, Any]]:
    """Each filter with how many it leaves."""
    return [
        {"title": title, "query": f"?show={name}" if name else "?", "current": name == show, "count": sum(fits(item, name, person) for item in items)}
        for name, title in FILTERS.items()
    ]


def row_of(item: Item, person: User, today: Any, shared: bool = True) -> dict[str, Any]:
    words, tone, icon = told(item)
    line, notes = item.requirement, list[str]()
    if not line.mandatory:
        notes.append(_("Необязательный"))
    if line.provider == Requirement.Provider.STATE:
        notes.append(_("Государство запросит само"))
    elif line.provider == Requirement.Provider.OBTAINED:
        notes.append(_("Получает организация"))
    elif line.paper:
        notes.append(_("Школа заполнит из карточки"))
    open_now = item.state in (Item.State.EMPTY, Item.State.RETURNED)
    return {
        "item": item,
        "url": address(item, shared),
        "words": words,
        "tone": tone,
        "icon": icon,
        "notes": notes,
        "owner": item.owner,
        "own": item.owner_id == person.pk,
        "due_on": item.due_on if open_now else None,
        "overdue": bool(open_now and item.due_on and item.due_on < today),
        "valid_until": item.valid_until if item.state == Item.State.ACCEPTED else None,
    }


def groups(items: Iterable[Item], person: User, shared: bool = True) -> list[dict[str, Any]]:
    """By stage in the order of the way, inside by service: what is for the whole dossier first."""
    today, found = timezone.localdate(), dict[str, dict[Any, list[dict[str, Any]]]]()
    for item in items:
        found.setdefault(item.requirement.stage, {}).setdefault(item.claim, []).append(row_of(item, person, today, shared))
    return [
        {
            "stage": stage,
            "title": label,
            "total": sum(map(len, found[stage].values())),
            "done": sum(row["item"].state in (Item.State.ACCEPTED, Item.State.NOT_NEEDED) for rows in found[stage].values() for row in rows),
            "parts": sorted(
                ({"claim": claim, "rows": rows} for claim, rows in found[stage].items()), key=lambda part: part["claim"].pk if part["claim"] else 0
            ),
        }
        for stage, label in Requirement.Stage.choices
        if stage in found
    ]
