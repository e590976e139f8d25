"""Tests on the trainer's screen: the lessons with the state of their tests, the draft of one, its publishing, its versions. What came of it is in `quiz_results`."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.portals.access import for_role
from courses.portals.banks import PAGE, WRITERS
from courses.portals.excuses import visiting
from courses.portals.presses import number_of
from courses.portals.quiz_paper import sample_of
from courses.portals.returning import read_at, returning, settled, typed
from courses.portals.waiting import keeps_calls
from courses.program.models import Lesson
from courses.progress import paper_rules, quiz_rules
from courses.progress.actions import quizzes as acts
from courses.progress.models import Attempt, Quiz, QuizVersion
from courses.progress.quiz_forms import DraftForm
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, folded

NAMES = 10  # of those who are taking the test
LACKING = Q(done_by=Lesson.DoneBy.QUIZ, published=False)  # nobody can pass such a lesson
HAS = {"test": Q(published=True), "draft": Q(drafted=True), "lacking": LACKING}


def lessons_of(user: User) -> QuerySet[Lesson]:
    kept = quiz_rules.kept_by(user).order_by().values("pk")
    return Lesson.objects.filter(module__program__in=kept).select_related("module__program", "quiz")


def versions_of(user: User) -> QuerySet[QuizVersion]:
    kept = quiz_rules.kept_by(user).order_by().values("pk")
    return QuizVersion.objects.filter(quiz__lesson__module__program__in=kept).select_related("quiz__lesson__module__program", "published_by")


def crumbs(lesson: Lesson, title: str = "", url: str = "") -> list[dict[str, str]]:
    first = {"title": _("Тесты"), "url": reverse("portals:quiz_list")}
    here = {"title": lesson.title, "url": reverse("portals:quiz_desk", args=[lesson.pk]) if title else ""}
    return [first, here, *([{"title": title, "url": url}] if title else [])]


@for_role(*WRITERS)
@require_safe
def quiz_list(request: PersonRequest) -> HttpResponse:
    """Lessons of the programmes that one keeps, with the state of the test of each; `?has=` leaves those with a test, with a draft, or waiting for one."""
    programs = list(quiz_rules.kept_by(request.user).order_by("title", "pk"))
    asked = {"q": request.GET.get("q", "")[:100], "program": request.GET.get("program", ""), "has": request.GET.get("has", "")}
    versions = QuizVersion.objects.filter(quiz__lesson=OuterRef("pk"))
    rows = lessons_of(request.user).annotate(
        published=Exists(versions.filter(published_at__isnull=False)), drafted=Exists(versions.filter(published_at=None))
    )
    rows_lacking = rows.filter(LACKING).count()
    if chosen := [program.pk for program in programs if str(program.pk) == asked["program"]]:
        rows = rows.filter(module__program__in=chosen)
    rows = rows.filter(HAS.get(asked["has"], Q()))
    if words := folded(asked["q"]).split():
        texts = lessons_of(request.user).values_list("pk", "title", "module__title")
        rows = rows.filter(pk__in=[pk for pk, *titles in texts if all(word in folded(*titles) for word in words)])
    rows = rows.order_by("module__program__title", "module__program", "module__position", "position", "pk")
    context = {
        "visiting": visiting(request),
        "keeps_calls": keeps_calls(request.user),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "programs": programs,
        "asked": asked,
        "filtered": any(asked.values()),
        "lacking": rows_lacking,
        "taking": quiz_rules.taken_by(request.user).order_by().values_list("enrollment__cohort__program__title", flat=True).distinct(),
    }
    return render(request, "portals/trainer/quizzes.html", context)


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_desk(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """The test of a lesson and its versions. A press begins its draft, or leads into the one that is there."""
    lesson = get_object_or_404(lessons_of(request.user), pk=lesson_id)
    if request.method == "POST":
        draft = acts.draft_of(acts.make_quiz(lesson, by=request.user), by=request.user)
        return redirect("portals:quiz_draft", pk=draft.pk)
    quiz = getattr(lesson, "quiz", None)
    versions = list(quiz.versions.select_related("published_by").prefetch_related("parts")) if quiz else []
    current = next((version for version in versions if version.published_at), None)
    context = {
        "visiting": visiting(request),
        "lesson": lesson,
        "quiz": quiz,
        "current": current,
        "draft": next((version for version in versions if not version.published_at), None),
        "versions": [(version, sum(part.count for part in version.parts.all())) for version in versions if version.published_at],
        "taking": len(taking(quiz)),
        "may_withdraw": current is not None and not quiz_rules.reasons_not_to_withdraw(current),
        "crumbs": crumbs(lesson),
        "at": "desk",
    }
    return render(request, "portals/trainer/quiz.html", context)


def taking(quiz: Quiz | None) -> list[Attempt]:
    """Whoever is answering at this moment."""
    rows = (
        Attempt.objects.filter(quiz=quiz, ended_at=None)
        .select_related("enrollment__person")
        .defer("paper")
        .order_by("enrollment__person__folded_name")
    )
    return [row for row in rows if not quiz_rules.is_over(row, timezone.now())] if quiz else []


@returning
@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Every button saves all that the form holds; nothing reaches people before the publishing."""
    found = get_object_or_404(versions_of(request.user), pk=pk)
    if found.published_at:
        return redirect("portals:quiz_version", pk=pk)
    back = {} if request.method == "POST" else typed(request)
    form = DraftForm(request.POST if request.method == "POST" else back or None, instance=copy(found))
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            acts.save_draft(found, form.settings, form.parts(), edition=edition_in(request), by=request.user)
            settled(request)
            return saved(request, found)
        except Changed as changed:
            other = versions_of(request.user).get(pk=pk) if changed.current else None
            form.add_error(None, [str(reason) for reason in changed.reasons])
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
    context = {
        "visiting": visiting(request),
        "version": found,
        "lesson": found.quiz.lesson,
        "form": form,
        "lines": form.lines(),
        "returned": bool(back),
        "edition": other.edition if other else read_at(request, "edition", found.edition),
        "other": other,
        "other_lines": DraftForm(instance=other).lines() if other else [],
        "crumbs": crumbs(found.quiz.lesson, _("Черновик теста")),
    }
    return render(request, "portals/trainer/quiz_draft.html", context, status=400 if form.errors and not back else 200)


