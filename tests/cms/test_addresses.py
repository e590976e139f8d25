"""Addresses of new pages are Latin, whoever makes them; addresses that people already know stay."""

import pytest
from wagtail.models import Page

from cms.models import LessonPage, TextPage

pytestmark = pytest.mark.django_db


def test_new_page_without_an_address_gets_a_latin_one(client_of, author, seminar, form_of):
    form = form_of(LessonPage(title="Щит и подъезд, ёлка", slug=""), **{"action-submit": "1"})

    answer = client_of(author).post(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/", form)

    assert answer.status_code == 302
    assert LessonPage.objects.get(title="Щит и подъезд, ёлка").slug == "shchit-i-podezd-elka"


def test_second_page_of_the_same_name_gets_an_address_of_its_own(home):
    for _number in range(2):
        Page.objects.get(pk=home.pk).add_child(instance=TextPage(title="Ёлка"))

    assert list(TextPage.objects.order_by("pk").values_list("slug", flat=True)) == ["elka", "elka-2"]


def test_typed_address_in_russian_letters_is_refused_for_a_new_page(client_of, author, seminar, form_of):
    form = form_of(LessonPage(title="Ёлка", slug="ёлка"), **{"action-submit": "1"})

    answer = client_of(author).post(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/", form)

    assert answer.context["form"].errors["slug"] == ["Адрес пишут латинскими буквами, цифрами и дефисом: «pasport-uslugi»."]


def test_old_address_in_russian_letters_stays(client_of, author, lesson_page, form_of):
    LessonPage.objects.filter(pk=lesson_page.pk).update(slug="статус")
    lesson_page.refresh_from_db()
    lesson_page.save_revision()
    screen = client_of(author).get(f"/cms/pages/{lesson_page.pk}/edit/").content.decode()

    client_of(author).post(f"/cms/pages/{lesson_page.pk}/edit/", form_of(lesson_page, title="Иначе"))

    assert 'data-w-slug-allow-unicode-value="true"' in screen
    draft = Page.objects.get(pk=lesson_page.pk).get_latest_revision_as_object()
    assert (draft.title, draft.slug) == ("Иначе", "статус")
