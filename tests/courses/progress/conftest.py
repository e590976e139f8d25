"""Whoever studies, and a bank to be asked from."""

import pytest


@pytest.fixture
def enrollment(cohort):
    from tests.factories import EnrollmentFactory

    return EnrollmentFactory(cohort=cohort)


@pytest.fixture
def bank(cohort):
    from tests.factories import BankFactory

    return BankFactory(program=cohort.program)
