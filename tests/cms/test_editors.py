"""Who may touch which pages, what the editor's room shows, how files get into lessons."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page

from cms.models import LessonFile, LessonPage, ProgramPage, SchoolSettings, SeminarPage
from school.vault.actions import keep
from school.vault.models import File
from tests.factories import UserFactory
from tests.school.test_vault import BAD, PDF, office


def member(name, email):
    person = UserFactory(email=email)
    person.groups.add(Group.objects.get(name=name))
    return person


@pytest.fixture
def editor(db):
    return member("Editors", "editor@shkola.example")


@pytest.fixture
def office_person(db):
    return member("Coordinators", "office@shkola.example")


@pytest.fixture
def other(home, publish):
    return publish(home, ProgramPage(title="Чужая программа", slug="other"))


def test_groups_of_a_fresh_school(db):
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Coordinators"}


def test_author_edits_pages_of_the_own_program_only(client, author, lesson_page, seminar, program_page, other, publish, home):
    foreign = publish(other, SeminarPage(title="Чужой семинар", slug="f"))
    for page, allowed in [(lesson_page, True), (seminar, True), (program_page, True), (foreign, False), (other, False), (home, False)]:
        rights = Page.objects.get(pk=page.pk).permissions_for_user(author)

        assert (rights.can_edit(), rights.can_publish(), rights.can_edit() and rights.can_submit_for_moderation()) == (allowed, False, allowed)
        client.force_login(author)
        assert (client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200) == allowed


def test_author_submits_a_new_lesson_and_publishes_nothing(client, author, seminar, form_of):
    client.force_login(author)
    form = form_of(LessonPage(title="Новый урок", slug="new"), **{"action-publish": "1", "action-submit": "1"})

    answer = client.post(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/", form)

    assert answer.status_code == 302
    page = LessonPage.objects.get(slug="new")
    assert (page.live, page.lesson, page.workflow_in_progress) == (False, None, True)

    page.current_workflow_task_state.approve(user=UserFactory(email="judge@shkola.example", is_superuser=True))

    lesson = LessonPage.objects.get(slug="new").lesson
    assert (lesson.title, lesson.module) == ("Новый урок", seminar.module)


def test_author_cannot_delete_what_people_depend_on(author, other):
    assert not Page.objects.get(pk=other.pk).permissions_for_user(author).can_delete()


def test_editor_edits_every_page(editor, lesson_page, other):
    assert all(page.permissions_for_user(editor).can_publish() for page in Page.objects.filter(depth__gt=1))


def test_coordinator_enters_but_edits_no_page(client, office_person, program_page):
    client.force_login(office_person)

    assert client.get("/cms/").status_code == 200
    assert not Page.objects.get(pk=program_page.pk).permissions_for_user(office_person).can_edit()


@pytest.mark.parametrize("address", ["/cms/", "/cms/login/", "/cms/pages/3/edit/"])
def test_strangers_are_led_to_the_one_door(client, db, address):
    answer = client.get(address, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")
    assert answer.status_code == 200


def test_a_person_without_access_is_refused_once(client, db):
    client.force_login(UserFactory(email="nobody@shkola.example"))

    text = client.get("/cms/", follow=True).content.decode()

    assert text.count("Управление открыто координаторам, методистам и авторам") == 1
    assert "нет прав доступа" not in text


def test_first_page_has_no_manual_of_the_machine(client, office_person):
    client.force_login(office_person)

    assert "guide.wagtail.org" not in client.get("/cms/").content.decode()


def test_side_panel_says_who_reads_a_lesson(client, editor, lesson_page, program_page):
    client.force_login(editor)
    words = "Название и «О чём урок» видят все; текст, видео и файлы – только слушатели потоков."

    lesson, program = (client.get(f"/cms/pages/{page.pk}/edit/").content.decode() for page in (lesson_page, program_page))

    assert words in lesson
    assert words not in program
    assert "Видно всем\n" in program


def test_wrong_moment_of_the_schedule_is_kept_and_explained(client, editor, lesson_page, form_of):
    client.force_login(editor)

    answer = client.post(f"/cms/pages/{lesson_page.pk}/edit/", form_of(lesson_page, go_live_at="28 ноября"))

    assert answer.context["form"].errors == {"go_live_at": ["Напишите дату так: 28.11.2026 10:00"]}
    assert 'value="28 ноября"' in answer.content.decode()


def test_menus_are_short(client, editor, author):
    for person in (editor, author):
        client.force_login(person)
        props = client.get("/cms/").content.decode()
        for unused in ("/cms/documents/", "/cms/users/", "/cms/workflows/", "/cms/reports/aging-pages/", "/cms/reports/page-types-usage/"):
            assert unused not in props
        kept = ("/cms/reports/workflow/", "/cms/reports/site-history/", "/cms/reports/locked/", "/cms/redirects/", "/cms/snippets/cms/term/")
        assert [address in props for address in kept] == [person == editor] * len(kept)
        assert "Школа лидеров НКО" in props


def test_every_edit_form_opens(client, whole_program, lesson_page, home):
    client.force_login(UserFactory(email="root@shkola.example", is_superuser=True))
    for page in Page.objects.filter(depth__gt=1):
        assert client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    settings_page = reverse("wagtailsettings:edit", args=["cms", "schoolsettings", SchoolSettings.objects.get().pk])
    assert client.get(settings_page).status_code == 200


def test_preview_shows_the_lesson_in_a_frame_of_the_editor(client, author, lesson_page):
    client.force_login(author)

    form = {"title": "Урок", "slug": "status", "summary": "О чём", "minutes": "5", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    form |= {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "", "body-0-value": "Набрано"}
    form |= {"english_body-count": "0"}

    assert client.post(f"/cms/pages/{lesson_page.pk}/edit/preview/", form).json()["is_valid"]
    answer = client.get(f"/cms/pages/{lesson_page.pk}/edit/preview/")

    assert "Набрано" in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" not in answer.headers.get("Content-Security-Policy", "")
    assert lesson_page.lesson.title == "Что такое статус"


def upload(client, name, body):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/cms/lesson-files/create/", {"title": "Лист", "file": SimpleUploadedFile(name, body)})


def test_author_uploads_a_file_through_the_vault(client, author):
    client.force_login(author)

    answer = upload(client, "Лист.docx", office())

    assert json.loads(answer.content)["step"] == "chosen"
    file = LessonFile.objects.get()
    assert (file.title, file.uploaded_by, file.shelf) == ("Лист", author, "lessons")


@pytest.mark.parametrize("name", ["page.html", "lies.pdf", "macro.docx", "empty.pdf"])
def test_bad_upload_gets_a_message(client, author, name):
    client.force_login(author)

    answer = json.loads(upload(client, name, BAD[name]).content)

    assert answer["step"] == "reshow_creation_form"
    assert File.objects.count() == 0


def test_coordinator_uploads_no_files(client, office_person):
    client.force_login(office_person)

    assert upload(client, "a.pdf", PDF).status_code in {302, 403}
    assert File.objects.count() == 0


def test_chooser_offers_lesson_files_of_own_people_only(client, author, editor):
    keep(PDF, name="mine.pdf", title="Своё", by=author, shelf="lessons")
    keep(PDF, name="foreign.pdf", title="Чужое", by=editor, shelf="lessons")
    keep(PDF, name="scan.pdf", title="Паспорт", by=author)
    client.force_login(author)

    text = json.loads(client.get("/cms/lesson-files/").content)["html"]

    assert "Своё" in text
    assert "Чужое" not in text
    assert "Паспорт" not in text


def test_author_picks_no_foreign_file_by_its_number(client, author, editor):
    mine = keep(PDF, name="mine.pdf", title="Своё", by=author, shelf="lessons")
    foreign = keep(PDF, name="foreign.pdf", title="Чужое", by=editor, shelf="lessons")
    client.force_login(author)

    assert json.loads(client.get(f"/cms/lesson-files/chosen/{mine.pk}/").content)["result"]["id"] == str(mine.pk)
    assert client.get(f"/cms/lesson-files/chosen/{foreign.pk}/").status_code == 404
    many = json.loads(client.get(f"/cms/lesson-files/chosen-multiple/?id={mine.pk}&id={foreign.pk}").content)
    assert [item["id"] for item in many["result"]] == [str(mine.pk)]


@pytest.mark.parametrize("number", ["x", "%00", "²", "-1", "9" * 30, "999"])
def test_a_number_of_no_file_is_missing(client, author, number):
    client.force_login(author)

    assert client.get(f"/cms/lesson-files/chosen/{number}/").status_code == 404
    assert client.get(f"/cms/lesson-files/chosen-multiple/?id={number}").status_code in {200, 404}


@pytest.mark.parametrize(("whose", "status"), [("author", 302), ("editor", 200)])
def test_author_puts_only_own_files_into_a_lesson(client, request, author, seminar, whose, status):
    file = keep(PDF, name="a.pdf", title="Лист", by=request.getfixturevalue(whose), shelf="lessons")
    form = {"title": "Новый", "slug": "new", "summary": "О чём", "minutes": "15", "body-count": "1", "english_body-count": "0", "action-submit": "1"}
    form |= {"done_by": "word", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "file", "body-0-id": ""}
    form |= {"body-0-value-file": str(file.pk), "body-0-value-title": "Лист"}
    form |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")} | {"comments-MAX_NUM_FORMS": ""}
    client.force_login(author)

    assert client.post(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/", form).status_code == status


def test_forged_form_cannot_put_a_private_file_into_a_lesson(db):
    private = keep(PDF, name="scan.pdf")
    block = LessonPage._meta.get_field("body").stream_block.child_blocks["file"]

    value = block.value_from_datadict({"f-file": str(private.pk), "f-title": "x"}, {}, "f")

    assert value["file"] is None
