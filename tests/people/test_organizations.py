"""Cards of organisations and who belongs to them."""

import pytest

from school.journal.models import Entry
from school.people import actions
from school.people.models import Membership, Organization
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import MembershipFactory, OrganizationFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Membership.State


def card(**changes):
    draft = OrganizationFactory.build(town=None)
    return {
        "form": "ano", "short_name": "АНО «Ёлка»", "name": "Автономная некоммерческая организация «Ёлка»", "ogrn": draft.ogrn, "inn": draft.inn,
        "town": TownFactory().pk, "site": "", "head": "", "areas": "",
    } | changes  # fmt: skip


def test_founder_is_the_first_member(stranger, client_of):
    answer = client_of(stranger).post("/people/organizations/new/", card(member="1", owner="2", state="confirmed", id="77"))

    organization = Organization.objects.get()
    assert answer.url == f"/people/organizations/{organization.pk}/"
    assert organization.folded_name == "ано «елка» автономная некоммерческая организация «елка»"
    assert list(organization.memberships.values_list("person", "state", "owner")) == [(stranger.pk, "confirmed", True)]
    assert Entry.objects.filter(verb="people.organization_founded").count() == 1


def test_group_needs_no_numbers_and_keeps_none(stranger, client_of):
    client_of(stranger).post("/people/organizations/new/", card(form="group", ogrn="123", inn=""))

    assert list(Organization.objects.values_list("ogrn", "inn")) == [(None, None)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"inn": "7203000"}, "В ИНН организации 10 цифр, вы ввели 7"),
        ({"inn": ""}, "Укажите ИНН"),
        ({"ogrn": ""}, "Укажите ОГРН"),
        ({"ogrn": "1" * 13}, "В ОГРН опечатка"),
        ({"town": ""}, "Выберите город"),
        ({"town": "999999999999999999999"}, ""),
        ({"form": "ooo"}, ""),
        ({"site": "javascript:alert(1)"}, ""),
        ({"short_name": "\u200b"}, ""),
        ({"short_name": "x\0"}, ""),
        ({"name": "x" * 501}, ""),
    ],
)
def test_card_with_a_mistake_says_so_and_keeps_what_was_typed(stranger, client_of, changes, words):
    answer = client_of(stranger).post("/people/organizations/new/", card(**changes))

    assert answer.status_code == 200
    assert 'class="err"' in answer.content.decode()
    assert words in answer.content.decode()
    assert not Organization.objects.exists()


@pytest.mark.parametrize("number", ["ogrn", "inn"])
def test_second_card_is_led_to_ask_to_join(stranger, client_of, number):
    first = MembershipFactory()
    client = client_of(stranger)

    page = client.post("/people/organizations/new/", card(**{number: getattr(first.organization, number)}))
    client.post("/people/organizations/join/", {"number": page.context["twin_number"]})

    assert "Попросить принять вас" in page.content.decode()
    assert Organization.objects.count() == 1
    assert Membership.objects.get(person=stranger).state == State.ASKED
    assert list(Letter.objects.values_list("name", "email")) == [("membership_asked", first.person.email)]


def test_joining_by_an_unknown_number_makes_nothing(stranger, client_of):
    number = OrganizationFactory.build(town=None).inn

    page = client_of(stranger).post("/people/organizations/join/", {"number": number})

    assert "в школе ещё нет" in page.content.decode()
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("verb", "state", "letter"), [("confirm", State.CONFIRMED, "membership_confirmed"), ("decline", State.DECLINED, "membership_declined")]
)
def test_owner_answers_a_request(stranger, client_of, verb, state, letter):
    own = MembershipFactory()
    asked = actions.ask_to_join(own.organization.ogrn, by=stranger)
    url = f"/people/organizations/{own.organization.pk}/members/{asked.pk}/"

    client_of(own.person).post(url, {"answer": verb})
    client_of(own.person).post(url, {"answer": verb})

    asked.refresh_from_db()
    assert (asked.state, asked.owner) == (state, False)
    assert Letter.objects.filter(email=stranger.email).values_list("name", flat=True).get() == letter


