"""Verbs of the dossier in one file: it is asked for; a job makes it."""

from django.db import transaction
from django.utils import timezone

from courses.dossiers import bundle_printing, bundle_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Bundle, Dossier
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def ask_for(dossier: Dossier, kind: str, *, by: User) -> Bundle:
    """One at a time of a kind; a second press meets the one that is being made, or has just been."""
    dossier = locked(dossier)
    if reasons := bundle_rules.reasons_not_to_see(dossier, by):
        raise Refused(*reasons)
    for last in Bundle.objects.filter(dossier=dossier, by=by, kind=kind).order_by("-asked_at", "-pk")[:1]:
        if bundle_rules.is_stuck(last):
            Bundle.objects.filter(pk=last.pk, state=Bundle.State.WAITING).update(state=Bundle.State.FAILED)
        elif last.state == Bundle.State.WAITING or last.state == Bundle.State.READY and timezone.now() - last.asked_at < bundle_rules.AGAIN:
            return last
    if reasons := bundle_rules.reasons_not_to_ask(dossier, by):
        raise Refused(*reasons)
    bundle = Bundle.objects.create(dossier=dossier, kind=kind, by=by)
    record(by=by, verb="dossiers.bundle_asked", target=dossier, kind=kind)
    bundle_printing.make_bundle.enqueue(bundle.pk)
    return bundle
