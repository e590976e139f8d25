"""How work is judged: reviews by criteria, the outcome, the defence."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.projects.models.calls import Call, CallCriterion, CriterionLevel, Stage
from courses.projects.models.projects import Submission
from courses.projects.models.teams import Team
from school.people.models import User


class Review(models.Model):
    """One reviewer's judgement of one handed-in work. `edition` grows with every save: a second window sees the first one's change."""

    class State(models.TextChoices):
        ASKED = "asked", _("назначена")
        DONE = "done", _("готова")
        DECLINED = "declined", _("рецензент отказался")
        TAKEN_BACK = "taken_back", _("снята")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(User, verbose_name=_("рецензент"), on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.ASKED, db_index=True)
    words = models.TextField(_("команде"), max_length=5000, blank=True)
    for_staff = models.TextField(_("только организаторам"), max_length=3000, blank=True)
    edition = models.PositiveIntegerField(default=1)
    saved_in = models.CharField(max_length=36, blank=True, editable=False)  # the window that saved last: it may go on from its own older edition
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)
    done_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("рецензия")
        verbose_name_plural = _("рецензии")
        ordering = ["asked_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "reviewer"], name="one_review_per_reviewer")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.reviewer}"


class ReviewMark(models.Model):
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(CallCriterion, on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(CriterionLevel, verbose_name=_("уровень"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("почему"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("оценка по критерию")
        verbose_name_plural = _("оценки по критериям")
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="one_mark_per_criterion")]

    def __str__(self) -> str:
        return f"{self.review}: {self.criterion}"


class OutcomeRemark(models.Model):
    """What the decision says of one criterion."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="outcome_remarks")
    criterion = models.ForeignKey(CallCriterion, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("по критерию"), max_length=2000)

    class Meta:
        verbose_name = _("решение по критерию")
        verbose_name_plural = _("решения по критериям")
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "criterion"], name="one_outcome_per_criterion")]

    def __str__(self) -> str:
        return self.words[:60]


class DefenceSlotQuerySet(models.QuerySet["DefenceSlot"]):
    def visible_to(self, user: User) -> "DefenceSlotQuerySet":
        """The board of times hangs for everybody who takes part, and for the call's keepers."""
        taking, keeping = Call.objects.visible_to(user).order_by(), Call.objects.kept_by(user).order_by()
        return self.filter(Q(stage__call__in=taking.values("pk")) | Q(stage__call__in=keeping.values("pk")))

    def free(self) -> "DefenceSlotQuerySet":
        return self.filter(team=None)


class DefenceSlot(models.Model):
    """A time at the defence; the team that books it has it alone."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("конец"))
    place = models.CharField(_("место"), max_length=255, blank=True)
    link = models.URLField(_("ссылка"), blank=True)
    team = models.ForeignKey(Team, verbose_name=_("команда"), null=True, blank=True, on_delete=models.PROTECT, related_name="slots")
    booked_at = models.DateTimeField(null=True, editable=False)
    booked_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = DefenceSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("время защиты")
        verbose_name_plural = _("времена защиты")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_slot_ends_after_it_starts", violation_error_message=_("Конец раньше начала.")
            ),
            models.UniqueConstraint(fields=["stage", "team"], condition=Q(team__isnull=False), name="one_slot_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.starts_at:%d.%m %H:%M}"
