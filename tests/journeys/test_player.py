"""A film of a lesson in a real browser: it plays, jumps, speaks by captions, remembers the place and forgets it at sign-out."""

import pytest

from cms.demo import film
from school.vault import serving
from school.vault.actions import keep
from tests import factories
from tests.lessons import give_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SPEC = {
    "title": "Путь",
    "scenes": [
        {"seconds": 4, "title": "Путь", "text": "Начинаем с начала.", "part": None},
        {"seconds": 5, "title": "Теория", "text": "Первая часть – теория.", "part": 1},
        {"seconds": 3, "title": "Цель", "text": "Решение принимает Минюст.", "part": None},
    ],
}


@pytest.fixture
def address(cohort, settings, tmp_path):
    from cms.models.files import LessonCaptions, LessonVideo

    settings.VAULT_ROOT = tmp_path
    video = LessonVideo.objects.get(pk=keep(film.video(SPEC), name="put.webm", shelf="lessons").pk)
    words = LessonCaptions.objects.get(pk=keep(film.captions(SPEC).encode(), name="put.vtt", shelf="lessons").pk)
    lesson = factories.LessonFactory(module=factories.ModuleFactory(program=cohort.program))
    value = {"file": video, "title": "Путь к статусу", "poster": None, "captions": words, "transcript": "<p>Начинаем с начала.</p>"}
    give_page(lesson, [("video", value)])
    return f"/study/{cohort.pk}/{lesson.pk}/"


def until(page, truth):
    """Playwright's own waiting needs eval, which the content policy forbids."""
    for _ in range(100):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {truth}")


PLAYS = "v => new Promise((done, fail) => { v.onerror = () => fail(v.error.message); v.onplaying = () => done(true); v.muted = true; v.play(); })"
JUMPS = "(v, to) => new Promise((done, fail) => { v.onerror = fail; v.onseeked = () => done(v.currentTime); v.currentTime = to; })"


@pytest.mark.parametrize("portion", [2_000_000, 20_000])
def test_film_plays_jumps_and_speaks(browser_page, participant, address, monkeypatch, portion):
    """Also when the server gives it in small portions."""
    monkeypatch.setattr(serving, "PORTION", portion)
    page = browser_page(participant)
    page.goto(address)
    video = page.locator("video")
    until(page, "document.querySelector('video').readyState >= 1")

    assert video.evaluate("v => [v.duration, v.videoWidth, v.videoHeight]") == [12, 1280, 720]
    assert video.evaluate(PLAYS)
    for to in (10.5, 1, 6):
        assert abs(video.evaluate(JUMPS, to) - to) < 0.1
    assert video.evaluate("v => [v.textTracks.length, v.textTracks[0].mode, v.textTracks[0].cues.length]") == [1, "showing", 3]
    video.evaluate(JUMPS, 11.5)
    until(page, "document.querySelector('video').ended")


def test_place_is_kept_and_forgotten_at_sign_out(browser_page, participant, address):
    page = browser_page(participant)
    page.goto(address)
    until(page, "document.querySelector('video').readyState >= 1")
    video = page.locator("video")
    video.evaluate(PLAYS)
    video.evaluate(JUMPS, 7.4)
    video.evaluate("v => v.pause()")
    until(page, "Object.keys(localStorage).some(key => key.startsWith('kept:'))")
    page.reload()
    page.get_by_role("button", name="Продолжить с 00:07").click()
    until(page, "document.querySelector('video').currentTime >= 7")
    video.evaluate("v => v.pause()")

    with page.expect_navigation():
        page.evaluate("document.querySelector('form[data-leave]').requestSubmit()")

    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept:'))") == []


@pytest.mark.parametrize("width", [360, 1280])
def test_player_is_accessible_and_keeps_its_room(browser_page, participant, address, axe, width):
    page = browser_page(participant, width=width)
    page.goto(address)
    shape = page.locator("video").evaluate("v => [v.clientWidth, v.clientHeight]")
    axe(page)

    assert abs(shape[0] / shape[1] - 16 / 9) < 0.02
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
