"""Handing in on screen: what goes, late or not, versions and their difference, taking back, the outcome and the rework."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.projects.models import Call, OutcomeRemark, Project, Review, Stage, Submission
from tests import factories
from tests.portals.test_project_form import at, fields, paper

pytestmark = pytest.mark.django_db
OTHERS = ["mentor", "author", "methodologist", "stranger"]


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


def write(client, project, **changes):
    client.post(at("project_edit", project.pk), fields(Project.objects.get(), **changes))


def hand_in(client, project, stage):
    client.post(at("project_hand_in", project.pk, stage.pk), {"edition": Project.objects.get().edition})
    return Submission.objects.latest("pk")


def decided(work, state, **fields):
    Submission.objects.filter(pk=work.pk).update(state=state, decided_at=timezone.now(), **fields)
    return Submission.objects.get(pk=work.pk)


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


# Versions


@pytest.fixture
def two(client, project, stage):
    write(client, project, plan="Скамьи и навес", what_0="Скамьи", price_0="5")
    first = decided(hand_in(client, project, stage), "rework")
    write(client, project, plan="Скамьи и пандус", partners="Дом культуры", what_0="Пандус", price_0="7")
    return first, hand_in(client, project, stage)


def test_difference_is_said_in_words_and_not_by_colour_alone(client, project, two):
    page = client.get(at("project_versions", project.pk), {"old": two[0].pk, "new": two[1].pk}).content.decode()

    assert "Убранное зачёркнуто, добавленное подчёркнуто." in page
    assert "[убрано: </span>навес<" in page
    assert "[добавлено: </span>пандус<" in page
    assert "Не было, написано:" in page
    assert '<b class="small">Убрано:</b> <del>Скамьи' in page
    assert '<b class="small">Добавлено:</b> <ins>Пандус' in page


def test_the_other_way_round(client, project, two):
    page = client.get(at("project_versions", project.pk), {"old": two[1].pk, "new": two[0].pk}).content.decode()

    assert "[добавлено: </span>навес<" in page
    assert "Было, убрано:" in page


def test_a_rework_shows_what_changed(client, two):
    assert "Что изменилось с прошлой версии" in client.get(at("submission", two[1].pk)).content.decode()


def test_the_same_version_has_no_difference(client, project, two):
    page = client.get(at("project_versions", project.pk), {"old": two[0].pk, "new": two[0].pk}).content.decode()

    assert "Версии не различаются." in page


@pytest.mark.parametrize("old", ["", "x", "-1", "999999", "9" * 40, "foreign"])
def test_a_version_that_is_not_ours_is_not_compared(client, project, two, old):
    foreign = factories.SubmissionFactory(facts={"title": "Чужая тайна"})
    response = client.get(at("project_versions", project.pk), {"old": foreign.pk if old == "foreign" else old, "new": two[0].pk})

    assert response.status_code == 200
    assert "Чужая тайна" not in response.content.decode()
    assert "compared" not in response.context


def test_without_versions_the_page_says_what_will_be_here(client, project):
    assert "Пока ничего не сдано" in client.get(at("project_versions", project.pk)).content.decode()


def test_markup_in_a_difference_stays_text(client, project, stage):
    write(client, project, plan="<b>раз</b>")
    first = decided(hand_in(client, project, stage), "rework")
    write(client, project, plan="<script>alert(1)</script>")
    second = hand_in(client, project, stage)
    page = client.get(at("project_versions", project.pk), {"old": first.pk, "new": second.pk}).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


# Doors and prices


@pytest.mark.parametrize("role", [*OTHERS, "trainer", "coordinator", "administrator"])
def test_a_version_is_its_teams(cast, client_of, client, project, stage, role):
    work = hand_in(client, project, stage)
    visitor = client_of(cast[role])

    assert visitor.get(at("submission", work.pk)).status_code == 404
    assert visitor.post(at("submission_back", work.pk)).status_code == 404
    assert Submission.objects.get().state == "handed"


def test_a_file_as_it_was_handed_in_is_the_teams_and_the_keepers(client, client_of, cast, project, stage, cohort):
    client.post(at("project_files", project.pk), {"file": paper()})
    row = hand_in(client, project, stage).files.get()
    address = at("submission_file", row.pk)
    outsider = factories.EnrollmentFactory(cohort=cohort)
    factories.TeamFactory(call=project.team.call, people=[outsider])

    seen = {role for role, person in cast.items() if person and client_of(person).get(address).status_code == 200}

    assert seen == {"participant", "trainer", "coordinator", "administrator"}
    assert client_of(outsider.person).get(address).status_code == 404


@pytest.mark.parametrize(("blind", "name"), [(True, "1.pdf"), (False, "%D1%81%D0%BC%D0%B5%D1%82%D0%B0.pdf")])
def test_a_blind_reviewer_gets_a_file_without_its_name(client, client_of, project, stage, blind, name):
    Call.objects.update(blind=blind)
    client.post(at("project_files", project.pk), {"file": paper()})
    row, reviewer = hand_in(client, project, stage).files.get(), factories.UserFactory()
    Review.objects.create(submission=row.submission, reviewer=reviewer)

    header = client_of(reviewer).get(at("submission_file", row.pk)).headers["Content-Disposition"]

    assert name in header


def handed(project, stage, number):
    for n in range(number):
        factories.SubmissionFactory(project=project, stage=stage, number=n + 1, state="rework", by=project.team.members.first().person)


@pytest.mark.parametrize("number", [1, 3, 300])
def test_versions_cost_the_same(client, project, stage, number, django_assert_max_num_queries):
    handed(project, stage, number)
    client.get(at("project_versions", project.pk))

    with django_assert_max_num_queries(16):
        page = client.get(at("project_versions", project.pk)).context["page"]
    assert len(page.object_list) == min(number, 15)


@pytest.mark.parametrize("number", [1, 8])
def test_stages_cost_the_same(client, project, stage, number, django_assert_max_num_queries):
    for n in range(number):
        other = factories.StageFactory(call=project.team.call, title=f"Этап {n}", position=n + 1)
        handed(project, other, 1)
    client.get(at("project", project.pk))

    with django_assert_max_num_queries(36):
        client.get(at("project", project.pk))


def test_the_address_of_a_missing_work_is_404(client):
    for pk in (0, 999, 10**30):
        assert client.get(f"/cabinet/submissions/{pk}/").status_code == 404
        assert client.get(f"/cabinet/projects/{pk}/versions/").status_code == 404
    assert reverse("portals:submission", args=[1]) == "/cabinet/submissions/1/"
