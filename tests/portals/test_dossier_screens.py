"""The dossier as the NGO sees it: the way in, what is next, the list of papers, the history; access; the cost of pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import Dossier, Item
from school.people.models import Membership
from school.vault.models import File, Look
from tests.factories import (
    CohortModuleFactory,
    EnrollmentFactory,
    MembershipFactory,
    MentorshipFactory,
    ModuleFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.factories.dossiers import (
    ChecklistFactory,
    ClaimFactory,
    DocumentVersionFactory,
    DossierFactory,
    ItemFactory,
    RequirementFactory,
    ServiceFactory,
)
from tests.portals.dossier_pages import MOST, at, colleague_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return DossierFactory()


@pytest.fixture
def owner(dossier, client_of):
    return client_of(dossier.opened_by)


# The way in


def test_the_only_dossier_is_opened_at_once(owner, dossier):
    assert owner.get(at("dossiers")).headers["Location"] == at("dossier", dossier.pk)


def test_without_a_dossier_the_page_invites_to_open_one(client_of):
    member = MembershipFactory()

    page = words(client_of(member.person).get(at("dossiers")))

    assert "Завести папку" in page
    assert at("dossier_new") in page


def test_whoever_has_no_access_is_told_whom_to_ask(client_of, dossier):
    page = words(client_of(colleague_of(dossier, role="")).get(at("dossiers")))

    assert "уже ведёт ваш коллега" in page
    assert dossier.organization.short_name in page


def test_stranger_is_led_to_organizations(client_of, stranger):
    assert reverse("people:organizations") in words(client_of(stranger).get(at("dossiers")))


def test_dossier_is_opened_with_its_services(client_of):
    ChecklistFactory()
    member, services = MembershipFactory(), [ServiceFactory(), ServiceFactory()]
    given = {"organization": member.organization_id, "path": "usual", "services": [row.pk for row in services]}
    client = client_of(member.person)

    for _press in range(2):
        answer = client.post(at("dossier_new"), given)
        assert answer.status_code == 302

    found = Dossier.objects.get(organization=member.organization)
    assert set(found.claims.values_list("service", flat=True)) == {row.pk for row in services}
    assert found.shares.get().role == "owner"


def test_searching_services_keeps_what_is_chosen(client_of):
    ChecklistFactory()
    member, chosen, other = MembershipFactory(), ServiceFactory(title="Сопровождение семей"), ServiceFactory(title="Библиотека на дому")
    hidden = ServiceFactory(title="Спорт для всех")
    given = {"find": "1", "q": "БИБЛИОТЕКА", "path": "social", "organization": member.organization_id, "services": [chosen.pk]}

    response = client_of(member.person).post(at("dossier_new"), given)

    page = words(response)
    assert response.status_code == 200
    assert f'value="{chosen.pk}" checked' in page
    assert other.title in page
    assert hidden.title not in page
    assert 'value="social" checked' in page


def test_opening_without_a_service_says_so_and_keeps_the_path(client_of):
    ChecklistFactory()
    member = MembershipFactory()
    ServiceFactory()

    response = client_of(member.person).post(at("dossier_new"), {"organization": member.organization_id, "path": "renewal"})

    assert response.status_code == 400
    assert "Выберите хотя бы одну услугу" in words(response)
    assert 'value="renewal" checked' in words(response)
    assert not Dossier.objects.exists()


def test_cabinet_and_the_module_lead_to_the_dossier(client_of, cohort):
    module = ModuleFactory(program=cohort.program, kind="document_support")
    CohortModuleFactory(cohort=cohort, module=module)
    seat = EnrollmentFactory(cohort=cohort)
    client, page = client_of(seat.person), at("module", seat.pk, module.pk)
    assert at("dossiers") in words(client.get(page))
    dossier = DossierFactory(organization=seat.organization, owner=seat.person)
    item = ItemFactory(dossier=dossier)
    ItemFactory(dossier=dossier)
    DocumentVersionFactory(item=item, state="returned")

    for address in (at("route", seat.pk), page):
        found = words(client.get(address))
        assert at("dossier", dossier.pk) in found
        assert "Наставник вернул документов: 1" in found


# What is next


def test_a_returned_document_is_the_next_step(owner, dossier):
    ClaimFactory(dossier=dossier)
    item = ItemFactory(dossier=dossier, requirement__title="Справка о кадрах")
    DocumentVersionFactory(item=item, state="returned")
    ItemFactory(dossier=dossier)

    page = words(owner.get(at("dossier", dossier.pk)))

    assert "Наставник вернул документ: Справка" in page.replace("\xa0", " ")


def test_filters_leave_their_own_documents(owner, dossier):
    ClaimFactory(dossier=dossier)
    today = timezone.localdate()
    titles = {"mine": "Моя справка", "returned": "Вернули справку", "expiring": "Старая справка", "": "Просто справка"}
    items = {name: ItemFactory(dossier=dossier, requirement__title=title) for name, title in titles.items()}
    Item.objects.filter(pk=items["mine"].pk).update(owner=dossier.opened_by, state="accepted")
    Item.objects.filter(pk=items["returned"].pk).update(state="returned")
    Item.objects.filter(pk=items["expiring"].pk).update(state="accepted", valid_until=today + timedelta(days=5))
    Item.objects.filter(pk=items[""].pk).update(state="sent", sent_at=timezone.now())

    for show in ("mine", "returned", "expiring"):
        page = owner.get(at("dossier", dossier.pk) + f"?show={show}").context["groups"]
        found = [row["item"].requirement.title for group in page for part in group["parts"] for row in part["rows"]]
        assert found == [titles[show]]


@pytest.mark.parametrize("state", Dossier.State.values)
def test_every_state_has_its_step(owner, dossier, state):
    Dossier.objects.filter(pk=dossier.pk).update(state=state)

    response = owner.get(at("dossier", dossier.pk))

    assert response.status_code == 200
    assert response.context["step"]["words"]


# History


def test_history_tells_who_looked(owner, dossier, mentor):
    MentorshipFactory(mentor=mentor, organization=dossier.organization)
    version = DocumentVersionFactory(item=ItemFactory(dossier=dossier))
    file = File.objects.create(key="k-1", name="устав.pdf", size=1, content_type="application/pdf", shelf="dossiers")
    version.files.create(file=file)
    Look.objects.create(file=file, by=mentor)

    page = words(owner.get(at("dossier_history", dossier.pk) + "?view=looks"))

    assert "устав.pdf" in page
    assert mentor.full_name in page
    assert "наставник" in page


def test_mentor_does_not_see_who_looked(client_of, dossier, mentor):
    MentorshipFactory(mentor=mentor, organization=dossier.organization)

    response = client_of(mentor).get(at("dossier_history", dossier.pk) + "?view=looks")

    assert response.status_code == 200
    assert response.context["view"] == ""


# Access


SEEN = ("dossier", "dossier_eligibility", "dossier_services", "dossier_card", "dossier_matrix", "dossier_share", "dossier_history")


@pytest.mark.parametrize("name", SEEN)
def test_leader_of_another_organization_and_the_former_mentor_find_nothing(client_of, dossier, mentor, name):
    MentorshipFactory(mentor=mentor, organization=dossier.organization, until=timezone.localdate() - timedelta(days=1))
    other, left = DossierFactory().opened_by, colleague_of(dossier, "owner")
    Membership.objects.filter(person=left).update(state="left")

    for person in (mentor, other, left):
        client = client_of(person)
        assert client.get(at(name, dossier.pk)).status_code == client.get(at(name, 999_999)).status_code == 404


# Cost


@pytest.mark.parametrize("number", [1, 3, 300])
@pytest.mark.parametrize("name", SEEN)
def test_pages_cost_the_same_for_any_number_of_papers(owner, dossier, name, number, django_assert_max_num_queries):
    claims = [ClaimFactory(dossier=dossier) for _each in range(min(number, 3))]
    lines = [RequirementFactory(checklist=dossier.checklist) for _each in range(number)]
    Item.objects.bulk_create(
        Item(dossier=dossier, requirement=line, claim=claims[place % len(claims)], owner=dossier.opened_by) for place, line in enumerate(lines)
    )
    owner.get(at(name, dossier.pk))

    with django_assert_max_num_queries(MOST):
        assert owner.get(at(name, dossier.pk)).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 30])
def test_list_of_dossiers_costs_the_same(client_of, number, django_assert_max_num_queries):
    person = UserFactory()
    for _each in range(number):
        DossierFactory(owner=person)
    MembershipFactory(person=person, organization=OrganizationFactory())
    client = client_of(person)
    client.get(at("dossiers"))

    with django_assert_max_num_queries(MOST):
        assert client.get(at("dossiers")).status_code == 200


def test_mentor_reads_the_dossier_at_the_same_cost(client_of, dossier, mentor, django_assert_max_num_queries):
    MentorshipFactory(mentor=mentor, organization=dossier.organization)
    item = ItemFactory(dossier=dossier)
    client = client_of(mentor)
    client.get(at("dossier", dossier.pk))

    with django_assert_max_num_queries(MOST):
        page = words(client.get(at("dossier", dossier.pk)))

    assert at("mentor_document", item.pk) in page
    assert at("dossier_leave", dossier.pk) not in page
