"""An invitation by e-mail to a role: sent, accepted once by the owner of that address, or cancelled."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.roles import assign, start_mentorship
from courses.enrollment.models import Invitation, Role
from courses.program.models import Cohort, Program
from school.journal.actions import record
from school.people.models import Organization, User
from school.people.rules import Refused


@transaction.atomic
def invite(
    email: str,
    role: str,
    *,
    cohort: Cohort | None = None,
    program: Program | None = None,
    organization: Organization | None = None,
    by: User,
) -> Invitation:
    """The token goes into the letter only; the table keeps its hash."""
    scope = {"cohort": cohort, "program": program, "organization": organization}
    if reasons := rules.reasons_not_to_hold(role, [name for name, value in scope.items() if value is not None]):
        raise Refused(*reasons)
    email, token = email.strip().lower(), secrets.token_urlsafe(32)
    User.objects.select_for_update().get(pk=by.pk)
    since = timezone.now() - rules.INVITATION_LIVES
    pending = Invitation.objects.filter(email=email, role=role, accepted_at=None, cancelled_at=None, invited_at__gte=since, **scope)
    if pending.exists():
        raise Refused(_("Это приглашение уже отправлено на %(email)s и ещё действует.") % {"email": email})
    invitation = Invitation.objects.create(email=email, role=role, token_hash=rules.hash_of(token), invited_by=by, **scope)
    record(by=by, verb="enrollment.invited", target=invitation, role=role, cohort=cohort, program=program, organization=organization)
    letters.invited(invitation, token)
    return invitation


@transaction.atomic
def accept_invitation(token: str, *, by: User) -> Invitation:
    """Works once; the second press of the same person changes nothing."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=rules.hash_of(token)).first()
    if invitation is None:
        raise Refused(_("Такого приглашения нет. Проверьте адрес из письма."))
    if invitation.accepted_by_id == by.pk:
        return invitation
    if reasons := rules.reasons_not_to_accept(invitation, by):
        raise Refused(*reasons)
    invitation.accepted_at, invitation.accepted_by = timezone.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(by=by, verb="enrollment.invitation_accepted", target=invitation, role=invitation.role)
    if invitation.role == Role.MENTOR and invitation.organization:
        start_mentorship(by, invitation.organization, by=invitation.invited_by)
    else:
        assign(by, invitation.role, cohort=invitation.cohort, program=invitation.program, by=invitation.invited_by)
    return invitation


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, by: User) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refused(_("Приглашение уже принято. Снимите роль, если она не нужна."))
    if invitation.cancelled_at is None:
        invitation.cancelled_at = timezone.now()
        invitation.save(update_fields=["cancelled_at"])
        record(by=by, verb="enrollment.invitation_cancelled", target=invitation, role=invitation.role)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """A new letter with a new link; the old link stops working."""
    cancel_invitation(invitation, by=by)
    return invite(
        invitation.email,
        invitation.role,
        cohort=invitation.cohort,
        program=invitation.program,
        organization=invitation.organization,
        by=by,
    )
