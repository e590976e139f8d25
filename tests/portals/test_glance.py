"""«Успехи»: people and lessons of a cohort at a glance, one person's whole way; who sees whose."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.progress.actions import mark_done
from courses.progress.models import Attempt, LessonQuestion
from school.vault.models import File
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
PAGES = ("glance", "glance_lessons", "nudge")


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def module(cohort):
    """In the calendar, as every module of a cohort that has started."""
    made = factories.ModuleFactory(program=cohort.program, title="Теория о статусе")
    factories.CohortModuleFactory(cohort=cohort, module=made)
    return made


@pytest.fixture
def lessons(module):
    return [readable_lesson(module, title=f"Урок {number}") for number in range(4)]


def person(cohort, name, done=(), **fields):
    user = factories.UserFactory(family_name=name, given_name="Анна", patronymic="")
    found = factories.EnrollmentFactory(cohort=cohort, person=user, **fields)
    for lesson in done:
        mark_done(found, lesson, by=user)
    return found


def page(client, cohort, name="glance", query=""):
    response = client.get(reverse(f"portals:{name}", args=[cohort.pk]) + query)
    assert response.status_code == 200
    return response


def names(response):
    return [row["person"].enrollment.person.family_name for row in response.context["rows"]]


def text_of(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("coordinator", 200), ("administrator", 200), ("participant", 404), ("mentor", 404), ("author", 404), ("methodologist", 404),
     ("stranger", 404)],
)  # fmt: skip
def test_who_looks_at_a_cohort(cast, client_of, cohort, name, role, status):
    assert client_of(cast[role]).get(reverse(f"portals:{name}", args=[cohort.pk])).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_cohort_is_a_missing_one(client, name):
    foreign = factories.CohortFactory(under_way=True)

    assert [client.get(reverse(f"portals:{name}", args=[pk])).status_code for pk in (foreign.pk, 10**9, 10**30)] == [404, 404, 404]


def test_a_former_trainer_sees_nothing_more(client, trainer, cohort):
    page(client, cohort)
    trainer.assignments.update(until=timezone.localdate() - timedelta(days=1))

    assert client.get(reverse("portals:glance", args=[cohort.pk])).status_code == 404


def test_a_person_of_another_cohort_is_not_found_here(client, cohort):
    own, foreign = person(cohort, "Своя"), factories.EnrollmentFactory()

    answers = [client.get(reverse("portals:glance_person", args=[cohort.pk, each.pk])).status_code for each in (own, foreign)]

    assert answers == [200, 404]


def test_the_only_cohort_opens_at_once_and_several_are_listed(client, trainer, cohort):
    address = reverse("portals:glance_list")
    assert client.get(address).url == reverse("portals:glance", args=[cohort.pk])

    other = factories.CohortFactory(title="Весенний поток")
    factories.AssignmentFactory(person=trainer, role="trainer", cohort=other)
    listed = client.get(address)

    assert [row.pk for row in listed.context["page"]] == [cohort.pk, other.pk]


def test_an_archived_cohort_is_out_of_the_list(client, cohort):
    cohort.state = "archived"
    cohort.save()

    assert "Потоков пока нет" in client.get(reverse("portals:glance_list")).content.decode()


def test_people_stand_by_who_needs_a_word_first(client, cohort, lessons):
    person(cohort, "Всё", lessons)
    person(cohort, "Начало", lessons[:1])
    person(cohort, "Ничего")
    person(cohort, "Ушла", state="withdrawn")

    orders = {sort: names(page(client, cohort, query=f"?sort={sort}")) for sort in ("", "name", "share", "quiet", "zzz")}

    assert orders == {
        "": ["Ничего", "Начало", "Всё"],
        "name": ["Всё", "Начало", "Ничего"],
        "share": ["Ничего", "Начало", "Всё"],
        "quiet": ["Ничего", "Начало", "Всё"],
        "zzz": ["Ничего", "Начало", "Всё"],
    }


def test_the_rule_of_falling_behind_is_on_the_screen(client, cohort, lessons):
    cohort.ends_on = timezone.localdate() + timedelta(days=29)  # the half of it is over
    cohort.save()
    person(cohort, "Отставшая")
    person(cohort, "Успевающая", lessons[:2])

    response = page(client, cohort)

    assert (response.context["pace"].expected, response.context["pace"].least, response.context["behind"]) == (2, 2, 1)
    assert "По календарю к сегодняшнему дню – 2 из 4 уроков. Отстаёт тот, кто прошёл меньше 2: это 70 %." in text_of(response)
    assert names(page(client, cohort, query="?behind=1")) == ["Отставшая"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?town={town}", ["Ишимская"]),
        ("?group={group}", ["Группова"]),
        ("?q=ишИМ", ["Ишимская"]),
        ("?town=999999", []),
        ("?town=x", []),
        ("?group=%00", ["Группова", "Дальняя", "Ишимская"]),
        ("?at={module}", ["Группова", "Ишимская"]),
        ("?at={second}", ["Дальняя"]),
        ("?part={module}", ["Группова", "Дальняя", "Ишимская"]),
        ("?part=999", ["Группова", "Дальняя", "Ишимская"]),
        ("?page=99", ["Группова", "Дальняя", "Ишимская"]),
        ("?q=" + "ж" * 5000, []),
    ],
)
def test_people_are_filtered(client, cohort, module, lessons, query, found):
    second = factories.ModuleFactory(program=cohort.program, kind="training")
    factories.CohortModuleFactory(cohort=cohort, module=second)
    readable_lesson(second)
    town, group = factories.TownFactory(name="Ишим", locative="в Ишиме"), cohort.subgroups.create(title="Группа А")
    person(cohort, "Ишимская", town=town)
    person(cohort, "Группова", subgroup=group)
    person(cohort, "Дальняя", lessons)
    query = query.format(town=town.pk, group=group.pk, module=module.pk, second=second.pk)

    assert sorted(names(page(client, cohort, query=query))) == found


def test_a_part_is_shown_lesson_by_lesson(client, cohort, module, lessons):
    found = person(cohort, "Одна", lessons[:1])
    found.progress.create(lesson=lessons[1], opened_at=timezone.now())

    (row,) = page(client, cohort, query=f"?part={module.pk}").context["rows"]

    assert [cell["state"] for cell in row["cells"]] == ["done", "opened", "", ""]


def test_where_a_person_stands_is_said(client, cohort, lessons):
    person(cohort, "Одна", lessons[:1])

    text = text_of(page(client, cohort))

    assert ("Пройдите урок «Урок 1»" in text, "1 из 4" in text, "сегодня" in text) == (True, True, True)


def test_fifty_people_stand_on_a_page(client, cohort):
    factories.EnrollmentFactory.create_batch(51, cohort=cohort)

    assert [len(names(page(client, cohort, query=f"?page={number}"))) for number in (1, 2)] == [50, 1]


def test_lessons_say_who_opened_them_and_what_waits(client, cohort, lessons):
    first, second = person(cohort, "Первая", lessons[:1]), person(cohort, "Вторая")
    second.progress.create(lesson=lessons[0], opened_at=timezone.now())
    person(cohort, "Ушла", lessons[:2], state="active")
    type(first).objects.filter(person__family_name="Ушла").update(state="expelled")
    version = factories.QuizVersionFactory(quiz__lesson=lessons[0])
    for each, number, passed in ((first, 1, False), (first, 2, True), (second, 1, False)):
        Attempt.objects.create(
            enrollment=each, quiz=version.quiz, version=version, number=number, passed=passed, of_points=100, ended_at=timezone.now(), ended="person"
        )
    LessonQuestion.objects.create(lesson=lessons[0], enrollment=first, text="А если отказали?")
    LessonQuestion.objects.create(lesson=lessons[0], enrollment=first, text="Понял", answered_at=timezone.now())

    response = page(client, cohort, "glance_lessons")

    row = response.context["rows"][0]
    assert (row.people, row.opened, row.done, row.tried, row.passed, row.pass_share, row.questions) == (2, 2, 1, 2, 1, 50, 1)
    assert [row.untouched for row in response.context["rows"]] == [False, True, True, True]
    assert "никто не открыл" in text_of(response)


def test_only_the_newest_work_waits(client, cohort, lessons):
    file = File.objects.create(key="k" * 32, name="работа.pdf", size=1, content_type="application/pdf", shelf="works")
    again, accepted, other = (person(cohort, name) for name in ("Первая", "Вторая", "Третья"))
    for owner, number, state in (
        (again, 1, "handed"),
        (again, 2, "handed"),
        (accepted, 1, "handed"),
        (accepted, 2, "accepted"),
        (other, 1, "returned"),
    ):
        owner.works.create(lesson=lessons[1], number=number, state=state, file=file)

    assert [row.works for row in page(client, cohort, "glance_lessons").context["rows"]] == [0, 1, 0, 0]


def test_reports_of_visits_wait_too(client, cohort):
    found = person(cohort, "Берёзкина")
    for number, state in enumerate(("draft", "sent", "accepted")):
        meeting = factories.MeetingFactory(cohort=cohort, title=f"Поездка {number}")
        found.visit_reports.create(meeting=meeting, state=state)

    response = page(client, cohort, "glance_lessons")

    assert response.context["reports"] == 1
    assert reverse("portals:visit_reports") in text_of(response)


def test_the_way_of_one_person_is_whole(client, cohort, module, lessons):
    found = person(cohort, "Берёзкина", lessons[:1])

    text = text_of(client.get(reverse("portals:glance_person", args=[cohort.pk, found.pk])))

    assert all(lesson.title in text for lesson in lessons)
    assert ("пройден" in text, "1 из 4 уроков" in text, "Пройдите урок «Урок 1»" in text) == (True, True, True)


def test_notes_of_a_person_are_nowhere(client, cohort, lessons):
    found = person(cohort, "Берёзкина")
    found.person.lesson_notes.create(lesson=lessons[0], text="Моя тайна")
    pages = [reverse("portals:glance", args=[cohort.pk]), reverse("portals:glance_person", args=[cohort.pk, found.pk])]

    assert ["Моя тайна" in client.get(address).content.decode() for address in pages] == [False, False]


@pytest.mark.parametrize("name", ["glance", "glance_lessons"])
def test_an_empty_cohort_says_so(client, cohort, name):
    assert "пока никого нет" in text_of(page(client, cohort, name))


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", [*PAGES, "glance?part"])
def test_queries_do_not_grow(client, cohort, module, lessons, name):
    counts = []
    address = reverse(f"portals:{name.split('?')[0]}", args=[cohort.pk]) + (f"?part={module.pk}" if "?" in name else "")
    for more in (1, 2, 297):
        for found in factories.EnrollmentFactory.create_batch(more, cohort=cohort):
            found.progress.create(lesson=lessons[0], done_at=timezone.now())
        counts.append(queries(client, address))

    assert len(set(counts)) == 1, counts
    assert counts[0] <= 15


def test_queries_of_the_list_do_not_grow(client, trainer, cohort):
    counts = []
    for more in (1, 2, 10):
        for _each in range(more):
            factories.AssignmentFactory(person=trainer, role="trainer", cohort=factories.CohortFactory(under_way=True))
        counts.append(queries(client, reverse("portals:glance_list")))

    assert len(set(counts)) == 1
