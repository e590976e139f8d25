from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "school.vault"
    label = "vault"
    verbose_name = _("Хранилище файлов")
