"""Subgroups of a cohort, the archive, and who answers for a cohort."""

import pytest
from django.urls import reverse

from courses.program.models import Cohort, Subgroup
from courses.program.rules import TRANSITIONS
from school.journal.labels import described
from school.journal.models import Entry
from school.journal.verbs import VERBS
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def groups_of(cohort):
    return reverse("office:cohort_subgroups", args=[cohort.pk])


def test_several_people_are_put_in_at_once(client, cohort):
    people = EnrollmentFactory.create_batch(3, cohort=cohort)
    client.post(groups_of(cohort), {"do": "make", "title": "Группа Б"})
    group = Subgroup.objects.get()
    client.post(groups_of(cohort), {"do": "put", "id": [people[0].pk, people[1].pk], "subgroup": group.pk})
    assert list(group.enrollments.order_by("pk")) == people[:2]
    client.post(groups_of(cohort), {"do": "put", "id": [people[0].pk], "subgroup": ""})

    assert list(group.enrollments.all()) == [people[1]]
    entry = Entry.objects.filter(verb="enrollment.subgroup_set").earliest("pk")
    assert set(described(entry).split("; ")) == {"подгруппа: Группа Б", "человек: Сосновская Полина Речниковна, Сосновская Полина Речниковна"}


def test_foreign_people_and_groups_are_refused(client, cohort):
    mine, foreign = EnrollmentFactory(cohort=cohort), EnrollmentFactory(cohort=CohortFactory())
    group, other = (Subgroup.objects.create(cohort=row, title="А") for row in (cohort, foreign.cohort))

    client.post(groups_of(cohort), {"do": "put", "id": [mine.pk, foreign.pk], "subgroup": group.pk})
    assert client.post(groups_of(cohort), {"do": "put", "id": [mine.pk], "subgroup": other.pk}).status_code == 404
    client.post(groups_of(cohort), {"do": "put", "id": ["x", "9" * 30], "subgroup": group.pk})

    assert [row.enrollments.filter(subgroup=row).exists() for row in (group, other)] == [False, False]


def test_a_subgroup_with_meetings_is_not_removed(client, cohort):
    busy, empty = (Subgroup.objects.create(cohort=cohort, title=title) for title in ("А", "Б"))
    MeetingFactory(cohort=cohort, subgroup=busy)
    person = EnrollmentFactory(cohort=cohort, subgroup=empty)
    for group in (busy, empty):
        client.post(groups_of(cohort), {"do": "remove", "subgroup": group.pk})

    person.refresh_from_db()
    assert (list(Subgroup.objects.all()), person.subgroup) == ([busy], None)


@pytest.mark.parametrize("title", ["", "А", "x" * 81])
def test_a_bad_subgroup_is_told(client, cohort, title):
    Subgroup.objects.create(cohort=cohort, title="А")

    assert client.post(groups_of(cohort), {"do": "make", "title": title}).status_code == 200
    assert Subgroup.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_screen_of_subgroups_costs_the_same(client, cohort, number, django_assert_max_num_queries):
    organization = EnrollmentFactory(cohort=cohort).organization
    EnrollmentFactory.create_batch(number, cohort=cohort, organization=organization)
    client.get(groups_of(cohort))
    with django_assert_max_num_queries(15):
        client.get(groups_of(cohort))


# The archive, and who answers


def listed(client, **query):
    return list(client.get(reverse("office_cohorts:index"), query).context["object_list"])


def test_archived_cohorts_are_listed_only_to_who_asks(client):
    done, other = CohortFactory(state="finished"), CohortFactory(state="open")
    client.post(reverse("office:cohort_step", args=[done.pk, "archive"]))

    done.refresh_from_db()
    assert done.state == "archived"
    assert (listed(client), listed(client, state="archived")) == ([other], [done])
    client.post(reverse("office:cohort_step", args=[done.pk, "unarchive"]))
    assert set(listed(client)) == {done, other}


@pytest.mark.parametrize("state", ["draft", "open", "closed", "under_way", "archived"])
def test_only_a_finished_cohort_goes_to_the_archive(client, state):
    found = CohortFactory(state=state)
    client.post(reverse("office:cohort_step", args=[found.pk, "archive"]))

    found.refresh_from_db()
    assert found.state == state


def test_an_archived_cohort_stays_readable_for_its_people(participant, cohort, client_of):
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()
    page = client_of(participant).get(reverse("portals:route", args=[participant.enrollments.get().pk]))

    assert (page.status_code, "место есть" in page.content.decode()) == (200, False)


def test_own_cohorts_are_found(client, coordinator):
    mine, _other = CohortFactory(responsible=coordinator), CohortFactory(responsible=UserFactory())

    assert listed(client, mine="1") == [mine]
    assert coordinator.full_name in client.get(reverse("office:cohort", args=[mine.pk])).content.decode()


def test_every_step_has_its_words():
    assert {f"program.cohort_{verb}" for verb in TRANSITIONS} - set(VERBS) == set()


def test_a_subgroup_gets_another_name_and_keeps_its_people(client, cohort):
    group = Subgroup.objects.create(cohort=cohort, title="А")
    person = EnrollmentFactory(cohort=cohort, subgroup=group)
    MeetingFactory(cohort=cohort, subgroup=group)
    client.post(groups_of(cohort), {"do": "rename", "subgroup": group.pk, "title": "Утренняя"})

    person.refresh_from_db()
    assert (person.subgroup.title, group.meetings.count()) == ("Утренняя", 1)
    assert set(described(Entry.objects.get(verb="program.subgroup_renamed")).split("; ")) == {"подгруппа: Утренняя", "было: А", "стало: Утренняя"}


@pytest.mark.parametrize("title", ["", "Б", "x" * 81])
def test_a_bad_new_name_is_told_at_its_row_and_nothing_typed_is_lost(client, cohort, title):
    group = Subgroup.objects.create(cohort=cohort, title="А")
    Subgroup.objects.create(cohort=cohort, title="Б")
    page = client.post(groups_of(cohort), {"do": "rename", "subgroup": group.pk, "title": title}).content.decode()

    group.refresh_from_db()
    assert (group.title, f'id="error-{group.pk}"' in page, page.count('aria-invalid="true"')) == ("А", True, 1)
    assert f'value="{title}" aria-invalid="true"' in page


def test_a_foreign_subgroup_is_not_renamed(client, cohort):
    other = Subgroup.objects.create(cohort=CohortFactory(), title="А")

    assert client.post(groups_of(cohort), {"do": "rename", "subgroup": other.pk, "title": "Моя"}).status_code == 404
