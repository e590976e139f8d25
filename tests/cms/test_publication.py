"""The record is the truth, the page is its face: every trap that architecture.md lists."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.actions.move_page import MovePagePermissionError
from wagtail.models import Page

from cms.models import LessonPage, ModulePage, ProgramPage, SeminarPage, TrainingPage
from courses.program.models import Kind, Lesson, Module, Program
from courses.progress.models import Progress
from tests.factories import CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, UserFactory


@pytest.fixture
def earned(lesson_page):
    """What a person has earned and what must outlive any page."""
    lesson = lesson_page.lesson
    cohort = CohortFactory(program=lesson.module.program, under_way=True)
    enrollment = EnrollmentFactory(cohort=cohort)
    mark = MarkFactory(enrollment=enrollment, meeting=MeetingFactory(cohort=cohort, module=lesson.module))
    progress = Progress.objects.create(enrollment=enrollment, lesson=lesson, done_at=timezone.now())
    return [cohort, enrollment, mark, progress, lesson, lesson.module, lesson.module.program]


def assert_untouched(rows):
    for row in rows:
        before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.refresh_from_db()
        assert before == {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_first_publication_makes_the_records(lesson_page):
    lesson = Lesson.objects.get()

    assert (lesson.title, lesson.minutes) == ("Что такое статус", 25)
    assert (lesson.module.title, lesson.module.kind, lesson.module.hours) == ("Семинары о статусе", Kind.SEMINAR, 16)
    assert lesson.page == lesson_page
    assert lesson.module.page.specific == SeminarPage.objects.get()
    assert lesson.module.program.page == ProgramPage.objects.get()


def test_later_publication_follows_title_and_hours(seminar, program_page):
    record = seminar.module
    seminar.title, seminar.hours = "Семинары", 20
    seminar.save_revision().publish()

    record.refresh_from_db()

    assert (record.title, record.hours, Module.objects.count()) == ("Семинары", 20, 1)


def test_draft_and_schedule_touch_no_record(seminar, program_page):
    seminar.title = "Черновик"
    seminar.save_revision()
    draft = TrainingPage(title="Тренинги", slug="t", live=False)
    Page.objects.get(pk=program_page.pk).add_child(instance=draft)
    draft.save_revision()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()

    assert list(Module.objects.values_list("title", flat=True)) == ["Семинары о статусе"]
    assert ModulePage.objects.get(pk=draft.pk).module is None


def test_lesson_published_before_its_module_waits_for_it(program_page):
    module = SeminarPage(title="Семинары", slug="s", live=False)
    Page.objects.get(pk=program_page.pk).add_child(instance=module)
    lesson = LessonPage(title="Урок", slug="l", summary="О чём")
    Page.objects.get(pk=module.pk).add_child(instance=lesson)
    lesson.save_revision().publish()
    assert Lesson.objects.count() == 0

    module.save_revision().publish()

    assert Lesson.objects.get().page.pk == lesson.pk


@pytest.mark.parametrize("what", ["unpublish", "delete"])
@pytest.mark.parametrize("level", ["lesson", "module", "program"])
def test_unpublish_and_delete_leave_what_people_earned(lesson_page, earned, what, level):
    page = {"lesson": lesson_page, "module": lesson_page.get_parent(), "program": lesson_page.get_parent().get_parent()}[level]

    page.specific.unpublish() if what == "unpublish" else page.specific.delete()

    assert_untouched(earned)
    assert (Program.objects.count(), Module.objects.count(), Lesson.objects.count()) == (1, 1, 1)


def test_unpublished_lesson_is_not_readable(lesson_page):
    assert Lesson.objects.readable().exists()

    lesson_page.unpublish()

    assert not Lesson.objects.readable().exists()
    lesson_page.save_revision().publish()
    assert Lesson.objects.readable().get().page == lesson_page


def test_record_without_a_page_works(lesson_page, earned):
    lesson_page.delete()

    lesson = Lesson.objects.get()

    assert not Lesson.objects.readable().exists()
    assert not hasattr(lesson, "page")


@pytest.mark.parametrize("keep_live", [True, False])
def test_copy_never_shares_a_record(lesson_page, seminar, earned, keep_live):
    copy = SeminarPage.objects.get(pk=seminar.pk).copy(recursive=True, update_attrs={"slug": "copy", "title": "Копия"}, keep_live=keep_live)

    assert_untouched(earned)
    copy = ModulePage.objects.get(pk=copy.pk)
    assert (copy.module is not None) == keep_live
    assert copy.module != seminar.module
    assert Lesson.objects.count() == (2 if keep_live else 1)
    assert LessonPage.objects.get(pk=lesson_page.pk).lesson == Lesson.objects.order_by("pk").first()


def test_published_copy_of_a_draft_gets_a_record_of_its_own(lesson_page):
    copy = lesson_page.copy(update_attrs={"slug": "copy"}, keep_live=False)

    copy.get_latest_revision().publish()

    assert Lesson.objects.count() == 2
    assert LessonPage.objects.get(pk=copy.pk).lesson != lesson_page.lesson


@pytest.mark.parametrize("recursive", [True, False])
def test_alias_never_steals_the_record(seminar, lesson_page, recursive):
    seminar = SeminarPage.objects.get(pk=seminar.pk)
    alias = seminar.create_alias(recursive=recursive, update_slug="alias")
    seminar.title = "Новое имя"
    seminar.save_revision().publish()
    lesson_page.save_revision().publish()

    own, module = ModulePage.objects.get(pk=alias.pk).module, ModulePage.objects.get(pk=seminar.pk).module
    assert (module, module != own, own is not None) == (seminar.module, True, True)
    assert LessonPage.objects.get(pk=lesson_page.pk).lesson == lesson_page.lesson
    assert (Module.objects.count(), Lesson.objects.count()) == (2, 2 if recursive else 1)


def test_revert_to_an_old_revision_keeps_the_record(home, publish):
    page = ProgramPage(title="Первая", slug="p", live=False)
    Page.objects.get(pk=home.pk).add_child(instance=page)
    before_record = page.save_revision()
    page.title = "Вторая"
    page.save_revision().publish()
    record = Program.objects.get()

    before_record.publish()

    record.refresh_from_db()
    assert (record.title, Program.objects.count()) == ("Первая", 1)
    assert record.page.pk == page.pk


def test_record_survives_saving_a_stale_form(seminar):
    """The create view saves the page, then the revision, then publishes: the link is made last and must stay."""
    stale = SeminarPage.objects.get(pk=seminar.pk)
    stale.module = None

    stale.save_revision(clean=False).publish()

    assert SeminarPage.objects.get(pk=seminar.pk).module == Module.objects.get()


def test_move_to_another_program_is_refused(client, home, lesson_page, seminar, publish):
    other = publish(home, ProgramPage(title="Другая", slug="other"))
    root = UserFactory(email="root@shkola.example", is_superuser=True)

    with pytest.raises(MovePagePermissionError):
        seminar.move(other, pos="last-child", user=root)
    client.force_login(root)
    answer = client.post(f"/cms/pages/{seminar.pk}/move/{other.pk}/confirm/", follow=True)

    assert "нельзя перенести в другую программу" in answer.content.decode()
    assert ModulePage.objects.get(pk=seminar.pk).get_parent().pk == lesson_page.get_parent().get_parent().pk


def test_lesson_moves_between_modules_of_its_program(program_page, seminar, lesson_page, publish):
    training = publish(program_page, TrainingPage(title="Тренинги", slug="t", hours=8))

    lesson_page.move(training, pos="last-child")

    assert Lesson.objects.get().module == training.module


def test_order_follows_the_tree(whole_program):
    before = list(Module.objects.order_by("position").values_list("title", flat=True))
    pages = Page.objects.child_of(whole_program)

    pages.last().move(pages.first(), pos="left")

    assert list(Module.objects.order_by("position").values_list("title", flat=True)) == [before[-1], *before[:-1]]


def test_every_kind_of_module_has_its_record(whole_program):
    assert list(Module.objects.order_by("position").values_list("kind", flat=True)) == Kind.values
    assert [module.page.part for module in Module.objects.order_by("position")] == [1, 2, 3, 4, 5]
