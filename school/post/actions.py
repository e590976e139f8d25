"""Writing, delivering and sending again. A letter is a row first; the job that delivers it is enqueued in the same transaction (the outbox)."""

import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.post.choices import after_quiet, choice_of, stop_token, way
from school.post.kinds import KINDS, Weight, weight_of
from school.post.models import Choice, Letter
from school.post.rendering import plain, render

Attachment = tuple[str, bytes, str]

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360)]
GIVE_UP_AFTER = timedelta(hours=72)
LEASE = timedelta(minutes=3)  # a worker that dies while sending gives its letter back after this


def link_to(view: str, *args: Any) -> str:
    """A full address for a letter; it comes from the setting, never from a request."""
    return settings.BASE_URL + reverse(view, args=args)


def send(
    name: str,
    *,
    to: User | str,
    context: dict[str, Any] | None = None,
    reason: str = "",
    attachment: Attachment | None = None,
    at: datetime | None = None,
) -> Letter | None:
    """Renders templates/letters/<name>/ and posts it. None: this recipient has had this letter for this reason, or may not be written to.

    A letter with `at` ahead waits until then and can be taken back.
    """
    kind, recipient = KINDS[name], to if isinstance(to, User) else None
    if recipient and not recipient.is_active:
        return None
    email = recipient.email if recipient else str(to)
    if reason and Letter.objects.filter(email=email, name=name, reason=reason[:120]).exists():
        return None
    choice = choice_of(recipient) if recipient else Choice()
    stop_url = link_to("notices:stop", stop_token(recipient.pk)) if recipient and kind.weight in Weight.STOPPABLE else ""
    subject, text, html = render(name, {"recipient": recipient, "email": email, "stop_url": stop_url} | (context or {}), choice.language)
    return post(name, email, recipient=recipient, subject=subject, text=text, html=html, reason=reason, attachment=attachment, at=at, choice=choice)


def post(
    name: str,
    email: str,
    *,
    subject: str,
    text: str,
    html: str = "",
    recipient: User | None = None,
    reason: str = "",
    attachment: Attachment | None = None,
    at: datetime | None = None,
    choice: Choice | None = None,
) -> Letter | None:
    """A row with its job. The job is only for what leaves now: the rest is found by the clock (`deliver_letters`, `send_digests`)."""
    letter = Letter(name=name, recipient=recipient, email=email, subject=subject, text=text, html=html, reason=reason[:120])
    if attachment:
        letter.attachment_name, letter.attachment, letter.attachment_type = attachment
    dated(letter, choice or Choice(), at or timezone.now(), attached=attachment is not None)
    leaves_now = at is None and letter.state == Letter.State.WAITING and letter.next_try_at <= letter.shows_at
    try:
        with transaction.atomic():
            letter.save()
            if leaves_now:
                deliver.enqueue(letter.pk)
    except IntegrityError:  # two workers, one reason
        if reason:
            return None
        raise
    return letter


def dated(letter: Letter, choice: Choice, at: datetime, *, attached: bool) -> None:
    """What the person's choice makes of it."""
    weight = weight_of(letter.name)
    letter.message_id, letter.language, letter.shows_at = new_message_id(), choice.language, at
    letter.state, letter.next_try_at = way(choice, weight, at, attached=attached)
    letter.notice = letter.recipient is not None and weight in Weight.NOTICES


def new_message_id() -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "school"
    return f"<{uuid.uuid4().hex}@{domain}>"


@task()
def deliver(letter_id: int) -> str:
    """One try. Safe to run twice: who takes the row first tries, the others leave."""
    letter = take(letter_id, timezone.now())
    if letter is None:
        return "nothing to do"
    try:
        message_of(letter).send()
    except Exception as trouble:  # whatever the mail server does, the letter stays
        put_off(letter, trouble)
        return "put off"
    Letter.objects.filter(pk=letter.pk).update(state=Letter.State.SENT, sent_at=timezone.now(), error="")
    if letter.secret and not settings.POST_BOX:
        Letter.objects.filter(pk=letter.pk).update(text="", html="")
    return "sent"


