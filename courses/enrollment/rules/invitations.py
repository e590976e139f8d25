"""May this person accept this invitation?"""

import hashlib
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Invitation
from school.people.models import User

INVITATION_LIVES = timedelta(days=14)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("cohort", "program", "organization", "invited_by", "accepted_by")
    return rows.filter(token_hash=hash_of(token)).first()


def reasons_not_to_accept(invitation: Invitation, person: User) -> list[str]:
    if invitation.cancelled_at:
        return [_("Приглашение отменено. Спросите о нём того, кто вас пригласил.")]
    if invitation.accepted_at:
        return [_("Приглашение уже принято.")]
    if invitation.invited_at + INVITATION_LIVES < timezone.now():
        return [_("Приглашение действовало 14 дней и закончилось. Попросите прислать новое.")]
    if not EmailAddress.objects.filter(user=person, email__iexact=invitation.email, verified=True).exists():
        return [_("Приглашение отправлено на адрес %(email)s. Войдите с этим адресом.") % {"email": invitation.email}]
    return []
