"""Two people record in the same moment: one answer of a body, one renewal. On SQLite writers stand in line by themselves; on PostgreSQL the dossier's lock does it."""

import pytest

from courses.dossiers.actions import filings, outcomes, statuses
from courses.dossiers.models import Dossier, Filing, Outcome
from tests.courses.dossiers.filing import at_justice, ground_of, mentor_of, ready, sent, today
from tests.courses.projects.racing import meanwhile, pressed
from tests.factories import BodyFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filing():
    return sent(ready())


def answer(filing, kind, by, **fields):
    return lambda: outcomes.record_outcome(filing.filed.get(), kind=kind, on=today(-1), number="12-з", by=by, **fields)


def test_the_second_answer_is_told_of_the_first(filing):
    mentor, ground = mentor_of(filing.dossier), ground_of()
    acts = [answer(filing, "conclusion", filing.by), answer(filing, "refusal", mentor, ground=ground)]

    assert pressed(*acts) == ["Refused", "done"]
    assert Outcome.objects.count() == 1


def test_an_answer_waits_for_a_cancelling(filing):
    assert meanwhile(lambda: filings.cancel(filing, by=filing.by), answer(filing, "conclusion", filing.by)) == "Refused"
    assert not Outcome.objects.exists()


def test_the_same_services_are_filed_once():
    dossier = ready()
    mentor, bodies = mentor_of(dossier), [BodyFactory(), BodyFactory()]
    acts = [lambda by=by, body=body: sent(dossier, body=body, by=by) for by, body in zip((dossier.opened_by, mentor), bodies, strict=True)]

    assert pressed(*acts) == ["Refused", "done"]
    assert Filing.objects.count() == 1


def test_two_renewals_at_once_are_one():
    dossier = ready()
    at_justice(dossier)
    mentor = mentor_of(dossier)
    status = statuses.grant(dossier, number="77-р", since=today(-2), by=dossier.opened_by)

    assert pressed(*(lambda by=by: statuses.renew(status, by=by) for by in (dossier.opened_by, mentor))) == ["done", "done"]
    assert Dossier.objects.filter(previous=dossier).count() == 1