def pressed(request: PersonRequest, act: Callable[[], object], words: str) -> list[Any]:
    """What speaks against it; nothing – it is done, and `words` say so."""
    try:
        act()
    except Refused as refusal:
        return refusal.reasons
    messages.success(request, words)
    return []


def edition_in(request: PersonRequest) -> int:
    return number_of(request.POST.get("edition", ""))


def saved(request: PersonRequest, version: QuizVersion) -> HttpResponse:
    do = request.POST.get("do", "")
    if do in ("publish", "pick", "version"):
        return redirect(f"portals:quiz_{do}", pk=version.pk)
    messages.success(request, _("Черновик сохранён."))
    return redirect(reverse("portals:quiz_draft", args=[version.pk]) + ("" if do in ("", "save") else "#parts"))


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Asked first, with who is taking the test now."""
    found = get_object_or_404(versions_of(request.user), pk=pk)
    refused: list[Any] = []
    if request.method == "POST":
        refused = pressed(
            request, lambda: acts.publish(found, by=request.user, edition=edition_in(request)), _("Тест опубликован. Новые попытки пойдут по нему.")
        )
        if not refused:
            return redirect("portals:quiz_desk", lesson_id=found.quiz.lesson_id)
    if found.published_at:
        return redirect("portals:quiz_version", pk=pk)
    return sure(request, found, "publish", refused or quiz_rules.reasons_not_to_publish(found))


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_discard(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(versions_of(request.user), pk=pk, published_at=None)
    refused: list[Any] = []
    if request.method == "POST":
        refused = pressed(request, lambda: acts.discard(found, by=request.user), _("Черновик удалён."))
        if not refused:
            return redirect("portals:quiz_desk", lesson_id=found.quiz.lesson_id)
    return sure(request, found, "discard", refused)


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Of a test that nobody has begun: it is a draft again."""
    found = get_object_or_404(versions_of(request.user), pk=pk)
    refused: list[Any] = []
    if request.method == "POST":
        refused = pressed(request, lambda: acts.withdraw(found, by=request.user), _("Тест снят: теперь это черновик."))
        if not refused:
            return redirect("portals:quiz_desk", lesson_id=found.quiz.lesson_id)
    if not found.published_at:
        return redirect("portals:quiz_draft", pk=pk)
    return sure(request, found, "withdraw", refused or quiz_rules.reasons_not_to_withdraw(found))


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_again(request: PersonRequest, pk: int) -> HttpResponse:
    """Marks the ended attempts of a version by the newest words of its questions."""
    found = get_object_or_404(versions_of(request.user), pk=pk, published_at__isnull=False)
    if request.method == "POST":
        done = acts.mark_again(found, by=request.user)
        words = _("Пересчитано попыток: %(attempts)s. Баллы изменились у %(changed)s, зачтено ещё %(passed)s.")
        messages.success(request, words % {"attempts": done.attempts, "changed": done.changed, "passed": done.passed})
        return redirect("portals:quiz_results", lesson_id=found.quiz.lesson_id)
    return sure(request, found, "again", [])


