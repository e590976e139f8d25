"""Who keeps a sheet: the trainers of its cohort, and the office for every meeting; each only while the role lasts (T1, T5)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Guest, Mark, PaperSheet
from courses.enrollment.actions import dismiss
from school.journal.models import Entry
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db
PAGES = ("sheet", "hall_code", "sheet_file", "papers")
KEEPERS = ("trainer", "coordinator", "administrator")
OTHERS = ("participant", "mentor", "author", "methodologist", "stranger")


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def person(cohort):
    return EnrollmentFactory(cohort=cohort)


def address(name, meeting):
    return reverse(f"portals:{name}", args=[meeting.pk])


def steps(client, meeting, person):
    """Everything that can be done on a sheet; returns the answers."""
    scan = {"step": "attach", "page": "1", "scan": SimpleUploadedFile("лист.pdf", PDF, "application/pdf")}
    entry = Entry.objects.about(meeting).order_by("-pk").values_list("pk", flat=True)
    done = [client.post(address("sheet", meeting), {f"mark_{person.pk}": "late"}).status_code]
    done.append(client.post(address("sheet_undo", meeting), {"entry": next(iter(entry), 0)}).status_code)
    done.append(
        client.post(address("sheet", meeting), {f"mark_{person.pk}": "present", "tap": person.pk}, headers={"HX-Request": "true"}).status_code
    )
    done.append(client.post(address("sheet_guests", meeting), {"name": "Гость"}).status_code)
    done.append(client.post(address("hall_code", meeting)).status_code)
    done.append(client.post(address("papers", meeting), scan).status_code)
    done.append(client.post(address("papers", meeting), {"step": "settle", f"settle_{person.pk}": "absent"}).status_code)
    return done


@pytest.mark.parametrize("role", KEEPERS)
def test_keepers_read_and_write_the_sheet(cast, client_of, meeting, person, role):
    client = client_of(cast[role])

    assert [client.get(address(name, meeting)).status_code for name in PAGES] == [200] * 4
    assert steps(client, meeting, person) == [302, 302, 200, 302, 302, 302, 302]
    mark, paper = Mark.objects.get(), PaperSheet.objects.get()
    assert (mark.status, mark.source, mark.by, paper.by) == ("absent", "paper", cast[role], cast[role])
    assert client.get(reverse("portals:paper_file", args=[paper.pk])).status_code == 200
    meeting.refresh_from_db()
    assert (bool(meeting.secret), Guest.objects.count()) == (True, 1)


@pytest.mark.parametrize("role", OTHERS)
def test_others_meet_the_404_of_a_wrong_address(cast, client_of, meeting, person, role):
    client = client_of(cast[role])

    assert [client.get(address(name, meeting)).status_code for name in PAGES] == [404] * 4
    assert set(steps(client, meeting, person)) == {404}
    assert [model.objects.count() for model in (Mark, Guest, PaperSheet)] == [0, 0, 0]
    meeting.refresh_from_db()
    assert meeting.secret == ""


def test_visitor_is_led_to_the_sign_in(client_of, meeting):
    visitor = client_of(None)

    assert {visitor.get(address(name, meeting)).url.split("?")[0] for name in PAGES} == {"/accounts/login/"}


@pytest.mark.parametrize(("role", "status"), [("trainer", 404), ("coordinator", 200), ("administrator", 200)])
def test_office_keeps_every_sheet_and_a_trainer_the_own_ones(cast, client_of, role, status):
    elsewhere = MeetingFactory(cohort=CohortFactory(under_way=True))

    assert {client_of(cast[role]).get(address(name, elsewhere)).status_code for name in PAGES} == {status}


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
def test_former_keeper_has_no_key_at_the_next_request(cast, client_of, meeting, person, role):
    client = client_of(cast[role])
    assert client.get(address("sheet", meeting)).status_code == 200
    dismiss(cast[role].assignments.get(), by=None)

    assert [client.get(address(name, meeting)).status_code for name in PAGES] == [404] * 4
    assert set(steps(client, meeting, person)) == {404}
    assert not Mark.objects.exists()


@pytest.mark.parametrize("page", ["sheet", "papers"])
def test_way_back_of_the_office_leads_to_its_own_rooms(client_of, coordinator, meeting, page):
    """Every link of the page opens for whoever reads it: no tabs and crumbs of a trainer."""
    client = client_of(coordinator)

    found = client.get(address(page, meeting))

    links = [crumb["url"] for crumb in found.context["crumbs"] if crumb["url"]]
    assert reverse("office_meetings:edit", args=[meeting.pk]) in links
    assert {client.get(link).status_code for link in links} == {200}
    assert f'href="{reverse("portals:trainer")}"' not in found.content.decode()


def test_office_comes_to_the_sheet_from_its_meeting_and_from_today(client_of, coordinator, meeting):
    client = client_of(coordinator)

    today, form = (client.get(reverse(*place)).content.decode() for place in [("wagtailadmin_home",), ("office_meetings:edit", None, [meeting.pk])])

    assert f'href="{address("sheet", meeting)}"' in today
    assert all(f'href="{address(name, meeting)}"' in form for name in ("sheet", "hall_code", "sheet_file"))


def test_coordinator_who_also_leads_a_cohort_keeps_both(client_of, coordinator, meeting, cohort):
    own = CohortFactory(under_way=True)
    AssignmentFactory(role="trainer", cohort=own, person=coordinator)
    client = client_of(coordinator)

    page = client.get(address("sheet", meeting))

    assert page.status_code == 200
    assert {client.get(crumb["url"]).status_code for crumb in page.context["crumbs"] if crumb["url"]} == {200}
