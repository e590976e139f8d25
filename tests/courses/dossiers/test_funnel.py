"""The funnel: what counts as a step reached and what does not, refusals with their grounds, medians, towns and cohorts, a query a question."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.dossiers import funnel_rules
from courses.dossiers.funnel_rules import Filter
from courses.dossiers.models import Dossier, DossierMove, Filing, Outcome, Status
from tests.courses.dossiers.filing import ground_of, today
from tests.factories import (
    BodyFactory,
    ClaimFactory,
    CohortFactory,
    DossierFactory,
    ItemFactory,
    OrganizationFactory,
    RequirementFactory,
    TownFactory,
)

pytestmark = pytest.mark.django_db


def line(dossier, state="accepted", **fields):
    asked = {name: fields.pop(name) for name in ("mandatory", "provider") if name in fields}
    return ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, **asked), state=state, **fields)


def filed(dossier, **fields):
    claim = dossier.claims.first() or ClaimFactory(dossier=dossier)
    filing = Filing.objects.create(
        dossier=dossier, kind="assessor", body=BodyFactory(), sent_on=today(-9), way="post", by=dossier.opened_by, **fields
    )
    return filing.filed.create(claim=claim)


def answer(dossier, kind, filing=None, **fields):
    filed_claim = filed(dossier, **(filing or {}))
    ground = ground_of(code=fields.pop("code", "ground"), title=fields.pop("title", "Нет дипломов")) if kind == "refusal" else None
    return Outcome.objects.create(filed=filed_claim, kind=kind, ground=ground, on=today(-1), by=dossier.opened_by, **fields)


def recognized(dossier):
    return Status.objects.create(
        organization=dossier.organization, dossier=dossier, number="7-р", since=today(-5), until=today(700), by=dossier.opened_by
    )


def told(by=None):
    return funnel_rules.funnel(funnel_rules.groups(by))


def reached():
    found = told()
    return {step.code for step in (*found.steps, *found.aside) if step.number} - {"started"}


NOW = timezone.now()
CASES = {
    "nothing yet": (lambda row: None, set()),
    "accepted": (lambda row: line(row), {"ready"}),
    "not needed": (lambda row: line(row, "not_needed"), {"ready"}),
    "good to this day": (lambda row: line(row, valid_until=today()), {"ready"}),
    "run out": (lambda row: line(row, valid_until=today(-1)), set()),
    "one is lacking": (lambda row: (line(row), line(row, "sent")), set()),
    "an optional one is lacking": (lambda row: (line(row), line(row, "empty", mandatory=False)), {"ready"}),
    "the state's own is lacking": (lambda row: (line(row), line(row, "empty", provider="state")), {"ready"}),
    "a hidden one is lacking": (lambda row: (line(row), line(row, "empty", gone_at=NOW)), {"ready"}),
    "only optional ones": (lambda row: line(row, mandatory=False), set()),
    "filed": (filed, {"ready", "filed"}),
    "filed, papers ran out since": (lambda row: (filed(row), line(row, valid_until=today(-1))), {"ready", "filed"}),
    "the filing is cancelled": (lambda row: filed(row, cancelled_at=NOW), set()),
    "asked for more": (lambda row: answer(row, "request"), {"ready", "filed"}),
    "concluded": (lambda row: answer(row, "conclusion"), {"ready", "filed", "concluded"}),
    "the conclusion is taken back": (lambda row: answer(row, "conclusion", taken_back_at=NOW), {"ready", "filed"}),
    "concluded in a cancelled filing": (lambda row: answer(row, "conclusion", {"cancelled_at": NOW}), set()),
    "refused": (lambda row: answer(row, "refusal"), {"ready", "filed", "refused"}),
    "the refusal is taken back": (lambda row: answer(row, "refusal", taken_back_at=NOW), {"ready", "filed"}),
    "recognized": (recognized, {"recognized"}),
    "left off": (lambda row: Dossier.objects.filter(pk=row.pk).update(state="left"), {"left"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_step_is_reached_or_not(case):
    act, expected = CASES[case]
    act(DossierFactory())

    assert reached() == expected


def test_every_step_is_also_a_share_of_the_started():
    rows = DossierFactory.create_batch(3)
    filed(rows[0])

    found = told()

    assert [(step.code, step.number, step.percent) for step in found.steps][:3] == [("started", 3, 100), ("ready", 1, 33), ("filed", 1, 33)]


def test_an_empty_school_has_an_empty_funnel():
    found = told()

    assert {(step.number, step.percent) for step in (*found.steps, *found.aside)} == {(0, 0)}


def test_a_dossier_with_two_services_and_two_filings_counts_once():
    row = DossierFactory()
    answer(row, "conclusion")
    ClaimFactory(dossier=row)
    answer(row, "conclusion")

    assert [step.number for step in told().steps] == [1, 1, 1, 1, 0]


def test_refusals_are_told_by_ground_the_commonest_first():
    first, second = DossierFactory.create_batch(2)
    for row in (first, second):
        answer(row, "refusal")
    answer(first, "refusal")
    answer(second, "refusal", code="other", title="Нет устава")
    answer(first, "refusal", code="mistake", title="Ошибка", taken_back_at=NOW)

    assert funnel_rules.refusals() == [("Нет дипломов", 2), ("Нет устава", 1)]


def test_endings_are_told_in_their_own_words():
    for words in ("Передумали", "Передумали", ""):
        DossierFactory(state="left", ended_why=words)
    DossierFactory(ended_why="Передумали")

    assert funnel_rules.endings() == [("Передумали", 2), ("", 1)]


def stay(dossier, *steps):
    """`steps` are states with the days that they lasted; the last one still lasts."""
    at = NOW - timedelta(days=300)
    for state, days in steps:
        DossierMove.objects.create(dossier=dossier, target=state, at=at)
        at += timedelta(days=days)


def test_a_median_is_of_the_stays_that_are_over():
    for days in (10, 20, 90):
        stay(DossierFactory(), ("gathering", days), ("filed", 5))
    stay(DossierFactory(), ("gathering", 40), ("filed", 30), ("gathering", 2))
    stay(DossierFactory(), ("gathering", 200))

    found = {each.state: (each.number, each.days) for each in funnel_rules.stretches()}

    assert found == {"gathering": (4, 30), "filed": (1, None), "concluded": (0, None), "at_justice": (0, None)}


@pytest.mark.parametrize(("number", "days"), [(2, None), (3, 7)])
def test_few_stays_say_nothing(number, days):
    for _each in range(number):
        stay(DossierFactory(), ("at_justice", 7), ("recognized", 0))

    assert funnel_rules.stretches()[-1].days == days


@pytest.mark.parametrize("narrow", ["town", "cohort", "path"])
def test_everything_is_narrowed(narrow):
    town, cohort = TownFactory(name="Тобольск"), CohortFactory()
    own = DossierFactory(organization=OrganizationFactory(town=town), cohort=cohort, path="grant", state="left", ended_why="Своё")
    other = DossierFactory(state="left", ended_why="Чужое")
    for row, title in ((own, "Свой"), (other, "Чужой")):
        answer(row, "refusal", code=f"ground-{row.pk}", title=title)
        for _each in range(3):
            stay(row, ("gathering", 3))
    by = Filter(**{narrow: {"town": town.pk, "cohort": cohort.pk, "path": "grant"}[narrow]})

    divided = funnel_rules.groups(by)
    assert [step.number for step in told(by).steps] == [1, 1, 1, 0, 0]
    assert (funnel_rules.refusals(by), funnel_rules.endings(by)) == ([("Свой", 1)], [("Своё", 1)])
    assert funnel_rules.stretches(by)[0].number == 2
    assert [group.counts["started"] for group in (*divided.towns, *divided.cohorts)] == [1, 1]


def test_towns_and_cohorts_have_their_own_figures():
    town, cohort = TownFactory(name="Тобольск"), CohortFactory(title="Осенний")
    filed(DossierFactory(organization=OrganizationFactory(town=town), cohort=cohort))
    DossierFactory(organization=OrganizationFactory(town=town))

    found = funnel_rules.groups()

    assert [(group.name, group.counts["started"], group.counts["filed"]) for group in found.towns] == [("Тобольск", 2, 1)]
    assert [(group.pk, group.counts["started"], group.counts["filed"]) for group in found.cohorts] == [(cohort.pk, 1, 1), (None, 1, 0)]


def test_each_question_is_one_query():
    for number in range(3):
        answer(DossierFactory(), "refusal", code=f"ground-{number}")
    asked = (funnel_rules.groups, funnel_rules.choices, funnel_rules.refusals, funnel_rules.endings, funnel_rules.stretches)

    for question in asked:
        with CaptureQueriesContext(connection) as found:
            question()
        assert len(found) == 1, question
