"""Two windows on one review (R26): whoever saves second sees the first one's words; nothing is overwritten in silence."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from courses.projects.actions import reviews
from courses.projects.models import Review
from school.people.rules import Changed
from tests.courses.projects.judging import call_with, juror_of, marks_of, work_of

PAIRS = 20


@pytest.fixture
def review(db):
    call = call_with()
    return reviews.assign(work_of(call), juror_of(call), by=None)


def pressed_together(*presses):
    """What each press gave back: the words it saved, or that somebody was first."""
    ready, given = Barrier(len(presses)), {}

    def press(number, act):
        ready.wait()
        try:
            given[number] = act()
        except Changed as changed:
            given[number] = changed
        finally:
            connection.close()

    threads = [Thread(target=press, args=each) for each in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def saving(review, words, edition, save=reviews.save):
    marks = marks_of(review.submission.stage.call, 1, None, words=words)
    return lambda: save(review, marks=marks, words=words, for_staff="", edition=edition, by=review.reviewer)


def careless(review, *, marks, words, for_staff, edition, by):
    """The same save, taking whatever edition stands as the one that was read."""
    try:
        return reviews.save(review, marks=marks, words=words, for_staff=for_staff, edition=edition, by=by)
    except Changed as changed:
        return careless(review, marks=marks, words=words, for_staff=for_staff, edition=changed.current.edition, by=by)


@pytest.mark.django_db(transaction=True)
def test_pairs_of_windows_overwrite_nothing_in_silence(review):
    lost = 0
    for number in range(PAIRS):
        edition = Review.objects.get(pk=review.pk).edition
        texts = [f"Первое окно {number}", f"Второе окно {number}"]
        given = pressed_together(*(saving(review, text, edition) for text in texts))
        kept = Review.objects.get(pk=review.pk)
        told = [place for place, each in given.items() if isinstance(each, Changed)]
        lost += len(told) != 1 or kept.words != texts[1 - told[0]] or given[told[0]].current.words != kept.words
        lost += set(kept.marks.exclude(words="").values_list("words", flat=True)) != {kept.words}

    assert lost == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_edition_somebody_loses(review):
    """The twin: it proves that the pairs above would have been lost."""
    silent = 0
    for number in range(PAIRS):
        texts = [f"Первое окно {number}", f"Второе окно {number}"]
        given = pressed_together(*(saving(review, text, 0, careless) for text in texts))
        silent += not any(isinstance(each, Changed) for each in given.values())

    assert silent == PAIRS


@pytest.mark.django_db(transaction=True)
def test_the_same_press_twice_is_one_edition(review):
    given = pressed_together(*[saving(review, "Одно и то же", 1)] * 2)

    assert [type(each).__name__ for each in given.values()] == ["Review", "Review"]
    assert Review.objects.get(pk=review.pk).edition == 2


@pytest.mark.django_db(transaction=True)
def test_two_presses_ask_a_reviewer_once():
    call = call_with()
    work, person = work_of(call), juror_of(call)

    pressed_together(*[lambda: reviews.assign(work, person, by=None)] * 2)

    assert work.reviews.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_share_out_once():
    call = call_with(reviews_needed=1)
    works, stage = [work_of(call) for _ in range(3)], call.stages.get()
    for _ in range(3):
        juror_of(call)

    pressed_together(*[lambda: reviews.assign_evenly(stage, by=None)] * 2)

    assert [work.reviews.count() for work in works] == [1, 1, 1]
