"""The trainer's desk of questions under lessons: what waits, the answer, its correction, lifting it into the lesson. Works have the other half of the tab (`works_desk`)."""

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enrollment.rules import cohorts_kept_by
from courses.portals.access import KEEPERS, for_role
from courses.portals.excuses import visiting
from courses.portals.paging import LongPages
from courses.portals.presses import number_of, tell
from courses.portals.returning import read_at, returning, settled, typed
from courses.portals.waiting import waiting_of
from courses.program.models import Cohort, Lesson
from courses.progress import talk_rules
from courses.progress.actions import talk
from courses.progress.lesson_forms import AnswerForm, CorrectionForm, LiftForm
from courses.progress.models import LessonAnswer, LessonQuestion, LiftedAnswer
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, tidy

PAGE = 20
STATES = {"waiting": gettext_lazy("Ждут ответа"), "answered": gettext_lazy("С ответом"), "lifted": gettext_lazy("Подняты в урок")}


def number_in(request: PersonRequest, name: str) -> int:
    """A number of the address, 0 when it is none."""
    return number_of(request.GET.get(name, ""))


def narrowed(request: PersonRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """By cohort and lesson; nobody looks into the archive unless they ask for that very cohort."""
    cohort, lesson = number_in(request, "cohort"), number_in(request, "lesson")
    rows = rows.filter(enrollment__cohort=cohort) if cohort else rows.exclude(enrollment__cohort__state=Cohort.State.ARCHIVED)
    return rows.filter(lesson=lesson) if lesson else rows


def choices_of(user: User, sent: QuerySet[Any]) -> dict[str, Any]:
    """What the filter offers: the person's cohorts, the lessons that anything was `sent` to."""
    cohorts = cohorts_kept_by(user).exclude(state=Cohort.State.DRAFT)
    named = Lesson.objects.filter(pk__in=sent.order_by().values("lesson")).select_related("module")
    return {"cohorts": list(cohorts.order_by("-starts_on", "-pk")[:100]), "lessons": list(named.order_by("module__position", "position", "pk")[:300])}


@require_safe
@for_role(*KEEPERS)
def question_list(request: PersonRequest) -> HttpResponse:
    """Those that wait first, the oldest on top; then the answered ones, the newest on top."""
    state = request.GET.get("state", "")
    words = " ".join(request.GET.get("q", "").split())[:100]
    kept = talk_rules.kept_by(request.user)
    rows = talk_rules.searched(talk_rules.in_state(narrowed(request, kept), state), words)
    page = LongPages(rows.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "visiting": visiting(request),
        "page": page,
        "words": words,
        "states": STATES,
        "state": state if state in STATES else "",
        "cohort": number_in(request, "cohort"),
        "lesson": number_in(request, "lesson"),
        "half": "questions",
        "address": reverse("portals:question_list"),
        **choices_of(request.user, kept),
        **waiting_of(request.user),
    }
    return render(request, "portals/trainer/questions.html", context)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def question(request: PersonRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    against = talk_rules.reasons_not_to_answer(found, request.user)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=typed(request))
    seen = read_at(request, "seen", talk_rules.answers_of_others(found, request.user).count())
    if request.method == "POST" and form.is_valid():
        try:
            talk.answer(found, text=form.cleaned_data["text"], by=request.user, seen=number_of(seen))
        except Refused as refused:
            seen = str(talk_rules.answers_of_others(found, request.user).count())
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Ответ отправлен, письмо в пути."))
            return redirect("portals:question", pk=pk)
    following = talk_rules.waiting(request.user).exclude(pk=pk).order_by("asked_at", "pk").first()
    context = {
        "visiting": visiting(request),
        "question": found,
        "answers": list(found.answers.select_related("by")),
        "seen": seen,
        "form": form,
        "returned": typed(request) if request.method != "POST" else {},
        "against": against,
        "may_lift": not talk_rules.reasons_not_to_lift(found),
        "following": following,
        "crumbs": crumbs(found.enrollment.person.full_name),
        **waiting_of(request.user),
    }
    return render(request, "portals/trainer/question.html", context, status=400 if form.is_bound else 200)


def find(request: PersonRequest, pk: int) -> LessonQuestion:
    return get_object_or_404(talk_rules.kept_by(request.user), pk=pk)


def crumbs(title: str, found: LessonQuestion | None = None) -> list[dict[str, str]]:
    first = {"title": _("Вопросы к урокам"), "url": reverse("portals:question_list")}
    over = [{"title": found.enrollment.person.full_name, "url": reverse("portals:question", args=[found.pk])}] if found else []
    return [first, *over, {"title": title, "url": ""}]


@require_POST
@for_role(*KEEPERS)
def question_settle(request: PersonRequest, pk: int) -> HttpResponse:
    """«Ответ не нужен»."""
    try:
        talk.settle_question(find(request, pk), by=request.user)
        messages.success(request, _("Вопрос закрыт без ответа."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:question", pk=pk)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def answer_correct(request: PersonRequest, pk: int) -> HttpResponse:
    """One's own answer of a question that one still keeps."""
    rows = LessonAnswer.objects.filter(by=request.user, question__in=talk_rules.kept_by(request.user).order_by().values("pk"))
    said = get_object_or_404(rows.select_related("question__enrollment__person", "question__lesson"), pk=pk)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"text": said.text} | typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            talk.correct(said, text=form.cleaned_data["text"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Ответ исправлен."))
            return redirect("portals:question", pk=said.question_id)
    context = {
        "visiting": visiting(request),
        "said": said,
        "form": form,
        "returned": typed(request) if request.method != "POST" else {},
        "crumbs": crumbs(_("Исправить ответ"), said.question),
    }
    return render(request, "portals/trainer/answer_correct.html", context, status=400 if form.is_bound else 200)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def question_lift(request: PersonRequest, pk: int) -> HttpResponse:
    """Two steps: the words, then how they stand in the lesson; `lift` puts them there, `change` goes back to the words."""
    found = find(request, pk)
    if talk_rules.reasons_not_to_lift(found):
        raise Http404
    lifted = getattr(found, "lifted", None)
    last = found.answers.exclude(by=found.enrollment.person_id).last()
    known = {"question": lifted.question, "answer": lifted.answer} if lifted else {"question": found.text, "answer": last.text if last else ""}
    standing = lifted.answer if lifted and not lifted.taken_down_at else ""
    seen = read_at(request, "seen", standing)
    form, step = LiftForm(request.POST if request.method == "POST" else None, initial=known | typed(request)), request.POST.get("step")
    if step == "lift" and form.is_valid():
        try:
            talk.lift(
                found,
                text=form.cleaned_data["question"],
                answer=form.cleaned_data["answer"],
                by=request.user,
                seen=tidy(seen, lines=True),
            )
        except Refused as refused:
            seen = standing
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Ответ стоит в уроке: его прочтут все потоки."))
            return redirect("portals:question", pk=pk)
    context = {
        "visiting": visiting(request),
        "question": found,
        "form": form,
        "seen": seen,
        "preview": request.method == "POST" and step != "change" and form.is_valid(),
        "returned": typed(request) if request.method != "POST" else {},
        "crumbs": crumbs(_("Поднять в урок"), found),
    }
    return render(request, "portals/trainer/question_lift.html", context, status=400 if form.is_bound and form.errors else 200)


@require_POST
@for_role(*KEEPERS)
def lifted_turn(request: PersonRequest, pk: int) -> HttpResponse:
    """Out of the lesson at once, and back with `undo`."""
    rows = LiftedAnswer.objects.filter(source__in=talk_rules.kept_by(request.user).order_by().values("pk")).select_related("lesson")
    lifted = get_object_or_404(rows, pk=pk)
    if "undo" in request.POST:
        talk.put_back(lifted, by=request.user)
        messages.success(request, _("Ответ снова в уроке."))
        return redirect("portals:question", pk=lifted.source_id)
    talk.take_down(lifted, by=request.user)
    return redirect(f"{reverse('portals:question', args=[lifted.source_id])}?down=1")


urlpatterns = [
    path("trainer/questions/", question_list, name="question_list"),
    path("trainer/questions/<int:pk>/", question, name="question"),
    path("trainer/questions/<int:pk>/settle/", question_settle, name="question_settle"),
    path("trainer/questions/<int:pk>/lift/", question_lift, name="question_lift"),
    path("trainer/answers/<int:pk>/", answer_correct, name="answer_correct"),
    path("trainer/lifted/<int:pk>/", lifted_turn, name="lifted_turn"),
]
