"""The dossier of an organisation, who shares it, the services it is for, and what was answered in the questionnaire."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.checklists import Checklist, Path
from courses.dossiers.models.law import Body, Service
from courses.enrollment.models import Mentorship
from courses.enrollment.rules import roles_of
from courses.program.models import Cohort
from school.people.models import Membership, Organization, User

LIVING = ("eligibility", "gathering", "filed", "concluded", "at_justice")
WHOLE_SCHOOL = frozenset({"coordinator", "administrator"})


class DossierQuerySet(models.QuerySet["Dossier"]):
    def shared_with(self, user: User) -> "DossierQuerySet":
        """Of today's sharers who still belong to the organisation: leaving it closes the dossier at the next request."""
        shares = Share.objects.filter(person=user, until=None)
        members = Membership.objects.filter(person=user, state=Membership.State.CONFIRMED)
        return self.filter(pk__in=shares.values("dossier"), organization__in=members.values("organization"))

    def written_by(self, user: User) -> "DossierQuerySet":
        """Whose papers the person may change: owners and editors."""
        shares = Share.objects.filter(person=user, until=None).exclude(role=Share.Role.READER)
        return self.shared_with(user).filter(pk__in=shares.values("dossier"))

    def led_by(self, user: User) -> "DossierQuerySet":
        """Of the NGOs that the person mentors today (T5)."""
        return self.filter(organization__in=Mentorship.objects.current().filter(mentor=user).values("organization"))

    def visible_to(self, user: User) -> "DossierQuerySet":
        """Sharers and the mentor; coordinators and administrators see every dossier."""
        if roles_of(user) & WHOLE_SCHOOL:
            return self.all()
        return self.filter(Q(pk__in=Dossier.objects.shared_with(user).values("pk")) | Q(pk__in=Dossier.objects.led_by(user).values("pk")))

    def living(self) -> "DossierQuerySet":
        return self.filter(state__in=LIVING)


class Dossier(models.Model):
    """An NGO's way to the status, for one or several services. `cohort` is where the mentoring began, it may outlive the cohort.

    `edition` grows with every change of the questionnaire, the months and the card, so that the second writer sees the first one's words.
    `taken` – lines taken over one by one from a checklist newer than `checklist`: code to version.
    """

    class State(models.TextChoices):
        ELIGIBILITY = "eligibility", _("проверяем право")
        GATHERING = "gathering", _("собираем документы")
        FILED = "filed", _("на оценке качества")
        CONCLUDED = "concluded", _("заключение получено")
        AT_JUSTICE = "at_justice", _("в Минюсте")
        RECOGNIZED = "recognized", _("статус получен")
        LEFT = "left", _("прекращена")

    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="dossiers")
    path = models.CharField(_("путь"), max_length=10, choices=Path.choices, default=Path.USUAL)
    checklist = models.ForeignKey(Checklist, verbose_name=_("перечень"), on_delete=models.PROTECT, related_name="dossiers")
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), null=True, blank=True, on_delete=models.PROTECT, related_name="dossiers")
    previous = models.OneToOneField("self", verbose_name=_("продлевает"), null=True, blank=True, on_delete=models.PROTECT, related_name="renewal")
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.ELIGIBILITY)
    state_since = models.DateTimeField(_("в состоянии с"), default=timezone.now)
    edition = models.PositiveIntegerField(default=0)
    charter_changes = models.BooleanField(_("меняем устав"), default=False)
    representative = models.BooleanField(_("подаёт представитель"), default=False)
    facts = models.JSONField(_("карточка для бумаг"), default=dict, blank=True)
    taken = models.JSONField(default=dict, blank=True, editable=False)
    opened_at = models.DateTimeField(_("заведена"), auto_now_add=True)
    opened_by = models.ForeignKey(User, verbose_name=_("завёл"), on_delete=models.PROTECT, related_name="+")
    ended_why = models.CharField(_("почему прекращена"), max_length=500, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("папка документов")
        verbose_name_plural = _("папки документов")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state__in=LIVING),
                name="one_living_dossier_of_an_organization",
                violation_error_message=_("У организации уже есть папка в работе."),
            )
        ]
        indexes = [models.Index(fields=["state", "-opened_at"], name="dossiers_of_a_state")]

    def __str__(self) -> str:
        return str(self.organization)


class DossierMove(models.Model):
    """Every change of the state: append-only, read for medians and for the history."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="moves")
    source = models.CharField(_("было"), max_length=20, blank=True)
    target = models.CharField(_("стало"), max_length=20)
    reason = models.CharField(_("почему"), max_length=500, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("перемена состояния папки")
        verbose_name_plural = _("перемены состояния папок")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Share(models.Model):
    """A leader of the NGO in its dossier; whoever has left stays here with the day."""

    class Role(models.TextChoices):
        OWNER = "owner", _("владелец")
        EDITOR = "editor", _("редактор")
        READER = "reader", _("читатель")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="shares")
    person = models.ForeignKey(User, verbose_name=_("человек"), on_delete=models.PROTECT, related_name="dossier_shares")
    role = models.CharField(_("что может"), max_length=10, choices=Role.choices)
    since = models.DateTimeField(_("с"), default=timezone.now)
    until = models.DateTimeField(_("по"), null=True, blank=True)

    class Meta:
        verbose_name = _("доступ к папке")
        verbose_name_plural = _("доступ к папкам")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "person"], condition=Q(until=None), name="one_share_in_force")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Claim(models.Model):
    """One service that the NGO wants to be recognised for; each is assessed by itself. A dropped one stays with its papers."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("готовим")
        FILED = "filed", _("на рассмотрении")
        CONCLUDED = "concluded", _("заключение есть")
        REFUSED = "refused", _("отказ")
        RECOGNIZED = "recognized", _("признана")
        DROPPED = "dropped", _("снята")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="claims")
    service = models.ForeignKey(Service, verbose_name=_("услуга"), on_delete=models.PROTECT, related_name="claims")
    body = models.ForeignKey(Body, verbose_name=_("кто оценивает"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    charter_clause = models.CharField(_("пункт устава"), max_length=500, blank=True)
    began_on = models.DateField(_("оказывается с"), null=True, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.PREPARING)

    class Meta:
        verbose_name = _("услуга в папке")
        verbose_name_plural = _("услуги в папках")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "service"], name="a_service_once_in_a_dossier")]

    def __str__(self) -> str:
        return str(self.service)


class EligibilityAnswer(models.Model):
    """What the NGO said to one question of the questionnaire; the questions live in `reference/`, the last word counts."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="answers")
    question = models.SlugField(_("вопрос"), max_length=60)
    value = models.CharField(_("ответ"), max_length=20)
    note = models.TextField(_("пояснение"), max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ответ о праве")
        verbose_name_plural = _("ответы о праве")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "question"], name="one_answer_to_a_question_of_eligibility")]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"


class ServiceMonth(models.Model):
    """Evidence of one month of the service: figures and words only, never names of recipients. `month` is its first day."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="months")
    month = models.DateField(_("месяц"))
    people = models.PositiveIntegerField(_("получателей"), null=True, blank=True)
    services = models.PositiveIntegerField(_("услуг"), null=True, blank=True)
    evidence = models.CharField(_("чем подтверждается"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("месяц услуги")
        verbose_name_plural = _("месяцы услуги")
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "month"], name="one_row_of_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
