"""Questions and answers: groups with anchors that do not move while the list is filtered, and the filter itself."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import escape

from cms.finding import holds, marked, plain, typed
from cms.models import QuestionsPage
from cms.templatetags.words import rich
from school.templatetags.look import typograf


def questions_context(page: QuestionsPage, request: HttpRequest) -> dict[str, Any]:
    asked = typed(request.GET.get("q"))
    groups = [group for group in (group_of(number, block.value, asked) for number, block in enumerate(page.groups, start=1)) if group["questions"]]
    return {"q": asked, "groups": groups, "found": sum(len(group["questions"]) for group in groups)}


def group_of(number: int, value: Any, asked: str) -> dict[str, Any]:
    """A group whose own name holds all the words is shown whole."""
    whole = holds(value["name"], asked)
    questions = []
    for place, question in enumerate(value["questions"], start=1):
        answer = rich(question["answer"])
        if whole or holds(f"{question['name']} {plain(answer)}", asked):
            name = escape(typograf(question["name"]))
            questions.append({"anchor": f"q-{number}-{place}", "name": marked(name, asked), "answer": marked(answer, asked)})
    return {"anchor": f"q-{number}", "name": value["name"], "questions": questions}
