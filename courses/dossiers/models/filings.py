"""What was sent to a body, what came back, and what is to be done about it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.checklists import RefusalGround
from courses.dossiers.models.documents import Item
from courses.dossiers.models.dossiers import Claim, Dossier
from courses.dossiers.models.law import Body
from school.people.models import User


class Filing(models.Model):
    """`due_on` is the day of the answer by the term in force at the sending, empty where the term is unknown; `extended_until` replaces it."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("в орган своими руками")
        POST = "post", _("почтой с описью")
        CENTRE = "centre", _("через МФЦ")
        PORTAL = "portal", _("через портал услуг")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(_("что просим"), max_length=10, choices=Body.Kind.choices)
    body = models.ForeignKey(Body, verbose_name=_("куда"), on_delete=models.PROTECT, related_name="filings")
    claims = models.ManyToManyField(Claim, through="FiledClaim", related_name="filings")
    sent_on = models.DateField(_("когда отправлено"))
    way = models.CharField(_("как отправлено"), max_length=10, choices=Way.choices)
    number = models.CharField(_("входящий номер"), max_length=100, blank=True)
    registered_on = models.DateField(_("зарегистрировано"), null=True, blank=True)
    due_on = models.DateField(_("ответ до"), null=True, blank=True)
    extended_until = models.DateField(_("продлено до"), null=True, blank=True)
    extension_words = models.CharField(_("почему продлено"), max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("подача")
        verbose_name_plural = _("подачи")
        ordering = ["sent_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_on=None) | Q(registered_on__gte=F("sent_on")),
                name="registered_after_it_was_sent",
                violation_error_message=_("Зарегистрировать могли не раньше, чем отправлено."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.sent_on:%d.%m.%Y}"

    @property
    def answer_by(self) -> date | None:
        return self.extended_until or self.due_on


class FiledClaim(models.Model):
    """A service in a filing."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="filed")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="filed")

    class Meta:
        verbose_name = _("услуга в подаче")
        verbose_name_plural = _("услуги в подаче")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["filing", "claim"], name="a_claim_once_in_a_filing")]

    def __str__(self) -> str:
        return str(self.claim)


class Outcome(models.Model):
    """What the body answered about one service. A request asks for more and leaves the answer open; one recorded by mistake is taken back and stays."""

    class Kind(models.TextChoices):
        CONCLUSION = "conclusion", _("заключение")
        REFUSAL = "refusal", _("отказ")
        REQUEST = "request", _("запрос")
        RECOGNITION = "recognition", _("признание")

    filed = models.ForeignKey(FiledClaim, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("ответ"), max_length=12, choices=Kind.choices)
    ground = models.ForeignKey(RefusalGround, verbose_name=_("основание"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("что написано"), max_length=3000, blank=True)
    number = models.CharField(_("номер ответа"), max_length=100, blank=True)
    on = models.DateField(_("дата ответа"))
    due_on = models.DateField(_("ответить до"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("ответ органа")
        verbose_name_plural = _("ответы органов")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filed"], condition=Q(taken_back_at=None) & ~Q(kind="request"), name="one_final_answer_about_a_claim"),
            models.CheckConstraint(
                condition=~Q(kind="refusal") | Q(ground__isnull=False),
                name="a_refusal_has_its_ground",
                violation_error_message=_("Выберите основание отказа."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Task(models.Model):
    """Something to do that is not a line of the checklist: after a refusal, a request, a consultation, or by one's own word."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("что сделать"), max_length=1000)
    item = models.ForeignKey(Item, verbose_name=_("о документе"), null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    outcome = models.ForeignKey(Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField(_("к какому дню"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("задача")
        verbose_name_plural = _("задачи")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
