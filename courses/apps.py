from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Школа")

    def ready(self) -> None:
        from courses.attendance import letter_reference as attendance
        from courses.certificates import letter_reference as certificates
        from courses.dossiers import letter_reference as dossiers
        from courses.dossiers.actions import consultations, shares
        from courses.enrollment import letter_reference as enrollment
        from courses.progress import letter_reference as progress
        from courses.projects import letter_reference as projects
        from courses.route import letter_reference as route
        from school.people.witness import listen

        for room in (enrollment, progress, attendance, projects, dossiers, route, certificates):
            room.listed()

        listen(shares.hear)
        listen(consultations.hear)
