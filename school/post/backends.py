"""The school's own post box instead of a mail server: what Django mails in the demo is kept as a letter and read at /post/. Nobody is mailed."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone

from school.people.models import User
from school.post.actions import new_message_id
from school.post.models import Letter


class BoxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if not Letter.objects.filter(message_id=message.extra_headers.get("Message-ID", "")).exists():
                keep(message)
        return len(email_messages)


def keep(message: EmailMessage) -> None:
    """Mail that did not come through `post.actions` (Wagtail's notices, for instance)."""
    for email in message.recipients():
        Letter.objects.create(
            name="mail",
            recipient=User.objects.filter(email__iexact=email).first(),
            email=email,
            subject=" ".join(str(message.subject).split())[:300],
            text=str(message.body),
            message_id=new_message_id(),
            state=Letter.State.SENT,
            sent_at=timezone.now(),
        )
