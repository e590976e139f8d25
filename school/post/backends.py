"""Two places where Django asks the post office: who stands in for a mail server, and who fetches the signed-in person.

In the demo what Django mails is kept as a letter and read at /post/: nobody is mailed.
"""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL
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


class PersonBackend(AuthenticationBackend):
    """The signed-in person comes with the number of unread notices in one query: the bell in the header costs no other.

    The count is `Letter.objects.unread` written out: building it anew at every request would cost five times the query itself.
    """

    UNREAD = (
        "(SELECT COUNT(*) FROM post_letter WHERE recipient_id = people_user.id AND notice AND seen_at IS NULL AND shows_at <= %s AND state <> %s)"
    )

    def get_user(self, user_id: Any) -> User | None:
        unread = RawSQL(self.UNREAD, [timezone.now(), Letter.State.TAKEN_BACK], output_field=IntegerField())  # noqa: S611 no word of it is typed by anybody
        person = User.objects.filter(pk=user_id).annotate(unread=unread).first()
        return person if person and self.user_can_authenticate(person) else None


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
