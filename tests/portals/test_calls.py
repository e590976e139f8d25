"""Calls on the staff's side: a draft that works at once, its pages, opening and closing with reasons, teams, times of the defence, and what the lists cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Kind
from courses.projects import call_rules, team_rules
from courses.projects.actions.sketches import shift, sketch
from courses.projects.models import Call, DefenceSlot, Review, Team
from school.people.rules import Refused
from tests.courses.projects.judging import juror_of, work_of
from tests.factories import CallFactory, CohortFactory, EnrollmentFactory, ModuleFactory, StageFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return CallFactory(cohort=cohort)


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def address(name, *args):
    return reverse(f"portals:{name}", args=args)


def text(response):
    return response.content.decode()


def test_example_opens_without_any_editing(cohort, trainer):
    module = ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK)

    call = sketch(cohort, module=module, by=trainer)

    stages = call_rules.stages_of(call)
    assert [(stage.kind, stage.reviewed) for stage in stages] == [("idea", False), ("draft", True), ("defence", True)]
    assert [criterion.levels.count() for criterion in call.criteria.all()] == [4] * 5
    assert stages[-1].due_at.date() >= stages[0].due_at.date()
    assert call_rules.reasons_against(call, "open") == []
    with pytest.raises(Refused):
        sketch(cohort, module=module, by=trainer)


def test_example_of_a_cohort_that_is_nearly_over_has_days_ahead(trainer, cohort):
    cohort.ends_on = timezone.localdate() + timedelta(days=2)
    cohort.save()

    call = sketch(cohort, module=None, by=trainer)

    assert call_rules.stages_of(call)[-1].due_at > timezone.now() + timedelta(days=40)


def test_new_call_offers_free_modules_of_the_own_cohorts(client, client_of, coordinator, cohort, call):
    free = ModuleFactory(program=cohort.program, kind=Kind.PROJECT_WORK, title="Свободный")
    foreign = CohortFactory(under_way=True, title="Чужой поток", program=cohort.program)

    page, office = text(client.get(address("call_new"))), text(client_of(coordinator).get(address("call_new")))

    assert (f"{cohort.pk}-{free.pk}" in page, f"{cohort.pk}-{call.module_id}" in page, "Чужой поток" in page, "Чужой поток" in office) == (
        True, False, False, True,
    )  # fmt: skip
    made = client.post(address("call_new"), {"where": f"{cohort.pk}-{free.pk}", "source": ""})
    fresh = Call.objects.latest("pk")
    assert (made.headers["Location"], fresh.module, fresh.state) == (address("call", fresh.pk), free, "draft")
    refused = client.post(address("call_new"), {"where": f"{foreign.pk}-{free.pk}", "source": ""})
    assert refused.status_code == 400


def test_copy_takes_stages_and_criteria_along(client_of, coordinator, call):
    other = CohortFactory(under_way=True, program=call.cohort.program, title="Весенний поток")
    client_of(coordinator).post(address("call_new"), {"where": f"{other.pk}-{call.module_id}", "source": str(call.pk)})

    made = Call.objects.get(cohort=other)
    assert [stage.title for stage in made.stages.all()] == [stage.title for stage in call.stages.all()]
    assert [criterion.title for criterion in made.criteria.all()] == ["Польза людям", "Выполнимость"]


def test_page_of_a_draft_says_what_is_missing_and_opens_when_nothing_is(client, call):
    Call.objects.filter(pk=call.pk).update(state="draft")
    call.stages.all().delete()
    page = text(client.get(address("call", call.pk)))
    assert ("Добавьте хотя бы один этап." in page, "disabled" in page) == (True, True)
    assert "Добавьте хотя бы один этап." in text(client.post(address("call_switch", call.pk), {"to": "open"}, follow=True))

    StageFactory(call=call)
    client.post(address("call_switch", call.pk), {"to": "open"})
    client.post(address("call_switch", call.pk), {"to": "close"})
    call.refresh_from_db()
    assert call.state == "closed"
    client.post(address("call_switch", call.pk), {"to": "reopen"})
    call.refresh_from_db()
    assert call.state == "open"


def test_draft_is_deleted_after_a_question(client, call):
    Call.objects.filter(pk=call.pk).update(state="draft")
    assert "вернуть их нельзя" in text(client.get(address("call", call.pk) + "?sure=remove"))

    client.post(address("call_switch", call.pk), {"to": "remove"})

    assert not Call.objects.filter(pk=call.pk).exists()


def test_preview_shows_what_participants_read(client, call):
    page = text(client.get(address("call_preview", call.pk)))

    assert all(words in page for words in ("Замысел", "Польза людям", "Показано убедительно", "66,7 % итога", "название проекта"))


def test_stage_and_criterion_are_written_and_refusals_keep_what_was_typed(client, call):
    days = [(timezone.localtime() + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M") for number in (9, 8)]
    given = {
        "title": "Проект",
        "kind": "draft",
        "opens_at": days[0],
        "due_at": days[1],
        "needs": ["title", "plan"],
        "papers": "Смета",
        "reviewed": "on",
    }
    refused = client.post(address("call_stage_new", call.pk), given)
    assert (refused.status_code, "Срок раньше начала приёма." in text(refused), 'value="Проект"' in text(refused)) == (400, True, True)

    client.post(address("call_stage_new", call.pk), given | {"due_at": (timezone.localtime() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")})
    stage = call.stages.get(title="Проект")
    assert (stage.needs, stage.paper_titles, stage.reviewed) == (["title", "plan"], ["Смета"], True)
    criterion = {"title": "Бюджет", "weight": "3", "points_0": "0", "level_0": "Нет"}
    assert "У критерия не меньше двух уровней." in text(client.post(address("call_criterion_new", call.pk), criterion))
    client.post(address("call_criterion_new", call.pk), criterion | {"points_3": "5", "level_3": "Есть"})
    assert list(call.criteria.get(title="Бюджет").levels.values_list("points", "title")) == [(0, "Нет"), (5, "Есть")]


def test_order_of_criteria_goes_by_buttons(client, call, trainer):
    first, second = call.criteria.all()
    client.post(address("call_criterion_turn", call.pk, second.pk), {"to": "up"})
    assert [row.title for row in call.criteria.all()] == [second.title, first.title]
    shift(call.criteria.first(), up=True, by=trainer)
    assert [row.title for row in call.criteria.all()] == [second.title, first.title]


def test_frozen_criteria_say_why_and_do_not_move(client, call):
    work, person = work_of(call), juror_of(call)
    review = Review.objects.create(submission=work, reviewer=person, state="done")
    criterion = call.criteria.first()
    review.marks.create(criterion=criterion, level=criterion.levels.first())

    page = text(client.get(address("call_criterion", call.pk, criterion.pk)))
    client.post(address("call_criterion_turn", call.pk, call.criteria.last().pk), {"to": "up"})
    client.post(address("call_criterion_turn", call.pk, criterion.pk), {"to": "remove"})

    assert ("критерии больше не меняют" in page, "Сохранить критерий" in page) == (True, False)
    assert [row.title for row in call.criteria.all()] == ["Польза людям", "Выполнимость"]


@pytest.mark.parametrize(("who", "email"), [("trainer", False), ("coordinator", True)])
def test_only_the_office_seeks_people_by_address(client_of, cast, call, who, email):
    outsider = UserFactory(email="jury@shkola.example")
    client = client_of(cast[who])

    answer = client.post(address("call_jury", call.pk), {"person": "", "email": "JURY@shkola.example"})

    assert ('name="email"' in text(client.get(address("call_jury", call.pk))), call.jurors.filter(person=outsider).exists()) == (email, email)
    assert answer.status_code == (302 if email else 400)


def test_teams_are_put_together_changed_and_broken_up(client, call):
    people = [EnrollmentFactory(cohort=call.cohort) for _ in range(3)]
    client.post(address("call_teams", call.pk), {"title": "Новая", "people": [people[0].person_id, people[1].person_id]})
    team, other = Team.objects.get(title="Новая"), TeamFactory(call=call, title="Другая", people=[EnrollmentFactory(cohort=call.cohort)])
    turn = address("call_team_turn", call.pk, team.pk)
    client.post(turn, {"to": "bring", "person": people[2].person_id})
    client.post(turn, {"to": "lead", "person": people[1].person_id})
    client.post(turn, {"to": "move", "person": people[0].person_id, "team": other.pk})
    assert [member.person for member in team_rules.members_of(team)] == [people[1].person, people[2].person]
    assert people[0].person in [member.person for member in team_rules.members_of(other)]

    client.post(turn, {"to": "out", "person": people[2].person_id})
    assert "Распустить команду?" in text(client.get(address("call_team", call.pk, team.pk) + "?sure=break_up"))
    answer = client.post(turn, {"to": "break_up", "reason": "Так решили"})
    assert (answer.headers["Location"], Team.objects.standing().filter(pk=team.pk).exists()) == (address("call_teams", call.pk), False)


@pytest.mark.parametrize(("needle", "found"), [("", 2), ("БЕРЁЗ", 1), ("берез", 1), ("Берёзкина", 1), ("вишнёвая", 1), ("нет такого", 0)])
def test_teams_are_found_by_name_people_and_folding(client, call, needle, found):
    birch = EnrollmentFactory(cohort=call.cohort, person=UserFactory(family_name="Берёзкина"))
    TeamFactory(call=call, title="Вишнёвая", people=[EnrollmentFactory(cohort=call.cohort)])
    TeamFactory(call=call, title="Яблочная", people=[birch])

    page = client.get(address("call_teams", call.pk), {"q": needle})

    assert len(page.context["rows"]) == found


def test_series_of_times_is_added_given_away_and_freed(client, call):
    stage = StageFactory(call=call, kind="defence", title="Защита", position=1)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    team = TeamFactory(call=call, people=[EnrollmentFactory(cohort=call.cohort)])
    series = {"starts_at": f"{day}T10:00", "count": "3", "minutes": "20", "pause": "10", "place": "Зал"}
    client.post(address("call_slots", call.pk), series)
    assert [timezone.localtime(slot.starts_at).strftime("%H:%M") for slot in stage.slots.all()] == ["10:00", "10:30", "11:00"]
    assert "уже назначена защита" in text(client.post(address("call_slots", call.pk), series))

    slot = stage.slots.first()
    turn = address("call_slot_turn", call.pk, slot.pk)
    client.post(turn, {"to": "book", "team": team.pk})
    assert DefenceSlot.objects.get(pk=slot.pk).team == team
    client.post(turn, {"to": "remove"})
    assert stage.slots.count() == 3
    client.post(turn, {"to": "free"})
    client.post(turn, {"to": "remove"})
    assert stage.slots.count() == 2


def test_foreign_calls_are_not_there(client_of, call):
    from tests.factories import AssignmentFactory

    other = AssignmentFactory(role="trainer", cohort=CohortFactory(under_way=True)).person
    client = client_of(other)

    assert {
        client.get(address(name, call.pk)).status_code for name in ("call", "call_edit", "call_jury", "call_teams", "call_works", "call_slots")
    } == {404}
    assert client.post(address("call_switch", call.pk), {"to": "close"}).status_code == 404


def counted(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["calls", "call_teams", "call_works", "call_slots", "call_jury"])
def test_lists_cost_the_same_for_any_number_of_rows(client, cohort, call, name):
    stage = StageFactory(call=call, kind="defence", title="Защита", position=1)
    counts = []
    for more in (1, 2, 297 if name in ("call_works", "call_slots") else 27):
        grown(name, call, stage, more)
        counts.append(counted(client, address(name) if name == "calls" else address(name, call.pk)))

    assert len(set(counts)) == 1
    assert counts[0] <= 15


@pytest.mark.parametrize("state", ["draft", "open"])
def test_page_of_a_call_costs_little(client, call, state):
    Call.objects.update(state=state)

    assert counted(client, address("call", call.pk)) <= 15


def grown(name, call, stage, more):
    """Rows without their ceremonies: it is reading that is counted."""
    from courses.projects.models import Juror, Project, Submission

    if name == "calls":
        for _ in range(more):
            CallFactory(cohort=call.cohort, module=None)
        return
    if name == "call_slots":
        starts = timezone.now() + timedelta(days=1)
        known = stage.slots.count()
        DefenceSlot.objects.bulk_create(
            DefenceSlot(stage=stage, starts_at=starts + timedelta(hours=known + n), ends_at=starts + timedelta(hours=known + n, minutes=20))
            for n in range(more)
        )
        return
    if name == "call_jury":
        for _ in range(more):
            Juror.objects.create(call=call, person=UserFactory())
        return
    seats = [EnrollmentFactory(cohort=call.cohort) for _ in range(min(more, 5))]
    known = call.teams.count()
    teams = Team.objects.bulk_create(Team(call=call, title=f"Команда {known + number}") for number in range(more))
    projects = Project.objects.bulk_create(Project(team=team, title="Двор") for team in teams)
    if name == "call_works":
        Submission.objects.bulk_create(Submission(project=project, stage=call.stages.first(), by=seats[0].person, facts={}) for project in projects)
    else:
        for team, seat in zip(teams, seats, strict=False):
            team.members.create(call=call, person=seat.person, enrollment=seat, leads=True)


def test_copy_stands_in_the_module_that_was_chosen(client_of, coordinator, call):
    other = CohortFactory(under_way=True, program=call.cohort.program, title="Весенний поток")
    second = ModuleFactory(program=call.cohort.program, kind="project_work", position=9)
    client_of(coordinator).post(address("call_new"), {"where": f"{other.pk}-{second.pk}", "source": str(call.pk)})

    assert Call.objects.get(cohort=other).module == second
