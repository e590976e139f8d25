"""What the editor is told around the way from Word."""

import pytest

from tests.cms.test_word_way import author, bring, editor, way, writing  # noqa: F401


def told(client, page):
    bring(client, page)
    answer = bring(client, page)
    client.post(answer.url)
    return client.get("/cms/").content.decode()


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("who", ["author", "editor"])
def test_word_says_honestly_what_the_site_shows(client, request, lesson_page, live, who):
    client.force_login(request.getfixturevalue(who))
    if not live:
        lesson_page.unpublish()
    words = {
        ("author", True): "На сайте страница прежняя, пока методист не одобрит новую.",
        ("editor", True): "На сайте страница прежняя, пока вы её не опубликуете.",
        ("author", False): "На сайте этой страницы ещё нет: отправьте её на проверку",
        ("editor", False): "На сайте этой страницы ещё нет: опубликуйте её",
    }

    assert words[who, live] in told(client, lesson_page)


def test_way_stands_above_the_text_where_there_is_one(writing, lesson_page, seminar):  # noqa: F811
    screen = writing.get(f"/cms/pages/{lesson_page.pk}/edit/").content.decode()

    assert screen.count(way(lesson_page)) >= 2
    assert screen.rindex(way(lesson_page)) < screen.index('data-contentpath="body"')
    assert "/cms/word/" not in writing.get(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/").content.decode()
