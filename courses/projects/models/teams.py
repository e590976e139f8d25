"""Who works together."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED
from courses.projects.models.calls import Call
from school.people.models import User


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, user: User) -> "TeamQuerySet":
        """The person's own teams, of calls that are not drafts any more."""
        mine = TeamMember.objects.current().filter(person=user).order_by()
        return self.standing().exclude(call__state=Call.State.DRAFT).filter(pk__in=mine.values("team"))

    def standing(self) -> "TeamQuerySet":
        return self.filter(broken_up_at=None)

    def with_room(self) -> "TeamQuerySet":
        """Where somebody is, and somebody more may come."""
        here = Q(members__left_at=None) & (Q(members__enrollment=None) | Q(members__enrollment__state__in=SEATED))
        counted = self.annotate(here=Count("members", filter=here, distinct=True))
        return counted.filter(here__gt=0, here__lt=F("call__team_most"))

    def visible_to(self, user: User) -> "TeamQuerySet":
        """Everybody who takes part sees who works with whom, and so do the call's keepers."""
        calls = Call.objects.visible_to(user).order_by().values("pk"), Call.objects.kept_by(user).order_by().values("pk")
        return self.standing().filter(Q(call__in=calls[0]) | Q(call__in=calls[1]))


class Team(models.Model):
    """`present` is there when the people were read together with the team: `Prefetch("members", TeamMember.objects.told(), to_attr="present")`."""

    present: "list[TeamMember]"
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

    def people(self) -> "list[TeamMember]":
        """Who is in it now, the leader first."""
        return self.present if hasattr(self, "present") else list(self.members.told())


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def current(self) -> "TeamMemberQuerySet":
        """Whoever has left the cohort has left the team, whatever the row says; somebody from outside has no seat to lose."""
        return self.filter(Q(enrollment=None) | Q(enrollment__state__in=SEATED), left_at=None)

    def working(self) -> "TeamMemberQuerySet":
        """Of those the ones who still study: whoever has finished reads on and changes nothing."""
        return self.current().filter(Q(enrollment=None) | Q(enrollment__state=Enrollment.State.ACTIVE))

    def told(self) -> "TeamMemberQuerySet":
        """With what is said of them, the leader first, then in the order they came."""
        return self.current().select_related("person", "enrollment__organization").order_by("-leads", "joined_at", "pk")

    def marked(self) -> "TeamMemberQuerySet":
        """`here` – whether by this row the person is now in a team that stands."""
        now = TeamMember.objects.current().filter(pk=OuterRef("pk"), team__broken_up_at=None)
        return self.annotate(here=Exists(now))

    def gone(self) -> "TeamMemberQuerySet":
        """Rows that say «here» of people who lost their seat: the next change of the team writes them off."""
        return self.filter(left_at=None).exclude(enrollment=None).exclude(enrollment__state__in=SEATED)


class TeamMember(models.Model):
    """`call` is the team's, for the constraint: one team per person and call."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_members")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="team_members")
    leads = models.BooleanField(_("руководит командой"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = TeamMemberQuerySet.as_manager()

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


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def open(self) -> "TeamInvitationQuerySet":
        return self.filter(state=TeamInvitation.State.OPEN, team__broken_up_at=None)

    def visible_to(self, user: User) -> "TeamInvitationQuerySet":
        """What concerns the person: sent to them or by them, or to and from the team they are in."""
        return self.filter(Q(person=user) | Q(team__in=Team.objects.of(user).order_by().values("pk"))).exclude(team__call__state=Call.State.DRAFT)


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

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("приглашение в команду")
        verbose_name_plural = _("приглашения в команды")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["team", "person"], condition=Q(state="open"), name="one_open_team_invitation")]

    def __str__(self) -> str:
        return f"{self.team}: {self.person}"
