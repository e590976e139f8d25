"""Handing in on screen: what goes, late or not, a second press, taking back, the outcome and the rework."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects.models import Call, OutcomeRemark, Review, Stage, Submission
from tests import factories
from tests.portals.handing import decided, hand_in, write
from tests.portals.test_project_files import paper
from tests.portals.test_project_form import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(cohort, participant):
    people = [participant.enrollments.get(), factories.EnrollmentFactory(cohort=cohort)]
    return factories.TeamFactory(call=factories.CallFactory(cohort=cohort), title="Кедр", people=people).project


@pytest.fixture
def stage(project):
    return project.team.call.stages.get()


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


# Before


def test_the_page_shows_what_goes(client, project, stage):
    client.post(at("project_files", project.pk), {"file": paper()})
    page = client.get(at("project_hand_in", project.pk, stage.pk)).content.decode()

    assert "Пожилым негде встретиться." in page
    assert "смета.pdf" in page
    assert "не заполнено" in page
    assert "Сдать работу" in page


def test_what_is_missing_leads_to_its_field_instead_of_the_button(client, project, stage):
    Stage.objects.update(needs=["title", "plan"])
    page = client.get(at("project_hand_in", project.pk, stage.pk)).content.decode()

    assert "Заполните: план." in page
    assert "#id_plan" in page
    assert "Сдать работу" not in page
    client.post(at("project_hand_in", project.pk, stage.pk), {"edition": project.edition})
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("opens", "due", "late", "words", "button"),
    [
        (1, 9, "refused", "Этап откроется", False),
        (-9, 9, "refused", "Срок – ", True),
        (-9, -1, "refused", "Срок вышел", False),
        (-9, -1, "marked", "с пометкой «позже срока»", True),
        (-9, -8, "marked", "Срок вышел", False),
    ],
)
def test_time_decides_by_rule(client, project, stage, opens, due, late, words, button):
    now = timezone.now()
    Call.objects.update(late=late)
    Stage.objects.update(opens_at=now + timedelta(days=opens), due_at=now + timedelta(days=due), late_until=now + timedelta(days=due + 5))

    page = client.get(at("project_hand_in", project.pk, stage.pk)).content.decode()
    work = client.post(at("project_hand_in", project.pk, stage.pk), {"edition": project.edition})

    assert words in page
    assert ("Сдать работу" in page) == button
    assert work.status_code == (302 if button else 409)
    assert list(Submission.objects.values_list("late", flat=True)) == ([due < 0] if button else [])


def test_handing_in_freezes_the_text(client, project, stage, participant):
    work = hand_in(client, project, stage)
    write(client, project, problem="Уже другое")

    page = client.get(at("submission", work.pk)).content.decode()
    assert (work.by, work.number, work.state) == (participant, 1, "handed")
    assert "Пожилым негде встретиться." in page
    assert "Уже другое" not in page


def test_a_second_press_leads_to_the_same_work(client, project, stage):
    first = hand_in(client, project, stage)
    response = client.post(at("project_hand_in", project.pk, stage.pk), {"edition": project.edition})

    assert response.headers["Location"] == at("submission", first.pk)
    assert Submission.objects.count() == 1


def test_a_text_that_changed_meanwhile_is_looked_at_first(client, project, stage):
    edition = project.edition
    write(client, project, problem="Другое")

    response = client.post(at("project_hand_in", project.pk, stage.pk), {"edition": edition})

    assert response.status_code == 409
    assert "текст изменился" in response.content.decode()
    assert "Сдать работу" in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize("edition", ["", "x", "-1", "9" * 40])
def test_a_nonsense_edition_is_no_edition(client, project, stage, edition):
    assert client.post(at("project_hand_in", project.pk, stage.pk), {"edition": edition}).status_code == 409
    assert not Submission.objects.exists()


def test_a_stage_of_another_call_is_404(client, project):
    other = factories.StageFactory()

    for name in ("project_hand_in", "slots"):
        assert client.get(at(name, project.pk, other.pk)).status_code == 404


# After


def test_taking_back_and_handing_in_anew(client, project, stage):
    work = hand_in(client, project, stage)
    assert "Отозвать работу" in client.get(at("submission", work.pk)).content.decode()

    client.post(at("submission_back", work.pk))
    client.post(at("submission_back", work.pk))

    assert Submission.objects.get().state == "taken_back"
    assert hand_in(client, project, stage).number == 2


def test_a_work_under_review_is_not_taken_back(client, project, stage):
    work = hand_in(client, project, stage)
    Review.objects.create(submission=work, reviewer=factories.UserFactory())

    assert "Отозвать работу" not in client.get(at("submission", work.pk)).content.decode()
    client.post(at("submission_back", work.pk))
    assert Submission.objects.get().state == "handed"


def test_the_outcome_speaks_of_each_criterion_and_the_rework_of_its_date(client, project, stage):
    until = timezone.now() + timedelta(days=5)
    work = decided(hand_in(client, project, stage), "rework", outcome="Посчитайте людей", redo_until=until, share=54)
    criterion = project.team.call.criteria.first()
    OutcomeRemark.objects.create(submission=work, criterion=criterion, words="Польза не показана")

    page = client.get(at("submission", work.pk)).content.decode()

    assert "Посчитайте людей" in page
    assert "Польза не показана" in page
    assert "Доработать до" in page
    assert "Дорабатывать" in page
    assert "Доработать до" in client.get(at("project", project.pk)).content.decode()
    write(client, project, problem="Тысяче пожилых негде встретиться.")
    assert hand_in(client, project, stage).number == 2


def test_what_is_meant_for_staff_is_not_shown(client, project, stage):
    work = decided(hand_in(client, project, stage), "accepted", outcome="Хорошо")
    Review.objects.create(submission=work, reviewer=factories.UserFactory(family_name="Рецензентов"), state="done", words="Верно", for_staff="Слабо")

    page = client.get(at("submission", work.pk)).content.decode()

    assert "Верно" in page
    assert "Слабо" not in page
    assert "Рецензентов" not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("handed", "Сдано"), ("in_review", "рецензенты"), ("accepted", "принята"), ("rework", "доработать"), ("declined", "не принята")],
)
def test_every_state_has_its_words(client, project, stage, state, words):
    work = decided(hand_in(client, project, stage), state)

    for page in (at("submission", work.pk), at("project", project.pk), at("project_call", project.team.call_id)):
        assert words in client.get(page).content.decode()
