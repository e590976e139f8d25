"""The questionnaire warns and never decides; months and card are kept with the edition; readiness is weighed; the way is counted."""

from datetime import date

import pytest
import time_machine

from courses.dossiers import eligibility_rules, matrix_rules, readiness_rules
from courses.dossiers.actions import eligibility
from courses.dossiers.models import Dossier, Path, Requirement, Status
from school.people.rules import Changed, Refused
from tests.factories import (
    ClaimFactory,
    DossierFactory,
    ItemFactory,
    QualityCriterionFactory,
    RequirementFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db
NOW = "2026-11-23 12:00+05:00"


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant, state="eligibility")


def save(dossier, participant, **answers):
    eligibility.save_answers(dossier, {code: (value, "") for code, value in answers.items()}, edition=dossier.edition, by=participant)
    dossier.refresh_from_db()


@pytest.mark.parametrize("path", Path.values)
def test_every_path_is_asked_something_and_in_order(path):
    codes = [question.code for question in eligibility_rules.questions(path)]

    assert "foreign_agent" in codes
    assert len(set(codes)) == len(codes) >= 5


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ({"foreign_agent": "yes"}, ["stop"]),
        ({"foreign_agent": "no"}, []),
        ({"foreign_agent": "unsure"}, ["warn"]),
        ({"debts": "yes", "report": "no"}, ["stop", "warn"]),
        ({"charter": "no"}, ["charter"]),
    ],
)
def test_an_answer_brings_a_reason_and_what_to_do(dossier, participant, answer, kinds):
    save(dossier, participant, **answer)

    told = eligibility_rules.warnings_of(dossier)

    assert [row.kind for row in told] == kinds
    assert all(row.words and row.todo for row in told)


def test_a_charter_that_changes_opens_its_branch(dossier, participant):
    RequirementFactory(checklist=dossier.checklist, condition="charter")

    save(dossier, participant, charter="no")
    opened = (dossier.charter_changes, dossier.items.asked().count())
    save(dossier, participant, charter="yes")

    assert (opened, dossier.charter_changes, dossier.items.asked().count()) == ((True, 1), False, 0)


def test_the_second_writer_sees_the_first(dossier, participant):
    stale = dossier.edition
    save(dossier, participant, debts="no")

    with pytest.raises(Changed):
        eligibility.save_answers(dossier, {"debts": ("yes", "")}, edition=stale, by=participant)
    assert dossier.answers.get().value == "no"


def test_the_same_answers_are_a_second_press(dossier, participant):
    save(dossier, participant, debts="no")

    assert eligibility.save_answers(dossier, {"debts": ("no", "")}, edition=0, by=participant).edition == 1


def test_questions_that_are_not_asked_are_refused(dossier, participant):
    with pytest.raises(Refused, match="нет"):
        save(dossier, participant, nonsense="yes")


@time_machine.travel(NOW, tick=False)
def test_twelve_whole_months_are_wanted(dossier, participant):
    claim = ClaimFactory(dossier=dossier)
    year = {date(2025 + (number + 10) // 12, (number + 10) % 12 + 1, 1): (5, 10, "журнал") for number in range(12)}
    assert (min(year), max(year)) == (date(2025, 11, 1), date(2026, 10, 1))

    eligibility.save_months(claim, dict(list(year.items())[1:]), edition=dossier.edition, by=participant)
    lacking = [row.words for row in eligibility_rules.warnings_of(dossier)]
    dossier.refresh_from_db()
    eligibility.save_months(claim, year, edition=dossier.edition, by=participant)

    assert len(lacking) == 1
    assert lacking[0].endswith("не хватает: 1.")
    assert eligibility_rules.warnings_of(dossier) == []


@time_machine.travel(NOW, tick=False)
def test_a_month_without_evidence_does_not_count_and_an_empty_one_goes(dossier, participant):
    claim = ClaimFactory(dossier=dossier)
    eligibility.save_months(claim, {date(2026, 10, 1): (5, None, "")}, edition=0, by=participant)
    claim.refresh_from_db()

    assert eligibility_rules.months_lacking(claim, date(2026, 11, 23)) == 12
    eligibility.save_months(claim, {date(2026, 10, 1): (None, None, "")}, edition=1, by=participant)
    assert not claim.months.exists()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("month", [date(2026, 12, 1), date(2026, 10, 2)])
def test_a_month_ahead_or_another_day_is_refused(dossier, participant, month):
    with pytest.raises(Refused):
        eligibility.save_months(ClaimFactory(dossier=dossier), {month: (5, 5, "журнал")}, edition=0, by=participant)


def test_the_card_keeps_what_was_not_given(dossier, participant):
    eligibility.save_facts(dossier, {"address": "Ишим"}, edition=0, by=participant)
    eligibility.save_facts(dossier, {"phone": "12"}, edition=1, by=participant)

    dossier.refresh_from_db()
    assert dossier.facts == {"address": "Ишим", "phone": "12"}
    with pytest.raises(Changed):
        eligibility.save_facts(dossier, {"phone": "13"}, edition=1, by=participant)


# Readiness


def papers(dossier, *rows):
    """(state, weight, weight of the criterion) of each."""
    for state, weight, criterion in rows:
        line = RequirementFactory(
            checklist=dossier.checklist, weight=weight, criterion=QualityCriterionFactory(weight=criterion) if criterion else None
        )
        ItemFactory(dossier=dossier, requirement=line, state=state)


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ([], (0, 0, 0)),
        ([("empty", 1, 0)], (0, 0, 1)),
        ([("accepted", 1, 0), ("empty", 1, 0)], (50, 1, 2)),
        ([("accepted", 3, 0), ("sent", 1, 0)], (75, 1, 2)),
        ([("accepted", 1, 3), ("returned", 1, 0)], (75, 1, 2)),
        ([("accepted", 999, 0), ("empty", 1, 0)], (99, 1, 2)),
        ([("accepted", 1, 0), ("not_needed", 1, 2)], (100, 2, 2)),
    ],
)
def test_readiness_is_weighed(dossier, rows, answer):
    papers(dossier, *rows)

    found = readiness_rules.readiness([dossier])[dossier.pk]

    assert (found.percent, found.done, found.total) == answer


