"""People of a cohort, roles, mentorships, invitations, organisations."""

import pytest
from django.urls import reverse

from courses.enrollment.models import Assignment, Enrollment, Invitation, Mentorship
from school.people.models import Organization
from tests.factories import EnrollmentFactory, MentorshipFactory, OrganizationFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.mark.parametrize(
    ("verb", "fields", "after"),
    [
        ("leave", {"reason": "Переезд."}, "withdrawn"),
        ("expel", {"reason": "Не приходит."}, "expelled"),
        ("expel", {"reason": ""}, "active"),
        ("finish", {}, "finished"),
        ("zzz", {}, "active"),
    ],
)
def test_moves_of_an_enrollment(client, cohort, verb, fields, after):
    person = EnrollmentFactory(cohort=cohort)

    client.get(reverse("office:person_move", args=[person.pk, verb]))
    client.post(reverse("office:person_move", args=[person.pk, verb]), fields)

    assert Enrollment.objects.get().state == after


def test_who_left_comes_back_while_there_is_a_seat(client, cohort):
    person = EnrollmentFactory(cohort=cohort, state="withdrawn")
    QuotaFactory(cohort=cohort, town=person.town)

    client.post(reverse("office:person_move", args=[person.pk, "restore"]))

    assert Enrollment.objects.get().state == "active"


@pytest.mark.parametrize("state", ["active", "finished", "withdrawn", "expelled"])
def test_the_page_of_a_person_answers(client, cohort, state):
    person = EnrollmentFactory(cohort=cohort, state=state)

    assert person.person.full_name in client.get(reverse("office:person", args=[person.pk])).content.decode()


def test_a_trainer_is_assigned_and_dismissed(client, cohort, stranger):
    client.post(reverse("office:assign"), {"person": stranger.email, "role": "trainer", "cohort": cohort.pk, "program": ""})
    given = Assignment.objects.get(person=stranger)
    client.post(reverse("office:dismiss", args=[given.pk]))

    assert (given.role, given.cohort, Assignment.objects.current().filter(person=stranger).exists()) == ("trainer", cohort, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "trainer"},
        {"role": "author"},
        {"role": "mentor"},
        {"role": "administrator"},
        {"role": ""},
        {"role": "coordinator", "person": "999999"},
        {"role": "coordinator", "person": "Нетакая Фамилия"},
        {"role": "coordinator", "person": "nobody@shkola.example"},
        {"role": "coordinator", "person": ""},
        {"role": "coordinator", "person": "x" * 300},
        {"role": "coordinator", "person": "a\x00b"},
    ],
)
def test_a_bad_assignment_is_told(client, stranger, fields):
    response = client.post(reverse("office:assign"), {"person": stranger.email, **fields})

    assert (response.status_code, Assignment.objects.filter(person=stranger).count()) == (200, 0)


def test_a_coordinator_takes_no_scope(client, cohort, stranger):
    client.post(reverse("office:assign"), {"person": stranger.email, "role": "coordinator", "cohort": cohort.pk, "is_superuser": "on"})

    stranger.refresh_from_db()
    assert (Assignment.objects.get(person=stranger).cohort, stranger.is_superuser) == (None, False)


@pytest.mark.parametrize("way", ["assign", "invite"])
def test_a_methodologist_is_school_wide(client, cohort, stranger, way):
    fields = {"role": "methodologist", "cohort": cohort.pk, "program": cohort.program_id}
    if way == "assign":
        client.post(reverse("office:assign"), {"person": stranger.email, **fields})
        given = Assignment.objects.get(person=stranger)
        assert list(stranger.groups.values_list("name", flat=True)) == ["Editors"]
    else:
        invite(client, **fields)
        given = Invitation.objects.get()

    assert (given.role, given.cohort, given.program) == ("methodologist", None, None)
    listed = client.get(reverse("office:roles" if way == "assign" else "office:invitations")).content.decode()
    assert "методист школы" in listed
    assert "вся школа" in listed


@pytest.mark.parametrize(("words", "found"), [("ЁЛКИНА Вера", 1), ("елкина вера", 1), ("Ёлкина", 0), ("VERA@shkola.example", 1)])
def test_a_person_is_found_by_name_or_address(client, words, found):
    for email, name in (("vera@shkola.example", "Вера"), ("nina@shkola.example", "Нина")):
        UserFactory(email=email, family_name="Ёлкина", given_name=name, folded_name=f"елкина {name.lower()}")

    client.post(reverse("office:assign"), {"person": words, "role": "coordinator"})

    assert Assignment.objects.filter(person__email="vera@shkola.example").count() == found


def test_a_mentorship_starts_once_and_ends(client, stranger):
    organization = OrganizationFactory()
    for _again in range(2):
        client.post(reverse("office:mentorship_new"), {"mentor": stranger.email, "organization": organization.pk})
    mentorship = Mentorship.objects.get()
    client.post(reverse("office:mentorship_end", args=[mentorship.pk]))

    assert Mentorship.objects.current().count() == 0


def invite(client, **fields):
    return client.post(reverse("office:invite"), {"email": "New@Shkola.example", "role": "coordinator", **fields})


def test_an_invitation_is_sent_resent_and_cancelled(client):
    invite(client)
    first = Invitation.objects.get()
    client.post(reverse("office:invitation_turn", args=[first.pk, "resend"]))
    second = Invitation.objects.latest("pk")
    client.post(reverse("office:invitation_turn", args=[second.pk, "cancel"]))

    first.refresh_from_db()
    second.refresh_from_db()
    assert second.pk != first.pk
    assert (bool(first.cancelled_at), bool(second.cancelled_at), second.email) == (True, True, "new@shkola.example")


def test_the_same_invitation_twice_is_told(client):
    invite(client)

    page = invite(client)

    assert (page.status_code, Invitation.objects.count()) == (200, 1)


@pytest.mark.parametrize(
    "fields", [{"email": "x"}, {"email": ""}, {"role": "administrator"}, {"role": "mentor"}, {"role": "trainer"}, {"role": "author", "program": "x"}]
)
def test_a_bad_invitation_is_told(client, fields):
    assert (invite(client, **fields).status_code, Invitation.objects.count()) == (200, 0)


@pytest.mark.parametrize("name", ["office:dismiss", "office:mentorship_end"])
def test_a_get_ends_nothing(client, coordinator, name):
    row = MentorshipFactory() if name == "office:mentorship_end" else coordinator.assignments.get()

    assert client.get(reverse(name, args=[row.pk])).status_code == 405


def test_a_card_is_corrected(client):
    card = OrganizationFactory()
    fields = {"form": "ano", "short_name": "АНО «Ёлка»", "name": card.name, "ogrn": card.ogrn, "inn": card.inn, "town": card.town_id}

    response = client.post(reverse("office_organizations:edit", args=[card.pk]), fields | {"site": "", "head": "", "areas": ""})

    card.refresh_from_db()
    assert (response.status_code, card.short_name, "елка" in card.folded_name) == (302, "АНО «Ёлка»", True)


def test_a_card_with_a_wrong_number_is_told(client):
    card = OrganizationFactory()
    fields = {"form": "ano", "short_name": "АНО", "name": "АНО", "ogrn": "1", "inn": card.inn, "town": card.town_id}

    response = client.post(reverse("office_organizations:edit", args=[card.pk]), fields)

    assert (response.status_code, Organization.objects.get().short_name) == (200, card.short_name)


def test_the_office_founds_no_cards(client):
    assert client.get(reverse("office_organizations:add")).status_code == 302
