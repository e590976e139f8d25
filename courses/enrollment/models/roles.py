"""Roles as rows: what a person may do here, for which cohort or program, since when and until when."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.program.models import Cohort, Program
from school.people.models import Organization, User


class Role(models.TextChoices):
    TRAINER = "trainer", _("тренер потока")
    AUTHOR = "author", _("автор программы")
    COORDINATOR = "coordinator", _("координатор школы")
    METHODOLOGIST = "methodologist", _("методист школы")
    MENTOR = "mentor", _("наставник организации")


class CurrentQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def current(self) -> "CurrentQuerySet":
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)


class Assignment(models.Model):
    """A trainer has a cohort, an author has a program, a coordinator and a methodologist are school-wide (neither)."""

    person = models.ForeignKey(User, verbose_name=_("человек"), on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("роль"), max_length=20, choices=[choice for choice in Role.choices if choice[0] != "mentor"])
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    program = models.ForeignKey(Program, verbose_name=_("программа"), null=True, blank=True, on_delete=models.PROTECT, related_name="assignments")
    since = models.DateField(_("с"), default=timezone.localdate)
    until = models.DateField(_("по"), null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("назначение")
        verbose_name_plural = _("назначения")
        ordering = ["person__family_name", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="trainer", cohort__isnull=False, program=None)
                | Q(role="author", program__isnull=False, cohort=None)
                | Q(role__in=["coordinator", "methodologist"], cohort=None, program=None),
                name="assignment_has_its_scope",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Mentorship(models.Model):
    """A mentor leads an NGO's papers; it outlives the cohort. `words` – what the one before wanted the next to know."""

    mentor = models.ForeignKey(User, verbose_name=_("наставник"), on_delete=models.PROTECT, related_name="mentorships")
    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="mentorships")
    since = models.DateField(_("с"), default=timezone.localdate)
    until = models.DateField(_("по"), null=True, blank=True)
    words = models.TextField(_("что знать наставнику"), max_length=3000, blank=True)
    handed_by = models.ForeignKey(User, verbose_name=_("кто передал"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = _("наставничество")
        verbose_name_plural = _("наставничество")
        ordering = ["organization__short_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["mentor", "organization"], condition=Q(until=None), name="one_mentorship_in_force")]

    def __str__(self) -> str:
        return f"{self.mentor} – {self.organization}"


class Invitation(models.Model):
    """An invitation by e-mail to a role. Only a hash of the token is kept; it lives 14 days and works once."""

    email = models.EmailField(_("электронная почта"))
    role = models.CharField(_("роль"), max_length=20, choices=Role.choices)
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, verbose_name=_("программа"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, verbose_name=_("организация"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, verbose_name=_("пригласил"), editable=False, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("отправлено"), auto_now_add=True)
    accepted_at = models.DateTimeField(_("принято"), null=True, editable=False)
    accepted_by = models.ForeignKey(User, verbose_name=_("принял"), null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("отменено"), null=True, editable=False)

    class Meta:
        verbose_name = _("приглашение")
        verbose_name_plural = _("приглашения")
        ordering = ["-invited_at"]
        indexes = [models.Index(fields=["-invited_at", "id"], name="invitations_newest_first")]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"
