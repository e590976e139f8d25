"""Keeps the search in step with what is published: which words of a page anybody may read, and the row made of them.

The text of a lesson is for participants only and never comes here: its title, summary and headings do.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from cms.models import (
    EligibilityPage,
    GlossaryPage,
    HomePage,
    LessonPage,
    LibraryEntryPage,
    LibraryPage,
    ModulePage,
    NewsIndexPage,
    NewsPage,
    PolicyPage,
    ProgramPage,
    QuestionsPage,
    SearchEntry,
    TeacherPage,
    TeachersPage,
    Term,
    TextPage,
    TownPage,
    TownsPage,
)
from cms.models.records import SchoolPage
from cms.stems import roots, words

Kind = SearchEntry.Kind
MODULE_WORDS = [
    "body",
    "speakers",
    "questions",
    "skills",
    "group_size",
    "exercises",
    "host",
    "host_status",
    "address",
    "directions",
    "bring",
    "brief",
    "stages",
    "criteria",
    "papers",
    "consultations",
]
# Page type: its kind, the field that stands under its title, the fields that follow. A type that is not named here is not found.
PUBLIC: dict[type[SchoolPage], tuple[str, str, list[str]]] = {
    HomePage: (Kind.PAGE, "lead", ["headline", "eligibility"]),
    TextPage: (Kind.PAGE, "lead", ["body"]),
    PolicyPage: (Kind.PAGE, "lead", ["body"]),
    ProgramPage: (Kind.PROGRAM, "lead", ["facts", "questions"]),
    ModulePage: (Kind.PROGRAM, "short", MODULE_WORDS),
    LessonPage: (Kind.LESSON, "summary", ["outline"]),
    LibraryPage: (Kind.LIBRARY, "lead", []),
    LibraryEntryPage: (Kind.LIBRARY, "summary", ["number", "source", "doubt", "body"]),
    NewsIndexPage: (Kind.NEWS, "lead", []),
    NewsPage: (Kind.NEWS, "lead", ["body"]),
    TeachersPage: (Kind.TEACHER, "lead", []),
    TeacherPage: (Kind.TEACHER, "position", ["lead", "topics", "body"]),
    TownsPage: (Kind.TOWN, "lead", []),
    TownPage: (Kind.TOWN, "lead", ["body"]),
    QuestionsPage: (Kind.QUESTION, "lead", ["groups"]),
    EligibilityPage: (Kind.QUESTION, "lead", ["questions", "note"]),
    GlossaryPage: (Kind.TERM, "lead", []),
}
# A lesson's English body is as closed as its Russian one.
ENGLISH = {LessonPage: ["english_title", "english_lead"]}


def follow_page(sender: type[Page], instance: Page, **signal: Any) -> None:
    """The receiver of `page_published`."""
    if instance.live:
        enter_page(instance.specific)


def follow_unpublished(sender: type[Page], instance: Page, **signal: Any) -> None:
    """The receiver of `page_unpublished`; a deleted page takes its row along by itself."""
    SearchEntry.objects.filter(page=instance.pk).delete()


def follow_term(sender: type[Term], instance: Term, **signal: Any) -> None:
    """The receiver of a saved term."""
    enter_term(instance)


def enter_page(page: Page) -> None:
    model = next((model for model in PUBLIC if isinstance(page, model)), None)
    if model is None:
        return
    kind, lead, fields = PUBLIC[model]
    english = ENGLISH.get(model, ["english_title", "english_lead", "english_body"])
    names = {field.name for field in page._meta.get_fields()} | {"outline"}
    text = [piece for name in [*fields, *english] if name in names for piece in said(page, name)]
    enter({"page_id": page.pk}, kind, page.title, getattr(page, lead), text)


def enter_term(term: Term) -> None:
    enter({"term_id": term.pk}, Kind.TERM, term.word, term.explanation, [*term.forms.splitlines(), term.english, term.source])


def enter(whose: dict[str, Any], kind: str, title: str, lead: str, text: Iterable[str]) -> None:
    rest = "\n".join(piece for piece in (" ".join(str(piece).split()) for piece in text) if piece)
    columns = {"in_title": kept(title), "in_lead": kept(lead), "words": kept(f"{title}\n{lead}\n{rest}")}
    SearchEntry.objects.update_or_create(**whose, defaults={"kind": kind, "title": title[:255], "lead": lead, "text": rest, **columns})


def kept(text: str) -> str:
    return f" {' '.join(dict.fromkeys(root for word in words(text) for root in sorted(roots(word))))} "


def said(page: Page, name: str) -> list[str]:
    """The words of one field, without marks and addresses."""
    if name == "outline":
        return list(getattr(page, name, []))
    field = page._meta.get_field(name)
    value = field.value_from_object(page)
    if hasattr(field, "get_searchable_content"):
        return [str(piece) for piece in field.get_searchable_content(value)]
    return [str(value or "")]


def rebuild() -> int:
    """All rows anew; how many."""
    SearchEntry.objects.filter(term=None).exclude(page__in=Page.objects.live()).delete()
    for page in Page.objects.live().specific().iterator(chunk_size=100):
        enter_page(page)
    for term in Term.objects.all():
        enter_term(term)
    return SearchEntry.objects.count()
