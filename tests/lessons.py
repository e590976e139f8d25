"""A lesson with a page that people can read, without the editor's whole way."""

from tests.factories import LessonFactory


def give_page(lesson, body=(("text", "<p>Текст урока</p>"),), live=True):
    from wagtail.models import Page

    from cms.models import LessonPage

    page = LessonPage(title=lesson.title, slug=f"lesson-{lesson.pk}", summary="О чём урок", lesson=lesson, live=live)
    page.body = list(body)
    Page.objects.get(depth=2).add_child(instance=page)
    return page


def readable_lesson(module, **fields):
    lesson = LessonFactory(module=module, **fields)
    give_page(lesson)
    return lesson
