"""What makes a lesson done: chosen by its author, told in the editor, carried by the publication, kept by everything else."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.models import LessonPage
from courses.program.models import Lesson
from school.journal.labels import described
from school.journal.models import Entry
from tests.factories import CohortFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_of):
    return client_of(UserFactory(is_superuser=True))


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def published(lesson_page):
    return Lesson.objects.values_list("done_by", "task").get(page=lesson_page)


def test_the_author_finds_the_panel(client_of, author, lesson_page):
    html = client_of(author).get(edit(lesson_page)).content.decode()

    assert ("Когда урок пройден" in html, 'name="done_by"' in html, 'name="task"' in html, "по сданной работе" in html) == (True,) * 4


@pytest.mark.parametrize("rule", ["word", "quiz", "work"])
def test_the_publication_carries_the_rule(editor, lesson_page, form_of, rule):
    editor.post(edit(lesson_page), form_of(lesson_page, done_by=rule, task="Паспорт услуги", **{"action-publish": "1"}))

    assert published(lesson_page) == (rule, "Паспорт услуги")


def test_a_draft_of_the_rule_touches_no_record(client_of, author, lesson_page, form_of):
    client_of(author).post(edit(lesson_page), form_of(lesson_page, done_by="quiz"))

    lesson_page.refresh_from_db()
    assert published(lesson_page) == ("word", "")
    assert lesson_page.get_latest_revision_as_object().done_by == "quiz"


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_a_lesson_by_a_work_says_which_one(editor, lesson_page, form_of, action):
    page = editor.post(edit(lesson_page), form_of(lesson_page, done_by="work", task="  ", **{action: "1"}))

    assert page.context["form"].errors == {"task": ["Напишите, что сдать: по этим словам человек готовит работу."]}
    assert published(lesson_page) == ("word", "")


def test_a_half_typed_draft_is_saved(client_of, author, lesson_page, form_of):
    client_of(author).post(edit(lesson_page), form_of(lesson_page, done_by="work"))

    lesson_page.refresh_from_db()
    assert lesson_page.get_latest_revision_as_object().done_by == "work"


@pytest.mark.parametrize(("field", "value"), [("done_by", "timer"), ("done_by", ""), ("done_by", "\x00"), ("task", "ж" * 2001), ("task", "а\x00б")])
def test_a_hostile_rule_is_told(editor, lesson_page, form_of, field, value):
    page = editor.post(edit(lesson_page), form_of(lesson_page, **{"done_by": "word", field: value, "action-publish": "1"}))

    assert list(page.context["form"].errors) == [field]
    assert published(lesson_page) == ("word", "")


def test_moving_and_unpublishing_keep_the_rule(lesson_page, program_page, publish):
    from cms.models import TrainingPage

    lesson_page.done_by, lesson_page.task = "work", "Паспорт услуги"
    lesson_page.save_revision().publish()
    other = publish(program_page, TrainingPage(title="Тренинги", slug="treningi"))
    Page.objects.get(pk=lesson_page.pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    LessonPage.objects.get(pk=lesson_page.pk).unpublish()

    assert published(lesson_page) == ("work", "Паспорт услуги")


def test_a_changed_rule_takes_no_done_lesson_back(lesson_page):
    from courses.progress.actions import mark_done

    lesson = lesson_page.lesson
    enrollment = EnrollmentFactory(cohort=CohortFactory(program=lesson.module.program, under_way=True))
    mark_done(enrollment, lesson, by=enrollment.person)
    lesson_page.done_by = "quiz"
    lesson_page.save_revision().publish()

    assert enrollment.progress.get().done_at is not None


def test_the_journal_tells_the_rule_in_words(lesson_page):
    lesson_page.done_by, lesson_page.task = "work", "Паспорт услуги"
    lesson_page.save_revision().publish()

    words = described(Entry.objects.filter(verb="program.lesson_published").latest("pk"))

    assert ("урок пройден: по сданной работе" in words, "что сдать: Паспорт услуги" in words) == (True, True)


def test_a_copy_has_the_rule_and_a_record_of_its_own(lesson_page):
    lesson_page.done_by, lesson_page.task = "work", "Паспорт услуги"
    lesson_page.save_revision().publish()

    copy = LessonPage.objects.get(pk=lesson_page.pk).copy(update_attrs={"slug": "copy", "title": "Копия"})

    assert published(copy) == ("work", "Паспорт услуги")
    assert Lesson.objects.count() == 2
