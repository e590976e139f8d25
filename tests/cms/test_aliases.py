"""An alias of a module or a lesson stands in a second programme with a record of its own; the source's record is never touched by it."""

import pytest
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from cms.models import LessonFile, LessonPage, ModulePage, ProgramPage, SeminarPage
from courses.program.models import Lesson, Module
from courses.progress.models import Progress
from school.vault.actions import keep
from tests.factories import CohortFactory, EnrollmentFactory, UserFactory
from tests.school.test_vault import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(home, publish):
    return publish(home, ProgramPage(title="Вторая программа", slug="second"))


@pytest.fixture
def source(seminar, lesson_page):
    return SeminarPage.objects.get(pk=seminar.pk)


@pytest.fixture
def alias(source, second):
    found = source.create_alias(recursive=True, parent=Page.objects.get(pk=second.pk))
    return ModulePage.objects.get(pk=found.pk)


def lesson_in(module):
    return LessonPage.objects.child_of(module).get()


def links():
    """Which record each page has, by the pages' numbers."""
    return {page.pk: page.record.pk for model in (ModulePage, LessonPage) for page in model.objects.all() if page.record}


def test_alias_earns_own_records_in_the_second_programme(source, alias, second, lesson_page):
    module, lesson = alias.module, lesson_in(alias).lesson

    assert (module.program, module.title, module.hours, module.kind) == (second.program, "Семинары о статусе", 16, "seminar")
    assert (lesson.module, lesson.title, lesson.minutes) == (module, "Что такое статус", 25)
    assert source.module != module
    assert lesson_page.lesson != lesson


def test_alias_made_on_the_copy_screen_earns_them_too(client_of, methodologist, source, second):
    fields = {"new_title": source.title, "new_slug": "psevdonim", "new_parent_page": second.pk, "copy_subpages": "on", "alias": "on"}

    client_of(methodologist).post(f"/cms/pages/{source.pk}/copy/", fields)

    assert Module.objects.filter(program=second.program).count() == 1
    assert Lesson.objects.filter(module__program=second.program).count() == 1


def test_records_follow_the_source(source, alias, lesson_page):
    before = links()
    source.title, source.hours = "Семинары о законе", 20
    source.save_revision().publish()
    page = LessonPage.objects.get(pk=lesson_page.pk)
    page.title = "Что даёт статус"
    page.save_revision().publish()

    alias.module.refresh_from_db()
    lesson = lesson_in(alias).lesson
    assert (alias.module.title, alias.module.hours, lesson.title) == ("Семинары о законе", 20, "Что даёт статус")
    assert links() == before


def test_lesson_added_to_the_source_later_is_aliased_by_hand(source, alias, publish):
    page = publish(source, LessonPage(title="Новый", slug="new", summary="О чём"))
    assert Lesson.objects.filter(module=alias.module).count() == 1

    page.create_alias(parent=Page.objects.get(pk=alias.pk))

    assert list(Lesson.objects.filter(module=alias.module).order_by("position").values_list("title", flat=True)) == ["Что такое статус", "Новый"]


def test_order_is_the_order_of_the_aliases(source, alias, publish):
    page = publish(source, LessonPage(title="Первый", slug="first", summary="О чём"))
    other = page.create_alias(parent=Page.objects.get(pk=alias.pk))

    Page.objects.get(pk=other.pk).move(lesson_in_first(alias), pos="left")

    assert list(Lesson.objects.filter(module=alias.module).order_by("position").values_list("title", flat=True)) == ["Первый", "Что такое статус"]


def lesson_in_first(module):
    return Page.objects.child_of(module).first()


def test_unpublished_source_takes_its_alias_along_and_brings_it_back(lesson_page, alias):
    record = lesson_in(alias).lesson
    page = LessonPage.objects.get(pk=lesson_page.pk)

    page.unpublish()
    assert not Lesson.objects.readable().exists()
    page.save_revision().publish()

    assert lesson_in(alias).lesson == record
    assert Lesson.objects.readable().count() == 2


def test_alias_of_a_draft_waits_for_its_source(source, second, lesson_page):
    LessonPage.objects.get(pk=lesson_page.pk).unpublish()
    alias = source.create_alias(recursive=True, parent=Page.objects.get(pk=second.pk))
    assert lesson_in(alias).lesson is None

    LessonPage.objects.get(pk=lesson_page.pk).save_revision().publish()

    assert lesson_in(alias).lesson.module == ModulePage.objects.get(pk=alias.pk).module


