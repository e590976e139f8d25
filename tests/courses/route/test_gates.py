"""A module behind another one: what closes it, what opens it, what it says, whom it never closes to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Cohort, CohortModule, Kind
from courses.progress.actions import mark_done
from courses.progress.models import VisitReport
from courses.route import rules
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(cohort):
    return factories.EnrollmentFactory(cohort=cohort)


@pytest.fixture
def modules(cohort):
    """Theory, then practice behind it, then the dialogue behind practice."""
    titles = {Kind.SEMINAR: "Теория", Kind.TRAINING: "Практика", Kind.EXCHANGE_VISIT: "Диалог"}
    found = [factories.ModuleFactory(program=cohort.program, kind=kind, title=title) for kind, title in titles.items()]
    for module, before in zip(found, (None, *found), strict=False):
        factories.CohortModuleFactory(cohort=cohort, module=module, after=before)
    return found


@pytest.fixture
def lesson(modules):
    """What stands behind the gate."""
    return readable_lesson(modules[1])


def meeting(module, cohort, days, **fields):
    starts_at = timezone.now() + timedelta(days=days)
    return factories.MeetingFactory(cohort=cohort, module=module, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **fields)


def reasons(enrollment, lesson):
    return rules.reasons_closed(enrollment, lesson)


def test_lessons_before_close_what_stands_behind(enrollment, modules, lesson):
    *most, last = [readable_lesson(modules[0]) for _each in range(5)]
    assert reasons(enrollment, lesson) == ["Сначала «Теория»: осталось 5 уроков из 5."]

    for each in most:
        mark_done(enrollment, each, by=enrollment.person)
    assert reasons(enrollment, lesson) == ["Сначала «Теория»: остался 1 урок из 5."]

    mark_done(enrollment, last, by=enrollment.person)
    assert reasons(enrollment, lesson) == []


def test_the_reason_leads_to_where_it_is_done(enrollment, modules, lesson):
    readable_lesson(modules[0])

    (reason,) = reasons(enrollment, lesson)

    assert reason.url == reverse("portals:module", args=[enrollment.pk, modules[0].pk])


def test_a_meeting_ahead_closes_and_a_missed_one_does_not(enrollment, cohort, modules, lesson):
    meeting(modules[0], cohort, -3)
    assert reasons(enrollment, lesson) == []

    ahead = meeting(modules[0], cohort, 3)
    readable_lesson(modules[0])
    day = f"{timezone.localtime(ahead.starts_at):%-d}"
    (reason,) = reasons(enrollment, lesson)

    assert reason.startswith("Сначала «Теория»: остался 1 урок из 1 и занятие " + day)


@pytest.mark.parametrize("fields", [{"cancelled_at": timezone.now()}, {"town": "Ишим"}, {"subgroup": "Группа А"}])
def test_a_meeting_of_others_or_called_off_closes_nothing(enrollment, cohort, modules, lesson, fields):
    if "town" in fields:
        fields = {"town": factories.TownFactory(name="Ишим", locative="в Ишиме")}
    elif "subgroup" in fields:
        fields = {"subgroup": cohort.subgroups.create(title="Группа А")}
    meeting(modules[0], cohort, 3, **fields)

    assert reasons(enrollment, lesson) == []


@pytest.mark.parametrize(
    ("state", "mark", "closed"),
    [
        (None, "present", True),
        (None, None, True),
        (None, "absent", False),
        (None, "excused", False),
        ("draft", "present", True),
        ("draft", "absent", True),
        ("sent", "present", False),
        ("accepted", "present", False),
        ("returned", "present", True),
    ],
)
def test_the_report_of_a_visit_is_owed_by_who_was_there(enrollment, cohort, modules, state, mark, closed):
    last = factories.ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK, title="Проект")
    factories.CohortModuleFactory(cohort=cohort, module=last, after=modules[2])
    visit = meeting(modules[2], cohort, -3)
    if mark:
        factories.MarkFactory(meeting=visit, enrollment=enrollment, status=mark)
    if state:
        VisitReport.objects.create(meeting=visit, enrollment=enrollment, state=state, saw="Двор")

    found = reasons(enrollment, readable_lesson(last))

    assert found == (["Сначала «Диалог»: 1 отчёт о поездке из 1."] if closed else [])


@pytest.mark.parametrize(("state", "closed"), [(None, True), ("handed", True), ("rework", True), ("declined", True), ("accepted", False)])
def test_a_project_is_passed_when_its_stages_are_accepted(enrollment, cohort, state, closed):
    project_work = factories.ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK, title="Проект")
    papers = factories.ModuleFactory(program=cohort.program, kind=Kind.DOCUMENT_SUPPORT, title="Документы")
    factories.CohortModuleFactory(cohort=cohort, module=project_work)
    factories.CohortModuleFactory(cohort=cohort, module=papers, after=project_work)
    call = factories.CallFactory(cohort=cohort, module=project_work)
    team = factories.TeamFactory(call=call, people=[enrollment])
    if state:
        factories.SubmissionFactory(project=team.project, state=state)

    found = reasons(enrollment, readable_lesson(papers))

    assert found == (["Сначала «Проект»: 1 этап проекта из 1 не принят."] if closed else [])


def test_an_empty_module_holds_nobody_up_once_it_is_open(enrollment, cohort, modules, lesson):
    row = CohortModule.objects.get(cohort=cohort, module=modules[0])
    assert reasons(enrollment, lesson) == []

    row.opens_on = timezone.localdate() + timedelta(days=2)
    row.save()
    assert reasons(enrollment, lesson) == ["Сначала «Теория»: эта часть ещё закрыта."]


def test_a_gate_stands_behind_a_gate(enrollment, modules):
    readable_lesson(modules[0])
    third = readable_lesson(modules[2])

    assert reasons(enrollment, third) == ["Сначала «Практика»: эта часть ещё закрыта."]


def test_the_day_is_told_before_the_gate(enrollment, cohort, modules, lesson):
    readable_lesson(modules[0])
    CohortModule.objects.filter(cohort=cohort, module=modules[1]).update(opens_on=timezone.localdate() + timedelta(days=1))

    assert ["откроется" in reason for reason in reasons(enrollment, lesson)] == [True]


def test_a_circle_that_got_in_closes_nobody_for_ever(enrollment, cohort, modules, lesson):
    CohortModule.objects.filter(cohort=cohort, module=modules[0]).update(after=modules[2])

    assert reasons(enrollment, lesson) == []


@pytest.mark.parametrize("added", ["lesson", "meeting"])
def test_whoever_has_begun_is_not_put_out(enrollment, cohort, modules, lesson, added):
    newcomer, beside = factories.EnrollmentFactory(cohort=cohort), readable_lesson(modules[1])
    mark_done(enrollment, lesson, by=enrollment.person)
    if added == "lesson":
        readable_lesson(modules[0])
    else:
        meeting(modules[0], cohort, 3)

    assert [bool(reasons(person, beside)) for person in (enrollment, newcomer)] == [False, True]


@pytest.mark.parametrize(("state", "closed"), [(None, True), ("handed", False), ("accepted", False)])
def test_whoever_has_handed_a_stage_in_is_not_put_out(enrollment, cohort, modules, state, closed):
    last = factories.ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK, title="Проект")
    factories.CohortModuleFactory(cohort=cohort, module=last, after=modules[0])
    team = factories.TeamFactory(call=factories.CallFactory(cohort=cohort, module=last), people=[enrollment])
    if state:
        factories.SubmissionFactory(project=team.project, state=state)
    readable_lesson(modules[0])

    assert bool(rules.reasons_module_closed(enrollment, last)) == closed


@pytest.mark.parametrize("who", ["finished person", "finished cohort", "archived cohort"])
def test_whoever_has_finished_reads_everything(enrollment, cohort, modules, lesson, who):
    readable_lesson(modules[0])
    if who == "finished person":
        enrollment.state = "finished"
    else:
        cohort.state = Cohort.State.FINISHED if who == "finished cohort" else Cohort.State.ARCHIVED
        cohort.save()
        enrollment.cohort = cohort

    assert reasons(enrollment, lesson) == []


def test_the_map_the_lesson_and_the_module_say_the_same(enrollment, modules, lesson):
    readable_lesson(modules[0])

    station = rules.way(enrollment).stations[1]

    assert station.state == "closed"
    assert list(station.reasons) == reasons(enrollment, lesson) == rules.reasons_module_closed(enrollment, modules[1])


@pytest.mark.parametrize("kind", ["lesson", "file", "done", "test", "work"])
def test_every_door_of_a_lesson_asks_the_same_rule(client_of, enrollment, cohort, modules, lesson, kind):
    readable_lesson(modules[0])
    client, place = client_of(enrollment.person), [cohort.pk, lesson.pk]
    words = "Сначала «Теория»"
    if kind == "lesson":
        page = client.get(reverse("portals:study", args=place)).content.decode()
        assert (words in page, "Текст урока" in page) == (True, False)
    elif kind == "file":
        assert client.get(reverse("portals:lesson_file", args=[*place, "x"])).status_code == 404
    elif kind == "done":
        client.post(reverse("portals:study_done", args=place))
        assert not enrollment.progress.exists()
    elif kind == "test":
        lesson.done_by = "quiz"
        lesson.save()
        factories.QuizPartFactory(version__quiz__lesson=lesson)
        assert words in client.get(reverse("portals:quiz", args=place)).content.decode()
        client.post(reverse("portals:quiz", args=place))
        assert not enrollment.attempts.exists()
    else:
        lesson.done_by = "work"
        lesson.save()
        assert words in client.get(reverse("portals:lesson_work", args=place)).content.decode()


def test_a_stage_behind_a_gate_takes_no_work(client_of, enrollment, cohort, modules):
    last = factories.ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK, title="Проект")
    row = factories.CohortModuleFactory(cohort=cohort, module=last, after=modules[0])
    call = factories.CallFactory(cohort=cohort, module=last, team_least=1)
    project, before = factories.TeamFactory(call=call, people=[enrollment]).project, readable_lesson(modules[0])
    client, address = client_of(enrollment.person), reverse("portals:project_hand_in", args=[project.pk, call.stages.get().pk])
    edition = {"edition": project.edition}

    refused = client.post(address, edition)

    assert (refused.status_code, "Сначала «Теория»" in refused.content.decode(), project.submissions.exists()) == (409, True, False)
    assert "Сначала «Теория»" in client.get(address).content.decode()
    mark_done(enrollment, before, by=enrollment.person)
    assert row.after == modules[0]
    assert client.post(address, edition).status_code == 302
    assert project.submissions.exists()


def test_a_lesson_without_a_gate_asks_nothing_more(enrollment, cohort, modules, django_assert_num_queries):
    lesson = rules_lesson(modules[0])
    calendar = list(CohortModule.objects.filter(cohort=cohort))

    with django_assert_num_queries(0):
        assert rules.reasons_closed(enrollment, lesson, calendar) == []


def rules_lesson(module):
    from courses.program.models import Lesson

    return Lesson.objects.select_related("module", "page").get(pk=readable_lesson(module).pk)


@pytest.mark.parametrize("number", [1, 3])
def test_a_gate_costs_the_same_for_any_number_of_lessons(enrollment, cohort, modules, number, django_assert_max_num_queries):
    lesson = rules_lesson(modules[1])
    for _each in range(number):
        readable_lesson(modules[0])
        meeting(modules[0], cohort, 3)
    calendar = list(CohortModule.objects.filter(cohort=cohort))

    with django_assert_max_num_queries(5):
        assert rules.reasons_closed(enrollment, lesson, calendar)
