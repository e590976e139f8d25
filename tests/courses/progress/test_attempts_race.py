"""Two devices, two presses, and the clock, at the same moment: one attempt, one end, no answer that is neither counted nor refused.

The twins without the protection fail.
"""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from courses.enrollment.models import Enrollment
from courses.progress import quiz_rules
from courses.progress.actions import attempts
from courses.progress.models import Attempt, AttemptAnswer, Progress
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 6


@pytest.fixture
def quiz(cohort):
    version = factories.QuizVersionFactory(quiz__lesson__module__program=cohort.program, minutes=10, tries=CROWD)
    factories.QuizPartFactory(version=version, question__bank__program=cohort.program)
    return version.quiz


@pytest.fixture
def attempt(enrollment, quiz):
    return attempts.start(enrollment, quiz, by=enrollment.person)


def crowd(work):
    """All at once; returns what each got, failures as they are."""
    found, barrier = [], threading.Barrier(CROWD)

    def run():
        try:
            barrier.wait()
            found.append(work())
        except Exception as failure:
            found.append(failure)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def while_open(first, second):
    """`second` begins when `first` has written, and before it commits."""
    written, failures = threading.Event(), []

    def slow():
        try:
            with transaction.atomic():
                first()
                written.set()
                threading.Event().wait(0.6)
        except Exception as failure:  # pragma: no cover
            failures.append(failure)
        finally:
            written.set()
            close_old_connections()
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait()
    try:
        return second()
    finally:
        thread.join()
        assert failures == []


def verbs(attempt):
    return [entry.verb for entry in Entry.objects.about(attempt).order_by("pk")]


# Starts


def test_starts_at_once_are_one_attempt(enrollment, quiz):
    found = crowd(lambda: attempts.start(enrollment, quiz, by=enrollment.person).pk)

    assert found == [Attempt.objects.get().pk] * CROWD
    assert quiz_rules.tries_left(enrollment, quiz) == CROWD - 1
    assert Entry.objects.filter(verb="progress.attempt_started").count() == 1


def test_starts_without_the_lock_fail_or_double(enrollment, quiz, monkeypatch):
    """The control: everybody looks before anybody writes."""
    looked, ask = threading.Barrier(CROWD), quiz_rules.reasons_not_to_start

    def slow(*parts):
        reasons = ask(*parts)
        with suppress(threading.BrokenBarrierError):
            looked.wait(5)
        return reasons

    monkeypatch.setattr(attempts, "_started", attempts._started.__wrapped__)
    monkeypatch.setattr(attempts, "_locked_enrollment", lambda pk: Enrollment.objects.select_related("cohort").get(pk=pk))
    monkeypatch.setattr(attempts.quiz_rules, "reasons_not_to_start", slow)

    found = crowd(lambda: attempts.start(enrollment, quiz, by=enrollment.person).pk)

    assert len([each for each in found if isinstance(each, IntegrityError)]) == CROWD - 1  # the table itself lets one in


# Ends


def test_ends_at_once_are_one_end(enrollment, attempt):
    attempts.save_answer(attempt, 0, "a", by=enrollment.person)

    found = crowd(lambda: attempts.finish(attempt, by=enrollment.person).passed)

    assert found == [True] * CROWD
    assert verbs(attempt) == ["progress.attempt_started", "progress.attempt_finished"]
    assert Progress.objects.get().done_at


def test_ends_without_the_lock_are_many(enrollment, attempt, monkeypatch):
    """The control: everybody finds it open. Nobody waits for anybody, so the second journals another end."""
    looked = threading.Barrier(CROWD)
    attempts.save_answer(attempt, 0, "a", by=enrollment.person)

    def careless(pk):
        found = Attempt.objects.select_related("enrollment", "quiz__lesson", "version").get(pk=pk)
        with suppress(threading.BrokenBarrierError):
            looked.wait(5)
        return found

    monkeypatch.setattr(attempts, "finish", attempts.finish.__wrapped__)
    monkeypatch.setattr(attempts, "_locked_enrollment", lambda pk: Enrollment.objects.select_related("cohort").get(pk=pk))
    monkeypatch.setattr(attempts, "_locked_attempt", careless)

    crowd(lambda: attempts.finish(attempt, by=enrollment.person))

    assert verbs(attempt).count("progress.attempt_finished") > 1


def test_person_and_clock_at_once_are_one_end(enrollment, attempt):
    late = timezone.now() + timedelta(minutes=11)
    acts = iter([lambda: attempts.close_overdue(late), lambda: attempts.finish(attempt, by=enrollment.person)] * CROWD)

    found = crowd(lambda: next(acts)())

    assert [each for each in found if isinstance(each, Exception)] == []
    assert len(verbs(attempt)) == 2


# An answer against the end


def answer(attempt, given):
    try:
        attempts.save_answer(attempt, 0, given, by=attempt.enrollment.person)
    except Refused:
        return "refused"
    return "saved"


def kept():
    return AttemptAnswer.objects.values_list("given", "share").get()


def test_answer_while_the_attempt_ends_is_refused(enrollment, attempt):
    told = while_open(lambda: attempts.finish(attempt, by=enrollment.person), lambda: answer(attempt, "a"))

    attempt.refresh_from_db()
    assert (told, kept(), attempt.points) == ("refused", (None, 0), 0)


def test_end_while_an_answer_is_written_counts_it(enrollment, attempt):
    while_open(lambda: answer(attempt, "a"), lambda: attempts.finish(attempt, by=enrollment.person))

    attempt.refresh_from_db()
    assert (kept(), attempt.points, attempt.passed) == (("a", 100), 100, True)


def test_answer_while_the_clock_ends_the_attempt_is_refused(attempt):
    late = timezone.now() + timedelta(minutes=11)

    told = while_open(lambda: attempts.close_overdue(late), lambda: answer(attempt, "a"))

    assert (told, kept()) == ("refused", (None, 0))


def test_careless_answer_is_kept_and_never_marked(enrollment, attempt, monkeypatch):
    """The control: the attempt is looked at before the end is committed, and the answer goes over what was marked."""
    seen = Attempt.objects.select_related("enrollment", "version").get(pk=attempt.pk)
    lock = attempts._locked_attempt
    ender = threading.Event()

    def careless(pk):
        if threading.current_thread() is threading.main_thread() and ender.is_set():
            return seen
        return lock(pk)

    monkeypatch.setattr(attempts, "_locked_attempt", careless)

    def end():
        attempts.finish(attempt, by=enrollment.person)
        ender.set()

    told = while_open(end, lambda: answer(attempt, "a"))

    attempt.refresh_from_db()
    assert (told, kept(), attempt.points) == ("saved", ("a", 0), 0)


def test_answers_of_two_devices_to_one_question_are_one_row(attempt):
    given = iter("ab" * CROWD)

    found = crowd(lambda: answer(attempt, next(given)))

    assert (found, AttemptAnswer.objects.count()) == (["saved"] * CROWD, 1)
