"""Archived cohorts: out of daily lists and pickers, found when asked for, read and not changed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions as enrollment
from courses.enrollment.models import Announcement, Criterion, Question
from courses.office.forms import AssignForm, InviteForm
from courses.office.timetable_forms import MeetingForm
from courses.program import actions
from courses.program.models import Cohort, Meeting, Subgroup
from courses.program.timetable_actions import make_subgroup, remove_subgroup
from school.journal.models import Entry
from school.people.rules import Refused
from tests.factories import ApplicationFactory, AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, QuotaFactory

pytestmark = pytest.mark.django_db
LISTS = ["office_meetings:index", "office:applications", "office:people", "office:roles"]


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def old(db):
    """A cohort with one row in every list, put away, and its neighbour that goes on."""
    return filled(state="archived", title="Прошлогодний поток")


def filled(**fields):
    cohort = CohortFactory(**fields)
    QuotaFactory(cohort=cohort)
    module = ModuleFactory(program=cohort.program)
    MeetingFactory(cohort=cohort, module=module)
    ApplicationFactory(cohort=cohort)
    EnrollmentFactory(cohort=cohort)
    AssignmentFactory(role="trainer", cohort=cohort)
    Subgroup.objects.create(cohort=cohort, title="Группа А")
    return cohort


def cohorts_in(client, name, query=""):
    return {row.cohort for row in client.get(f"{reverse(name)}?{query}").context["object_list"] if row.cohort}


@pytest.mark.parametrize("name", LISTS)
def test_lists_show_the_archive_when_asked(client, old, name):
    going_on = filled(state="under_way", title="Нынешний")

    assert cohorts_in(client, name) == {going_on}
    assert cohorts_in(client, name, "archive=1") == {going_on, old}
    assert cohorts_in(client, name, f"cohort={old.pk}") == {old}


@pytest.mark.parametrize("name", LISTS)
def test_the_pickers_of_lists_leave_the_archive_out(client, old, name):
    def picked(query=""):
        return old in client.get(f"{reverse(name)}?{query}").context["filters"].form.fields["cohort"].queryset

    assert [picked(), picked("archive=1"), picked(f"cohort={old.pk}"), picked("cohort=%C2%B2")] == [False, True, True, False]


def test_the_list_of_cohorts_shows_the_archive_by_its_state(client, old):
    address = reverse("office_cohorts:index")

    assert [old in client.get(address + query).context["object_list"] for query in ("", "?state=archived")] == [False, True]


def test_the_issue_of_certificates_shows_the_archive_when_asked(client, old):
    address = reverse("office_certificates")

    assert [old in client.get(address + query).context["page"].object_list for query in ("", "?archive=1")] == [False, True]


def test_forms_offer_no_archived_cohort(old):
    forms = [MeetingForm(), AssignForm(), InviteForm()]

    assert [old in form.fields["cohort"].queryset for form in forms] == [False, False, False]
    assert not forms[0].fields["subgroup"].queryset.exists()
    assert old in MeetingForm(instance=old.meetings.get()).fields["cohort"].queryset


def test_a_forged_choice_of_an_archived_cohort_is_refused_at_the_field(client, old, stranger):
    page = client.post(reverse("office:assign"), {"person": stranger.email, "role": "trainer", "cohort": old.pk})

    assert (page.status_code, "cohort" in page.context["form"].errors) == (200, True)


def test_what_waits_today_is_not_of_the_archive(client, old):
    Meeting.objects.update(starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1))
    ApplicationFactory(cohort=old, state="waiting")
    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert old.meetings.get().title not in page
    assert client.get(reverse("office:application", args=[ApplicationFactory().pk])).context["next"] is None


# Read only


def screens(cohort):
    meeting, group = cohort.meetings.get(), cohort.subgroups.get()
    question = Question.objects.create(cohort=cohort, text="Сколько?")
    criterion = Criterion.objects.create(cohort=cohort, title="Опыт", points=5)
    module = meeting.module_id
    return {
        reverse("office_cohorts:edit", args=[cohort.pk]): {"title": "Иное"},
        reverse("office_meetings:edit", args=[meeting.pk]): {"title": "Иное"},
        reverse("office:meeting_turn", args=[meeting.pk, "cancel"]): {"reason": "Мороз"},
        reverse("office:cohort_modules", args=[cohort.pk]): {f"opens_{module}": "2031-01-01", f"hours_{module}": 5},
        reverse("office:question_add", args=[cohort.pk]): {"text": "Иное", "kind": "text"},
        reverse("office:question", args=[cohort.pk, question.pk]): {"text": "Иное", "kind": "text"},
        reverse("office:question_retire", args=[cohort.pk, question.pk]): {},
        reverse("office:criterion_add", args=[cohort.pk]): {"title": "Иное", "points": 5},
        reverse("office:criterion_up", args=[cohort.pk, criterion.pk]): {},
        reverse("office:criterion_remove", args=[cohort.pk, criterion.pk]): {},
        reverse("office:cohort_subgroups", args=[cohort.pk]): {"do": "remove", "subgroup": group.pk},
        reverse("office:cohort_announcements", args=[cohort.pk]): {"subject": "Иное", "text": "Иное", "step": "send"},
    }


def test_every_screen_that_changes_a_cohort_leads_back_with_the_reason(client, old):
    number = None
    for address, fields in screens(old).items():
        number = number or Entry.objects.count()
        response = client.post(address, fields)
        assert (address, response.status_code, response.headers.get("Location")) == (address, 302, reverse("office:cohort", args=[old.pk]))

    assert "в архиве: его смотрят, но не меняют" in client.get(reverse("office:cohort", args=[old.pk])).content.decode()
    old.refresh_from_db()
    assert (old.title, Entry.objects.count(), Announcement.objects.count()) == ("Прошлогодний поток", number, 0)
    assert (Meeting.objects.get().cancelled_at, Question.objects.get().in_use, Criterion.objects.count(), Subgroup.objects.count()) == (
        None,
        True,
        1,
        1,
    )


def test_the_archive_is_read(client, old):
    screens(old)
    for name in ("cohort", "questions", "cohort_subgroups", "cohort_announcements", "cohort_templates", "cohort_copy", "compare", "report"):
        page = client.get(reverse(f"office:{name}", args=[old.pk]))
        assert (name, page.status_code) == (name, 200)
        if name in ("cohort", "questions", "cohort_subgroups", "cohort_announcements"):
            assert "в архиве: его смотрят" in page.content.decode()
            assert "Добавить" not in page.content.decode().partition("<main")[2]


def test_the_rule_holds_below_the_screens(old, coordinator):
    meeting, group = old.meetings.select_related("cohort").get(), old.subgroups.select_related("cohort").get()
    refused = [
        lambda: enrollment.add_meeting(MeetingFactory.build(cohort=old, module=meeting.module), by=coordinator, fields=[]),
        lambda: enrollment.enter_meetings(old, [], by=coordinator),
        lambda: enrollment.change_meeting(meeting, by=coordinator, fields=[]),
        lambda: enrollment.call_off(meeting, by=coordinator),
        lambda: enrollment.put_in_subgroup(old, [], group, by=coordinator),
        lambda: actions.set_seats(old, {}, by=coordinator),
        lambda: actions.set_calendar(old, {}, by=coordinator),
        lambda: make_subgroup(old, title="Группа Б", by=coordinator),
        lambda: remove_subgroup(group, by=coordinator),
    ]
    for attempt in refused:
        with pytest.raises(Refused, match="в архиве"):
            attempt()


def test_what_was_put_away_meanwhile_is_said_in_the_form(client, cohort, monkeypatch):
    """The archive came between the opening of the form and its press."""
    meeting = MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))
    monkeypatch.setattr("courses.office.archive.reasons_against_changing", lambda cohort: [])
    Cohort.objects.update(state="archived")
    fields = {"cohort": cohort.pk, "module": meeting.module_id, "title": "Иное", "starts_at": "2031-12-05T10:00", "ends_at": "2031-12-05T14:00"}
    page = client.post(reverse("office_meetings:edit", args=[meeting.pk]), fields)

    assert (page.status_code, "в архиве: его смотрят" in page.content.decode(), 'value="Иное"' in page.content.decode()) == (200, True, True)


def test_a_meeting_does_not_move_into_the_archive(old, coordinator):
    meeting = MeetingFactory(module=old.meetings.get().module)
    meeting.cohort = old
    with pytest.raises(Refused, match="в архиве"):
        enrollment.change_meeting(meeting, by=coordinator, fields=["cohort"])


def test_back_from_the_archive_it_is_changed_again(client, old):
    client.post(reverse("office:cohort_step", args=[old.pk, "unarchive"]))
    client.post(reverse("office:cohort_subgroups", args=[old.pk]), {"do": "make", "title": "Группа Б"})

    assert (Cohort.objects.get(pk=old.pk).state, old.subgroups.count()) == ("finished", 2)


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_the_archive_tells_nothing_to_others(role, cast, old, client_of):
    client = client_of(cast[role])
    for address in screens(old):
        response = client.get(address)
        assert response.status_code in (302, 403)
        assert response.headers.get("Location", "") != reverse("office:cohort", args=[old.pk])
