"""A team's project: the living text, and what was handed in of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.projects.models.calls import Call, Stage
from courses.projects.models.teams import Team
from school.people.models import Organization, User
from school.vault.models import File

ASKED = ("asked", "done")  # reviews that let their reviewer read the work


class ProjectQuerySet(models.QuerySet["Project"]):
    def of(self, user: User) -> "ProjectQuerySet":
        """Those that the person writes."""
        return self.filter(team__in=Team.objects.of(user).order_by().values("pk"))

    def visible_to(self, user: User) -> "ProjectQuerySet":
        """Its team, the keepers of the call, and – unless the review is blind – whoever was asked to review it."""
        return self.filter(seen("", user) | Q(team__call__blind=False, pk__in=asked_of(user).values("project")))


class Project(models.Model):
    """`edition` grows with every save: whoever saves an older one sees the difference first. `links` – [{"title", "url"}]."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="project")
    organization = models.ForeignKey(
        Organization, verbose_name=_("организация"), null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    title = models.CharField(_("название проекта"), max_length=200, blank=True)
    problem = models.TextField(_("проблема"), max_length=5000, blank=True)
    audience = models.TextField(_("для кого"), max_length=3000, blank=True)
    plan = models.TextField(_("план"), max_length=10_000, blank=True)
    partners = models.TextField(_("партнёры"), max_length=3000, blank=True)
    beneficiaries = models.PositiveIntegerField(_("скольким людям поможет"), null=True, blank=True)
    links = models.JSONField(_("ссылки"), default=list, blank=True)
    edition = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("проект")
        verbose_name_plural = _("проекты")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.team)


class BudgetLine(models.Model):
    """`price` in kopecks."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budget")
    position = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("на что"), max_length=200)
    count = models.PositiveIntegerField(_("количество"), default=1)
    price = models.PositiveBigIntegerField(_("цена за единицу"), default=0)
    source = models.CharField(_("откуда деньги"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("строка бюджета")
        verbose_name_plural = _("строки бюджета")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.what


class ProjectFileQuerySet(models.QuerySet["ProjectFile"]):
    def attached(self) -> "ProjectFileQuerySet":
        return self.filter(removed_at=None)

    def visible_to(self, user: User) -> "ProjectFileQuerySet":
        """The living project's: a reviewer reads what was handed in, not what is being written."""
        return self.attached().filter(seen("project__", user))


class ProjectFile(models.Model):
    """`paper` is the title that a stage asks for, or empty for anything else."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(_("что это"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = ProjectFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("файл проекта")
        verbose_name_plural = _("файлы проектов")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.paper or str(self.file)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def in_force(self) -> "SubmissionQuerySet":
        """All but what the team took back."""
        return self.exclude(state=Submission.State.TAKEN_BACK)

    def with_files(self) -> "SubmissionQuerySet":
        return self.prefetch_related(models.Prefetch("files", SubmissionFile.objects.select_related("file")))

    def visible_to(self, user: User) -> "SubmissionQuerySet":
        """The team's, the keepers', and the reviewers' who were asked about this very one."""
        return self.filter(seen("project__", user) | Q(pk__in=asked_of(user).values("pk")))


class Submission(models.Model):
    """What the team handed in at a stage, frozen: `facts` holds every field, the budget and the links as they were. The next one of the same stage takes its place."""

    class State(models.TextChoices):
        HANDED = "handed", _("сдано")
        IN_REVIEW = "in_review", _("у рецензентов")
        ACCEPTED = "accepted", _("принято")
        REWORK = "rework", _("на доработку")
        DECLINED = "declined", _("не принято")
        TAKEN_BACK = "taken_back", _("отозвано командой")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="submissions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(default=1)
    facts = models.JSONField(default=dict)
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.HANDED, db_index=True)
    late = models.BooleanField(_("позже срока"), default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("когда сдано"), auto_now_add=True)
    share = models.PositiveSmallIntegerField(_("итог, %"), null=True, editable=False)
    outcome = models.TextField(_("решение словами"), max_length=5000, blank=True)
    decided_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    redo_until = models.DateTimeField(_("доработать до"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("сданная работа")
        verbose_name_plural = _("сданные работы")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["project", "stage", "number"], name="one_submission_per_number")]

    def __str__(self) -> str:
        return f"{self.project}: {self.stage}, {self.number}"


class SubmissionFileQuerySet(models.QuerySet["SubmissionFile"]):
    def visible_to(self, user: User) -> "SubmissionFileQuerySet":
        return self.filter(submission__in=Submission.objects.visible_to(user).order_by().values("pk"))


class SubmissionFile(models.Model):
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=200, blank=True)

    objects = SubmissionFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("файл сданной работы")
        verbose_name_plural = _("файлы сданных работ")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.paper or str(self.file)


def seen(way: str, user: User) -> Q:
    """Of the person's own team, or of a call that they keep; `way` leads to the project."""
    return Q(**{f"{way}team__in": Team.objects.of(user).order_by().values("pk")}) | Q(
        **{f"{way}team__call__in": Call.objects.kept_by(user).order_by().values("pk")}
    )


def asked_of(user: User) -> SubmissionQuerySet:
    """Of whoever is in the jury today: the work and its files close when a reviewer is let go."""
    rows = Submission.objects.in_force().filter(reviews__reviewer=user, reviews__state__in=ASKED)
    return rows.filter(stage__call__jurors__person=user, stage__call__jurors__left_at=None).order_by()
