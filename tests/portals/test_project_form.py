"""The editor of a project: what it keeps, what it says, more rows, a closed call, print, doors."""

import json

import pytest
from django.urls import reverse

from courses.projects.draft_rules import digest, told
from courses.projects.models import Call, Project, ProjectFile, Stage
from school.vault.models import File
from tests import factories

pytestmark = pytest.mark.django_db
OTHERS = ["trainer", "mentor", "author", "coordinator", "methodologist", "administrator", "stranger"]


@pytest.fixture
def seat(participant):
    return participant.enrollments.get()


@pytest.fixture
def project(cohort, seat):
    call = factories.CallFactory(cohort=cohort)
    return factories.TeamFactory(call=call, title="Кедр", people=[seat, factories.EnrollmentFactory(cohort=cohort)]).project


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def at(name, *args):
    return reverse(f"portals:{name}", args=args)


def fields(project, **changes):
    """As the page would send it: with what its writer has seen."""
    known = told(project)
    plain = {name: value if value is not None else "" for name, value in known.items() if name not in ("links", "budget")}
    rows = {"link_title_0": "", "link_url_0": "", "what_0": "", "count_0": "", "price_0": "", "source_0": ""}
    return plain | rows | {f"was_{unit}": digest(value) for unit, value in known.items()} | changes


# The page


def test_everything_that_was_typed_is_kept(client, project, participant):
    given = {
        "title": " Двор ", "problem": "Негде\r\nвстретиться", "audience": "Пожилые", "plan": "Скамьи", "partners": "Дом", "beneficiaries": "40",
        "link_title_0": "Карта", "link_url_0": "https://a.example/", "what_0": "Скамьи", "count_0": "3", "price_0": "1 500,50", "source_0": "Грант",
    }  # fmt: skip
    response = client.post(at("project_edit", project.pk), fields(project, **given))

    assert response.headers["Location"] == at("project_edit", project.pk)
    kept = Project.objects.get()
    assert told(kept) == {
        "title": "Двор", "organization": project.organization_id, "problem": "Негде\nвстретиться", "audience": "Пожилые", "plan": "Скамьи",
        "partners": "Дом", "beneficiaries": 40, "links": [{"title": "Карта", "url": "https://a.example/"}],
        "budget": [{"what": "Скамьи", "count": 3, "price": 150_050, "source": "Грант"}],
    }  # fmt: skip
    assert (kept.edition, kept.saved_by) == (2, participant)


def test_an_error_saves_nothing_and_loses_nothing(client, project):
    given = fields(project, title="Новый двор", what_0="", price_0="пять")
    response = client.post(at("project_edit", project.pk), given)

    page = response.content.decode()
    assert response.status_code == 400
    assert "Новый двор" in page
    assert 'value="пять"' in page
    assert Project.objects.get().title == "Двор для всех"


@pytest.mark.parametrize(("more", "name"), [("budget", "what"), ("links", "link_url")])
def test_more_rows_without_scripts(client, project, more, name):
    given = fields(project, title="Недописано", what_0="Скамьи", count_0="x", more=more)
    page = client.post(at("project_edit", project.pk), given).content.decode()

    assert f'name="{name}_3"' in page
    assert 'value="Недописано"' in page
    assert 'value="x"' in page
    assert Project.objects.get().title == "Двор для всех"


def test_the_ngo_is_one_of_the_members(client, project, cohort):
    foreign = factories.OrganizationFactory()
    other = project.team.members.get(leads=False).enrollment.organization

    assert client.post(at("project_edit", project.pk), fields(project, organization=foreign.pk)).status_code == 400
    client.post(at("project_edit", project.pk), fields(project, organization=other.pk))

    assert Project.objects.get().organization == other


def test_the_ngo_of_somebody_who_left_stands_until_it_is_changed(client, project):
    project.organization = factories.OrganizationFactory()
    project.save()

    response = client.post(at("project_edit", project.pk), fields(project, title="Иначе"))

    assert response.status_code == 302
    assert (Project.objects.get().title, Project.objects.get().organization) == ("Иначе", project.organization)


