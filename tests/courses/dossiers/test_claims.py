"""Services come and go with their papers; the lines follow the path, the charter and the representative."""

from datetime import date

import pytest

from courses.dossiers.actions import claims, items
from courses.dossiers.models import Dossier, Item
from school.people.rules import Changed, Refused
from tests.factories import BodyFactory, DossierFactory, MembershipFactory, RequirementFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(participant):
    dossier = DossierFactory(organization=participant.memberships.get().organization, owner=participant)
    RequirementFactory(checklist=dossier.checklist, title="Устав")
    RequirementFactory(checklist=dossier.checklist, title="Положение", per_claim=True)
    return dossier


def lines(dossier):
    return sorted((item.requirement.title, item.claim_id) for item in Item.objects.asked().filter(dossier=dossier))


def test_each_service_brings_its_own_lines(dossier, participant):
    first = claims.add_claim(dossier, ServiceFactory(), by=participant)
    second = claims.add_claim(dossier, ServiceFactory(), by=participant)

    assert lines(dossier) == [("Положение", first.pk), ("Положение", second.pk), ("Устав", None)]


def test_the_same_service_twice_is_a_second_press(dossier, participant):
    service = ServiceFactory()

    assert claims.add_claim(dossier, service, by=participant) == claims.add_claim(dossier, service, by=participant)
    assert len(lines(dossier)) == 2


def test_a_dropped_service_hides_its_papers_and_brings_them_back(dossier, participant):
    claim = claims.add_claim(dossier, ServiceFactory(), by=participant)
    item = claim.items.get()
    item.versions.create(number=1, state="sent", by=participant)

    claims.drop_claim(claim, by=participant)
    hidden = lines(dossier)
    claims.add_claim(dossier, claim.service, by=participant)

    assert hidden == [("Устав", None)]
    assert (claim.items.get(), claim.items.get().versions.count()) == (item, 1)
    assert lines(dossier) == [("Положение", claim.pk), ("Устав", None)]


@pytest.mark.parametrize("state", ["filed", "concluded", "at_justice", "recognized", "left"])
def test_services_of_a_filed_dossier_stay(dossier, participant, state):
    claim = claims.add_claim(dossier, ServiceFactory(), by=participant)
    Dossier.objects.filter(pk=dossier.pk).update(state=state)

    for act in (lambda: claims.add_claim(dossier, ServiceFactory(), by=participant), lambda: claims.drop_claim(claim, by=participant)):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("state", ["filed", "concluded", "recognized"])
def test_a_service_with_an_answer_is_not_dropped(dossier, participant, state):
    claim = claims.add_claim(dossier, ServiceFactory(), by=participant)
    claim.state = state
    claim.save()

    with pytest.raises(Refused, match="ответ органа"):
        claims.drop_claim(claim, by=participant)


def test_two_who_describe_a_service_see_each_other(dossier, participant):
    claim = claims.add_claim(dossier, ServiceFactory(), by=participant)
    told = {"body": BodyFactory(), "charter_clause": "2.1", "began_on": date(2025, 3, 1)}

    claims.change_claim(claim, **told, edition=dossier.edition, by=participant)
    claims.change_claim(claim, **told, edition=dossier.edition, by=participant)  # a second press
    with pytest.raises(Changed):
        claims.change_claim(claim, **told | {"charter_clause": "2.2"}, edition=dossier.edition, by=participant)

    claim.refresh_from_db()
    assert (claim.charter_clause, claim.dossier.edition) == ("2.1", dossier.edition + 1)


@pytest.mark.parametrize("role", ["reader", None])
def test_readers_and_others_change_nothing(dossier, participant, role):
    other = MembershipFactory(organization=dossier.organization).person if role else UserFactory()
    if role:
        dossier.shares.create(person=other, role=role)

    with pytest.raises(Refused):
        claims.add_claim(dossier, ServiceFactory(), by=other)


def test_a_line_that_is_not_asked_any_more_comes_back_with_its_papers(dossier):
    RequirementFactory(checklist=dossier.checklist, title="Изменения в устав", condition="charter")
    items.lay_out(dossier)
    assert ("Изменения в устав", None) not in lines(dossier)

    for changes in (True, False, True):
        Dossier.objects.filter(pk=dossier.pk).update(charter_changes=changes)
        items.lay_out(dossier)
        assert (("Изменения в устав", None) in lines(dossier)) is changes
    assert Item.objects.filter(requirement__title="Изменения в устав").count() == 1


def test_a_document_is_set_aside_with_a_reason_and_asked_again(dossier, participant):
    items.lay_out(dossier)
    item = dossier.items.get(requirement__title="Устав")

    with pytest.raises(Refused, match="почему"):
        items.mark_not_needed(item, "  ", by=participant)
    assert items.mark_not_needed(item, "Уже в реестре", by=participant).state == "not_needed"
    assert items.mark_needed(item, by=participant).state == "empty"


def test_what_was_sent_is_not_set_aside(dossier, participant):
    items.lay_out(dossier)
    Item.objects.update(state="sent")

    with pytest.raises(Refused, match="отзовите"):
        items.mark_not_needed(dossier.items.first(), "Не нужно", by=participant)


def test_only_a_sharer_prepares_a_document(dossier, participant):
    items.lay_out(dossier)
    item = dossier.items.first()

    assert items.assign_item(item, owner=participant, due_on=date(2027, 3, 1), by=participant).owner == participant
    with pytest.raises(Refused, match="доступ к папке"):
        items.assign_item(item, owner=UserFactory(), due_on=None, by=participant)
