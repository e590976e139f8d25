from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolConfig(AppConfig):
    """Carries the static files, the catalogues, the template tags and the operators' commands."""

    name = "school"
    label = "school"
    verbose_name = _("Школа")
