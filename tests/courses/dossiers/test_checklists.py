"""Versions of the checklist: what a dossier is asked for, what a newer one changes, taking it over line by line with the papers kept."""

from datetime import date

import pytest

from courses.dossiers.actions.checklists import copy_version, keep_open, publish, take_over
from courses.dossiers.actions.items import lay_out
from courses.dossiers.checklist_rules import difference, lines_for, newest, offered
from courses.dossiers.models import Checklist, Dossier, Item, Requirement
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

LINES = [
    {"code": "charter_copy", "title": "Копия устава"},
    {"code": "content", "title": "Содержание услуги", "per_claim": True, "paths": ["usual", "renewal"]},
    {"code": "letter", "title": "Доверенность", "condition": "representative"},
    {"code": "amendment", "title": "Изменения в устав", "condition": "charter", "stage": "charter"},
    {"code": "certificate", "title": "Справка", "lasts": 30, "mandatory": False},
]


@pytest.fixture
def first(db):
    checklist = factories.ChecklistFactory(version=1)
    for position, fields in enumerate(LINES, start=1):
        factories.RequirementFactory(checklist=checklist, position=position, **fields)
    return checklist


@pytest.fixture
def dossier(first):
    dossier = factories.DossierFactory(checklist=first)
    factories.ClaimFactory(dossier=dossier)
    lay_out(dossier)
    return dossier


@pytest.fixture
def owner(dossier):
    return dossier.opened_by


@pytest.fixture
def second(first, coordinator):
    """The copy shorter, said differently and left out; published."""
    made = copy_version(first, by=coordinator)
    made.requirements.filter(code="charter_copy").update(title="Заверенная копия устава", mandatory=False)
    made.requirements.filter(code="certificate").delete()
    factories.RequirementFactory(checklist=made, code="report", title="Отчёт в Минюст", position=9)
    return publish(made, by=coordinator)


def asked(dossier):
    rows = Item.objects.filter(dossier=dossier).asked().select_related("requirement").order_by("requirement__position", "pk")
    return [(item.requirement.code, item.requirement.checklist_id) for item in rows]


def codes(dossier):
    return [line.code for line in lines_for(Dossier.objects.get(pk=dossier.pk))]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["charter_copy", "content", "certificate"]),
        ({"path": "social"}, ["charter_copy", "certificate"]),
        ({"path": "renewal"}, ["charter_copy", "content", "certificate"]),
        ({"representative": True}, ["charter_copy", "content", "letter", "certificate"]),
        ({"charter_changes": True}, ["amendment", "charter_copy", "content", "certificate"]),
    ],
)
def test_lines_are_by_path_and_condition_in_the_order_of_stages(dossier, fields, expected):
    Dossier.objects.filter(pk=dossier.pk).update(**fields)

    assert codes(dossier) == expected


@pytest.mark.parametrize(
    ("day", "version"),
    [(date(2026, 1, 1), 1), (date(2026, 11, 30), 1), (date(2026, 12, 1), 2), (date(2030, 1, 1), 2)],
)
def test_newest_is_published_and_in_force(first, day, version):
    factories.ChecklistFactory(version=2, since=date(2026, 12, 1))
    factories.ChecklistFactory(version=3, published_at=None)

    assert newest(day).version == version


def test_without_a_published_one_there_is_none(db):
    factories.ChecklistFactory(published_at=None)

    assert newest() is None


def test_copy_has_every_line_and_is_a_draft(first, coordinator):
    made = copy_version(first, by=coordinator)

    assert (made.version, made.published_at) == (2, None)
    assert not difference(first, made)
    assert copy_version(first, by=coordinator) == made  # a second press
    assert Entry.objects.filter(verb="dossiers.checklist_copied").count() == 1


def test_difference_says_both_texts(first, second):
    found = difference(first, second)

    assert [line.code for line in found.added] == ["report"]
    assert [line.code for line in found.gone] == ["certificate"]
    (changed,) = found.changed
    assert [(row.label, row.old, row.new) for row in changed.changes] == [
        ("документ", "Копия устава", "Заверенная копия устава"),
        ("обязателен", "да", "нет"),
    ]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"lasts": 3, "lasts_unit": "month"}, ("сколько действует", "", "3 месяц")),
        ({"paths": ["grant"]}, ("на каких путях", "все", "получатель гранта Президента")),
        ({"condition": "charter"}, ("когда нужен", "всегда", "если меняется устав")),
        ({"paper": "authority"}, ("школа заполняет сама", "нет", "доверенность")),
        ({"weight": 5}, ("вес в готовности", "1", "5")),
        ({"personal": "Закройте имена"}, ("напоминание о личных данных", "", "Закройте имена")),
    ],
)
def test_difference_is_in_words_for_people(first, coordinator, fields, told):
    made = copy_version(first, by=coordinator)
    made.requirements.filter(code="charter_copy").update(**fields)

    (changed,) = difference(first, made).changed
    ((label, old, new),) = [(row.label, row.old, row.new) for row in changed.changes]

    assert (label, old) == told[:2]
    assert new.startswith(told[2])


def test_published_one_is_closed_and_an_empty_one_is_not_published(first, coordinator):
    with pytest.raises(Refused, match="не меняют"):
        keep_open(first)
    with pytest.raises(Refused, match="ни одной строки"):
        publish(factories.ChecklistFactory(version=5, published_at=None), by=coordinator)


