"""Conditions: each rule as a table; «Чего не хватает?» and the dry run are the same answers; queries do not grow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.attendance.models import Survey, Turnout
from courses.certificates.actions import set_conditions
from courses.certificates.condition_rules import dossier
from courses.certificates.rules import answers_for, answers_of
from courses.dossiers.rules import DossierStanding
from courses.progress.models import Progress
from courses.route.rules import way
from tests import factories
from tests.lessons import give_page

pytestmark = pytest.mark.django_db
NOTHING = {"attendance": 0, "lessons": False, "tests": False, "project": False, "dossier": "", "surveys": False}


@pytest.fixture
def ask(earned):
    """`ask(project=True)`: the earned enrollment's answers under these conditions alone, as value and met by title."""

    def asked(**conditions):
        set_conditions(earned.cohort, "participant", NOTHING | conditions, by=factories.UserFactory())
        return {str(answer.title): (str(answer.value), answer.met) for answer in answers_for(earned)}

    return asked


def test_a_cohort_that_said_nothing_asks_for_meetings_lessons_and_the_name(earned):
    assert [str(answer.title) for answer in answers_for(earned)] == ["Явка", "Уроки", "Имя для сертификата"]


def test_nothing_but_the_name_can_be_asked_for(ask):
    assert list(ask()) == ["Имя для сертификата"]


@pytest.mark.parametrize(("needed", "met"), [(None, True), (1, False), (100, False)])
def test_presence(ask, earned, needed, met):
    """The cohort itself asks for 0 per cent."""
    ended = timezone.now() - timezone.timedelta(hours=2)
    factories.MeetingFactory(cohort=earned.cohort, starts_at=ended, ends_at=ended + timezone.timedelta(hours=1))

    assert ask(attendance=needed)["Явка"] == ("0 %", met)


@pytest.mark.parametrize(("passed", "value"), [(0, ("0 из 2", False)), (1, ("1 из 2", False)), (2, ("2 из 2", True))])
def test_tests_that_were_passed(ask, earned, passed, value):
    module = factories.ModuleFactory(program=earned.cohort.program)
    factories.CohortModuleFactory(cohort=earned.cohort, module=module)
    quizzes = [factories.LessonFactory(module=module, done_by="quiz") for _number in range(2)]
    for lesson in quizzes:
        give_page(lesson, [])
    Progress.objects.bulk_create(Progress(enrollment=earned, lesson=lesson, done_at=timezone.now()) for lesson in quizzes[:passed])

    assert ask(tests=True)["Тесты"] == value


def test_no_tests_are_in_nobodys_way(ask):
    assert ask(tests=True)["Тесты"] == ("тестов нет", True)


def test_a_project_is_accepted_in_all_its_stages(ask, earned):
    assert ask(project=True)["Проект"] == ("приёма проектов ещё не было", False)
    call = factories.CallFactory(cohort=earned.cohort)
    stages = [call.stages.get(), factories.StageFactory(call=call)]
    team = factories.TeamFactory(call=call, people=[earned])
    assert ask(project=True)["Проект"] == ("принято этапов: 0 из 2", False)
    for stage in stages:
        factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")

    assert ask(project=True)["Проект"] == ("принято этапов: 2 из 2", True)


@pytest.mark.parametrize(
    ("state", "needed", "met"),
    [
        ("", "eligibility", False),
        ("eligibility", "eligibility", True),
        ("gathering", "eligibility", True),
        ("gathering", "filed", False),
        ("filed", "filed", True),
        ("concluded", "filed", True),
        ("at_justice", "recognized", False),
        ("recognized", "recognized", True),
        ("left", "eligibility", False),
    ],
)
def test_the_stage_of_the_dossier(state, needed, met):
    assert dossier(DossierStanding(state=state), needed).met is met


def test_surveys_that_can_be_answered(ask, earned):
    assert ask(surveys=True)["Опросы"] == ("опросов ещё не было", True)
    now = timezone.now()
    waiting = Survey.objects.create(cohort=earned.cohort, title="Итоги", opened_at=now)
    Survey.objects.create(cohort=earned.cohort, title="Не открыт")
    Survey.objects.create(cohort=earned.cohort, title="Закрыт", opened_at=now, closed_at=now)
    Survey.objects.create(cohort=factories.CohortFactory(), title="Чужой", opened_at=now)
    assert ask(surveys=True)["Опросы"] == ("0 из 1", False)

    Turnout.objects.create(survey=waiting, person=earned.person)

    assert ask(surveys=True)["Опросы"] == ("1 из 1", True)


def test_the_participant_and_the_dry_run_read_the_same_answers(earned):
    set_conditions(
        earned.cohort,
        "participant",
        dict.fromkeys(("lessons", "tests", "project", "surveys"), True) | {"attendance": 10, "dossier": "filed"},
        by=None,
    )

    assert answers_for(earned, way(earned)) == answers_of([earned])[earned.pk]


@pytest.mark.parametrize("kind", ["participant", "listener"])
def test_queries_do_not_grow_with_people(earn, kind):
    first = earn()
    everything = {"attendance": 10, "lessons": True, "tests": True, "project": True, "dossier": "filed", "surveys": True}
    set_conditions(first.cohort, kind, everything, by=None)
    people, counts = [first], []
    for number in (1, 3, 300):
        people += factories.EnrollmentFactory.create_batch(number - len(people), cohort=first.cohort, person__password=None)
        with CaptureQueriesContext(
            connection,
        ) as context:
            answers_of(people, kind=kind, module=first.cohort.cohort_modules.get().module if kind == "listener" else None)
        counts.append(len(context))

    assert len(set(counts)) == 1, counts
