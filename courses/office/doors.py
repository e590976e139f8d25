"""What Wagtail is told at its start: the menu section, the addresses, the tables and the first page's panel."""

from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from courses.office import (
    announcements,
    applications,
    awards,
    batches,
    bulk,
    certificates,
    cohorts,
    designs,
    dossiers,
    handing,
    people,
    questions,
    reports,
    roles,
    subgroups,
    talking,
    timetable,
    weighing,
    wording,
)
from courses.office.access import may_enter
from courses.office.frames import OfficeViewSet
from courses.office.home import TodayPanel
from courses.office.law import home as law
from courses.office.law import imports as law_imports
from courses.office.menu import school_section
from courses.office.spreadsheets import exports, imports
from courses.office.viewsets import VIEWSETS
from school.people.requests import PersonRequest

office = (
    [
        *bulk.urlpatterns,
        *talking.urlpatterns,
        *weighing.urlpatterns,
        *questions.urlpatterns,
        *applications.urlpatterns,
        *timetable.urlpatterns,
        *subgroups.urlpatterns,
        *announcements.urlpatterns,
        *cohorts.urlpatterns,
        *people.urlpatterns,
        *roles.urlpatterns,
        *handing.urlpatterns,
        *reports.urlpatterns,
        *dossiers.urlpatterns,
        *exports.urlpatterns,
        *imports.urlpatterns,
        *law.urlpatterns,
        *law_imports.urlpatterns,
    ],
    "office",
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("school/", include(office)),
        path("school/", include([*certificates.urlpatterns, *batches.urlpatterns, *awards.urlpatterns, *designs.urlpatterns, *wording.urlpatterns])),
    ]


@hooks.register("insert_global_admin_css")
def the_look_of_the_school() -> str:
    sheets = (static("admin/palette.css"), static("admin/office.css"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((sheet,) for sheet in sheets))


@hooks.register("register_admin_menu_item")
def section() -> MenuItem:
    return school_section()


@hooks.register("register_admin_viewset")
def tables() -> list[OfficeViewSet]:
    return [viewset() for viewset in VIEWSETS]


@hooks.register("construct_homepage_panels")
def panels(request: PersonRequest, found: list[Any]) -> None:
    """The school's day comes first; nothing else is asked of a coordinator here."""
    if may_enter(request.user):
        found.insert(0, TodayPanel())


@hooks.register("construct_homepage_summary_items", order=10)  # after Wagtail has put its own there
def summary(request: PersonRequest, items: list[SummaryItem]) -> None:
    """Counts of pages, images and documents tell nobody anything."""
    items.clear()
