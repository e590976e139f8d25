"""The trainer's phone: the list of own meetings and the sheet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Excuse, Mark, Survey
from courses.program.models import Meeting
from school.journal.models import Entry
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def sheet(meeting):
    return reverse("portals:sheet", args=[meeting.pk])


def post(client, meeting, marks, seen=None, **extra):
    fields = {f"mark_{person.pk}": status for person, status in marks.items()}
    shown = {f"seen_{person.pk}": (seen or {}).get(person, "") for person in marks}
    return client.post(sheet(meeting), fields | shown | extra)


def stored(meeting):
    return dict(Mark.objects.filter(meeting=meeting).values_list("enrollment_id", "status"))


def test_an_archived_cohort_is_out_of_the_daily_lists(client, cohort, meeting, participant):
    Excuse.objects.create(meeting=meeting, enrollment=participant.enrollments.get(), reason="Архивная причина")
    Survey.objects.create(cohort=cohort, meeting=meeting, title="Архивный опрос", questions=[])
    Meeting.objects.update(title="Архивное", starts_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=8))
    pages = [reverse(f"portals:{name}") for name in ("trainer", "excuse_list", "survey_list")]
    words = ("Архивное", participant.full_name, "Архивный опрос")
    seen = [word in client.get(page).content.decode() for page, word in zip(pages, words, strict=True)]
    cohort.state = "archived"
    cohort.save()

    assert seen == [True, True, True]
    assert [word in client.get(page).content.decode() for page, word in zip(pages, words, strict=True)] == [False, False, False]
    assert "?list=past" in client.get(pages[0]).content.decode()
    assert "Архивное" in client.get(pages[0] + "?list=past").content.decode()


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_the_list_of_own_meetings_is_the_trainers(cast, client_of, role):
    assert client_of(cast[role]).get(reverse("portals:trainer")).status_code == 404


@pytest.mark.parametrize("role", ["participant", "mentor", "author", "methodologist", "stranger"])
@pytest.mark.parametrize("name", ["trainer", "sheet", "sheet_undo"])
def test_only_trainers_come_in(cast, client_of, meeting, role, name):
    args = [] if name == "trainer" else [meeting.pk]
    address = reverse(f"portals:{name}", args=args)
    client = client_of(cast[role])

    response = client.post(address) if name == "sheet_undo" else client.get(address)

    assert response.status_code == 404


def test_a_visitor_is_led_to_sign_in(client_of, meeting):
    response = client_of(None).get(sheet(meeting))

    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={sheet(meeting)}")


def test_a_foreign_meeting_is_a_missing_one(client):
    foreign = MeetingFactory(cohort=CohortFactory(under_way=True))

    answers = [client.get(reverse("portals:sheet", args=[pk])).status_code for pk in (foreign.pk, 10**9, 10**30)]

    assert answers == [404, 404, 404]


def test_a_former_trainer_has_no_key_at_the_next_request(client, trainer, meeting):
    assert client.get(sheet(meeting)).status_code == 200
    trainer.assignments.update(until=timezone.localdate() - timedelta(days=1))

    assert client.get(sheet(meeting)).status_code == 404


def test_the_list_shows_today_recent_and_coming(client, cohort, meeting):
    now = timezone.now()
    MeetingFactory(cohort=cohort, module=meeting.module, title="Было", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=3, hours=-2))
    MeetingFactory(cohort=cohort, module=meeting.module, title="Будет", starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=2))
    MeetingFactory(title="Чужое")

    page = client.get(reverse("portals:trainer")).content.decode()

    assert ("Было" in page, "Будет" in page, "Чужое" in page) == (True, True, False)


def test_the_list_says_when_there_is_nothing(client):
    assert "Сегодня занятий нет" in client.get(reverse("portals:trainer")).content.decode()


@pytest.mark.parametrize("address", ["?list=past", "?list=coming", "?list=past&page=99", "?list=past&page=x", "?list=zzz"])
def test_the_long_lists_answer_anything(client, meeting, address):
    assert client.get(reverse("portals:trainer") + address).status_code == 200


def test_queries_of_the_list_do_not_grow(client, cohort, meeting):
    AssignmentFactory(person=client_person(client), role="trainer", cohort=CohortFactory(under_way=True))
    counts, noon = [], timezone.localtime().replace(hour=12, minute=0)  # of today, whatever the hour: earlier days have a list of their own
    Meeting.objects.update(starts_at=noon, ends_at=noon + timedelta(hours=3))
    for more in (0, 2, 20):
        MeetingFactory.create_batch(more, cohort=cohort, module=meeting.module, starts_at=noon, ends_at=noon + timedelta(hours=3))
        EnrollmentFactory.create_batch(more, cohort=cohort)
        counts.append(queries(client, reverse("portals:trainer")))

    assert len(set(counts)) == 1
    assert counts[0] <= 15


def client_person(client):
    from school.people.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_queries_of_the_sheet_do_not_grow(client, cohort, meeting):
    counts = []
    queries(client, sheet(meeting))  # menus are kept from the first look on
    for more in (1, 2, 297):
        for person in EnrollmentFactory.create_batch(more, cohort=cohort):
            MarkFactory(meeting=meeting, enrollment=person)
        counts.append(queries(client, sheet(meeting)))

    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_the_sheet_saves_marks_and_offers_to_take_them_back(client, cohort, meeting):
    first, second = EnrollmentFactory.create_batch(2, cohort=cohort)

    response = post(client, meeting, {first: "present", second: "late"})
    page, again = (client.get(response.url).content.decode() for _reload in range(2))

    assert stored(meeting) == {first.pk: "present", second.pk: "late"}
    assert ("Отменить" in page, "Отменить" in again) == (True, False)


def test_undo_brings_the_marks_back(client, cohort, meeting):
    person = EnrollmentFactory(cohort=cohort)
    post(client, meeting, {person: "present"})
    entry = Entry.objects.about(meeting).get().pk

    client.post(reverse("portals:sheet_undo", args=[meeting.pk]), {"entry": entry})

    assert stored(meeting) == {}


@pytest.mark.parametrize("entry", ["", "x", "-1", "9" * 40, "0"])
def test_undo_of_nonsense_changes_nothing(client, cohort, meeting, entry):
    person = EnrollmentFactory(cohort=cohort)
    post(client, meeting, {person: "present"})

    response = client.post(reverse("portals:sheet_undo", args=[meeting.pk]), {"entry": entry}, follow=True)

    assert (response.status_code, stored(meeting)) == (200, {person.pk: "present"})


def test_a_double_submit_is_one_change(client, cohort, meeting):
    person = EnrollmentFactory(cohort=cohort)

    for _again in range(2):
        assert post(client, meeting, {person: "present"}).status_code == 302

    assert Entry.objects.filter(verb="attendance.saved").count() == 1


def test_all_present_marks_the_rest_and_keeps_what_was_chosen(client, cohort, meeting):
    late, rest, marked = EnrollmentFactory.create_batch(3, cohort=cohort)
    MarkFactory(meeting=meeting, enrollment=marked, status="absent")

    post(client, meeting, {late: "late"}, all="1")

    assert stored(meeting) == {late.pk: "late", rest.pk: "present", marked.pk: "absent"}


def test_an_untouched_mark_of_another_phone_survives(client, cohort, meeting):
    mine, theirs = EnrollmentFactory.create_batch(2, cohort=cohort)
    MarkFactory(meeting=meeting, enrollment=theirs, status="excused")

    post(client, meeting, {mine: "present", theirs: ""}, seen={theirs: ""})

    assert stored(meeting) == {mine.pk: "present", theirs.pk: "excused"}


def test_the_dash_clears_a_mark(client, cohort, meeting):
    person = EnrollmentFactory(cohort=cohort)
    MarkFactory(meeting=meeting, enrollment=person, status="absent")

    post(client, meeting, {person: ""}, seen={person: "absent"})

    assert stored(meeting) == {}


@pytest.mark.parametrize("status", ["П", "zzz", "present\x00", "9" * 300])
def test_a_bad_status_is_told_and_nothing_is_saved(client, cohort, meeting, status):
    good, bad = EnrollmentFactory.create_batch(2, cohort=cohort)

    response = post(client, meeting, {good: "present", bad: status})

    assert (response.status_code, stored(meeting)) == (200, {})
    assert "лист не сохранён" in response.content.decode()


def test_unknown_and_foreign_people_are_ignored(client, cohort, meeting):
    person, foreign = EnrollmentFactory(cohort=cohort), EnrollmentFactory()
    fields = {f"mark_{person.pk}": "present", f"mark_{foreign.pk}": "present", "mark_999999": "present", "mark_x": "late", "status": "late"}

    client.post(sheet(meeting), fields)

    assert stored(meeting) == {person.pk: "present"}


def test_a_meeting_to_come_says_why_it_is_closed(client, cohort, meeting):
    Meeting.objects.update(starts_at=timezone.now() + timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=3))
    person = EnrollmentFactory(cohort=cohort)

    page = client.get(sheet(meeting)).content.decode()
    refused = post(client, meeting, {person: "present"})

    assert "ещё не началось" in page
    assert "Сохранить отметки" not in page
    assert ("ещё не началось" in refused.content.decode(), stored(meeting)) == (True, {})


def test_a_get_writes_nothing(client, cohort, meeting):
    EnrollmentFactory(cohort=cohort)

    client.get(sheet(meeting) + "?all=1&saved=1&saved=x")

    assert (Mark.objects.count(), Entry.objects.filter(verb__startswith="attendance").count()) == (0, 0)
