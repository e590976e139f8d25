"""Legal texts of the school: an edition that was published stays as it was."""

from datetime import date

import pytest

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def page(home, publish, time_machine):
    from cms.models import PolicyPage

    time_machine.move_to("2026-11-22T10:00:00+05:00")
    page = publish(
        home, PolicyPage(title="Персональные данные", slug="dannye", in_force_from=date(2025, 1, 1), body=[("text", "<p>Первые слова</p>")])
    )
    return edition(page, date(2026, 9, 1), "Вторые слова")


def edition(page, day, words):
    page.in_force_from, page.body = day, [("text", f"<p>{words}</p>")]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def test_reader_sees_the_edition_in_force(page, client):
    html = client.get(page.address).content.decode().replace("\xa0", " ")

    assert "Вторые слова" in html
    assert "Первые слова" not in html
    assert "Действует с 1 сентября 2026" in html
    assert "?edition=2025-01-01" in html


def test_earlier_edition_stays_readable_and_says_that_it_is_over(page, client):
    html = client.get(f"{page.address}?edition=2025-01-01").content.decode().replace("\xa0", " ")

    assert "Первые слова" in html
    assert "Вторые слова" not in html
    assert "прежняя редакция" in html


def test_edition_of_tomorrow_is_announced_and_does_not_act_yet(page, client):
    edition(page, date(2026, 12, 1), "Третьи слова")

    html = client.get(page.address).content.decode().replace("\xa0", " ")

    assert "Вторые слова" in html
    assert "Третьи слова" not in html
    assert "С 1 декабря 2026 года начнёт действовать новая редакция" in html
    assert "ещё не действует" in client.get(f"{page.address}?edition=2026-12-01").content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("asked", ["2020-01-01", "x", "<script>", "2026-13-01", "9" * 300])
def test_unknown_edition_is_not_found(page, client, asked):
    assert client.get(page.address, {"edition": asked}).status_code == 404


def save(client, page, day, words, publish=True, **more):
    from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

    data = {"title": page.title, "slug": page.slug, "lead": page.lead, "in_force_from": day, "english_title": "", "english_lead": ""}
    data |= {
        "body": streamfield([("text", rich_text(f"<p>{words}</p>"))]),
        "english_body": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    data = nested_form_data(data) | more
    if publish:
        data["action-publish"] = "1"
    return client.post(f"/cms/pages/{page.pk}/edit/", data)


def test_words_in_force_are_not_rewritten_under_the_same_date(page, client_of, administrator):
    client = client_of(administrator)

    refused = save(client, page, "2026-09-01", "Подменённые слова")

    assert refused.status_code == 200
    assert "Поставьте дату новой редакции" in refused.content.decode().replace("\xa0", " ")
    assert "Подменённые" not in client.get(page.address).content.decode().replace("\xa0", " ")
    assert save(client, page, "2026-08-01", "Задним числом").status_code == 200
    assert save(client, page, "2026-09-01", "Черновик", publish=False).status_code == 302  # a draft may say anything

    assert save(client, page, "2026-11-20", "Новые слова").status_code == 302
    assert "Новые слова" in client.get(page.address).content.decode().replace("\xa0", " ")
    assert [each.in_force_from for each in page.editions.all()] == [date(2026, 11, 20), date(2026, 9, 1), date(2025, 1, 1)]


def test_deleting_the_page_keeps_its_editions(page, client_of, administrator):
    response = client_of(administrator).post(f"/cms/pages/{page.pk}/delete/", follow=True)

    assert response.status_code == 200
    assert page.editions.count() == 2
