"""Placeholders of a sheet's texts: a fixed list, replaced plainly and once. What an editor or a holder typed is never a template (trust.md T15)."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.certificates.models import THANKS, Design, Kind
from school.people.rules import Text

MARK = re.compile(r"\{([^{}]*)\}")
LINES = 4
LINES_ON_THE_ROAD = 3  # the five parts take their place
NAMES: dict[str, Text] = {
    "фамилия": gettext_lazy("фамилия"),
    "имя": gettext_lazy("имя и отчество"),
    "организация": gettext_lazy("организация"),
    "город": gettext_lazy("город человека"),
    "программа": gettext_lazy("программа"),
    "поток": gettext_lazy("поток"),
    "модуль": gettext_lazy("модуль"),
    "часы": gettext_lazy("часы словами: «72 академических часа»"),
    "сроки": gettext_lazy("когда учились"),
}
STUDYING = ("фамилия", "имя", "организация", "город", "программа", "поток", "часы", "сроки")
KNOWN: dict[str, tuple[str, ...]] = {
    Kind.PARTICIPANT: STUDYING,
    Kind.LISTENER: (*STUDYING, "модуль"),
    Kind.TRAINER: ("фамилия", "имя", "программа", "поток", "сроки"),
    Kind.VOLUNTEER: ("фамилия", "имя", "программа", "поток", "сроки"),
}
STARTS: dict[str, dict[str, str]] = {
    Kind.PARTICIPANT: {},
    Kind.LISTENER: {
        "heading": "Сертификат слушателя",
        "text": "Модуль «{модуль}»\nпрограммы «{программа}»",
        "note": "Сертификат подтверждает участие в модуле и не является документом о квалификации.",
        "ornament": Design.Ornament.FRAME,
        "series": "СЛ",
    },
    Kind.TRAINER: {
        "heading": "Благодарность",
        "text": "За знания и внимание к слушателям\nпрограммы «{программа}»",
        "note": "",
        "ornament": Design.Ornament.FRAME,
        "series": "БЛ",
    },
    Kind.VOLUNTEER: {
        "heading": "Благодарность",
        "text": "За помощь школе и её слушателям\nПрограмма «{программа}»",
        "note": "",
        "ornament": Design.Ornament.FRAME,
        "series": "БЛ",
    },
}


def placeholders(kind: str) -> dict[str, Text]:
    """What may stand in braces on a sheet of this kind, and what it becomes."""
    return {name: NAMES[name] for name in KNOWN[kind]}


def reasons_against_text(text: str, kind: str) -> list[Text]:
    """A brace that is no placeholder would be printed on a paper that cannot be corrected."""
    known = ", ".join(f"{{{name}}}" for name in KNOWN[kind])
    unknown = [mark for mark in MARK.findall(text) if mark not in KNOWN[kind]]
    if unknown:
        return [_("Нет такой подстановки: %(name)s. Можно: %(known)s.") % {"name": f"{{{unknown[0][:40]}}}", "known": known}]
    if set("{}") & set(MARK.sub("", text)):
        return [_("Фигурная скобка без пары. Подстановки пишут так: %(known)s.") % {"known": known}]
    return []


def reasons_against_lines(text: str, ornament: str) -> list[Text]:
    most = LINES_ON_THE_ROAD if ornament == Design.Ornament.ROAD else LINES
    return [_("Строк под именем поместится не больше %(n)s.") % {"n": most}] if len(text.splitlines()) > most else []


def reasons_against_ornament(ornament: str, orientation: str, background: object) -> list[Text]:
    if ornament == Design.Ornament.ROAD and orientation == Design.Orientation.PORTRAIT:
        return [_("Дорога нарисована для альбомного листа. Для книжного выберите рамку или свою картинку.")]
    if background and ornament != Design.Ornament.PLAIN:
        return [_("Своя картинка ложится на чистый лист: выберите «ничего» или уберите картинку.")]
    return []


def filled(text: str, values: Mapping[str, str]) -> str:
    """Once, from the left: a name that looks like a placeholder stays what it is."""
    return MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)


def design_for(kind: str) -> Design | None:
    """The newest one in force."""
    today = timezone.localdate()
    found = Design.objects.current(today).filter(kind=kind, since__lte=today)
    return found.select_related("background", "logo").first()


def last_day(issued_on: date, years: int | None) -> date | None:
    """The last day in force; what was given on 29 February ends on the 28th."""
    if not years:
        return None
    leap = issued_on.month == 2 and issued_on.day == 29
    return issued_on.replace(year=issued_on.year + years, day=28 if leap else issued_on.day)


def is_thanks(kind: str) -> bool:
    return kind in THANKS


def reasons_not_to_remove(design: Design) -> list[str]:
    if design.certificates.exists():
        return [_("По этому бланку уже выдавали: он остаётся, его можно только заменить новым.")]
    return []
