"""Verbs of services in a dossier: added, described, dropped and taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from courses.dossiers import dossier_rules
from courses.dossiers.actions.eligibility import grown, writable
from courses.dossiers.actions.items import lay_out
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Body, Claim, Dossier, Service
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def add_claim(dossier: Dossier, service: Service, *, body: Body | None = None, by: User) -> Claim:
    """A dropped service comes back with its papers."""
    found = locked(dossier)
    claim = found.claims.filter(service=service).first()
    if claim and claim.state != Claim.State.DROPPED:  # a second press
        return claim
    if reasons := dossier_rules.reasons_not_to_change_claims(found, by):
        raise Refused(*reasons)
    if claim is None:
        claim = found.claims.create(service=service, body=body)
    else:
        claim.state, claim.body = Claim.State.PREPARING, body or claim.body
        claim.save(update_fields=["state", "body"])
    lay_out(found)
    record(by=by, verb="dossiers.claim_added", target=found, service=service)
    return claim


@transaction.atomic
def drop_claim(claim: Claim, *, by: User) -> Claim:
    """Its papers are hidden and kept."""
    dossier = locked(claim.dossier)
    found = Claim.objects.select_related("service").get(pk=claim.pk)
    if found.state == Claim.State.DROPPED:  # a second press
        return found
    if reasons := dossier_rules.reasons_not_to_change_claims(dossier, by):
        raise Refused(*reasons)
    if found.state not in {Claim.State.PREPARING, Claim.State.REFUSED}:
        raise Refused(_("По этой услуге уже есть ответ органа: снять её нельзя."))
    found.state = Claim.State.DROPPED
    found.save(update_fields=["state"])
    lay_out(dossier)
    record(by=by, verb="dossiers.claim_dropped", target=dossier, service=found.service)
    return found


@transaction.atomic
def change_claim(claim: Claim, *, body: Body | None, charter_clause: str, began_on: date | None, edition: int, by: User) -> Claim:
    """`edition` is the dossier's, as the person saw it."""
    dossier = locked(claim.dossier)
    found = Claim.objects.select_related("service", "body").get(pk=claim.pk)
    given = {"body": body, "charter_clause": charter_clause, "began_on": began_on}
    changed = [name for name, value in given.items() if getattr(found, name) != value]
    if not changed:  # a second press
        return found
    dossier = writable(dossier, edition, by)
    for name in changed:
        setattr(found, name, given[name])
    found.save(update_fields=changed)
    grown(dossier)
    record(by=by, verb="dossiers.claim_changed", target=dossier, service=found.service, fields=changed)
    return found