def test_older_draft_is_not_published_over_a_newer(first, coordinator):
    draft = copy_version(first, by=coordinator)
    factories.ChecklistFactory(version=7)

    with pytest.raises(Refused, match="более новая"):
        publish(draft, by=coordinator)


def test_second_publishing_changes_nothing(second, coordinator):
    assert publish(second, by=coordinator).published_at == second.published_at
    assert Entry.objects.filter(verb="dossiers.checklist_published").count() == 1


def test_running_dossier_keeps_its_version_and_is_offered_the_new_one(dossier, first, second):
    assert codes(dossier) == ["charter_copy", "content", "certificate"]
    assert offered(dossier).codes == ["report", "charter_copy", "certificate"]


def test_taking_one_line_keeps_its_papers_and_leaves_the_rest(dossier, owner, first, second):
    item = Item.objects.get(dossier=dossier, requirement__code="charter_copy")
    version = factories.DocumentVersionFactory(item=item, state="accepted")

    taken = take_over(dossier, ["charter_copy"], by=owner)

    item.refresh_from_db()
    assert (item.requirement.checklist, item.state, item.versions.get()) == (second, "accepted", version)
    assert taken.checklist == first
    assert offered(taken).codes == ["report", "certificate"]
    assert dict(asked(dossier)) == {"charter_copy": second.pk, "content": first.pk, "certificate": first.pk}


def test_taking_everything_makes_the_dossier_of_the_new_version(dossier, owner, second):
    certificate = Item.objects.get(dossier=dossier, requirement__code="certificate")
    factories.DocumentVersionFactory(item=certificate)

    take_over(dossier, ["charter_copy"], by=owner)
    take_over(dossier, ["certificate", "report"], by=owner)

    dossier.refresh_from_db()
    certificate.refresh_from_db()
    assert (dossier.checklist, dossier.taken) == (second, {})
    assert asked(dossier) == [("charter_copy", second.pk), ("content", second.pk), ("report", second.pk)]
    assert certificate.gone_at
    assert certificate.versions.count() == 1
    assert not offered(dossier)


def test_second_press_meets_what_is_done(dossier, owner, second):
    for _press in range(2):
        take_over(dossier, ["charter_copy"], by=owner)

    assert Entry.objects.filter(verb="dossiers.checklist_taken").count() == 1
    take_over(dossier, ["report", "certificate", "nonsense"], by=owner)
    take_over(dossier, ["report", "certificate"], by=owner)
    assert Entry.objects.filter(verb="dossiers.checklist_taken").count() == 2


def test_line_out_of_the_way_comes_along(dossier, owner, second):
    Requirement.objects.filter(checklist=second, code="letter").update(title="Доверенность представителя")

    take_over(dossier, offered(dossier).codes, by=owner)

    dossier.refresh_from_db()
    assert dossier.checklist == second


def test_third_version_after_a_part_of_the_second(dossier, owner, second, coordinator):
    take_over(dossier, ["charter_copy"], by=owner)
    third = copy_version(second, by=coordinator)
    third.requirements.filter(code="content").update(description="Договоры и отчёты")
    publish(third, by=coordinator)
    dossier.refresh_from_db()

    assert offered(dossier).codes == ["report", "content", "certificate"]
    take_over(dossier, ["report", "content", "certificate"], by=owner)
    dossier.refresh_from_db()
    assert dossier.checklist == third
    assert {checklist for _code, checklist in asked(dossier)} == {third.pk}


def test_paper_of_the_dossier_goes_to_its_first_service_and_back(dossier, owner, first, coordinator):
    other = factories.ClaimFactory(dossier=dossier)
    lay_out(dossier)
    item = Item.objects.get(dossier=dossier, requirement__code="charter_copy")
    factories.DocumentVersionFactory(item=item, state="accepted")
    made = copy_version(first, by=coordinator)
    made.requirements.filter(code="charter_copy").update(per_claim=True)
    publish(made, by=coordinator)

    take_over(dossier, ["charter_copy"], by=owner)

    rows = Item.objects.filter(dossier=dossier, requirement__code="charter_copy").asked().order_by("claim")
    assert [(row.pk == item.pk, row.claim_id == other.pk, row.state) for row in rows] == [(True, False, "accepted"), (False, True, "empty")]


def test_person_who_may_not_write_takes_nothing(dossier, second):
    with pytest.raises(Refused):
        take_over(dossier, ["charter_copy"], by=factories.UserFactory())


def test_deleted_draft_lines_do_not_reach_dossiers(dossier, first, coordinator):
    made = copy_version(first, by=coordinator)
    made.requirements.filter(code="content").delete()

    assert not offered(dossier)
    assert Checklist.objects.get(pk=made.pk).published_at is None
    assert codes(dossier) == ["charter_copy", "content", "certificate"]


@pytest.mark.parametrize("count", [1, 3, 300])
def test_lines_cost_the_same(first, count, django_assert_num_queries):
    Requirement.objects.bulk_create(
        Requirement(checklist=first, code=f"more-{n}", stage="justice", title="Ещё", provider="ngo", position=n) for n in range(count)
    )
    dossier = factories.DossierFactory(checklist=first)
    dossier = Dossier.objects.select_related("checklist").get(pk=dossier.pk)

    with django_assert_num_queries(1):
        assert len(lines_for(dossier)) == count + 3
