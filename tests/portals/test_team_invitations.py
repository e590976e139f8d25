"""Invitations and requests on screen: asked, answered, taken back; people without a team are sought; the price of the search."""

import pytest

from courses.projects.models import TeamInvitation, TeamMember
from tests import factories
from tests.portals.gathering import another, at, crowd, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return factories.CallFactory(cohort=cohort)


@pytest.fixture
def seat(participant):
    return participant.enrollments.get()


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.fixture
def mate(cohort):
    return another(cohort, "Тополева")


@pytest.fixture
def team(call, seat, mate):
    """The participant leads."""
    return factories.TeamFactory(call=call, title="Кедр", people=[seat, mate])


# Into a team


def test_who_has_found_a_team_meanwhile_is_not_invited_and_the_leader_is_told(client, call, team, cohort):
    other = another(cohort, "Ивушкина")
    factories.TeamFactory(call=call, title="Ель", people=[other])

    page = client.post(at("team_invite", team.pk), {"person": other.person_id}, follow=True)

    assert page.status_code == 200
    assert "уже в команде «Ель»" in page.content.decode()
    assert not TeamInvitation.objects.exists()


def test_team_that_invites_is_not_asked(client, call, mate, participant):
    team = factories.TeamFactory(call=call, title="Ель", people=[mate])
    TeamInvitation.objects.create(team=team, person=participant, by=mate.person)

    page = text(client, "project_call", call.pk)

    assert "Вас зовут сюда" in page
    assert at("team_ask", team.pk) not in page


def test_asking_for_a_place_and_taking_it_back(client, call, mate, participant):
    team = factories.TeamFactory(call=call, title="Ель", people=[mate])
    assert "Попроситься" in text(client, "project_call", call.pk)

    client.post(at("team_ask", team.pk))
    client.post(at("team_ask", team.pk))

    asked = TeamInvitation.objects.get()
    assert (asked.person, asked.asks, asked.state) == (participant, True, "open")
    assert "Просьба отправлена" in text(client, "project_call", call.pk)
    client.post(at("team_take_back", asked.pk))
    assert TeamInvitation.objects.get().state == "taken_back"


@pytest.mark.parametrize(("answer", "member"), [("accept", True), ("decline", False), ("", False)])
def test_an_invitation_is_answered(client, call, mate, participant, answer, member):
    team = factories.TeamFactory(call=call, title="Ель", people=[mate])
    invitation = TeamInvitation.objects.create(team=team, person=participant, by=mate.person)
    assert "Вас зовут в команду «Ель»" in text(client, "project_call", call.pk)

    response = client.post(at("team_answer", invitation.pk), {"answer": answer})

    assert TeamMember.objects.current().filter(team=team, person=participant).exists() == member
    assert response.headers["Location"] == (at("team", team.pk) if member else at("project_call", call.pk))


def test_a_request_is_answered_by_the_leader(client, client_of, team, mate, cohort):
    person = another(cohort, "Ивушкина").person
    asked = TeamInvitation.objects.create(team=team, person=person, by=person, asks=True)
    assert "Отвечает руководитель команды." in text(client_of(mate.person), "team", team.pk)

    client.post(at("team_answer", asked.pk), {"answer": "accept"})

    assert TeamMember.objects.current().filter(team=team, person=person).exists()


def test_somebody_elses_invitation_is_404(client_of, team, cohort):
    person, other = another(cohort, "Ивушкина").person, another(cohort, "Чужакова").person
    invitation = TeamInvitation.objects.create(team=team, person=person, by=team.members.get(leads=True).person)

    for name in ("team_answer", "team_take_back"):
        assert client_of(other).post(at(name, invitation.pk), {"answer": "accept"}).status_code == 404
    assert TeamInvitation.objects.get().state == "open"


# Whom to invite


def test_inviting_among_those_without_a_team(client, team, cohort):
    person = another(cohort, "Ивушкина").person
    page = text(client, "team_invite", team.pk)
    assert person.full_name in page
    assert "Тополева" not in page

    client.post(at("team_invite", team.pk), {"person": person.pk})

    assert TeamInvitation.objects.get().person == person
    assert "Приглашение отправлено" in text(client, "team_invite", team.pk)
    assert "Отозвать приглашение" in text(client, "team", team.pk)


@pytest.mark.parametrize(
    ("q", "found"),
    [("ИВУШ", ["Ивушкина"]), ("ёлкин", ["Ёлкин"]), ("елкин", ["Ёлкин"]), ("причал", ["Ивушкина"]), ("ишим", ["Ёлкин"]), ("%", []), ("никто", [])],
)
def test_people_are_sought_by_name_ngo_and_town(client, team, cohort, q, found):
    card = factories.OrganizationFactory(short_name="АНО «Причал»")
    another(cohort, "Ивушкина", organization=card)
    person = factories.UserFactory(family_name="Ёлкин", folded_name="елкин полина речниковна")
    factories.EnrollmentFactory(cohort=cohort, person=person, town=factories.TownFactory(name="Ишим"))

    rows = client.get(at("team_invite", team.pk), {"q": q}).context["rows"]

    assert [row["person"].family_name for row in rows] == found


@pytest.mark.parametrize("person", ["", "0", "-1", "x", "9" * 40, "999999"])
def test_nobody_is_nobody(client, team, person):
    assert client.post(at("team_invite", team.pk), {"person": person}).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 40])
def test_the_search_costs_the_same(client, team, cohort, number, django_assert_max_num_queries):
    crowd(cohort, factories.CallFactory(cohort=cohort, module=None), number)
    client.get(at("team_invite", team.pk))

    with django_assert_max_num_queries(14):
        page = client.get(at("team_invite", team.pk), {"q": "полина"}).context["page"]
    assert len(page.object_list) == min(number * 3, 15)