MATRIX = [
    # who, may see, may edit, may answer
    ("owner", 200, 200, True),
    ("member", 200, 404, False),
    ("asking", 404, 404, False),
    ("declined", 404, 404, False),
    ("left", 404, 404, False),
    ("foreign", 404, 404, False),
]


@pytest.mark.parametrize(("who", "see", "edit", "answers"), MATRIX)
def test_card_opens_by_membership(client_of, who, see, edit, answers):
    owner = MembershipFactory()
    organization = owner.organization
    people = {
        "owner": owner.person,
        "member": MembershipFactory(organization=organization, owner=False).person,
        "asking": MembershipFactory(organization=organization, owner=False, state=State.ASKED).person,
        "declined": MembershipFactory(organization=organization, owner=False, state=State.DECLINED).person,
        "left": MembershipFactory(organization=organization, owner=False, state=State.LEFT).person,
        "foreign": MembershipFactory().person,
    }
    asking = Membership.objects.get(organization=organization, state=State.ASKED)
    client = client_of(people[who])
    base = f"/people/organizations/{organization.pk}/"

    assert client.get(base).status_code == see
    assert client.get(base + "edit/").status_code == edit
    client.post(f"{base}members/{asking.pk}/", {"answer": "confirm"})
    asking.refresh_from_db()
    assert (asking.state == State.CONFIRMED) is answers


def test_child_of_another_card_is_missing(client_of):
    own, other = MembershipFactory(), MembershipFactory()
    asked = MembershipFactory(organization=other.organization, owner=False, state=State.ASKED)

    answer = client_of(own.person).post(f"/people/organizations/{own.organization.pk}/members/{asked.pk}/", {"answer": "confirm"})

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (404, State.ASKED)


def test_foreign_and_missing_cards_look_the_same(stranger, client_of):
    other = MembershipFactory()
    client = client_of(stranger)

    def body(url):
        answer = client.get(url)
        assert answer.status_code == 404
        return len(answer.content.decode().replace(url, ""))

    assert body(f"/people/organizations/{other.organization.pk}/") == body("/people/organizations/987654321/")
    assert client.get("/people/organizations/99999999999999999999999/").status_code == 404


def test_last_owner_does_not_leave_the_card_alone(stranger):
    own = MembershipFactory()
    with pytest.raises(Refused):
        actions.leave(own, by=own.person)
    member = MembershipFactory(organization=own.organization, owner=False)
    with pytest.raises(Refused) as refused:
        actions.leave(own, by=own.person)
    assert "Сначала доверьте карточку" in refused.value.reasons[0]

    actions.trust_member(member, by=own.person)
    actions.leave(own, by=own.person)

    own.refresh_from_db()
    assert (own.state, own.owner) == (State.LEFT, False)


def test_leaving_asks_first_and_a_request_can_be_taken_back(stranger, client_of):
    own = MembershipFactory()
    actions.ask_to_join(own.organization.inn, by=stranger)
    url = f"/people/organizations/{own.organization.pk}/leave/"
    client = client_of(stranger)

    assert client.get(url).status_code == 200
    assert Membership.objects.get(person=stranger).state == State.ASKED
    client.post(url)

    assert Membership.objects.get(person=stranger).state == State.LEFT
    assert client.get(url).status_code == 404


def test_owner_changes_the_card(client_of):
    own = MembershipFactory()
    organization = own.organization

    answer = client_of(own.person).post(
        f"/people/organizations/{organization.pk}/edit/", card(ogrn=organization.ogrn, inn=organization.inn, short_name="АНО «Сосна»")
    )

    organization.refresh_from_db()
    assert answer.status_code == 302
    assert organization.folded_name.startswith("ано «сосна»")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_at_one_and_three(client_of, django_assert_max_num_queries, count):
    person = UserFactory()
    own = [MembershipFactory(person=person) for _ in range(count)]
    for _ in range(count):
        MembershipFactory(organization=own[0].organization, owner=False)
        MembershipFactory(organization=own[0].organization, owner=False, state=State.ASKED)
    client = client_of(person)
    client.get("/people/organizations/")

    with django_assert_max_num_queries(12):
        client.get("/people/organizations/")
    with django_assert_max_num_queries(12):
        client.get(f"/people/organizations/{own[0].organization.pk}/")
