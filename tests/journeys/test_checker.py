"""In a real browser: the checker of accessibility runs in the editor and on the site, speaks Russian and stops nobody."""

import pytest
from wagtail.models import Page

from cms.models import HomePage, LessonPage, ProgramPage, SeminarPage

pytestmark = [pytest.mark.django_db(transaction=True)]


def publish(parent, page):
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def lesson(transactional_db):
    program = publish(HomePage.objects.get(), ProgramPage(title="Я – исполнитель", slug="programma", lead="Путь"))
    module = publish(program, SeminarPage(title="Семинары", slug="s", hours=8))
    page = LessonPage(title="Урок", slug="urok", summary="О чём", minutes=5)
    page.body = [("text", "<h3>Сразу подраздел</h3><p>Его раздела нет.</p>")]
    return publish(module, page)


@pytest.fixture
def methodologist(lesson):
    from courses.enrollment.actions import assign
    from tests.factories import UserFactory

    person = UserFactory(email="methodologist@shkola.example")
    assign(person, role="methodologist", by=None)
    return person


def test_panel_of_checks_speaks_russian(browser_page, watch, live_server, lesson, methodologist):
    page = browser_page(user=methodologist)
    page.goto(f"{live_server.url}/cms/pages/{lesson.pk}/edit/")
    page.locator("[data-side-panel-toggle='checks']").first.click()
    panel = page.locator("[data-side-panel='checks']")

    panel.get_by_text("Пропущен уровень заголовка").first.wait_for(timeout=20_000)

    assert "через уровень не прыгают" in panel.inner_text()
    watch.errors[:] = [error for error in watch.errors if not error.startswith("axe.run results")]  # the checker tells the console too


def test_problems_do_not_stop_a_publication(client_of, lesson, methodologist):
    form = {
        "title": "Опубликован",
        "slug": "urok",
        "summary": "О чём",
        "minutes": "5",
        "done_by": "word",
        "english_body-count": "0",
        "action-publish": "1",
    }
    form |= {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "", "body-0-value": "Начало"}
    form |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")} | {"comments-MAX_NUM_FORMS": ""}

    client_of(methodologist).post(f"/cms/pages/{lesson.pk}/edit/", form)

    assert LessonPage.objects.get(pk=lesson.pk).title == "Опубликован"


def test_bar_on_the_site_works_under_the_strict_policy(browser_page, live_server, lesson, methodologist):
    page = browser_page(user=methodologist)
    page.goto(f"{live_server.url}/programma/s/urok/")

    page.locator("wagtail-userbar").locator("button").first.click()

    assert page.locator("wagtail-userbar").get_by_text("Проверка текста").first.is_visible()


def test_visitor_has_no_bar(browser_page, live_server, lesson):
    page = browser_page()
    page.goto(f"{live_server.url}/programma/s/urok/")

    assert page.locator("wagtail-userbar").count() == 0
