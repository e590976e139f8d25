"""A team on screen: founded, renamed, led and left, who may do what, the doors, the price of the page."""

import pytest

from courses.projects.models import Call, Team, TeamInvitation, TeamMember
from school.journal.models import Entry
from tests import factories
from tests.portals.gathering import another, at, over, text

pytestmark = pytest.mark.django_db
OTHERS = ["trainer", "mentor", "author", "coordinator", "methodologist", "administrator", "stranger"]


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


# Founding


def test_founding_makes_the_team_and_its_project(client, call, participant):
    response = client.post(at("team_found", call.pk), {"title": "  Кедр "})

    team = Team.objects.get()
    assert response.headers["Location"] == at("team", team.pk)
    assert (team.title, team.members.get().person, team.members.get().leads) == ("Кедр", participant, True)
    assert at("project", team.project.pk) in text(client, "project_call", call.pk)


def test_founding_twice_is_one_team(client, call):
    for _press in range(2):
        client.post(at("team_found", call.pk), {"title": "Кедр"})

    assert Team.objects.count() == 1
    assert Entry.objects.filter(verb="projects.team_founded").count() == 1


@pytest.mark.parametrize(("title", "words"), [("", "Заполните это поле."), ("кедр", "Команда с таким названием уже есть."), ("к" * 121, "120")])
def test_a_bad_title_is_told_at_the_field(client, call, mate, title, words):
    factories.TeamFactory(call=call, title="Кедр", people=[mate])
    response = client.post(at("team_found", call.pk), {"title": title})

    assert response.status_code == 400
    assert words in str(response.context["form"].errors["title"])
    assert f'value="{title}"' in response.content.decode() or not title


# Inside the team


def test_the_team_shows_people_with_ngo_and_town(client, team, mate, seat):
    page = text(client, "team", team.pk)

    assert f"{mate.organization.short_name}, {mate.town}" in page
    assert "– это вы" in page
    for name in ("team_invite", "team_rename", "team_lead", "team_break_up"):
        assert at(name, team.pk) in page


def test_a_member_who_does_not_lead_has_only_the_own_steps(client_of, team, mate):
    page = text(client_of(mate.person), "team", team.pk)

    for name in ("team_invite", "team_rename", "team_lead", "team_break_up"):
        assert at(name, team.pk) not in page
    assert "Выйти из команды" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [*((name, "Это может тот, кто руководит") for name in ("team_rename", "team_lead", "team_break_up")), ("team_invite", "Приглашает тот")],
)
def test_steps_of_the_leader_are_refused_to_a_member(client_of, team, mate, cohort, name, words):
    data = {"title": "Моя", "member": team.members.get(leads=True).pk, "person": another(cohort, "Ивушкина").person_id}
    client = client_of(mate.person)
    before = list(TeamMember.objects.values_list("person", "leads", "left_at"))

    assert words in text(client, name, team.pk)
    client.post(at(name, team.pk), data)

    assert (Team.objects.get().title, Team.objects.get().broken_up_at) == ("Кедр", None)
    assert list(TeamMember.objects.values_list("person", "leads", "left_at")) == before
    assert not TeamInvitation.objects.exists()


def test_renaming(client, team):
    client.post(at("team_rename", team.pk), {"title": "Сосна"})

    assert Team.objects.get().title == "Сосна"


def test_a_name_too_long_is_measured(client, team):
    response = client.post(at("team_rename", team.pk), {"title": "Е" * 121})

    assert response.context["form"].errors["title"] == ["Не больше 120 знаков, сейчас 121."]


def test_handing_the_lead_on(client, team, mate):
    for _press in range(2):
        response = client.post(at("team_lead", team.pk), {"member": team.members.get(person=mate.person).pk})
        assert response.headers["Location"] == at("team", team.pk)

    assert team.members.get(leads=True).person == mate.person


@pytest.mark.parametrize("member", ["", "0", "x", "999999", "own"])
def test_the_lead_goes_to_a_member_only(client, team, member):
    given = team.members.get(leads=True).pk if member == "own" else member
    response = client.post(at("team_lead", team.pk), {"member": given})

    assert response.status_code == 400
    assert response.context["form"].errors["member"]


# Leaving


def test_leaving_asks_first(client, team, participant, mate):
    address = at("team_leave", team.members.get(person=participant).pk)

    assert "Выйти из команды «Кедр»?" in client.get(address).content.decode()
    assert TeamMember.objects.current().count() == 2
    assert client.post(address).headers["Location"] == at("project_call", team.call_id)
    assert team.members.get(left_at=None).person == mate.person
    assert team.members.get(leads=True).person == mate.person


def test_the_last_one_leaving_is_warned(client, call, seat):
    team = factories.TeamFactory(call=call, people=[seat])

    assert "она распадётся" in text(client, "team_leave", team.members.get().pk)


def test_the_leader_lets_somebody_go(client, client_of, team, mate, participant):
    row = team.members.get(person=mate.person)

    assert "Вывести из команды «Кедр»: Тополева" in text(client, "team_leave", row.pk)
    client.post(at("team_leave", row.pk))

    assert not TeamMember.objects.current().filter(person=mate.person).exists()
    assert client_of(mate.person).get(at("project", team.project.pk)).status_code == 404


def test_a_member_does_not_let_others_go(client_of, team, mate, participant):
    response = client_of(mate.person).post(at("team_leave", team.members.get(person=participant).pk))

    assert response.status_code == 409
    assert TeamMember.objects.current().count() == 2


def test_after_the_day_nobody_leaves(client, team, participant, call):
    over(call)
    response = client.post(at("team_leave", team.members.get(person=participant).pk))

    assert response.status_code == 409
    assert "напишите координатору" in response.content.decode()


# Doors and prices


@pytest.fixture
def doors(team, participant):
    pages = [at(name, team.pk) for name in ("team", "team_invite", "team_rename", "team_lead", "team_break_up")]
    return [*pages, at("team_leave", team.members.get(person=participant).pk)]


@pytest.mark.parametrize("role", OTHERS)
def test_a_team_is_its_own_peoples(cast, client_of, doors, role):
    client = client_of(cast[role])

    assert {client.get(door).status_code for door in doors} == {404}
    assert {client.post(door, {"title": "Чужая"}).status_code for door in doors} == {404, 405}


def test_another_team_of_the_same_call_is_outside(client_of, doors, call, cohort):
    stranger = another(cohort, "Ивушкина")
    factories.TeamFactory(call=call, people=[stranger])

    assert {client_of(stranger.person).get(door).status_code for door in doors} == {404}


@pytest.mark.parametrize("number", [1, 8])
def test_the_team_costs_the_same(client, team, cohort, number, django_assert_max_num_queries):
    Call.objects.update(team_most=30)
    for n in range(number):
        person = another(cohort, f"Просящая{n}").person
        TeamInvitation.objects.create(team=team, person=person, by=person, asks=True)
        team.members.create(call=team.call, person=(seat := another(cohort, f"Идущая{n}")).person, enrollment=seat)
    client.get(at("team", team.pk))

    with django_assert_max_num_queries(15):
        client.get(at("team", team.pk))
