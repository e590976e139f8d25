import pytest


@pytest.fixture
def call(cohort):
    """Open, of the cast's cohort: its trainer keeps it, its participant takes part."""
    from tests.factories import CallFactory

    return CallFactory(cohort=cohort)


@pytest.fixture
def seat(call):
    """`seat()` is one more enrollment of the call's cohort, each of another NGO."""
    from tests.factories import EnrollmentFactory, UserFactory

    def make(**fields):
        person = UserFactory(**{"family_name": "Ольховский", "given_name": "Семён", "patronymic": "Тропович"} | fields)
        return EnrollmentFactory(person=person, cohort=call.cohort)

    return make


@pytest.fixture
def team(call, seat):
    """Of two people, with a project that the stage of the factory takes."""
    from tests.factories import TeamFactory

    return TeamFactory(call=call, people=[seat(family_name="Ивушкина"), seat(family_name="Тополев")])


@pytest.fixture
def leader(team):
    return team.members.get(leads=True).person


@pytest.fixture
def mate(team):
    return team.members.get(leads=False).person


@pytest.fixture
def stage(call):
    return call.stages.get()


@pytest.fixture
def project(team):
    return team.project
