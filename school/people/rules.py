"""What rules answer with, and pure questions about people."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from school.people.models import Consent, ConsentText, Membership, Organization, User
from school.people.models.consent import Purpose

Text = str | Promise


class Refused(Exception):
    """An action was refused. `reasons` are Russian sentences for the person who asked; the page prints these very sentences."""

    def __init__(self, *reasons: Text) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class Changed(Refused):
    """Somebody has saved a newer edition in the meantime (R26): nothing was overwritten. `current` is the record as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Пока вы писали, это изменили в другом окне. Сравните и сохраните ещё раз."))
        self.current = current


@dataclass(frozen=True)
class Answer:
    """One condition of a gate: is it met, the measured value, the needed value, what to do, and where («Чего не хватает?»)."""

    title: Text
    met: bool
    value: Text
    needed: Text
    todo: Text = ""
    url: str = ""


def folded(*parts: str) -> str:
    """Text for searching: lower case, ё as е, one space. SQLite's `icontains` knows neither Cyrillic case nor ё."""
    return " ".join(" ".join(parts).lower().replace("ё", "е").split())


def tidy(text: str, lines: bool = False) -> str:
    """Typed text as it is kept: composed letters (NFC), no control, zero-width or bidirectional characters, no space at the ends.

    One line unless `lines`; then line breaks stay and every line keeps its own spaces.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    if lines:
        return kept.strip()
    return " ".join(kept.split())


def readable_name(text: str) -> bool:
    """A name is made of letters, with hyphens, apostrophes, dots and spaces between them."""
    return bool(re.fullmatch(r"[^\W\d_]+(?:[-–'’ʼ. ]+[^\W\d_]+)*\.?", text))


def last_consent(person: User, purpose: str) -> Consent | None:
    """Given at any time; it may be withdrawn by now."""
    return Consent.objects.filter(person=person, text__purpose=purpose).order_by("-pk").first()


def owes_consent(person: User) -> bool:
    """The school made the account, its owner was never asked: whoever signs up gives this consent there."""
    given = Consent.objects.filter(person=person, text__purpose=Purpose.PROCESSING)
    published = ConsentText.objects.filter(purpose=Purpose.PROCESSING, effective_from__lte=timezone.localdate())
    return not given.exists() and published.exists()


def consent_in_force(person: User, purpose: str) -> Consent | None:
    return Consent.objects.filter(person=person, text__purpose=purpose, withdrawn_at=None).select_related("text").first()


def reasons_not_to_answer(membership: Membership, by: User) -> list[Text]:
    """May this person confirm or decline this request?"""
    if not owns(membership.organization, by):
        return [_("Участников подтверждает тот, кто завёл карточку организации.")]
    if membership.state != Membership.State.ASKED:
        return [_("На эту просьбу уже ответили.")]
    return []


def reasons_not_to_trust(membership: Membership, by: User) -> list[Text]:
    """May this member be trusted with confirming the others?"""
    if not owns(membership.organization, by):
        return [_("Доверить карточку другому может тот, кто за неё отвечает.")]
    if membership.state != Membership.State.CONFIRMED:
        return [_("Доверить карточку можно только подтверждённому участнику.")]
    return []


def reasons_not_to_leave(membership: Membership) -> list[Text]:
    """A card never stays without a person who answers for it."""
    if membership.state not in {Membership.State.CONFIRMED, Membership.State.ASKED}:
        return [_("Вы уже не состоите в этой организации.")]
    others = Membership.objects.filter(organization=membership.organization, state=Membership.State.CONFIRMED).exclude(pk=membership.pk)
    if membership.owner and not others.exists():
        return [_("У карточки не останется ни одного человека. Чтобы закрыть её, напишите в учебный отдел.")]
    if membership.owner and not others.filter(owner=True).exists():
        return [_("Сначала доверьте карточку другому участнику: без вас некому подтверждать новых.")]
    return []


def owns(organization: Organization, person: User) -> bool:
    return Membership.objects.filter(organization=organization, person=person, owner=True, state=Membership.State.CONFIRMED).exists()
