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
from django.db.models import F
from django.template import Context, loader
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.post.models import Letter

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
    recipient = to if isinstance(to, User) else None
    if recipient and not recipient.is_active:
        return None
    email = recipient.email if recipient else str(to)
    if reason and Letter.objects.filter(email=email, name=name, reason=reason[:120]).exists():
        return None
    subject, text, html = render(name, {"recipient": recipient, "email": email} | (context or {}))
    return post(name, email, recipient=recipient, subject=subject, text=text, html=html, reason=reason, attachment=attachment, at=at)


def render(name: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and html. The plain parts are not HTML, so nothing is escaped in them; line breaks never get into the subject."""
    context = {"base_url": settings.BASE_URL, "school_name": settings.SCHOOL_NAME} | context
    with translation.override(settings.LANGUAGE_CODE):
        subject = plain(f"letters/{name}/subject.txt", context)
        text = plain(f"letters/{name}/body.txt", context)
        html = loader.get_template(f"letters/{name}/body.html").render({"subject": one_line(subject)} | context)
    return one_line(subject), text.strip() + "\n", html


def plain(template: str, context: dict[str, Any]) -> str:
    return str(loader.get_template(template).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]


def one_line(subject: str) -> str:
    return " ".join(subject.split())[:300]


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
) -> Letter | None:
    file_name, data, file_type = attachment or ("", None, "")
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                name=name,
                recipient=recipient,
                email=email,
                subject=subject,
                text=text,
                html=html,
                reason=reason[:120],
                attachment=data,
                attachment_name=file_name,
                attachment_type=file_type,
                message_id=new_message_id(),
                next_try_at=at or timezone.now(),
            )
            if at is None:
                deliver.enqueue(letter.pk)  # a letter for later is found by the clock: deliver_letters
    except IntegrityError:  # two workers, one reason
        if reason:
            return None
        raise
    return letter


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
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [letter.email],
        headers={"Message-ID": letter.message_id},
        connection=get_connection(),
    )
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
    pause = PAUSES[min(letter.tries, len(PAUSES)) - 1]
    rows.update(next_try_at=now + pause, error=error)


def hopeless(trouble: Exception) -> bool:
    """A 5xx answer about the recipient: trying again would only annoy the server."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _words in trouble.recipients.values())
    return isinstance(trouble, SMTPResponseException) and trouble.smtp_code in {550, 551, 553, 554}


def take_back(*reasons: str) -> int:
    """The letters of these causes that nobody has tried to send: they never will be. Returns how many."""
    return Letter.objects.waiting().filter(reason__in=reasons, tries=0).update(state=Letter.State.TAKEN_BACK)


@transaction.atomic
def resend(letter: Letter, *, by: User) -> Letter:
    """Staff try once more, from the beginning; the identifier stays, so the recipient's post box can drop a double."""
    kept = Letter.objects.select_for_update().get(pk=letter.pk)
    if kept.secret:
        raise Refused(_("Письма с кодами и ссылками для входа не повторяют: человек запросит новое сам."))
    if kept.state == Letter.State.WAITING:
        raise Refused(_("Письмо и так ждёт отправки."))
    if kept.state == Letter.State.TAKEN_BACK:
        raise Refused(_("Письмо отозвано вместе с решением, о котором говорило."))
    now = timezone.now()
    kept.state, kept.tries, kept.error = Letter.State.WAITING, 0, ""
    kept.next_try_at = kept.created_at = now
    kept.save(update_fields=["state", "tries", "error", "next_try_at", "created_at"])
    deliver.enqueue(kept.pk)
    record(by=by, verb="post.resent", target=kept)
    return kept
