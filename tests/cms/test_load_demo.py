"""The demo school: loaded once, whole, and never into a real school."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.demo.accounts import PASSWORDS
from courses.attendance.models import Excuse, Mark, Survey
from courses.attendance.survey_rules import results_of, waiting_for
from courses.certificates.models import Certificate
from courses.certificates.rules import missing_for
from courses.enrollment.models import Announcement, Application, Enrollment, Remark
from courses.program.models import Cohort, Lesson, Meeting
from school.people.models import Organization, User
from school.post.models import Letter
from tests.cms.demo_study import studied
from tests.conformance import complaints
from tests.factories import UserFactory
from tests.test_house_doors import dump

pytestmark = pytest.mark.django_db


@pytest.mark.timeout(300)
def test_demo_is_whole_and_a_second_run_changes_nothing(settings, tmp_path, client, client_of):
    settings.DATA_DIR = tmp_path
    call_command("load_demo")
    before = dump()

    call_command("load_demo")

    assert dump() == before
    rows = json.loads((Path(tmp_path) / "accounts.json").read_text(encoding="utf-8"))
    assert [row["role"] for row in rows] == [
        "administrator",
        "coordinator",
        "methodologist",
        "trainer",
        "mentor",
        "participant",
        "graduate",
        "applicant",
        "stranger",
    ]
    for row in rows:
        person = User.objects.get(email=row["email"])
        assert person.check_password(row["password"])
        assert person.emailaddress_set.get().verified
        assert len(row["password"]) >= 10
    assert len({row["password"] for row in rows}) == len(rows) == len(PASSWORDS)
    whole()
    believable()
    studied()
    correct(client, client_of, tmp_path)


def whole():
    assert (User.objects.count(), Organization.objects.count(), Lesson.objects.count()) == (41, 15, 25)
    assert set(Cohort.objects.values_list("state", flat=True)) == {"finished", "under_way", "open"}
    assert set(Application.objects.values_list("state", flat=True)) == {
        "submitted",
        "waiting",
        "offered",
        "admitted",
        "declined",
        "withdrawn",
        "ended",
    }
    assert Certificate.objects.filter(state="revoked").count() == 1
    assert not Certificate.objects.filter(file=None).exists()
    assert not Letter.objects.exclude(state="sent").exists()


def correct(client, client_of, tmp_path):
    """Every public page, and every third lesson as its trainer reads it, is HTML without a mistake."""
    places = [page.specific.address for page in Page.objects.live().filter(depth__gte=2)]
    pages = {place: client.get(place).content.decode() for place in places}
    cohort = Cohort.objects.get(state="under_way")
    reader = client_of(User.objects.get(email="olga.vetlugina@shkola.example"))
    for lesson in Lesson.objects.order_by("module", "position")[::3]:
        address = reverse("portals:study", args=[cohort.pk, lesson.pk])
        pages[address] = reader.get(address).content.decode()
    assert len(pages) > 90
    found = complaints(pages, tmp_path)
    assert not found, f"{len(found)} complaints\n" + "\n".join(found[:30])


def believable():
    now = timezone.now()
    today = Meeting.objects.filter(cohort__state="under_way", starts_at__date=timezone.localdate())
    assert [meeting.starts_at <= now for meeting in today.order_by("starts_at")] == [True, False]
    earned = Enrollment.objects.filter(cohort__state="finished", certificates=None).select_related("person", "cohort", "organization", "town")
    shortages = sorted([str(answer.value) for answer in missing_for(enrollment)] for enrollment in earned)
    assert [] in shortages  # one more may be issued
    assert ["24 из 25"] in shortages  # one lesson is left
    for certificate in Certificate.objects.all():
        assert certificate.issued_at < now - timezone.timedelta(days=60)
        assert str(timezone.localtime(certificate.issued_at).year) in certificate.number
    lived_in(now)


def lived_in(now):
    """The week's rows are there, at the moments of the week, and leave something to do for whoever looks."""
    offered = Application.objects.get(state="offered")
    assert timezone.timedelta(hours=71) < offered.offer_until - now <= timezone.timedelta(hours=72)
    assert set(Mark.objects.values_list("source", flat=True)) == {"manual", "check_in", "excuse"}
    assert sorted(Excuse.objects.values_list("state", flat=True)) == ["accepted", "asked"]
    assert not Remark.objects.filter(at__gt=now - timezone.timedelta(days=1)).exists()
    closed, waiting = Survey.objects.order_by("pk")
    participant = User.objects.get(email="marfa.ryabinkina@shkola.example")
    assert waiting in waiting_for(participant)
    assert (results_of(closed) is not None, results_of(waiting)) == (True, None)
    assert Announcement.objects.unread_by(participant).count() == 1
    assert set(Cohort.objects.values_list("letters_after", flat=True)) == {10}


def test_demo_is_not_loaded_into_a_real_school(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert not User.objects.exists()


def test_demo_is_not_mixed_with_other_people():
    UserFactory()

    with pytest.raises(CommandError):
        call_command("load_demo")
