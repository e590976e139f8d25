"""A large table: judged by one job, added by another, all rows or none, with a bar that moves, for its bringer only."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from courses.enrollment.actions import dismiss
from courses.enrollment.models import Application, Enrollment
from courses.office.spreadsheets import apart
from courses.program.models import Meeting
from school.journal.models import Entry
from school.people.models import Organization, User
from school.vault.exports import how_far
from school.vault.models import File
from tests.factories import CohortFactory, EnrollmentFactory, ModuleFactory, QuotaFactory, TownFactory
from tests.spreadsheets import HEADS, TIMES, choose, csv, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(apart, "AT_ONCE", 2)


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def opened(db):
    cohort = CohortFactory()
    QuotaFactory(cohort=cohort, seats=4)
    return cohort


def table(organization, number=4, **changed):
    return csv(HEADS, *(row(organization, each, **changed) for each in range(number)))


def brought(client, cohort, data, **given):
    return choose(client, cohort, data, name="люди.csv", **given).url


def bar(client, address):
    return client.get(f"{address}status/").json()["waiting"]


def test_nothing_slow_is_done_in_the_request(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    page = client.get(address).content.decode()

    assert ("Проверяем строки" in page, "<progress" in page, bar(client, address)) == (True, True, [{"failed": False, "percent": 0}])

    run_jobs()
    page = client.get(address)
    assert (bar(client, address), page.context["plan"].new, page.context["plan"].ready) == ([], 4, True)
    assert not User.objects.filter(email__startswith="new").exists()


def test_all_rows_are_added_by_the_second_job(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization), seated="yes")
    run_jobs()
    client.post(address)
    waiting = client.get(address).content.decode()
    before = Enrollment.objects.count()
    run_jobs()
    page = client.get(address, follow=True).content.decode()

    assert ("Добавляем" in waiting, before, Enrollment.objects.filter(cohort=opened).count()) == (True, 0, 4)
    assert "Добавлено людей: 4" in page
    assert Entry.objects.get(verb="office.people_imported").facts["count"] == 4
    assert list(File.objects.filter(shelf="imports").values_list("title", flat=True)) == [f"told:{address.split('/')[-2]}"]


def test_the_bar_moves_before_the_rows_are_committed(client, opened, organization, run_jobs, monkeypatch):
    seen, key = [], brought(client, opened, table(organization)).split("/")[-2]
    real = apart.passing

    def watched(key, rows):
        for each in real(key, rows):
            seen.append(how_far(f"add-{key}"))
            yield each

    monkeypatch.setattr(apart, "passing", watched)
    monkeypatch.setattr("school.vault.exports.TOLD_EVERY", 1)
    run_jobs()
    client.post(reverse("office:import_look", args=[key]))
    run_jobs()

    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4)]


def test_three_presses_and_a_job_run_twice_are_one_import(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    run_jobs()
    for _press in range(3):
        client.post(address)
    assert DBTaskResult.objects.filter(task_path=apart.add.module_path).count() == 1
    run_jobs()
    DBTaskResult.objects.filter(task_path=apart.add.module_path).update(status="READY")
    run_jobs()

    assert (Application.objects.count(), Entry.objects.filter(verb="office.people_imported").count()) == (4, 1)


def test_a_second_run_of_the_table_adds_nobody(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    run_jobs()
    client.post(address)
    run_jobs()
    again = brought(client, opened, table(organization))
    run_jobs()

    plan = client.get(again).context["plan"]
    assert (plan.same, plan.ready, Application.objects.count()) == (4, False, 4)


def test_what_is_refused_leaves_everything_and_says_why(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization), seated="yes")
    run_jobs()
    EnrollmentFactory(cohort=opened, town=organization.town)
    client.post(address)
    run_jobs()

    page = client.get(address)
    assert (Enrollment.objects.filter(cohort=opened).count(), User.objects.filter(email__startswith="new").count()) == (1, 0)
    assert (page.context["plan"].wrong, page.context["refused"] != []) == (1, True)
    assert "исправьте строки" in page.content.decode()


def test_wrong_rows_stand_first_and_nothing_can_be_added(client, opened, organization, run_jobs):
    data = csv(HEADS, *(row(organization, each) for each in range(3)), row(organization, 9, Почта="не почта"))
    address = brought(client, opened, data)
    run_jobs()
    page = client.get(address)

    assert ([each.state for each in page.context["page"]][0], page.context["plan"].ready) == ("bad", False)
    client.post(address)
    run_jobs()
    assert not Application.objects.exists()


def test_the_rows_come_in_pages(client, opened, organization, run_jobs, monkeypatch):
    monkeypatch.setattr("courses.office.spreadsheets.imports.PER_PAGE", 3)
    address = brought(client, opened, table(organization))
    run_jobs()

    assert [len(client.get(f"{address}?p={number}").context["page"]) for number in (1, 2, "x")] == [3, 1, 3]


def test_another_coordinator_sees_no_bar_and_adds_nothing(client, client_of, administrator, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    run_jobs()
    other = client_of(administrator)
    other.post(address)
    run_jobs()

    assert (bar(other, address), Application.objects.count()) == ([], 0)


def test_who_loses_the_role_before_the_job_adds_nobody(client, coordinator, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    run_jobs()
    client.post(address)
    dismiss(coordinator.assignments.get(), by=None)
    run_jobs()

    assert not Application.objects.exists()


def test_a_job_that_failed_says_so_and_can_be_asked_again(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    DBTaskResult.objects.filter(task_path=apart.judge.module_path).update(status="FAILED")

    assert "ещё раз" in client.get(address).content.decode()
    client.post(address, {"again": "1"})
    run_jobs()
    assert client.get(address).context["plan"].new == 4


def test_the_choice_can_be_taken_back(client, opened, organization, run_jobs):
    address = brought(client, opened, table(organization))
    run_jobs()

    assert client.post(address, {"cancel": "1"}).url == reverse("office:import", args=["people", opened.pk])
    assert not File.objects.filter(shelf="imports").exists()


def test_a_large_timetable_comes_the_same_way(client, opened, run_jobs):
    module = ModuleFactory(program=opened.program)
    lines = [[module.title, f"Тема {each}", "01.12.2026 10:00", "12:00", "", "", "", "2"] for each in range(5)]
    address = choose(client, opened, csv(TIMES, *lines), what="timetable", name="расписание.csv").url
    run_jobs()
    client.post(address)
    run_jobs()

    assert Meeting.objects.filter(cohort=opened).count() == 5


@pytest.mark.parametrize("number", [1, 4])
def test_unknown_organisations_are_named_before_their_cards_are_made(client, opened, run_jobs, number):
    TownFactory()
    lines = [
        ["Ёлкина", "Анна", "", f"a{each}@shkola.example", "", "1027700132195", "7707083893", "Фонд «Роща»", "", "Тюмень"] for each in range(number)
    ]
    address = brought(client, opened, csv(HEADS, *lines))
    run_jobs()
    page = client.get(address)

    assert page.context["plan"].cards == ["Фонд «Роща», ОГРН 1027700132195"]
    assert "Организаций, которых в школе нет: 1" in page.content.decode()
    assert not Organization.objects.filter(ogrn="1027700132195").exists()
