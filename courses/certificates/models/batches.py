"""Issue in bulk: who was chosen, by whom, and what came of each."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.certificates.models.certificates import Certificate
from courses.certificates.models.designs import Kind
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Module
from school.people.models import User


class Batch(models.Model):
    """Letters wait until `letters_at`: before it the whole of it can be taken back, and nobody has been written to."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждёт второго человека")
        RUNNING = "running", _("выдаём")
        DONE = "done", _("выдано")
        DECLINED = "declined", _("решили не выдавать")
        UNDONE = "undone", _("выдача отменена")

    UNDER_WAY = (State.ASKED, State.RUNNING)

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="certificate_batches")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind.choices, default=Kind.PARTICIPANT)
    module = models.ForeignKey(Module, verbose_name=_("модуль"), null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, db_index=True)
    by = models.ForeignKey(User, verbose_name=_("выдаёт"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("начали"), default=timezone.now)
    approved_by = models.ForeignKey(User, verbose_name=_("второй человек"), null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    letters_at = models.DateTimeField(_("письма уйдут"), null=True)
    done_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(_("почему"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("выдача потоку")
        verbose_name_plural = _("выдачи потокам")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], condition=Q(state__in=["asked", "running"], module=None), name="one_batch_under_way"),
            models.UniqueConstraint(
                fields=["cohort", "kind", "module"], condition=Q(state__in=["asked", "running"]), name="one_batch_of_a_module_under_way"
            ),
        ]

    def __str__(self) -> str:
        return str(self.cohort)


class BatchLine(models.Model):
    """One person of it, in the order of the list: a certificate, or the words why not. A thanks goes to a `person` without an enrollment."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    certificate = models.OneToOneField(Certificate, null=True, on_delete=models.PROTECT, related_name="line")
    refused = models.CharField(_("почему не выдан"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "enrollment"], name="one_line_of_a_batch_per_person"),
            models.UniqueConstraint(fields=["batch", "person"], name="one_line_of_a_batch_per_thanked_person"),
            models.CheckConstraint(
                condition=Q(enrollment=None, person__isnull=False) | Q(enrollment__isnull=False, person=None), name="a_line_is_of_one_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.who)

    @property
    def who(self) -> User:
        found = self.enrollment.person if self.enrollment else self.person
        assert found
        return found
