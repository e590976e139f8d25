"""Banks of questions on the trainer's screen: the list, one bank with search, its way in and out as GIFT. One question is in `bank_questions`."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.portals.access import for_role
from courses.portals.excuses import visiting
from courses.portals.presses import number_of
from courses.portals.waiting import keeps_calls
from courses.progress import gift_rules, question_rules, quiz_rules
from courses.progress.actions import banks as acts
from courses.progress.models import Bank, BankQuestion, QuestionKind
from courses.progress.question_forms import BankForm, GiftForm
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, folded

WRITERS = ("trainer", "author", "coordinator", "methodologist", "administrator")  # of which programmes – `quiz_rules.kept_by`
PAGE = 15
SHOWN, QUOTED = 100, 70  # lines of a file that could not be read; letters of each


def banks_of(user: User) -> QuerySet[Bank]:
    return Bank.objects.filter(program__in=quiz_rules.kept_by(user).order_by().values("pk")).select_related("program")


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    first = [(_("Тесты"), reverse("portals:quiz_list")), (_("Банки вопросов"), reverse("portals:bank_list"))]
    return [{"title": title, "url": url} for title, url in [*first, *further]]


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_list(request: PersonRequest) -> HttpResponse:
    programs = list(quiz_rules.kept_by(request.user).order_by("title", "pk"))
    form = BankForm(request.POST if request.method == "POST" else None, programs=programs)
    if request.method == "POST" and form.is_valid():
        try:
            bank = acts.add_bank(form.cleaned_data["program"], form.cleaned_data["title"], by=request.user)
            return redirect("portals:bank", pk=bank.pk)
        except Refused as refused:
            form.add_error("title", [str(reason) for reason in refused.reasons])
    live = Count("questions", filter=Q(questions__retired_at=None))
    rows = banks_of(request.user).annotate(number=live).order_by("program__title", "title", "pk")
    context = {
        "visiting": visiting(request),
        "keeps_calls": keeps_calls(request.user),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "programs": programs,
        "crumbs": [*crumbs()[:1], {"title": _("Банки вопросов"), "url": ""}],
    }
    return render(request, "portals/trainer/banks.html", context, status=400 if form.errors else 200)


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: PersonRequest, pk: int) -> HttpResponse:
    """Questions with search, by topic and by use; a press renames the bank, or takes an empty one away."""
    found = get_object_or_404(banks_of(request.user), pk=pk)
    if request.POST.get("do") == "remove":
        return removed(request, found)
    form = BankForm(request.POST if request.method == "POST" else None, initial={"title": found.title})
    if request.method == "POST" and form.is_valid():
        try:
            acts.rename_bank(found, form.cleaned_data["title"], by=request.user)
            messages.success(request, _("Банк переименован."))
            return redirect("portals:bank", pk=pk)
        except Refused as refused:
            form.add_error("title", [str(reason) for reason in refused.reasons])
    context = listed(request, found.questions.all()) | {
        "visiting": visiting(request),
        "bank": found,
        "form": form,
        "kinds": QuestionKind.choices,
        "retired": retired_now(request, found),
        "empty": not found.questions.exists(),
        "crumbs": crumbs((found.title, "")),
    }
    return render(request, "portals/trainer/bank.html", context, status=400 if form.errors else 200)


def removed(request: PersonRequest, bank: Bank) -> HttpResponse:
    try:
        acts.remove_bank(bank, by=request.user)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("portals:bank", pk=bank.pk)
    messages.success(request, _("Банк удалён."))
    return redirect("portals:bank_list")


def listed(request: PersonRequest, questions: QuerySet[BankQuestion]) -> dict[str, Any]:
    """One page of the questions that the filters leave, with their newest words; the topics to filter by."""
    topics = sorted(set(questions.exclude(topic="").order_by().values_list("topic", flat=True)), key=folded)
    asked = {"q": request.GET.get("q", "")[:100], "topic": request.GET.get("topic", ""), "use": request.GET.get("use", "")}
    rows = questions.exclude(retired_at=None) if asked["use"] == "out" else questions.filter(retired_at=None)
    if asked["topic"] in topics:
        rows = rows.filter(topic=asked["topic"])
    if words := folded(asked["q"]).split():
        rows = rows.filter(pk__in=matching(rows, words))
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    newest = question_rules.newest(page.object_list)
    shown = [(question, newest[question.pk]) for question in page.object_list if question.pk in newest]
    return {"page": page, "rows": shown, "topics": topics, "asked": asked, "filtered": any(asked.values())}


def matching(questions: QuerySet[BankQuestion], words: list[str]) -> list[int]:
    """By the person's words, whatever the case and ё: the database of one machine knows neither in Cyrillic."""
    newest = question_rules.newest(questions.order_by().values_list("pk", flat=True))
    texts = {pk: folded(row.text, row.question.title, row.question.topic) for pk, row in newest.items()}
    return [pk for pk, text in texts.items() if all(word in text for word in words)]