def test_what_the_state_asks_and_what_may_be_left_out_do_not_count(dossier):
    for fields in ({"provider": Requirement.Provider.STATE}, {"mandatory": False}):
        ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, **fields))

    assert readiness_rules.readiness([dossier])[dossier.pk].total == 0


def test_a_paper_whose_term_has_run_out_is_not_ready(dossier):
    papers(dossier, ("accepted", 1, 0))
    dossier.items.update(valid_until=date(2020, 1, 1))

    assert readiness_rules.readiness([dossier])[dossier.pk].percent == 0


@pytest.mark.parametrize("many", [1, 3, 30])
def test_one_query_for_any_number_of_dossiers(many, django_assert_num_queries):
    rows = [DossierFactory() for _number in range(many)]
    for row in rows:
        papers(row, ("accepted", 1, 0), ("empty", 1, 0))

    with django_assert_num_queries(1):
        assert {found.percent for found in readiness_rules.readiness(rows).values()} == {50}


# The way


@time_machine.travel(NOW, tick=False)
def test_the_way_is_counted_on_from_today_and_stays_open_where_the_law_is_unknown(dossier):
    TermFactory(code="charter", amount=17, unit="working")
    TermFactory(code="assessment", amount=30)
    TermFactory(code="justice", amount=None)
    dossier.organization.form = "ano"
    dossier.charter_changes = True

    told = [words.replace("\xa0", " ") for words in readiness_rules.critical_path(dossier)]
    assert told == [
        "Изменения в устав: 17 рабочих дней, если начать сегодня – до 16 декабря 2026 года",
        "Оценка качества: 30 календарных дней, если начать сегодня – до 15 января 2027 года",
        "Решение Минюста: срок не установлен",
    ]


@pytest.mark.parametrize(
    ("path", "state", "steps"),
    [
        ("usual", "gathering", ["Оценка качества", "Решение Минюста"]),
        ("grant", "gathering", ["Решение Минюста"]),
        ("usual", "filed", ["Решение Минюста"]),
        ("usual", "at_justice", []),
        ("usual", "recognized", []),
    ],
)
def test_only_what_is_ahead_is_counted(dossier, path, state, steps):
    dossier.path, dossier.state = path, state

    assert [words.partition(":")[0] for words in readiness_rules.critical_path(dossier)] == steps


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([None, None], "Сбор документов: осталось 2, дни пока не назначены"),
        ([date(2026, 12, 5), None], "Сбор документов: осталось 2, последний – к 5 декабря 2026 года"),
    ],
)
def test_gathering_is_told_by_the_days_that_were_set(dossier, days, words):
    papers(dossier, ("accepted", 1, 0), *[("empty", 1, 0) for _day in days])
    for item, day in zip(dossier.items.filter(state="empty"), days, strict=True):
        dossier.items.filter(pk=item.pk).update(due_on=day)

    assert readiness_rules.critical_path(dossier)[0].replace("\xa0", " ") == words


# The way back from the end of a status


@time_machine.travel(NOW, tick=False)
def test_a_renewal_is_counted_back_and_an_unknown_term_leaves_it_open(dossier):
    TermFactory(code="assessment", amount=30)
    dossier.previous = DossierFactory(organization=dossier.organization, state="recognized")
    who = dossier.opened_by
    Status.objects.create(
        dossier=dossier.previous, organization=dossier.organization, number="77-р", since=date(2025, 5, 1), until=date(2027, 4, 30), by=who
    )

    told = [words.replace("\xa0", " ") for words in readiness_rules.critical_path(dossier)]
    TermFactory(code="justice", amount=30)
    known = [words.replace("\xa0", " ") for words in readiness_rules.critical_path(dossier)]

    assert told == [
        "Оценка качества: 30 календарных дней, поэтому начните с запасом",
        "Решение Минюста: срок не установлен, поэтому начните с запасом",
    ]
    assert known == [
        "Оценка качества: 30 календарных дней, поэтому подать до 28 февраля 2027 года",
        "Решение Минюста: 30 календарных дней, поэтому подать до 31 марта 2027 года",
    ]


# The matrix


def test_the_matrix_fills_itself_and_shows_gaps(dossier):
    first, second = ClaimFactory(dossier=dossier, charter_clause="2.1"), ClaimFactory(dossier=dossier)
    criterion = QualityCriterionFactory()
    line = RequirementFactory(checklist=dossier.checklist, criterion=criterion, per_claim=True)
    ItemFactory(dossier=dossier, requirement=line, claim=first, state="accepted")
    ItemFactory(dossier=dossier, requirement=line, claim=second)

    rows = matrix_rules.matrix(Dossier.objects.get(pk=dossier.pk))

    assert [(row.claim, row.clause, row.criterion, len(row.documents), row.gap) for row in rows] == [
        (first, "2.1", criterion, 1, False),
        (second, "", criterion, 1, True),
    ]
