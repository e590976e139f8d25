from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "school.journal"
    label = "journal"
    verbose_name = _("Журнал")

    def ready(self) -> None:
        """People stand below and know no journal: it comes and listens to them."""
        from school.journal.actions import record
        from school.people.witness import listen

        listen(record)
