"""Questions of the programme's banks, put into the draft of a test by name: page after page, as many as one likes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.portals.access import for_role
from courses.portals.banks import WRITERS, listed
from courses.portals.excuses import visiting
from courses.portals.quiz_desk import crumbs, edition_in, versions_of
from courses.progress.actions import quizzes as acts
from courses.progress.models import BankQuestion, QuizPart
from courses.progress.quiz_forms import row_of
from school.people.requests import PersonRequest
from school.people.rules import Refused


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def quiz_pick(request: PersonRequest, pk: int) -> HttpResponse:
    """`do=more` adds and stays on the same page of the list: what is in the test already is ticked there."""
    found = get_object_or_404(versions_of(request.user), pk=pk, published_at=None)
    questions = BankQuestion.objects.filter(bank__program=found.quiz.lesson.module.program_id).select_related("bank")
    parts = list(found.parts.all())
    refused: list[Any] = []
    if request.method == "POST":
        ticked = [int(text) for text in request.POST.getlist("question") if text.isascii() and text.isdecimal() and len(text) < 19]
        known = {part.question_id for part in parts}
        chosen = [row for row in questions.filter(pk__in=ticked, retired_at=None).order_by("pk") if row.pk not in known]
        added = [{"question": row.pk, "bank": None, "topic": "", "count": 1, "points": 1} for row in chosen]
        try:
            if not ticked:
                raise Refused(_("Отметьте хотя бы один вопрос."))
            acts.save_draft(found, {}, [*map(kept, parts), *added], edition=edition_in(request), by=request.user)
            words = ngettext("В тест добавлен %(n)s вопрос.", "В тест добавлено %(n)s вопросов.", len(chosen))
            messages.success(request, words % {"n": len(chosen)})
            return redirect(where_next(request, pk))
        except Refused as refusal:
            refused = refusal.reasons
    context = listed(request, questions) | {
        "visiting": visiting(request),
        "version": found,
        "refused": refused,
        "ticked": set(request.POST.getlist("question")),
        "taken": {part.question_id for part in parts},
        "crumbs": [
            *crumbs(found.quiz.lesson, _("Черновик теста"), reverse("portals:quiz_draft", args=[pk])),
            {"title": _("Выбор вопросов"), "url": ""},
        ],
    }
    return render(request, "portals/trainer/quiz_pick.html", context, status=409 if refused else 200)


def where_next(request: PersonRequest, pk: int) -> str:
    if request.POST.get("do") == "more":
        return f"{reverse('portals:quiz_pick', args=[pk])}?{request.GET.urlencode()}"
    return reverse("portals:quiz_draft", args=[pk]) + "#parts"


def kept(part: QuizPart) -> dict[str, Any]:
    row = row_of(part)
    bank = row["kind"] == "bank"
    return {"question": None if bank else row["pk"], "bank": row["pk"] if bank else None} | {name: row[name] for name in ("topic", "count", "points")}


urlpatterns = [path("trainer/tests/<int:pk>/pick/", quiz_pick, name="quiz_pick")]
