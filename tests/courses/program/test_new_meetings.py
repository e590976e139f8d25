"""New meetings are told once: to whom they are for, in one letter, and in silence where there is nobody to tell."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.enrollment import actions
from courses.enrollment.meeting_letters import tell_of_new_meetings
from courses.program.models import Cohort, Meeting, Subgroup, TemplateMeeting, TimetableTemplate
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.actions import message_of
from school.post.models import Letter
from tests.factories import ApplicationFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, TownFactory, UserFactory
from tests.spreadsheets import TIMES, add, look, xlsx

pytestmark = pytest.mark.django_db


def new(cohort, days=3, **fields):
    """Not written yet."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=days)
    module = cohort.program.modules.first() or ModuleFactory(program=cohort.program)
    return MeetingFactory.build(cohort=cohort, module=module, starts_at=start, ends_at=start + timedelta(hours=2), **fields)


def letters(run_jobs):
    run_jobs()
    return {letter.email: letter for letter in Letter.objects.filter(name="meetings_new")}


def part_of(letter):
    """The attachment as a mail program unpacks it: method in the header, method in the file, events."""
    message = message_from_bytes(message_of(letter).message().as_bytes(), policy=policy.default)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return part.get_param("method"), str(calendar["method"]), calendar.walk("VEVENT")


@pytest.fixture
def template(cohort):
    """Three days of the cohort that are still ahead, and one that is over."""
    cohort.starts_on, cohort.ends_on = timezone.localdate() - timedelta(days=2), timezone.localdate() + timedelta(days=60)
    cohort.save()
    module, kept = ModuleFactory(program=cohort.program), TimetableTemplate.objects.create(program=cohort.program, title="Четыре дня")
    TemplateMeeting.objects.bulk_create(
        TemplateMeeting(template=kept, module=module, title=f"День {day}", day=day, starts=time(10), minutes=120) for day in (1, 11, 12, 13)
    )
    return kept


def test_one_new_meeting_invites_everyone_it_is_for(cohort, participant, trainer, mentor, coordinator, run_jobs):
    EnrollmentFactory(cohort=cohort, state="withdrawn")
    EnrollmentFactory(cohort=cohort, person=UserFactory(is_active=False))
    EnrollmentFactory()
    meeting = actions.add_meeting(new(cohort, title="Договоры"), by=coordinator, fields=["title"])

    told = letters(run_jobs)
    assert set(told) == {participant.email, trainer.email}
    letter = told[participant.email]
    assert letter.subject == "Новое занятие: Договоры"
    header, method, (event,) = part_of(letter)
    assert (header, method, str(event["status"]), int(event["sequence"])) == ("REQUEST", "REQUEST", "CONFIRMED", 0)
    assert (str(event["attendee"]), event["dtstart"].dt) == (f"mailto:{participant.email}", meeting.starts_at)
    assert Entry.objects.get(verb="courses.meeting_created").facts == {"fields": ["title"]}


def test_letters_lead_each_to_the_own_desk(cohort, participant, trainer, coordinator, run_jobs):
    doors = {participant.email: "/cabinet/meetings/", trainer.email: "/trainer/"}
    meeting = actions.add_meeting(new(cohort, trainer=trainer), by=coordinator, fields=[])
    run_jobs()
    actions.call_off(meeting, by=coordinator)
    run_jobs()

    told = Letter.objects.filter(name__in=["meetings_new", "meeting_cancelled"])
    assert told.count() == 4
    for letter in told:
        described = str(Calendar.from_ical(bytes(letter.attachment)).walk("VEVENT")[0]["description"])
        assert (doors[letter.email] in letter.text, described.endswith(doors[letter.email])) == (True, True)


def test_the_form_of_the_office_tells_too(cohort, participant, coordinator, client_of, run_jobs):
    module = ModuleFactory(program=cohort.program)
    fields = {"cohort": cohort.pk, "module": module.pk, "title": "Семинар", "starts_at": "2031-12-05T10:00", "ends_at": "2031-12-05T14:00"}
    for _press in range(2):  # the second meets a clash with the first and writes nothing
        client_of(coordinator).post(reverse("office_meetings:add"), fields)

    assert "5 декабря 2031 года, пятница, 10:00–14:00" in letters(run_jobs)[participant.email].text
    assert Meeting.objects.count() == Letter.objects.filter(name="meetings_new", email=participant.email).count() == 1


def test_a_template_is_told_in_one_letter_without_what_is_over(cohort, participant, trainer, coordinator, template, run_jobs):
    for _press in range(2):
        actions.lay_template(template, cohort, by=coordinator)

    told = letters(run_jobs)
    assert set(told) == {participant.email, trainer.email}
    letter = told[participant.email]
    assert (letter.subject, letter.attachment_name) == (f"Новые занятия в расписании, 3: {cohort}", "timetable.ics")
    header, method, events = part_of(letter)
    assert (header, method, [str(event["summary"]) for event in events]) == ("PUBLISH", "PUBLISH", ["День 11", "День 12", "День 13"])
    assert ["attendee" in event for event in events] == [False, False, False]  # RFC 5546: nobody attends what is published
    assert len({str(event["uid"]) for event in events}) == 3
    assert ["День 1\n" in letter.text, "День 13\n" in letter.text, "День 13" in letter.html] == [False, True, True]


