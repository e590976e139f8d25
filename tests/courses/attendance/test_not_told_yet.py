"""Whoever's admission is not told yet is nowhere: the letter may still be taken back, and nothing else may tell it earlier."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance import check_in_rules, code_rules, rules
from courses.attendance.actions import check_in, draft_survey, open_survey, reply, save_sheet, show_code, warn_absent
from courses.attendance.models import CheckIn, Mark
from courses.attendance.report_rules import report_of
from courses.enrollment.actions import admit, reconsider
from courses.enrollment.announcement_rules import readers
from courses.enrollment.models import Announcement, Application, Enrollment
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import ApplicationFactory, MeetingFactory, MentorshipFactory, ModuleFactory, QuotaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admitted(cohort, coordinator, participant):
    """Five minutes of ten have passed: the coordinator may still change her mind."""
    application = ApplicationFactory(cohort=cohort, town=QuotaFactory(cohort=cohort).town)
    admit(application, by=coordinator)
    return Enrollment.objects.get(application=application)


@pytest.fixture
def meeting(cohort, trainer):
    module = ModuleFactory(program=cohort.program)
    return show_code(MeetingFactory(cohort=cohort, module=module, starts_at=timezone.now() - timedelta(minutes=5)), by=trainer)


@pytest.fixture
def survey(cohort, meeting, trainer):
    drafted = draft_survey(
        cohort, title="Как прошло", questions=[{"text": "Полезно?", "scale": "points"}], anonymous=True, by=trainer, meeting=meeting
    )
    return open_survey(drafted, by=trainer)


def told(enrollment):
    """The pause is over."""
    Application.objects.filter(pk=enrollment.application_id).update(told_at=timezone.now())


def proof():
    now = timezone.now()
    return code_rules.Proof(code_rules.step_at(now), now)


def test_nobody_waits_for_them_and_the_code_is_of_another_cohort(client_of, admitted, meeting, coordinator):
    person = admitted.person
    page = client_of(person).post(reverse("portals:check_in"), {"code": code_rules.code_for(meeting.secret, proof().step)})

    assert "Это занятие другого потока" in page.content.decode()
    assert (CheckIn.objects.get().outcome, Mark.objects.count()) == ("wrong_meeting", 0)
    assert check_in_rules.found_by("00000000", person) == (None, None)
    reconsider(Application.objects.get(pk=admitted.application_id), by=coordinator)  # nothing of theirs stands in the way
    assert Enrollment.objects.get(pk=admitted.pk).state == "withdrawn"


def test_who_is_told_checks_in(admitted, meeting):
    told(admitted)

    assert check_in(meeting, proof(), by=admitted.person).outcome == "marked"


def test_sheet_report_and_counts_know_nothing_of_them(client_of, admitted, participant, meeting, trainer):
    own = participant.enrollments.get()
    page = client_of(trainer).get(reverse("portals:sheet", args=[meeting.pk])).content.decode()

    assert (admitted.person.full_name in page, own.person.full_name in page) == (False, True)
    assert list(rules.expected(meeting)) == [own]
    assert rules.with_counts(type(meeting).objects.all()).get().people == 1
    assert [row.enrollment for row in report_of(meeting.cohort).rows] == [own]
    with pytest.raises(Refused):
        save_sheet(meeting, {admitted.pk: "present"}, by=trainer)
    told(admitted)
    assert set(rules.expected(meeting)) == {own, admitted}


def test_readers_of_an_announcement_know_nothing_of_them(admitted, participant, cohort, trainer):
    announcement = Announcement.objects.create(cohort=cohort, subject="Важно", text="Приходите", by=trainer)

    assert [reader.enrollment.person for reader in readers(announcement)] == [participant]


def test_survey_is_not_theirs_yet(client_of, admitted, survey):
    client, place = client_of(admitted.person), reverse("portals:survey_reply", args=[survey.pk])

    assert [client.get(place).status_code, client.post(place, {"answer_0": "5"}).status_code] == [404, 404]
    with pytest.raises(Refused):
        reply(survey, ["5"], by=admitted.person)
    told(admitted)
    assert client.get(place).status_code == 200


def test_mentor_does_not_hear_it_first(client_of, admitted, mentor):
    MentorshipFactory(mentor=mentor, organization=admitted.organization)
    client, place = client_of(mentor), reverse("portals:mentor_organization", args=[admitted.organization_id])

    pages = [client.get(address).content.decode() for address in (place, reverse("portals:mentor"))]
    assert [admitted.person.full_name in page for page in pages] == [False, False]
    told(admitted)
    assert admitted.person.full_name in client.get(place).content.decode()


def test_no_warning_goes_out_about_them(admitted, meeting):
    meeting.ends_at = timezone.now() - timedelta(minutes=1)
    meeting.save()
    Mark.objects.create(meeting=meeting, enrollment=admitted, status="absent")

    assert warn_absent() == 0
    assert not Letter.objects.filter(name="attendance_low").exists()
