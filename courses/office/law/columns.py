"""Columns of the lists of the law in a spreadsheet: the same ones go out and come in. A line is known by its code, a day by its date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.forms import ModelForm, ValidationError, modelform_factory
from django.forms.models import construct_instance
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courses.dossiers.models import (
    Body,
    PaperForm,
    Path,
    ProductionDay,
    QualityCriterion,
    RefusalGround,
    Requirement,
    ReturnReason,
    Service,
    Term,
)
from courses.office.law.forms import LAW, REQUIREMENT, LawForm, RequirementBase, ServiceBase, field_of
from courses.office.law.years import day_in
from courses.office.spreadsheets.headings import NO, YES
from courses.office.spreadsheets.reading import Column
from school.people.rules import Text, folded
from school.spreadsheets import Head

NARROW = (models.DateField, models.PositiveSmallIntegerField, models.BooleanField)
BETWEEN = "; "


@dataclass(frozen=True)
class TableOf:
    """A list as a table. `key` is what a line is known by; `related` names rows of other lists, by their codes."""

    model: type[models.Model]
    names: tuple[str, ...]
    base: type[ModelForm[Any]] = LawForm
    key: str = "code"
    related: tuple[str, ...] = ()

    def field(self, name: str) -> Any:
        return self.model._meta.get_field(name)

    def title(self, name: str) -> Text:
        # A duration has two columns: how long, and of what.
        return capfirst(self.field(name).verbose_name)

    def columns(self) -> tuple[Column, ...]:
        return tuple(Column(name, (self.title(name), name), name == self.key, "", self.width(name), self.is_text(name)) for name in self.names)

    def cols(self) -> tuple[tuple[Head, Callable[[Any], Any]], ...]:
        return tuple((Head(self.title(name), self.width(name)), lambda row, name=name: self.said(row, name)) for name in self.names)

    def width(self, name: str) -> int:
        field = self.field(name)
        return 12 if isinstance(field, NARROW) else 50 if name == "title" or self.is_text(name) else 24

    def is_text(self, name: str) -> bool:
        return isinstance(self.field(name), models.TextField)

    def said(self, row: Any, name: str) -> Any:
        """A cell on its way out."""
        field = self.field(name)
        if field.many_to_many:
            return BETWEEN.join(other.code for other in getattr(row, name).all())
        if field.is_relation:
            other = getattr(row, name)
            return other.code if other else ""
        if name == "paths":
            return BETWEEN.join(str(Path(path).label) for path in row.paths)
        return str(getattr(row, f"get_{name}_display")()) if field.choices else getattr(row, name)

    def heard(self, name: str, words: str) -> Any:
        """A cell on its way in, as the form takes it. Raises ValidationError."""
        field = self.field(name)
        words = without_apostrophe(words)
        if name == "paths":
            return [chosen(word, Path.choices) for word in words.split(BETWEEN.strip()) if word.strip()]
        if field.choices:
            return chosen(words, field.choices) if words or field.blank else field.get_default()
        if isinstance(field, models.BooleanField):
            return yes_or_no(words)
        return day_heard(words) if isinstance(field, models.DateField) else words

    def form_class(self) -> type[ModelForm[Any]]:
        """Of a line: what the list's own form asks, without questions to the database."""
        plain = [name for name in self.names if name not in self.related]
        return modelform_factory(self.model, form=type("LineForm", (Unasking, self.base), {}), fields=plain, formfield_callback=field_of)


class Unasking:
    """Lines of a table are known by their key and are told apart before: the database is not asked about each."""

    def _post_clean(self) -> None:
        self.instance = construct_instance(self, self.instance, self._meta.fields)  # type: ignore[arg-type, has-type, attr-defined]


def without_apostrophe(words: str) -> str:
    """A csv of the school puts it before what a spreadsheet would run."""
    return words[1:] if words[:1] == "'" and words[1:2] in tuple("=+-@%|＝＋－＠") else words


def chosen(words: str, choices: Any) -> str:
    """By the label in Russian or in the language of the interface, or by the word of the table itself."""
    wanted = folded(words)
    for value, label in choices:
        with translation.override("ru"):
            russian = str(label)
        if wanted in (folded(russian), folded(str(label)), folded(str(value))):
            return str(value)
    known = ", ".join(f"«{label}»" for _value, label in choices)
    raise ValidationError(_("Здесь можно написать только: %(known)s"), params={"known": known})


def yes_or_no(words: str) -> bool:
    word = words.strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise ValidationError(_("Напишите «да» или «нет»"))


def day_heard(words: str) -> date | None:
    if not words:
        return None
    day = day_in(words.partition(" ")[0])
    if day is None:
        raise ValidationError(_("Напишите дату так: 01.12.2026"))
    return day


TABLES: dict[str, TableOf] = {
    "services": TableOf(Service, ("code", "number", "group", "title", "position", *LAW), ServiceBase),
    "criteria": TableOf(QualityCriterion, ("code", "title", "evidence", "weight", "position", *LAW)),
    "bodies": TableOf(Body, ("code", "kind", "title", "region", "address", "site", "ways", "services", *LAW), related=("services",)),
    "terms": TableOf(Term, ("code", "begins", "ends", "amount", "unit", "position", *LAW)),
    "days": TableOf(ProductionDay, ("date", "kind", "note"), key="date"),
    "paper_forms": TableOf(PaperForm, ("code", "title", "kind", "body", *LAW), related=("body",)),
    "requirements": TableOf(Requirement, (*REQUIREMENT, *LAW), RequirementBase, related=("criterion", "form")),
    "return_reasons": TableOf(ReturnReason, ("code", "title", "hint", "position", "closed")),
    "refusal_grounds": TableOf(RefusalGround, ("code", "kind", "title", "advice", "position", *LAW)),
}
