"""Taps on the sheet: each is saved at once by a small POST, answered without a page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Mark
from school.journal.models import Entry
from tests.factories import CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def people(cohort):
    return EnrollmentFactory.create_batch(3, cohort=cohort)


def sheet(meeting):
    return reverse("portals:sheet", args=[meeting.pk])


def tap(client, meeting, *rows, **extra):
    fields = {f"mark_{person.pk}": status for person, status in rows}
    return client.post(sheet(meeting), fields | {"tap": [person.pk for person, _status in rows]} | extra, headers={"HX-Request": "true"})


def stored(meeting):
    return dict(Mark.objects.filter(meeting=meeting).values_list("enrollment_id", "status"))


def test_a_tap_is_one_mark_and_moves_the_counter(client, meeting, people):
    answer = tap(client, meeting, (people[0], "late")).content.decode()

    assert stored(meeting) == {people[0].pk: "late"}
    assert "<html" not in answer
    assert all(words in answer for words in (f'id="state-{people[0].pk}"', "Сохранено, ", "Отмечено 1 из 3", "Сохранена 1 отметка.", "Отменить"))
    assert 'data-seen="late"' in answer
    assert f'id="state-{people[1].pk}"' not in answer


def test_the_undo_of_a_tap_takes_back_that_tap_only(client, meeting, people):
    tap(client, meeting, (people[0], "present"))
    tap(client, meeting, (people[1], "absent"))

    client.post(reverse("portals:sheet_undo", args=[meeting.pk]), {"entry": Entry.objects.about(meeting).first().pk})

    assert stored(meeting) == {people[0].pk: "present"}


def test_a_tap_sent_twice_is_one_change(client, meeting, people):
    for _again in range(2):
        assert tap(client, meeting, (people[0], "present")).status_code == 200

    assert Entry.objects.filter(verb="attendance.saved").count() == 1


def test_a_tap_back_to_what_was_seen_is_saved_too(client, meeting, people):
    """The answer to the tap before may have been lost on the way: the page still believes the older mark."""
    MarkFactory(meeting=meeting, enrollment=people[0], status="late")

    tap(client, meeting, (people[0], "present"), **{f"seen_{people[0].pk}": "present"})

    assert stored(meeting) == {people[0].pk: "present"}


def test_taps_that_waited_go_together(client, meeting, people):
    tap(client, meeting, (people[0], "present"), (people[2], "absent"))

    assert stored(meeting) == {people[0].pk: "present", people[2].pk: "absent"}
    assert Entry.objects.filter(verb="attendance.saved").count() == 1


def test_the_button_saves_the_touched_rows_without_a_page(client, meeting, people):
    MarkFactory(meeting=meeting, enrollment=people[1], status="excused")
    fields = {f"mark_{people[0].pk}": "present", f"seen_{people[0].pk}": "", f"mark_{people[1].pk}": "", f"seen_{people[1].pk}": ""}

    answer = client.post(sheet(meeting), fields, headers={"HX-Request": "true"}).content.decode()

    assert stored(meeting) == {people[0].pk: "present", people[1].pk: "excused"}
    assert "Отмечено 2 из 3" in answer


def test_a_tap_beats_a_scan_and_its_undo_brings_the_scan_back(client, meeting, people):
    MarkFactory(meeting=meeting, enrollment=people[0], status="present", source="check_in")

    tap(client, meeting, (people[0], "absent"), why="Ушла через минуту")
    entry = Entry.objects.about(meeting).get()
    assert (Mark.objects.get().source, entry.facts["reason"]) == ("manual", "Ушла через минуту")
    client.post(reverse("portals:sheet_undo", args=[meeting.pk]), {"entry": entry.pk})

    assert (Mark.objects.get().status, Mark.objects.get().source) == ("present", "check_in")


def test_a_tap_brings_its_note(client, meeting, people):
    tap(client, meeting, (people[0], "late"), **{f"note_{people[0].pk}": " Пробки "})

    assert Mark.objects.get().note == "Пробки"


def test_a_note_without_a_mark_is_refused_in_words(client, meeting, people):
    answer = tap(client, meeting, (people[0], ""), **{f"note_{people[0].pk}": "Звонила"})

    assert answer.status_code == 422
    assert "сначала поставьте отметку" in answer.content.decode()


@pytest.mark.parametrize("status", ["П", "zzz", "present\x00", "9" * 300])
def test_a_bad_tap_is_refused_and_nothing_is_saved(client, meeting, people, status):
    answer = tap(client, meeting, (people[0], status))

    assert (answer.status_code, stored(meeting)) == (422, {})
    assert "выберите П, О, У или Н" in answer.content.decode()


@pytest.mark.parametrize("who", ["foreign", "nonsense"])
def test_a_tap_on_somebody_else_is_refused_with_all_beside_it(client, meeting, people, who):
    number = EnrollmentFactory(cohort=CohortFactory(under_way=True)).pk if who == "foreign" else "x"
    fields = {f"mark_{people[0].pk}": "present", f"mark_{number}": "present", "tap": [people[0].pk, number]}

    answer = client.post(sheet(meeting), fields, headers={"HX-Request": "true"})

    assert (answer.status_code, Mark.objects.count()) == (422, 0)


def test_a_tap_before_the_start_is_refused_in_words(client, meeting, people):
    meeting.starts_at, meeting.ends_at = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=3)
    meeting.save()

    answer = tap(client, meeting, (people[0], "present"))

    assert (answer.status_code, stored(meeting)) == (422, {})
    assert "ещё не началось" in answer.content.decode()


@pytest.mark.parametrize("role", ["participant", "mentor", "author", "methodologist", "stranger"])
def test_only_keepers_of_the_sheet_tap(cast, client_of, meeting, people, role):
    assert tap(client_of(cast[role]), meeting, (people[0], "present")).status_code == 404
    assert stored(meeting) == {}


def test_a_tap_costs_the_same_for_any_hall(client, meeting, cohort):
    counts = []
    for more in (1, 2, 297):
        person = EnrollmentFactory.create_batch(more, cohort=cohort)[0]
        with CaptureQueriesContext(connection) as found:
            tap(client, meeting, (person, "present"))
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 25


def test_the_second_tab_shows_who_is_not_marked(client, meeting, people):
    MarkFactory(meeting=meeting, enrollment=people[0])

    page = client.get(sheet(meeting) + "?show=unmarked").content.decode()

    assert (f'id="row-{people[0].pk}"' in page, f'id="row-{people[1].pk}"' in page) == (False, True)


def test_the_live_list_brings_the_counts_and_the_marks(client, meeting, people):
    MarkFactory(meeting=meeting, enrollment=people[0], status="late", source="check_in")

    answer = client.get(sheet(meeting) + "?live=1").content.decode()

    assert "Отмечено 1 из 3" in answer
    assert f'data-came="{people[0].pk} late ' in answer


def test_every_row_has_the_same_keys(client, meeting, people):
    MarkFactory(meeting=meeting, enrollment=people[0])

    page = client.get(sheet(meeting)).content.decode()

    assert [page.count(f'name="mark_{person.pk}"') for person in people] == [5, 5, 5]
