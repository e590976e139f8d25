"""Announcements to a cohort: who may write, who reads, who is told, and who has read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.announcement_rules import readers
from courses.enrollment.models import Announcement, Reading
from school.journal.labels import label_of
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, EnrollmentFactory, MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Сменная обувь", "text": "Возьмите сменную обувь.\n<b>Не жирно</b>"}


@pytest.fixture
def sent(participant, cohort, coordinator):
    return actions.tell_cohort(cohort, by=coordinator, **WORDS)


def page_of(person):
    return reverse("portals:announcements", args=[person.enrollments.get().pk])


def press_of(person, announcement):
    return reverse("portals:announcement_read", args=[person.enrollments.get().pk, announcement.pk])


def test_everybody_with_a_seat_gets_one_letter(participant, cohort, trainer, mentor, coordinator, run_jobs):
    EnrollmentFactory(cohort=cohort, state="withdrawn")
    EnrollmentFactory(cohort=cohort, person=UserFactory(is_active=False))
    EnrollmentFactory()
    for _press in range(2):
        sent = actions.tell_cohort(cohort, by=coordinator, **WORDS)
    run_jobs()

    letter = Letter.objects.get(name="announcement")
    assert (Announcement.objects.get(), letter.email, letter.subject) == (sent, participant.email, "Сменная обувь – Осенний поток")
    assert "<b>Не жирно</b>" in letter.text
    assert "&lt;b&gt;Не жирно" in letter.html
    assert label_of(Entry.objects.latest("pk").verb) == "объявление потоку"


def test_a_letter_does_not_tell_an_admission_before_its_own(participant, cohort, coordinator, run_jobs):
    """Until the undo window of the decision ends, the person hears of nothing in the cohort."""
    application = ApplicationFactory(cohort=cohort, state="admitted", told_at=timezone.now() + timedelta(minutes=10), decided_by=coordinator)
    EnrollmentFactory(cohort=cohort, person=application.person, application=application)
    actions.tell_cohort(cohort, by=coordinator, **WORDS)
    start = timezone.now() + timedelta(days=1)
    actions.call_off(MeetingFactory(cohort=cohort, starts_at=start, ends_at=start + timedelta(hours=1)), by=coordinator)
    run_jobs()

    assert {letter.email for letter in Letter.objects.filter(name__in=["announcement", "meeting_cancelled"])} == {participant.email}


def test_an_empty_cohort_is_not_written_to(coordinator):
    with pytest.raises(Refused):
        actions.tell_cohort(CohortFactory(), by=coordinator, **WORDS)

    assert not Announcement.objects.exists()


def test_an_archived_cohort_is_left_alone(participant, cohort, coordinator):
    cohort.state = "archived"
    cohort.save()
    with pytest.raises(Refused):
        actions.tell_cohort(cohort, by=coordinator, **WORDS)


def test_the_trainer_of_an_archived_cohort_reads_and_writes_no_more(sent, cohort, trainer, client_of):
    cohort.state = "archived"
    cohort.save()
    client, address = client_of(trainer), reverse("portals:cohort_announcements", args=[cohort.pk])
    page = client.get(address).content.decode()

    assert ("Сменная обувь" in page, "в архиве: его смотрят" in page, "<textarea" in page) == (True, True, False)
    assert client.post(address, WORDS | {"subject": "Иное", "step": "send"}).status_code == 200
    assert Announcement.objects.get() == sent


def test_addresses_become_links_and_nothing_else(participant, cohort, coordinator, client_of):
    actions.tell_cohort(cohort, by=coordinator, subject="С", text="https://shkola.example/a?b=1 <script>1</script> javascript:alert(1)")
    page = client_of(participant).get(page_of(participant)).content.decode()

    assert 'href="https://shkola.example/a?b=1"' in page
    assert ("<script>1" in page, 'href="javascript' in page) == (False, False)


def test_an_announcement_is_new_until_the_person_says_so(sent, participant, client_of):
    client = client_of(participant)
    route = reverse("portals:route", args=[participant.enrollments.get().pk])
    pages = [client.get(page).content.decode() for page in (route, page_of(participant), page_of(participant))]

    assert ["Сменная обувь" in page for page in pages] == [True, True, True]
    assert not Reading.objects.exists()
    for _press in range(2):
        assert client.post(press_of(participant, sent)).url == page_of(participant)
    assert Reading.objects.get().person == participant
    assert "Сменная обувь" not in client.get(route).content.decode()
    assert "Не жирно&lt;/b&gt;" in client.get(page_of(participant)).content.decode()


@pytest.mark.parametrize("role", ["trainer", "mentor", "coordinator", "administrator", "stranger", "author", "methodologist"])
def test_others_neither_read_nor_press(role, cast, sent, participant, client_of):
    client = client_of(cast[role])

    assert (client.get(page_of(participant)).status_code, client.post(press_of(participant, sent)).status_code) == (404, 404)
    assert not Reading.objects.exists()


def test_an_announcement_of_another_cohort_is_not_marked(participant, coordinator, client_of):
    foreign = actions.tell_cohort(EnrollmentFactory(cohort=CohortFactory()).cohort, by=coordinator, **WORDS)

    assert client_of(participant).post(press_of(participant, foreign)).status_code == 404


def test_readers_come_first_with_their_moment(sent, participant, cohort):
    EnrollmentFactory(cohort=cohort)
    Reading.objects.create(announcement=sent, person=UserFactory())  # who has left since is not counted
    actions.mark_read(sent, by=participant)

    assert [(reader.enrollment.person, bool(reader.at)) for reader in readers(sent)][0] == (participant, True)
    assert [bool(reader.at) for reader in readers(sent)] == [True, False]


def test_a_trainer_writes_to_the_own_cohort_and_sees_who_read(participant, cohort, trainer, client_of, run_jobs):
    client, address = client_of(trainer), reverse("portals:cohort_announcements", args=[cohort.pk])
    assert client.post(address, {"subject": " ", "text": "\u200b"}).status_code == 200
    look = client.post(address, WORDS)
    assert (look.status_code, "Людей, которые получат письмо: 1" in look.content.decode(), Announcement.objects.exists()) == (200, True, False)
    assert client.post(address, WORDS | {"step": "send"}).status_code == 302
    found = Announcement.objects.get()
    actions.mark_read(found, by=participant)

    assert "Прочитали 1 из 1" in client.get(address).content.decode()
    assert participant.full_name in client.get(reverse("portals:announcement_readers", args=[found.pk])).content.decode()


@pytest.mark.parametrize("role", ["participant", "mentor", "coordinator", "administrator", "stranger", "author", "methodologist"])
def test_only_its_trainer_writes_from_the_portal(role, cast, sent, cohort, client_of):
    client = client_of(cast[role])

    assert client.post(reverse("portals:cohort_announcements", args=[cohort.pk]), WORDS | {"subject": "Иное", "step": "send"}).status_code == 404
    assert client.get(reverse("portals:announcement_readers", args=[sent.pk])).status_code == 404
    assert Announcement.objects.count() == 1


def test_a_trainer_of_another_cohort_finds_nothing(sent, cohort, trainer, client_of):
    trainer.assignments.update(cohort=CohortFactory())
    client = client_of(trainer)

    assert client.get(reverse("portals:cohort_announcements", args=[cohort.pk])).status_code == 404
    assert client.get(reverse("portals:announcement_readers", args=[sent.pk])).status_code == 404


def test_the_office_writes_and_sees_names(participant, cohort, coordinator, client_of):
    client, address = client_of(coordinator), reverse("office:cohort_announcements", args=[cohort.pk])
    look = client.post(address, WORDS).content.decode()
    assert ("Людей, которые получат письмо: 1" in look, "&lt;b&gt;" in look, Announcement.objects.exists()) == (True, True, False)
    assert WORDS["subject"] in client.post(address, WORDS | {"step": "change"}).context["form"]["subject"].value()
    assert client.post(address, WORDS | {"step": "send"}).url == address
    found = Announcement.objects.get()

    assert "0 из 1" in client.get(address).content.decode()
    assert participant.full_name in client.get(reverse("office:announcement", args=[found.pk])).content.decode()


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_the_office_is_closed_to_others(role, cast, sent, cohort, client_of):
    client = client_of(cast[role])

    assert client.post(reverse("office:cohort_announcements", args=[cohort.pk]), WORDS | {"subject": "Иное", "step": "send"}).status_code in (
        302,
        403,
    )
    assert client.get(reverse("office:announcement", args=[sent.pk])).status_code in (302, 403)
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3, 300])
def test_pages_cost_the_same_for_any_number_of_announcements(participant, trainer, cohort, client_of, number, django_assert_max_num_queries):
    Announcement.objects.bulk_create(Announcement(cohort=cohort, by=trainer, **WORDS) for _n in range(number))
    for person, page in (
        (participant, page_of(participant)),
        (participant, reverse("portals:route", args=[participant.enrollments.get().pk])),
        (trainer, reverse("portals:cohort_announcements", args=[cohort.pk])),
    ):
        client = client_of(person)
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_list_of_readers_costs_the_same(sent, trainer, cohort, client_of, number, django_assert_max_num_queries):
    EnrollmentFactory.create_batch(number, cohort=cohort, organization=cohort.enrollments.get().organization)
    client = client_of(trainer)
    with django_assert_max_num_queries(10):
        client.get(reverse("portals:announcement_readers", args=[sent.pk]))
