"""The dossier in one file: asked for once, made once, taken only by its asker, only while the dossier is theirs, for a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.dossiers import bundle_printing, bundle_rules
from courses.dossiers.actions import bundles
from courses.dossiers.models import Bundle, Share
from school.journal.models import Entry
from school.people.rules import Refused
from school.vault.models import File
from tests.courses.dossiers.papers import docx
from tests.courses.dossiers.test_bundles import lay, line
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.dossiers import DossierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    """One Word file."""
    dossier = DossierFactory()
    lay(line(dossier, "Устав"), docx())
    return dossier


@pytest.fixture
def owner(dossier):
    return dossier.opened_by


def test_second_press_meets_the_first(dossier, owner, run_jobs):
    first = bundles.ask_for(dossier, "zip", by=owner)
    assert bundles.ask_for(dossier, "zip", by=owner) == first
    run_jobs()
    assert bundles.ask_for(dossier, "zip", by=owner) == first
    assert bundles.ask_for(dossier, "pdf", by=owner) != first
    assert Entry.objects.filter(verb="dossiers.bundle_asked").count() == 2


def test_a_bundle_that_nobody_makes_any_more_is_asked_for_again(dossier, owner):
    first = bundles.ask_for(dossier, "zip", by=owner)
    Bundle.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(hours=1))

    second = bundles.ask_for(dossier, "zip", by=owner)

    first.refresh_from_db()
    assert (first.state, second.state, second == first) == ("failed", "waiting", False)


def test_job_run_twice_makes_one_file(dossier, owner, run_jobs):
    bundle = bundles.ask_for(dossier, "zip", by=owner)
    run_jobs()
    files = File.objects.filter(shelf="exports").count()

    assert bundle_printing.make_bundle.func(bundle.pk) == "already told"
    assert File.objects.filter(shelf="exports").count() == files == 1


def test_strangers_and_former_people_ask_for_nothing(dossier, owner):
    former = UserFactory()
    MentorshipFactory(organization=dossier.organization, mentor=former, until=timezone.localdate() - timedelta(days=1))

    for person in (UserFactory(), former, DossierFactory().opened_by):
        with pytest.raises(Refused):
            bundles.ask_for(dossier, "zip", by=person)


def test_nothing_to_put_together_is_said():
    dossier = DossierFactory()

    with pytest.raises(Refused, match="Собирать пока нечего"):
        bundles.ask_for(dossier, "zip", by=dossier.opened_by)


def test_whoever_lost_the_dossier_meanwhile_gets_nothing(dossier, owner, run_jobs):
    bundle = bundles.ask_for(dossier, "zip", by=owner)
    Share.objects.filter(person=owner).update(until=timezone.now())
    run_jobs()

    bundle.refresh_from_db()
    assert (bundle.state, bundle.file) == ("failed", None)


def test_the_link_is_the_askers_own_and_dies_in_a_day(dossier, owner, run_jobs):
    mentor = MentorshipFactory(organization=dossier.organization).mentor
    bundle = bundles.ask_for(dossier, "zip", by=owner)
    run_jobs()

    assert list(bundle_rules.takeable(owner)) == [bundle]
    assert not bundle_rules.takeable(mentor).exists()
    File.objects.filter(shelf="exports").update(created_at=timezone.now() - timedelta(hours=25))
    assert not bundle_rules.takeable(owner).exists()


def test_link_dies_with_the_access(dossier, owner, run_jobs):
    bundles.ask_for(dossier, "zip", by=owner)
    run_jobs()
    Share.objects.filter(person=owner).update(until=timezone.now())

    assert not bundle_rules.takeable(owner).exists()
