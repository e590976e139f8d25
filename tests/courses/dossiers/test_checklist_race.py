"""Two at once: one draft of a version, one taking over; the twin without the lock writes it twice."""

import pytest

from courses.dossiers import checklist_rules
from courses.dossiers.actions import checklists
from courses.dossiers.actions.items import lay_out
from courses.dossiers.models import Checklist, Dossier, Item
from school.journal.models import Entry
from tests import factories
from tests.courses.projects.racing import gated, pressed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dossier():
    first, second = (factories.ChecklistFactory(version=number) for number in (1, 2))
    factories.RequirementFactory(checklist=first, code="charter", title="Устав")
    factories.RequirementFactory(checklist=second, code="charter", title="Заверенный устав")
    dossier = factories.DossierFactory(checklist=first)
    lay_out(dossier)
    return dossier


def taking(dossier):
    return lambda: checklists.take_over(dossier, ["charter"], by=dossier.opened_by)


def told():
    return Entry.objects.filter(verb="dossiers.checklist_taken").count()


def test_line_is_taken_once(dossier):
    assert pressed(taking(dossier), taking(dossier)) == ["done", "done"]
    assert told() == 1
    assert Item.objects.get(dossier=dossier).requirement.title == "Заверенный устав"


def test_line_is_taken_twice_without_the_lock(dossier, monkeypatch):
    """The negative control: neither the lock nor one transaction, and both look before anybody writes."""
    monkeypatch.setattr(checklists, "locked", lambda row: Dossier.objects.select_related("checklist").get(pk=row.pk))
    monkeypatch.setattr(checklists, "newest", gated(checklist_rules.newest))
    bare = checklists.take_over.__wrapped__

    assert pressed(*(lambda: bare(dossier, ["charter"], by=dossier.opened_by) for _press in range(2))) == ["done", "done"]
    assert told() == 2


def test_two_copies_are_one_draft(dossier):
    source, by = Checklist.objects.get(version=2), dossier.opened_by

    assert pressed(*(lambda: checklists.copy_version(source, by=by) for _press in range(2))) == ["done", "done"]
    assert Checklist.objects.filter(published_at=None).count() == 1
