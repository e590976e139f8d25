"""The account and the town."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Town(models.Model):
    """A town where the school works. Editable: another region has other towns."""

    name = models.CharField(_("название"), max_length=100, unique=True)
    locative = models.CharField(_("где (в Тюмени)"), max_length=100, blank=True, help_text=_("С предлогом: «в Тюмени»."))
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("город")
        verbose_name_plural = _("города")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Roles are never here: they are rows of `courses.enrollment` (assignments, mentorships, enrollments)."""

    email = models.EmailField(_("электронная почта"), unique=True, error_messages={"unique": _("Этот адрес уже занят.")})
    family_name = models.CharField(_("фамилия"), max_length=100)
    given_name = models.CharField(_("имя"), max_length=100)
    patronymic = models.CharField(_("отчество"), max_length=100, blank=True)
    phone = models.CharField(_("телефон"), max_length=20, blank=True)
    town = models.ForeignKey(Town, verbose_name=_("город"), null=True, blank=True, on_delete=models.PROTECT)
    folded_name = models.CharField(max_length=320, editable=False, default="", db_index=True)
    name_confirmed_at = models.DateTimeField(_("написание имени подтверждено"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("вход открыт"), default=True)
    date_joined = models.DateTimeField(_("зарегистрирован"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["family_name", "given_name"]

    class Meta:
        verbose_name = _("человек")
        verbose_name_plural = _("люди")
        ordering = ["family_name", "given_name", "patronymic", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def given_names(self) -> str:
        return " ".join(part for part in (self.given_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        return self.given_names or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name
