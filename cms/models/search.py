"""What the public search may find: one row for a public page or a term, with the words that anybody may read on it and nothing else."""

from typing import Any

from django.db import models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models.glossary import Term
from cms.models.opened import open_pages
from cms.stems import stem, telling, words

MOST = 12  # words of one question


def sought(question: str) -> list[str]:
    return telling(words(question))[:MOST]


def marks_of(word: str) -> tuple[str, str]:
    """How a word of a question is looked for in the columns of stems: as a form of the word, and as the beginning of one."""
    return f" {stem(word)} ", f" {word}"


def met_in(column: str, word: str) -> models.Q:
    form, beginning = marks_of(word)
    found = models.Q(GreaterThan(StrIndex(column, models.Value(form)), 0))
    if len(word) > 1:
        found |= models.Q(GreaterThan(StrIndex(column, models.Value(beginning)), 0))
    return found


def meeting(question: str) -> models.Q:
    """Every word of the question: in any form, or as the beginning of a word. No words find nothing."""
    asked = sought(question)
    met = models.Q() if asked else models.Q(pk__in=[])
    for word in asked:
        met &= met_in("words", word)
    return met


class SearchQuerySet(models.QuerySet["SearchEntry"]):
    def public(self) -> "SearchQuerySet":
        """Asked at the moment of reading: a page may have been closed or taken down without a new publication."""
        readable = open_pages(Page)
        glossary = readable.filter(glossarypage__isnull=False)
        return self.filter(models.Q(page__in=readable) | models.Q(models.Exists(glossary), term__isnull=False))

    def matching(self, question: str) -> "SearchQuerySet":
        return self.filter(meeting(question))

    def ranked(self, question: str) -> "SearchQuerySet":
        """Each word weighs 100 in the title, 10 in the lead, 1 elsewhere."""
        weight: Any = models.Value(0)
        for word in sought(question):
            cases = [models.When(met_in(column, word), then=models.Value(worth)) for column, worth in (("in_title", 100), ("in_lead", 10))]
            weight = weight + models.Case(*cases, default=models.Value(1), output_field=models.IntegerField())
        return self.annotate(weight=weight).order_by("-weight", "title", "pk")


class SearchEntry(models.Model):
    """The three columns of words hold stems, each once, with a space on either side: « услуг статус »."""

    class Kind(models.TextChoices):
        PROGRAM = "program", _("Программа")
        LESSON = "lesson", _("Уроки")
        LIBRARY = "library", _("Библиотека")
        TERM = "term", _("Словарь")
        NEWS = "news", _("Новости")
        TEACHER = "teacher", _("Преподаватели")
        TOWN = "town", _("Города")
        QUESTION = "question", _("Вопросы и ответы")
        PAGE = "page", _("О школе")

    page = models.OneToOneField(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="search_entry")
    term = models.OneToOneField(Term, null=True, blank=True, on_delete=models.CASCADE, related_name="search_entry")
    kind = models.CharField(max_length=10, choices=Kind.choices, db_index=True)
    title = models.CharField(max_length=255)
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    in_title = models.TextField(blank=True)
    in_lead = models.TextField(blank=True)
    words = models.TextField(blank=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("запись поиска")
        verbose_name_plural = _("записи поиска")
        constraints = [
            models.CheckConstraint(condition=models.Q(page__isnull=False) ^ models.Q(term__isnull=False), name="search_finds_page_or_term")
        ]

    def __str__(self) -> str:
        return self.title
