"""Versions of a project on screen: their difference in words, whose they and their files are, what the lists cost."""

import pytest
from django.urls import reverse

from courses.projects.models import Call, Review, Submission
from tests import factories
from tests.courses.projects.judging import juror_of
from tests.portals.handing import decided, hand_in, write
from tests.portals.test_project_files import paper
from tests.portals.test_project_form import at

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


# The difference


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


def test_one_version_is_compared_with_nothing(client, project, stage):
    write(client, project)
    hand_in(client, project, stage)

    page = client.get(at("project_versions", project.pk)).content.decode()

    assert "Показать разницу" not in page
    assert "Любые две версии" not in page


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
    row, reviewer = hand_in(client, project, stage).files.get(), juror_of(stage.call)
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

    with django_assert_max_num_queries(8):
        page = client.get(at("project_versions", project.pk)).context["page"]
    assert len(page.object_list) == min(number, 15)


@pytest.mark.parametrize("number", [1, 8])
def test_stages_cost_the_same(client, project, stage, number, django_assert_max_num_queries):
    for n in range(number):
        other = factories.StageFactory(call=project.team.call, title=f"Этап {n}", position=n + 1)
        handed(project, other, 1)
    client.get(at("project", project.pk))

    with django_assert_max_num_queries(13):
        client.get(at("project", project.pk))


def test_the_address_of_a_missing_work_is_404(client):
    for pk in (0, 999, 10**30):
        assert client.get(f"/cabinet/submissions/{pk}/").status_code == 404
        assert client.get(f"/cabinet/projects/{pk}/versions/").status_code == 404
    assert reverse("portals:submission", args=[1]) == "/cabinet/submissions/1/"
