"""The editor's first page: own pages with their states, what waits, what has grown old; the same number of queries at 1, 3 and 300 pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.desk import grown_old, own_pages, returned, to_review, waiting_for_lawyer
from cms.models import LessonPage, LibraryEntryPage, LibraryPage, ProgramPage, TextPage, TrainingPage
from courses.enrollment.actions import assign
from tests.factories import CohortFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(seminar):
    """A draft lesson of the person, submitted where asked."""

    def written(person, slug, submit=False, **fields):
        page = LessonPage(title=f"Урок {slug}", slug=slug, summary="О чём", live=False, owner=person, **fields)
        Page.objects.get(pk=seminar.pk).add_child(instance=page)
        page.save_revision(user=person)
        if submit:
            page.get_workflow().start(page, person)
        return LessonPage.objects.get(pk=page.pk)

    return written


def states(person):
    return {row.title: row.state for row in own_pages(person)}


def test_own_pages_say_where_they_stand(author, methodologist, write, lesson_page):
    write(author, "draft")
    write(author, "review", submit=True)
    back = write(author, "back", submit=True)
    back.current_workflow_task_state.reject(user=methodologist, comment="Добавьте дату")
    live = write(author, "live")
    live.get_latest_revision().publish()
    changed = LessonPage.objects.get(pk=live.pk)
    later = write(author, "later", go_live_at=timezone.now() + timedelta(days=1))
    later.get_latest_revision().publish()
    write(methodologist, "foreign")

    expected = {"Урок draft": "draft", "Урок review": "review", "Урок back": "returned", "Урок live": "live", "Урок later": "scheduled"}
    assert states(author) == expected
    changed.save_revision(user=author)
    assert states(author)["Урок live"] == "changed"


def test_methodologist_judges_the_oldest_first(author, methodologist, administrator, write):
    write(author, "one", submit=True)
    write(author, "two", submit=True)

    for person in (methodologist, administrator):
        rows, total = to_review(person)
        assert ([row.title for row in rows], total) == (["Урок one", "Урок two"], 2)
    assert to_review(author) == ([], 0)
    assert rows[0].who == author


def test_author_sees_what_came_back_and_why(author, methodologist, write):
    page = write(author, "back", submit=True)
    page.current_workflow_task_state.reject(user=methodologist, comment="Добавьте дату акта")

    assert [(row.title, row.note, row.who) for row in returned(author)] == [("Урок back", "Добавьте дату акта", methodologist)]
    assert returned(methodologist) == []


def age(*pages):
    Page.objects.update(last_published_at=timezone.now())
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(last_published_at=timezone.now() - timedelta(days=400))


def test_old_pages_are_the_ones_that_the_person_may_change(author, methodologist, seminar, home, publish):
    text = publish(home, TextPage(title="О школе", slug="o-nas"))
    age(seminar, text)

    assert [row.title for row in grown_old(author)] == ["Семинары о статусе"]
    assert {row.title for row in grown_old(methodologist)} == {"Семинары о статусе", "О школе"}
    Page.objects.filter(pk=text.pk).update(owner=methodologist, last_published_at=timezone.now() - timedelta(days=370))
    assert [row.title for row in grown_old(methodologist)] == ["О школе", "Семинары о статусе"]


def test_norms_that_no_lawyer_has_checked(client_of, author, methodologist, lesson_page, home, publish):
    library = publish(home, LibraryPage(title="Библиотека", slug="biblioteka"))
    publish(library, LibraryEntryPage(title="Закон", slug="zakon", kind="act", summary="О чём"))
    publish(library, LibraryEntryPage(title="Проверенный", slug="ok", kind="act", summary="О чём", verified="Юрист, 1 мая"))
    publish(library, LibraryEntryPage(title="Бланк", slug="blank", kind="form", summary="О чём"))
    age()

    def titles(person):
        rows, total = waiting_for_lawyer(person)
        return {row.title for row in rows}, total

    assert titles(methodologist) == ({"Закон", "Что такое статус"}, 2)
    assert titles(author) == ({"Что такое статус"}, 1)
    assert grown_old(author) == grown_old(methodologist) == []
    assert "Нормы закона ждут юриста: 2" in client_of(methodologist).get("/cms/").content.decode()
    lesson = LessonPage.objects.get(pk=lesson_page.pk)
    lesson.body = [("legal", {**lesson.body[3].value, "verified": "Юрист, 2 мая"})]
    lesson.save_revision().publish()
    assert titles(author) == (set(), 0)


def test_lesson_is_begun_from_the_desk_in_own_programmes_only(client_of, author, methodologist, seminar, home, publish):
    foreign = publish(publish(home, ProgramPage(title="Чужая", slug="chuzhaya")), TrainingPage(title="Чужой модуль", slug="m"))
    address = "/cms/pages/add/cms/lessonpage/{}/".format

    own, whole = (client_of(person).get("/cms/").content.decode() for person in (author, methodologist))

    assert (address(seminar.pk) in own, address(foreign.pk) in own) == (True, False)
    assert (address(seminar.pk) in whole, address(foreign.pk) in whole) == (True, True)
    assert client_of(author).get(address(seminar.pk)).status_code == 200


def test_menu_leads_out(client_of, author, methodologist, program_page):
    assign(author, role="trainer", cohort=CohortFactory(program=program_page.program), by=None)

    for person, teaches in ((author, True), (methodologist, False)):
        screen = client_of(person).get("/cms/").content.decode()
        assert '"/#main"' in screen
        assert ('"/trainer/"' in screen) == teaches


def test_empty_desk_offers_one_thing_to_do(client_of, author, program_page):
    age()
    text = client_of(author).get("/cms/").content.decode()

    for words in ("Сейчас вас ничего не ждёт.", "Вы ещё не писали страниц.", "Все страницы обновляли"):
        assert words in text


def test_desk_is_shown_to_those_who_edit(client_of, author, methodologist, coordinator):
    shown = {person.email: "school-own-pages" in client_of(person).get("/cms/").content.decode() for person in (author, methodologist, coordinator)}

    assert shown == {author.email: True, methodologist.email: True, coordinator.email: False}
    assert "school-today" in client_of(coordinator).get("/cms/").content.decode()


def many(author, write, number, start):
    for each in range(start, start + number):
        page = write(author, f"p{each}", submit=each % 3 == 0)
        if each % 3 == 1:
            page.get_latest_revision().publish()


def test_queries_do_not_grow(client_of, author, methodologist, write):
    clients, counts = [client_of(author), client_of(methodologist)], []
    for number, start in ((3, 0), (6, 3), (30, 9)):
        many(author, write, number, start)
        for client in clients:
            client.get("/cms/")
        found = []
        for client in clients:
            with CaptureQueriesContext(connection) as queries:
                assert client.get("/cms/").status_code == 200
            found.append(len(queries))
        counts.append(found)

    assert counts[0] == counts[1] == counts[2]


def test_three_hundred_pages_cost_the_same(client_of, methodologist, author, seminar):
    """Rows made at once: what is counted is the reading."""
    client, counts = client_of(methodologist), []
    for number in (3, 300):
        for each in range(number):
            page = LessonPage(title=f"У{number}-{each}", slug=f"u{number}-{each}", summary="О чём", owner=methodologist, live=True)
            page.last_published_at = page.latest_revision_created_at = timezone.now() - timedelta(days=500 + each)
            Page.objects.get(pk=seminar.pk).add_child(instance=page)
        client.get("/cms/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/cms/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
