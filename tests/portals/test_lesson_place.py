"""The place in a lesson: anchors of the text, the browser's word, the way back, what makes the lesson done."""

import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.progress import actions
from courses.progress.actions import talk
from courses.progress.models import Progress
from tests import factories
from tests.lessons import give_page
from tests.stage import PDF

pytestmark = pytest.mark.django_db
BODY = [
    {"type": "heading", "value": "Четыре причины", "id": str(uuid.uuid4())},
    {"type": "text", "value": "<p>Первая.</p><p>Ещё о первой.</p>", "id": str(uuid.uuid4())},
    {"type": "text", "value": "<p>Вторая.</p>", "id": str(uuid.uuid4())},
]


@pytest.fixture
def lesson(cohort):
    lesson = factories.LessonFactory(module=factories.ModuleFactory(program=cohort.program), title="Разбор отказа")
    page = give_page(lesson, ())
    page.body = json.dumps(BODY)
    page.save()
    return lesson


@pytest.fixture
def blocks(lesson):
    return [block.id for block in type(lesson.page).objects.get(pk=lesson.page.pk).body]


@pytest.fixture
def address(cohort, lesson):
    return f"/study/{cohort.pk}/{lesson.pk}/"


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def test_every_block_of_the_text_is_named(client, address, blocks):
    text = client.get(address).content.decode()

    assert re.findall(r'id="b-([^"]+)"', text) == blocks
    assert f'<h2 id="b-{blocks[0]}">' in text


def test_the_browser_tells_the_place_and_the_page_leads_there(client, address, blocks):
    assert "Продолжить с места" not in client.get(address).content.decode()

    assert client.post(f"{address}place/", {"place": blocks[1]}).status_code == 200

    assert Progress.objects.get().place == blocks[1]
    assert f'href="#b-{blocks[1]}"' in client.get(address).content.decode()


@pytest.mark.parametrize("place", ["", "x", "b-1", "00000000-0000-4000-8000-000000000000", "<script>", "\x00", "9" * 5000])
def test_what_is_no_block_only_opens_the_lesson(client, address, place):
    assert client.post(f"{address}place/", {"place": place}).status_code == 200

    found = Progress.objects.get()
    assert (found.place, found.opened_at is not None) == ("", True)


def test_done_lessons_offer_no_place(client, address, blocks):
    client.post(f"{address}place/", {"place": blocks[1]})
    client.post(f"{address}done/")

    assert "Продолжить с места" not in client.get(address).content.decode()


@pytest.mark.parametrize(("role", "status"), [("trainer", 404), ("coordinator", 404), ("stranger", 404), ("mentor", 404), ("visitor", 302)])
def test_nobody_elses_reading_is_kept(cast, client_of, address, blocks, role, status):
    assert client_of(cast[role]).post(f"{address}place/", {"place": blocks[1]}).status_code == status
    assert not Progress.objects.exists()


def test_a_closed_lesson_keeps_no_place(client, address, lesson, blocks):
    lesson.page.unpublish()

    assert client.post(f"{address}place/", {"place": blocks[1]}).status_code == 409
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    ("done_by", "asked"),
    [("word", "Отметить пройденным"), ("quiz", "когда вы сдадите тест"), ("work", "когда вы сдадите файл")],
)
def test_the_page_says_what_makes_it_done(client, address, lesson, done_by, asked):
    lesson.done_by = done_by
    lesson.save()

    text = client.get(address).content.decode()

    assert asked in text
    assert ("Отметить пройденным" in text) == (done_by == "word")
    client.post(f"{address}done/")
    assert Progress.objects.filter(done_at__isnull=False).exists() == (done_by == "word")


def test_a_passed_lesson_is_told_and_cannot_be_undone(client, address, lesson, participant):
    lesson.done_by = "quiz"
    lesson.save()
    actions.done_by_rule(participant.enrollments.get(), lesson, by=None)

    assert "Урок пройден" in client.get(address).content.decode()
    client.post(f"{address}done/", {"undo": "1"})
    assert Progress.objects.get().done_at


@pytest.mark.parametrize("number", [1, 3])
def test_the_whole_page_costs_the_same(client, address, lesson, participant, trainer, number, django_assert_max_num_queries):
    enrollment = participant.enrollments.get()
    lesson.done_by, lesson.task = "work", "Опишите услугу"
    lesson.save()
    for n in range(number):
        question = talk.ask(enrollment, lesson, text=f"Вопрос {n}", by=participant)
        talk.answer(question, text="Ответ", by=trainer)
        talk.lift(question, text=f"Вопрос {n}", answer="Ответ", by=trainer)
        client.post(f"{address}work/", {"file": SimpleUploadedFile(f"{n}.pdf", PDF)})
    client.get(address)

    with django_assert_max_num_queries(13):
        text = client.get(address).content.decode()

    assert text.count("<summary>Вопрос") == number
