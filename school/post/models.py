"""The outbox, which is the list of a person's notices too; how a person wants to be written to; the school's own words."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from school.people.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(state=Letter.State.WAITING)

    def due(self, now: datetime) -> "LetterQuerySet":
        return self.waiting().filter(next_try_at__lte=now)

    def gathered(self, now: datetime) -> "LetterQuerySet":
        """What waits for somebody's next digest."""
        return self.filter(state=Letter.State.GATHERED, shows_at__lte=now)

    def notices(self, now: datetime) -> "LetterQuerySet":
        """What people read in the cabinet: letters whose hour has come, whether the mail has carried them or not."""
        return self.filter(notice=True, shows_at__lte=now).exclude(state=Letter.State.TAKEN_BACK)

    def notices_of(self, person: User) -> "LetterQuerySet":
        return self.notices(timezone.now()).filter(recipient=person)

    def unread(self, now: datetime) -> "LetterQuerySet":
        return self.notices(now).filter(seen_at=None)


class Letter(models.Model):
    """`reason` makes a letter at most one per recipient and cause; `message_id` stays the same over all tries.

    `shows_at` is when its cause is told: a decision that may still be taken back shows neither in the mail nor in the cabinet. `digest` has carried it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт отправки")
        SENT = "sent", _("отправлено")
        FAILED = "failed", _("не доставлено")
        TAKEN_BACK = "taken_back", _("отозвано до отправки")
        GATHERED = "gathered", _("войдёт в сводку")
        DIGESTED = "digested", _("отправлено в сводке")
        KEPT = "kept", _("только в кабинете")

    name = models.CharField(_("вид письма"), max_length=60)
    recipient = models.ForeignKey(User, verbose_name=_("кому"), null=True, on_delete=models.PROTECT, related_name="letters")
    email = models.EmailField(_("адрес"))
    subject = models.CharField(_("тема"), max_length=300)
    text = models.TextField(_("текст"))
    html = models.TextField(blank=True)
    attachment = models.BinaryField(null=True)
    attachment_name = models.CharField(max_length=120, blank=True)
    attachment_type = models.CharField(max_length=80, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    reason = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.WAITING, db_index=True)
    tries = models.PositiveSmallIntegerField(_("попыток"), default=0)
    next_try_at = models.DateTimeField(_("следующая попытка"), default=timezone.now)
    error = models.CharField(_("ошибка"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("создано"), auto_now_add=True)
    sent_at = models.DateTimeField(_("отправлено"), null=True)
    language = models.CharField(max_length=2, default="ru")
    notice = models.BooleanField(default=False)
    shows_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    digest = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("письмо")
        verbose_name_plural = _("письма")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="letters_newest_first"),
            models.Index(fields=["recipient", "shows_at"], name="unread_notices", condition=Q(notice=True, seen_at=None)),
            models.Index(fields=["recipient"], name="gathered_letters", condition=Q(state="gathered")),
        ]
        constraints = [models.UniqueConstraint(fields=["email", "name", "reason"], condition=~Q(reason=""), name="one_letter_per_reason")]

    def __str__(self) -> str:
        return f"{self.email}: {self.subject}"

    @property
    def secret(self) -> bool:
        """Letters of accounts carry codes and links for signing in: staff never read them."""
        return self.name.startswith("account")

    @property
    def hour(self) -> datetime:
        """When its cause was told."""
        return max(self.created_at, self.shows_at)


class Choice(models.Model):
    """How a person wants to be written to. No row: at once, at any hour, in Russian. Hours are those of the school's zone."""

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", _("сразу")
        DAILY = "daily", _("раз в день, одной сводкой")
        IMPORTANT = "important", _("только важное")

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="letter_choice")
    pace = models.CharField(_("как часто писать"), max_length=12, choices=Pace.choices, default=Pace.AT_ONCE)
    quiet_from = models.PositiveSmallIntegerField(_("не писать с"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("и до"), null=True, blank=True)
    language = models.CharField(_("язык писем"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)

    class Meta:
        verbose_name = _("выбор о письмах")
        verbose_name_plural = _("выборы о письмах")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | (Q(quiet_from__lt=24, quiet_until__lt=24) & ~Q(quiet_from=models.F("quiet_until"))),
                name="quiet_hours_have_both_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_pace_display()}"


class Wording(models.Model):
    """The school's own words of one letter in one language. `words` goes from a built-in phrase to the school's one, both with gettext's %(names)s;
    `added` is a paragraph of its own before the signature."""

    letter = models.CharField(_("вид письма"), max_length=60)
    language = models.CharField(_("язык"), max_length=2, choices=settings.LANGUAGES)
    words = models.JSONField(default=dict)
    added = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("текст письма")
        verbose_name_plural = _("тексты писем")
        constraints = [models.UniqueConstraint(fields=["letter", "language"], name="one_wording_of_a_letter")]

    def __str__(self) -> str:
        return f"{self.letter} ({self.language})"
