"""What a keeper of a call presses twice, too late, or on a page that somebody else has changed; the times of the defence changed on screen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.projects import slot_rules
from courses.projects.actions import outcomes
from courses.projects.models import Call, DefenceSlot, Review, Submission, TeamMember
from school.post.models import Letter
from tests.courses.projects.judging import juror_of, work_of
from tests.factories import CallFactory, EnrollmentFactory, ModuleFactory, StageFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return CallFactory(cohort=cohort)


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def seat(cohort):
    return lambda: EnrollmentFactory(cohort=cohort)


@pytest.fixture
def team(call, seat):
    return TeamFactory(call=call, title="Кедр", people=[seat(), seat()])


@pytest.fixture
def slot(call, team):
    stage = StageFactory(call=call, kind="defence", title="Защита", position=1)
    begins = timezone.now().replace(second=0, microsecond=0) + timedelta(days=4)
    return DefenceSlot.objects.create(stage=stage, starts_at=begins, ends_at=begins + timedelta(minutes=20), place="Зал", team=team)


def address(name, *args):
    return reverse(f"portals:{name}", args=args)


def said(client, name, args, given):
    """The answer of a press where the person ends up."""
    response = client.post(address(name, *args), given, follow=True)
    assert response.status_code == 200
    return [str(message) for message in response.context["messages"]]


def test_somebody_let_go_twice_is_let_go_once(client, call, team):
    person = team.members.get(leads=False).person
    press = ("call_team_turn", (call.pk, team.pk), {"to": "out", "person": person.pk})

    assert said(client, *press) == ["Человек больше не в команде."]
    assert said(client, *press) == ["Этого человека уже нет в команде."]


def test_somebody_brought_twice_is_in_the_team_once(client, call, team, seat):
    person = seat().person
    press = ("call_team_turn", (call.pk, team.pk), {"to": "bring", "person": person.pk})

    assert said(client, *press) == said(client, *press) == ["Человек теперь в команде «Кедр»."]
    assert TeamMember.objects.current().filter(person=person).count() == 1


def test_who_has_found_a_team_meanwhile_is_not_brought_out_of_it(client, call, team, seat):
    other = TeamFactory(call=call, title="Ель", people=[seat()])
    person = other.members.get().person

    assert said(client, "call_team_turn", (call.pk, team.pk), {"to": "bring", "person": person.pk}) == [f"{person.short_name} уже в команде «Ель»."]
    assert TeamMember.objects.current().get(person=person).team == other


def test_team_broken_up_twice_is_broken_up_once(client, call, team):
    press = ("call_team_turn", (call.pk, team.pk), {"to": "break_up", "reason": ""})

    assert said(client, *press) == ["Команда распущена, людям ушли письма."]
    assert said(client, *press) == ["Команда «Кедр» уже распущена."]
    assert Letter.objects.filter(name="team_broken_up").count() == 2


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Ель", "Команда переименована."),
        (" ", "Назовите команду."),
        ("сосна", "Команда с таким названием уже есть."),
        ("Кедр", "Команда переименована."),
    ],
)
def test_keeper_renames_a_team(client, call, team, seat, title, words):
    TeamFactory(call=call, title="Сосна", people=[seat()])

    assert said(client, "call_team_turn", (call.pk, team.pk), {"to": "rename", "title": title}) == [words]

    team.refresh_from_db()
    assert team.title == ("Ель" if title == "Ель" else "Кедр")


def test_call_made_twice_is_one_and_the_second_press_finds_it(client, cohort):
    module = ModuleFactory(program=cohort.program, kind="project_work")
    given = {"where": f"{cohort.pk}-{module.pk}", "source": ""}

    first, second = (client.post(address("call_new"), given) for _press in range(2))

    assert first.headers["Location"] == second.headers["Location"] == address("call", Call.objects.get().pk)


@pytest.mark.parametrize("where", ["", "x", "0-0", "1-", "-1", "9" * 30 + "-1"])
def test_call_is_made_where_it_can_be(client, cohort, where):
    assert client.post(address("call_new"), {"where": where, "source": ""}).status_code == 400


def test_criterion_and_stage_pressed_twice_are_one(client, cohort):
    call = CallFactory(cohort=cohort, state="draft")
    criterion = {"title": "Новый", "help": "", "weight": "2", "points_0": "0", "level_0": "Нет", "points_1": "3", "level_1": "Есть"}
    stage = {"title": "Новый", "kind": "draft", "opens_at": "2030-03-01T10:00", "due_at": "2030-03-09T10:00", "late_until": "", "papers": ""}

    for name, given in (("call_criterion_new", criterion), ("call_stage_new", stage)):
        assert {client.post(address(name, call.pk), given).status_code for _press in range(2)} == {302}
    assert (call.criteria.filter(title="Новый").count(), call.stages.filter(title="Новый").count()) == (1, 1)


def test_team_put_together_twice_is_one(client, call, seat):
    people = [str(seat().person_id) for _number in range(2)]
    press = ("call_teams", (call.pk,), {"title": "Ель", "people": people})

    assert said(client, *press) == said(client, *press) == ["Команда «Ель» составлена, людям ушли письма."]
    assert call.teams.get().members.count() == 2
    assert client.post(address("call_teams", call.pk), {"title": "Ель", "people": people[:1]}).status_code == 400


def test_reviewer_called_twice_is_called_once(client, call, mentor):
    press = ("call_jury", (call.pk,), {"person": str(mentor.pk)})

    assert said(client, *press) == said(client, *press) == [f"{mentor.full_name} теперь в списке рецензентов."]
    assert call.jurors.count() == 1


def test_works_are_shared_out_once(client, call, seat):
    works = [work_of(call, state="handed") for _number in range(2)]
    Call.objects.update(reviews_needed=1)
    jury = [juror_of(call), juror_of(call, family_name="Рассудова")]
    press = ("call_evenly", (call.pk, works[0].stage_id), {"seen": client.get(address("call_evenly", call.pk, works[0].stage_id)).context["seen"]})

    assert said(client, *press) == said(client, *press) == ["Назначены 2 рецензии."]
    assert sorted(Review.objects.values_list("reviewer", flat=True)) == sorted(person.pk for person in jury)
    assert Letter.objects.filter(name="review_asked").count() == 2
    assert said(client, *press[:2], {"seen": "1:1;nonsense"}) == [
        "Пока вы смотрели, работы или рецензенты изменились. Посмотрите новое распределение."
    ]


def test_decision_pressed_twice_is_one_and_another_one_is_not_written_over(client, call):
    work = work_of(call, state="handed")
    press = ("call_work", (call.pk, work.pk))
    until = f"{timezone.localtime() + timedelta(days=9):%Y-%m-%dT18:00}"
    given = {"verdict": "rework", "words": "Допишите план", "redo_until": until, "seen": outcomes.stamp_of(work)}

    assert said(client, *press, given) == said(client, *press, given) == ["Решение сохранено, команде ушли письма."]
    assert Letter.objects.filter(name="outcome_decided").count() == 1
    assert client.post(address(*press[:1], *press[1]), given | {"words": "Другое"}).status_code == 409
    assert Submission.objects.get().outcome == "Допишите план"


# Times of the defence


def given(slot, **changes):
    begins = timezone.localtime(slot.starts_at + timedelta(hours=2))
    return {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "minutes": "30", "place": "Малый зал", "link": "", "seen": slot_rules.stamp_of(slot)} | changes


def test_time_of_a_team_is_changed_and_told(client, call, team, slot):
    before = slot.starts_at
    assert address("call_slot", call.pk, slot.pk) in client.get(address("call_slots", call.pk)).content.decode()
    assert "Время за командой «Кедр»" in client.get(address("call_slot", call.pk, slot.pk)).content.decode()

    assert said(client, "call_slot", (call.pk, slot.pk), given(slot)) == ["Время защиты изменено, команде ушло письмо."]

    slot.refresh_from_db()
    assert (slot.starts_at - before, slot.ends_at - slot.starts_at) == (timedelta(hours=2), timedelta(minutes=30))
    assert (slot.place, slot.team) == ("Малый зал", team)
    assert [letter.name for letter in Letter.objects.all()] == ["slot_changed"] * 2


def test_time_that_somebody_else_has_changed_is_shown_first(client, call, slot):
    stale = given(slot)
    DefenceSlot.objects.update(place="Большой зал")

    response = client.post(address("call_slot", call.pk, slot.pk), stale)

    assert response.status_code == 400
    page = response.content.decode()
    assert "Пока вы писали, это время изменили или заняли." in page
    assert "Малый зал" in page
    assert client.post(address("call_slot", call.pk, slot.pk), stale | {"seen": response.context["seen"]}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": ""}, "Заполните это поле."),
        ({"starts_at": "2020-01-01T10:00"}, "Время защиты уже прошло."),
        ({"minutes": "0"}, "Число не меньше 5."),
        ({"minutes": "много"}, "Впишите целое число."),
        ({"link": "javascript:alert(1)"}, "Адрес начинается с https://"),
    ],
)
def test_time_that_cannot_be_is_refused(client, call, slot, changes, words):
    response = client.post(address("call_slot", call.pk, slot.pk), given(slot, **changes))

    assert response.status_code == 400
    assert words in response.content.decode()


def test_time_of_another_call_is_not_there(client, call, slot, cohort):
    other = CallFactory(cohort=cohort, title="Другой", module=None)

    assert client.get(address("call_slot", other.pk, slot.pk)).status_code == 404


def test_team_that_is_too_small_is_seen(client, call, seat):
    Call.objects.update(team_least=3, team_most=5)
    TeamFactory(call=call, title="Ель", people=[seat()])

    assert "не хватает 2 человек" in client.get(address("call_teams", call.pk)).content.decode()


def test_office_has_a_door_to_the_calls(client_of, coordinator):
    assert address("calls") in client_of(coordinator).get("/cms/", follow=True).content.decode()
