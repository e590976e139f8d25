"""Times of a defence: put up in a row, taken by one team alone, changed, given back; the team gets the event for the calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from courses.projects import slot_rules
from courses.projects.actions import slots
from courses.projects.models import Call, DefenceSlot
from school.journal.models import Entry
from school.post.models import Letter
from tests import factories
from tests.courses.projects.staging import refused

MINUTES = timedelta(minutes=20)


@pytest.fixture
def tomorrow():
    return timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


@pytest.fixture
def defence(call, stage):
    return factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=stage.due_at + timedelta(days=30))


@pytest.fixture
def slot(defence, tomorrow):
    return DefenceSlot.objects.create(stage=defence, starts_at=tomorrow, ends_at=tomorrow + MINUTES, place="Дом НКО")


@pytest.fixture
def ready(team, stage):
    """The team whose earlier stage is accepted."""
    factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    return team


@pytest.fixture
def rival(call, stage, seat):
    team = factories.TeamFactory(call=call, people=[seat(family_name="Липин")])
    factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    return team


def taken(slot):
    slot.refresh_from_db()
    return slot.team


# Putting up


def test_row_of_times_is_put_up_in_one_act(defence, trainer, tomorrow):
    times = slot_rules.row_of(tomorrow, count=3, minutes=20, pause=5)

    made = slots.add_slots(defence, times, by=trainer, place="Дом НКО", link="https://tv.example/1")

    assert [(row.starts_at - tomorrow, row.ends_at - row.starts_at) for row in made] == [
        (timedelta(), MINUTES),
        (timedelta(minutes=25), MINUTES),
        (timedelta(minutes=50), MINUTES),
    ]
    assert Entry.objects.get().facts == {"title": "Защита", "count": 3}
    assert refused(lambda: slots.add_slots(defence, times, by=trainer, place="Дом НКО")) == ["В этом месте в это время уже назначена защита."]
    assert len(slots.add_slots(defence, times, by=trainer, place="Другой зал")) == 3


@pytest.mark.parametrize(
    ("hours", "length", "count", "reason"),
    [
        (0, 20, 0, "Добавьте хотя бы одно время."),
        (0, 20, 61, "За один раз – не больше 60 времён."),
        (0, -20, 1, "Конец раньше начала."),
        (-48, 20, 1, "Время защиты уже прошло."),
    ],
)
def test_times_that_cannot_be_are_refused(defence, trainer, tomorrow, hours, length, count, reason):
    times = slot_rules.row_of(tomorrow + timedelta(hours=hours), count=count, minutes=length)

    assert refused(lambda: slots.add_slots(defence, times, by=trainer)) == [reason]


@pytest.mark.parametrize("who", ["participant", "stranger", "methodologist", "mentor", "leader"])
def test_times_are_the_keepers(defence, slot, cast, leader, tomorrow, who):
    by = leader if who == "leader" else cast[who]
    said = ["Времена защиты назначает координатор или тренер потока."]

    assert refused(lambda: slots.add_slots(defence, [(tomorrow, tomorrow + MINUTES)], by=by)) == said
    assert refused(lambda: slots.change_slot(slot, starts_at=tomorrow, ends_at=tomorrow + 2 * MINUTES, by=by)) == said
    assert refused(lambda: slots.remove_slot(slot, by=by)) == said


def test_board_is_seen_by_who_takes_part_and_by_keepers(slot, cast):
    seen = {who for who, person in cast.items() if person and DefenceSlot.objects.visible_to(person).exists()}

    assert seen == {"participant", "trainer", "coordinator", "administrator"}


# Booking


def test_team_books_a_time_and_everybody_in_it_gets_the_event(slot, ready, leader, mate):
    slots.book(slot, ready, by=mate)

    assert (taken(slot), slot.booked_by) == (ready, mate)
    letters = Letter.objects.order_by("pk")
    assert [(letter.name, letter.recipient) for letter in letters] == [("slot_booked", leader), ("slot_booked", mate)]
    calendar = Calendar.from_ical(bytes(letters[0].attachment))
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["method"]), str(event["status"]), str(event["location"])) == ("REQUEST", "CONFIRMED", "Дом НКО")
    assert event.decoded("dtstart").astimezone(UTC) == slot.starts_at
    assert str(event["attendee"]) == f"mailto:{leader.email}"


def test_second_press_is_one_booking(slot, ready, leader):
    slots.book(slot, ready, by=leader)
    slots.book(slot, ready, by=leader)

    assert Letter.objects.count() == 2
    assert Entry.objects.count() == 1


def test_taken_time_is_not_given_twice(slot, ready, rival, leader):
    slots.book(slot, ready, by=leader)

    assert refused(lambda: slots.book(slot, rival, by=rival.members.get().person)) == ["Это время только что заняла другая команда. Выберите другое."]
    assert taken(slot) == ready


def test_another_time_frees_the_first_and_moves_the_event(defence, slot, ready, leader, tomorrow):
    later = DefenceSlot.objects.create(stage=defence, starts_at=tomorrow + timedelta(hours=1), ends_at=tomorrow + timedelta(hours=2))

    slots.book(slot, ready, by=leader)
    slots.book(later, ready, by=leader)

    assert (taken(slot), taken(later)) == (None, ready)
    first, second = (
        next(iter(Calendar.from_ical(bytes(letter.attachment)).walk("VEVENT"))) for letter in Letter.objects.filter(recipient=leader).order_by("pk")
    )
    assert first["uid"] == second["uid"]
    assert int(second["sequence"]) > int(first["sequence"])


@pytest.mark.parametrize("who", ["participant", "stranger", "mentor", "the other team"])
def test_nobody_books_for_a_team_but_itself(slot, ready, rival, cast, who):
    by = rival.members.get().person if who == "the other team" else cast[who]

    assert refused(lambda: slots.book(slot, ready, by=by)) == ["Время защиты выбирает команда."]


@pytest.mark.parametrize("who", ["trainer", "coordinator"])
def test_keeper_books_for_a_team_that_is_not_ready_yet(slot, team, leader, cast, who):
    assert refused(lambda: slots.book(slot, team, by=leader)) == ["Сначала должен быть принят этап «Замысел»."]

    slots.book(slot, team, by=cast[who])

    assert taken(slot) == team


def test_time_that_has_come_is_neither_taken_nor_left(defence, slot, ready, leader, trainer, tomorrow):
    past = DefenceSlot.objects.create(stage=defence, starts_at=tomorrow - timedelta(days=2), ends_at=tomorrow - timedelta(days=2) + MINUTES)

    assert refused(lambda: slots.book(past, ready, by=leader)) == ["Это время уже прошло. Выберите другое."]
    past.team = ready
    past.save()
    assert refused(lambda: slots.book(slot, ready, by=leader)) == ["Ваше время защиты уже наступило."]
    assert refused(lambda: slots.free(past, by=leader)) == ["Защита уже началась."]
    slots.free(past, by=trainer)

    assert taken(past) is None


def test_nothing_is_booked_in_a_closed_call(slot, ready, leader):
    Call.objects.update(state="closed")

    assert refused(lambda: slots.book(slot, ready, by=leader)) == ["Приём проектов закрыт."]


# Giving back and changing


def test_team_gives_its_time_back(slot, ready, leader, mate):
    slots.book(slot, ready, by=leader)
    Letter.objects.all().delete()

    slots.free(slot, by=mate)

    assert (taken(slot), slot.booked_at, slot.booked_by) == (None, None, None)
    letter = Letter.objects.filter(recipient=leader).get()
    calendar = Calendar.from_ical(bytes(letter.attachment))
    assert (letter.name, str(calendar["method"])) == ("slot_freed", "CANCEL")
    assert refused(lambda: slots.free(slot, by=mate)) == ["Это время и так свободно."]


def test_nobody_frees_the_time_of_another_team(slot, ready, rival, leader, participant):
    slots.book(slot, ready, by=leader)

    for person in (rival.members.get().person, participant):
        assert refused(lambda who=person: slots.free(slot, by=who)) == ["Это время другой команды."]


def test_moved_time_stays_the_teams_and_is_told(slot, ready, leader, trainer, tomorrow):
    slots.book(slot, ready, by=leader)
    Letter.objects.all().delete()
    values = {"starts_at": tomorrow + timedelta(hours=3), "ends_at": tomorrow + timedelta(hours=4), "place": "Другой зал"}

    slots.change_slot(slot, **values, by=trainer)
    slots.change_slot(slot, **values, by=trainer)

    assert taken(slot) == ready
    assert (slot.starts_at, slot.place) == (values["starts_at"], "Другой зал")
    assert [letter.name for letter in Letter.objects.all()] == ["slot_changed"] * 2


def test_free_time_moves_in_silence(slot, trainer, tomorrow):
    slots.change_slot(slot, starts_at=tomorrow, ends_at=tomorrow + 2 * MINUTES, place="Дом НКО", by=trainer)

    assert not Letter.objects.exists()


def test_booked_time_is_freed_before_it_is_removed(slot, ready, leader, trainer):
    slots.book(slot, ready, by=leader)

    assert refused(lambda: slots.remove_slot(slot, by=trainer)) == ["Это время заняла команда. Сначала освободите его: команде уйдёт письмо."]
    slots.free(slot, by=trainer)
    slots.remove_slot(slot, by=trainer)
    slots.remove_slot(slot, by=trainer)

    assert not DefenceSlot.objects.exists()
    assert refused(lambda: slots.book(slot, ready, by=leader)) == ["Этого времени больше нет. Обновите страницу."]


def test_row_crosses_midnight_without_a_seam():
    start = datetime(2026, 12, 31, 18, 50, tzinfo=UTC)

    assert [row[0].isoformat() for row in slot_rules.row_of(start, count=2, minutes=20, pause=0)] == [
        "2026-12-31T18:50:00+00:00",
        "2026-12-31T19:10:00+00:00",
    ]


def test_team_chooses_six_times_a_day(defence, slot, ready, leader, mate, trainer, tomorrow):
    """Each choice is a letter with an event to everybody in the team, whoever of it presses."""
    later = DefenceSlot.objects.create(stage=defence, starts_at=tomorrow + timedelta(hours=1), ends_at=tomorrow + timedelta(hours=2))
    for number in range(6):
        slots.book([slot, later][number % 2], ready, by=[leader, mate][number % 2])

    for act in (lambda: slots.book(slot, ready, by=leader), lambda: slots.book(slot, ready, by=mate)):
        assert refused(act) == ["За сутки команда выбирала время уже шесть раз. Выберите завтра или напишите тренеру."]
    assert Letter.objects.filter(recipient=mate).count() == 6
    slots.free(later, by=mate)
    slots.book(slot, ready, by=trainer)

    assert taken(slot) == ready
