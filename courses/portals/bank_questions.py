"""One question of a bank on the trainer's screen: how it looks, its versions, where it is asked, its editing and putting out of use."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals.access import for_role
from courses.portals.banks import WRITERS, banks_of, crumbs
from courses.portals.excuses import visiting
from courses.portals.quiz_paper import Shown, sample
from courses.portals.returning import read_at, returning, settled, typed
from courses.progress import marking_rules, paper_rules, question_rules
from courses.progress.actions import banks as acts
from courses.progress.models import Bank, BankQuestion, QuestionKind, QuestionVersion
from courses.progress.question_forms import QuestionForm
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused

SHORT = 60


def questions_of(user: User) -> QuerySet[BankQuestion]:
    return BankQuestion.objects.filter(bank__in=banks_of(user).order_by().values("pk")).select_related("bank__program")


def place_of(question: BankQuestion, words: QuestionVersion, *further: tuple[str, str]) -> list[dict[str, str]]:
    here = (name_of(question, words), reverse("portals:bank_question", args=[question.pk]) if further else "")
    return crumbs((question.bank.title, reverse("portals:bank", args=[question.bank_id])), here, *further)


def name_of(question: BankQuestion, words: QuestionVersion) -> str:
    """The short name, or the beginning of the question itself."""
    return Truncator(question.title or " ".join(words.text.split())).chars(SHORT)


@for_role(*WRITERS)
@require_safe
def bank_question(request: PersonRequest, pk: int) -> HttpResponse:
    """How people see it, what is right, what was before, where it is asked."""
    found = get_object_or_404(questions_of(request.user), pk=pk)
    newest, *older = found.versions.select_related("by")
    context = {
        "visiting": visiting(request),
        "question": found,
        "version": newest,
        "looks": looks(newest),
        "right": marking_rules.right_answer(newest),
        "lines": weighed(newest),
        "older": [(version, marking_rules.right_answer(version)) for version in older],
        "parts": question_rules.used_in(found),
        "name": name_of(found, newest),
        "crumbs": place_of(found, newest),
    }
    return render(request, "portals/trainer/bank_question.html", context)


def weighed(version: QuestionVersion) -> list[tuple[marking_rules.Line, str]]:
    """Options with what each gives: «100», «−33,33333»."""
    if version.kind not in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        return []
    return [(line, str(line.share).replace("-", "−").replace(".", ",")) for line in marking_rules.lines(version, None)]


def looks(version: QuestionVersion) -> Shown:
    """As on a paper; nothing is written."""
    order = list(paper_rules.texts_of(version))
    if version.kind == QuestionKind.ORDERING:
        order = paper_rules.mixed(order, paper_rules.CHANCE)
    return sample({version.pk: version}, [{"version": version.pk, "points": 1, "order": order}])[0]


@returning
@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_question_new(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    bank = get_object_or_404(banks_of(request.user), pk=pk)
    if kind not in QuestionKind.values:
        raise Http404
    form = form_of(request, kind=kind)
    if form.is_bound and form.is_valid():
        try:
            made = acts.add_question(bank, kind=kind, **fields_of(form), by=request.user)
            settled(request)
            messages.success(request, _("Вопрос сохранён."))
            if "another" in request.POST:
                return redirect("portals:bank_question_new", pk=pk, kind=kind)
            return redirect("portals:bank_question", pk=made.pk)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
    place = crumbs((bank.title, reverse("portals:bank", args=[pk])), (_("Новый вопрос"), ""))
    return edited(request, form, bank, {"kind_name": QuestionKind(kind).label, "crumbs": place})


@returning
@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_question_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """The next version. When somebody has saved one meanwhile, it is shown beside what was typed."""
    found = get_object_or_404(questions_of(request.user), pk=pk)
    newest = found.versions.latest("number")
    form = form_of(request, kind=newest.kind, known=newest, initial={"title": found.title, "topic": found.topic})
    other = None
    seen = read_at(request, "seen", newest.number)
    if form.is_bound and form.is_valid():
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else newest.number
        try:
            acts.edit_question(found, **fields_of(form), seen=number, by=request.user)
            settled(request)
            messages.success(request, _("Вопрос сохранён. Начатые попытки идут по прежнему тексту."))
            return redirect("portals:bank_question", pk=pk)
        except Changed as changed:
            other, seen = changed.current, str(newest.number)
            form.add_error(None, [str(reason) for reason in changed.reasons])
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
    context = {
        "question": found,
        "kind_name": newest.get_kind_display(),
        "seen": seen,
        "other": other,
        "other_right": marking_rules.right_answer(newest) if other else "",
        "crumbs": place_of(found, newest, (_("Правка"), "")),
    }
    return edited(request, form, found.bank, context)


def form_of(request: PersonRequest, **known: Any) -> QuestionForm:
    """«Добавить ещё варианты» only gives more rows: nothing is judged or written."""
    if request.method != "POST":
        return QuestionForm(**known | ({"initial": back} if (back := typed(request)) else {}))
    if "more" in request.POST:
        return QuestionForm(**known | {"initial": dict(request.POST.items()), "more": True})
    return QuestionForm(request.POST, **known)


def fields_of(form: QuestionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text", "body", "feedback", "title", "topic")}


def edited(request: PersonRequest, form: QuestionForm, bank: Bank, context: dict[str, Any]) -> HttpResponse:
    topics = bank.questions.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()[:50]
    returned = bool(typed(request)) and request.method != "POST"
    context |= {"visiting": visiting(request), "form": form, "bank": bank, "topics": topics, "returned": returned}
    return render(request, "portals/trainer/bank_question_edit.html", context, status=400 if form.errors else 200)


@require_POST
@for_role(*WRITERS)
def bank_question_switch(request: PersonRequest, pk: int) -> HttpResponse:
    """Out of use and back; the toast of the bank takes it back at once."""
    found = get_object_or_404(questions_of(request.user), pk=pk)
    if request.POST.get("to") == "restore":
        acts.restore(found, by=request.user)
        messages.success(request, _("Вопрос снова в банке."))
        return redirect("portals:bank_question", pk=pk)
    acts.retire(found, by=request.user)
    return redirect(f"{reverse('portals:bank', args=[found.bank_id])}?retired={pk}")


urlpatterns = [
    path("trainer/banks/<int:pk>/new/<slug:kind>/", bank_question_new, name="bank_question_new"),
    path("trainer/banks/questions/<int:pk>/", bank_question, name="bank_question"),
    path("trainer/banks/questions/<int:pk>/edit/", bank_question_edit, name="bank_question_edit"),
    path("trainer/banks/questions/<int:pk>/switch/", bank_question_switch, name="bank_question_switch"),
]
