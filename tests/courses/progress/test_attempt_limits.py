"""How many times, and until which second: the server keeps both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from courses.progress import quiz_rules
from courses.progress.actions import attempts
from courses.progress.models import Attempt, Progress
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(time_machine):
    """`clock(seconds)` – so many seconds after noon, and there it stays."""

    def go(seconds):
        time_machine.move_to(NOON + timedelta(seconds=seconds), tick=False)
        return NOON + timedelta(seconds=seconds)

    go(0)
    return go


@pytest.fixture
def version(clock, cohort):
    version = factories.QuizVersionFactory(quiz__lesson__module__program=cohort.program, minutes=10, tries=2)
    factories.QuizPartFactory(version=version, question__bank__program=cohort.program)
    return version


@pytest.fixture
def quiz(version):
    return version.quiz


@pytest.fixture
def enrollment(version, cohort):
    return factories.EnrollmentFactory(cohort=cohort)


def begin(enrollment, quiz):
    return attempts.start(enrollment, quiz, by=enrollment.person)


def save(attempt, given="a"):
    return attempts.save_answer(attempt, 0, given, by=attempt.enrollment.person)


def finish(attempt):
    return attempts.finish(attempt, by=attempt.enrollment.person)


# Tries


def test_tries_are_counted(enrollment, quiz):
    left = [quiz_rules.tries_left(enrollment, quiz)]
    for _ in range(2):
        attempt = begin(enrollment, quiz)
        left.append(quiz_rules.tries_left(enrollment, quiz))
        assert quiz_rules.reasons_not_to_start(enrollment, quiz) == []  # it leads back to the open one
        finish(attempt)

    assert (left, [attempt.number for attempt in Attempt.objects.order_by("pk")]) == ([2, 1, 0], [1, 2])
    assert len(quiz_rules.reasons_not_to_start(enrollment, quiz)) == 1
    with pytest.raises(Refused, match="попыт"):
        begin(enrollment, quiz)


def test_without_a_limit_one_may_try_for_ever(enrollment, quiz, version):
    version.tries = None
    version.save()
    for _ in range(4):
        finish(begin(enrollment, quiz))

    assert (quiz_rules.tries_left(enrollment, quiz), quiz_rules.reasons_not_to_start(enrollment, quiz)) == (None, [])


def test_more_tries_used_than_the_new_version_gives(enrollment, quiz, version):
    for _ in range(2):
        finish(begin(enrollment, quiz))
    factories.QuizVersionFactory(quiz=quiz, number=2, tries=1)

    assert quiz_rules.tries_left(enrollment, quiz) == 0


def test_tries_of_one_person_are_not_of_another(enrollment, quiz, cohort):
    finish(begin(enrollment, quiz))

    assert quiz_rules.tries_left(factories.EnrollmentFactory(cohort=cohort), quiz) == 2


# Time


def test_time_runs_from_the_start(enrollment, quiz, clock):
    attempt = begin(enrollment, quiz)
    clock(90)

    assert (attempt.until, begin(enrollment, quiz).until) == (NOON + timedelta(minutes=10), NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("seconds", "left", "over"), [(0, 600, False), (0.5, 599, False), (599, 1, False), (599.9, 0, False), (600, 0, True), (601, 0, True)]
)
def test_seconds_left(enrollment, quiz, clock, seconds, left, over):
    attempt = begin(enrollment, quiz)
    now = clock(seconds)

    assert (quiz_rules.seconds_left(attempt, now), quiz_rules.is_over(attempt, now)) == (left, over)
    assert (quiz_rules.open_attempt(enrollment, quiz) is None) is over


def test_no_limit_is_never_over(enrollment, quiz, version, clock):
    version.minutes = None
    version.save()
    attempt = begin(enrollment, quiz)
    now = clock(10**8)

    assert (attempt.until, quiz_rules.seconds_left(attempt, now), quiz_rules.is_over(attempt, now)) == (None, None, False)
    assert attempts.close_overdue(now) == 0
    save(attempt)
    assert finish(attempt).passed


def test_answer_of_the_last_second_counts(enrollment, quiz, clock):
    attempt = begin(enrollment, quiz)
    clock(599.999)
    save(attempt)

    assert finish(attempt).passed


@pytest.mark.parametrize("seconds", [600, 600.001, 10**6])
def test_answer_after_the_end_is_refused_and_the_earlier_counts(enrollment, quiz, clock, seconds):
    attempt = begin(enrollment, quiz)
    save(attempt)
    clock(seconds)

    with pytest.raises(attempts.TimeIsOver):
        save(attempt, "b")
    ended = finish(attempt)

    assert (ended.ended, ended.ended_at, ended.passed) == ("time", NOON + timedelta(minutes=10), True)


def test_clock_closes_what_was_left_open(enrollment, quiz, clock):
    attempt = begin(enrollment, quiz)
    save(attempt)
    late = begin(factories.EnrollmentFactory(cohort=enrollment.cohort), quiz)

    counts = [attempts.close_overdue(clock(seconds)) for seconds in (599, 600, 600)]

    ended = {row.pk: row for row in Attempt.objects.all()}
    assert counts == [0, 2, 0]
    assert {(row.ended, row.ended_at) for row in ended.values()} == {("time", NOON + timedelta(minutes=10))}
    assert (ended[attempt.pk].passed, ended[late.pk].passed) == (True, False)
    assert Progress.objects.get(done_at__isnull=False).enrollment == enrollment
    assert Entry.objects.about(attempt).get(verb="progress.attempt_timed_out").by is None


def test_command_closes(enrollment, quiz, clock, capsys):
    begin(enrollment, quiz)
    clock(600)

    call_command("close_attempts")

    assert capsys.readouterr().out == "Закончено: 1\n"


def test_start_after_the_end_closes_the_old_and_opens_the_next(enrollment, quiz, clock):
    first = begin(enrollment, quiz)
    save(first)
    clock(600)

    second = begin(enrollment, quiz)

    first.refresh_from_db()
    assert (second.number, second.until) == (2, NOON + timedelta(minutes=20))
    assert (first.ended, first.passed) == ("time", True)


def test_start_after_the_end_of_the_last_try_is_refused_and_the_try_is_marked(enrollment, quiz, version, clock):
    version.tries = 1
    version.save()
    attempt = begin(enrollment, quiz)
    save(attempt)
    clock(600)

    with pytest.raises(Refused):
        begin(enrollment, quiz)

    attempt.refresh_from_db()
    assert (attempt.ended, attempt.passed) == ("time", True)


def test_longer_time_of_a_new_version_does_not_reach_the_open_attempt(enrollment, quiz, clock):
    attempt = begin(enrollment, quiz)
    factories.QuizVersionFactory(quiz=quiz, number=2, minutes=60)

    attempt.refresh_from_db()

    assert attempt.until == NOON + timedelta(minutes=10)


def test_as_many_as_one_likes_is_a_hundred(version, quiz, enrollment):
    version.tries = None
    version.save()
    ended = {"enrollment": enrollment, "quiz": quiz, "version": version, "paper": [], "ended_at": NOON, "ended": "person"}
    Attempt.objects.bulk_create([Attempt(number=number, **ended) for number in range(1, 100)])

    finish(begin(enrollment, quiz))

    with pytest.raises(Refused):
        begin(enrollment, quiz)
    assert Attempt.objects.count() == 100


@pytest.mark.parametrize("state", ["finished", "expelled", "withdrawn"])
def test_who_does_not_study_any_more_answers_and_passes_nothing(version, quiz, enrollment, clock, state):
    """The clock closes the attempt at its time; what was saved before counts for the attempt, not for the lesson."""
    quiz.lesson.done_by = "quiz"
    quiz.lesson.save()
    attempt = begin(enrollment, quiz)
    save(attempt)
    type(enrollment).objects.filter(pk=enrollment.pk).update(state=state)

    for press in (save, finish):
        with pytest.raises(Refused):
            press(attempt)
    assert Attempt.objects.get().ended_at is None
    assert attempts.close_overdue(clock(601)) == 1
    assert (Attempt.objects.get().ended, Progress.objects.exists()) == ("time", False)