def retired_now(request: PersonRequest, bank: Bank) -> BankQuestion | None:
    """Just put out of use: the toast offers to take it back."""
    number = number_of(request.GET.get("retired", ""))
    return bank.questions.exclude(retired_at=None).filter(pk=number).first() if number else None


@for_role(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def bank_import(request: PersonRequest, pk: int) -> HttpResponse:
    """First what would be taken and what would not, line by line; then, by the second press, it is taken."""
    found = get_object_or_404(banks_of(request.user), pk=pk)
    form = GiftForm(request.POST, request.FILES) if request.method == "POST" else GiftForm()
    context: dict[str, Any] = {"visiting": visiting(request), "bank": found, "form": form, "kinds": QuestionKind.choices}
    if request.method == "POST" and form.is_valid():
        read, problems = gift_rules.read(form.cleaned_data["text"])
        context |= {"read": read, "looked": True} | told(form.cleaned_data["text"], read, problems)
        if request.POST.get("step") == "take" and read:
            try:
                done = acts.import_questions(found, read, by=request.user)
                messages.success(request, words_of(done))
                return redirect("portals:bank", pk=pk)
            except Refused as refused:
                form.add_error("text", [str(reason) for reason in refused.reasons])
        elif len(read) > gift_rules.MOST_AT_ONCE:
            form.add_error("text", _("В файле больше %(most)s вопросов. Разделите его на несколько.") % {"most": gift_rules.MOST_AT_ONCE})
    context["crumbs"] = crumbs((found.title, reverse("portals:bank", args=[pk])), (_("Загрузка вопросов"), ""))
    return render(request, "portals/trainer/bank_import.html", context, status=400 if form.errors else 200)


def told(text: str, read: list[gift_rules.ReadQuestion], problems: list[gift_rules.Problem]) -> dict[str, Any]:
    """What stays out, and what is taken with something lost; each with the words it begins with."""
    lines, taken = re.split(r"\r\n|\r|\n", text), {question.line for question in read}
    rows = [(line, Truncator(lines[line - 1].strip() if 0 < line <= len(lines) else "").chars(QUOTED), message) for line, message in problems]
    left, lost = [row for row in rows if row[0] not in taken], [row for row in rows if row[0] in taken]
    return {"problems": left[:SHOWN], "unread": len(left), "losses": lost[:SHOWN], "lost": len(lost)}


def words_of(done: acts.Imported) -> str:
    number = len(done.added)
    words = ngettext("Добавлен %(n)s вопрос.", "Добавлено %(n)s вопросов.", number) % {"n": number}
    doubled = ngettext("Ещё %(n)s уже был в банке.", "Ещё %(n)s уже были в банке.", done.doubled) % {"n": done.doubled}
    return f"{words} {doubled}" if done.doubled else words


@for_role(*WRITERS)
@require_safe
def bank_export(request: PersonRequest, pk: int) -> HttpResponse:
    """Questions in use, as they are asked now."""
    found = get_object_or_404(banks_of(request.user), pk=pk)
    name = slugify(found.title, allow_unicode=True)[:80] or "gift"
    response = HttpResponse(gift_rules.write(gift_rules.questions_of(found)), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.gift.txt") or "attachment"
    return response


urlpatterns = [
    path("trainer/banks/", bank_list, name="bank_list"),
    path("trainer/banks/<int:pk>/", bank, name="bank"),
    path("trainer/banks/<int:pk>/import/", bank_import, name="bank_import"),
    path("trainer/banks/<int:pk>/export/", bank_export, name="bank_export"),
]
