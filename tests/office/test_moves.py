"""Moves and transfers in the office; what each step does is told before the press and in the letter."""

import pytest
from django.urls import reverse

from courses.attendance.models import Mark
from courses.enrollment.models import Application, Enrollment
from school.post.models import Letter
from tests import factories
from tests.office.asked import ask, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.mark.parametrize("before", ["submitted", "waiting"])
def test_an_application_moves_with_its_date(client, quota, before):
    target = factories.QuotaFactory(cohort=factories.CohortFactory(title="Весенний"), town=quota.town)
    row = ask(quota, before)

    client.post(reverse("office:application_move", args=[row.pk]), {"cohort": target.cohort_id})

    moved = Application.objects.get()
    assert (moved.cohort, moved.state, moved.submitted_at) == (target.cohort, before, row.submitted_at)
    assert Letter.objects.get().name == "application_moved"


def test_an_application_does_not_move_where_it_may_not(client, quota):
    row = ask(quota)
    shut = factories.QuotaFactory(cohort=factories.CohortFactory(state="finished"), town=quota.town)
    elsewhere = factories.QuotaFactory(town=factories.TownFactory(name="Ишим", locative="в Ишиме"))
    twice = factories.QuotaFactory(town=quota.town)
    factories.ApplicationFactory(person=row.person, cohort=twice.cohort, town=quota.town)

    for target in (shut.cohort_id, elsewhere.cohort_id, twice.cohort_id, quota.cohort_id, "", "x", 10**20):
        assert client.post(reverse("office:application_move", args=[row.pk]), {"cohort": target}).status_code == 200

    row.refresh_from_db()
    assert row.cohort == quota.cohort


def test_a_transfer_leaves_the_marks_behind_and_frees_the_seat(client, quota):
    target = factories.QuotaFactory(cohort=factories.CohortFactory(title="Весенний"), town=quota.town, seats=1)
    old = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town)
    mark = factories.MarkFactory(enrollment=old)
    waiting = ask(quota, "waiting")
    url = reverse("office:person_transfer", args=[old.pk])

    assert "останутся в прежнем потоке" in client.get(url).content.decode()
    client.post(url, {"cohort": target.cohort_id})

    new = Enrollment.objects.get(cohort=target.cohort)
    assert (state(old), new.state, new.person, new.organization) == ("withdrawn", "active", old.person, old.organization)
    assert Mark.objects.get(pk=mark.pk).enrollment == old
    assert not new.marks.exists()
    assert state(waiting) == "offered"
    assert set(Enrollment.objects.visible_to(old.person)) == {new}
    assert set(Letter.objects.values_list("name", flat=True)) == {"enrollment_transfer", "application_offered"}


def test_a_transfer_never_takes_one_seat_too_many(client, quota):
    target = factories.QuotaFactory(town=quota.town, seats=0)
    old = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town)

    page = client.post(reverse("office:person_transfer", args=[old.pk]), {"cohort": target.cohort_id})

    assert "Свободных мест" in page.content.decode()
    assert (state(old), Enrollment.objects.count()) == ("active", 1)


@pytest.mark.parametrize(
    ("verb", "before", "words"),
    [
        ("expel", "active", ["Отметки, пройденные уроки и выпущенные сертификаты сохранятся", "закроются", "календаря", "листе ожидания"]),
        ("leave", "active", ["Отметки, пройденные уроки и выпущенные сертификаты сохранятся", "закроются", "календаря", "листе ожидания"]),
        ("restore", "expelled", ["Прежние отметки", "откроются", "календарь"]),
        ("finish", "active", ["открытыми для чтения"]),
    ],
)
def test_what_follows_is_told_before_the_press_and_in_the_letter(client, quota, verb, before, words):
    enrollment = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town, state=before)
    mark = factories.MarkFactory(enrollment=enrollment)
    url = reverse("office:person_move", args=[enrollment.pk, verb])

    page = client.get(url).content.decode()
    assert all(word in page for word in words)
    client.post(url, {"reason": "Переезд в другой город."})

    assert state(enrollment) != before
    assert Mark.objects.filter(pk=mark.pk).exists()
    letters = list(Letter.objects.all())
    assert [letter.name for letter in letters] == [f"enrollment_{verb}"]
    if verb in ("expel", "leave"):
        assert all(word in letters[0].text for word in ("Переезд", "закрыты", "календаря", "сертификаты сохраняются"))
        assert not Enrollment.objects.visible_to(enrollment.person).exists()