def sure(request: PersonRequest, version: QuizVersion, to: str, refused: list[Any]) -> HttpResponse:
    quiz = version.quiz
    busy, known = taking(quiz), set(quiz_rules.cohorts_seen_by(request.user).values_list("pk", flat=True))
    titles = {"publish": _("Публикация"), "discard": _("Удаление черновика"), "again": _("Пересчёт"), "withdraw": _("Снятие теста")}
    context = {
        "visiting": visiting(request),
        "version": version,
        "lesson": quiz.lesson,
        "to": to,
        "refused": refused,
        "current": quiz_rules.current_version(quiz),
        "taking": len(busy),
        "names": [row.enrollment.person.full_name for row in busy if row.enrollment.cohort_id in known][:NAMES],
        "ended": Attempt.objects.filter(version=version, ended_at__isnull=False).count(),
        "questions": sum(part.count for part in version.parts.all()),
        "crumbs": crumbs(quiz.lesson, titles[to]),
    }
    return render(request, "portals/trainer/quiz_sure.html", context, status=409 if refused and request.method == "POST" else 200)


@for_role(*WRITERS)
@require_safe
def quiz_version(request: PersonRequest, pk: int) -> HttpResponse:
    """A paper as it would be drawn now: a look, nothing is written."""
    found = get_object_or_404(versions_of(request.user), pk=pk)
    context = {
        "visiting": visiting(request),
        "version": found,
        "lesson": found.quiz.lesson,
        "asked": sample_of(found),
        "short": paper_rules.reasons_short(list(found.parts.select_related("bank", "question"))),
        "crumbs": crumbs(found.quiz.lesson, _("Черновик глазами слушателя") if not found.published_at else _("Версия %(n)s") % {"n": found.number}),
    }
    return render(request, "portals/trainer/quiz_version.html", context)


urlpatterns = [
    path("trainer/tests/", quiz_list, name="quiz_list"),
    path("trainer/tests/lessons/<int:lesson_id>/", quiz_desk, name="quiz_desk"),
    path("trainer/tests/<int:pk>/", quiz_version, name="quiz_version"),
    path("trainer/tests/<int:pk>/draft/", quiz_draft, name="quiz_draft"),
    path("trainer/tests/<int:pk>/publish/", quiz_publish, name="quiz_publish"),
    path("trainer/tests/<int:pk>/discard/", quiz_discard, name="quiz_discard"),
    path("trainer/tests/<int:pk>/withdraw/", quiz_withdraw, name="quiz_withdraw"),
    path("trainer/tests/<int:pk>/again/", quiz_again, name="quiz_again"),
]
