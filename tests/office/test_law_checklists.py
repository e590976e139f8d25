"""Versions of the checklist on the coordinator's desk: copied, changed line by line, published, then only read."""

import pytest
from django.urls import reverse

from courses.dossiers.models import Checklist, Requirement
from school.journal.models import Entry
from tests.factories.dossiers import ChecklistFactory, RequirementFactory
from tests.law_office import GIVEN
from tests.office.asked import text_of as page

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def test_the_next_version_is_copied_changed_and_published(client, coordinator):
    old = ChecklistFactory(version=1)
    first, second = (RequirementFactory(checklist=old, code=code, title=code) for code in ("a", "b"))
    client.post(reverse("office:checklist_copy", args=[old.pk]))
    client.post(reverse("office:checklist_copy", args=[old.pk]))
    made = Checklist.objects.get(published_at=None)
    line, other = made.requirements.get(code="a"), made.requirements.get(code="b")
    client.post(reverse("office_requirements:edit", args=[line.pk]), GIVEN["requirements"] | {"title": "Новое имя"})
    client.post(reverse("office:checklist_line_remove", args=[made.pk, other.pk]))
    client.post(reverse("office_requirements:add"), GIVEN["requirements"] | {"checklist": str(made.pk), "code": "c", "title": "Третья"})

    changes = page(client, "office:checklist_changes", made.pk)
    assert [words in changes for words in ("Новое имя", "Третья", "Убрано", "Добавлено")] == [True] * 4
    asked = page(client, "office:checklist_publish", made.pk)
    assert "не проверено юристом" in asked
    client.post(reverse("office:checklist_publish", args=[made.pk]))
    made.refresh_from_db()
    assert made.published_at
    assert (first.title, Requirement.objects.get(pk=first.pk).title) == ("a", "a")
    assert Entry.objects.filter(verb="dossiers.checklist_published", by=coordinator).count() == 1


def test_lines_move_within_their_stage(client, draft):
    lines = list(draft.requirements.order_by("position"))

    def order():
        return [line.title for line in draft.requirements.order_by("position")]

    client.post(reverse("office:checklist_line_up", args=[draft.pk, lines[1].pk]))
    assert order() == ["Строка 1", "Строка 0", "Строка 2"]
    client.post(reverse("office:checklist_line_up", args=[draft.pk, lines[1].pk]))
    client.post(reverse("office:checklist_line_down", args=[draft.pk, lines[0].pk]))
    assert order() == ["Строка 1", "Строка 2", "Строка 0"]


def test_a_published_version_is_read_only(client, draft):
    line = draft.requirements.first()
    Checklist.objects.filter(pk=draft.pk).update(published_at="2026-11-01T00:00Z")
    presses = {
        reverse("office_requirements:edit", args=[line.pk]): GIVEN["requirements"],
        reverse("office_checklists:edit", args=[draft.pk]): GIVEN["checklists"],
        reverse("office:checklist_line_up", args=[draft.pk, line.pk]): {},
        reverse("office:checklist_line_down", args=[draft.pk, line.pk]): {},
        reverse("office:checklist_line_remove", args=[draft.pk, line.pk]): {},
        reverse("office_requirements:add"): GIVEN["requirements"] | {"checklist": str(draft.pk)},
    }
    before = list(Requirement.objects.order_by("pk").values()), list(Checklist.objects.order_by("pk").values())

    for address, data in presses.items():
        assert client.post(address, data).status_code == 302

    assert (list(Requirement.objects.order_by("pk").values()), list(Checklist.objects.order_by("pk").values())) == before
    shown = page(client, "office:checklist", draft.pk)
    assert ("Добавить строку" in shown, "Новая версия" in shown) == (False, True)


def test_the_mark_may_be_set_on_lines_of_a_published_version(client):
    line = RequirementFactory()
    data = {"id": str(line.pk), "checklist": str(line.checklist_id), "who": "Юрист", "on": "2026-11-02"}
    answer = client.post(reverse("office:law_mark", args=["requirements", "check"]), data)

    assert answer.url == reverse("office:checklist", args=[line.checklist_id])
    assert Requirement.objects.get().checked


@pytest.mark.parametrize("lines", [1, 3, 60])
def test_the_page_of_a_version_asks_the_same_few_questions(client, lines, django_assert_max_num_queries):
    checklist = ChecklistFactory()
    RequirementFactory.create_batch(lines, checklist=checklist)
    with django_assert_max_num_queries(15):
        page(client, "office:checklist", checklist.pk)