def test_source_deleted_leaves_the_alias_with_its_record(source, alias, lesson_page):
    record, lesson = alias.module, lesson_in(alias).lesson

    source.delete()

    assert ModulePage.objects.get(pk=alias.pk).module == record
    assert lesson_in(alias).lesson == lesson


def test_converted_alias_keeps_its_record_and_goes_its_own_way(source, alias):
    record = alias.module
    page = ConvertAliasPageAction(SeminarPage.objects.get(pk=alias.pk)).execute()
    page.title = "Сама по себе"
    page.save_revision().publish()

    record.refresh_from_db()
    source.module.refresh_from_db()
    assert (ModulePage.objects.get(pk=alias.pk).module, record.title, source.module.title) == (record, "Сама по себе", "Семинары о статусе")


def test_content_of_the_source_never_brings_its_link(source, alias):
    page = SeminarPage.objects.get(pk=alias.pk)

    restored = page.with_content_json(source.serializable_data())

    assert restored.module == alias.module


def test_saving_an_alias_with_a_foreign_link_changes_nothing(source, alias):
    before = links()
    page = SeminarPage.objects.get(pk=alias.pk)
    page.module = source.module

    page.save()
    page.save(clean=False)

    assert links() == before


def test_copy_of_a_tree_with_aliases_has_records_of_its_own(alias, second, home):
    before = links()

    copy = ProgramPage.objects.get(pk=second.pk).copy(recursive=True, update_attrs={"slug": "third", "title": "Третья"}, keep_live=True)

    module = ModulePage.objects.child_of(copy).get()
    assert module.alias_of_id is None
    assert module.module not in {alias.module, alias.alias_of.specific.module}
    assert before.items() <= links().items()


def test_alias_is_not_moved_to_another_programme(alias, program_page):
    assert not SeminarPage.objects.get(pk=alias.pk).can_move_to(Page.objects.get(pk=program_page.pk))


# What participants of the second programme see


@pytest.fixture
def with_file(lesson_page):
    file = LessonFile.objects.get(pk=keep(PDF, name="Лист.pdf", shelf="lessons").pk)
    page = LessonPage.objects.get(pk=lesson_page.pk)
    page.body = [("heading", "Начало"), ("file", {"file": file, "title": "Лист"})]
    page.save_revision().publish()
    return file


def test_participant_of_the_second_programme_reads_the_lesson_and_its_file(client, with_file, alias, second):
    seat = EnrollmentFactory(cohort=CohortFactory(program=second.program, under_way=True))
    lesson = lesson_in(alias).lesson
    client.force_login(seat.person)

    text = client.get(f"/study/{seat.cohort_id}/{lesson.pk}/").content.decode()
    file = client.get(f"/files/lessons/{seat.cohort_id}/{lesson.pk}/{with_file.key}/")
    client.post(f"/study/{seat.cohort_id}/{lesson.pk}/done/")

    assert "Начало" in text
    assert b"".join(file) == PDF
    assert Progress.objects.get().lesson == lesson


def test_kept_body_of_an_alias_follows_the_source(client, with_file, alias, second, lesson_page, settings):
    settings.CACHES = settings.CACHES | {"local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "alias"}}
    seat = EnrollmentFactory(cohort=CohortFactory(program=second.program, under_way=True))
    address = f"/study/{seat.cohort_id}/{lesson_in(alias).lesson_id}/"
    client.force_login(seat.person)
    assert "Начало" in client.get(address).content.decode()

    page = LessonPage.objects.get(pk=lesson_page.pk)
    page.body = [("heading", "Другое начало")]
    page.save_revision().publish()

    assert "Другое начало" in client.get(address).content.decode()


def test_stranger_of_the_second_programme_reads_nothing_of_the_first(client, with_file, alias, second, lesson_page):
    seat = EnrollmentFactory(cohort=CohortFactory(program=second.program, under_way=True))
    client.force_login(seat.person)

    assert client.get(f"/files/lessons/{seat.cohort_id}/{lesson_page.lesson_id}/{with_file.key}/").status_code == 404
    client.force_login(UserFactory(email="nobody@shkola.example"))
    assert client.get(f"/files/lessons/{seat.cohort_id}/{lesson_in(alias).lesson_id}/{with_file.key}/").status_code == 404
