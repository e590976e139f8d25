"""A dossier that waits: the NGO hears of a standstill once, the mentor of papers that wait too long when one more has become late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.dossiers.models import Dossier, Item, Verdict
from courses.dossiers.reminder_letters import STILL, remind_of_standstill, remind_of_verdicts
from school.post.models import Letter
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.dossiers import DocumentVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    """Returned by the mentor, three weeks ago."""
    item = DocumentVersionFactory(state="returned").item
    ago = timezone.now() - timedelta(days=21)
    Item.objects.filter(pk=item.pk).update(state="returned", sent_at=ago)
    Dossier.objects.filter(pk=item.dossier_id).update(state="gathering", state_since=ago - timedelta(days=30))
    Verdict.objects.update(at=ago)
    return item


def test_a_standstill_is_told_once_to_those_who_write(item):
    assert [remind_of_standstill(), remind_of_standstill()] == [1, 0]
    letter = Letter.objects.get(name="dossier_waiting")
    assert letter.recipient == item.dossier.opened_by
    assert "вернул на доработку: 1" in letter.text


@pytest.mark.parametrize(("days", "number"), [(STILL.days - 1, 0), (STILL.days + 1, 1)])
def test_two_weeks(item, days, number):
    Item.objects.update(sent_at=timezone.now() - timedelta(days=days))

    assert remind_of_standstill() == number


def test_a_fresh_verdict_is_a_move(item):
    version = item.versions.get()
    Verdict.objects.create(version=version, by=UserFactory(), kind="accepted", at=timezone.now() - timedelta(days=2))

    assert remind_of_standstill() == 0


def test_a_new_standstill_is_told_anew(item):
    remind_of_standstill()
    Item.objects.update(sent_at=timezone.now() - timedelta(days=15))
    Verdict.objects.update(at=timezone.now() - timedelta(days=15))

    assert remind_of_standstill() == 1


@pytest.mark.parametrize("state", ["filed", "concluded", "at_justice", "recognized", "left"])
def test_what_lies_elsewhere_does_not_wait_for_the_ngo(item, state):
    Dossier.objects.update(state=state)

    assert remind_of_standstill() == 0


def test_what_waits_for_the_mentor_is_not_the_ngos_fault(item):
    Item.objects.filter(pk=item.pk).update(state="sent")

    assert remind_of_standstill() == 0


@pytest.fixture
def late():
    """A paper that has waited for six days, and its mentor."""
    item = DocumentVersionFactory(state="sent").item
    mentorship = MentorshipFactory(organization=item.dossier.organization)
    Item.objects.filter(pk=item.pk).update(state="sent", sent_at=timezone.now() - timedelta(days=6))
    return mentorship.mentor, item


def test_a_mentor_hears_of_all_late_papers_in_one_letter(late):
    mentor, item = late

    assert [remind_of_verdicts(), remind_of_verdicts()] == [1, 0]
    letter = Letter.objects.get(name="verdict_waiting")
    assert letter.recipient == mentor
    assert str(item) in letter.text
    assert item.dossier.organization.short_name in letter.text


def test_one_more_late_paper_is_told(late):
    mentor, item = late
    remind_of_verdicts()
    second = DocumentVersionFactory(state="sent").item
    MentorshipFactory(organization=second.dossier.organization, mentor=mentor)
    Item.objects.filter(pk=second.pk).update(state="sent", sent_at=timezone.now() - timedelta(days=5, hours=1))

    assert remind_of_verdicts() == 1
    letter = Letter.objects.filter(name="verdict_waiting").latest("pk")
    assert str(item) in letter.text
    assert str(second) in letter.text


@pytest.mark.parametrize("change", ["fresh", "judged", "other"])
def test_what_is_not_late_or_not_ones_own_is_not_told(late, change):
    mentor, item = late
    if change == "fresh":
        Item.objects.update(sent_at=timezone.now() - timedelta(days=4))
    elif change == "judged":
        Item.objects.update(state="accepted")
    else:
        mentor.mentorships.update(until=timezone.localdate() - timedelta(days=1))

    assert remind_of_verdicts() == 0
