"""A cohort after the pattern of another, templates of timetables."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment.actions import copy_cohort
from courses.enrollment.models import Criterion, Question
from courses.program.models import Cohort, CohortModule, Meeting, Quota, Subgroup, TemplateMeeting, TimetableTemplate
from school.journal.labels import described, label_of
from school.journal.models import Entry
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CohortFactory,
    EnrollmentFactory,
    MarkFactory,
    MeetingFactory,
    ModuleFactory,
    QuotaFactory,
)

pytestmark = pytest.mark.django_db
TYUMEN = ZoneInfo("Asia/Yekaterinburg")
START = date(2031, 9, 1)


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def source(coordinator, trainer):
    """A cohort with everything that can be arranged, on a Monday."""
    made = CohortFactory(
        state="under_way", starts_on=START, ends_on=START + timedelta(days=90), apply_from=START - timedelta(days=40),
        apply_until=START - timedelta(days=10), responsible=coordinator, seats=15, per_organization=2, late_weight=50,
    )  # fmt: skip
    module = ModuleFactory(program=made.program, hours=18)
    QuotaFactory(cohort=made, seats=7)
    CohortModule.objects.create(cohort=made, module=module, hours=16, opens_on=START + timedelta(days=5))
    group = Subgroup.objects.create(cohort=made, title="Группа А")
    AssignmentFactory(person=trainer, role="trainer", cohort=made)
    fields = {"cohort": made, "module": module, "trainer": trainer}
    MeetingFactory(
        title="Первое", starts_at=moment(3, 10), ends_at=moment(3, 14), subgroup=group, hours=5, host="АНО", secret="x", sequence=4, **fields
    )
    MeetingFactory(title="Второе", starts_at=moment(10, 18), ends_at=moment(10, 20), **fields)
    MeetingFactory(title="Отменённое", starts_at=moment(11, 10), ends_at=moment(11, 12), cancelled_at=timezone.now(), **fields)
    Question.objects.create(cohort=made, text="Сколько в организации людей?")
    Question.objects.create(cohort=made, text="Больше не спрашиваем", in_use=False)
    Criterion.objects.create(cohort=made, title="Опыт", points=5)
    return made


def moment(day, hour):
    return datetime.combine(START + timedelta(days=day), time(hour), tzinfo=TYUMEN)


def asked(**changes):
    return {"title": "Весенний поток", "starts_on": "2032-03-01", "with_trainers": "on", **changes}


def copied(client, source, **changes):
    """Both presses of a coordinator: the second sends what the first has shown."""
    address = reverse("office:cohort_copy", args=[source.pk])
    shown = client.post(address, asked(**changes)).context["form"]["shown"].value() or ""
    return client.post(address, asked(**changes) | {"create": "1", "shown": shown})


def test_a_copy_is_moved_as_a_whole(client, source, trainer):
    EnrollmentFactory(cohort=source)
    ApplicationFactory(cohort=source)
    shift = date(2032, 3, 1) - START

    response = copied(client, source)

    made = Cohort.objects.get(title="Весенний поток")
    assert response.url == reverse("office:cohort", args=[made.pk])
    assert (made.state, made.starts_on, made.ends_on, made.apply_until) == (
        "draft",
        START + shift,
        source.ends_on + shift,
        source.apply_until + shift,
    )
    assert (made.responsible, made.seats, made.per_organization, made.late_weight) == (source.responsible, 15, 2, 50)
    assert Quota.objects.get(cohort=made).seats == 7
    assert CohortModule.objects.values_list("opens_on", "hours").get(cohort=made) == (START + timedelta(days=5) + shift, 18)
    assert [row.text for row in made.questions.all()] == ["Сколько в организации людей?"]
    assert (made.criteria.get().title, made.assignments.get().person) == ("Опыт", trainer)
    assert not made.enrollments.exists()
    assert not made.applications.exists()
    first, second = made.meetings.order_by("starts_at")
    assert (first.title, first.starts_at, first.hours, first.host, first.trainer) == ("Первое", moment(3, 10) + shift, 5, "АНО", trainer)
    assert (first.subgroup.cohort, first.secret, first.sequence, second.ends_at) == (made, "", 0, moment(10, 20) + shift)


def test_the_preview_writes_nothing_and_shows_every_meeting(client, source):
    page = client.post(reverse("office:cohort_copy", args=[source.pk]), asked())

    text = page.content.decode()
    assert [plan.title for plan in page.context["plans"]] == ["Первое", "Второе"]
    assert "4 марта 2032 года, четверг, 10:00–14:00" in text
    assert "Дни недели изменятся" not in text
    assert Cohort.objects.filter(program=source.program).count() == 1


def test_other_weekdays_are_told(client, source):
    page = client.post(reverse("office:cohort_copy", args=[source.pk]), asked(starts_on="2032-03-02"))

    assert "Дни недели изменятся" in page.content.decode()


def test_what_was_not_shown_is_not_created(client, source):
    response = client.post(reverse("office:cohort_copy", args=[source.pk]), asked() | {"create": "1", "shown": "2032-03-08"})

    assert (response.status_code, Cohort.objects.filter(title="Весенний поток").exists()) == (200, False)


def test_a_second_press_makes_no_second_cohort(client, source):
    copied(client, source)

    assert "уже есть" in copied(client, source).content.decode()
    assert Cohort.objects.filter(title="Весенний поток").count() == 1


@pytest.mark.parametrize(("title", "starts_on"), [("образец ", "2032-03-01"), ("Образец", "2033-03-01"), ("Другой поток", "2034-03-01")])
def test_a_copy_has_a_title_of_its_own(client, source, title, starts_on):
    Cohort.objects.filter(pk=source.pk).update(title="Образец")
    CohortFactory(program=source.program, title="Другой поток")
    form = copied(client, source, title=title, starts_on=starts_on).context["form"]

    assert ("иначе" in form.errors["title"][0], Cohort.objects.filter(program=source.program).count()) == (True, 2)


def test_trainers_stay_behind_when_asked(client, source):
    copied(client, source, with_trainers="")

    made = Cohort.objects.get(title="Весенний поток")
    assert (made.assignments.count(), made.meetings.exclude(trainer=None).count()) == (0, 0)


@pytest.mark.parametrize("changes", [{"title": ""}, {"title": "x" * 201}, {"starts_on": "завтра"}, {"starts_on": "9999-12-31"}, {"starts_on": ""}])
def test_a_bad_copy_is_told(client, source, changes):
    assert copied(client, source, **changes).status_code == 200
    assert Cohort.objects.filter(program=source.program).count() == 1


@pytest.mark.parametrize("number", [1, 3, 60])
def test_a_copy_costs_the_same_for_any_timetable(source, coordinator, number, django_assert_max_num_queries):
    for day in range(number):
        MeetingFactory(cohort=source, module=source.meetings.first().module, starts_at=moment(day, 10), ends_at=moment(day, 12))
    with django_assert_max_num_queries(40):
        copy_cohort(source, title="Весенний поток", starts_on=date(2032, 3, 1), with_trainers=True, by=coordinator)


# Templates


def templates_of(cohort):
    return reverse("office:cohort_templates", args=[cohort.pk])


@pytest.fixture
def kept(client, source):
    client.post(templates_of(source), {"do": "keep", "keep-title": "Два вечера"})
    return TimetableTemplate.objects.get()


def test_a_timetable_is_kept_by_days(kept, source):
    rows = TemplateMeeting.objects.values_list("title", "day", "starts", "minutes", "hours")

    assert list(rows) == [("Первое", 4, time(10), 240, 5), ("Второе", 11, time(18), 120, None)]
    assert label_of(Entry.objects.filter(verb="program.timetable_kept").get().verb) == "расписание сохранено шаблоном"


def test_a_template_is_shown_then_laid_once(client, kept, source):
    other = CohortFactory(program=source.program, starts_on=date(2032, 3, 1), ends_on=date(2032, 6, 1), title="Весенний поток")
    page = client.get(templates_of(other), {"template": kept.pk})
    assert (len(page.context["plans"]), other.meetings.count()) == (2, 0)
    for _press in range(2):
        client.post(templates_of(other), {"do": "lay", "template": kept.pk})

    first, second = other.meetings.order_by("starts_at")
    assert first.starts_at == datetime(2032, 3, 4, 10, tzinfo=TYUMEN)
    assert (second.ends_at, second.trainer) == (datetime(2032, 3, 11, 20, tzinfo=TYUMEN), None)
    assert set(described(Entry.objects.get(verb="program.timetable_laid")).split("; ")) == {"шаблон: Два вечера", "сколько: 2"}
    assert "уже есть" in client.get(templates_of(other), {"template": kept.pk}).content.decode()


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_a_cohort_that_is_over_gets_no_meetings(client, kept, source, state):
    other = CohortFactory(program=source.program, state=state)
    client.post(templates_of(other), {"do": "lay", "template": kept.pk})

    assert not other.meetings.exists()


def test_a_template_of_another_programme_is_not_found(client, kept):
    other = CohortFactory()

    assert client.post(templates_of(other), {"do": "lay", "template": kept.pk}).status_code == 404
    assert client.get(templates_of(other), {"template": kept.pk}).context["plans"] is None


@pytest.mark.parametrize("fields", [{"keep-title": ""}, {"keep-title": "Два вечера"}, {"keep-title": "x" * 161}])
def test_a_bad_template_is_told(client, kept, source, fields):
    assert client.post(templates_of(source), {"do": "keep"} | fields).status_code == 200
    assert TimetableTemplate.objects.count() == 1


def test_an_empty_timetable_is_not_kept(client):
    assert client.post(templates_of(CohortFactory()), {"do": "keep", "keep-title": "Пустой"}).status_code == 200
    assert not TimetableTemplate.objects.exists()


def test_a_dropped_template_leaves_the_meetings(client, kept, source):
    client.post(templates_of(source), {"do": "drop", "template": kept.pk})

    assert (TimetableTemplate.objects.count(), source.meetings.count()) == (0, 3)


@pytest.mark.parametrize("number", ["x", "", "²", "9" * 30])
def test_a_bad_number_of_a_template_is_not_found(client, source, number):
    assert client.post(templates_of(source), {"do": "lay", "template": number}).status_code == 404


# The door


@pytest.mark.parametrize("name", ["cohort_copy", "cohort_templates", "cohort_subgroups"])
@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_the_screens_are_the_offices(role, name, cast, source, client_of):
    address, client = reverse(f"office:{name}", args=[source.pk]), client_of(cast[role])
    MarkFactory(meeting=Meeting.objects.first())

    assert (client.get(address).status_code in (302, 403), client.post(address, asked()).status_code in (302, 403)) == (True, True)
