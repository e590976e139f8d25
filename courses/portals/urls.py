"""Addresses of the portals; each screen file declares its own."""

from courses.portals import cabinet, check, files, mentor, public, study, trainer

app_name = "portals"
urlpatterns = [
    *public.urlpatterns,
    *cabinet.urlpatterns,
    *study.urlpatterns,
    *trainer.urlpatterns,
    *mentor.urlpatterns,
    *files.urlpatterns,
    *check.urlpatterns,
]
