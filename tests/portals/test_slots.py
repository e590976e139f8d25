"""The time of the defence on screen: free times, one's own, changed and given back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects.models import Call, DefenceSlot, Stage, Submission
from courses.projects.slot_rules import reasons_not_to_choose
from tests import factories
from tests.portals.test_project_form import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(cohort, participant):
    call = factories.CallFactory(cohort=cohort)
    project = factories.TeamFactory(call=call, title="Кедр", people=[participant.enrollments.get()]).project
    factories.SubmissionFactory(project=project, state="accepted")
    return project


@pytest.fixture
def stage(project):
    return factories.StageFactory(call=project.team.call, kind="defence", title="Защита", position=1)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def slots(stage, number=3, **fields):
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    rows = [starts + timedelta(hours=n) for n in range(number)]
    return [DefenceSlot.objects.create(stage=stage, starts_at=row, ends_at=row + timedelta(minutes=20), place="Дом НКО", **fields) for row in rows]


def page(client, project, stage, **query):
    return client.get(at("slots", project.pk, stage.pk), query).content.decode()


def press(client, project, stage, slot, do="book"):
    return client.post(at("slots", project.pk, stage.pk), {"slot": slot, "do": do})


def test_free_times_are_listed_and_booked(client, project, stage, participant):
    first, second, third = slots(stage)
    assert page(client, project, stage).count("Выбрать это время") == 3

    assert press(client, project, stage, second.pk).status_code == 302

    second.refresh_from_db()
    assert (second.team, second.booked_by) == (project.team, participant)
    text = page(client, project, stage)
    assert "Ваше время" in text
    assert text.count("Перенести сюда") == 2
    assert "Перенести или освободить" in client.get(at("project", project.pk)).content.decode()


def test_taking_another_gives_the_first_back(client, project, stage):
    first, second = slots(stage, 2)
    press(client, project, stage, first.pk)
    press(client, project, stage, second.pk)

    assert list(DefenceSlot.objects.filter(team=project.team)) == [second]


def test_giving_back(client, project, stage):
    (slot,) = slots(stage, 1)
    press(client, project, stage, slot.pk)
    press(client, project, stage, slot.pk, "free")
    press(client, project, stage, slot.pk, "free")

    assert DefenceSlot.objects.get().team is None
    assert "Выбрать время" in client.get(at("project", project.pk)).content.decode()


def test_a_time_that_was_just_taken_is_refused_in_words(client, project, stage, cohort):
    (slot,) = slots(stage, 1)
    other = factories.TeamFactory(call=project.team.call, people=[factories.EnrollmentFactory(cohort=cohort)])
    DefenceSlot.objects.update(team=other)

    response = press(client, project, stage, slot.pk)

    assert response.status_code == 409
    assert "только что заняла другая команда" in response.content.decode()
    assert DefenceSlot.objects.get().team == other


def test_another_teams_time_is_not_freed(client, project, stage, cohort):
    (slot,) = slots(stage, 1)
    other = factories.TeamFactory(call=project.team.call, people=[factories.EnrollmentFactory(cohort=cohort)])
    DefenceSlot.objects.update(team=other)
    press(client, project, stage, slot.pk, "free")

    assert DefenceSlot.objects.get().team == other


@pytest.mark.parametrize("slot", ["", "0", "-1", "x", "9" * 40, "999999"])
def test_no_such_time(client, project, stage, slot):
    slots(stage)

    assert press(client, project, stage, slot).status_code == 404


def test_a_slot_of_another_stage_is_404(client, project, stage):
    other = factories.StageFactory(call=factories.CallFactory(), kind="defence")
    (slot,) = slots(other, 1)

    assert press(client, project, stage, slot.pk).status_code == 404


def test_a_stage_that_is_no_defence_has_no_times(client, project):
    first = project.team.call.stages.first()

    assert client.get(at("slots", project.pk, first.pk)).status_code == 404


def test_no_times_yet_and_none_left(client, project, stage, cohort):
    assert "Время защиты ещё не назначено." in page(client, project, stage)
    slots(stage, 1)
    DefenceSlot.objects.update(team=factories.TeamFactory(call=project.team.call, people=[factories.EnrollmentFactory(cohort=cohort)]))

    assert "Свободного времени не осталось." in page(client, project, stage)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: Call.objects.update(state="closed"), "Приём проектов закрыт."),
        (lambda: Submission.objects.update(state="rework"), "Сначала должен быть принят этап «Замысел»."),
    ],
)
def test_when_no_time_may_be_chosen_the_page_says_why(client, project, stage, change, words):
    slots(stage)
    change()
    text = page(client, project, stage)

    assert words in text
    assert "Выбрать это время" not in text


def test_project_does_not_offer_times_that_nobody_may_choose_yet(client, project, stage):
    slots(stage)
    Submission.objects.all().delete()

    page = client.get(at("project", project.pk)).content.decode()

    assert "Сначала должен быть принят этап" in page
    assert "Кто выберет раньше" not in page
    assert "Посмотреть времена" in page


def test_the_rule_asks_for_the_earlier_stages(project, stage):
    assert reasons_not_to_choose(project.team, Stage.objects.get(pk=stage.pk)) == []
    Submission.objects.all().update(state="handed")

    assert [str(reason) for reason in reasons_not_to_choose(project.team, stage)] == ["Сначала должен быть принят этап «Замысел»."]


def test_past_times_are_not_offered(client, project, stage):
    slots(stage)
    DefenceSlot.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))

    assert "Выбрать это время" not in page(client, project, stage)


def test_other_people_do_not_open_the_page(cast, client_of, project, stage):
    slots(stage)
    answers = {
        client_of(person).get(at("slots", project.pk, stage.pk)).status_code for role, person in cast.items() if person and role != "participant"
    }

    assert answers == {404}
    assert client_of(None).get(at("slots", project.pk, stage.pk)).status_code == 302


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_board_costs_the_same(client, project, stage, number, django_assert_max_num_queries):
    slots(stage, number)
    client.get(at("slots", project.pk, stage.pk))

    with django_assert_max_num_queries(15):
        found = client.get(at("slots", project.pk, stage.pk)).context["page"]
    assert len(found.object_list) == min(number, 15)
