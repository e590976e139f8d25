"""allauth's letters go the way of all others: a row first, delivery by a job. The page never waits for the mail server, so its time tells nothing."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from school.people.adapter import AccountAdapter as QuietAccountAdapter
from school.people.models import User
from school.post import actions

# Letters to people who may not have asked: a stranger who types someone's address again and again makes one letter a day.
ONCE_A_DAY = {"unknown_account", "account_already_exists"}


class AccountAdapter(QuietAccountAdapter):
    def dispatch_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = DefaultAccountAdapter.render_mail(self, template_prefix, email, {"request": allauth_context.request, "email": email} | context)
        html = message.alternatives[0][0] if isinstance(message, EmailMultiAlternatives) and message.alternatives else ""
        recipient = User.objects.filter(email__iexact=email).first()
        if recipient and not recipient.is_active:
            return
        name = template_prefix.rpartition("/")[2]
        with transaction.atomic():
            actions.post(
                f"account.{name}",
                email,
                reason=f"{timezone.localdate():%Y-%m-%d}" if name in ONCE_A_DAY else "",
                recipient=recipient,
                subject=actions.one_line(str(message.subject)),
                text=str(message.body),
                html=str(html),
            )
