"""A timetable comes in a table: Tyumen time, nothing twice, all or nothing."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.program.models import Meeting
from school.journal.models import Entry
from tests.factories import MeetingFactory, ModuleFactory
from tests.spreadsheets import TIMES, add, look, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def taught(cohort, trainer):
    ModuleFactory(program=cohort.program, title="Семинары о статусе")
    return cohort


def test_all_that_is_wrong_with_a_row_is_said_at_once_by_the_titles_of_its_columns(client, taught):
    row = meeting_row(**{"Модуль": "Алхимия", "Конец": "09:00", "Город": "Омск", "Ведёт": "Никто", "Часов": "много"})
    row[1] = "x" * 256
    page = client.get(look(client, taught, xlsx(TIMES, row), what="timetable"))
    said = " ".join(page.context["page"].object_list[0].notes)

    for words in (
        "«Модуль», A2: модуля",
        "«Тема», B2: ",
        "«Конец», D2: Конец раньше",
        "«Город», E2: города «Омск»",
        "«Ведёт», G2: среди",
        "«Часов», H2: ",
    ):
        assert words in said
    assert not Meeting.objects.exists()


def meeting_row(**changed):
    values = dict(zip(TIMES, ["семинары о статусе", "Что даёт статус", "01.12.2026 10:00", "14:00", "", "Дом НКО", "", "5"], strict=True))
    return list((values | changed).values())


def test_a_timetable_comes_in_tyumen_time(client, taught, trainer):
    add(client, look(client, taught, xlsx(TIMES, meeting_row(Ведёт="Кедров Илья Полевич")), what="timetable"))

    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.ends_at) == (datetime(2026, 12, 1, 5, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert (meeting.hours, meeting.trainer, meeting.place, meeting.town) == (5, trainer, "Дом НКО", None)
    assert Entry.objects.get(verb="office.timetable_imported").facts["count"] == 1


def test_dates_of_the_spreadsheet_itself_are_tyumen_too(client, taught):
    naive = [datetime(2026, 12, 31, 23), datetime(2027, 1, 1, 1)]  # noqa: DTZ001 – cells of a spreadsheet have no zone
    add(client, look(client, taught, xlsx(TIMES, meeting_row(Начало=naive[0], Конец=naive[1])), what="timetable"))

    assert Meeting.objects.get().starts_at == datetime(2026, 12, 31, 18, tzinfo=UTC)


def test_the_same_meeting_is_added_once(client, taught):
    table = xlsx(TIMES, meeting_row(), meeting_row(), meeting_row(Тема="Что даёт  СТАТУС"))
    add(client, look(client, taught, table, what="timetable"))
    page = client.get(look(client, taught, table, what="timetable"))

    assert (Meeting.objects.count(), page.context["plan"].same) == (1, 3)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Модуль": "Алхимия"}, "A2: модуля «Алхимия» в программе потока нет"),
        ({"Начало": "завтра"}, "C2: Напишите день и время так"),
        ({"Начало": "10:00"}, "C2: Напишите день и время так"),
        ({"Начало": "31.02.2026 10:00"}, "C2"),
        ({"Начало": "01.12.9999 10:00"}, "C2"),
        ({"Конец": "09:00"}, "D2: Конец раньше начала"),
        ({"Город": "Китеж"}, "E2: города «Китеж»"),
        ({"Ведёт": "who@shkola.example"}, "G2: среди тренеров потока нет"),
        ({"Часов": "много"}, "H2"),
        ({"Тема": "т" * 300}, "B2"),
    ],
)
def test_a_meeting_says_what_is_wrong_and_where(client, taught, changed, words):
    (found,) = client.get(look(client, taught, xlsx(TIMES, meeting_row(**changed)), what="timetable")).context["plan"].rows

    assert (found.state, words in " ".join(found.notes)) == ("bad", True), found.notes


def test_one_wrong_row_keeps_all_meetings_out(client, taught):
    add(client, look(client, taught, xlsx(TIMES, meeting_row(), meeting_row(Модуль="Алхимия")), what="timetable"))

    assert not Meeting.objects.exists()


def test_an_exported_timetable_can_be_read_back(client, taught):
    """What went out as a table comes in as a table: nothing new is found in it."""
    module = taught.program.modules.get()
    MeetingFactory(cohort=taught, module=module, starts_at=datetime(2026, 12, 1, 5, tzinfo=UTC), ends_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    data = b"".join(client.post(reverse("office:export", args=["meetings", "xlsx"])).streaming_content)

    assert client.get(look(client, taught, data, what="timetable")).context["plan"].same == 1
