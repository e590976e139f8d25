"""Stages and criteria of a call: what may be kept, what is frozen, who is told of a new date."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import stage_rules
from courses.projects.actions import calls
from courses.projects.models import CallCriterion, Review, Stage
from school.people.rules import Refused
from school.post.models import Letter
from school.templatetags.look import moment
from tests import factories

LEVELS = [(0, "Не показано"), (1, "Показано")]


# Stages


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"due_at": -5}, "Срок раньше начала приёма."),
        ({"late_until": 1}, "Опоздание кончается раньше срока."),
        ({"needs": ["title", "password"]}, "Такого поля у проекта нет."),
        ({"papers": "Смета\nСмета"}, "Одно название файла написано дважды."),
        ({"papers": "С" * 201}, "Название файла не длиннее 200 знаков."),
    ],
)
def test_stage_that_cannot_be_kept_is_refused(call, trainer, fields, reason):
    now = timezone.now()
    typed = {"kind": "draft", "title": "Проект", "opens_at": now, "due_at": now + timedelta(days=9)}
    typed |= {name: now + timedelta(days=value) if isinstance(value, int) else value for name, value in fields.items()}

    if reason is None:
        assert calls.add_stage(call, typed, by=trainer).position == 1
    else:
        with pytest.raises(Refused) as refusal:
            calls.add_stage(call, typed, by=trainer)
        assert refusal.value.reasons == [reason]


def test_the_same_stage_is_a_second_press_and_the_same_title_is_not(call, trainer, stage):
    typed = {"kind": "idea", "title": stage.title, "opens_at": stage.opens_at, "due_at": stage.due_at}

    assert calls.add_stage(call, typed, by=trainer) == stage
    with pytest.raises(Refused):
        calls.add_stage(call, typed | {"kind": "draft"}, by=trainer)

    assert Stage.objects.count() == 1


def test_stages_follow_each_other_by_their_dates(call, trainer, stage):
    def added(title, days):
        typed = {"kind": "draft", "title": title, "opens_at": stage.opens_at, "due_at": stage.due_at + timedelta(days=days)}
        return calls.add_stage(call, typed, by=trainer)

    def titles():
        return list(call.stages.values_list("title", flat=True))

    added("Защита", 20)
    middle = added("Проект", 9)
    assert titles() == [stage.title, "Проект", "Защита"]
    calls.change_stage(middle, {"due_at": stage.due_at + timedelta(days=30)}, by=trainer)
    assert titles() == [stage.title, "Защита", "Проект"]


def test_nothing_comes_before_a_stage_that_works_were_handed_in_to(call, team, trainer, stage):
    factories.SubmissionFactory(project=team.project, stage=stage)
    typed = {"kind": "draft", "title": "Раньше", "opens_at": stage.opens_at, "due_at": stage.due_at - timedelta(hours=1)}

    with pytest.raises(Refused) as refusal:
        calls.add_stage(call, typed, by=trainer)

    assert refusal.value.reasons == [f"Срок этапа «Раньше» раньше срока этапа «{stage.title}»."]


def test_stage_with_works_keeps_its_nature_and_moves_its_dates(call, team, stage, trainer):
    factories.SubmissionFactory(project=team.project)
    later = stage.due_at + timedelta(days=3)

    for fields in ({"kind": "defence"}, {"reviewed": False}, {"position": 4}):
        with pytest.raises(Refused):
            calls.change_stage(stage, fields, by=trainer)
    with pytest.raises(Refused):
        calls.remove_stage(stage, by=trainer)
    calls.change_stage(stage, {"due_at": later, "title": "Замысел проекта"}, by=trainer)

    stage.refresh_from_db()
    assert (stage.kind, stage.reviewed, stage.position, stage.due_at, stage.title) == ("idea", True, 0, later, "Замысел проекта")
    assert stage_rules.reasons_not_to_remove_stage(stage) == ["На этап уже сдали работы."]


def test_new_date_is_told_to_everybody_in_a_team(call, team, stage, trainer, participant, run_jobs):
    later, again = stage.due_at + timedelta(days=3), stage.due_at + timedelta(days=4)

    calls.change_stage(stage, {"title": "Замысел проекта"}, by=trainer)
    calls.change_stage(stage, {"due_at": later}, by=trainer)
    calls.change_stage(stage, {"due_at": again}, by=trainer)
    run_jobs()

    told = Letter.objects.filter(name="stage_moved").order_by("recipient__family_name")
    assert [letter.recipient.family_name for letter in told] == ["Ивушкина", "Тополев"]
    assert moment(again) in told[0].subject


def test_opening_is_told_once_to_everybody_who_may_take_part(cohort, participant, trainer, run_jobs):
    call = factories.CallFactory(cohort=cohort, state="draft")
    factories.EnrollmentFactory(cohort=cohort, state="withdrawn")
    calls.open_call(call, by=trainer)
    run_jobs()
    calls.close_call(call, by=trainer)
    calls.reopen_call(call, by=trainer)
    run_jobs()

    assert [(letter.name, letter.recipient) for letter in Letter.objects.all()] == [("call_opened", participant)]
    assert "Замысел: сдать до" in Letter.objects.get().text


# Criteria


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        (LEVELS, None),
        ([(1, "Показано")], "У критерия не меньше двух уровней."),
        ([(1, "Показано"), (1, "Тоже")], "У двух уровней одинаковые баллы. Уровни различаются баллами."),
        ([(0, "Нет"), (1, " ")], "Опишите каждый уровень словами."),
        ([(0, "Нет"), (1001, "Да")], "Баллы уровня – от 0 до 1000."),
        ([(number, "Да") for number in range(11)], "У критерия не больше 10 уровней."),
    ],
)
def test_levels_differ_and_say_something(call, trainer, levels, reason):
    if reason is None:
        made = calls.add_criterion(call, {"title": "Бюджет", "weight": 3}, levels, by=trainer)
        assert list(made.levels.values_list("points", "title")) == levels
    else:
        with pytest.raises(Refused) as refusal:
            calls.add_criterion(call, {"title": "Бюджет"}, levels, by=trainer)
        assert refusal.value.reasons == [reason]


def test_levels_are_written_anew(call, trainer):
    criterion = call.criteria.first()

    calls.change_criterion(criterion, {"weight": 5}, LEVELS, by=trainer)

    assert CallCriterion.objects.get(pk=criterion.pk).weight == 5
    assert list(criterion.levels.values_list("points", "title")) == LEVELS


@pytest.mark.parametrize("judged", ["a mark", "words", "a review", "an empty sheet"])
def test_criteria_are_frozen_once_anything_is_judged_by_them(call, team, trainer, judged):
    work = factories.SubmissionFactory(project=team.project)
    state = Review.State.DONE if judged == "a review" else Review.State.ASKED
    review = Review.objects.create(submission=work, reviewer=factories.UserFactory(), state=state)
    criterion = call.criteria.first()
    if judged != "a review":
        level = criterion.levels.first() if judged == "a mark" else None
        review.marks.create(criterion=criterion, level=level, words="Почему" if judged == "words" else "")
    acts = (
        lambda: calls.change_criterion(criterion, {"title": "Польза"}, by=trainer),
        lambda: calls.add_criterion(call, {"title": "Бюджет"}, LEVELS, by=trainer),
        lambda: calls.remove_criterion(criterion, by=trainer),
    )

    for act in acts:
        if judged == "an empty sheet":
            act()
        else:
            with pytest.raises(Refused):
                act()

    titles = list(call.criteria.values_list("title", flat=True))
    assert titles == (["Выполнимость", "Бюджет"] if judged == "an empty sheet" else ["Польза людям", "Выполнимость"])
