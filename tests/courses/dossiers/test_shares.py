"""Leaders share the dossier and hand it over; it never stays without an owner while somebody of the organisation is there."""

import pytest

from courses.dossiers import dossier_rules
from courses.dossiers.actions import shares
from school.people import actions as people
from school.people import entering
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import DossierFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


@pytest.fixture
def colleague(dossier):
    return MembershipFactory(organization=dossier.organization, owner=False).person


def roles(dossier):
    return {share.person: share.role for share in dossier.shares.filter(until=None)}


def test_a_colleague_gets_access_and_a_letter(dossier, participant, colleague):
    shares.share(dossier, colleague, "editor", by=participant)
    shares.share(dossier, colleague, "editor", by=participant)

    assert roles(dossier) == {participant: "owner", colleague: "editor"}
    assert [letter.email for letter in Letter.objects.filter(name="dossier_shared")] == [colleague.email]


def test_a_changed_role_keeps_the_earlier_one_as_history(dossier, participant, colleague):
    shares.share(dossier, colleague, "editor", by=participant)
    shares.share(dossier, colleague, "reader", by=participant)

    assert [(share.role, share.until is None) for share in dossier.shares.filter(person=colleague)] == [("editor", False), ("reader", True)]


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_only_owners_share(dossier, participant, colleague, role):
    dossier.shares.create(person=colleague, role=role)
    other = MembershipFactory(organization=dossier.organization).person

    with pytest.raises(Refused, match="владелец"):
        shares.share(dossier, other, "reader", by=colleague)


@pytest.mark.parametrize("state", [None, "asked", "left", "declined"])
def test_access_is_for_members_of_the_organization(dossier, participant, state):
    person = MembershipFactory(organization=dossier.organization, state=state).person if state else UserFactory()

    with pytest.raises(Refused, match="участники организации"):
        shares.share(dossier, person, "reader", by=participant)


def test_the_last_owner_hands_over_first(dossier, participant, colleague):
    dossier.shares.create(person=colleague, role="editor")

    with pytest.raises(Refused, match="последний владелец"):
        shares.unshare(dossier, participant, by=participant)
    with pytest.raises(Refused, match="последний владелец"):
        shares.share(dossier, participant, "reader", by=participant)
    shares.hand_over(dossier, colleague, by=participant)
    shares.unshare(dossier, participant, by=participant)

    assert roles(dossier) == {colleague: "owner"}


def test_everybody_may_give_up_their_own_access(dossier, colleague, participant):
    dossier.shares.create(person=colleague, role="reader")

    shares.unshare(dossier, colleague, by=colleague)
    shares.unshare(dossier, colleague, by=colleague)

    assert roles(dossier) == {participant: "owner"}


def test_whoever_leaves_the_organization_leaves_its_dossier(dossier, participant, colleague):
    dossier.shares.create(person=colleague, role="editor")

    people.leave(colleague.memberships.get(), by=colleague)

    assert roles(dossier) == {participant: "owner"}


def test_an_owner_who_leaves_is_followed_by_the_longest_standing(dossier, participant, colleague):
    late = MembershipFactory(organization=dossier.organization, owner=True).person
    dossier.shares.create(person=colleague, role="editor")
    dossier.shares.create(person=late, role="reader")

    people.leave(participant.memberships.get(), by=participant)

    assert roles(dossier) == {colleague: "owner", late: "reader"}
    assert [letter.email for letter in Letter.objects.filter(name="dossier_shared")] == [colleague.email]


def test_without_other_sharers_a_member_of_the_card_becomes_the_owner(dossier, participant):
    trusted = MembershipFactory(organization=dossier.organization, owner=True).person

    people.leave(participant.memberships.get(), by=participant)

    assert roles(dossier) == {trusted: "owner"}


def test_when_nobody_is_left_the_mentor_is_told(dossier, participant, mentor):
    participant.memberships.update(state="left")

    shares.part_with_leavers(dossier.organization)

    assert (roles(dossier), dossier_rules.people_of(dossier)) == ({}, [])
    assert [letter.email for letter in Letter.objects.filter(name="dossier_orphaned")] == [mentor.email]


def test_the_first_who_comes_to_a_dossier_without_people_owns_it(dossier, participant, coordinator):
    participant.memberships.update(state="left")
    shares.part_with_leavers(dossier.organization)
    late = UserFactory()

    entering.enter_member(late, dossier.organization, by=coordinator)

    assert roles(dossier) == {late: "owner"}


def test_a_new_member_gets_nothing_while_there_is_an_owner(dossier, participant):
    asked = MembershipFactory(organization=dossier.organization, state="asked", owner=False)

    people.confirm_member(asked, by=participant)

    assert roles(dossier) == {participant: "owner"}
