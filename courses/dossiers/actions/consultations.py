"""Verbs of consultations: times put up and taken away, booked, given back, written up."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import consultation_letters, consultation_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.actions.tasks import add_task
from courses.dossiers.consultation_rules import Span
from courses.dossiers.models import Consultation, ConsultationSlot, Dossier
from school.journal.actions import record
from school.people.models import Organization, User
from school.people.rules import Refused


@transaction.atomic
def add_slots(times: list[Span], *, place: str = "", link: str = "", by: User) -> list[ConsultationSlot]:
    """A second press meets the times that the first has made: presses of one person wait for each other."""
    mentor = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    known = mentor.consultation_slots.filter(cancelled_at=None, place=place, link=link, starts_at__in=[start for start, _end in times])
    same = list(known.order_by("starts_at"))
    if [(slot.starts_at, slot.ends_at) for slot in same] == times:
        return same
    if reasons := consultation_rules.reasons_not_to_add(mentor, times):
        raise Refused(*reasons)
    made = ConsultationSlot.objects.bulk_create(
        ConsultationSlot(mentor=mentor, starts_at=start, ends_at=end, place=place, link=link) for start, end in times
    )
    record(by=by, verb="dossiers.slots_added", target=mentor, count=len(made))
    return made


def locked_slot(slot: ConsultationSlot) -> ConsultationSlot:
    return ConsultationSlot.objects.select_for_update(of=("self",)).select_related("mentor").get(pk=slot.pk)


@transaction.atomic
def remove_slot(slot: ConsultationSlot, *, by: User) -> None:
    """Whoever had booked it is told."""
    for booked in slot.consultations.filter(cancelled_at=None).select_related("dossier"):
        cancel(booked, by=by)
    found = locked_slot(slot)
    if consultation_rules.in_force(found.consultations.all()).exists():
        raise Refused(_("Это время только что заняли. Обновите страницу."))
    if found.cancelled_at is None:
        found.cancelled_at = timezone.now()
        found.save(update_fields=["cancelled_at"])
        record(by=by, verb="dossiers.slot_removed", target=found.mentor, starts_at=found.starts_at)


@transaction.atomic
def book(slot: ConsultationSlot, dossier: Dossier, *, about: str, instead: Consultation | None = None, by: User) -> Consultation:
    """The dossier's row first, then the slot's: two NGOs wait for each other, the second is told.

    `instead` – a booking of the same dossier that is given back in the same breath: nothing is left without a time if the new one is taken.
    """
    folder = locked(dossier)
    found = locked_slot(slot)
    if mine := found.consultations.filter(dossier=folder, by=by, about=about, cancelled_at=None).first():  # a second press
        return mine
    if instead:
        if reasons := consultation_rules.reasons_not_to_move(instead, folder):
            raise Refused(*reasons)
        cancel(instead, by=by, tells=instead.slot.mentor_id != found.mentor_id)
    if reasons := consultation_rules.reasons_not_to_book(found, folder, by):
        raise Refused(*reasons)
    found.consultations.filter(cancelled_at=None).update(cancelled_at=timezone.now())  # void: with an organisation that the mentor does not lead
    made = Consultation.objects.create(slot=found, dossier=folder, by=by, about=about)
    record(by=by, verb="dossiers.consultation_booked", target=folder, starts_at=found.starts_at, mentor=found.mentor)
    consultation_letters.booked(made, instead)
    return made


def locked_consultation(consultation: Consultation) -> Consultation:
    folder = locked(consultation.dossier)
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("slot__mentor", "by")
    found = rows.get(pk=consultation.pk)
    found.dossier = folder
    return found


@transaction.atomic
def cancel(consultation: Consultation, *, by: User, tells: bool = True) -> None:
    """Either side gives it back before it begins; the time is free again."""
    found = locked_consultation(consultation)
    if found.cancelled_at:  # a second press
        return
    if reasons := consultation_rules.reasons_not_to_cancel(found, by):
        raise Refused(*reasons)
    _give_back(found, by)
    if tells:
        consultation_letters.cancelled(found, by)


def _give_back(consultation: Consultation, by: User | None) -> None:
    consultation.cancelled_at, consultation.cancelled_by = timezone.now(), by
    consultation.save(update_fields=["cancelled_at", "cancelled_by"])
    record(by=by, verb="dossiers.consultation_cancelled", target=consultation.dossier, starts_at=consultation.slot.starts_at)


def hear(*, verb: str, target: Model | None = None, by: User | None = None, **facts: Any) -> None:
    """A mentor leads the organisation no more (`school.people.witness`): what was booked with that person does not take place."""
    if isinstance(target, Organization) and verb in ("enrollment.mentorship_ended", "enrollment.mentorship_handed_over"):
        call_off(target, facts["mentor"], by=by)


@transaction.atomic
def call_off(organization: Organization, mentor: User, *, by: User | None) -> None:
    """The times are free for others at once; the NGO is told and chooses another one."""
    ahead = Consultation.objects.filter(slot__mentor=mentor, slot__starts_at__gt=timezone.now(), cancelled_at=None)
    for row in ahead.filter(dossier__organization=organization).select_related("dossier").order_by("dossier", "pk"):
        found = locked_consultation(row)
        if found.cancelled_at is None:
            _give_back(found, by)
            consultation_letters.called_off(found)


@transaction.atomic
def save_notes(consultation: Consultation, notes: str, *, task: str = "", due_on: date | None = None, by: User) -> Consultation:
    """`task` – what the organisation is to do; both are kept or neither."""
    found = locked_consultation(consultation)
    if task:
        add_task(found.dossier, text=task, due_on=due_on, by=by)
    if found.notes == notes:  # a second press
        return found
    if reasons := consultation_rules.reasons_not_to_note(found, by):
        raise Refused(*reasons)
    first = not found.notes
    found.notes = notes
    found.save(update_fields=["notes"])
    record(by=by, verb="dossiers.consultation_noted", target=found.dossier, starts_at=found.slot.starts_at)
    if first:
        consultation_letters.noted(found)
    return found
