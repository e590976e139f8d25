"""Files of a project: attached and served, refused, removed and brought back, gone for good, another team's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.projects.models import ProjectFile, Stage
from school.vault.models import File
from tests import factories
from tests.portals.test_project_form import at
from tests.stage import PDF

pytestmark = pytest.mark.django_db


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


def paper(name="смета.pdf", data=PDF):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def test_a_file_is_attached_and_served_to_the_team_and_the_keepers(client, client_of, cast, project):
    Stage.objects.update(papers="Смета")
    response = client.post(at("project_files", project.pk), {"paper": "Смета", "file": paper()})

    assert response.headers["Location"] == at("project_files", project.pk)
    attached = ProjectFile.objects.get()
    assert (attached.paper, attached.file.name, attached.file.shelf) == ("Смета", "смета.pdf", "projects")
    address = at("project_file", attached.pk)
    seen = {role for role, person in cast.items() if person and client_of(person).get(address).status_code == 200}
    assert seen == {"participant", "trainer", "coordinator", "administrator"}
    assert client_of(project.team.members.get(leads=False).person).get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "data"), [("x.exe", b"MZ"), ("x.pdf", b"<html>"), ("x.pdf", b""), ("x.docx", PDF)], ids=["exe", "lie", "empty", "other"]
)
def test_a_bad_file_is_told_at_the_field(client, project, name, data):
    response = client.post(at("project_files", project.pk), {"file": paper(name, data)})

    assert response.status_code == 400
    assert response.context["form"].errors["file"]
    assert not File.objects.exists()


def test_limits_are_said_beforehand(client, project):
    assert "до 20 МБ" in client.get(at("project_files", project.pk)).content.decode()


def test_a_file_is_removed_and_brought_back(client, project):
    client.post(at("project_files", project.pk), {"file": paper()})
    attached = ProjectFile.objects.get()

    response = client.post(at("project_file_remove", attached.pk), follow=True)
    page = response.content.decode()

    assert "Вернуть" in page
    assert at("project_file", attached.pk) not in page
    assert client.get(at("project_file", attached.pk)).status_code == 404
    client.post(at("project_file_back", attached.pk))
    assert client.get(at("project_file", attached.pk)).status_code == 200


def test_a_removed_file_goes_for_good_with_the_next_handing_in(client, project):
    client.post(at("project_files", project.pk), {"file": paper()})
    attached = ProjectFile.objects.get()
    client.post(at("project_file_remove", attached.pk))

    client.post(at("project_hand_in", project.pk, Stage.objects.get().pk), {"edition": project.edition})

    assert not ProjectFile.objects.exists()
    assert not File.objects.exists()
    assert client.post(at("project_file_back", attached.pk)).status_code == 404


def test_a_file_of_another_team_is_404(client_of, client, project, cohort):
    client.post(at("project_files", project.pk), {"file": paper()})
    person = factories.EnrollmentFactory(cohort=cohort)
    factories.TeamFactory(call=project.team.call, people=[person])
    attached = ProjectFile.objects.get()

    assert client_of(person.person).get(at("project_file", attached.pk)).status_code == 404
    for name in ("project_file_remove", "project_file_back"):
        assert client_of(person.person).post(at(name, attached.pk)).status_code == 404


@pytest.mark.parametrize("blind", [True, False])
def test_names_inside_of_files_are_warned_of_where_the_judging_is_blind(client, project, blind):
    """The school hides the name of a file; what its program wrote into it, only its people can take out."""
    call, stage = project.team.call, project.team.call.stages.get()
    type(call).objects.update(blind=blind)
    client.post(at("project_files", project.pk), {"file": paper()})

    pages = [client.get(at("project_files", project.pk)), client.get(at("project_hand_in", project.pk, stage.pk))]

    assert ["из их свойств" in page.content.decode() for page in pages] == [blind, blind]
