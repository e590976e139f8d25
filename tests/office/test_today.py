"""«Сегодня в школе»: what waits is counted and led to, for who may decide it; the same number of queries for one and for three hundred."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Excuse
from courses.enrollment.models import Application, Remark
from courses.office.home import TodayPanel
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def offered(until, **fields):
    row = ApplicationFactory(**fields)
    Application.objects.filter(pk=row.pk).update(state="offered", offer_until=until)
    return row


def panel():
    return TodayPanel().get_context_data({"request": SimpleNamespace(user=UserFactory())})


def fallen(cohort, number=1):
    """People who have missed what their cohort has held."""
    ends = timezone.now() - timedelta(days=1)
    meeting = MeetingFactory(cohort=cohort, starts_at=ends - timedelta(hours=2), ends_at=ends)
    for person in EnrollmentFactory.create_batch(number, cohort=cohort, organization=EnrollmentFactory(cohort=cohort).organization):
        MarkFactory(meeting=meeting, enrollment=person, status="absent")


def test_what_waits_is_counted_and_led_to(client, cohort, coordinator):
    now = timezone.now()
    asked, replied = ApplicationFactory(cohort=cohort), ApplicationFactory(cohort=cohort)
    Remark.objects.create(application=replied, by=coordinator, text="Какой устав?")
    Remark.objects.create(application=replied, by=replied.person, text="Новый")
    Remark.objects.create(application=replied, by=coordinator, text="Хорошо", for_staff=True)
    Remark.objects.create(application=asked, by=asked.person, text="Можно?")
    Remark.objects.create(application=asked, by=coordinator, text="Да")
    offered(now + timedelta(hours=5), cohort=cohort)
    offered(now + timedelta(days=5), cohort=cohort)
    running = CohortFactory(state="under_way", needed_share=75)
    fallen(running, 2)
    person = EnrollmentFactory(cohort=running)
    Excuse.objects.create(enrollment=person, meeting=running.meetings.get(), reason="Болею")
    found = panel()

    assert [found[name] for name in ("submitted", "offers", "excuses", "low", "quiet")] == [2, 1, 1, [(running, 2)], False]
    assert found["replies"] == [replied]
    page = client.get(reverse(HOME)).content.decode()
    for address in (
        reverse("office:applications") + "?state=submitted",
        reverse("office:applications") + "?state=offered",
        reverse("office:application", args=[replied.pk]) + "#talk",
        reverse("portals:excuse_list"),
        reverse("office:report", args=[running.pk]),
    ):
        assert f'href="{address}"' in page, address


def test_a_quiet_day_says_so(client):
    page = client.get(reverse(HOME)).content.decode()

    assert "Ничего не ждёт" in page
    assert "Сегодня занятий нет" in page


def test_meetings_of_the_day_stand_by_the_clock_and_cancelled_ones_do_not(client, cohort):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    times = {"starts_at": noon, "ends_at": noon + timedelta(hours=1)}
    MeetingFactory(cohort=cohort, title="Сбор", **times)
    MeetingFactory(cohort=cohort, title="Отменённое", cancelled_at=noon, **times)
    MeetingFactory(cohort=cohort, title="Завтрашнее", **{name: at + timedelta(days=1) for name, at in times.items()})

    assert [meeting.title for meeting in panel()["meetings"]] == ["Сбор"]
    assert "12:00–13:00" in client.get(reverse(HOME)).content.decode()


@pytest.mark.parametrize("person", ["participant", "trainer", "mentor", "stranger"])
def test_nobody_else_is_told(client_of, request, person):
    ApplicationFactory()
    answer = client_of(request.getfixturevalue(person)).get(reverse(HOME))

    assert "Сегодня в школе" not in answer.content.decode()


def test_queries_are_the_same_for_one_and_three_hundred(client, cohort):
    counts = []
    for number in (1, 3, 296):
        fallen(CohortFactory(state="under_way"), number)
        for application in ApplicationFactory.create_batch(min(number, 20), cohort=cohort):
            Remark.objects.create(application=application, by=application.person, text="Ответ")
        client.get(reverse(HOME))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse(HOME))
        counts.append(len(found))

    assert len(set(counts)) == 1, counts


def test_letters_that_did_not_arrive_are_seen(client, coordinator):
    for days, state in ((1, "failed"), (2, "failed"), (9, "failed"), (1, "sent")):
        row = Letter.objects.create(name="nudge", email="a@example.ru", subject="Шаг", text="Шаг", state=state, message_id=f"<{days}{state}@x>")
        Letter.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=days))

    assert (panel()["undelivered"], panel()["quiet"]) == (2, False)
    page = client.get(reverse(HOME)).content.decode()
    assert "/cms/letters/?state=failed" in page
    assert "письма не доставлены за неделю" in page
