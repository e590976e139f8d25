"""The organisation (or an initiative group without numbers) and its people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from school.people.models.user import Town, User


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def of(self, user: User) -> "OrganizationQuerySet":
        """Organisations where the person is a confirmed member."""
        return self.filter(memberships__person=user, memberships__state=Membership.State.CONFIRMED)


class Organization(models.Model):
    """Numbers are unique when given: a second card with the same ОГРН or ИНН is led to ask to join the first."""

    class Form(models.TextChoices):
        ANO = "ano", _("автономная некоммерческая организация")
        FUND = "fund", _("фонд")
        PUBLIC = "public", _("общественная организация")
        MOVEMENT = "movement", _("общественное движение")
        INSTITUTION = "institution", _("частное учреждение")
        ASSOCIATION = "association", _("ассоциация или союз")
        PARTNERSHIP = "partnership", _("некоммерческое партнёрство")
        RELIGIOUS = "religious", _("религиозная организация")
        COSSACK = "cossack", _("казачье общество")
        COMMUNITY = "community", _("община коренных малочисленных народов")
        GROUP = "group", _("инициативная группа без регистрации")

    name = models.CharField(_("полное название"), max_length=500)
    short_name = models.CharField(_("короткое название"), max_length=200)
    folded_name = models.CharField(max_length=720, editable=False, default="", db_index=True)
    form = models.CharField(_("организационно-правовая форма"), max_length=20, choices=Form.choices)
    ogrn = models.CharField(_("ОГРН"), max_length=13, null=True, blank=True, unique=True)
    inn = models.CharField(_("ИНН"), max_length=10, null=True, blank=True, unique=True)
    town = models.ForeignKey(Town, verbose_name=_("город"), on_delete=models.PROTECT)
    site = models.URLField(_("сайт"), blank=True)
    head = models.CharField(_("руководитель"), max_length=300, blank=True)
    areas = models.TextField(_("направления работы"), blank=True)
    created_at = models.DateTimeField(_("карточка создана"), auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="organizations")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("организация")
        verbose_name_plural = _("организации")
        ordering = ["short_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(form="group", ogrn=None, inn=None) | (~Q(form="group") & Q(ogrn__isnull=False, inn__isnull=False)),
                name="numbers_unless_a_group",
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class Membership(models.Model):
    """The founder of a card is confirmed at once; the founder (or another confirmed owner) confirms those who ask to join."""

    class State(models.TextChoices):
        ASKED = "asked", _("просит принять")
        CONFIRMED = "confirmed", _("участник")
        DECLINED = "declined", _("отказано")
        LEFT = "left", _("вышел")

    person = models.ForeignKey(User, verbose_name=_("человек"), on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.ASKED)
    owner = models.BooleanField(_("подтверждает других"), default=False)
    position = models.CharField(_("должность"), max_length=200, blank=True)
    since = models.DateTimeField(_("с"), auto_now_add=True)

    class Meta:
        verbose_name = _("участие в организации")
        verbose_name_plural = _("участие в организациях")
        ordering = ["-owner", "person__family_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "organization"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.person} – {self.organization}"
