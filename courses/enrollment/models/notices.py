"""What a cohort is told, who has read it, and a person's own calendar address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models.enrollment import Enrollment
from courses.enrollment.models.roles import Assignment, Role
from courses.program.models import Cohort
from school.people.models import User


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, user: User) -> "AnnouncementQuerySet":
        """Of the cohorts where the person has a seat."""
        seats = Enrollment.objects.visible_to(user).order_by()
        return self.filter(cohort__in=seats.values("cohort"))

    def unread_by(self, user: User) -> "AnnouncementQuerySet":
        return self.visible_to(user).exclude(pk__in=Reading.objects.filter(person=user).values("announcement"))

    def led_by(self, user: User) -> "AnnouncementQuerySet":
        """Of the cohorts whose trainer the person is today."""
        return self.filter(cohort__in=Assignment.objects.current().filter(person=user, role=Role.TRAINER).order_by().values("cohort"))


class Announcement(models.Model):
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="announcements")
    subject = models.CharField(_("тема"), max_length=160)
    text = models.TextField(_("текст"), max_length=5000)
    by = models.ForeignKey(User, verbose_name=_("кто"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("когда"), auto_now_add=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("объявление")
        verbose_name_plural = _("объявления")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Reading(models.Model):
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("прочтение")
        verbose_name_plural = _("прочтения")
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="one_reading_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.announcement}"


class CalendarAddress(models.Model):
    """The secret address of a person's calendar. Only its hash is kept; a new one revokes the old."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="calendar_address")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("адрес календаря")
        verbose_name_plural = _("адреса календарей")

    def __str__(self) -> str:
        return str(self.person)
