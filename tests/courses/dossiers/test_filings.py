"""A filing: what may be sent, when the answer is due, who may record it."""

from datetime import date, timedelta

import pytest
import time_machine

from courses.dossiers import filing_rules
from courses.dossiers.actions import filings
from courses.dossiers.actions.reference import load_reference
from courses.dossiers.models import Claim, Filing, Term
from school.people.rules import Refused
from school.post.models import Letter
from tests.courses.dossiers.filing import answered, mentor_of, ready, sent, states, today
from tests.factories import BodyFactory, ClaimFactory, ItemFactory, RequirementFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_filed_services_wait_for_the_body():
    dossier = ready(services=2)
    one = dossier.claims.first()

    filing = sent(dossier, claims=[one], number=" 45-вх ")

    assert states(dossier) == ("filed", ["filed", "preparing"])
    assert (filing.number, filing.due_on) == ("45-вх", today(20))
    one.refresh_from_db()
    assert one.body == filing.body
    assert dossier.moves.get().target == "filed"


def test_a_second_press_records_nothing_more():
    dossier, body = ready(), BodyFactory()

    assert sent(dossier, body=body) == sent(dossier, body=body)
    assert Filing.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sent_on": date(2999, 1, 1)}, "ещё не наступил"),
        ({"sent_on": date(2001, 1, 1)}, "раньше, чем завели"),
        ({"claims": []}, "хотя бы одну услугу"),
        ({"kind": "justice"}, "нет заключения"),
    ],
)
def test_what_cannot_be_sent(given, words):
    with pytest.raises(Refused, match=words):
        sent(ready(), **given)


def test_a_body_decides_its_own_things():
    with pytest.raises(Refused, match="решает другое"):
        sent(ready(), body=BodyFactory(kind="justice"))


def test_a_service_of_another_dossier_is_not_sent():
    with pytest.raises(Refused, match="хотя бы одну услугу"):
        sent(ready(), claims=[ClaimFactory()])


def test_a_service_waits_for_one_answer_at_a_time():
    dossier = ready()
    sent(dossier)

    with pytest.raises(Refused, match="ещё ждут ответа"):
        sent(dossier, sent_on=today())


@pytest.mark.parametrize("state", ["eligibility", "recognized"])
def test_nothing_is_filed_from_a_state_without_papers(state):
    with pytest.raises(Refused):
        sent(ready(state=state))


def test_lacking_papers_are_told_and_taken_upon_oneself():
    dossier = ready()
    line = RequirementFactory(checklist=dossier.checklist, title="Справка о долгах")
    item = ItemFactory(dossier=dossier, requirement=line)
    for fields in ({"mandatory": False}, {"provider": "state"}, {"stage": "justice"}):
        ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, **fields))

    assert filing_rules.lacking(dossier, "assessor", dossier.claims.all()) == [item]
    with pytest.raises(Refused, match="отметьте это"):
        sent(dossier)
    assert sent(dossier, despite=True).pk


def test_a_paper_of_another_service_is_not_missed():
    dossier = ready(services=2)
    one, two = dossier.claims.all()
    line = RequirementFactory(checklist=dossier.checklist, per_claim=True)
    ItemFactory(dossier=dossier, requirement=line, claim=two)

    assert sent(dossier, claims=[one]).pk


def test_a_presidential_grant_leads_straight_to_the_ministry():
    dossier = ready(path="grant")

    filing = sent(dossier, "justice")

    assert filing.due_on is None
    assert states(dossier) == ("at_justice", ["filed"])


def test_providers_of_social_services_have_a_term_of_their_own():
    dossier = ready(path="social")
    one = sent(dossier)
    filings.cancel(one, by=one.by)
    TermFactory(code="assessment_social", amount=10)

    assert (one.due_on, sent(dossier, sent_on=today(-9)).due_on) == (None, today(1))


def test_an_unknown_term_has_no_day():
    dossier = ready()
    TermFactory(code="assessment").__class__.objects.filter(code="assessment").update(amount=None)

    filing = sent(dossier)

    assert filing.due_on is None
    assert filing_rules.due_words(filing)[0] == "срок не установлен"


@pytest.mark.parametrize(("days", "words"), [(-11, "осталось дней: 11"), (0, "ответ ждём сегодня"), (3, "просрочено дней: 3")])
def test_the_due_day_is_told_in_words(days, words):
    filing = Filing(due_on=date(2027, 1, 20))

    assert words in filing_rules.due_words(filing, date(2027, 1, 20) + timedelta(days=days))[0]


# Registration, extension


def test_the_registration_moves_the_due_day():
    filing = sent(ready())

    filing = filings.register(filing, number="45-вх", registered_on=today(-8), by=filing.by)

    assert (filing.due_on, filing.number) == (today(22), "45-вх")


@pytest.mark.parametrize(("number", "days", "words"), [("", -8, "номер"), ("1", 1, "не наступил"), ("1", -11, "не раньше")])
def test_a_registration_that_cannot_be(number, days, words):
    filing = sent(ready())

    with pytest.raises(Refused, match=words):
        filings.register(filing, number=number, registered_on=today(days), by=filing.by)


