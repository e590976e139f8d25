"""Letters about a consultation: booked, given back, written up."""

from courses.dossiers.dossier_rules import writers_of
from courses.dossiers.models import Consultation
from school.people.models import User
from school.post.actions import link_to, send


def booked(consultation: Consultation, instead: Consultation | None = None) -> None:
    """`instead` – moved from there; a mentor who is not the same has a letter of own about that time."""
    moved = instead if instead and instead.slot.mentor_id == consultation.slot.mentor_id else None
    context = _of(consultation) | {"moved": moved, "url": link_to("portals:mentor_consultations")}
    send("consultation_booked", to=consultation.slot.mentor, context=context, reason=f"consultation-{consultation.pk}")


def cancelled(consultation: Consultation, by: User) -> None:
    """To the other side."""
    context = _of(consultation) | {"cancelled_by": by}
    if by.pk != consultation.slot.mentor_id:
        address = link_to("portals:mentor_consultations")
        send("consultation_cancelled", to=consultation.slot.mentor, context=context | {"url": address}, reason=f"consultation-{consultation.pk}-off")
        return
    address = link_to("portals:dossier_consultations", consultation.dossier_id)
    for person in writers_of(consultation.dossier):
        send("consultation_cancelled", to=person, context=context | {"url": address}, reason=f"consultation-{consultation.pk}-off")


def called_off(consultation: Consultation) -> None:
    """Its mentor leads the organisation no more."""
    context = _of(consultation) | {"cancelled_by": None, "url": link_to("portals:dossier_consultations", consultation.dossier_id)}
    for person in writers_of(consultation.dossier):
        send("consultation_cancelled", to=person, context=context, reason=f"consultation-{consultation.pk}-off")


def noted(consultation: Consultation) -> None:
    context = _of(consultation) | {"url": link_to("portals:dossier_consultations", consultation.dossier_id)}
    for person in writers_of(consultation.dossier):
        send("consultation_noted", to=person, context=context, reason=f"consultation-{consultation.pk}-notes")


def _of(consultation: Consultation) -> dict[str, object]:
    return {"consultation": consultation, "slot": consultation.slot, "organization": consultation.dossier.organization}
