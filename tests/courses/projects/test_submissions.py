"""Handing in freezes the work; the order of stages, what is missing, taking back, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import submission_rules
from courses.projects.actions import projects, submissions, teams
from courses.projects.models import Call, Review, Submission
from courses.projects.project_rules import Row
from school.journal.models import Entry
from school.people.rules import Changed
from school.post.models import Letter
from tests import factories
from tests.courses.projects.staging import picture, refused

State = Submission.State


@pytest.fixture
def second(call, stage):
    return factories.StageFactory(call=call, kind="draft", title="Проект", position=1, due_at=stage.due_at + timedelta(days=7))


# Freezing


def test_work_is_frozen_as_it_stands(project, leader, mate, stage):
    projects.save(
        project,
        {"plan": "План", "beneficiaries": 40},
        budget=[Row("Скамьи", 2, 5000)],
        links=[{"title": "", "url": "https://a.example/"}],
        edition=1,
        by=leader,
    )
    attached = projects.attach(project, picture(), by=mate)

    work = submissions.hand_in(project, stage, by=mate)
    projects.save(project, {"plan": "Другой план"}, budget=[], edition=2, by=leader)

    work.refresh_from_db()
    assert (work.number, work.state, work.late, work.by) == (1, State.HANDED, False, mate)
    assert work.facts == {
        "title": "Двор для всех",
        "organization": leader.enrollments.get().organization.short_name,
        "problem": "Пожилым негде встретиться.",
        "audience": "",
        "plan": "План",
        "partners": "",
        "beneficiaries": 40,
        "links": [{"title": "", "url": "https://a.example/"}],
        "budget": [{"what": "Скамьи", "count": 2, "price": 5000, "source": ""}],
        "team": project.team.title,
        "people": [leader.full_name, mate.full_name],
    }
    assert [row.file for row in work.files.all()] == [attached.file]


def test_team_and_keepers_are_told_once(project, leader, stage, trainer):
    submissions.hand_in(project, stage, by=leader)

    told = [(letter.name, letter.recipient.family_name) for letter in Letter.objects.order_by("pk")]
    assert told == [("work_handed_in", "Ивушкина"), ("work_handed_in", "Тополев"), ("work_to_judge", "Кедров")]
    assert Entry.objects.get().facts == {"stage": "Замысел", "number": 1, "late": False}


def test_second_press_is_one_work(project, leader, mate, stage):
    submissions.hand_in(project, stage, by=leader)

    for person in (leader, mate):
        assert refused(lambda who=person: submissions.hand_in(project, stage, by=who)) == [
            "Работа уже сдана. Пока её не начали рецензировать, её можно отозвать."
        ]

    assert Submission.objects.count() == 1


def test_what_the_person_saw_is_what_they_hand_in(project, leader, mate, stage):
    projects.save(project, {"plan": "Приписал"}, edition=1, by=mate)

    with pytest.raises(Changed):
        submissions.hand_in(project, stage, by=leader, edition=1)
    submissions.hand_in(project, stage, by=leader, edition=2)

    assert Submission.objects.get().facts["plan"] == "Приписал"


# What is missing


@pytest.mark.parametrize(
    ("needs", "papers", "least", "missing"),
    [
        (["title", "problem"], "", 1, []),
        (["title", "audience", "plan"], "", 1, ["Заполните: для кого.", "Заполните: план."]),
        (["budget", "links"], "", 1, ["Заполните: бюджет.", "Заполните: ссылки."]),
        (["beneficiaries", "organization"], "", 1, ["Заполните: скольким людям поможет."]),
        ([], "Презентация\n\nСмета", 1, ["Приложите файл: Презентация.", "Приложите файл: Смета."]),
        ([], "", 3, ["Людей в команде: 2, нужно не меньше 3."]),
        (["a field of an older school"], "", 2, []),
    ],
)
def test_missing_is_what_the_stage_asks_for(project, leader, stage, needs, papers, least, missing):
    stage.needs, stage.papers = needs, papers
    stage.save()
    Call.objects.update(team_least=least)
    project.team.call.refresh_from_db()

    assert submission_rules.missing(project, stage) == missing
    if missing:
        assert refused(lambda: submissions.hand_in(project, stage, by=leader)) == missing
    else:
        submissions.hand_in(project, stage, by=leader)


def test_nobody_to_help_is_an_answer_too(project, leader, stage):
    """Zero was typed; it is not an empty field."""
    stage.needs = ["beneficiaries"]
    stage.save()
    projects.save(project, {"beneficiaries": 0}, edition=1, by=leader)
    project.refresh_from_db()

    assert submission_rules.missing(project, stage) == []


def test_attached_paper_is_not_missing(project, leader, stage):
    stage.papers = "Смета"
    stage.save()
    attached = projects.attach(project, picture(), paper="Смета", by=leader)

    assert submission_rules.missing(project, stage) == []
    projects.detach(attached, by=leader)

    assert submission_rules.missing(project, stage) == ["Приложите файл: Смета."]


# The order of stages


@pytest.mark.parametrize(
    ("first", "may"),
    [
        (None, False),
        (State.HANDED, False),
        (State.IN_REVIEW, False),
        (State.REWORK, False),
        (State.DECLINED, False),
        (State.TAKEN_BACK, False),
        (State.ACCEPTED, True),
    ],
)
def test_next_stage_waits_until_the_earlier_one_is_accepted(project, leader, stage, second, first, may):
    if first:
        factories.SubmissionFactory(project=project, stage=stage, state=first)

    if may:
        assert submissions.hand_in(project, second, by=leader).number == 1
    else:
        assert refused(lambda: submissions.hand_in(project, second, by=leader)) == ["Сначала должен быть принят этап «Замысел»."]


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (State.HANDED, "Работа уже сдана. Пока её не начали рецензировать, её можно отозвать."),
        (State.IN_REVIEW, "Работа у рецензентов."),
        (State.ACCEPTED, "Работа уже принята."),
        (State.DECLINED, "Работу не приняли, на этом этапе её больше не сдают."),
        (State.REWORK, None),
        (State.TAKEN_BACK, None),
    ],
)
def test_same_stage_takes_a_work_again_after_rework_alone(project, leader, stage, last, reason):
    factories.SubmissionFactory(project=project, stage=stage, state=last)

    if reason:
        assert refused(lambda: submissions.hand_in(project, stage, by=leader)) == [reason]
    else:
        assert submissions.hand_in(project, stage, by=leader).number == 2


def test_stage_of_another_call_takes_nothing(project, leader):
    alien = factories.StageFactory()

    assert refused(lambda: submissions.hand_in(project, alien, by=leader)) == ["Этого этапа нет в приёме."]


@pytest.mark.parametrize(
    ("who", "may"), [("leader", True), ("mate", True), ("participant", False), ("trainer", False), ("coordinator", False), ("stranger", False)]
)
def test_work_is_handed_in_by_its_team(project, leader, mate, stage, cast, who, may):
    by = {"leader": leader, "mate": mate}.get(who) or cast[who]

    if may:
        submissions.hand_in(project, stage, by=by)
    else:
        assert refused(lambda: submissions.hand_in(project, stage, by=by)) == ["Проект пишет его команда."]

    assert Submission.objects.count() == int(may)


# Taking back


def test_work_taken_back_is_history_and_may_be_handed_in_anew(project, leader, mate, stage, trainer):
    work = submissions.hand_in(project, stage, by=leader)
    Letter.objects.all().delete()

    submissions.take_back(work, by=mate)
    again = submissions.hand_in(project, stage, by=leader)
    work.refresh_from_db()
    assert (work.state, again.number, submission_rules.last_of(project, stage)) == (State.TAKEN_BACK, 2, again)
    assert submission_rules.previous(again) is None
    taken = Letter.objects.filter(name="work_taken_back").order_by("pk")
    assert [letter.recipient.family_name for letter in taken] == ["Ивушкина", "Кедров"]
    assert (submissions.take_back(work, by=mate), taken.count()) == (work, 2)  # a second press


@pytest.mark.parametrize(("state", "review", "may"), [
    (State.HANDED, None, True),
    (State.HANDED, Review.State.ASKED, False),
    (State.HANDED, Review.State.DONE, False),
    (State.HANDED, Review.State.DECLINED, True),
    (State.HANDED, Review.State.TAKEN_BACK, True),
    (State.IN_REVIEW, None, False),
    (State.ACCEPTED, None, False),
    (State.REWORK, None, False),
    (State.DECLINED, None, False),
])  # fmt: skip
def test_work_is_taken_back_before_anybody_reads_it(project, leader, stage, state, review, may):
    work = factories.SubmissionFactory(project=project, stage=stage, state=state)
    if review:
        Review.objects.create(submission=work, reviewer=factories.UserFactory(), state=review)

    if may:
        submissions.take_back(work, by=leader)
    else:
        refused(lambda: submissions.take_back(work, by=leader))

    work.refresh_from_db()
    assert work.state == (State.TAKEN_BACK if may else state)


def test_work_is_not_taken_back_into_nothing(project, leader, stage):
    """After the end of the time it could not be handed in again."""
    work = submissions.hand_in(project, stage, by=leader)
    stage.opens_at, stage.due_at = timezone.now() - timedelta(days=2), timezone.now() - timedelta(minutes=1)
    stage.save()

    assert refused(lambda: submissions.take_back(work, by=leader)) == ["Срок вышел: отозванную работу вы уже не сможете сдать."]


def test_work_is_taken_back_five_times_and_anew_after_rework(project, leader, stage, trainer):
    """Each time is a version kept for ever and a letter to everybody."""
    for _number in range(5):
        submissions.take_back(submissions.hand_in(project, stage, by=leader), by=leader)
    work = submissions.hand_in(project, stage, by=leader)

    assert refused(lambda: submissions.take_back(work, by=leader)) == [
        "Эту работу отзывали уже пять раз. Чтобы её изменить, попросите тренера вернуть её на доработку."
    ]
    assert Letter.objects.filter(recipient=trainer).count() == 11

    Submission.objects.filter(pk=work.pk).update(state=State.REWORK)
    submissions.take_back(submissions.hand_in(project, stage, by=leader), by=leader)


@pytest.mark.parametrize("who", ["participant", "trainer", "stranger", "gone"])
def test_nobody_else_takes_a_work_back(project, leader, mate, stage, cast, who, team):
    work = submissions.hand_in(project, stage, by=leader)
    by = mate if who == "gone" else cast[who]
    if who == "gone":
        teams.leave(team.members.get(person=mate), by=leader)

    assert refused(lambda: submissions.take_back(work, by=by)) == ["Отозвать работу может её команда."]


def test_states_are_told_to_the_team_in_its_words(project, stage):
    said = {
        State.HANDED: "Сдано, ждёт решения",
        State.IN_REVIEW: "Работу читают рецензенты",
        State.ACCEPTED: "Работа принята",
        State.REWORK: "Работу нужно доработать",
        State.DECLINED: "Работа не принята",
        State.TAKEN_BACK: "Вы отозвали работу",
    }

    assert {state: submission_rules.told(Submission(state=state)) for state in State.values} == said
    assert set(submission_rules.TONES) == set(State.values)


def test_table_of_states_leaves_none_out():
    moves = submission_rules.TRANSITIONS.values()

    assert {move.target for move in moves} == set(State.values)
    assert {state for move in moves for state in move.sources} == set(State.values) - {State.TAKEN_BACK}
    assert [move.target for move in moves if move.target in move.sources] == []
    assert {move.who for move in moves} == {"team", "keeper"}