def test_an_extension_is_as_long_as_the_law_allows():
    filing = sent(ready())

    filing = filings.extend(filing, by=filing.by)

    assert filing.extended_until == filing.answer_by == today(50)
    assert filings.register(filing, number="1", registered_on=today(-8), by=filing.by).extended_until == today(52)


def test_an_own_day_is_explained():
    filing = sent(ready())

    with pytest.raises(Refused, match="почему"):
        filings.extend(filing, until=today(25), by=filing.by)
    with pytest.raises(Refused, match="позже прежнего"):
        filings.extend(filing, until=today(20), words="Запрос", by=filing.by)
    assert filings.extend(filing, until=today(25), words="Запрос в налоговую", by=filing.by).answer_by == today(25)
    assert filings.register(filing, number="1", registered_on=today(-8), by=filing.by).answer_by == today(25)


def test_an_unknown_extension_needs_a_day():
    filing = sent(ready(path="grant"), "justice")

    with pytest.raises(Refused, match="укажите день"):
        filings.extend(filing, by=filing.by)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2025-12-25", 5, "2026-01-13"),  # 26, 29, 30 December, then 12 and 13 January: 31 December and 9 January are off by transfers
        ("2026-12-25", 5, "2027-01-12"),
        ("2025-12-30", 1, "2026-01-12"),
    ],
)
def test_working_days_of_a_term_leave_the_new_year_holidays_out(start, amount, due):
    """By the school's own calendar of transfers."""
    with time_machine.travel(f"{start} 09:00+05:00", tick=False):
        load_reference()
        Term.objects.filter(code="justice").update(amount=amount, unit="working")
        filing = sent(ready(path="grant"), "justice", sent_on=date.fromisoformat(start))

    assert filing.due_on == date.fromisoformat(due)


def test_the_law_as_it_is_known_today():
    """Thirty calendar days of the assessment run through the holidays; nobody knows how long the Ministry thinks."""
    with time_machine.travel("2026-12-10 09:00+05:00", tick=False):
        load_reference()
        dossier = ready()
        filing = sent(dossier, sent_on=date(2026, 12, 10))
        filings.extend(filing, by=filing.by)
        answered(filing, on=date(2026, 12, 10))
        ministry = sent(dossier, "justice", sent_on=date(2026, 12, 10))

    filing.refresh_from_db()
    assert (filing.due_on, filing.extended_until, ministry.due_on) == (date(2027, 1, 9), date(2027, 2, 8), None)


def test_calendar_days_run_through_the_holidays():
    with time_machine.travel("2026-12-20 09:00+05:00", tick=False):
        assert sent(ready(), sent_on=date(2026, 12, 20)).due_on == date(2027, 1, 19)


# Cancelled


def test_a_mistake_is_cancelled_and_the_services_come_back():
    dossier = ready()
    filing = sent(dossier)

    filings.cancel(filing, by=filing.by)
    again = filings.cancel(filing, by=filing.by)

    assert again.cancelled_at
    assert states(dossier) == ("gathering", ["preparing"])
    assert sent(dossier, sent_on=today(-9)).pk != filing.pk


def test_an_answered_filing_is_not_cancelled():
    filing = sent(ready())
    answered(filing, "request", words="Пришлите устав")

    with pytest.raises(Refused, match="уже записан ответ"):
        filings.cancel(filing, by=filing.by)


def test_an_answered_filing_is_not_changed():
    filing = sent(ready())
    answered(filing)

    with pytest.raises(Refused, match="уже получен"):
        filings.register(filing, number="1", registered_on=today(-8), by=filing.by)


# Who


def test_the_mentor_and_the_school_record_too(coordinator):
    dossier = ready(services=2)
    one, two = dossier.claims.all()

    assert sent(dossier, claims=[one], by=mentor_of(dossier)).pk
    assert sent(dossier, claims=[two], by=coordinator).pk


def test_readers_strangers_and_former_mentors_do_not():
    dossier = ready()
    reader = UserFactory()
    reader.memberships.create(organization=dossier.organization, state="confirmed")
    dossier.shares.create(person=reader, role="reader")
    mentor = mentor_of(dossier)
    mentor.mentorships.update(until=today(-1))

    for person in (reader, mentor, UserFactory()):
        with pytest.raises(Refused, match="могут владельцы"):
            sent(dossier, by=person)
    assert set(Claim.objects.values_list("state", flat=True)) == {"preparing"}


def test_nothing_is_recorded_in_a_dossier_that_was_left():
    dossier = ready(state="left")

    with pytest.raises(Refused, match="прекращена"):
        sent(dossier)


def test_the_other_side_is_written_to():
    dossier = ready()
    mentor = mentor_of(dossier)

    filing = sent(dossier)
    filings.extend(filing, by=mentor)

    assert list(Letter.objects.values_list("name", "email").order_by("pk")) == [
        ("filing_recorded", mentor.email),
        ("filing_extended", dossier.opened_by.email),
    ]
    assert filing.body.title in Letter.objects.first().text


def test_an_empty_ready_dossier_needs_no_despite():
    dossier = ready()

    assert filing_rules.claims_to_file(dossier, "assessor") == list(dossier.claims.all())
    assert filing_rules.claims_to_file(dossier, "justice") == []
