"""Screens of filings, answers, the status and tasks: who sees them, what they say, what a press does, what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.actions import statuses
from courses.dossiers.models import Claim, Dossier, Filing, Outcome, RegisterEntry, Status, Task
from tests.courses.dossiers.filing import answered, at_justice, ground_of, mentor_of, ready, sent, states, today
from tests.factories import BodyFactory, ClaimFactory, ItemFactory, RequirementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return ready()


@pytest.fixture
def own(client_of, dossier):
    return client_of(dossier.opened_by)


def page_of(client, dossier):
    return client.get(reverse("portals:filings", args=[dossier.pk])).content.decode()


def press(client, name, args, **data):
    return client.post(reverse(f"portals:{name}", args=args), data)


def test_the_empty_page_says_what_it_is_for(own, dossier):
    page = page_of(own, dossier)

    assert "Пока ничего не подано" in page
    assert reverse("portals:filing_new", args=[dossier.pk, "assessor"]) in page
    assert reverse("portals:filing_new", args=[dossier.pk, "justice"]) not in page


def test_a_filing_is_recorded_and_its_term_told(own, dossier):
    body, claim = BodyFactory(), dossier.claims.get()
    given = {"body": body.pk, "claims": claim.pk, "sent_on": today(-10), "way": "post"}

    for _press in range(2):
        assert press(own, "filing_new", [dossier.pk, "assessor"], **given).status_code == 302
    page = page_of(own, dossier)

    assert Filing.objects.count() == 1
    assert "осталось дней: 20" in page
    assert "почтой с описью" in page


def test_lacking_papers_are_named_and_may_be_taken_upon_oneself(own, dossier):
    ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, title="Справка о долгах"))
    given = {"body": BodyFactory().pk, "claims": dossier.claims.get().pk, "sent_on": today(-1), "way": "post"}

    refused = press(own, "filing_new", [dossier.pk, "assessor"], **given)

    assert refused.status_code == 400
    assert "Справка о долгах" in refused.content.decode()
    assert press(own, "filing_new", [dossier.pk, "assessor"], **given, despite="on").status_code == 302


def test_what_was_typed_stays_when_it_is_refused(own, dossier):
    given = {"body": BodyFactory().pk, "claims": dossier.claims.get().pk, "sent_on": today(1), "way": "post", "number": "77-особый"}

    page = press(own, "filing_new", [dossier.pk, "assessor"], **given).content.decode()

    assert "77-особый" in page
    assert "ещё не наступил" in page


def test_bodies_of_the_services_stand_first(own, dossier):
    fit, other = BodyFactory(title="Департамент соцразвития"), BodyFactory(title="Аппарат культуры")
    fit.services.add(dossier.claims.get().service)

    page = own.get(reverse("portals:filing_new", args=[dossier.pk, "assessor"])).content.decode()

    assert page.index(fit.title) < page.index(other.title)


def test_the_grant_path_says_that_it_is_not_checked(client_of):
    dossier = ready(path="grant")

    page = client_of(dossier.opened_by).get(reverse("portals:filing_new", args=[dossier.pk, "justice"])).content.decode()

    assert "юрист школы ещё не проверил" in page


def test_a_refusal_is_read_with_its_ground_and_tasks(own, dossier):
    filing = sent(dossier)
    given = {"kind": "refusal", "on": today(-1), "ground": ground_of().pk, "words": "Нет дипломов"}

    assert press(own, "outcome_new", [filing.filed.get().pk], **given).status_code == 302
    page = page_of(own, dossier)

    assert "Недостаточная квалификация" in page
    assert "Приложите дипломы работников" in page
    assert states(dossier)[0] == "gathering"


@pytest.mark.parametrize(
    ("kind", "words"), [("refusal", "Выберите основание"), ("conclusion", "Напишите номер"), ("request", "Напишите, что просят")]
)
def test_what_an_answer_lacks_is_said_at_the_field(own, dossier, kind, words):
    filed = sent(dossier).filed.get()

    answer = press(own, "outcome_new", [filed.pk], kind=kind, on=today(-1))

    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert not Outcome.objects.exists()


def test_the_second_answer_is_told_of_the_first(own, dossier):
    filed = sent(dossier).filed.get()
    answered(filed.filing, by=mentor_of(dossier))

    late = press(own, "outcome_new", [filed.pk], kind="refusal", on=today(-1), ground=ground_of().pk)

    assert "уже записан: заключение" in late.content.decode()


def test_the_way_ends_with_the_status(own, dossier):
    at_justice(dossier)

    assert reverse("portals:status_new", args=[dossier.pk]) in page_of(own, dossier)
    given = {"number": "77-р", "since": today(-1), "claims": dossier.claims.get().pk}
    for _press in range(2):
        assert press(own, "status_new", [dossier.pk], **given).status_code == 302
    page = page_of(own, dossier)

    assert states(dossier) == ("recognized", ["recognized"])
    assert "действует до" in page
    assert reverse("portals:status_renew", args=[Status.objects.get().pk]) not in page


def test_a_renewal_is_offered_near_the_end_and_made_once(own, dossier):
    at_justice(dossier)
    status = statuses.grant(dossier, number="77-р", since=today(-1), by=dossier.opened_by)
    Status.objects.update(since=timezone.localdate() - timedelta(days=700), until=today(60))

    assert "осталось дней: 60" in page_of(own, dossier)
    for _press in range(2):
        led = press(own, "status_renew", [status.pk])
    renewal = Dossier.objects.get(previous=dossier)

    assert led["Location"] == reverse("portals:dossier", args=[renewal.pk])
    assert reverse("portals:dossier", args=[renewal.pk]) in page_of(own, dossier)
    assert "Эта папка продлевает его" in page_of(own, renewal)


def test_the_overview_tells_of_the_status_and_offers_a_renewal(own, dossier):
    at_justice(dossier)
    statuses.grant(dossier, number="77-р", since=today(-1), by=dossier.opened_by)
    overview = reverse("portals:dossier", args=[dossier.pk])

    assert "Статус ИОПУ: действует до" in own.get(overview).content.decode()
    Status.objects.update(since=timezone.localdate() - timedelta(days=700), until=today(60))
    assert "Завести папку продления" in own.get(overview).content.decode()


def test_a_removal_is_recorded_and_taken_back(own, dossier):
    at_justice(dossier)
    status = statuses.grant(dossier, number="77-р", since=today(-1), by=dossier.opened_by)

    press(own, "status_end", [status.pk], on=today(), why="debt", words="Пени")
    assert "исключена из реестра" in page_of(own, dossier)
    press(own, "status_end", [status.pk], back="1")

    assert "действует до" in page_of(own, dossier)


def test_tasks_are_written_done_and_undone(own, dossier):
    press(own, "task_new", [dossier.pk], text="Позвонить в орган", due_on=today(2))
    task = Task.objects.get()
    press(own, "task_turn", [task.pk, "finish"])
    assert "сделано" in page_of(own, dossier)
    press(own, "task_turn", [task.pk, "reopen"])
    press(own, "task_turn", [task.pk, "drop"])

    assert "Позвонить в орган" not in page_of(own, dossier)
    assert press(own, "task_turn", [task.pk, "burn"]).status_code == 404


def test_registers_are_not_the_status(own, dossier):
    press(own, "register_new", [dossier.pk], register="sonko", number="5")
    entry = RegisterEntry.objects.get()

    assert "состоит" in page_of(own, dossier)
    assert press(own, "register_end", [dossier.pk, entry.pk], until=today()).status_code == 302
    assert not Status.objects.exists()


def test_readers_see_and_change_nothing(client_of, dossier):
    filing = sent(dossier)
    reader = UserFactory()
    reader.memberships.create(organization=dossier.organization, state="confirmed")
    dossier.shares.create(person=reader, role="reader")
    client = client_of(reader)

    page = page_of(client, dossier)

    assert "Подача 1" in page
    assert "Записать ответ" not in page
    for name, args in addresses_of(dossier, filing):
        assert client.get(reverse(f"portals:{name}", args=args)).status_code == 404


def test_strangers_and_former_mentors_find_nothing(client_of, dossier):
    filing, mentor = sent(dossier), mentor_of(dossier)
    mentor.mentorships.update(until=timezone.localdate() - timedelta(days=1))

    for person in (mentor, UserFactory(), ready().opened_by):
        for name, args in [("filings", [dossier.pk]), *addresses_of(dossier, filing)]:
            assert client_of(person).get(reverse(f"portals:{name}", args=args)).status_code == 404


def addresses_of(dossier, filing):
    return [
        ("filing_new", [dossier.pk, "assessor"]),
        ("filing_register", [filing.pk]),
        ("filing_extend", [filing.pk]),
        ("filing_cancel", [filing.pk]),
        ("outcome_new", [filing.filed.get().pk]),
        ("status_new", [dossier.pk]),
        ("register_new", [dossier.pk]),
        ("task_new", [dossier.pk]),
    ]


def test_days_are_of_the_school_zone(own, dossier):
    filing = sent(dossier)
    Filing.objects.filter(pk=filing.pk).update(recorded_at=timezone.datetime.fromisoformat("2026-03-01T20:30:00+00:00"))

    assert "01:30" in page_of(own, dossier)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_page_costs_the_same(client_of, count):
    dossier = ready(services=0)
    person, day = dossier.opened_by, timezone.localdate() - timedelta(days=9)
    body, ground = BodyFactory(), ground_of()
    for number in range(count):
        claim = ClaimFactory(dossier=dossier, state=Claim.State.REFUSED)
        filing = Filing.objects.create(dossier=dossier, kind="assessor", body=body, sent_on=day, way="post", by=person)
        outcome = Outcome.objects.create(filed=filing.filed.create(claim=claim), kind="refusal", ground=ground, on=day, by=person)
        Task.objects.create(dossier=dossier, text=f"Дело {number}", outcome=outcome, by=person)
        RegisterEntry.objects.create(organization=dossier.organization, register="sonko", since=day, until=day, by=person)
    at = ready(organization=dossier.organization, owner=person, state="recognized")
    for _number in range(min(count, 3)):
        status = Status.objects.filter(dossier=at).first() or Status.objects.create(
            organization=at.organization, dossier=at, number="77-р", since=day, until=today(60), by=person
        )
        status.claims.add(ClaimFactory(dossier=at))
    client = client_of(person)
    page_of(client, dossier)

    with CaptureQueriesContext(connection) as queries:
        page_of(client, dossier)

    assert len(queries) <= 15, "\n".join(query["sql"][:200] for query in queries)
