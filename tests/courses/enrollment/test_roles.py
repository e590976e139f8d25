"""Roles are rows; the groups of the admin follow them; invitations work once, for one address."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from courses.enrollment import actions, rules
from courses.enrollment.models import Assignment, Invitation, Mentorship
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return factories.UserFactory()


@pytest.fixture
def person():
    return factories.UserFactory(email="new@shkola.example")


def groups(person):
    return set(person.groups.values_list("name", flat=True))


def test_roles_of_each_member_of_the_cast(cast):
    found = {name: set(rules.roles_of(person)) for name, person in cast.items() if person}

    assert found == {
        "participant": {"participant", "leader"},
        "trainer": {"trainer"},
        "mentor": {"mentor"},
        "author": {"author"},
        "coordinator": {"coordinator"},
        "methodologist": {"methodologist"},
        "administrator": {"administrator"},
        "stranger": set(),
    }


def test_several_roles_cost_one_query(person, cohort, by, django_assert_num_queries):
    actions.assign(person, "trainer", cohort=cohort, by=by)
    actions.start_mentorship(person, factories.OrganizationFactory(), by=by)
    fresh = User.objects.get(pk=person.pk)

    with django_assert_num_queries(1):
        assert rules.roles_of(fresh) == rules.roles_of(fresh) == {"trainer", "mentor"}


def test_coordinator_enters_the_admin_and_leaves_it(person, by):
    assignment = actions.assign(person, "coordinator", by=by)
    assert groups(person) == {"Coordinators"}
    assert User.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")

    actions.dismiss(assignment, by=by)

    assert groups(person) == set()
    assert rules.roles_of(person) == set()
    assert not User.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")
    assert list(Entry.objects.about(person).order_by("pk").values_list("verb", flat=True)) == ["enrollment.assigned", "enrollment.dismissed"]


def test_author_has_a_group_of_the_own_program(person, by):
    program = factories.ProgramFactory()

    actions.assign(person, "author", program=program, by=by)

    assert groups(person) == {f"Авторы: {program.pk}"}


def test_two_assignments_of_one_group_outlive_one_dismissal(person, by):
    first, second = factories.ProgramFactory(), factories.ProgramFactory()
    assignment = actions.assign(person, "author", program=first, by=by)
    actions.assign(person, "author", program=second, by=by)
    person.groups.add(Group.objects.get_or_create(name="Гости")[0])

    actions.dismiss(assignment, by=by)

    assert groups(person) == {f"Авторы: {second.pk}", "Гости"}


def test_methodologist_comes_into_the_editors_and_leaves_them(person, by, cohort):
    assignment = actions.assign(person, "methodologist", by=by)
    fresh = User.objects.get(pk=person.pk)
    assert (groups(person), rules.may_preview(fresh, cohort)) == ({"Editors"}, True)

    actions.dismiss(assignment, by=by)

    fresh = User.objects.get(pk=person.pk)
    assert (groups(person), fresh.has_perm("wagtailadmin.access_admin"), rules.may_preview(fresh, cohort)) == (set(), False, False)


def test_superuser_stays_superuser(by):
    person = factories.UserFactory(is_superuser=True)

    actions.dismiss(actions.assign(person, "coordinator", by=by), by=by)

    person.refresh_from_db()
    assert person.is_superuser


def test_assigning_twice_makes_one_row(person, cohort, by):
    assert actions.assign(person, "trainer", cohort=cohort, by=by) == actions.assign(person, "trainer", cohort=cohort, by=by)
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("trainer", []),
        ("author", []),
        ("coordinator", ["cohort"]),
        ("methodologist", ["program"]),
        ("trainer", ["program"]),
        ("owner", []),
        ("mentor", []),
    ],
)
def test_role_with_a_wrong_scope_is_refused(person, by, role, scope):
    values = {"cohort": factories.CohortFactory(), "program": factories.ProgramFactory()}

    with pytest.raises(Refused):
        actions.assign(person, role, by=by, **{name: values[name] for name in scope})

    assert not Assignment.objects.filter(person=person).exists()


def test_mentorship_starts_once_and_ends_at_once(person, by):
    organization = factories.OrganizationFactory()
    mentorship = actions.start_mentorship(person, organization, by=by)
    assert actions.start_mentorship(person, organization, by=by) == mentorship

    actions.end_mentorship(mentorship, by=by)

    assert rules.roles_of(person) == set()
    assert actions.start_mentorship(person, organization, by=by) != mentorship


# Invitations


def token_of(letter):
    return letter.text.split("/invitation/")[1].split("/")[0]


def test_invitation_keeps_a_hash_and_is_accepted_once(person, cohort, by):
    invitation = actions.invite("New@Shkola.example", "trainer", cohort=cohort, by=by)
    token = token_of(Letter.objects.get())
    assert token not in invitation.token_hash

    actions.accept_invitation(token, by=person)
    actions.accept_invitation(token, by=person)

    assert Assignment.objects.get(person=person).cohort == cohort
    with pytest.raises(Refused):
        actions.accept_invitation(token, by=factories.UserFactory())


def test_mentor_is_invited_to_an_organization(person, by):
    organization = factories.OrganizationFactory()
    actions.invite(person.email, "mentor", organization=organization, by=by)

    actions.accept_invitation(token_of(Letter.objects.get()), by=person)

    assert Mentorship.objects.get().organization == organization


@pytest.mark.parametrize("case", ["cancelled", "old", "foreign", "unverified", "unknown"])
def test_invitation_is_refused(person, by, case):
    invitation = actions.invite(person.email, "coordinator", by=by)
    token = token_of(Letter.objects.get())
    if case == "cancelled":
        actions.cancel_invitation(invitation, by=by)
    elif case == "old":
        Invitation.objects.update(invited_at=timezone.now() - timedelta(days=15))
    elif case == "foreign":
        person = factories.UserFactory()
    elif case == "unverified":
        EmailAddress.objects.filter(user=person).update(verified=False)
    else:
        token = token[:-1] + ("A" if token[-1] != "A" else "B")

    with pytest.raises(Refused):
        actions.accept_invitation(token, by=person)

    assert rules.roles_of(person) == set()


def test_same_invitation_is_not_sent_twice(by):
    actions.invite("a@shkola.example", "coordinator", by=by)

    with pytest.raises(Refused):
        actions.invite("A@shkola.example", "coordinator", by=by)


def test_accepted_invitation_cannot_be_cancelled(person, by):
    invitation = actions.invite(person.email, "coordinator", by=by)
    actions.accept_invitation(token_of(Letter.objects.get()), by=person)

    with pytest.raises(Refused):
        actions.cancel_invitation(invitation, by=by)
