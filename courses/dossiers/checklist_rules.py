"""What a dossier is asked for, and what a newer version of the checklist changes. Pure questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers.models import Checklist, Dossier, PaperForm, Path, Requirement
from courses.dossiers.models.dossiers import WHOLE_SCHOOL
from courses.dossiers.term_rules import said_of
from courses.enrollment.rules import roles_of
from school.people.models import User
from school.people.rules import Text

# What makes a line another one, in the order of the difference. `form` is told by its title.
TOLD = (
    "title", "description", "stage", "provider", "mandatory", "per_claim", "paths", "condition", "criterion", "form", "paper", "weight", "lasts",
    "personal", "source",
)  # fmt: skip
KEPT = (*TOLD, "position", "lasts_unit", "since", "until", "checked_by", "checked_on")  # copied to the next version


@dataclass(frozen=True)
class Change:
    """A field of a line: what it was called and how both versions say it."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Changed:
    code: str
    old: Requirement
    new: Requirement
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """Two versions of a checklist, line by line, in the order of the newer one."""

    added: tuple[Requirement, ...] = ()
    gone: tuple[Requirement, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    @property
    def codes(self) -> list[str]:
        return [*(line.code for line in self.added), *(row.code for row in self.changed), *(line.code for line in self.gone)]


def newest(on: date | None = None) -> Checklist | None:
    """The last published version that is in force on the day (today unless told)."""
    return Checklist.objects.in_force(on or timezone.localdate()).exclude(published_at=None).order_by("-version").first()


def lines_for(dossier: Dossier) -> list[Requirement]:
    """What the dossier is asked for by its path and by what it has said of itself.

    A line that was taken over from a newer version stands in the place of the old one.
    """
    return [line for line in lines_of(dossier) if is_asked(line, dossier)]


def lines_of(dossier: Dossier) -> list[Requirement]:
    """One line of a code: of the dossier's own checklist, or of the newer one that it was taken over from. A line that the newer one left out is gone."""
    lines: dict[str, Requirement | None] = {line.code: line for line in of_checklist(dossier.checklist_id)}
    if dossier.taken:
        newer = Requirement.objects.filter(code__in=dossier.taken, checklist__version__in=set(dossier.taken.values()))
        found = {(line.code, line.checklist.version): line for line in newer.select_related("criterion", "form", "checklist")}
        lines |= {code: found.get((code, version)) for code, version in dossier.taken.items()}
    return sorted((line for line in lines.values() if line), key=_place)


def is_asked(line: Requirement, dossier: Dossier) -> bool:
    if line.paths and dossier.path not in line.paths:
        return False
    return {
        Requirement.Condition.CHARTER: dossier.charter_changes,
        Requirement.Condition.REPRESENTATIVE: dossier.representative,
    }.get(Requirement.Condition(line.condition), True)


def of_checklist(checklist: Checklist | int) -> list[Requirement]:
    return list(Requirement.objects.filter(checklist=checklist).select_related("criterion", "form").order_by("position", "pk"))


def forms_for(person: User) -> "QuerySet[Any]":
    """Forms and samples with a file: all of them for whoever sees a dossier."""
    if roles_of(person) & WHOLE_SCHOOL or Dossier.objects.visible_to(person).exists():
        return PaperForm.objects.exclude(file=None).select_related("file")
    return PaperForm.objects.none()


def difference(old: Checklist, new: Checklist) -> Difference:
    return between(of_checklist(old), of_checklist(new))


def between(old: Iterable[Requirement], new: Iterable[Requirement]) -> Difference:
    before, after = {line.code: line for line in old}, {line.code: line for line in new}
    pairs = [(before[code], line) for code, line in after.items() if code in before]
    found = ((was, now, tuple(_changes(was, now))) for was, now in pairs)
    return Difference(
        added=tuple(line for code, line in after.items() if code not in before),
        gone=tuple(line for code, line in before.items() if code not in after),
        changed=tuple(Changed(now.code, was, now, changes) for was, now, changes in found if changes),
    )


def offered(dossier: Dossier, newer: Checklist | None = None) -> Difference:
    """What of the newest version the dossier has not taken yet. Lines of other paths are not a choice: they come along."""
    newer = newer or newest()
    if newer is None or newer.version <= dossier.checklist.version:
        return Difference()
    found = between(lines_of(dossier), of_checklist(newer))
    return Difference(
        added=tuple(line for line in found.added if is_asked(line, dossier)),
        gone=tuple(line for line in found.gone if is_asked(line, dossier)),
        changed=tuple(row for row in found.changed if is_asked(row.old, dossier) or is_asked(row.new, dossier)),
    )


def reasons_not_to_change(checklist: Checklist) -> list[Text]:
    if checklist.published_at:
        return [_("Опубликованный перечень не меняют: по нему уже собирают документы. Сделайте новую версию.")]
    return []


def reasons_not_to_publish(checklist: Checklist) -> list[Text]:
    if not checklist.requirements.exists():
        return [_("В перечне нет ни одной строки.")]
    published = Checklist.objects.exclude(published_at=None).order_by("-version").first()
    if published and published.version > checklist.version:
        return [_("Уже опубликована более новая версия: %(version)d.") % {"version": published.version}]
    return []


def _place(line: Requirement) -> tuple[int, int, int]:
    return list(Requirement.Stage).index(Requirement.Stage(line.stage)), line.position, line.pk


def _changes(old: Requirement, new: Requirement) -> Iterable[Change]:
    for name in TOLD:
        was, now = worded(old, name), worded(new, name)
        if was != now:
            yield Change(name, label_of(name), was, now)


def label_of(name: str) -> str:
    field: Any = Requirement._meta.get_field(name)
    return str(field.verbose_name)


def worded(line: Requirement, name: str) -> str:
    """A field in words for people."""
    value: Any = getattr(line, name)
    if name == "paths":
        return ", ".join(str(Path(path).label) for path in value) or _("все")
    if name == "lasts":
        return said_of(value, line.lasts_unit) if value else ""
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if display := getattr(line, f"get_{name}_display", None):
        return str(display())
    return "" if value is None else str(value)
