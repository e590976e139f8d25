"""Every screen of every member of the cast, in the demo school: 320, 390 and 1280 wide, light and dark. Pictures for people, with SCREENS=1: var/screens/.

axe finds nothing and nothing sticks out sideways; the second scheme is asked for its colours only. In Wagtail admin only what is ours is asked (the page's content, not Wagtail's own frame).
"""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, LessonPage, LibraryPage, ModulePage, PolicyPage, ProgramPage, TextPage
from courses.attendance.code_rules import code_for, step_at
from courses.attendance.models import Excuse, Survey
from courses.certificates.models import Certificate
from courses.enrollment.models import Announcement, Application, Enrollment
from courses.program.models import Cohort, Meeting
from school.people.models import Organization
from school.post.choices import stop_token
from school.post.models import Letter
from tests.journeys.conftest import WIDER
from tests.journeys.office import coordinator
from tests.journeys.papers import PAPERS
from tests.journeys.study import STUDY

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]
FOLDER = Path(__file__).resolve().parents[2] / "var" / "screens"
PICTURED = bool(os.environ.get("SCREENS"))
SIZES = ((390, 844), (1280, 900))
TODAY = "Команда: роли и поручения"


def visitor(demo):
    pages = [page.get_url() for model in (ProgramPage, ModulePage, TextPage) for page in model.objects.live()]
    kinds = {page.specific_class: page.get_url() for page in Page.objects.live().filter(depth__gte=3)}
    valid, revoked = (Certificate.objects.filter(state=state).first() for state in ("valid", "revoked"))
    accepting = Cohort.objects.accepting().get()
    return [
        "/",
        *pages,
        *kinds.values(),
        reverse("site:search") + "?q=документов",
        reverse("site:search") + "?q=абракадабра",
        LibraryPage.objects.get().address + "?kind=act&q=закон",
        PolicyPage.objects.get().address + "?edition=2026-01-15",
        LessonPage.objects.live().first().get_url(),
        reverse("portals:cohorts"),
        reverse("portals:apply", args=[accepting.pk]),
        reverse("portals:check"),
        reverse("portals:check") + "?number=ШЛ-2026-9999&family_name=Иванова",
        reverse("portals:certificate", args=[valid.token.lower()]),
        reverse("portals:certificate", args=[revoked.token.lower()]),
        reverse("portals:certificate", args=["unknown"]),
        reverse("people:consent_text", args=["processing"]),
        *(reverse(name) for name in ("account_login", "account_signup", "account_reset_password", "account_request_login_code")),
        "/net-takoy-stranitsy/",
        reverse("post:box"),
        reverse("post:letter", args=[Letter.objects.filter(name="certificate_issued").first().pk]),
    ]


