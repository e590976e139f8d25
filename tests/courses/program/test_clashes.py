"""Clashes of many meetings at once: with the timetable and with one another, before anything is written."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from courses.enrollment.meeting_rules import clashes_among
from courses.program.models import Cohort, Meeting, Subgroup, TemplateMeeting, TimetableTemplate
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory
from tests.spreadsheets import TIMES, look, xlsx

pytestmark = pytest.mark.django_db
TYUMEN = ZoneInfo("Asia/Yekaterinburg")
DAY = date(2031, 12, 5)


def at(hour, hours=2, day=DAY, **fields):
    start = datetime.combine(day, time(hour), tzinfo=TYUMEN)
    return {"starts_at": start, "ends_at": start + timedelta(hours=hours), "place": "", **fields}


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def test_each_is_asked_about_the_timetable_and_the_others(cohort, trainer):
    module = ModuleFactory(program=cohort.program)
    stored = MeetingFactory(module=module, cohort=CohortFactory(), title="Чужое", trainer=trainer, **at(10))
    plans = [
        MeetingFactory.build(cohort=cohort, module=module, title="Первое", trainer=trainer, **at(11)),
        MeetingFactory.build(cohort=cohort, module=module, title="Второе", **at(12)),
        MeetingFactory.build(cohort=cohort, module=module, title="Третье", trainer=trainer, **at(14)),
        MeetingFactory.build(cohort=cohort, module=module, title="Четвёртое", **at(9, 24)),
    ]
    found = clashes_among([*plans, stored])

    met = [[name for name in ("Чужое", "Первое", "Второе", "Третье", "Четвёртое") if any(f"«{name}»" in words for words in each)] for each in found]
    assert met == [["Чужое", "Второе", "Четвёртое"], ["Первое", "Четвёртое"], ["Четвёртое"], ["Первое", "Второе", "Третье"], ["Первое"]]


def test_places_and_people_of_planned_meetings(cohort):
    one, two = (Subgroup.objects.create(cohort=cohort, title=title) for title in "АБ")
    person = EnrollmentFactory(cohort=cohort, subgroup=one).person
    elsewhere = EnrollmentFactory(person=person).cohort
    module = ModuleFactory(program=cohort.program)
    fields = {"cohort": cohort, "module": module}
    plans = [
        MeetingFactory.build(subgroup=one, **fields, **at(10, place="Дом НКО, зал 1")),
        MeetingFactory.build(subgroup=two, **fields, **at(10, place="дом нко,  зал 1")),
        MeetingFactory.build(**fields | at(10) | {"cohort": elsewhere}),
    ]
    found = clashes_among(plans)

    assert [["Место" in words for words in each] for each in found] == [[True, False], [True], [False]]
    assert "Людей на обоих занятиях: 1." in found[2][0]


def test_nothing_is_asked_about_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert clashes_among([]) == []


@pytest.mark.parametrize("number", [1, 3, 300])
def test_many_cost_two_queries(cohort, trainer, number, django_assert_num_queries):
    module, other = ModuleFactory(program=cohort.program), CohortFactory()
    EnrollmentFactory.create_batch(3, cohort=cohort)
    plans = []
    for shift in range(number):
        day = DAY + timedelta(days=shift)
        Meeting.objects.create(cohort=other, module=module, title="Там", trainer=trainer, **at(10, day=day))
        plans.append(Meeting(cohort=cohort, module=module, title="Тут", trainer=trainer, **at(11, day=day)))
    with django_assert_num_queries(2):
        found = clashes_among(plans)

    assert [len(each) for each in found] == [1] * number


# Where the office reads them


@pytest.fixture
def source(cohort, trainer):
    """Last year's cohort: one evening with a trainer at a place."""
    Cohort.objects.update(starts_on=DAY, ends_on=DAY + timedelta(days=60))
    cohort.refresh_from_db()
    module = ModuleFactory(program=cohort.program, title="Семинары")
    MeetingFactory(cohort=cohort, module=module, title="Вечер", trainer=trainer, **at(18, place="Дом НКО"))
    return cohort


