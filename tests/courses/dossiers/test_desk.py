"""What waits for the mentor and how the table reads: order, filters, stages, what is late, whose work it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.dossiers import desk_rules, load_rules
from courses.dossiers.desk_rules import Filter
from courses.dossiers.models import FiledClaim, Filing, Item, Outcome
from courses.enrollment.models import Mentorship
from tests.factories import CohortFactory, MembershipFactory, MentorshipFactory, OrganizationFactory, TownFactory, UserFactory
from tests.factories.dossiers import BodyFactory, ClaimFactory, DossierFactory, ItemFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor():
    return UserFactory()


def led(mentor, **fields):
    dossier = DossierFactory(**fields)
    MentorshipFactory(mentor=mentor, organization=dossier.organization)
    return dossier


def ago(days):
    return timezone.now() - timedelta(days=days)


def waits(dossier, days=1, stage="assessment", **fields):
    line = RequirementFactory(checklist=dossier.checklist, stage=stage)
    return ItemFactory(dossier=dossier, requirement=line, state="sent", sent_at=ago(days), **fields)


def test_the_oldest_comes_first_and_only_of_ones_own(mentor):
    own, other = led(mentor), led(UserFactory())
    young, old = waits(own, 1), waits(own, 3)
    waits(other, 9)
    for hidden in ({"gone_at": timezone.now()}, {"state": "returned"}):
        Item.objects.filter(pk=waits(own, 5).pk).update(**hidden)

    assert list(desk_rules.waiting(mentor)) == [old, young]


def test_a_dossier_that_was_left_off_waits_for_nobody(mentor):
    waits(led(mentor, state="left", ended_why="Передумали"))

    assert not desk_rules.waiting(mentor).exists()


def test_a_former_mentor_has_nothing_and_the_office_everything(mentor, coordinator):
    waits(led(mentor))
    Mentorship.objects.update(until=timezone.localdate() - timedelta(days=1))

    assert (desk_rules.waiting(mentor).count(), desk_rules.waiting(coordinator).count()) == (0, 1)


def narrow(name, mine, other):
    """A filter that leaves `mine` alone."""
    if name == "town":
        return Filter(town=mine.organization.town_id)
    if name == "cohort":
        mine.cohort = CohortFactory()
        mine.save()
        return Filter(cohort=mine.cohort_id)
    if name == "service":
        ClaimFactory(dossier=other)
        return Filter(service=ClaimFactory(dossier=mine).service_id)
    if name == "stage":
        Item.objects.filter(dossier=other).update(requirement=RequirementFactory(checklist=other.checklist, stage="justice"))
        return Filter(stage="assessment")
    if name == "overdue":
        Item.objects.filter(dossier=mine).update(sent_at=ago(6))
        return Filter(overdue=True)
    if name == "q":
        return Filter(q="примёр ЗАБОТЫ")
    Mentorship.objects.create(mentor=(another := UserFactory()), organization=mine.organization)
    return Filter(mentor=another.pk)


@pytest.mark.parametrize("name", ["town", "cohort", "service", "stage", "overdue", "q", "mentor"])
def test_a_filter_narrows_the_queue_and_the_table(mentor, name):
    mine = led(
        mentor, organization=OrganizationFactory(short_name="АНО «Пример заботы»", folded_name="ано «пример заботы»", town=TownFactory(name="Ишим"))
    )
    other = led(mentor, organization=OrganizationFactory(short_name="Фонд", town=TownFactory(name="Тобольск")))
    item, _other = waits(mine), waits(other)
    by = narrow(name, mine, other)

    assert list(desk_rules.waiting(mentor, by)) == [item]
    assert list(desk_rules.table(mentor, by)) == [mine]


def test_the_next_one_comes_after_and_then_round(mentor):
    dossier = led(mentor)
    first, second, third = (waits(dossier, days) for days in (3, 2, 1))
    rows = desk_rules.waiting(mentor)

    assert [desk_rules.following(rows, each) for each in (first, second, third)] == [second, third, first]
    Item.objects.exclude(pk=second.pk).update(state="accepted")
    assert desk_rules.following(rows, second) is None


# The table


@pytest.mark.parametrize(
    ("states", "word", "figures"),
    [
        ([], "none", (0, 0)),
        (["empty", "empty"], "empty", (0, 2)),
        (["accepted", "empty"], "part", (1, 2)),
        (["accepted", "sent", "empty"], "sent", (1, 3)),
        (["sent", "returned"], "returned", (0, 2)),
        (["accepted", "not_needed"], "done", (1, 1)),
        (["not_needed"], "none", (0, 0)),
    ],
)
def test_a_stage_is_a_word(mentor, states, word, figures):
    dossier = led(mentor)
    for state in states:
        Item.objects.filter(pk=waits(dossier).pk).update(state=state)

    (row,) = desk_rules.rows_of([dossier])

    cell = {each.stage: each for each in row.cells}["assessment"]
    assert (cell.state, (cell.done, cell.total)) == (word, figures)


@pytest.mark.parametrize(
    ("state", "assessment", "justice"),
    [
        ("gathering", "sent", "none"),
        ("filed", "filed", "none"),
        ("concluded", "got", "none"),
        ("at_justice", "got", "filed"),
        ("recognized", "got", "got"),
    ],
)
def test_what_a_body_does_comes_before_the_papers(mentor, state, assessment, justice):
    dossier = led(mentor, state=state)
    waits(dossier)

    cells = {each.stage: each.state for each in desk_rules.rows_of([dossier])[0].cells}

    assert (cells["assessment"], cells["justice"]) == (assessment, justice)


def test_a_row_says_what_waits_since_when_and_what_is_late(mentor):
    dossier = led(mentor)
    Item.objects.filter(pk=waits(dossier, 1).pk).update(state="returned", due_on=timezone.localdate() - timedelta(days=1))
    Item.objects.filter(pk=waits(dossier, 1).pk).update(state="accepted", valid_until=timezone.localdate() - timedelta(days=1))
    oldest = waits(dossier, 7)
    waits(dossier, 1)

    (row,) = desk_rules.rows_of([dossier])

    assert (row.waiting, row.oldest, row.overdue, row.mentors) == (2, oldest.sent_at, 3, (mentor,))


@pytest.mark.parametrize(
    ("answered", "late"), [(None, 1), ("request", 1), ("conclusion", 0)], ids=["no answer", "a request leaves it open", "a final answer"]
)
def test_a_filing_without_its_answer_in_time_is_late(mentor, answered, late):
    dossier = led(mentor)
    sent = timezone.localdate() - timedelta(days=40)
    filing = Filing.objects.create(dossier=dossier, kind="assessor", body=BodyFactory(), sent_on=sent, way="post", due_on=ago(2).date(), by=mentor)
    filed = FiledClaim.objects.create(filing=filing, claim=ClaimFactory(dossier=dossier))
    if answered:
        Outcome.objects.create(filed=filed, kind=answered, on=sent, by=mentor)

    assert desk_rules.rows_of([dossier])[0].overdue == late
    assert desk_rules.table(mentor, Filter(overdue=True)).count() == late


@pytest.mark.parametrize(("sort", "order"), [("", [1, 0, 2]), ("name", [0, 1, 2]), ("town", [2, 0, 1]), ("still", [2, 1, 0])])
def test_the_table_is_sorted(mentor, sort, order):
    far, near = TownFactory(name="Ишим", position=2), TownFactory(name="Тобольск", position=1)
    rows = [
        led(mentor, organization=OrganizationFactory(short_name=f"{name} НКО", town=town), state_since=ago(days))
        for name, town, days in zip("АБВ", (far, far, near), (1, 2, 3), strict=True)
    ]
    waits(rows[0], 1)
    waits(rows[1], 2)

    assert list(desk_rules.table(mentor, sort=sort)) == [rows[place] for place in order]


# The load


def test_the_load_of_every_mentor_the_most_loaded_first(mentor):
    other = UserFactory()
    dossier = led(mentor)
    waits(dossier, 6)
    waits(dossier, 1)
    MentorshipFactory(mentor=other)
    DossierFactory(organization=MembershipFactory().organization)

    loads = load_rules.loads()

    assert [(load.mentor, load.organizations, load.dossiers, load.waiting, load.late) for load in loads] == [
        (mentor, 1, 1, 2, True),
        (other, 1, 0, 0, False),
    ]
    assert load_rules.unled() == 1
