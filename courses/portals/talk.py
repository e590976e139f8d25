"""Questions under a lesson, as participants ask and read them. Trainers answer at their desk (`questions_desk`)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import cohorts_kept_by
from courses.portals.presses import number_of, tell
from courses.portals.returning import returning, settled, typed
from courses.portals.study import crumbs_to, find_lesson
from courses.portals.tabs import tabs
from courses.program.models import Lesson
from courses.progress import talk_rules
from courses.progress.actions import talk
from courses.progress.lesson_forms import AskForm, WordsForm
from courses.progress.models import LessonQuestion
from courses.route.rules import reasons_closed
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 10


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_talk(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """Two forms: a new question, and with `question` further words to an own one. htmx shows the middle of the page under the lesson."""
    lesson, enrollment = find_lesson(request.user, cohort_id, lesson_id)
    own = enrollment if enrollment.pk else None
    rows = questions_for(request, enrollment, lesson)
    closed = [*reasons_closed(enrollment, lesson), *talk_rules.reasons_not_to_ask(enrollment)] if own else []
    posted = request.method == "POST"
    if posted and own is None:
        raise Http404
    further = own_question(request, rows) if posted and "question" in request.POST else None
    returned = {} if posted else typed(request)
    form = AskForm(request.POST if posted and further is None else None, initial=returned, auto_id="ask_%s")
    words = WordsForm(request.POST, auto_id=f"words_{further.pk}_%s") if further else None
    bound = words or form
    if posted and own and bound.is_valid():
        try:
            return told(request, own, lesson, bound, further)
        except Refused as refused:
            bound.add_error(None, [str(reason) for reason in refused.reasons])
    part = request.headers.get("HX-Request") and not posted
    context = {
        "tabs": tabs("route", own),
        "lesson": lesson,
        "cohort": enrollment.cohort,
        "enrollment": own,
        "page": (page := Paginator(rows, PAGE).get_page(request.GET.get("page"))),
        "rows": [row_of(question, request, words if question == further else None, returned) for question in page.object_list],
        "form": form,
        "returned": returned,
        "closed": closed,
        "part": bool(part),
        "crumbs": crumbs_to(lesson, cohort_id, _("Вопросы к уроку")),
    }
    return render(request, "portals/cabinet/talk_part.html" if part else "portals/cabinet/talk.html", context, status=400 if bound.is_bound else 200)


def questions_for(request: PersonRequest, enrollment: Enrollment, lesson: Lesson) -> Any:
    """The cohort's for a participant; all of them for whoever answers here; other staff who may look at the lesson have nothing to read in it."""
    if enrollment.pk:
        return talk_rules.of_lesson(enrollment, lesson)
    cohort = get_object_or_404(cohorts_kept_by(request.user), pk=enrollment.cohort.pk)
    return talk_rules.of_cohort(cohort, lesson)


def row_of(question: LessonQuestion, request: PersonRequest, words: WordsForm | None, returned: dict[str, str]) -> dict[str, Any]:
    own, person = question.enrollment.person_id == request.user.pk, question.enrollment.person_id
    answers = list(question.answers.all())
    back = returned.get("words", "") if returned.get("question") == str(question.pk) else ""
    return {
        "question": question,
        "answers": answers,
        "own": own,
        "may_withdraw": own and all(answer.by_id == person for answer in answers),
        "words": words or (WordsForm(initial={"words": back}, auto_id=f"words_{question.pk}_%s") if own else None),
        "back": back,
    }


def own_question(request: PersonRequest, rows: Any) -> LessonQuestion:
    return get_object_or_404(rows.filter(enrollment__person=request.user), pk=number_of(request.POST.get("question", "")))


def told(request: PersonRequest, enrollment: Enrollment, lesson: Lesson, form: Any, further: LessonQuestion | None) -> HttpResponse:
    if further:
        talk.add_words(further, text=form.cleaned_data["words"], by=request.user)
        messages.success(request, _("Вопрос дополнен."))
    else:
        if reasons := reasons_closed(enrollment, lesson):
            raise Refused(*reasons)
        further = talk.ask(enrollment, lesson, text=form.cleaned_data["text"], private=form.cleaned_data["private"], by=request.user)
        messages.success(request, _("Вопрос задан. Ответ появится здесь и придёт письмом."))
    settled(request)
    return redirect(f"{reverse('portals:lesson_talk', args=[enrollment.cohort_id, lesson.pk])}#question-{further.pk}")


@login_required
@require_POST
def question_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Taken back while nobody has answered."""
    seats = Enrollment.objects.visible_to(request.user).order_by().values("pk")
    found = get_object_or_404(LessonQuestion.objects.filter(enrollment__in=seats, hidden_at=None).select_related("enrollment"), pk=pk)
    try:
        talk.withdraw_question(found, by=request.user)
        messages.success(request, _("Вопрос отозван: его больше никто не видит."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:lesson_talk", found.enrollment.cohort_id, found.lesson_id)


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/questions/", lesson_talk, name="lesson_talk"),
    path("cabinet/questions/<int:pk>/back/", question_back, name="question_back"),
]
