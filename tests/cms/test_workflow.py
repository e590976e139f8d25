"""From an author's draft to the site: submitted, returned with a reason, approved, scheduled; and the letters on the way."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Page, PageSubscription, TaskState, Workflow, WorkflowState
from wagtail.users.models import UserProfile

from cms.models import LessonPage, ReviewTask
from courses.program.models import Lesson
from school.post.models import Letter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def send(client, page, form, **fields):
    return client.post(f"/cms/pages/{page.pk}/edit/", form(page, **fields))


def task_of(page):
    return Page.objects.get(pk=page.pk).current_workflow_task_state


def judge(client, page, action, **fields):
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task_of(page).pk])
    return client.post(address, fields, headers={"X-Requested-With": "XMLHttpRequest"})


@pytest.fixture
def submitted(client_of, author, methodologist, lesson_page, form_of):
    send(client_of(author), lesson_page, form_of, title="Новое имя", **{"action-submit": "1"})
    return lesson_page


def letters(name):
    return set(Letter.objects.filter(name=name).values_list("email", flat=True))


# The workflow that every school has


def test_one_workflow_covers_every_page(home, lesson_page):
    workflow = Workflow.objects.active().get()

    assert (workflow.name, [task.name for task in workflow.tasks]) == ("Проверка методистом", ["Методист"])
    assert {page.get_workflow() for page in (Page.objects.get(pk=home.pk), lesson_page)} == {workflow}
    assert list(ReviewTask.objects.get().groups.values_list("name", flat=True)) == ["Editors"]


def test_permissions_are_the_ones_django_makes(db):
    from django.apps import apps
    from django.contrib.auth.management import create_permissions

    before = Permission.objects.count()
    for label in ("cms", "wagtailredirects", "wagtailcore"):
        create_permissions(apps.get_app_config(label), verbosity=0)

    assert Permission.objects.count() == before


def test_methodologist_has_words_redirects_and_files_of_lessons(methodologist, author):
    everybody = ["cms.add_lessonvideo", "cms.view_lessonsound", "cms.add_lessoncaptions", "cms.view_lessonfile"]
    own = ["cms.add_libraryfile", "cms.add_term", "cms.delete_term", "wagtailredirects.add_redirect"]

    assert methodologist.has_perms([*everybody, *own])
    assert author.has_perms(everybody)
    assert not any(author.has_perm(name) for name in own)


def test_author_submits_and_the_site_waits(submitted, author):
    page = LessonPage.objects.get(pk=submitted.pk)

    assert (page.title, Lesson.objects.get().title) == ("Что такое статус", "Что такое статус")
    assert page.current_workflow_state.requested_by == author
    assert page.get_latest_revision_as_object().title == "Новое имя"


def test_author_cannot_publish_by_a_forged_button(client_of, author, lesson_page, form_of):
    send(client_of(author), lesson_page, form_of, title="Сам", **{"action-publish": "1"})

    assert LessonPage.objects.get(pk=lesson_page.pk).title == "Что такое статус"


def test_author_cannot_approve_own_page(client_of, author, submitted):
    judge(client_of(author), submitted, "approve", comment="")

    assert task_of(submitted).status == TaskState.STATUS_IN_PROGRESS


def test_methodologist_approves_and_the_record_follows(client_of, methodologist, submitted):
    answer = judge(client_of(methodologist), submitted, "approve", comment="Хорошо")

    assert json.loads(answer.content)["step"] == "success"
    assert (LessonPage.objects.get(pk=submitted.pk).title, Lesson.objects.get().title) == ("Новое имя", "Новое имя")


@pytest.mark.parametrize("words", ["", "   "])
def test_return_needs_a_reason(client_of, methodologist, submitted, words):
    answer = judge(client_of(methodologist), submitted, "reject", comment=words)

    assert "Напишите, что исправить" in json.loads(answer.content)["html"]
    assert task_of(submitted).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("extra", ["{}", '{"comment": " "}', '{"nonsense": 1}'])
def test_return_from_the_form_itself_needs_a_reason_too(client_of, methodologist, submitted, form_of, extra):
    fields = {"action-workflow-action": "true", "workflow-action-name": "reject", "workflow-action-extra-data": extra}

    answer = send(client_of(methodologist), submitted, form_of, **fields)

    assert (answer.status_code, task_of(submitted).status) == (302, TaskState.STATUS_IN_PROGRESS)


def test_returned_page_is_sent_again(client_of, author, methodologist, submitted, form_of):
    judge(client_of(methodologist), submitted, "reject", comment="Добавьте дату акта")
    page = LessonPage.objects.get(pk=submitted.pk)
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    screen = client_of(author).get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert "Отправить ещё раз" in screen

    send(client_of(author), page, form_of, title="С датой", **{"action-submit": "1"})
    judge(client_of(methodologist), submitted, "approve", comment="")

    assert Lesson.objects.get().title == "С датой"


def test_author_takes_the_page_back(client_of, author, submitted, form_of):
    send(client_of(author), submitted, form_of, **{"action-cancel-workflow": "1"})

    assert not LessonPage.objects.get(pk=submitted.pk).workflow_in_progress


def test_page_under_review_is_locked_for_its_author(author, methodologist, submitted):
    lock = Page.objects.get(pk=submitted.pk).specific.get_lock()

    assert (lock.for_user(author), lock.for_user(methodologist)) == (True, False)
    assert lock.get_message(author).startswith("Страница на проверке у методиста")


def test_buttons_speak_russian(client_of, author, methodologist, lesson_page, form_of):
    before = client_of(author).get(f"/cms/pages/{lesson_page.pk}/edit/").content.decode()
    send(client_of(author), lesson_page, form_of, **{"action-submit": "1"})
    after = client_of(methodologist).get(f"/cms/pages/{lesson_page.pk}/edit/").content.decode()

    assert "Отправить на проверку" in before
    for words in ("Вернуть на доработку", "Одобрить и опубликовать", "Одобрить с письмом автору"):
        assert words in after
    assert not {"and Publish", "Request changes", "Submit to", "Cancel workflow"} & set(after.split(">"))


def buttons(client, page):
    """Words on the buttons at the bottom, the default one first."""
    menu = client.get(f"/cms/pages/{page.pk}/edit/").context["action_menu"]
    return [str(item.label) for item in [menu.default_item, *menu.menu_items]]


def test_reviewer_has_the_answers_first_and_no_way_round_them(client_of, author, methodologist, administrator, submitted):
    expected = ["Одобрить и опубликовать", "Одобрить с письмом автору", "Вернуть на доработку", "Сохранить черновик", "Снять с публикации"]

    assert buttons(client_of(methodologist), submitted) == expected
    assert buttons(client_of(administrator), submitted) == expected
    assert buttons(client_of(author), submitted) == ["Отозвать с проверки", "Страница на проверке или закрыта замком"]


def answered(client, page, form_of, name, comment):
    extra = json.dumps({"comment": comment})
    return send(client, page, form_of, **{"action-workflow-action": "true", "workflow-action-name": name, "workflow-action-extra-data": extra})


@pytest.mark.parametrize(("name", "words"), [("reject", "Вернули автору, причина ушла письмом."), ("approve", "Одобрили.")])
def test_reviewer_is_told_what_has_happened(client_of, methodologist, submitted, form_of, name, words):
    client = client_of(methodologist)

    answered(client, submitted, form_of, name, "Дата акта")

    assert words in client.get("/cms/").content.decode()


def test_returned_page_says_by_whom_and_why(client_of, author, methodologist, submitted, form_of):
    judge(client_of(methodologist), submitted, "reject", comment="Добавьте <b>дату</b> акта")

    screen = client_of(author).get(f"/cms/pages/{submitted.pk}/edit/").content.decode()

    assert f"Страницу вернули на доработку. {methodologist.full_name}: Добавьте &lt;b&gt;дату&lt;/b&gt; акта" in screen
    send(client_of(author), submitted, form_of, title="С датой", **{"action-submit": "1"})
    assert "вернули на доработку." not in client_of(methodologist).get(f"/cms/pages/{submitted.pk}/edit/").content.decode()


@pytest.mark.parametrize("address", ["history/", "workflow_history/", "revisions/compare/live...latest/", "usage/"])
def test_history_and_comparing_answer(client_of, author, submitted, address):
    assert client_of(author).get(f"/cms/pages/{submitted.pk}/{address}").status_code == 200


def test_approved_draft_goes_live_at_its_time(client_of, author, methodologist, lesson_page, form_of):
    lesson_page.unpublish()
    later = timezone.localtime() + timedelta(days=2)
    fields = {"title": "Завтрашний", "go_live_at": later.strftime("%Y-%m-%d %H:%M"), "action-submit": "1"}
    send(client_of(author), lesson_page, form_of, **fields)
    judge(client_of(methodologist), lesson_page, "approve", comment="")
    page = LessonPage.objects.get(pk=lesson_page.pk)
    assert (page.live, page.approved_schedule, Lesson.objects.get().title) == (False, True, "Что такое статус")
    assert Letter.objects.get(name="page_approved").subject.startswith("Одобрено")

    call_command("publish_scheduled")
    assert not LessonPage.objects.get(pk=lesson_page.pk).live
    with time_machine.travel(later + timedelta(minutes=2), tick=False):
        call_command("publish_scheduled")

    assert LessonPage.objects.get(pk=lesson_page.pk).live
    assert Lesson.objects.get().title == "Завтрашний"


# Letters


def test_methodologists_are_told_once_and_by_the_outbox(submitted, author, methodologist):
    assert letters("page_submitted") == {methodologist.email}
    letter = Letter.objects.get(name="page_submitted")
    assert "Новое имя" in letter.subject
    assert author.full_name in letter.text
    assert mail.outbox == []


def test_administrators_are_told_while_there_is_no_methodologist(client_of, author, administrator, lesson_page, form_of):
    send(client_of(author), lesson_page, form_of, **{"action-submit": "1"})

    assert letters("page_submitted") == {administrator.email}


@pytest.mark.parametrize(("action", "name", "words"), [("approve", "page_approved", "опубликована"), ("reject", "page_returned", "Дата акта")])
def test_author_hears_the_answer(client_of, author, methodologist, submitted, action, name, words):
    judge(client_of(methodologist), submitted, action, comment="Дата акта")

    assert letters(name) == {author.email}
    assert words in Letter.objects.get(name=name).text
    assert mail.outbox == []


@pytest.mark.parametrize(("kind", "action", "name"), [("approved", "approve", "page_approved"), ("rejected", "reject", "page_returned")])
def test_switched_off_letters_are_not_written(client_of, author, methodologist, submitted, kind, action, name):
    UserProfile.objects.update_or_create(user=author, defaults={f"{kind}_notifications": False})

    judge(client_of(methodologist), submitted, action, comment="Так")

    assert letters(name) == set()


def test_methodologist_may_switch_submissions_off(client_of, author, methodologist, lesson_page, form_of):
    UserProfile.objects.update_or_create(user=methodologist, defaults={"submitted_notifications": False})

    send(client_of(author), lesson_page, form_of, **{"action-submit": "1"})

    assert letters("page_submitted") == set()


def comment(text):
    fields = {"comments-TOTAL_FORMS": "1", "comments-0-id": "", "comments-0-contentpath": "title", "comments-0-text": text, "comments-0-position": ""}
    empty = {f"comments-0-replies-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")}
    return fields | empty | {"comments-0-replies-MAX_NUM_FORMS": "", "comments-0-deleted": "", "comments-0-resolved": ""}


def test_comment_is_told_to_who_follows_the_page(client_of, author, methodologist, lesson_page, form_of):
    PageSubscription.objects.create(page=lesson_page, user=author, comment_notifications=True)

    send(client_of(methodologist), lesson_page, form_of, **comment("Проверьте пункт 3"))

    assert Comment.objects.get().text == "Проверьте пункт 3"
    assert letters("page_commented") == {author.email}
    assert "Проверьте пункт 3" in Letter.objects.get(name="page_commented").text
    assert mail.outbox == []


def test_nobody_is_told_of_own_comment(client_of, author, lesson_page, form_of):
    PageSubscription.objects.create(page=lesson_page, user=author, comment_notifications=True)

    send(client_of(author), lesson_page, form_of, **comment("Себе"))

    assert letters("page_commented") == set()


def test_closed_account_gets_no_letter(client_of, author, methodologist, lesson_page, form_of):
    second = UserFactory(email="second@shkola.example")
    second.groups.add(methodologist.groups.get())
    second.is_active = False
    second.save()

    send(client_of(author), lesson_page, form_of, **{"action-submit": "1"})

    assert letters("page_submitted") == {methodologist.email}
