"""Teams on screen: the way in, who may do what, the doors, the price of the lists."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.projects.models import Call, Stage, Team, TeamInvitation, TeamMember
from school.journal.models import Entry
from tests import factories

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


def another(cohort, family_name, **fields):
    person = factories.UserFactory(family_name=family_name, folded_name=f"{family_name.lower()} полина речниковна")
    return factories.EnrollmentFactory(cohort=cohort, person=person, **fields)


def at(name, *args):
    return reverse(f"portals:{name}", args=args)


def text(client, name, *args, **query):
    return client.get(at(name, *args), query).content.decode()


def over(call):
    """Teams gather no more."""
    Stage.objects.filter(call=call).update(opens_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(days=2))


# The call


def test_the_module_leads_to_the_call(client, call, seat):
    assert at("project_call", call.pk) in text(client, "module", seat.pk, call.module_id)


def test_a_call_without_a_module_is_found_on_the_way(client, seat, cohort):
    call = factories.CallFactory(cohort=cohort, module=None)

    assert at("project_call", call.pk) in text(client, "route", seat.pk)


def test_a_call_in_preparation_is_not_there(client, call, seat):
    Call.objects.update(state="draft")

    assert client.get(at("project_call", call.pk)).status_code == 404
    assert call.title not in text(client, "module", seat.pk, call.module_id)


def test_the_call_tells_stages_and_criteria_beforehand(client, call):
    page = text(client, "project_call", call.pk)

    assert "Замысел" in page
    assert "Ждём вашу работу" in page
    assert "Польза людям – 67 % итога" in page
    assert "Выполнимость – 33 % итога" in page
    assert "Показано убедительно" in page
    assert "В команде от 1 до 5 человек." in page
    assert "Соберите свою команду" in page


@pytest.mark.parametrize(
    ("opens", "due", "late", "words"),
    [
        (2, 4, "refused", "Ещё не открыт"),
        (-2, 4, "refused", "Ждём вашу работу"),
        (-9, -1, "refused", "Срок вышел"),
        (-9, -1, "marked", "Срок вышел, примем с пометкой"),
    ],
)
def test_a_stage_says_how_it_stands(client, call, opens, due, late, words):
    now = timezone.now()
    Call.objects.update(late=late)
    Stage.objects.update(opens_at=now + timedelta(days=opens), due_at=now + timedelta(days=due), late_until=now + timedelta(days=due + 3))

    assert words in text(client, "project_call", call.pk)


def test_a_closed_call_offers_no_team(client, call):
    Call.objects.update(state="closed")
    page = text(client, "project_call", call.pk)

    assert "Приём проектов закрыт." in page
    assert "Соберите свою команду" not in page


def test_after_the_day_the_call_says_whom_to_write(client, call, mate):
    factories.TeamFactory(call=call, people=[mate])
    over(call)
    page = text(client, "project_call", call.pk)

    assert "напишите координатору" in page
    assert "Попроситься" not in page


def test_who_has_finished_reads_on_and_does_not_take_part(client, call, seat):
    seat.state = "finished"
    seat.save()
    page = text(client, "project_call", call.pk)

    assert "участвуют те, кто учится в потоке" in page
    assert "Соберите свою команду" not in page


def test_a_broken_up_team_is_told_of(client, call, team):
    client.post(at("team_break_up", team.pk))
    page = text(client, "project_call", call.pk)

    assert "Команда «Кедр» распущена" in page
    assert "Соберите свою команду" in page
    assert client.get(at("team", team.pk)).status_code == 404
    assert client.get(at("project", team.project.pk)).status_code == 404


# Founding and joining


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


def test_a_full_team_is_not_in_the_list(client, call, mate):
    Call.objects.update(team_most=1)
    factories.TeamFactory(call=call, title="Полная", people=[mate])

    assert "Полная" not in text(client, "project_call", call.pk)


def test_whoever_lost_the_seat_takes_no_place(client, call, mate, cohort):
    Call.objects.update(team_most=2)
    factories.TeamFactory(call=call, title="Ель", people=[mate, another(cohort, "Ушедшая", state="expelled")])
    page = text(client, "project_call", call.pk)

    assert "Ель" in page
    assert "Ушедшая" not in page
    assert "1 место" in page


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


@pytest.mark.parametrize("name", ["team_rename", "team_lead", "team_break_up", "team_invite"])
def test_steps_of_the_leader_are_refused_to_a_member(client_of, team, mate, cohort, name):
    data = {"title": "Моя", "member": team.members.get(leads=True).pk, "person": another(cohort, "Ивушкина").person_id}
    client = client_of(mate.person)
    before = list(TeamMember.objects.values_list("person", "leads", "left_at"))

    assert "Это может тот, кто руководит" in text(client, name, team.pk) or "Приглашает тот" in text(client, name, team.pk)
    client.post(at(name, team.pk), data)

    assert (Team.objects.get().title, Team.objects.get().broken_up_at) == ("Кедр", None)
    assert list(TeamMember.objects.values_list("person", "leads", "left_at")) == before
    assert not TeamInvitation.objects.exists()


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


def test_a_request_is_answered_by_the_leader(client, client_of, team, mate, cohort):
    person = another(cohort, "Ивушкина").person
    asked = TeamInvitation.objects.create(team=team, person=person, by=person, asks=True)
    assert "Отвечает руководитель команды." in text(client_of(mate.person), "team", team.pk)

    client.post(at("team_answer", asked.pk), {"answer": "accept"})

    assert TeamMember.objects.current().filter(team=team, person=person).exists()


def test_renaming(client, team):
    client.post(at("team_rename", team.pk), {"title": "Сосна"})

    assert Team.objects.get().title == "Сосна"


def test_handing_the_lead_on(client, team, mate):
    client.post(at("team_lead", team.pk), {"member": team.members.get(person=mate.person).pk})

    assert team.members.get(leads=True).person == mate.person


@pytest.mark.parametrize("member", ["", "0", "x", "999999", "own"])
def test_the_lead_goes_to_a_member_only(client, team, member):
    given = team.members.get(leads=True).pk if member == "own" else member
    response = client.post(at("team_lead", team.pk), {"member": given})

    assert response.status_code == 400
    assert response.context["form"].errors["member"]


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


# Doors


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


def test_somebody_elses_invitation_is_404(client_of, team, cohort):
    person, other = another(cohort, "Ивушкина").person, another(cohort, "Чужакова").person
    invitation = TeamInvitation.objects.create(team=team, person=person, by=team.members.get(leads=True).person)

    for name in ("team_answer", "team_take_back"):
        assert client_of(other).post(at(name, invitation.pk), {"answer": "accept"}).status_code == 404
    assert TeamInvitation.objects.get().state == "open"


# The price of the lists


def crowd(cohort, call, number):
    for n in range(number):
        factories.TeamFactory(call=call, title=f"Команда {n}", people=[another(cohort, f"Ведущая{n}"), another(cohort, f"Идущая{n}")])
        another(cohort, f"Свободная{n}")


@pytest.mark.parametrize("number", [1, 3, 100])
def test_the_call_costs_the_same(client, call, cohort, number, django_assert_max_num_queries):
    crowd(cohort, call, number)
    client.get(at("project_call", call.pk))

    with django_assert_max_num_queries(32):
        page = client.get(at("project_call", call.pk)).context["page"]
    assert len(page.object_list) == min(number, 15)


@pytest.mark.parametrize("number", [1, 3, 40])
def test_the_search_costs_the_same(client, team, cohort, number, django_assert_max_num_queries):
    crowd(cohort, factories.CallFactory(cohort=cohort, module=None), number)
    client.get(at("team_invite", team.pk))

    with django_assert_max_num_queries(24):
        page = client.get(at("team_invite", team.pk), {"q": "полина"}).context["page"]
    assert len(page.object_list) == min(number * 3, 15)


@pytest.mark.parametrize("number", [1, 8])
def test_the_team_costs_the_same(client, team, cohort, number, django_assert_max_num_queries):
    Call.objects.update(team_most=30)
    for n in range(number):
        person = another(cohort, f"Просящая{n}").person
        TeamInvitation.objects.create(team=team, person=person, by=person, asks=True)
        team.members.create(call=team.call, person=(seat := another(cohort, f"Идущая{n}")).person, enrollment=seat)
    client.get(at("team", team.pk))

    with django_assert_max_num_queries(26):
        client.get(at("team", team.pk))
