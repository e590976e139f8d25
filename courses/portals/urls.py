"""Addresses of the portals; each screen file declares its own."""

from courses.portals import (
    announcements,
    applications,
    cabinet,
    calendar,
    check,
    check_in,
    excuses,
    files,
    hall,
    mentor,
    papers,
    public,
    reports,
    sheet,
    study,
    surveys,
    trainer,
)

app_name = "portals"
urlpatterns = [
    *public.urlpatterns,
    *announcements.urlpatterns,
    *calendar.urlpatterns,
    *applications.urlpatterns,
    *cabinet.urlpatterns,
    *study.urlpatterns,
    *check_in.urlpatterns,
    *excuses.urlpatterns,
    *trainer.urlpatterns,
    *sheet.urlpatterns,
    *reports.urlpatterns,
    *hall.urlpatterns,
    *papers.urlpatterns,
    *surveys.urlpatterns,
    *mentor.urlpatterns,
    *files.urlpatterns,
    *check.urlpatterns,
]
