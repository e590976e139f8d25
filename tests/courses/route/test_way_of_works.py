"""The map counts tests, works, reports and stages; «Что осталось сделать» names each with its address; the number of queries does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Kind
from courses.progress.actions.lessons import done_by_rule
from courses.progress.models import Attempt, LessonWork, VisitReport
from courses.route import rules
from school.vault.models import File
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(cohort):
    return factories.EnrollmentFactory(cohort=cohort)


def module_of(cohort, kind=Kind.SEMINAR, **fields):
    return factories.ModuleFactory(program=cohort.program, kind=kind, **fields)


def visit_of(cohort, module, days=-3):
    starts_at = timezone.now() + timedelta(days=days)
    return factories.MeetingFactory(cohort=cohort, module=module, title="В «Дом»", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))


def quiz_of(lesson, **fields):
    return factories.QuizVersionFactory(quiz__lesson=lesson, pass_share=70, **fields)


def tried(enrollment, version, points, number=1, **fields):
    facts = {"points": points, "of_points": 100, "ended_at": timezone.now(), "ended": "person"} | fields
    return Attempt.objects.create(enrollment=enrollment, quiz=version.quiz, version=version, number=number, **facts)


def handed(enrollment, lesson, state, number=1, answer=""):
    file = File.objects.create(key=f"{lesson.pk}-{number}-{enrollment.pk}", name="работа.pdf", size=1, content_type="application/pdf", shelf="works")
    return LessonWork.objects.create(enrollment=enrollment, lesson=lesson, file=file, state=state, number=number, answer=answer)


def steps(enrollment):
    return [(step.title, step.url) for step in rules.way(enrollment).steps]


def study(enrollment, lesson, name="study"):
    return reverse(f"portals:{name}", args=[enrollment.cohort_id, lesson.pk])


@pytest.mark.parametrize(
    ("done_by", "words"),
    [("word", "Пройдите урок «Чтение»"), ("quiz", "Пройдите урок «Чтение» и сдайте тест"), ("work", "Пройдите урок «Чтение» и сдайте работу")],
)
def test_a_lesson_says_what_makes_it_done(enrollment, cohort, done_by, words):
    lesson = readable_lesson(module_of(cohort), title="Чтение", done_by=done_by)

    assert steps(enrollment) == [(words, study(enrollment, lesson))]

    done_by_rule(enrollment, lesson, by=None)
    assert steps(enrollment) == []


@pytest.mark.parametrize(
    ("points", "tries", "note", "name", "stuck"),
    [
        ([], None, None, "study", False),
        ([40], None, "Лучшая попытка 40 %, нужно не меньше 70 %.", "quiz", False),
        ([40, 65, 50], None, "Лучшая попытка 65 %, нужно не меньше 70 %.", "quiz", False),
        ([40], 2, "Лучшая попытка 40 %, нужно не меньше 70 %.", "quiz", False),
        ([40, 30], 2, "Лучшая попытка 40 %, нужно не меньше 70 %. Попытки кончились: спросите тренера под уроком.", "study", True),
    ],
)
def test_a_failed_test_is_measured(enrollment, cohort, points, tries, note, name, stuck):
    lesson = readable_lesson(module_of(cohort), title="Чтение", done_by="quiz")
    version = quiz_of(lesson, tries=tries)
    for number, each in enumerate(points, start=1):
        tried(enrollment, version, each, number)

    (step,) = rules.way(enrollment).steps

    assert (step.url, step.stuck) == (study(enrollment, lesson, name), stuck)
    assert note is None or step.note == note


def test_a_new_version_counts_by_its_own_numbers(enrollment, cohort):
    lesson = readable_lesson(module_of(cohort), done_by="quiz")
    version = quiz_of(lesson, tries=1)
    tried(enrollment, version, 40)
    factories.QuizVersionFactory(quiz=version.quiz, number=2, tries=3, pass_share=80)

    (step,) = rules.way(enrollment).steps

    assert (step.stuck, step.note) == (False, "Лучшая попытка 40 %, нужно не меньше 80 %.")


def test_a_returned_work_comes_first_with_the_trainers_words(enrollment, cohort):
    module = module_of(cohort)
    readable_lesson(module, title="Первый")
    lesson = readable_lesson(module, title="Второй", done_by="work")
    handed(enrollment, lesson, "returned", answer="Нет\nподписи")
    other = factories.EnrollmentFactory(cohort=cohort)

    first, *rest = rules.way(enrollment).steps

    assert (first.title, first.note, first.url, first.returned) == (
        "Доработайте работу к уроку «Второй»", "Нет подписи", study(enrollment, lesson, "lesson_work"), True
    )  # fmt: skip
    assert [step.title for step in rest] == ["Пройдите урок «Первый»"]
    assert [step.returned for step in rules.way(other).steps] == [False, False]


def test_a_work_handed_in_again_is_not_returned_any_more(enrollment, cohort):
    lesson = readable_lesson(module_of(cohort), done_by="work")
    handed(enrollment, lesson, "returned")
    handed(enrollment, lesson, "handed", 2)

    assert [step.returned for step in rules.way(enrollment).steps] == [False]


@pytest.mark.parametrize(
    ("state", "title", "value"),
    [
        (None, "Напишите отчёт о поездке «В «Дом»»", "0 из 1 отчёта"),
        ("draft", "Допишите отчёт о поездке «В «Дом»»", "0 из 1 отчёта"),
        ("returned", "Доработайте отчёт о поездке «В «Дом»»", "0 из 1 отчёта"),
        ("sent", None, "1 из 1 отчёта"),
        ("accepted", None, "1 из 1 отчёта"),
    ],
)
def test_a_visit_is_reported_of(enrollment, cohort, state, title, value):
    visit = visit_of(cohort, module_of(cohort, Kind.EXCHANGE_VISIT))
    factories.MarkFactory(meeting=visit, enrollment=enrollment)
    if state:
        VisitReport.objects.create(meeting=visit, enrollment=enrollment, state=state)

    (station,) = rules.way(enrollment).stations

    assert station.value == f"1 из 1 занятия, {value}"
    assert station.state == ("now" if title else "done")
    assert steps(enrollment) == ([(title, reverse("portals:visit", args=[enrollment.pk, visit.pk]))] if title else [])


def test_a_visit_is_reported_of_even_behind_a_gate(enrollment, cohort):
    theory, dialogue = module_of(cohort), module_of(cohort, Kind.EXCHANGE_VISIT)
    factories.CohortModuleFactory(cohort=cohort, module=theory)
    factories.CohortModuleFactory(cohort=cohort, module=dialogue, after=theory)
    readable_lesson(theory)
    readable_lesson(dialogue)
    visit = visit_of(cohort, dialogue)

    assert [url for _title, url in steps(enrollment)][1:] == [reverse("portals:visit", args=[enrollment.pk, visit.pk])]


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        (None, ["Сдайте этап «Замысел»"]),
        ("handed", []),
        ("in_review", []),
        ("rework", ["Доработайте этап «Замысел»"]),
        ("accepted", []),
        ("declined", []),
    ],
)
def test_a_project_waits_for_its_team(enrollment, cohort, state, titles):
    call = factories.CallFactory(cohort=cohort)
    team = factories.TeamFactory(call=call, people=[enrollment])
    if state:
        factories.SubmissionFactory(project=team.project, state=state)

    way = rules.way(enrollment)

    assert [step.title.split(":")[0].split(" и сдайте")[0] for step in way.steps] == titles
    assert [step.url for step in way.steps] == [reverse("portals:project", args=[team.project.pk])] * len(titles)
    assert {step.returned for step in way.steps} <= {state == "rework"}
    assert way.stations[0].value == ("1 из 1 этапа" if state == "accepted" else "0 из 1 этапа")
    assert way.stations[0].state == ("done" if state == "accepted" else "now")


def test_whoever_has_no_team_is_led_to_the_call(enrollment, cohort):
    call = factories.CallFactory(cohort=cohort)

    assert steps(enrollment) == [("Соберите команду или вступите в неё", reverse("portals:project_call", args=[call.pk]))]


@pytest.mark.parametrize("asks", [False, True])
def test_a_word_about_the_team_is_asked_for_before_anything_else(enrollment, cohort, asks):
    call, other = factories.CallFactory(cohort=cohort), factories.EnrollmentFactory(cohort=cohort)
    leader, guest = (enrollment, other) if asks else (other, enrollment)
    team = factories.TeamFactory(call=call, people=[leader])
    team.invitations.create(person=guest.person, by=guest.person if asks else leader.person, asks=asks)

    if asks:
        (title, address), (rest, _there) = steps(enrollment)
        assert (title, address) == ("Ответьте тем, кто просится в вашу команду", reverse("portals:team", args=[team.pk]))
        assert rest.startswith("Сдайте этап «Замысел»")
    else:
        assert steps(enrollment) == [("Вас зовут в команду: ответьте", reverse("portals:project_call", args=[call.pk]))]


def test_the_cabinet_shows_what_is_left_and_why_the_rest_is_closed(client_of, enrollment, cohort):
    theory, practice = module_of(cohort, title="Теория о статусе"), module_of(cohort, Kind.TRAINING)
    factories.CohortModuleFactory(cohort=cohort, module=theory)
    factories.CohortModuleFactory(cohort=cohort, module=practice, after=theory)
    lesson = readable_lesson(theory, title="Первый", done_by="work")
    readable_lesson(practice)
    handed(enrollment, lesson, "returned", answer="Нет подписи")
    client = client_of(enrollment.person)

    page = client.get(reverse("portals:route", args=[enrollment.pk])).content.decode().replace("\xa0", " ")
    closed = client.get(reverse("portals:module", args=[enrollment.pk, practice.pk])).content.decode().replace("\xa0", " ")

    assert "Доработайте работу к уроку «Первый»" in page
    assert "Сначала «Теория о статусе»: остался 1 урок из 1." in page
    assert f'href="{reverse("portals:module", args=[enrollment.pk, theory.pk])}">Что нужно сделать' in page
    assert "Сначала «Теория о статусе»" in closed


def everything(cohort, person):
    """One of each thing that a way may have."""
    theory, dialogue, project = module_of(cohort), module_of(cohort, Kind.EXCHANGE_VISIT), module_of(cohort, Kind.PROJECT_WORK)
    for module in (theory, dialogue, project):
        factories.CohortModuleFactory(cohort=cohort, module=module)
    tested, worked = readable_lesson(theory, done_by="quiz"), readable_lesson(theory, done_by="work")
    tried(person, quiz_of(tested), 40)
    handed(person, worked, "returned")
    visit = visit_of(cohort, dialogue)
    factories.MarkFactory(meeting=visit, enrollment=person)
    VisitReport.objects.create(meeting=visit, enrollment=person)
    factories.TeamFactory(call=factories.CallFactory(cohort=cohort, module=project), people=[person])


@pytest.mark.parametrize("number", [1, 3])
def test_ways_with_everything_cost_the_same(number, django_assert_num_queries):
    people = [factories.EnrollmentFactory() for _each in range(number)]
    for person in people:
        everything(person.cohort, person)

    with django_assert_num_queries(9):
        found = rules.ways(people)

    assert [len(way.steps) for way in found.values()] == [4] * number


@pytest.mark.parametrize("name", ["route", "module"])
def test_pages_cost_the_same_for_any_number_of_things(client_of, enrollment, cohort, name):
    everything(cohort, enrollment)
    client, counts = client_of(enrollment.person), []
    place = [enrollment.pk] + ([cohort.program.modules.first().pk] if name == "module" else [])
    for more in (0, 2, 10):
        for module in list(cohort.program.modules.all()):
            for _each in range(more):
                handed(enrollment, readable_lesson(module, done_by="work"), "returned")
                tried(enrollment, quiz_of(readable_lesson(module, done_by="quiz")), 40)
                visit_of(cohort, module)
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(f"portals:{name}", args=place)).status_code == 200
        counts.append(len(found))

    assert len(set(counts[1:])) == 1, counts
