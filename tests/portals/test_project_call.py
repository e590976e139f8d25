"""A call for projects on screen: the way to it, what it tells beforehand, its stages, the teams that have room, the price of the list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects.models import Call, Stage
from tests import factories
from tests.portals.gathering import another, at, crowd, over, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return factories.CallFactory(cohort=cohort)


@pytest.fixture
def seat(participant):
    return participant.enrollments.get()


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.fixture
def mate(cohort):
    return another(cohort, "Тополева")


@pytest.fixture
def team(call, seat, mate):
    """The participant leads."""
    return factories.TeamFactory(call=call, title="Кедр", people=[seat, mate])


# The call


def test_the_module_leads_to_the_call(client, call, seat):
    assert at("project_call", call.pk) in text(client, "module", seat.pk, call.module_id)


def test_a_call_without_a_module_is_found_on_the_way(client, seat, cohort):
    call = factories.CallFactory(cohort=cohort, module=None)

    assert at("project_call", call.pk) in text(client, "route", seat.pk)


def test_a_call_in_preparation_is_not_there(client, call, seat):
    Call.objects.update(state="draft")

    assert client.get(at("project_call", call.pk)).status_code == 404
    assert call.title not in text(client, "module", seat.pk, call.module_id)


def test_the_call_tells_stages_and_criteria_beforehand(client, call):
    page = text(client, "project_call", call.pk)

    assert "Замысел" in page
    assert "Ждём вашу работу" in page
    assert "Польза людям – 66,7 % итога" in page
    assert "Выполнимость – 33,3 % итога" in page
    assert "Показано убедительно" in page
    assert "В команде от 1 до 5 человек." in page
    assert "Соберите свою команду" in page


@pytest.mark.parametrize(
    ("opens", "due", "late", "words"),
    [
        (2, 4, "refused", "Ещё не открыт"),
        (-2, 4, "refused", "Ждём вашу работу"),
        (-9, -1, "refused", "Срок вышел"),
        (-9, -1, "marked", "Срок вышел, примем с пометкой"),
    ],
)
def test_a_stage_says_how_it_stands(client, call, opens, due, late, words):
    now = timezone.now()
    Call.objects.update(late=late)
    Stage.objects.update(opens_at=now + timedelta(days=opens), due_at=now + timedelta(days=due), late_until=now + timedelta(days=due + 3))

    assert words in text(client, "project_call", call.pk)


def test_a_closed_call_offers_no_team(client, call):
    Call.objects.update(state="closed")
    page = text(client, "project_call", call.pk)

    assert "Приём проектов закрыт." in page
    assert "Соберите свою команду" not in page


def test_after_the_day_the_call_says_whom_to_write(client, call, mate):
    factories.TeamFactory(call=call, people=[mate])
    over(call)
    page = text(client, "project_call", call.pk)

    assert "напишите координатору" in page
    assert "Попроситься" not in page


def test_who_has_finished_reads_on_and_does_not_take_part(client, call, seat):
    seat.state = "finished"
    seat.save()
    page = text(client, "project_call", call.pk)

    assert "участвуют те, кто учится в потоке" in page
    assert "Соберите свою команду" not in page


def test_a_broken_up_team_is_told_of(client, call, team):
    client.post(at("team_break_up", team.pk))
    page = text(client, "project_call", call.pk)

    assert "Команда «Кедр» распущена" in page
    assert "Соберите свою команду" in page
    assert client.get(at("team", team.pk)).status_code == 404
    assert client.get(at("project", team.project.pk)).status_code == 404


# Its teams


def test_a_full_team_is_not_in_the_list(client, call, mate):
    Call.objects.update(team_most=1)
    factories.TeamFactory(call=call, title="Полная", people=[mate])

    assert "Полная" not in text(client, "project_call", call.pk)


def test_whoever_lost_the_seat_takes_no_place(client, call, mate, cohort):
    Call.objects.update(team_most=2)
    factories.TeamFactory(call=call, title="Ель", people=[mate, another(cohort, "Ушедшая", state="expelled")])
    page = text(client, "project_call", call.pk)

    assert "Ель" in page
    assert "Ушедшая" not in page
    assert "1 место" in page


@pytest.mark.parametrize("number", [1, 3, 100])
def test_the_call_costs_the_same(client, call, cohort, number, django_assert_max_num_queries):
    crowd(cohort, call, number)
    client.get(at("project_call", call.pk))

    with django_assert_max_num_queries(15):
        page = client.get(at("project_call", call.pk)).context["page"]
    assert len(page.object_list) == min(number, 15)
