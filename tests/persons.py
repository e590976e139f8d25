"""The cast as plain functions: `tests/conftest.py` makes fixtures of them, `tests/scene.py` a cast that stands for a whole module."""

from courses.enrollment.actions import assign
from tests.factories import AssignmentFactory, EnrollmentFactory, MembershipFactory, MentorshipFactory, UserFactory


def participant_of(cohort):
    """Sits in the cohort for an organisation of the own."""
    person = UserFactory(family_name="Берёзкина", given_name="Анна", patronymic="Лесовна", email="participant@shkola.example")
    membership = MembershipFactory(person=person)
    EnrollmentFactory(person=person, cohort=cohort, organization=membership.organization)
    return person


def trainer_of(cohort):
    person = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич", email="trainer@shkola.example")
    AssignmentFactory(person=person, role="trainer", cohort=cohort)
    return person


def mentor_of(participant):
    """Leads the participant's organisation."""
    person = UserFactory(family_name="Рябинина", given_name="Вера", patronymic="Садовна", email="mentor@shkola.example")
    MentorshipFactory(mentor=person, organization=participant.memberships.get().organization)
    return person


def a_coordinator():
    """School-wide, assigned by the action, so that the group of Wagtail admin comes too."""
    person = UserFactory(family_name="Соколова", given_name="Елена", patronymic="Рощевна", email="coordinator@shkola.example")
    assign(person, role="coordinator", by=None)
    return person


def a_methodologist():
    """School-wide: reads every page and lets it out. Assigned by the action, so that the group of Wagtail admin comes too."""
    person = UserFactory(family_name="Лиственницкая", given_name="Нина", patronymic="Ключевна", email="methodologist@shkola.example")
    assign(person, role="methodologist", by=None)
    return person


def author_of(cohort):
    """Writes the pages of the cohort's programme."""
    person = UserFactory(family_name="Осинин", given_name="Глеб", patronymic="Боревич", email="author@shkola.example")
    assign(person, role="author", program=cohort.program, by=None)
    return person


def an_administrator():
    return UserFactory(family_name="Дубов", given_name="Пётр", patronymic="Ручьевич", email="administrator@shkola.example", is_superuser=True)


def a_stranger():
    """Has an account and nothing else."""
    return UserFactory(family_name="Мимоходов", given_name="Степан", patronymic="Дорогич", email="stranger@shkola.example")


def cast_of(cohort):
    """Everybody by role; None is the visitor who has not signed in."""
    participant = participant_of(cohort)
    return {
        "visitor": None,
        "participant": participant,
        "trainer": trainer_of(cohort),
        "mentor": mentor_of(participant),
        "author": author_of(cohort),
        "coordinator": a_coordinator(),
        "methodologist": a_methodologist(),
        "administrator": an_administrator(),
        "stranger": a_stranger(),
    }
