"""A call: who sees and keeps it, what it lacks before it opens, what is frozen, and its copy for another cohort."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import call_rules
from courses.projects.actions import calls
from courses.projects.models import Call, Stage
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories


@pytest.mark.parametrize(
    ("who", "sees", "keeps"),
    [
        ("participant", True, False),
        ("trainer", False, True),
        ("coordinator", False, True),
        ("administrator", False, True),
        ("methodologist", False, False),
        ("author", False, False),
        ("mentor", False, False),
        ("stranger", False, False),
    ],
)
def test_call_is_seen_by_who_takes_part_and_kept_by_the_trainers_and_the_office(call, cast, who, sees, keeps):
    person = cast[who]

    assert Call.objects.visible_to(person).filter(pk=call.pk).exists() is sees
    assert Call.objects.kept_by(person).filter(pk=call.pk).exists() is keeps
    assert call_rules.keeps(call, person) is keeps


@pytest.mark.parametrize(("state", "seen"), [("draft", False), ("open", True), ("closed", True)])
def test_draft_is_for_its_keepers_alone(call, participant, trainer, state, seen):
    Call.objects.update(state=state)

    assert Call.objects.visible_to(participant).exists() is seen
    assert Call.objects.kept_by(trainer).exists()


def test_trainer_of_another_cohort_keeps_nothing_here(call):
    other = factories.AssignmentFactory(role="trainer", cohort=factories.CohortFactory(under_way=True)).person

    assert list(Call.objects.kept_by(other)) == []


def test_call_of_outsiders_is_of_the_office_alone(db, coordinator, trainer, participant):
    """Nobody takes part in it yet, and nothing breaks on it."""
    call = factories.CallFactory(cohort=None)

    assert list(Call.objects.kept_by(coordinator)) == [call]
    assert list(Call.objects.kept_by(trainer)) == []
    assert list(Call.objects.visible_to(participant)) == []
    assert call_rules.seat_in(call, participant) is None
    assert list(call_rules.takers(call)) == []
    assert call_rules.keepers(call) == []
    assert call_rules.reasons_not_to_work(call) == []


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("draft", "open_call", "open"),
        ("draft", "close_call", None),
        ("draft", "reopen_call", None),
        ("open", "open_call", None),
        ("open", "close_call", "closed"),
        ("open", "reopen_call", None),
        ("closed", "open_call", None),
        ("closed", "close_call", None),
        ("closed", "reopen_call", "open"),
    ],
)
def test_states_go_by_the_table(call, trainer, state, verb, after):
    Call.objects.update(state=state)
    call.refresh_from_db()

    if after is None:
        with pytest.raises(Refused):
            getattr(calls, verb)(call, by=trainer)
    else:
        getattr(calls, verb)(call, by=trainer)

    assert Call.objects.get().state == (after or state)
    assert Entry.objects.filter(verb__startswith="projects.call_").count() == (after is not None)


def without_stages(call):
    call.stages.all().delete()


def without_criteria(call):
    for criterion in call.criteria.all():
        criterion.levels.all().delete()
        criterion.delete()


def with_one_level(call):
    call.criteria.first().levels.exclude(points=0).delete()


def without_reviews(call):
    Call.objects.update(reviews_needed=0)


def with_past_dates(call):
    long_ago = timezone.now() - timedelta(days=9)
    call.stages.update(opens_at=long_ago - timedelta(days=1), due_at=long_ago)


def with_stages_backwards(call):
    factories.StageFactory(call=call, title="Проект", position=1, due_at=timezone.now() + timedelta(days=2))


def with_late_gathering(call):
    Call.objects.update(teams_until=timezone.now() + timedelta(days=30))


@pytest.mark.parametrize(
    ("breaks", "reasons"),
    [
        (lambda call: None, []),
        (without_stages, ["Добавьте хотя бы один этап."]),
        (without_criteria, ["Добавьте критерии: по ним рецензируют работы."]),
        (with_one_level, ["У критерия «Польза людям» меньше двух уровней."]),
        (without_reviews, ["Укажите, сколько рецензий нужно на работу: не меньше одной."]),
        (with_past_dates, ["Сроки всех этапов уже прошли. Перенесите их."]),
        (with_stages_backwards, ["Срок этапа «Проект» раньше срока этапа «Замысел»."]),
        (with_late_gathering, ["Команды собираются позже срока последнего этапа."]),
    ],
)
def test_call_opens_when_nothing_is_missing(cohort, breaks, reasons):
    call = factories.CallFactory(cohort=cohort, state="draft")
    breaks(call)
    call = Call.objects.get()

    assert call_rules.reasons_against(call, "open") == reasons


def test_stage_without_reviews_needs_no_criteria(cohort):
    call = factories.CallFactory(cohort=cohort, state="draft", criterion=None, second=None)
    call.stages.update(reviewed=False)

    assert call_rules.reasons_against(call, "open") == []


def test_archived_cohort_keeps_its_call_as_it_was(call, trainer, participant, stage):
    call.cohort.state = "archived"
    call.cohort.save()
    call = Call.objects.get()

    assert len(call_rules.reasons_not_to_work(call)) == 1
    for act in (
        lambda: calls.close_call(call, by=trainer),
        lambda: calls.change(call, {"title": "Другое"}, by=trainer),
        lambda: calls.change_stage(stage, {"title": "Другое"}, by=trainer),
    ):
        with pytest.raises(Refused):
            act()


# Making and changing


def test_call_of_a_module_is_made_once(cohort, trainer):
    module = factories.ModuleFactory(program=cohort.program, kind="project_work")

    made = calls.make(cohort, module=module, title="Проекты", by=trainer)

    assert (made.state, made.cohort, made.module) == ("draft", cohort, module)
    with pytest.raises(Refused):
        calls.make(cohort, module=module, title="Проекты", by=trainer)


@pytest.mark.parametrize("wrong", ["another kind", "another programme"])
def test_call_is_held_by_a_module_of_project_work_of_the_same_programme(cohort, trainer, wrong):
    fields = {"program": cohort.program} if wrong == "another kind" else {"kind": "project_work", "program": factories.ProgramFactory()}

    with pytest.raises(Refused) as refusal:
        calls.make(cohort, module=factories.ModuleFactory(**fields), title="Проекты", by=trainer)

    assert refusal.value.reasons == ["Приём проектов ведут в модуле проектной работы программы этого потока."]


def test_open_call_may_not_become_impossible(call, trainer, stage):
    for act in (
        lambda: calls.remove_stage(stage, by=trainer),
        lambda: calls.change(call, {"reviews_needed": 0}, by=trainer),
        lambda: calls.change(call, {"team_least": 5, "team_most": 2}, by=trainer),
        lambda: [calls.remove_criterion(criterion, by=trainer) for criterion in call.criteria.all()],
    ):
        with pytest.raises(Refused):
            act()

    assert call.stages.count() == 1


def test_change_is_told_to_the_journal_by_its_fields(call, trainer):
    calls.change(call, {"title": call.title, "team_most": 7}, by=trainer)
    calls.change(call, {"team_most": 7}, by=trainer)

    assert Call.objects.get().team_most == 7
    assert [row.facts["fields"] for row in Entry.objects.filter(verb="projects.call_changed")] == [["человек в команде, не больше"]]


def test_closed_call_is_changed_after_it_is_open_again(call, trainer, stage):
    calls.close_call(call, by=trainer)

    with pytest.raises(Refused):
        calls.change_stage(stage, {"due_at": stage.due_at + timedelta(days=1)}, by=trainer)
    calls.reopen_call(call, by=trainer)
    calls.change_stage(stage, {"due_at": stage.due_at + timedelta(days=1)}, by=trainer)

    assert Stage.objects.get().due_at == stage.due_at + timedelta(days=1)


def test_only_a_draft_without_teams_is_removed(cohort, trainer, call):
    draft = factories.CallFactory(cohort=cohort, state="draft")

    calls.remove(draft, by=trainer)
    with pytest.raises(Refused):
        calls.remove(call, by=trainer)

    assert list(Call.objects.all()) == [call]


# Copies


def test_copy_is_a_draft_moved_by_the_days_between_the_cohorts(call, stage, trainer, coordinator, team):
    call.teams_until = stage.due_at
    call.blind, call.team_most = True, 4
    call.save()
    days = timedelta(days=364)
    next_year = factories.CohortFactory(program=call.cohort.program, starts_on=call.cohort.starts_on + days, ends_on=call.cohort.ends_on + days)

    made = calls.copy_call(call, next_year, by=coordinator)

    copied = made.stages.get()
    assert (made.state, made.module, made.title, made.blind, made.team_most) == ("draft", call.module, call.title, True, 4)
    assert made.teams_until == call.teams_until + days
    assert (copied.opens_at, copied.due_at) == (stage.opens_at + days, stage.due_at + days)
    assert copied.needs == stage.needs
    assert [(row.title, row.weight, row.levels.count()) for row in made.criteria.all()] == [("Польза людям", 2, 3), ("Выполнимость", 1, 3)]
    assert made.teams.count() == 0
    assert call_rules.reasons_against(made, "open") == []


def test_copy_for_another_programme_finds_its_module(call, coordinator):
    other = factories.CohortFactory()
    module = factories.ModuleFactory(program=other.program, kind="project_work")

    assert calls.copy_call(call, other, by=coordinator).module == module


def test_copy_twice_is_refused(call, coordinator):
    other = factories.CohortFactory(program=call.cohort.program)
    calls.copy_call(call, other, by=coordinator)

    with pytest.raises(Refused):
        calls.copy_call(call, other, by=coordinator)


def test_call_without_a_module_is_made_once_by_its_title(cohort, trainer):
    calls.make(cohort, title="Выставка", by=trainer)

    with pytest.raises(Refused):
        calls.make(cohort, title="Выставка", by=trainer)


def test_letters_go_to_the_trainers_and_else_to_whoever_answers_for_the_cohort(call, trainer, coordinator):
    assert call_rules.keepers(call) == [trainer]

    call.cohort.assignments.update(until=timezone.localdate() - timedelta(days=1))
    call.cohort.responsible = coordinator

    assert call_rules.keepers(call) == [coordinator]
