"""Before a page is taken off the site, deleted or moved, the editor reads who studies it now; what the data forbid is refused in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.learners import learners_of
from cms.models import LessonPage, PolicyPage, TrainingPage
from courses.progress.models import Progress
from tests.factories import CohortFactory, CohortModuleFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db
LEVELS = {"lesson": lambda page: page, "module": lambda page: page.get_parent(), "program": lambda page: page.get_parent().get_parent()}


@pytest.fixture
def cohort_now(lesson_page):
    return CohortFactory(program=lesson_page.lesson.module.program, under_way=True, title="Осенний поток")


@pytest.fixture
def learners(cohort_now, lesson_page):
    people = EnrollmentFactory.create_batch(3, cohort=cohort_now)
    EnrollmentFactory(cohort=cohort_now, state="withdrawn")
    Progress.objects.create(enrollment=people[0], lesson=lesson_page.lesson, done_at=timezone.now())
    Progress.objects.create(enrollment=people[1], lesson=lesson_page.lesson, done_at=None)
    return people


@pytest.fixture
def editor(client_of, methodologist):
    return client_of(methodologist)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("what", "words"), [("unpublish", "пропадёт из пути"), ("delete", "навсегда")])
def test_screen_says_who_studies_here(client_of, administrator, learners, lesson_page, level, what, words):
    page = LEVELS[level](lesson_page)

    text = client_of(administrator).get(f"/cms/pages/{page.pk}/{what}/").content.decode()

    assert "Сейчас здесь учатся 3 человека" in text
    assert "Осенний поток: в пути у 3, уже отметили «готово» – 1" in text
    assert words in text


def test_moving_a_lesson_says_so_too(editor, learners, lesson_page, program_page, publish):
    training = publish(program_page, TrainingPage(title="Тренинги", slug="t", hours=8))

    text = editor.get(f"/cms/pages/{lesson_page.pk}/move/{training.pk}/confirm/").content.decode()

    assert "Осенний поток" in text
    assert "отметки сохранятся" in text


@pytest.mark.parametrize("what", ["unpublish", "delete", "move"])
def test_bulk_screens_say_so_too(editor, learners, lesson_page, what):
    text = editor.get(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', what])}?id={lesson_page.pk}").content.decode()

    assert "Осенний поток" in text


def test_warning_stops_nobody(editor, learners, lesson_page):
    editor.post(f"/cms/pages/{lesson_page.pk}/unpublish/")

    assert not LessonPage.objects.get(pk=lesson_page.pk).live


def test_module_that_the_cohort_is_not_taught_worries_nobody(learners, cohort_now, lesson_page, program_page, publish):
    training = publish(program_page, TrainingPage(title="Тренинги", slug="t", hours=8))
    CohortModuleFactory(cohort=cohort_now, module=training.module)

    assert learners_of([lesson_page]).groups == ()


def test_quiet_pages_have_no_warning(editor, home, lesson_page):
    assert "data-learners" not in editor.get(f"/cms/pages/{lesson_page.pk}/unpublish/").content.decode()
    assert learners_of([]).people == 0


def test_questions_do_not_grow_with_cohorts(lesson_page):
    counts = []
    for more in (1, 4):
        for _each in range(more):
            EnrollmentFactory.create_batch(2, cohort=CohortFactory(program=lesson_page.lesson.module.program, under_way=True))
        with CaptureQueriesContext(connection) as found:
            assert learners_of([lesson_page]).people
        counts.append(len(found))

    assert counts[0] == counts[1] <= 4


# What is never deleted


@pytest.fixture
def policy(home, publish):
    PolicyPage.objects.all().delete()
    return publish(home, PolicyPage(title="Персональные данные", slug="politika", in_force_from="2026-01-01"))


@pytest.mark.parametrize("how", ["one", "bulk", "parent"])
def test_text_that_people_agreed_to_is_refused_in_words(client_of, administrator, policy, home, how):
    client = client_of(administrator)
    if how == "bulk":
        address = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={policy.pk}&next=/cms/pages/{home.pk}/"
    else:
        address = f"/cms/pages/{policy.pk if how == 'one' else home.pk}/delete/"

    answer = client.post(address, {"confirm_site_name": "Школа лидеров НКО"}, follow=True)

    assert answer.status_code == 200
    assert "удалить нельзя" in answer.content.decode()
    assert Page.objects.filter(pk=policy.pk).exists()


@pytest.mark.parametrize("level", LEVELS)
def test_page_of_a_record_is_deleted_and_the_record_stays(client_of, administrator, learners, lesson_page, level):
    record = lesson_page.lesson
    page = LEVELS[level](lesson_page)

    answer = client_of(administrator).post(f"/cms/pages/{page.pk}/delete/", {"confirm_site_name": "Школа лидеров НКО"})

    record.refresh_from_db()
    assert (answer.status_code, Page.objects.filter(pk=page.pk).exists()) == (302, False)
