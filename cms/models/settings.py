"""What the school is called and how to reach it: one row for the whole site."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.models.fields import CleanTextField


@register_setting(icon="home")
class SchoolSettings(BaseGenericSetting):
    name = models.CharField(_("название школы"), max_length=120, default="Школа лидеров НКО")
    region = models.CharField(_("регион"), max_length=120, blank=True, default="Тюменская область")
    phone = models.CharField(
        _("телефон"),
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^\+?[\d\s()\-–]+$", _("В телефоне только цифры, пробелы, скобки и дефисы."))],
    )
    email = models.EmailField(_("электронная почта"), blank=True)
    hours = models.CharField(_("часы работы"), max_length=120, blank=True, help_text=_("Например: «По будням с 9 до 18»."))
    footer = CleanTextField(_("внизу каждой страницы"), blank=True, features=["bold", "italic", "link"])
    main_program = models.ForeignKey(
        "cms.ProgramPage",
        verbose_name=_("главная программа"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Её путь из пяти частей стоит на главной странице."),
    )
    map_shown = models.BooleanField(_("карта юга Тюменской области на главной"), default=True, help_text=_("Выключите, если школа в другом регионе."))
    kept_version = models.PositiveIntegerField(default=1, editable=False)  # grows with every publication and every change of a term

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("region")], heading=_("Школа")),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("email"), FieldPanel("hours")], heading=_("Учебный отдел")),
        MultiFieldPanel([FieldPanel("main_program"), FieldPanel("map_shown"), FieldPanel("footer")], heading=_("Сайт")),
    ]

    class Meta:
        verbose_name = _("школа: название и связь")
        verbose_name_plural = _("школа: название и связь")

    @property
    def phone_link(self) -> str:
        """For `tel:`: digits and the plus."""
        return "".join(char for char in self.phone if char.isdigit() or char == "+")
