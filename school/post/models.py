"""The outbox."""

from datetime import datetime

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


class Letter(models.Model):
    """`reason` makes a letter at most one per recipient and cause; `message_id` stays the same over all tries."""

    class State(models.TextChoices):
        WAITING = "waiting", _("ждёт отправки")
        SENT = "sent", _("отправлено")
        FAILED = "failed", _("не доставлено")
        TAKEN_BACK = "taken_back", _("отозвано до отправки")

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

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("письмо")
        verbose_name_plural = _("письма")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="letters_newest_first")]
        constraints = [models.UniqueConstraint(fields=["email", "name", "reason"], condition=~Q(reason=""), name="one_letter_per_reason")]

    def __str__(self) -> str:
        return f"{self.email}: {self.subject}"

    @property
    def secret(self) -> bool:
        """Letters of accounts carry codes and links for signing in: staff never read them."""
        return self.name.startswith("account")