def take(letter_id: int, now: datetime) -> Letter | None:
    """Compare and set: takes a waiting, due letter for the length of the lease."""
    due = Letter.objects.due(now).filter(pk=letter_id)
    if not due.update(next_try_at=now + LEASE, tries=F("tries") + 1):
        return None
    return Letter.objects.get(pk=letter_id)


def message_of(letter: Letter) -> EmailMessage:
    headers, text = {"Message-ID": letter.message_id}, letter.text
    if letter.recipient_id and weight_of(letter.name) in Weight.STOPPABLE:
        stop_url = link_to("notices:stop", stop_token(letter.recipient_id))
        headers |= {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 2369, RFC 8058
        with translation.override(letter.language):
            text += "\n-- \n" + plain("letters/stop.txt", {"stop_url": stop_url})
    message = EmailMultiAlternatives(letter.subject, text, settings.DEFAULT_FROM_EMAIL, [letter.email], headers=headers, connection=get_connection())
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.attachment is not None:
        message.attach(letter.attachment_name, bytes(letter.attachment), letter.attachment_type)
    return message


@transaction.atomic
def put_off(letter: Letter, trouble: Exception) -> None:
    """Another try later, or the end: after three days, or at once when the server says that there is no such box."""
    now = timezone.now()
    error = f"{type(trouble).__name__}: {trouble}".replace("\0", "")[:300]
    rows = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    if hopeless(trouble) or now - letter.created_at >= GIVE_UP_AFTER:
        rows.update(state=Letter.State.FAILED, error=error)
        record(by=None, verb="post.failed", target=letter, error=error, tries=letter.tries)
        return
    again = now + PAUSES[min(letter.tries, len(PAUSES)) - 1]
    if letter.recipient and weight_of(letter.name) != Weight.VITAL:
        again = after_quiet(choice_of(letter.recipient), again)
    rows.update(next_try_at=again, error=error)


def hopeless(trouble: Exception) -> bool:
    """A 5xx answer about the recipient: trying again would only annoy the server."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in trouble.recipients.values())
    return isinstance(trouble, SMTPResponseException) and trouble.smtp_code in {550, 551, 553, 554}


def take_back(*reasons: str) -> int:
    """The letters of these causes that nobody has tried to send; of those for the cabinet or a digest, what nobody could read yet. They never will be. Returns how many."""
    unsent = Q(state=Letter.State.WAITING) | Q(state__in=[Letter.State.GATHERED, Letter.State.KEPT], shows_at__gt=timezone.now())
    return Letter.objects.filter(unsent, reason__in=reasons, tries=0).update(state=Letter.State.TAKEN_BACK)


@transaction.atomic
def resend(letter: Letter, *, by: User) -> Letter:
    """Staff try once more, from the beginning; the identifier stays, so the recipient's post box can drop a double."""
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.secret:
        raise Refused(_("Письма с кодами и ссылками для входа не повторяют: человек запросит новое сам."))
    if kept.state == Letter.State.WAITING:
        raise Refused(_("Письмо и так ждёт отправки."))
    if kept.state in (Letter.State.GATHERED, Letter.State.KEPT):
        raise Refused(_("Человек выбрал, как ему писать: это письмо он читает в кабинете."))
    if kept.state == Letter.State.TAKEN_BACK:
        raise Refused(_("Письмо отозвано вместе с решением, о котором говорило."))
    now = timezone.now()
    kept.state, kept.tries, kept.error = Letter.State.WAITING, 0, ""
    kept.next_try_at = kept.created_at = now
    kept.save(update_fields=["state", "tries", "error", "next_try_at", "created_at"])
    deliver.enqueue(kept.pk)
    record(by=by, verb="post.resent", target=kept)
    return kept