def copied(client, source, **changes):
    fields = {"title": "Новый", "starts_on": (DAY + timedelta(days=7)).isoformat(), "with_trainers": "on"} | changes
    return client.post(reverse("office:cohort_copy", args=[source.pk]), fields)


def taken(trainer, **fields):
    other = CohortFactory(title="Другой поток")
    return MeetingFactory(cohort=other, module=ModuleFactory(program=other.program), title="Помеха", trainer=trainer, **fields)


def test_a_copy_shows_clashes_before_it_is_made_and_is_made_in_spite(client, source, trainer):
    taken(trainer, **at(19, day=DAY + timedelta(days=7), place="дом НКО"))
    page = copied(client, source)
    text = page.content.decode()

    assert "Пересечения есть у 1 занятия" in text
    assert "Кедров Илья Полевич в это время ведёт «Помеха»: 12 декабря 2031 года, пятница, 19:00–21:00, поток «Другой поток»." in text
    assert "Место «дом НКО» в это время занято: «Помеха»" in text
    assert not Cohort.objects.filter(title="Новый").exists()
    copied(client, source, create="1", shown=page.context["form"]["shown"].value())
    assert Cohort.objects.get(title="Новый").meetings.count() == 1


def test_a_copy_without_trainers_meets_only_the_place(client, source, trainer):
    taken(trainer, **at(19, day=DAY + timedelta(days=7)))
    page = copied(client, source, with_trainers="")

    assert "Пересечения" not in page.content.decode()
    copied(client, source, create="1", shown=page.context["form"]["shown"].value())  # the box was ticked after the preview
    assert not Cohort.objects.filter(title="Новый").exists()


def test_a_free_evening_has_no_warning(client, source, trainer):
    taken(trainer, **at(20, day=DAY + timedelta(days=7), place="Дом НКО"))

    assert "Пересечения" not in copied(client, source).content.decode()


def test_a_template_shows_clashes_of_what_it_would_add(client, source, trainer):
    kept, module = TimetableTemplate.objects.create(program=source.program, title="Вечера"), source.program.modules.get()
    days = [("Вечер", 1, "Дом НКО"), ("Новый вечер", 1, ""), ("Свободный", 3, "Дом НКО")]
    for title, day, place in days:
        TemplateMeeting.objects.create(template=kept, module=module, title=title, day=day, starts=time(18), minutes=120, place=place)
    page = client.get(reverse("office:cohort_templates", args=[source.pk]), {"template": kept.pk})

    assert [(plan.title, plan.there, len(plan.clashes)) for plan in page.context["plans"]] == [
        ("Вечер", True, 0),
        ("Новый вечер", False, 1),
        ("Свободный", False, 0),
    ]
    assert "В это время у тех же людей «Вечер»" in page.content.decode()


def test_a_table_shows_clashes_and_may_be_added_in_spite(client, source, trainer):
    taken(trainer, **at(18, day=date(2031, 12, 20)))
    rows = [
        ["Семинары", "Тема 1", "20.12.2031 18:00", "20:00", "", "", "Кедров Илья Полевич", ""],
        ["Семинары", "Тема 2", "20.12.2031 19:00", "21:00", "", "", "", ""],
        ["Семинары", "Тема 3", "21.12.2031 19:00", "21:00", "", "", "", ""],
    ]
    page = client.get(look(client, source, xlsx(TIMES, *rows), what="timetable"))

    assert [len(row.clashes) for row in page.context["plan"].rows] == [2, 1, 0]
    assert "Пересечения есть у 2 занятий" in page.content.decode()
    assert page.context["plan"].ready


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_preview_of_a_copy_costs_the_same(client, source, trainer, number, django_assert_max_num_queries):
    AssignmentFactory(role="trainer", cohort=source)
    for shift in range(number):
        MeetingFactory(cohort=source, module=source.meetings.first().module, trainer=trainer, **at(10, day=DAY + timedelta(days=shift)))
        taken(trainer, **at(10, day=DAY + timedelta(days=7 + shift)))
    copied(client, source)
    with django_assert_max_num_queries(15):
        assert copied(client, source).context["clashing"] == number
