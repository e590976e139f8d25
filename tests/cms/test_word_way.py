"""The way from Word into a page's draft: who may go it, what the editor sees, what is written, and what is left when it breaks."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.models import LessonPage, TextPage
from cms.publication import authors_group
from cms.word import actions, desk
from cms.word.reading import read
from school.people.rules import Refused
from school.vault.actions import path_of
from school.vault.models import File
from tests.factories import UserFactory
from tests.word import docx, drawing, note, p, paint, table

WORDS = docx(
    p("Из Word", style="1"),
    p("Новый текст", note("footnote")),
    table(["Что", "Когда"], ["Отчёт", "май"]),
    p(drawing("r1", "Схема")),
    p(drawing("r2")),
    pictures={"r1": paint(), "r2": paint(color="red")},
)


@pytest.fixture
def author(program_page):
    person = UserFactory(email="author@shkola.example")
    person.groups.add(Group.objects.get(name=authors_group(program_page.program_id)))
    return person


@pytest.fixture
def editor(db):
    person = UserFactory(email="editor@shkola.example")
    person.groups.add(Group.objects.get(name="Editors"))
    return person


@pytest.fixture
def writing(client, author):
    client.force_login(author)
    return client


def way(page):
    return f"/cms/word/{page.pk}/"


def bring(client, page, data=WORDS, place="end", name="Урок.docx"):
    return client.post(way(page), {"file": SimpleUploadedFile(name, data), "place": place})


def kinds(page):
    return [block.block_type for block in Page.objects.get(pk=page.pk).get_latest_revision_as_object().body]


def pictures_on_disk(settings):
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


# The whole way


def test_document_is_looked_at_and_added_to_the_draft(writing, author, lesson_page):
    before = lesson_page.latest_revision_id
    seen = bring(writing, lesson_page)
    text = writing.get(seen.url).content.decode()

    for words in ("Из Word", "Новый текст", "Отчёт", "data:image/jpeg;base64,", "Сносок не перенесено: 1", "без описания: 1", "Добавить в черновик"):
        assert words in text
    assert get_image_model().objects.count() == 0

    answer = writing.post(seen.url, follow=True)

    assert answer.redirect_chain[-1][0] == f"/cms/pages/{lesson_page.pk}/edit/"
    said = answer.content.decode()
    assert "В черновик добавлено 5 блоков, картинок: 2." in said
    assert "Сносок не перенесено: 1" in said
    assert f"/cms/pages/{lesson_page.pk}/revisions/{before}/revert/" in said
    page = LessonPage.objects.get(pk=lesson_page.pk)
    assert kinds(page) == ["heading", "text", "callout", "legal", "heading", "text", "table", "picture", "picture"]
    assert page.has_unpublished_changes
    assert len(page.body) == 4
    assert page.latest_revision.user == author
    assert {image.uploaded_by_user for image in get_image_model().objects.all()} == {author}
    assert File.objects.filter(shelf=desk.SHELF).count() == 0


def test_replace_puts_the_document_instead_of_the_text(writing, lesson_page):
    seen = bring(writing, lesson_page, place="replace")

    assert "будет заменён" in writing.get(seen.url).content.decode()
    writing.post(seen.url)

    assert kinds(lesson_page) == ["heading", "text", "table", "picture", "picture"]


def test_what_came_in_can_be_saved_and_published_by_the_editors_own_rules(writing, lesson_page):
    writing.post(bring(writing, lesson_page, place="replace").url)
    draft = Page.objects.get(pk=lesson_page.pk).get_latest_revision_as_object()

    assert LessonPage._meta.get_field("body").stream_block.clean(draft.body)
    draft.latest_revision.publish()
    assert writing.get(f"/cms/pages/{lesson_page.pk}/edit/").status_code == 200
    assert "Новый текст" in LessonPage.objects.get(pk=lesson_page.pk).body.render_as_block()


def test_undo_opens_the_draft_of_before(writing, lesson_page):
    before = lesson_page.latest_revision_id
    writing.post(bring(writing, lesson_page).url)

    text = writing.get(f"/cms/pages/{lesson_page.pk}/revisions/{before}/revert/").content.decode()

    assert "Текст урока" in text
    assert "Новый текст" not in text


def test_page_without_drafts_can_be_undone_too(client, editor, home):
    page = home.add_child(instance=TextPage(title="Старая", slug="old", body=[("text", "<p>Было</p>")]))
    client.force_login(editor)

    client.post(bring(client, page).url)

    assert page.revisions.count() == 2
    assert kinds(page)[0] == "text"


def test_second_press_of_the_button_adds_nothing(writing, lesson_page):
    seen = bring(writing, lesson_page)
    writing.post(seen.url)
    answer = writing.post(seen.url, follow=True)

    assert "Этого документа уже нет" in answer.content.decode()
    assert len(kinds(lesson_page)) == 9


def test_not_adding_throws_the_document_away(writing, lesson_page, django_capture_on_commit_callbacks):
    seen = bring(writing, lesson_page)
    place = path_of(File.objects.get(shelf=desk.SHELF).key)
    with django_capture_on_commit_callbacks(execute=True):
        answer = writing.post(seen.url, {"cancel": "1"})

    assert answer.url == f"/cms/pages/{lesson_page.pk}/edit/"
    assert not File.objects.filter(shelf=desk.SHELF).exists()
    assert not place.exists()


def test_forgotten_documents_are_swept(writing, lesson_page, django_capture_on_commit_callbacks):
    seen = bring(writing, lesson_page)
    File.objects.update(created_at=timezone.now() - desk.LIFE * 2)

    assert "Этого документа уже нет" in writing.get(seen.url, follow=True).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.sweep() == 1
    assert not File.objects.exists()


@pytest.mark.parametrize(("data", "words"), [(b"x", "не совпадает"), (docx(p("")), "нет текста"), (docx(document="<!DOCTYPE x><a/>"), "определения")])
def test_bad_document_is_refused_at_the_field(writing, lesson_page, data, words):
    answer = bring(writing, lesson_page, data)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not File.objects.exists()


def test_nothing_chosen_is_said_at_the_field(writing, lesson_page):
    assert 'aria-invalid="true"' in writing.post(way(lesson_page), {"place": "end"}).content.decode()
    assert "w-field--error" in bring(writing, lesson_page, place="elsewhere").content.decode()


# Who may


def test_only_those_who_may_edit_the_page_go_in(cast, client_of, lesson_page, author, editor):
    for role, person in {**cast, "author": author, "editor": editor}.items():
        client = client_of(person)
        allowed = role in {"administrator", "methodologist", "author", "editor"}

        assert client.get(way(lesson_page)).status_code == (200 if allowed else 302), role
        assert (bring(client, lesson_page).status_code, File.objects.count()) == (302, int(allowed)), role
        File.objects.all().delete()


def test_author_writes_into_no_other_page(writing, home, publish):
    foreign = publish(home, TextPage(title="О школе", slug="about"))

    assert writing.get(way(foreign)).status_code == 302
    assert bring(writing, foreign).status_code == 302
    assert not File.objects.exists()


@pytest.mark.parametrize("number", ["999999", "9" * 25, "1"])
def test_page_that_is_not_there_or_has_no_text(client, administrator, number):
    client.force_login(administrator)

    assert client.get(f"/cms/word/{number}/").status_code in {302, 404}


def test_ticket_is_of_one_person_and_one_page(writing, client_of, editor, lesson_page, home, publish):
    seen = bring(writing, lesson_page)
    other = publish(home, TextPage(title="О школе", slug="about"))
    colleague = client_of(editor)

    assert colleague.get(seen.url).status_code == 404
    assert colleague.post(seen.url).status_code == 404
    assert colleague.post(seen.url.replace(f"/{lesson_page.pk}/", f"/{other.pk}/")).status_code == 404
    assert writing.get(way(lesson_page) + "forged/").status_code == 404
    assert len(kinds(lesson_page)) == 4


def test_locked_page_takes_nothing(writing, editor, lesson_page):
    seen = bring(writing, lesson_page)
    Page.objects.filter(pk=lesson_page.pk).update(locked=True, locked_by=editor, locked_at=timezone.now())

    for answer in (writing.get(way(lesson_page), follow=True), bring(writing, lesson_page), writing.post(seen.url, follow=True)):
        assert answer.status_code in {200, 302}
    assert "закрыта для правки" in answer.content.decode()
    assert "/cms/word/" not in answer.content.decode()
    assert len(kinds(lesson_page)) == 4
    with pytest.raises(Refused):
        actions.add_to_draft(lesson_page.pk, read(WORDS, "a.docx"), lesson_page.latest_revision_id, False, by=UserFactory(is_superuser=True))


def test_way_in_stands_in_the_editor(writing, lesson_page, program_page):
    assert way(lesson_page) in writing.get(f"/cms/pages/{lesson_page.pk}/edit/").content.decode()
    assert way(program_page) not in writing.get(f"/cms/pages/{program_page.pk}/edit/").content.decode()


# When something comes between


def test_newer_draft_of_another_is_never_written_over(writing, editor, lesson_page):
    seen = bring(writing, lesson_page)
    lesson_page.summary = "Правка коллеги"
    lesson_page.save_revision(user=editor)

    assert "страницу изменили" in writing.get(seen.url).content.decode()
    answer = writing.post(seen.url, follow=True)

    assert "Ничего не добавлено" in answer.content.decode()
    draft = Page.objects.get(pk=lesson_page.pk).get_latest_revision_as_object()
    assert (draft.summary, len(draft.body)) == ("Правка коллеги", 4)
    assert get_image_model().objects.count() == 0


def test_nothing_is_left_when_saving_breaks(monkeypatch, settings, author, lesson_page):
    reading, files = read(WORDS, "a.docx"), pictures_on_disk(settings)
    monkeypatch.setattr(LessonPage, "save_revision", lambda self, **rest: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.add_to_draft(lesson_page.pk, reading, lesson_page.latest_revision_id, False, by=author)

    assert get_image_model().objects.count() == 0
    assert pictures_on_disk(settings) == files


def test_lost_document_is_said(writing, lesson_page):
    seen = bring(writing, lesson_page)
    path_of(File.objects.get(shelf=desk.SHELF).key).unlink()

    assert "Документ потерялся" in writing.post(seen.url, follow=True).content.decode()


def test_looking_writes_nothing(writing, lesson_page, settings):
    seen = bring(writing, lesson_page)
    before = pictures_on_disk(settings), lesson_page.revisions.count(), File.objects.count()

    writing.get(seen.url)

    assert (pictures_on_disk(settings), lesson_page.revisions.count(), File.objects.count()) == before
