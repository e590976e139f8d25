"""What would come of a table of the law: line by line, in as many questions to the database as the list has neighbours. Nothing is written here."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.forms import ValidationError, model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courses.dossiers.actions.law import Entered
from courses.dossiers.checklist_rules import reasons_not_to_change
from courses.dossiers.models import Checklist, ProductionYear
from courses.office.law.columns import BETWEEN, TABLES, TableOf, without_apostrophe
from courses.office.law.forms import MARK, NOT_LAW
from courses.office.law.years import day_in
from courses.office.spreadsheets.plans import Row, complaints
from courses.office.spreadsheets.reading import Line

LONGEST_SAID = 80


@dataclass
class LawPlan:
    """`rows` are new, changed, same or bad."""

    rows: list[Row]
    against: list[str]

    def of(self, state: str) -> list[Row]:
        return [row for row in self.rows if row.state == state]

    @property
    def numbers(self) -> dict[str, int]:
        return {state: len(self.of(state)) for state in ("new", "changed", "same", "bad")}

    @property
    def fit(self) -> list[Entered]:
        return [row.given for row in self.rows if row.state in ("new", "changed")]

    @property
    def ready(self) -> bool:
        return bool(self.fit) and not self.against


class Known:
    """What the list and its neighbours have today."""

    def __init__(self, table: TableOf, checklist: Checklist | None) -> None:
        self.table, self.checklist = table, checklist
        many = [name for name in table.related if table.field(name).many_to_many]
        rows = table.model._default_manager.select_related(*(set(table.related) - set(many))).prefetch_related(*many)
        if checklist:
            rows = rows.filter(checklist=checklist)
        self.rows: dict[Any, Any] = {getattr(row, table.key): row for row in rows}
        self.others = {name: {row.code: row for row in table.field(name).related_model.objects.all()} for name in table.related}
        self.years = {year.year: year for year in ProductionYear.objects.all()} if table.key == "date" else {}
        self.seen: dict[Any, int] = {}
        self.form_class = table.form_class()

    def key_of(self, line: Line) -> Any:
        words = without_apostrophe(line.values.get(self.table.key, ""))
        return day_in(words.partition(" ")[0]) if self.table.key == "date" else words


def plan(name: str, lines: list[Line], checklist: Checklist | None) -> LawPlan:
    against = [str(reason) for reason in reasons_not_to_change(checklist)] if checklist else []
    if name == "requirements" and checklist is None:
        against = [_("Черновика перечня нет: сначала сделайте новую версию.")]
        return LawPlan([], against)
    known = Known(TABLES[name], checklist)
    return LawPlan([judged(line, known) for line in lines], against)


def judged(line: Line, known: Known) -> Row:
    table, key = known.table, known.key_of(line)
    row = Row(line, "new", [], line.values.get("title") or line.values.get("begins") or line.values.get(table.key, ""))
    if key and key in known.seen:
        return row.bad(_("Такая строка в таблице уже есть: строка %(number)d.") % {"number": known.seen[key]})
    if key:
        known.seen[key] = line.number
    found = known.rows.get(key)
    instance = copy(found) if found else table.model(**({"checklist": known.checklist} if known.checklist else {}))
    data, related, wrong = heard(line, instance, known)
    form = known.form_class(data, instance=instance)
    if not form.is_valid():
        wrong = [*wrong, *complaints(line, form)]  # type: ignore[arg-type]
    if table.key == "date" and key and not wrong and not of_year(instance, key, known):
        wrong = [_("Сначала заведите в календаре %(year)d год.") % {"year": key.year}]
    if wrong:
        return row.bad(*wrong)
    return settled(row, found, instance, related, known)


def heard(line: Line, instance: Any, known: Known) -> tuple[dict[str, Any], dict[str, list[Any]], list[str]]:
    """What the form takes, what hangs at the row, and which cells say nothing sensible. A column that the table has not is left as it is."""
    table, wrong = known.table, []
    data: dict[str, Any] = model_to_dict(instance, fields=list(known.form_class.base_fields))
    related: dict[str, list[Any]] = {}
    for name in table.names:
        if name not in line.values:
            continue
        words = line.values[name]
        try:
            if name in table.related:
                related[name] = named(words, known.others[name])
            else:
                data[name] = table.heard(name, words)
        except ValidationError as error:
            said = f" («{words[:60]}»)" if words else ""
            wrong.append(f"{line.cell(name)}: {' '.join(error.messages).rstrip('.')}{said}.")
    return data, related, wrong


def named(words: str, others: dict[str, Any]) -> list[Any]:
    codes = [word.strip() for word in words.replace(",", ";").split(BETWEEN.strip()) if word.strip()]
    missing = [code for code in codes if code not in others]
    if missing:
        raise ValidationError(_("Такого кода в списке нет: %(codes)s"), params={"codes": ", ".join(missing[:5])})
    return [others[code] for code in codes]


def of_year(instance: Any, day: Any, known: Known) -> bool:
    year = known.years.get(day.year)
    if year:
        instance.year = year
    return year is not None


def settled(row: Row, found: Any, instance: Any, related: dict[str, list[Any]], known: Known) -> Row:
    """New, other than it was, or the same; a line that has changed loses the lawyer's mark."""
    table, many = known.table, {}
    for name, others in related.items():
        if table.field(name).many_to_many:
            many[name] = others
        else:
            setattr(instance, name, others[0] if others else None)
    if found is None:
        row.given = Entered(instance, list(table.names), many)
        return row
    changed = [name for name in table.names if differs(table, found, instance, name, many)]
    if not changed:
        return row.same(_("Ничего не меняется."))
    row.state = "changed"
    own = [name for name in changed if name not in MARK]
    if found_mark(found) and not set(changed) & set(MARK) and set(own) - NOT_LAW:
        instance.checked_by, instance.checked_on = "", None
    off = found_mark(found) and not found_mark(instance)
    row.notes = [note(table, found, instance, name, many) for name in (own if off else changed)]
    if off:
        row.notes.append(_("Отметка юриста снимется."))
    row.given = Entered(instance, changed, many)
    return row


def found_mark(row: Any) -> bool:
    return bool(getattr(row, "checked_on", None))


def differs(table: TableOf, found: Any, instance: Any, name: str, many: dict[str, list[Any]]) -> bool:
    if table.field(name).many_to_many:
        return name in many and {other.pk for other in many[name]} != {other.pk for other in getattr(found, name).all()}
    return bool(table.said(found, name) != table.said(instance, name))


def note(table: TableOf, found: Any, instance: Any, name: str, many: dict[str, list[Any]]) -> str:
    now = BETWEEN.join(other.code for other in many[name]) if name in many else table.said(instance, name)
    said = {"title": capfirst(str(table.title(name))), "old": short(table.said(found, name)), "new": short(now)}
    return _("%(title)s: было %(old)s, станет %(new)s") % said


def short(value: Any) -> str:
    if value in (None, ""):
        return _("пусто")
    words = (_("да") if value else _("нет")) if isinstance(value, bool) else f"{value:%d.%m.%Y}" if hasattr(value, "strftime") else str(value)
    return f"«{words[:LONGEST_SAID]}…»" if len(words) > LONGEST_SAID else f"«{words}»"
