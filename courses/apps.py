from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Школа")

    def ready(self) -> None:
        from courses.dossiers.actions import consultations, shares
        from school.people.witness import listen

        listen(shares.hear)
        listen(consultations.hear)
