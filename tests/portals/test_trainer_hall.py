"""The screen of the hall, and what the sheet shows beside the marks."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import check_in, show_code
from courses.attendance.models import Guest, Mark
from school.journal.models import Entry
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def hall(meeting):
    return reverse("portals:hall_code", args=[meeting.pk])


def sheet(meeting):
    return reverse("portals:sheet", args=[meeting.pk])


def recent(meeting):
    """The code of now and the one before: the step may change while a test runs."""
    step = code_rules.step_at(timezone.now())
    return [code_rules.code_for(meeting.secret, step), code_rules.code_for(meeting.secret, step - 1)]


def came(meeting, person, device=""):
    at = timezone.now()
    return check_in(meeting, code_rules.Proof(code_rules.step_at(at), at), by=person, device=device)


def test_the_code_is_shown_by_a_button_and_stays(client, meeting):
    assert "Показать код" in client.get(hall(meeting)).content.decode()

    page = client.post(hall(meeting), follow=True).content.decode()

    meeting.refresh_from_db()
    assert any(code_rules.spelled(code) in page for code in recent(meeting))
    assert meeting.title in page.replace("\xa0", " ")
    assert "Обновить код" in page


def test_the_picture_leads_to_the_check_in(client, meeting, trainer, qr_of, settings):
    meeting = show_code(meeting, by=trainer)
    page = client.get(hall(meeting)).content.decode()
    drawing = re.search(r'<svg class="code".*?</svg>', page, re.S)[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')

    png = rendered(drawing)

    read = qr_of(png)
    assert read in [settings.BASE_URL + reverse("portals:check_in_code", args=[meeting.pk, code]) for code in recent(meeting)]


def rendered(drawing):
    from school.pdf import render

    pdf = render(
        '<html lang="ru"><head><title>x</title></head><body><img alt="" src="asset:c.svg"></body></html>',
        base_css="img{width:9cm;height:9cm}",
        assets={"c.svg": drawing.encode()},
    )
    return subprocess.run(["pdftoppm", "-png", "-r", "100", "-singlefile", "-"], input=pdf, capture_output=True, check=True).stdout


@pytest.mark.parametrize(("minutes", "words"), [(60, "Код появится"), (-60, "Отметка закрылась")])
def test_outside_the_window_there_is_no_code_but_the_reason(client, meeting, trainer, minutes, words):
    show_code(meeting, by=trainer)
    meeting.refresh_from_db()
    meeting.starts_at = timezone.now() + timedelta(minutes=minutes)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    meeting.save()

    page = client.get(hall(meeting)).content.decode()

    assert words in page
    assert 'class="digits"' not in page


def test_foreign_hall_is_a_missing_one(client):
    foreign = MeetingFactory(cohort=CohortFactory(under_way=True))

    assert [client.get(hall(foreign)).status_code, client.post(hall(foreign)).status_code] == [404, 404]
    foreign.refresh_from_db()
    assert foreign.secret == ""


@pytest.mark.parametrize("role", ["participant", "mentor", "author", "methodologist", "stranger"])
def test_the_live_list_is_for_the_same_people_as_the_sheet(cast, client_of, meeting, role):
    assert client_of(cast[role]).get(sheet(meeting) + "?live=1", headers={"HX-Request": "true"}).status_code == 404


def test_live_list_shows_who_has_just_come(client, meeting, participant, trainer):
    came(show_code(meeting, by=trainer), participant)

    fragment = client.get(sheet(meeting) + "?live=1").content.decode()

    assert participant.full_name in fragment
    assert "Отметились сами: 1" in fragment
    assert "<html" not in fragment


def test_live_list_shows_who_could_not_be_marked(client, meeting, participant, stranger, trainer, cohort):
    """Once each; neither who has been marked since, nor who only guessed at codes."""
    meeting = show_code(meeting, by=trainer)
    late, marked = (EnrollmentFactory(cohort=cohort, person__family_name=name) for name in ("Позднина", "Отмечалова"))
    for person in (stranger, stranger):
        came(meeting, person)
    check_in(meeting, None, by=participant)
    meeting.starts_at -= timedelta(hours=1)
    for seat in (late, marked):
        came(meeting, seat.person)
    Mark.objects.create(meeting=meeting, enrollment=marked, status="late", by=trainer)

    page = client.get(sheet(meeting) + "?live=1").content.decode()

    assert "Не смогли отметиться: 2" in page
    assert all(words in page for words in (stranger.full_name, "не ждут на этом занятии", late.person.full_name, "поздно"))
    assert participant.full_name not in page
    assert marked.person.full_name not in page


def test_sheet_says_where_each_mark_is_from(client, meeting, participant, trainer, cohort):
    came(show_code(meeting, by=trainer), participant)
    Mark.objects.create(meeting=meeting, enrollment=EnrollmentFactory(cohort=cohort), status="absent", by=trainer)

    page = client.get(sheet(meeting)).content.decode()

    assert f"код в зале, {timezone.localtime():%H:%M}"[:-1] in page
    assert "тренер, " in page


def test_hint_about_one_phone_says_that_it_is_no_proof(client, meeting, participant, cohort, trainer):
    meeting = show_code(meeting, by=trainer)
    for person in (participant, EnrollmentFactory(cohort=cohort).person):
        came(meeting, person, device="one")

    assert "подсказка, а не доказательство" in client.get(sheet(meeting)).content.decode()


def test_note_is_kept_beside_the_mark(client, meeting, participant):
    person = participant.enrollments.get().pk
    client.post(sheet(meeting), {f"mark_{person}": "late", f"seen_{person}": "", f"note_{person}": " Пробки на мосту "})

    assert Mark.objects.get().note == "Пробки на мосту"
    assert Entry.objects.filter(verb="attendance.noted").count() == 1


def test_note_without_a_mark_is_refused_and_stays_typed(client, meeting, participant):
    person = participant.enrollments.get().pk

    page = client.post(sheet(meeting), {f"seen_{person}": "", f"note_{person}": "Звонила"}).content.decode()

    assert "сначала поставьте отметку" in page
    assert 'value="Звонила"' in page


def test_history_says_who_and_why(client, meeting, participant, trainer):
    person = participant.enrollments.get().pk
    client.post(sheet(meeting), {f"mark_{person}": "absent", f"seen_{person}": ""})
    client.post(sheet(meeting), {f"mark_{person}": "present", f"seen_{person}": "absent", "why": "Сидела в другом ряду"})

    page = client.get(sheet(meeting)).content.decode()

    assert f"{participant.full_name}: Н → П" in page
    assert "Почему: Сидела в другом ряду" in page
    assert trainer.full_name in page


def test_undo_brings_a_scan_back_whole(client, meeting, participant, trainer):
    came(show_code(meeting, by=trainer), participant)
    scan = Mark.objects.get()
    person = participant.enrollments.get().pk
    client.post(sheet(meeting), {f"mark_{person}": "absent", f"seen_{person}": "present"})

    client.post(reverse("portals:sheet_undo", args=[meeting.pk]), {"entry": Entry.objects.about(meeting).get(verb="attendance.saved").pk})

    again = Mark.objects.get()
    assert (again.status, again.source, again.by, again.at) == (scan.status, scan.source, scan.by, scan.at)


def test_guest_is_written_once_and_struck_off(client, meeting):
    place = reverse("portals:sheet_guests", args=[meeting.pk])
    for _ in range(2):
        client.post(place, {"name": " Иванов  Пётр ", "organization": "Фонд «Образец»"})

    guest = Guest.objects.get()
    assert "Иванов Пётр" in client.get(sheet(meeting)).content.decode()
    page = client.post(place, {"remove": guest.pk}, follow=True).content.decode()

    assert Guest.objects.count() == 0
    assert "Гость вычеркнут: Иванов Пётр." in page
    assert all(field in page for field in ('name="name" value="Иванов Пётр"', 'name="organization" value="Фонд «Образец»"'))
    assert "Гость вычеркнут" not in client.get(sheet(meeting)).content.decode()
    assert set(Entry.objects.about(meeting).values_list("verb", flat=True)) == {"attendance.guest_written", "attendance.guest_removed"}


def test_guest_without_a_name_is_told_and_place_stays(client, meeting):
    page = client.post(reverse("portals:sheet_guests", args=[meeting.pk]), {"name": " ", "organization": "Фонд"}).content.decode()

    assert 'value="Фонд"' in page
    assert Guest.objects.count() == 0


def test_guest_of_another_meeting_is_missing(client, meeting, trainer):
    guest = Guest.objects.create(meeting=MeetingFactory(), name="Чужой", by=trainer)

    assert client.post(reverse("portals:sheet_guests", args=[meeting.pk]), {"remove": guest.pk}).status_code == 404


def test_queries_of_the_sheet_do_not_grow(client, meeting, cohort, trainer):
    meeting, counts = show_code(meeting, by=trainer), []
    for more in (1, 2, 297):
        people = EnrollmentFactory.create_batch(more, cohort=cohort)
        for person in people[:5]:
            came(meeting, person.person)
            came(meeting, EnrollmentFactory().person)
            client.post(reverse("portals:sheet_guests", args=[meeting.pk]), {"name": f"Гость {person.pk}"})
        with CaptureQueriesContext(connection) as found:
            client.get(sheet(meeting))
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