def test_a_table_is_told_in_one_letter(cohort, participant, coordinator, client_of, run_jobs):
    ModuleFactory(program=cohort.program, title="Семинары")
    rows = [["Семинары", f"Тема {day}", f"0{day}.12.2031 10:00", "14:00", "", "Дом НКО", "", "5"] for day in (1, 2)]
    client = client_of(coordinator)
    for _press in range(2):
        add(client, look(client, cohort, xlsx(TIMES, *rows), what="timetable"))

    _header, _method, events = part_of(letters(run_jobs)[participant.email])
    assert [event["dtstart"].dt.astimezone(UTC) for event in events] == [datetime(2031, 12, day, 5, tzinfo=UTC) for day in (1, 2)]
    assert Letter.objects.filter(name="meetings_new").count() == 1


def test_everyone_reads_of_the_own_meetings_only(cohort, participant, trainer, coordinator, client_of, run_jobs):
    ModuleFactory(program=cohort.program, title="Семинары")
    group, town = Subgroup.objects.create(cohort=cohort, title="Группа А"), TownFactory(name="Ишим")
    narrow, far = EnrollmentFactory(cohort=cohort, subgroup=group), EnrollmentFactory(cohort=cohort, town=town)
    meetings = [new(cohort, 3, title="Всем"), new(cohort, 4, title="Группе", subgroup=group), new(cohort, 5, title="Ишиму", town=town)]
    actions.enter_meetings(cohort, meetings, by=coordinator)

    told = {email: [str(event["summary"]) for event in part_of(letter)[2]] for email, letter in letters(run_jobs).items()}
    assert told == {
        participant.email: ["Всем"],
        narrow.person.email: ["Всем", "Группе"],
        far.person.email: ["Всем", "Ишиму"],
        trainer.email: ["Всем", "Группе", "Ишиму"],
    }


def test_who_leads_by_name_reads_of_it_and_colleagues_do_not(cohort, trainer, coordinator, run_jobs):
    other = UserFactory()
    actions.assign(other, "trainer", cohort=cohort, by=coordinator)
    actions.add_meeting(new(cohort, trainer=other), by=coordinator, fields=[])

    assert set(letters(run_jobs)) == {other.email}


@pytest.mark.parametrize(
    ("state", "seat", "number"),
    [
        ("draft", False, 0), ("draft", True, 0), ("open", False, 0), ("open", True, 2), ("closed", True, 2),
        ("under_way", False, 1), ("under_way", True, 2), ("finished", True, 2),
    ],
)  # fmt: skip
def test_drafts_and_empty_cohorts_are_arranged_in_silence(cohort, trainer, coordinator, run_jobs, state, seat, number):
    if seat:
        EnrollmentFactory(cohort=cohort)
    Cohort.objects.update(state=state)
    cohort.refresh_from_db()
    actions.add_meeting(new(cohort), by=coordinator, fields=[])

    assert len(letters(run_jobs)) == number


def test_the_past_is_not_told(cohort, participant, coordinator, run_jobs):
    actions.add_meeting(new(cohort, -3), by=coordinator, fields=[])

    assert letters(run_jobs) == {}


def test_a_copy_is_a_draft_and_tells_nobody(cohort, participant, trainer, coordinator, run_jobs):
    new(cohort).save()
    made = actions.copy_cohort(cohort, title="Новый", starts_on=date(2032, 3, 1), with_trainers=True, by=coordinator)
    meeting = made.meetings.get()
    meeting.place = "Иное"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])
    actions.call_off(meeting, by=coordinator)
    run_jobs()

    assert (made.state, Letter.objects.count()) == ("draft", 0)


def test_a_draft_that_people_sit_in_already_still_cancels(cohort, participant, coordinator, run_jobs):
    """Withdrawn after it was announced: what stands in calendars leaves them."""
    meeting = new(cohort)
    meeting.save()
    Cohort.objects.update(state="draft")
    actions.call_off(Meeting.objects.get(), by=coordinator)
    run_jobs()

    assert Letter.objects.get(name="meeting_cancelled").email == participant.email


def test_an_admission_is_not_told_by_a_meeting(cohort, participant, coordinator, run_jobs):
    application = ApplicationFactory(cohort=cohort, state="admitted", told_at=timezone.now() + timedelta(minutes=10), decided_by=coordinator)
    EnrollmentFactory(cohort=cohort, person=application.person, application=application)
    actions.add_meeting(new(cohort), by=coordinator, fields=[])

    assert set(letters(run_jobs)) == {participant.email}


def test_the_job_is_safe_to_run_twice(cohort, participant, coordinator, run_jobs):
    meeting = actions.add_meeting(new(cohort), by=coordinator, fields=[])
    run_jobs()

    assert tell_of_new_meetings.call([meeting.pk]) == 0


def test_what_has_moved_meanwhile_is_told_by_the_move(cohort, participant, coordinator, run_jobs):
    meeting = actions.add_meeting(new(cohort), by=coordinator, fields=[])
    meeting.place = "Зал 3"
    actions.change_meeting(meeting, by=coordinator, fields=["place"])
    run_jobs()

    assert [letter.name for letter in Letter.objects.filter(email=participant.email)] == ["meeting_moved"]


def test_nothing_is_written_or_told_when_a_row_is_refused(cohort, participant, coordinator, run_jobs):
    good, bad = new(cohort, title="Хорошее"), new(cohort, 4, title="x" * 256)
    with pytest.raises(Refused):
        actions.enter_meetings(cohort, [good, bad], by=coordinator)

    assert (Meeting.objects.count(), letters(run_jobs)) == (0, {})


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_press_does_not_wait_for_the_letters(cohort, participant, coordinator, template, number, django_assert_max_num_queries):
    EnrollmentFactory.create_batch(number, cohort=cohort, organization=participant.enrollments.get().organization)
    with django_assert_max_num_queries(14):
        actions.lay_template(template, cohort, by=coordinator)
