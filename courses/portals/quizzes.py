"""A test on the participant's screen: what it is, the attempt, the result. The page holds all questions; each answer goes to the school at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from courses.portals.presses import tell
from courses.portals.quiz_cards import card_of, minutes_left
from courses.portals.quiz_paper import Shown, changed, given_in, hundredths, paper_of
from courses.portals.study import find_lesson
from courses.portals.tabs import tabs
from courses.progress import quiz_rules
from courses.progress.actions.attempts import finish, save_answers, start
from courses.progress.models import Attempt, Quiz, QuizVersion
from courses.route.rules import reasons_closed
from school.people.requests import PersonRequest
from school.people.rules import Refused

GONE = 409


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """What the test is and what came of it. A press starts an attempt, or leads back into the one that is open."""
    lesson, enrollment = find_lesson(request.user, cohort_id, lesson_id)
    own = enrollment if enrollment.pk else None
    closed = reasons_closed(enrollment, lesson) if own else []
    refused: list[Any] = []
    if request.method == "POST":
        if own is None:
            raise Http404
        try:
            if closed:
                raise Refused(*closed)
            found = get_object_or_404(Quiz, lesson=lesson)
            return redirect("portals:attempt", pk=start(own, found, by=request.user).pk)
        except Refused as refusal:
            refused = refusal.reasons
    card = card_of(own, lesson, closed)
    if card is None:
        raise Http404
    context = {"tabs": tabs("route", own), "lesson": lesson, "cohort": enrollment.cohort, "enrollment": own, "card": card, "refused": refused}
    return render(request, "portals/cabinet/quiz.html", context, status=GONE if refused else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: PersonRequest, pk: int) -> HttpResponse:
    """GET shows the paper, POST saves what has changed on it: one question by htmx, or all that the form holds.

    The lesson may have closed since the start (its page taken down, its module put off): what was begun may be finished, only a new attempt is refused.
    """
    found = get_object_or_404(quiz_rules.attempts_of(request.user).select_related("quiz__lesson__module"), pk=pk)
    if found.ended_at or quiz_rules.is_over(found, timezone.now()):
        return over(request, found)
    if reasons := quiz_rules.reasons_not_to_go_on(found):
        return stopped(request, found, reasons)
    asked = paper_of(found)
    refused: list[Any] = []
    if request.method == "POST":
        try:
            saved = save(request, found, asked)
        except Refused as refusal:
            if quiz_rules.is_over(found, timezone.now()):
                return over(request, found)
            refused = refusal.reasons
        else:
            asked = paper_of(found)
            if request.headers.get("HX-Request"):
                return answered(request, found, asked)
            return led_on(request, found, saved)
    context = paper_context(found, asked) | {"tabs": tabs("route", found.enrollment), "refused": refused}
    return render(request, "portals/cabinet/attempt.html", context, status=GONE if refused else 200)


def save(request: PersonRequest, attempt: Attempt, asked: list[Shown]) -> int:
    """How many answers were saved, all or none. `only` names one question, when it goes on its own."""
    only = request.POST.get("only", "")
    sent = [(each, given_in(each, request.POST)) for each in asked if only in ("", str(each.number))]
    given = {each.asked.position: answer for each, answer in sent if changed(each, answer, request.POST)}
    if given:
        save_answers(attempt, given, by=request.user)
    return len(given)


def paper_context(attempt: Attempt, asked: list[Shown]) -> dict[str, Any]:
    moments = [each.answer.saved_at for each in asked if each.answer]
    return {
        "attempt": attempt,
        "lesson": attempt.quiz.lesson,
        "asked": asked,
        "done": sum(each.given is not None for each in asked),
        "saved_at": max(moments, default=None),
        "left": minutes_left(attempt.until) if attempt.until else "",
        "seconds": quiz_rules.seconds_left(attempt, timezone.now()),
    }


def answered(request: PersonRequest, attempt: Attempt, asked: list[Shown]) -> HttpResponse:
    """To htmx: the state of the question, the counts, the time."""
    each = next((each for each in asked if str(each.number) == request.POST.get("only", "")), None)
    context = paper_context(attempt, asked) | {"each": each, "quiet": True, "moved": request.POST.get("move", "")}
    return render(request, "portals/cabinet/answered.html", context)


def led_on(request: PersonRequest, attempt: Attempt, saved: int) -> HttpResponse:
    """Without scripts: to the question named by the button, or to the handing in."""
    go = request.POST.get("go", "")
    if go == "end":
        return redirect("portals:attempt_finish", pk=attempt.pk)
    if saved:
        messages.success(request, ngettext("Сохранён %(n)s ответ.", "Сохранено %(n)s ответов.", saved) % {"n": saved})
    moved = request.POST.get("move", "").partition("-")[0].removeprefix("q")
    numbers = [int(text) for text in (go, moved) if text.isascii() and text.isdecimal() and len(text) < 5]
    number = next((number for number in numbers if 0 < number <= len(attempt.paper)), 0)
    return redirect(reverse("portals:attempt", args=[attempt.pk]) + (f"#q{number}" if number else ""))


def over(request: PersonRequest, attempt: Attempt) -> HttpResponse:
    address = reverse("portals:attempt_result" if attempt.ended_at else "portals:attempt_finish", args=[attempt.pk])
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def stopped(request: PersonRequest, attempt: Attempt, reasons: list[str]) -> HttpResponse:
    """The person does not study any more, or the cohort is an archive: the answers stay as they were saved."""
    for reason in reasons:
        messages.error(request, reason)
    address = reverse("portals:quiz", args=[attempt.enrollment.cohort_id, attempt.quiz.lesson_id])
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_finish(request: PersonRequest, pk: int) -> HttpResponse:
    """Asked before handing in, with the questions that have no answer; when the time is over, what was saved is marked."""
    found = get_object_or_404(quiz_rules.attempts_of(request.user).select_related("quiz__lesson__module"), pk=pk)
    if found.ended_at:
        return redirect("portals:attempt_result", pk=pk)
    if not quiz_rules.is_over(found, timezone.now()) and (reasons := quiz_rules.reasons_not_to_go_on(found)):
        return stopped(request, found, reasons)
    if request.method == "POST":
        try:
            finish(found, by=request.user)
            return redirect("portals:attempt_result", pk=pk)
        except Refused as refused:
            tell(request, refused)
            return redirect("portals:attempt", pk=pk)
    asked = paper_of(found)
    context = paper_context(found, asked) | {
        "tabs": tabs("route", found.enrollment),
        "over": quiz_rules.is_over(found, timezone.now()),
        "empty": [each for each in asked if each.given is None],
    }
    return render(request, "portals/cabinet/attempt_finish.html", context)


@login_required
@never_cache
@require_safe
def attempt_result(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(quiz_rules.attempts_of(request.user).select_related("quiz__lesson__module"), pk=pk)
    if not found.ended_at:
        return redirect("portals:attempt", pk=pk)
    own = found.enrollment
    closed = reasons_closed(own, found.quiz.lesson)
    again = closed or quiz_rules.reasons_not_to_start(own, found.quiz)
    context = result_of(found, found.version.show) | {
        "tabs": tabs("route", own),
        "again": again,
        "tries_left": quiz_rules.tries_left(own, found.quiz),
    }
    return render(request, "portals/cabinet/attempt_result.html", context)


def result_of(attempt: Attempt, show: str) -> dict[str, Any]:
    """What the test allows to show: points alone, what is right, or the right answers too."""
    rows_shown = paper_of(attempt) if show != QuizVersion.Show.NOTHING else []
    answers = show == QuizVersion.Show.ANSWERS
    rows = [
        {
            "asked": each,
            "tone": each.marked[0],
            "sign": each.marked[1],
            "words": each.marked[2],
            "right": each.asked.right_rows if answers and each.marked[0] != "ok" else [],
        }
        for each in rows_shown
    ]
    return {
        "attempt": attempt,
        "lesson": attempt.quiz.lesson,
        "rows": rows,
        "answers": answers,
        "points": hundredths(attempt.points),
        "of_points": hundredths(attempt.of_points),
        "share": quiz_rules.percent_of(attempt),
        "by_time": attempt.ended == Attempt.Ended.BY_TIME,
    }


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/test/", quiz, name="quiz"),
    path("study/attempts/<int:pk>/", attempt, name="attempt"),
    path("study/attempts/<int:pk>/finish/", attempt_finish, name="attempt_finish"),
    path("study/attempts/<int:pk>/result/", attempt_result, name="attempt_result"),
]
