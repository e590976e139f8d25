"""What the tests of the office share: one free seat, an organisation. Factories need the apps, which are loaded after this module."""

import pytest


@pytest.fixture
def quota(db):
    from tests.factories import QuotaFactory

    return QuotaFactory(seats=1)


@pytest.fixture
def organization(db):
    from tests.factories import OrganizationFactory

    return OrganizationFactory()
