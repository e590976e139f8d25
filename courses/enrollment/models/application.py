"""A person asks for a seat for an organisation."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.program.models import Cohort
from school.people.models import Organization, Town, User


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        return self.filter(person=user)

    def in_force(self) -> "ApplicationQuerySet":
        return self.filter(state__in=Application.IN_FORCE)

    def untold(self) -> "ApplicationQuerySet":
        """Decisions of a coordinator that the applicant may not know of yet."""
        return self.filter(told_at__gt=timezone.now())

    def sent(self) -> "ApplicationQuerySet":
        """What staff sees: a draft is no application yet."""
        return self.exclude(state=Application.State.DRAFT)

    def waiting(self) -> "ApplicationQuerySet":
        """The waiting list in its published order: by the moment of sending."""
        return self.filter(state=Application.State.WAITING).order_by("submitted_at", "pk")


class Application(models.Model):
    """States move only in `enrollment.actions`; TRANSITIONS in `enrollment.rules` is the table."""

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        SUBMITTED = "submitted", _("на рассмотрении")
        WAITING = "waiting", _("в листе ожидания")
        OFFERED = "offered", _("место предложено")
        ADMITTED = "admitted", _("зачислена")
        DECLINED = "declined", _("отклонена")
        WITHDRAWN = "withdrawn", _("отозвана")
        ENDED = "ended", _("учёба прекращена")

    IN_FORCE = (State.SUBMITTED, State.WAITING, State.OFFERED, State.ADMITTED)
    QUIET = (State.ADMITTED, State.DECLINED, State.WAITING)

    person = models.ForeignKey(User, verbose_name=_("заявитель"), on_delete=models.PROTECT, related_name="applications")
    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="applications")
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="applications")
    town = models.ForeignKey(Town, verbose_name=_("город"), on_delete=models.PROTECT)
    motivation = models.TextField(_("зачем вам статус"), max_length=3000, blank=True)
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.SUBMITTED, db_index=True)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("подана"), default=timezone.now)
    offer_until = models.DateTimeField(_("место держим до"), null=True, editable=False)
    decided_at = models.DateTimeField(_("решение"), null=True, editable=False)
    told_at = models.DateTimeField(_("о решении узнаёт"), null=True, editable=False)
    decided_by = models.ForeignKey(User, verbose_name=_("решил"), null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("заявка")
        verbose_name_plural = _("заявки")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id", "cohort"], name="applications_of_a_state"),
            models.Index(fields=["-submitted_at", "id", "cohort", "state"], name="applications_newest_first"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cohort"], condition=Q(state__in=["submitted", "waiting", "offered", "admitted"]), name="one_application_in_force"
            ),
            models.UniqueConstraint(fields=["person", "cohort"], condition=Q(state="draft"), name="one_draft_per_cohort"),
            models.CheckConstraint(condition=~Q(state="offered") | Q(offer_until__isnull=False), name="an_offer_has_its_end"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.cohort}"

    @property
    def untold(self) -> bool:
        """The coordinator may still take the decision back unnoticed. The moment is fixed with the decision, whatever the cohort's pause becomes later."""
        return self.told_at is not None and self.told_at > timezone.now()
