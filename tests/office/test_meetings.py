"""Meetings in the office: clashes before saving, a move and a cancellation that people hear of."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Meeting, Subgroup
from school.post.models import Letter
from tests.factories import CohortFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def letters(name):
    return Letter.objects.filter(name=name)


@pytest.fixture
def meeting(cohort, participant, trainer):
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    return MeetingFactory(cohort=cohort, trainer=trainer, starts_at=start, ends_at=start + timedelta(hours=2))


@pytest.fixture
def office(client_of, coordinator):
    return client_of(coordinator)


def posted(meeting, **changes):
    zone = ZoneInfo("Asia/Yekaterinburg")
    moments = {name: getattr(meeting, name).astimezone(zone).strftime("%Y-%m-%dT%H:%M") for name in ("starts_at", "ends_at")}
    return {
        "cohort": meeting.cohort_id, "module": meeting.module_id, "title": meeting.title, "town": "", "place": meeting.place, "link": "",
        "trainer": meeting.trainer_id or "", "subgroup": "", "hours": "", "host": "", "check_in_before": 20, "check_in_after": 40, **moments, **changes,
    }  # fmt: skip


@pytest.fixture
def own_module(meeting):
    meeting.module.program = meeting.cohort.program
    meeting.module.save()
    return meeting


def seen_in(response):
    return response.context["form"]["seen"].value()


def test_a_clash_is_told_before_saving_and_taken_at_the_second_press(own_module, office):
    fields = posted(own_module, title="Второе")
    first = office.post(reverse("office_meetings:add"), fields)
    known = seen_in(first)

    assert (first.status_code, Meeting.objects.count(), "Всё равно создать" in first.content.decode()) == (200, 1, True)
    assert "Кедров Илья Полевич в это время ведёт" in first.content.decode()
    assert office.post(reverse("office_meetings:add"), fields | {"seen": known}).status_code == 302
    assert Meeting.objects.count() == 2


def test_another_clash_is_told_anew(own_module, office):
    fields = posted(own_module, title="Второе")
    known = seen_in(office.post(reverse("office_meetings:add"), fields))
    MeetingFactory(cohort=CohortFactory(), trainer=own_module.trainer, starts_at=own_module.starts_at, ends_at=own_module.ends_at)

    assert office.post(reverse("office_meetings:add"), fields | {"seen": known}).status_code == 200


def test_the_office_moves_a_meeting_and_people_are_told(own_module, office, participant, run_jobs):
    address = reverse("office_meetings:edit", args=[own_module.pk])
    for _press in range(2):
        assert office.post(address, posted(own_module, place="Зал 2", hours=4, host="АНО «Кедр»")).status_code == 302
    run_jobs()

    own_module.refresh_from_db()
    assert (own_module.place, own_module.hours, own_module.host, own_module.sequence) == ("Зал 2", 4, "АНО «Кедр»", 1)
    assert letters("meeting_moved").filter(email=participant.email).count() == 1


def test_a_foreign_subgroup_is_told(own_module, office):
    group = Subgroup.objects.create(cohort=CohortFactory(title="Чужой поток"), title="Группа А")
    page = office.post(reverse("office_meetings:edit", args=[own_module.pk]), posted(own_module, subgroup=group.pk))

    assert (page.status_code, "Эта подгруппа из другого потока: «Чужой поток»." in page.content.decode()) == (200, True)


def test_the_reason_of_a_cancellation_is_written(meeting, office, participant, run_jobs):
    address = reverse("office:meeting_turn", args=[meeting.pk, "cancel"])
    for _press in range(2):
        office.post(address, {"reason": "Мороз"})
    run_jobs()

    assert "Причина: Мороз" in letters("meeting_cancelled").get(email=participant.email).text


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_only_the_office_moves_meetings(role, cast, meeting, client_of):
    client = client_of(cast[role])
    for address in (reverse("office_meetings:edit", args=[meeting.pk]), reverse("office:meeting_turn", args=[meeting.pk, "cancel"])):
        assert client.post(address, posted(meeting, place="Зал 2")).status_code in (302, 403)

    found = Meeting.objects.get()
    assert (found.place, found.cancelled_at) == (meeting.place, None)


def test_a_trainer_who_has_left_stays_on_the_old_meeting(own_module, office, trainer):
    trainer.assignments.update(until=timezone.localdate() - timedelta(days=1))
    office.post(reverse("office_meetings:edit", args=[own_module.pk]), posted(own_module, title="Другая тема"))

    own_module.refresh_from_db()
    assert (own_module.title, own_module.trainer, own_module.sequence) == ("Другая тема", trainer, 0)
