"""A call for projects: its dates, stages, criteria and jury."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import of_kept_cohorts
from courses.program.models import Cohort, Module
from school.people.models import User


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> "CallQuerySet":
        """For whoever has a seat in the cohort: what is still being prepared is not there."""
        seats = Enrollment.objects.visible_to(user).order_by()
        return self.exclude(state=Call.State.DRAFT).filter(cohort__in=seats.values("cohort"))

    def kept_by(self, user: User) -> "CallQuerySet":
        """Whose rules and dates the person sets and whose work they decide about: the cohort's trainer of today, a coordinator, an administrator."""
        return of_kept_cohorts(self, user)


class Call(models.Model):
    """`cohort` and `module` are set when the school's own project work holds the call; then its participants, and nobody else, take part."""

    class State(models.TextChoices):
        DRAFT = "draft", _("готовится")
        OPEN = "open", _("идёт")
        CLOSED = "closed", _("закрыт")

    class Late(models.TextChoices):
        REFUSED = "refused", _("после срока не принимаем")
        MARKED = "marked", _("принимаем с пометкой «позже срока»")

    title = models.CharField(_("название"), max_length=200)
    about = models.TextField(_("задание и правила"), max_length=10_000, blank=True)
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.DRAFT)
    team_least = models.PositiveSmallIntegerField(_("человек в команде, не меньше"), default=1)
    team_most = models.PositiveSmallIntegerField(_("человек в команде, не больше"), default=5)
    teams_until = models.DateTimeField(_("команды собираются до"), null=True, blank=True, help_text=_("Пусто – до срока первого этапа."))
    late = models.CharField(_("опоздавшие работы"), max_length=10, choices=Late.choices, default=Late.REFUSED)
    blind = models.BooleanField(_("рецензенты не видят, чья работа"), default=False)
    open_reviews = models.BooleanField(_("команда видит имена рецензентов"), default=False)
    reviews_needed = models.PositiveSmallIntegerField(_("рецензий на работу"), default=2)
    spread = models.PositiveSmallIntegerField(_("рецензенты разошлись, если разница больше, %"), default=30)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("приём проектов")
        verbose_name_plural = _("приёмы проектов")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module"], name="one_call_per_module_of_a_cohort"),
            models.CheckConstraint(
                condition=Q(team_least__gte=1) & Q(team_most__gte=F("team_least")),
                name="team_sizes_make_sense",
                violation_error_message=_("Наибольший размер команды меньше наименьшего."),
            ),
            models.CheckConstraint(condition=Q(spread__lte=100), name="spread_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """`needs` names the fields of the project that must be filled in by then; `papers` are the titles of files to attach, one a line."""

    class Kind(models.TextChoices):
        IDEA = "idea", _("замысел")
        DRAFT = "draft", _("проект")
        DEFENCE = "defence", _("защита")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="stages")
    kind = models.CharField(_("вид"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("название"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    opens_at = models.DateTimeField(_("приём с"))
    due_at = models.DateTimeField(_("срок"))
    late_until = models.DateTimeField(_("с опозданием – до"), null=True, blank=True)
    needs = models.JSONField(_("что заполнить"), default=list, blank=True)
    papers = models.TextField(_("какие файлы приложить"), max_length=2000, blank=True, help_text=_("По одному названию в строке."))
    reviewed = models.BooleanField(_("с рецензиями по критериям"), default=True)

    class Meta:
        verbose_name = _("этап")
        verbose_name_plural = _("этапы")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")), name="a_stage_is_due_after_it_opens", violation_error_message=_("Срок раньше начала приёма.")
            ),
            models.CheckConstraint(
                condition=Q(late_until=None) | Q(late_until__gt=F("due_at")),
                name="late_comes_after_due",
                violation_error_message=_("Опоздание кончается раньше срока."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def paper_titles(self) -> list[str]:
        return [line.strip() for line in self.papers.splitlines() if line.strip()]


class CallCriterion(models.Model):
    """Shown to the team beforehand. Frozen with its levels once a review is done by it."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="criteria")
    title = models.CharField(_("критерий"), max_length=200)
    help = models.CharField(_("на что смотреть"), max_length=500, blank=True)
    weight = models.PositiveSmallIntegerField(_("вес"), default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("критерий рецензии")
        verbose_name_plural = _("критерии рецензии")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(weight__gte=1), name="a_criterion_weighs_something")]

    def __str__(self) -> str:
        return self.title


class CriterionLevel(models.Model):
    criterion = models.ForeignKey(CallCriterion, on_delete=models.PROTECT, related_name="levels")
    points = models.PositiveSmallIntegerField(_("баллов"))
    title = models.CharField(_("уровень"), max_length=300)

    class Meta:
        verbose_name = _("уровень критерия")
        verbose_name_plural = _("уровни критериев")
        ordering = ["points", "pk"]
        constraints = [models.UniqueConstraint(fields=["criterion", "points"], name="one_level_per_points")]

    def __str__(self) -> str:
        return f"{self.points} – {self.title}"


class Juror(models.Model):
    """Who may be asked to review for this call."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="jurors")
    person = models.ForeignKey(User, verbose_name=_("рецензент"), on_delete=models.PROTECT, related_name="juries")
    since = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("рецензент")
        verbose_name_plural = _("рецензенты")
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="one_juror_per_person")]

    def __str__(self) -> str:
        return str(self.person)
