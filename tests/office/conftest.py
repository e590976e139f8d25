"""What the tests of the office share: one free seat, an organisation, a draft of the checklist. Factories need the apps, which are loaded after this module."""

import pytest


@pytest.fixture
def quota(db):
    from tests.factories import QuotaFactory

    return QuotaFactory(seats=1)


@pytest.fixture
def organization(db):
    from tests.factories import OrganizationFactory

    return OrganizationFactory()


@pytest.fixture
def draft(db):
    """Three lines of one stage in a version that is not published."""
    from tests.factories.dossiers import ChecklistFactory, RequirementFactory

    ChecklistFactory(version=1)
    made = ChecklistFactory(version=2, published_at=None)
    for number in range(3):
        RequirementFactory(checklist=made, code=f"line-{number}", title=f"Строка {number}", position=number)
    return made
