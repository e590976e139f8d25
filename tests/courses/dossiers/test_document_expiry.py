"""An organisation is told once, a month and a week ahead, that an accepted paper is soon too old."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.dossiers.actions.expiry import tell_expiring
from courses.dossiers.models import Dossier, Item
from school.post.models import Letter
from tests.factories.dossiers import DocumentVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return DocumentVersionFactory(state="accepted").item


def good_for(item, days, **fields):
    Item.objects.filter(pk=item.pk).update(valid_until=timezone.localdate() + timedelta(days=days), **fields)


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (12, 1), (7, 1), (0, 1), (-1, 0)])
def test_it_is_told_ahead_and_once(item, days, told):
    good_for(item, days)

    assert [tell_expiring(), tell_expiring()] == [told, 0]
    assert Letter.objects.filter(name="document_expiring", recipient=item.dossier.opened_by).count() == told


def test_a_month_ahead_and_a_week_ahead(item):
    good_for(item, 30)
    today = timezone.localdate()

    assert [tell_expiring(today + timedelta(days=gone)) for gone in (0, 10, 23, 24, 30, 31)] == [1, 0, 1, 0, 0, 0]


def test_a_new_day_is_told_anew(item):
    good_for(item, 5)
    tell_expiring()
    good_for(item, 6)

    assert tell_expiring() == 1


@pytest.mark.parametrize("fields", [{"state": "sent"}, {"state": "returned"}, {"gone_at": timezone.now()}])
def test_what_is_not_accepted_or_not_asked_is_not_told(item, fields):
    good_for(item, 5, **fields)

    assert tell_expiring() == 0


def test_of_a_dossier_that_was_left_nothing_is_told(item):
    good_for(item, 5)
    Dossier.objects.update(state="left")

    assert tell_expiring() == 0


def test_the_clock_calls_it(item, capsys):
    good_for(item, 5)
    call_command("tell_expiring")

    assert "Предупреждено: 1" in capsys.readouterr().out
