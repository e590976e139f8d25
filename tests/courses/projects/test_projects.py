"""The living project: saved by its team without overwriting each other, its budget in kopecks, its links and files, and who sees them."""

import pytest

from courses.projects import project_rules
from courses.projects.actions import projects, teams
from courses.projects.models import BudgetLine, Call, Project, ProjectFile
from courses.projects.project_rules import Row
from school.people.rules import Changed
from tests import factories
from tests.courses.projects.staging import picture, refused

# Saving


def test_save_writes_what_is_given_and_leaves_the_rest(project, leader):
    rows = [Row("Скамьи", 4, 1250050, "Грант"), Row("Саженцы", 30, 45000)]
    links = [{"title": "Страница", "url": "https://dvor.example/стр"}]

    saved = projects.save(project, {"plan": "Собрать соседей"}, budget=rows, links=links, edition=1, by=leader)

    assert (saved.title, saved.plan, saved.links, saved.edition, saved.saved_by) == ("Двор для всех", "Собрать соседей", links, 2, leader)
    assert project_rules.rows_of(saved) == rows


def test_budget_and_links_stay_when_only_words_are_saved(project, leader):
    project = projects.save(project, {}, budget=[Row("Скамьи")], links=[{"title": "", "url": "http://a.example/"}], edition=1, by=leader)

    projects.save(project, {"plan": "План"}, edition=2, by=leader)

    project.refresh_from_db()
    assert (project.budget.count(), len(project.links), project.edition) == (1, 1, 3)


def test_older_edition_overwrites_nothing(project, leader, mate):
    projects.save(project, {"plan": "Мой план"}, edition=1, by=mate)

    with pytest.raises(Changed) as changed:
        projects.save(project, {"plan": "А мой другой"}, budget=[Row("Скамьи")], edition=1, by=leader)

    assert (changed.value.current.plan, changed.value.current.edition) == ("Мой план", 2)
    assert Project.objects.get().plan == "Мой план"
    assert not BudgetLine.objects.exists()


def test_same_words_saved_twice_are_one_edition(project, leader, mate):
    first = projects.save(project, {"plan": "План"}, budget=[Row("Скамьи")], edition=1, by=leader)
    again = projects.save(project, {"plan": "План"}, budget=[Row("Скамьи")], edition=1, by=mate)

    assert (first.edition, again.edition, again.saved_by) == (2, 2, leader)
    assert BudgetLine.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "may"),
    [("leader", True), ("mate", True), ("participant", False), ("trainer", False), ("coordinator", False), ("stranger", False)],
)
def test_project_is_written_by_its_team(project, leader, mate, cast, who, may):
    by = {"leader": leader, "mate": mate}.get(who) or cast[who]

    if may:
        projects.save(project, {"plan": "План"}, edition=1, by=by)
        projects.attach(project, picture(), by=by)
    else:
        assert refused(lambda: projects.save(project, {"plan": "План"}, edition=1, by=by)) == ["Проект пишет его команда."]
        assert refused(lambda: projects.attach(project, picture(), by=by)) == ["Проект пишет его команда."]

    assert (Project.objects.get().plan == "План", ProjectFile.objects.count()) == (may, int(may))


def test_person_who_left_the_cohort_writes_no_more(project, mate):
    mate.enrollments.update(state="withdrawn")

    assert refused(lambda: projects.save(project, {"plan": "План"}, edition=1, by=mate)) == ["Проект пишет его команда."]


def test_closed_call_and_broken_team_are_read_only(project, team, leader, trainer):
    Call.objects.update(state="closed")
    assert refused(lambda: projects.save(project, {"plan": "План"}, edition=1, by=leader)) == ["Приём проектов закрыт."]
    Call.objects.update(state="open")
    teams.break_up(team, by=trainer)

    assert refused(lambda: projects.save(project, {"plan": "План"}, edition=1, by=leader)) == ["Команда распущена."]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Т" * 201},
        {"problem": "П" * 5001},
        {"plan": "П" * 10_001},
        {"beneficiaries": -1},
        {"beneficiaries": 10**9},
        {"edition": 7},
        {"team_id": 3},
    ],
)
def test_words_that_do_not_fit_are_refused(project, leader, fields):
    refused(lambda: projects.save(project, fields, edition=1, by=leader))

    assert Project.objects.get().edition == 1


def test_organisation_is_one_that_the_people_came_from(project, leader, mate):
    own, alien = mate.enrollments.get().organization, factories.OrganizationFactory()

    assert projects.save(project, {"organization_id": own.pk}, edition=1, by=leader).organization_id == own.pk
    assert len(refused(lambda: projects.save(project, {"organization_id": alien.pk}, edition=2, by=leader))) == 1
    assert projects.save(project, {"organization_id": None}, edition=2, by=leader).organization_id is None


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://dvor.example/", True),
        ("http://dvor.example/a?b=c#d", True),
        ("https://xn--b1atfb.example/", True),
        ("https://двор.example/страница", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,<script>", False),
        ("ftp://dvor.example/", False),
        ("//dvor.example/", False),
        ("dvor.example", False),
        ("https://", False),
        ("https://bank.example@evil.example/", False),
        ("https://dvor.example/ x", False),
        ("https://dvor.example/\njavascript:alert(1)", False),
        ("https://" + "д" * 600 + ".example/", False),
        ("", False),
    ],
)
def test_links_are_of_the_web_only(project, leader, url, may):
    links = [{"title": "Ссылка", "url": url}]

    if may:
        assert projects.save(project, {}, links=links, edition=1, by=leader).links == links
    else:
        refused(lambda: projects.save(project, {}, links=links, edition=1, by=leader))
        assert Project.objects.get().links == []


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([Row("Скамьи", 1, 0)], 0),
        ([Row("", 1, 100)], 1),
        ([Row("Скамьи", 0, 100)], 1),
        ([Row("Скамьи", 1_000_001, 100)], 1),
        ([Row("Скамьи", 1, -1)], 1),
        ([Row("Скамьи", 1, 100_000_000_001)], 1),
        ([Row("С" * 201, 1, 100)], 1),
        ([Row("Скамьи", 1, 100, "Г" * 201)], 1),
        ([Row("Скамьи")] * 101, 1),
        ([Row(""), Row("", 0)], 3),
    ],
)
def test_budget_keeps_to_sane_figures(rows, reasons):
    assert len(project_rules.reasons_against_budget(rows)) == reasons


@pytest.mark.parametrize(
    ("kopecks", "words"),
    [(0, "0 ₽"), (100, "1 ₽"), (1250050, "12 500,50 ₽"), (5, "0,05 ₽"), (123456789000, "1 234 567 890 ₽"), (-100, "−1 ₽")],
)
def test_money_is_written_in_roubles(kopecks, words):
    assert project_rules.roubles(kopecks) == words.replace(" ", "\u00a0")
