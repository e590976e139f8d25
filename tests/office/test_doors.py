"""The coordinator's room: who comes in, and that every list answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.office.viewsets import VIEWSETS
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CohortFactory,
    DossierFactory,
    EnrollmentFactory,
    MeetingFactory,
    MentorshipFactory,
    ModuleFactory,
    OrganizationFactory,
    QuotaFactory,
    TownFactory,
)
from tests.law_office import LAW_FORMS, LAW_LISTS, NAMES

pytestmark = pytest.mark.django_db

LISTS = {
    "office:applications": lambda n, cohort: ApplicationFactory.create_batch(n, cohort=cohort),
    "office:people": lambda n, cohort: EnrollmentFactory.create_batch(n, cohort=cohort),
    "office:roles": lambda n, cohort: AssignmentFactory.create_batch(n, role="trainer", cohort=cohort),
    "office:mentorships": lambda n, cohort: MentorshipFactory.create_batch(n),
    "office:invitations": lambda n, cohort: invitations(n),
    "office_cohorts:index": lambda n, cohort: [QuotaFactory(cohort=CohortFactory()) for _each in range(n)],
    "office_meetings:index": lambda n, cohort: MeetingFactory.create_batch(n, cohort=cohort, module=ModuleFactory(program=cohort.program)),
    "office_organizations:index": lambda n, cohort: OrganizationFactory.create_batch(n),
    "office_towns:index": lambda n, cohort: [TownFactory(name=f"Город {n}-{each}") for each in range(n)],
    "office:dossier_list": lambda n, cohort: DossierFactory.create_batch(n, cohort=cohort),
    **LAW_LISTS,
}
FORMS = [
    "office:assign",
    "office:mentorship_new",
    "office:invite",
    "office_cohorts:add",
    "office_meetings:add",
    "office_towns:add",
    *LAW_FORMS,
]


def invitations(number):
    from courses.enrollment.models import Invitation
    from tests.factories import UserFactory

    by = UserFactory()
    for each in range(number):
        Invitation.objects.create(email=f"{by.pk}-{each}@shkola.example", role="coordinator", token_hash=f"{by.pk}-{each}", invited_by=by)


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger"])
@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_only_coordinators_and_administrators_come_in(cast, client_of, role, name):
    response = client_of(cast[role]).get(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(("/accounts/login/", "/cms/login/"))


@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_an_author_with_the_key_to_the_admin_is_turned_away(client_of, cohort, name):
    from courses.enrollment.actions import assign
    from tests.factories import UserFactory

    author = UserFactory()
    assign(author, role="author", program=cohort.program, by=None)

    response = client_of(author).get(reverse(name))

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
@pytest.mark.parametrize("name", [*LISTS, *FORMS])
def test_the_office_answers(cast, client_of, cohort, role, name):
    if name in LISTS:
        LISTS[name](2, cohort)

    assert client_of(cast[role]).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_answers(coordinator, client_of, name):
    assert client_of(coordinator).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_how_many_there_are(coordinator, client_of, cohort, name):
    LISTS[name](2, cohort)

    assert "Всего: " in client_of(coordinator).get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_queries_of_a_list_do_not_grow(coordinator, client_of, cohort, name):
    client, counts = client_of(coordinator), []
    for more in (1, 2):
        LISTS[name](more, cohort)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith("office:")])
@pytest.mark.parametrize(
    "query", ["q=ёлка", "q=%00", "q=" + "x" * 500, "p=99", "p=x", "ordering=person__password", "cohort=x", "state=zzz", "_connector=OR"]
)
def test_any_question_to_a_list_is_answered(coordinator, client_of, cohort, name, query):
    LISTS[name](1, cohort)

    assert client_of(coordinator).get(f"{reverse(name)}?{query}").status_code == 200


def test_the_menu_shows_the_school_to_coordinators_only(coordinator, client_of, cohort):
    from courses.enrollment.actions import assign
    from tests.factories import UserFactory

    author = UserFactory()
    assign(author, role="author", program=cohort.program, by=None)
    home = reverse("wagtailadmin_home")

    seen = ["Сегодня в школе" in client_of(who).get(home).content.decode() for who in (coordinator, author)]

    assert seen == [True, False]


def test_a_former_coordinator_is_out_at_the_next_request(coordinator, client_of):
    from courses.enrollment.actions import dismiss

    client = client_of(coordinator)
    assert client.get(reverse("office:applications")).status_code == 200
    dismiss(coordinator.assignments.get(), by=None)

    assert client.get(reverse("office:applications")).status_code == 302


@pytest.mark.parametrize("address", ["users/", "users/new/", "users/{}/", "groups/"])
def test_coordinators_never_edit_accounts(coordinator, administrator, client_of, address):
    path = reverse("wagtailadmin_home") + address.format(administrator.pk)

    response = client_of(coordinator).post(path, {"email": "mine@shkola.example", "is_superuser": "on"})

    administrator.refresh_from_db()
    assert response.status_code in (302, 403, 404, 405)
    assert administrator.email == "administrator@shkola.example"


@pytest.mark.parametrize("name", [f"office_{name}" for name in NAMES])
def test_nothing_of_the_law_is_deleted(administrator, client_of, cohort, name):
    LAW_LISTS[f"{name}:index"](1, cohort)
    viewset = next(found for found in VIEWSETS if found.name == name)
    row = viewset.model.objects.first()

    client_of(administrator).post(reverse(f"{name}:delete", args=[row.pk]))

    row.refresh_from_db()


@pytest.mark.parametrize("name", ["office_cohorts", "office_meetings", "office_organizations", "office_towns"])
def test_nothing_is_deleted_in_the_office(administrator, client_of, cohort, name):
    row = {
        "office_cohorts": lambda: cohort,
        "office_meetings": lambda: MeetingFactory(cohort=cohort),
        "office_organizations": OrganizationFactory,
        "office_towns": TownFactory,
    }[name]()

    client_of(administrator).post(reverse(f"{name}:delete", args=[row.pk]))

    row.refresh_from_db()


@pytest.mark.parametrize("name", ["wagtailadmin_home", "office:cohort"])
def test_queries_of_the_overviews_do_not_grow(coordinator, client_of, cohort, name):
    client, counts = client_of(coordinator), []
    address = reverse(name, args=[cohort.pk] if name == "office:cohort" else [])
    for more in (1, 2):
        ApplicationFactory.create_batch(more)
        EnrollmentFactory.create_batch(more, cohort=cohort)
        MeetingFactory.create_batch(more, cohort=cohort, module=ModuleFactory(program=cohort.program))
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]
