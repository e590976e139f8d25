"""The editor of a project: what it takes, what it says, rows of links and of the budget, files, doors."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.projects.draft_rules import digest, told
from courses.projects.models import Call, Project, ProjectFile, Stage
from courses.projects.project_forms import MoneyField, ProjectForm, rows_of, written
from school.vault.models import File
from tests import factories
from tests.stage import PDF

pytestmark = pytest.mark.django_db
OTHERS = ["trainer", "mentor", "author", "coordinator", "methodologist", "administrator", "stranger"]
EMPTY = {
    "title": "", "organization": None, "problem": "", "audience": "", "plan": "", "partners": "", "beneficiaries": None, "budget": [], "links": [],
}  # fmt: skip


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


def paper(name="смета.pdf", data=PDF):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


# Fields


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [("0", 0), ("1500", 150_000), ("1 500,5", 150_050), ("1\u00a0500.50", 150_050), ("1500 ₽", 150_000), ("0,01", 1), ("", None)],
)
def test_money_is_read_as_people_write_it(text, kopecks):
    assert MoneyField(required=False).clean(text) == kopecks


@pytest.mark.parametrize("text", ["1,234", "-1", "1e5", "NaN", "١٢", "десять", "1.5.5", "9" * 30, "1 000 000 001", "²"])
def test_money_that_cannot_be_read_is_refused_in_words(text):
    with pytest.raises(Exception, match="Цена"):
        MoneyField(required=False).clean(text)


@pytest.mark.parametrize(("kopecks", "text"), [(None, ""), (0, "0"), (150_000, "1500"), (150_050, "1500,50"), (5, "0,05")])
def test_money_is_written_as_it_is_read(kopecks, text):
    assert written(kopecks) == text


@pytest.mark.parametrize(
    ("values", "more", "rows"),
    [
        ({}, False, 2),
        ({"what_0": "Скамьи"}, False, 3),
        ({"what_0": "", "what_1": ""}, False, 2),
        ({"what_0": "", "what_1": ""}, True, 5),
        ({"what_0": "", "price_4": "5"}, False, 7),
        ({f"what_{n}": "x" for n in range(100)}, True, 100),
        ({"what_100": "x"}, False, 2),
    ],
)
def test_rows_are_as_many_as_were_sent_and_a_few_empty_ones(values, more, rows):
    assert rows_of(values, ("what", "count", "price", "source"), 100, more) == rows


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"link_title_0": "Карта"}, "link_url_0"),
        ({"link_url_0": "javascript:alert(1)"}, "link_url_0"),
        ({"link_url_0": "https://имя:пароль@a.example"}, "link_url_0"),
        ({"link_url_0": "не адрес"}, "link_url_0"),
        ({"what_0": "", "price_0": "5"}, "what_0"),
        ({"what_0": "Скамьи", "count_0": "0"}, "count_0"),
        ({"what_0": "Скамьи", "count_0": "1,5"}, "count_0"),
        ({"what_0": "Скамьи", "price_0": "много"}, "price_0"),
        ({"beneficiaries": "-1"}, "beneficiaries"),
        ({"organization": "999"}, "organization"),
        ({"title": "т" * 201}, "title"),
        ({"plan": "п" * 10_001}, "plan"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(given, name):
    form = ProjectForm(given, known=EMPTY, organizations=[])

    assert not form.is_valid()
    assert list(form.errors) == [name]


def test_a_unit_with_an_error_is_left_out_of_what_can_be_saved():
    form = ProjectForm({"title": "Двор", "what_0": "", "price_0": "5", "link_url_0": "a.example"}, known=EMPTY, organizations=[])
    form.is_valid()

    assert form.typed() == {"title": "Двор", "links": [{"title": "", "url": "https://a.example"}]}
    assert form.spoilt() == ["budget"]


def test_sums_are_counted_by_the_school():
    known = EMPTY | {
        "budget": [{"what": "Скамьи", "count": 3, "price": 150_050, "source": ""}, {"what": "Краска", "count": 2, "price": 100, "source": ""}]
    }
    form = ProjectForm(known=known, organizations=[])

    assert [row["sum"] for row in form.budget_rows()] == ["4\u00a0501,50\u00a0₽", "2\u00a0₽", "0\u00a0₽", "0\u00a0₽"]
    assert form.total == "4\u00a0503,50\u00a0₽"


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

    for name in ("project_edit", "project", "project_print"):
        assert "<script>alert(1)" not in client.get(at(name, project.pk)).content.decode()


def test_print_holds_everything(client, project):
    client.post(at("project_edit", project.pk), fields(project, plan="Поставим скамьи", what_0="Скамьи", count_0="2", price_0="10"))
    page = client.get(at("project_print", project.pk)).content.decode()

    assert "Поставим скамьи" in page
    assert "20\u00a0₽" in page
    assert "Сосновская Полина" in page


# Files


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


def test_a_file_of_another_team_is_404(client_of, client, project, cohort):
    client.post(at("project_files", project.pk), {"file": paper()})
    person = factories.EnrollmentFactory(cohort=cohort)
    factories.TeamFactory(call=project.team.call, people=[person])
    attached = ProjectFile.objects.get()

    assert client_of(person.person).get(at("project_file", attached.pk)).status_code == 404
    for name in ("project_file_remove", "project_file_back"):
        assert client_of(person.person).post(at(name, attached.pk)).status_code == 404


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

    with django_assert_max_num_queries(36):
        assert client.get(at(name, project.pk)).status_code == 200


def test_the_fields_know_their_names(client, project):
    """Whatever `was_…` says, only known units are merged."""
    given = fields(project) | {"was_nothing": "x", "ask": "nothing", "take_nothing": "mine", "edition": json.dumps({"a": 1})}

    assert client.post(at("project_edit", project.pk), given).status_code == 302
