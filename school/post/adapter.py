"""allauth's letters go the way of all others: a row first, delivery by a job. The page never waits for the mail server, so its time tells nothing."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone, translation

from school.people.adapter import AccountAdapter as QuietAccountAdapter
from school.people.models import User
from school.post import actions
from school.post.models import Wording
from school.post.rendering import one_line, speaking

# Letters to people who may not have asked: a stranger who types someone's address again and again makes one letter a day.
ONCE_A_DAY = {"account.unknown_account", "account.account_already_exists"}


class AccountAdapter(QuietAccountAdapter):
    def dispatch_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        name = f"account.{template_prefix.rpartition('/')[2]}"
        language = translation.get_language() or settings.LANGUAGE_CODE
        own = Wording.objects.filter(letter=name, language=language).first()
        facts = {"request": allauth_context.request, "email": email, "added": own.added if own else ""} | context
        with speaking(language, own.words if own else {}):
            message = DefaultAccountAdapter.render_mail(self, template_prefix, email, facts)
        html = message.alternatives[0][0] if isinstance(message, EmailMultiAlternatives) and message.alternatives else ""
        recipient = User.objects.filter(email__iexact=email).first()
        if recipient and not recipient.is_active:
            return
        with transaction.atomic():
            actions.post(
                name,
                email,
                reason=f"{timezone.localdate():%Y-%m-%d}" if name in ONCE_A_DAY else "",
                recipient=recipient,
                subject=one_line(str(message.subject)),
                text=str(message.body),
                html=str(html),
            )
