"""A person in a cohort."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models.application import Application
from courses.program.models import Cohort, Subgroup
from school.people.models import Organization, Town, User


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def active(self) -> "EnrollmentQuerySet":
        return self.filter(state=Enrollment.State.ACTIVE)

    def visible_to(self, user: User) -> "EnrollmentQuerySet":
        """The person's own enrollments that open the cabinet: finished ones stay readable, one whose decision was not told yet is not there."""
        return self.heard().filter(person=user, state__in=[Enrollment.State.ACTIVE, Enrollment.State.FINISHED])

    def heard(self) -> "EnrollmentQuerySet":
        """Whose admission the person knows of: nothing else may tell it earlier."""
        return self.filter(Q(application__told_at=None) | Q(application__told_at__lte=timezone.now()))


class Enrollment(models.Model):
    """The organisation and its town are frozen at admission."""

    class State(models.TextChoices):
        ACTIVE = "active", _("учится")
        FINISHED = "finished", _("программа пройдена")
        WITHDRAWN = "withdrawn", _("учёба прекращена")
        EXPELLED = "expelled", _("отчисление")

    person = models.ForeignKey(User, verbose_name=_("слушатель"), on_delete=models.PROTECT, related_name="enrollments")
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="enrollments")
    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="enrollments")
    town = models.ForeignKey(Town, verbose_name=_("город"), on_delete=models.PROTECT)
    application = models.OneToOneField(Application, null=True, editable=False, on_delete=models.PROTECT, related_name="enrollment")
    subgroup = models.ForeignKey(Subgroup, verbose_name=_("подгруппа"), null=True, blank=True, on_delete=models.SET_NULL, related_name="enrollments")
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.ACTIVE, db_index=True)
    since = models.DateTimeField(_("зачислен"), auto_now_add=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("зачисление")
        verbose_name_plural = _("зачисления")
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "cohort"], condition=Q(state__in=["active", "finished"]), name="one_seat_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.cohort}"
