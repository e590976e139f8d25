"""Who works together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.projects.models.calls import Call
from school.people.models import User


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, user: User) -> "TeamQuerySet":
        """The person's own teams, of calls that are not drafts any more."""
        return self.exclude(call__state=Call.State.DRAFT).filter(members__person=user, members__left_at=None, broken_up_at=None).distinct()


class Team(models.Model):
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="teams")
    title = models.CharField(_("название команды"), max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)
    broken_up_at = models.DateTimeField(null=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("команда")
        verbose_name_plural = _("команды")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "title"], condition=Q(broken_up_at=None), name="one_team_per_title")]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """`call` is the team's, for the constraint: one team per person and call."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_members")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="team_members")
    leads = models.BooleanField(_("руководит командой"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("участник команды")
        verbose_name_plural = _("участники команд")
        ordering = ["-leads", "joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "person"], condition=Q(left_at=None), name="one_team_per_person"),
            models.UniqueConstraint(fields=["team"], condition=Q(leads=True, left_at=None), name="one_leader_per_team"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.team}"


class TeamInvitation(models.Model):
    """From the team to a person (`asks` false), or from a person who wants to join (`asks` true)."""

    class State(models.TextChoices):
        OPEN = "open", _("ждёт ответа")
        ACCEPTED = "accepted", _("принято")
        DECLINED = "declined", _("отказ")
        TAKEN_BACK = "taken_back", _("отозвано")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_invitations")
    asks = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True)
    at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("приглашение в команду")
        verbose_name_plural = _("приглашения в команды")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["team", "person"], condition=Q(state="open"), name="one_open_team_invitation")]

    def __str__(self) -> str:
        return f"{self.team}: {self.person}"
