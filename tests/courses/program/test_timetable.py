"""Who is expected, what clashes, and what people are told when the timetable changes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from courses.attendance.rules import standings, with_counts
from courses.enrollment import actions
from courses.enrollment.meeting_rules import clashes, expected
from courses.program.models import Meeting, Subgroup
from school.journal.labels import described, label_of
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.actions import message_of
from school.post.models import Letter
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db


def ahead(days=3, hours=2, **fields):
    start = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return MeetingFactory(starts_at=start, ends_at=start + timedelta(hours=hours), **fields)


@pytest.fixture
def groups(cohort):
    one, two = (Subgroup.objects.create(cohort=cohort, title=title) for title in ("Группа А", "Группа Б"))
    EnrollmentFactory(cohort=cohort, subgroup=one)
    EnrollmentFactory(cohort=cohort, subgroup=two)
    EnrollmentFactory(cohort=cohort)
    EnrollmentFactory(cohort=cohort, subgroup=one, state="withdrawn")
    return one, two


def test_a_meeting_of_a_subgroup_waits_for_its_people_only(cohort, groups):
    one, _two = groups
    other_town = TownFactory(name="Ишим")
    meetings = [
        MeetingFactory(cohort=cohort),
        MeetingFactory(cohort=cohort, subgroup=one),
        MeetingFactory(cohort=cohort, subgroup=one, town=other_town),
    ]

    assert [expected(meeting).count() for meeting in meetings] == [3, 1, 0]
    assert [meeting.people for meeting in with_counts(Meeting.objects.order_by("pk"))] == [3, 1, 0]


def test_standing_counts_only_the_own_subgroup(cohort, groups):
    one, _two = groups
    start = timezone.now() - timedelta(days=1)
    MeetingFactory(cohort=cohort, subgroup=one, starts_at=start, ends_at=start + timedelta(hours=2))
    people = list(cohort.enrollments.filter(state="active").order_by("pk"))

    assert [standings(people)[person.pk].held for person in people] == [1, 0, 0]


# Clashes


@pytest.fixture
def busy(cohort, trainer):
    """Somebody studies, and a meeting is there already."""
    EnrollmentFactory(cohort=cohort)
    return ahead(cohort=cohort, trainer=trainer, place="Дом НКО, зал 1", title="Первое")


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 0),
        ({"trainer": "same"}, 1),
        ({"place": "дом нко,  зал 1"}, 1),
        ({"cohort": "same"}, 1),
        ({"cohort": "same", "trainer": "same", "place": "Дом НКО, зал 1"}, 3),
        ({"trainer": "same", "shift": 2}, 0),  # begins when the first ends
        ({"trainer": "same", "shift": -2}, 0),
        ({"trainer": "same", "shift": 1}, 1),
        ({"place": ""}, 0),
    ],
)
def test_clashes_of_trainer_place_and_people(busy, changes, number):
    changes = dict(changes)
    shift = timedelta(hours=changes.pop("shift", 0))
    same = {name: getattr(busy, name) if value == "same" else value for name, value in changes.items()}
    fields = {"place": "Другое место", "cohort": CohortFactory(), **same}
    meeting = MeetingFactory.build(module=busy.module, starts_at=busy.starts_at + shift, ends_at=busy.ends_at + shift, **fields)

    assert len(clashes(meeting)) == number


def test_two_subgroups_train_at_the_same_time(cohort, groups):
    one, two = groups
    first = ahead(cohort=cohort, subgroup=one, place="Зал 1")
    times = {"starts_at": first.starts_at, "ends_at": first.ends_at}

    assert clashes(MeetingFactory.build(cohort=cohort, module=first.module, subgroup=two, place="Зал 2", **times)) == []
    assert len(clashes(MeetingFactory.build(cohort=cohort, module=first.module, subgroup=one, place="Зал 2", **times))) == 1


def test_a_person_of_two_cohorts_is_found(busy):
    person = busy.cohort.enrollments.get().person
    other = EnrollmentFactory(person=person).cohort
    meeting = MeetingFactory.build(cohort=other, module=busy.module, place="", starts_at=busy.starts_at, ends_at=busy.ends_at)

    assert ["Людей на обоих занятиях: 1" in words for words in clashes(meeting)] == [True]


def test_cancelled_meetings_are_in_nobodys_way(busy, coordinator):
    actions.call_off(busy, by=coordinator)
    meeting = MeetingFactory.build(cohort=busy.cohort, module=busy.module, starts_at=busy.starts_at, ends_at=busy.ends_at)

    assert clashes(meeting) == []


@pytest.mark.parametrize("number", [1, 3, 20])
def test_clashes_take_two_queries(busy, number, django_assert_num_queries):
    for _n in range(number):
        MeetingFactory(cohort=CohortFactory(), trainer=busy.trainer, starts_at=busy.starts_at, ends_at=busy.ends_at)
    with django_assert_num_queries(2):
        clashes(busy)


# Moving


def letters(name):
    return Letter.objects.filter(name=name).order_by("email")


def event_in(letter):
    calendar = Calendar.from_ical(bytes(letter.attachment))
    return str(calendar["method"]), next(iter(calendar.walk("VEVENT")))


@pytest.fixture
def meeting(cohort, participant, trainer, mentor):
    EnrollmentFactory(cohort=cohort, state="withdrawn")
    EnrollmentFactory(cohort=cohort, person=UserFactory(is_active=False))
    return ahead(cohort=cohort, trainer=trainer)


def test_a_moved_meeting_is_told_once_to_everyone_concerned(meeting, participant, trainer, coordinator, run_jobs):
    meeting.starts_at = datetime(2031, 12, 5, 10, 0, tzinfo=ZoneInfo("Asia/Yekaterinburg"))
    meeting.ends_at = meeting.starts_at + timedelta(hours=4)
    meeting.place = "Библиотека, зал 2"
    actions.change_meeting(meeting, by=coordinator, fields=["starts_at"])
    actions.change_meeting(meeting, by=coordinator, fields=["starts_at"])  # the same form once more: nothing has changed
    run_jobs()

    told = letters("meeting_moved")
    assert [letter.email for letter in told] == sorted([participant.email, trainer.email])
    assert Meeting.objects.get().sequence == 1
    assert "5 декабря 2031 года, пятница, 10:00–14:00" in told[0].text
    assert "Библиотека, зал 2 (было: Дом НКО, улица Примерная, 1)" in told[0].text
    method, event = event_in(told[0])
    assert (method, int(event["sequence"]), str(event["status"])) == ("REQUEST", 1, "CONFIRMED")
    assert event["dtstart"].params["TZID"] == "Asia/Yekaterinburg"
    assert event["dtstart"].dt.utcoffset() == timedelta(hours=5)
    assert event["dtstart"].dt == meeting.starts_at


def test_the_letter_carries_a_calendar_part(meeting, coordinator, run_jobs):
    actions.call_off(meeting, by=coordinator, reason="Мороз")
    run_jobs()

    message = message_of(letters("meeting_cancelled")[0]).message()
    part = next(part for part in message.walk() if part.get_filename() == "meeting.ics")
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "CANCEL")
    assert b"VTIMEZONE" in part.get_payload(decode=True)


def test_cancelling_and_restoring_are_told_with_the_same_uid(meeting, coordinator, run_jobs):
    actions.call_off(meeting, by=coordinator, reason="Мороз")
    run_jobs()
    actions.put_back(meeting, by=coordinator)
    run_jobs()

    (cancel, gone), (request, back) = event_in(letters("meeting_cancelled")[0]), event_in(letters("meeting_restored")[0])
    assert (cancel, str(gone["status"]), int(gone["sequence"])) == ("CANCEL", "CANCELLED", 1)
    assert (request, str(back["status"]), int(back["sequence"])) == ("REQUEST", "CONFIRMED", 2)
    assert str(gone["uid"]) == str(back["uid"])
    assert "Причина: Мороз" in letters("meeting_cancelled")[0].text
    assert (letters("meeting_cancelled").count(), letters("meeting_restored").count()) == (2, 2)


def test_cancelling_twice_is_refused_and_told_once(meeting, coordinator, run_jobs):
    stale = Meeting.objects.get(pk=meeting.pk)
    actions.call_off(meeting, by=coordinator)
    with pytest.raises(Refused):
        actions.call_off(stale, by=coordinator)
    run_jobs()

    assert (letters("meeting_cancelled").count(), Meeting.objects.get().sequence) == (2, 1)


def test_the_job_is_safe_to_run_twice(meeting, coordinator, run_jobs):
    from courses.enrollment.meeting_letters import tell_of_meeting

    actions.call_off(meeting, by=coordinator)
    run_jobs()

    assert tell_of_meeting.call(Entry.objects.get(verb="program.meeting_cancelled").pk) == 0


def test_two_changes_before_the_letters_go_are_told_as_one(meeting, coordinator, run_jobs):
    meeting.place = "Зал 2"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])
    meeting.place = "Зал 3"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])
    run_jobs()

    assert {(letter.reason, "Зал 3" in letter.text) for letter in letters("meeting_moved")} == {(f"meeting-{meeting.pk}-2", True)}


def test_a_replaced_trainer_is_told_too(meeting, trainer, coordinator, run_jobs):
    meeting.trainer = AssignmentFactory(role="trainer", cohort=meeting.cohort).person
    actions.change_meeting(meeting, by=coordinator, fields=["trainer"])
    run_jobs()

    method, _event = event_in(letters("meeting_gone").get(email=trainer.email))
    assert (method, [letter.email for letter in letters("meeting_new")]) == ("CANCEL", [meeting.trainer.email])
    assert letters("meeting_moved").count() == 1  # the participant reads who leads now


def test_a_meeting_narrowed_to_a_subgroup_leaves_the_others_calendars(meeting, participant, coordinator, run_jobs):
    meeting.subgroup = Subgroup.objects.create(cohort=meeting.cohort, title="Группа А")
    actions.change_meeting(meeting, by=coordinator, fields=["subgroup"])
    run_jobs()

    assert letters("meeting_gone").get().email == participant.email
    assert not letters("meeting_moved").exists()  # for the trainer nothing has moved


def test_who_is_expected_only_now_is_invited(meeting, participant, coordinator, run_jobs):
    meeting.subgroup = Subgroup.objects.create(cohort=meeting.cohort, title="Группа А")
    meeting.save()
    meeting.subgroup = None
    actions.change_meeting(meeting, by=coordinator, fields=["subgroup"])
    run_jobs()

    letter = letters("meeting_new").get()
    method, event = event_in(letter)
    assert (letter.email, method, str(event["status"])) == (participant.email, "REQUEST", "CONFIRMED")


def test_what_happened_since_the_form_was_opened_stays(meeting, coordinator):
    Meeting.objects.filter(pk=meeting.pk).update(secret="made meanwhile")
    actions.call_off(Meeting.objects.get(pk=meeting.pk), by=coordinator)
    meeting.place = "Зал 2"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])

    found = Meeting.objects.get()
    assert (found.secret, found.cancelled_at is not None, found.sequence) == ("made meanwhile", True, 2)


@pytest.mark.parametrize("field", ["title", "hours", "host"])
def test_what_moves_nobody_is_not_told(meeting, coordinator, run_jobs, field):
    setattr(meeting, field, 3 if field == "hours" else "Иное")
    actions.change_meeting(meeting, by=coordinator, fields=[field])
    run_jobs()

    assert (Letter.objects.count(), Meeting.objects.get().sequence) == (0, 0)
    assert Entry.objects.get(verb="courses.meeting_changed").facts == {"fields": [field]}


def test_history_is_not_told(cohort, participant, coordinator, run_jobs):
    start = timezone.now() - timedelta(days=9)
    meeting = MeetingFactory(cohort=cohort, starts_at=start, ends_at=start + timedelta(hours=1))
    meeting.place = "Было не там"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])
    actions.call_off(meeting, by=coordinator)
    run_jobs()

    assert Letter.objects.count() == 0


def test_the_journal_says_what_moved(meeting, coordinator):
    meeting.place = "Зал 2"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])

    entry = Entry.objects.get(verb="program.meeting_moved")
    assert (entry.by, label_of(entry.verb)) == (coordinator, "занятие перенесено или изменено")
    assert set(described(entry).split("; ")) == {"было: где – Дом НКО, улица Примерная, 1", "стало: где – Зал 2"}


@pytest.mark.parametrize("number", [1, 3, 300])
def test_nothing_waits_for_the_letters(meeting, coordinator, number, django_assert_max_num_queries):
    EnrollmentFactory.create_batch(number, cohort=meeting.cohort, organization=meeting.cohort.enrollments.first().organization)
    with django_assert_max_num_queries(16):
        actions.call_off(meeting, by=coordinator)
