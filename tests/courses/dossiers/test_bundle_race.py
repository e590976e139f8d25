"""Two presses of «Собрать» in the same moment, two windows: one bundle, one job."""

import pytest
from django_tasks_db.models import DBTaskResult

from courses.dossiers.actions import bundles
from courses.dossiers.models import Bundle
from tests.courses.dossiers.papers import docx
from tests.courses.dossiers.test_bundles import lay, line
from tests.courses.projects.racing import meanwhile, pressed
from tests.factories.dossiers import DossierFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acts(db):
    dossier = DossierFactory()
    lay(line(dossier, "Устав"), docx())
    return [lambda: bundles.ask_for(dossier, "zip", by=dossier.opened_by)] * 2


def once():
    return (Bundle.objects.count(), DBTaskResult.objects.filter(task_path__endswith="make_bundle").count()) == (1, 1)


def test_two_presses_at_once_make_one_bundle(acts):
    assert pressed(*acts) == ["done", "done"]
    assert once()


def test_the_second_waits_and_meets_the_first(acts):
    assert meanwhile(*acts) == "done"
    assert once()