def participant(demo):
    mine = Enrollment.objects.get(person=demo["participant"])
    lessons = list(LessonPage.objects.order_by("path"))
    organization = Organization.objects.of(demo["participant"]).get()
    today, visit = (Meeting.objects.get(cohort=mine.cohort_id, title=title) for title in (TODAY, "Поездка в АНО «Тихая пристань»"))
    late = mine.marks.get(source="check_in").meeting
    return [
        reverse("portals:route", args=[mine.pk]),
        reverse("portals:meetings", args=[mine.pk]),
        reverse("portals:announcements", args=[mine.pk]),
        reverse("portals:calendar"),
        reverse("portals:check_in"),
        reverse("portals:check_in_code", args=[today.pk, "0000-0000"]),
        reverse("portals:check_in_code", args=[today.pk, code_for(today.secret, step_at(timezone.now()))]),
        reverse("portals:checked_in", args=[late.pk]),
        reverse("portals:excuse", args=[mine.pk, visit.pk]),
        reverse("portals:excuse", args=[mine.pk, late.pk]),
        reverse("portals:survey_reply", args=[Survey.objects.get(closed_at=None).pk]),
        reverse("portals:calendar"),
        reverse("portals:announcements", args=[mine.pk]),
        *(reverse("portals:module", args=[mine.pk, module.module_id]) for module in ModulePage.objects.order_by("path")[:3]),
        *(reverse("portals:study", args=[mine.cohort_id, lesson.lesson_id]) for lesson in (lessons[0], lessons[3], lessons[6], lessons[-1])),
        reverse("portals:applications"),
        reverse("portals:certificates"),
        *(reverse(f"notices:{name}") for name in ("list", "choice")),
        reverse("notices:stop", args=[stop_token(demo["participant"].pk)]),
        *(reverse(f"people:{name}") for name in ("profile", "consents", "organizations", "found", "join")),
        reverse("people:withdraw_consent", args=["publication"]),
        *(reverse(f"people:{name}", args=[organization.pk]) for name in ("organization", "edit_organization", "leave")),
        *(reverse(name) for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout")),
    ]


def graduate(demo):
    mine = Enrollment.objects.get(person=demo["graduate"])
    return [reverse("portals:route", args=[mine.pk]), reverse("portals:meetings", args=[mine.pk]), reverse("portals:certificates")]


def applicant(demo):
    application = Application.objects.get(person=demo["applicant"])
    return [
        reverse("portals:cabinet"),
        reverse("portals:applications"),
        reverse("portals:withdraw", args=[application.pk]),
        reverse("portals:answer", args=[application.pk]),
        reverse("portals:apply", args=[application.cohort_id]),
    ]


def waiting(demo):
    """Not of the cast: a seat is on offer."""
    application = Application.objects.get(state="offered")
    demo["waiting"] = application.person
    return [reverse("portals:applications"), *(reverse("portals:offer", args=[application.pk, verb]) for verb in ("accept", "refuse"))]


def stranger(demo):
    accepting = Cohort.objects.accepting().get()
    return [
        reverse("portals:cabinet"),
        reverse("portals:applications"),
        reverse("portals:certificates"),
        reverse("portals:apply", args=[accepting.pk]),
        reverse("people:profile"),
        reverse("people:organizations"),
        "/mentor/",
    ]


def trainer(demo):
    meetings = Meeting.objects.led_by(demo["trainer"]).order_by("starts_at")
    past = meetings.filter(marks__isnull=False).first()
    today = meetings.filter(title=TODAY).get()
    cohort = Cohort.objects.get(state="under_way")
    return [
        reverse("portals:trainer"),
        reverse("portals:trainer") + "?list=coming",
        *(reverse("portals:sheet", args=[meeting.pk]) for meeting in (past, today, meetings.last())),
        *(reverse("portals:hall_code", args=[meeting.pk]) for meeting in (past, today, meetings.last())),
        *(reverse("portals:papers", args=[meeting.pk]) for meeting in (today, meetings.last())),
        reverse("portals:sheet", args=[Survey.objects.get(closed_at=None).meeting_id]),
        reverse("portals:excuse_list"),
        *(reverse("portals:excuse_decision", args=[excuse.pk]) for excuse in Excuse.objects.all()),
        reverse("portals:survey_list"),
        reverse("portals:survey_new"),
        reverse("portals:survey", args=[Survey.objects.exclude(closed_at=None).get().pk]),
        reverse("portals:cohort_report", args=[cohort.pk]),
        reverse("portals:cohort_announcements", args=[cohort.pk]),
        reverse("portals:announcement_readers", args=[Announcement.objects.get().pk]),
        reverse("portals:cohort_announcements", args=[past.cohort_id]),
        reverse("portals:kit"),
    ]


def mentor(demo):
    organization = Organization.objects.get(short_name="АНО «Ладошки на ветру»")
    return [
        reverse("portals:mentor"),
        reverse("portals:mentor") + "?sort=progress",
        reverse("portals:mentor") + "?q=нет такой",
        reverse("portals:mentor_organization", args=[organization.pk]),
    ]


def author(demo):
    """Writes one programme: its tree, a lesson."""
    return [reverse("wagtailadmin_home"), reverse("wagtailadmin_explore", args=[ProgramPage.objects.get().pk]), *edit_of(LessonPage)]


def edit_of(model):
    return [reverse("wagtailadmin_pages:edit", args=[model.objects.first().pk])]


def administrator(demo):
    page = ProgramPage.objects.get()
    lesson = LessonPage.objects.first()
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
    ]


def methodologist(demo):
    """What editors see: the start page, the tree, a page of every kind, the tools of the whole site."""
    kinds = {page.specific_class: page.pk for page in Page.objects.live().filter(depth__gte=2)}
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[HomePage.objects.get().pk]),
        *(reverse("wagtailadmin_pages:edit", args=[pk]) for pk in kinds.values()),
        reverse("wagtailadmin_pages:unpublish", args=[LessonPage.objects.first().pk]),
        reverse("wagtailsnippets_cms_term:list"),
    ]


CAST = (
    visitor,
    stranger,
    applicant,
    waiting,
    participant,
    graduate,
    trainer,
    mentor,
    coordinator,
    author,
    methodologist,
    administrator,
    *STUDY,
    *PAPERS,
)
# Wagtail's own: its frame, and the third parties inside it.
ADMIN = "/cms/"


def complaints(page, axe, address, scheme):
    found = []
    if page.evaluate(WIDER):
        found.append(f"{address}: wider than {page.viewport_size['width']}")
    if not address.startswith(ADMIN):
        try:
            axe(page, colours=scheme == "dark")
        except AssertionError as complaint:
            found.append(str(complaint))
    return found


def slug(address):
    return address.strip("/").replace("/", "_").replace("?", "_")[:80] or "home"


@pytest.mark.parametrize("screens", CAST, ids=lambda screens: screens.__name__)
def test_screens_of(screens, demo, browser_page, axe, watch):
    folder, found = FOLDER / screens.__name__, []
    if PICTURED:
        folder.mkdir(parents=True, exist_ok=True)
    addresses = list(dict.fromkeys(screens(demo)))
    for width, height in SIZES:
        page = browser_page(user=demo.get(screens.__name__), width=width, height=height)
        for address in addresses:
            answer = page.goto(address)
            if answer.status >= 500:
                found.append(f"{address}: {answer.status}")
                continue
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found += [f"{width} {scheme} {line}" for line in complaints(page, axe, address, scheme)]
                if PICTURED:
                    page.screenshot(path=folder / f"{slug(address)}-{width}-{scheme}.png", full_page=True)
            if width == SIZES[0][0] and not address.startswith(ADMIN):
                page.set_viewport_size({"width": 320, "height": height})
                found += [f"{address}: wider than 320"] if page.evaluate(WIDER) else []
                page.set_viewport_size({"width": width, "height": height})

    assert not found, f"{len(found)} complaints\n" + "\n".join(found)
