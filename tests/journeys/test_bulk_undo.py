"""Many decisions and their undoing, in a real browser."""

import pytest
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.enrollment.models import Application
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.journey
OPAQUE = "getComputedStyle(document.querySelector('.messages .buttons .button')).backgroundColor"


def test_many_are_admitted_and_taken_back_unseen(transactional_db, browser_page, looked_at):
    coordinator = UserFactory(family_name="Соколова")
    assign(coordinator, "coordinator", by=None)
    Letter.objects.all().delete()
    quota = QuotaFactory(seats=3, cohort=CohortFactory(title="Осенний поток"))
    rows = [ApplicationFactory(cohort=quota.cohort, town=quota.town) for _ in range(3)]
    page = browser_page(user=coordinator)
    page.goto("/cms/school/applications/many/admit/?" + "&".join(f"id={row.pk}" for row in rows))
    looked_at(page)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Зачислить").click()

    undo = page.locator(".messages").get_by_role("link", name="Отменить")
    expect(undo).to_be_visible()
    assert page.evaluate(OPAQUE) == "rgba(0, 0, 0, 0)"  # its words are as white as the message's
    with page.expect_navigation():
        undo.click()
    looked_at(page)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Вернуть на рассмотрение").click()
    expect(page.locator(".messages")).to_contain_text("На рассмотрении снова 3 заявки")
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
    assert set(Letter.objects.values_list("state", flat=True)) == {"taken_back"}