def test_what_is_missing_leads_to_its_field(client, project):
    Stage.objects.update(needs=["title", "problem", "plan", "budget"], papers="Смета")
    page = client.get(at("project_edit", project.pk)).content.decode()

    assert f'href="{at("project_edit", project.pk)}#id_plan"' in page
    assert f'href="{at("project_edit", project.pk)}#budget"' in page
    assert "Приложите файл: Смета." in page
    assert "#id_problem" not in page


@pytest.mark.parametrize("state", ["closed", "draft"])
def test_a_closed_call_is_not_written_any_more(client, project, state):
    given = fields(project, title="Поздно")
    Call.objects.update(state=state)
    response = client.post(at("project_edit", project.pk), given)

    assert response.status_code == (404 if state == "draft" else 409)
    assert Project.objects.get().title == "Двор для всех"
    if state == "closed":
        assert "Приём проектов закрыт." in response.content.decode()
        assert "Поздно" in response.content.decode()
        assert client.get(at("project_edit", project.pk)).headers["Location"] == at("project", project.pk)


def test_links_and_texts_stay_inert(client, project):
    client.post(at("project_edit", project.pk), fields(project, problem="<script>alert(1)</script>", link_url_0="https://a.example/?<b>"))

    pages = {name: client.get(at(name, project.pk)).content.decode() for name in ("project_edit", "project", "project_print")}
    assert [name for name, page in pages.items() if "<script>alert(1)" in page] == []
    assert [name for name, page in pages.items() if "&lt;script&gt;alert(1)" in page] == ["project_edit", "project_print"]


def test_print_holds_everything(client, project):
    client.post(at("project_edit", project.pk), fields(project, plan="Поставим скамьи", what_0="Скамьи", count_0="2", price_0="10"))
    page = client.get(at("project_print", project.pk)).content.decode()

    assert "Поставим скамьи" in page
    assert "20\u00a0₽" in page
    assert "Сосновская Полина" in page


def test_the_fields_know_their_names(client, project):
    """Whatever `was_…` says, only known units are merged."""
    given = fields(project) | {"was_nothing": "x", "ask": "nothing", "take_nothing": "mine", "edition": json.dumps({"a": 1})}

    assert client.post(at("project_edit", project.pk), given).status_code == 302


# Doors and prices


@pytest.fixture
def doors(project, seat):
    stage = Stage.objects.get()
    pages = [at(name, project.pk) for name in ("project", "project_edit", "project_files", "project_print", "project_versions")]
    return [*pages, at("project_hand_in", project.pk, stage.pk)]


@pytest.mark.parametrize("role", OTHERS)
def test_a_project_is_its_teams(cast, client_of, doors, role):
    client = client_of(cast[role])

    assert {client.get(door).status_code for door in doors} == {404}
    assert {client.post(door, {"title": "Чужой", "edition": "1"}).status_code for door in doors} <= {404, 405}
    assert Project.objects.get().title == "Двор для всех"


def test_another_team_of_the_same_call_is_outside(client_of, doors, project, cohort):
    person = factories.EnrollmentFactory(cohort=cohort)
    factories.TeamFactory(call=project.team.call, people=[person])

    assert {client_of(person.person).get(door).status_code for door in doors} == {404}


def furnished(project, number):
    line = {"what": "Скамьи", "count": 1, "price": 100, "source": ""}
    project.budget.all().delete()
    for position in range(number):
        project.budget.create(position=position, **line)
    project.links = [{"title": "Карта", "url": "https://a.example"}] * min(number, 20)
    project.save()
    for n in range(min(number, 20)):
        file = File.objects.create(key=f"k{number}{n}", name=f"{n}.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
        ProjectFile.objects.create(project=project, file=file, by=project.team.members.first().person)


@pytest.mark.parametrize("name", ["project", "project_edit", "project_files", "project_print"])
@pytest.mark.parametrize("number", [1, 3, 100])
def test_pages_cost_the_same(client, project, name, number, django_assert_max_num_queries):
    furnished(project, number)
    client.get(at(name, project.pk))

    with django_assert_max_num_queries(15):
        assert client.get(at(name, project.pk)).status_code == 200
