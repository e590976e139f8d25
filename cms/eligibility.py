"""«Подойдёт ли нам статус»: counts the answers to an editor's questions. No article of law stands here, nothing is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.context import open_below, open_pages, school_of
from cms.models import EligibilityPage, ModulePage, ProgramPage

ANSWERS = [("yes", _("Да")), ("no", _("Нет")), ("unknown", _("Не знаю"))]
FITS, CHECK, NOT_YET = "fits", "check", "not_yet"

# What is missing comes first: people came to learn what to do.
GROUPS: list[dict[str, Any]] = [
    {"state": NOT_YET, "title": _("Чего не хватает"), "tone": "bad", "icon": "cross"},
    {"state": CHECK, "title": _("Что надо выяснить"), "tone": "warn", "icon": "alert"},
    {"state": FITS, "title": _("Что уже подходит"), "tone": "ok", "icon": "check"},
]


@dataclass(frozen=True)
class Reply:
    """One question and what the person said: `state` is fits, check or not_yet."""

    question: Any
    answer: str
    state: str
    module: ModulePage | None = None

    @property
    def missing(self) -> str:
        """A firm answer is not told as a doubt."""
        firm = str(self.question.get("firm") or "")
        return firm if firm and self.answer != "unknown" else str(self.question["missing"])

    @property
    def answer_words(self) -> str:
        return str(dict(ANSWERS)[self.answer])


def state_of(question: Any, answer: str) -> str:
    """A doubt is never a refusal: «не знаю» sends the person to find out."""
    if answer == question["good"]:
        return FITS
    return NOT_YET if answer != "unknown" and question["weight"] == "stop" else CHECK


def states_of(questions: Iterable[Any], answers: Iterable[str]) -> list[str]:
    """One state a question. Of alternatives (the same `group`) the best answer stands for all."""
    rows = list(zip(questions, answers, strict=True))
    found = [state_of(question, answer) for question, answer in rows]
    order = [FITS, CHECK, NOT_YET]
    for group in {question["group"] for question, _answer in rows if question["group"]}:
        places = [place for place, (question, _answer) in enumerate(rows) if question["group"] == group]
        best = min((found[place] for place in places), key=order.index)
        for place in places:
            found[place] = best
    return found


def verdict_of(states: Iterable[str]) -> str:
    """The worst of the states."""
    known = set(states)
    return next((state for state in (NOT_YET, CHECK) if state in known), FITS)


class EligibilityForm(forms.Form):
    """A field for each question, named by the block's own id, so that an editor's new order changes no answer."""

    def __init__(self, page: EligibilityPage, data: Any = None) -> None:
        super().__init__(data)
        self.blocks = list(page.questions)
        for number, block in enumerate(self.blocks, start=1):
            self.fields[str(block.id)] = forms.ChoiceField(
                label=f"{number}. {block.value['question']}", help_text=block.value["help"], choices=ANSWERS, widget=forms.RadioSelect
            )

    def replies(self, modules: dict[str, ModulePage]) -> list[Reply]:
        """Of alternatives that are met only the good answer is told; when none is, all of them."""
        values = [block.value for block in self.blocks]
        answers = [self.cleaned_data[str(block.id)] for block in self.blocks]
        told = []
        for question, answer, state in zip(values, answers, states_of(values, answers), strict=True):
            if question["group"] and state == FITS and answer != question["good"]:
                continue
            told.append(Reply(question, answer, state, None if state == FITS else modules.get(question["part"])))
        return told


def modules_by_part(request: HttpRequest) -> dict[str, ModulePage]:
    """The first open module of each part of the school's main programme."""
    program = open_pages(ProgramPage).filter(pk=school_of(request).main_program_id).first()
    if program is None:
        return {}
    found: dict[str, ModulePage] = {}
    for module in open_below(ModulePage, program).order_by("path").defer("body", "english_body"):
        found.setdefault(str(module.part), module)
    return found


def answer(page: EligibilityPage, request: HttpRequest) -> HttpResponse:
    """The questions; after a POST the answer above them. The answers are in the request and nowhere else."""
    posted = request.method == "POST"
    form = EligibilityForm(page, request.POST if posted else None)
    context = page.get_context(request) | {"form": form}
    if posted and form.is_valid():
        replies = form.replies(modules_by_part(request))
        verdict = verdict_of(reply.state for reply in replies)
        context |= {
            "groups": [group | {"replies": [reply for reply in replies if reply.state == group["state"]]} for group in GROUPS],
            "verdict": verdict,
            "answered": timezone.localdate(),
            "address": settings.BASE_URL + page.address,
            "verdict_title": getattr(page, f"{verdict}_title"),
            "verdict_text": getattr(page, f"{verdict}_text"),
        }
    response = render(request, page.template, context)
    if posted:
        response["Cache-Control"] = "no-store"
    return response
