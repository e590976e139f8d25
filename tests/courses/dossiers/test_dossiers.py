"""A dossier is opened once, goes from state to state by its table alone, and is left off with a reason."""

import pytest

from courses.dossiers.actions import dossiers
from courses.dossiers.dossier_rules import TRANSITIONS
from courses.dossiers.models import Dossier, Item
from school.journal.models import Entry
from school.people.models import Organization
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import ChecklistFactory, DossierFactory, MembershipFactory, RequirementFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization(participant):
    return participant.memberships.get().organization


@pytest.fixture
def checklist():
    checklist = ChecklistFactory()
    RequirementFactory(checklist=checklist)
    RequirementFactory(checklist=checklist, per_claim=True)
    return checklist


def test_opening_lays_out_its_papers_and_tells_the_mentor(organization, participant, mentor, checklist):
    dossier = dossiers.open_dossier(organization, services=[ServiceFactory(), ServiceFactory()], by=participant)

    assert (dossier.state, dossier.checklist, dossier.items.count()) == ("eligibility", checklist, 3)
    assert [(share.person, share.role) for share in dossier.shares.all()] == [(participant, "owner")]
    assert [(move.source, move.target) for move in dossier.moves.all()] == [("", "eligibility")]
    assert [letter.email for letter in Letter.objects.filter(name="dossier_opened")] == [mentor.email]
    assert Entry.objects.get(verb="dossiers.opened").by == participant


def test_a_second_press_meets_the_first(organization, participant, checklist):
    first = dossiers.open_dossier(organization, by=participant)

    assert dossiers.open_dossier(organization, by=participant) == first
    assert Dossier.objects.count() == 1


def test_another_leader_is_told_that_there_is_one(organization, participant, checklist):
    dossiers.open_dossier(organization, by=participant)
    other = MembershipFactory(organization=organization).person

    with pytest.raises(Refused, match="уже есть папка"):
        dossiers.open_dossier(organization, by=other)


def test_the_school_opens_one_for_whoever_answers_for_the_card(organization, participant, coordinator, checklist):
    dossier = dossiers.open_dossier(organization, by=coordinator)

    assert [(share.person, share.role) for share in dossier.shares.all()] == [(participant, "owner")]


@pytest.mark.parametrize("who", ["stranger", "mentor", "trainer"])
def test_nobody_from_outside_opens_one(cast, organization, checklist, who):
    with pytest.raises(Refused, match="участник организации"):
        dossiers.open_dossier(organization, by=cast[who])


def test_a_group_without_numbers_cannot(organization, participant, checklist):
    Organization.objects.filter(pk=organization.pk).update(form="group", ogrn=None, inn=None)
    organization.refresh_from_db()

    with pytest.raises(Refused, match="зарегистрированная"):
        dossiers.open_dossier(organization, by=participant)


def test_without_a_checklist_it_says_so(organization, participant):
    ChecklistFactory(published_at=None)

    with pytest.raises(Refused, match="перечня документов"):
        dossiers.open_dossier(organization, by=participant)


@pytest.mark.parametrize("target", Dossier.State.values)
@pytest.mark.parametrize("source", Dossier.State.values)
def test_states_follow_their_table(source, target, participant):
    dossier = DossierFactory(state=source)
    allowed = target in TRANSITIONS and source in TRANSITIONS[target].sources

    if source == target or allowed:
        dossiers.move(dossier, target, by=participant)
    else:
        with pytest.raises(Refused):
            dossiers.move(dossier, target, by=participant)

    dossier.refresh_from_db()
    assert dossier.state == (target if allowed else source)
    assert [(move.source, move.target) for move in dossier.moves.all()] == ([(source, target)] if allowed and source != target else [])


def test_ends_are_ends():
    assert {source for move in TRANSITIONS.values() for source in move.sources} & {"recognized", "left"} == set()


def test_gathering_begins_with_a_service(organization, participant, checklist):
    dossier = dossiers.open_dossier(organization, by=participant)

    with pytest.raises(Refused, match="услугу"):
        dossiers.begin_gathering(dossier, by=participant)
    dossier.claims.create(service=ServiceFactory())
    dossiers.begin_gathering(dossier, by=participant, reason="Понимаю, что долг ещё не закрыт")

    dossier.refresh_from_db()
    assert (dossier.state, dossier.moves.last().reason) == ("gathering", "Понимаю, что долг ещё не закрыт")
    assert Item.objects.filter(dossier=dossier).count() == 2
    assert dossiers.begin_gathering(dossier, by=participant).state == "gathering"  # a second press


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_stop_is_not_passed_without_a_reason(organization, participant, checklist, reason):
    dossier = dossiers.open_dossier(organization, by=participant)
    dossier.claims.create(service=ServiceFactory())
    dossier.answers.create(question="foreign_agent", value="yes", by=participant)

    with pytest.raises(Refused, match="почему начинаете"):
        dossiers.begin_gathering(dossier, by=participant, reason=reason)


def test_leaving_off_is_the_owners_and_leaves_the_papers(organization, participant, mentor, checklist):
    dossier = DossierFactory(organization=organization, owner=participant)
    editor = MembershipFactory(organization=organization).person
    dossier.shares.create(person=editor, role="editor")

    with pytest.raises(Refused, match="владелец"):
        dossiers.leave_off(dossier, reason="Передумали", by=editor)
    dossiers.leave_off(dossier, reason="Передумали", by=participant)

    dossier.refresh_from_db()
    assert (dossier.state, dossier.ended_why) == ("left", "Передумали")
    assert {letter.email for letter in Letter.objects.filter(name="dossier_left")} == {mentor.email, editor.email}
    assert dossiers.open_dossier(organization, by=participant).pk != dossier.pk
