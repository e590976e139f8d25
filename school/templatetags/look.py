"""Words and marks of the look: icons, dates in words, hours, typography. A builtin library: templates need no `load`."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

register = template.Library()

NBSP = "\u00a0"
SHORT_WORD = re.compile(r"(?<![\w&])(в|во|и|к|ко|о|об|от|до|за|из|на|не|ни|но|по|с|со|у|а|для|при|без|под|над|же|ли|бы|то|как) ", re.IGNORECASE)
PLACED = re.compile(
    r"(?<!\w)(дом|д\.|корпус|строение|зал|кабинет|каб\.|офис|комната|аудитория|этаж) (?=\d)|(?<=\d) (?=[КМГ]Б(?!\w)|%)", re.IGNORECASE
)
NUMBERED = re.compile(r"(?<=№) (?=\d)|(?<=\d) (?=(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*)")


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name)


@register.filter
def day(value: Any) -> str:
    """«28 ноября, суббота»; the year only when it is not the current one."""
    moment = _local(value)
    if moment is None:
        return ""
    words = worded(moment, _pattern(moment, "j E Y года, l", "j E, l", "l, j F Y", "l, j F"))
    return words.lower() if _russian() else words


@register.filter
def moment(value: Any) -> str:
    """«28 ноября, суббота, 10:00» in the school's zone."""
    found = _local(value)
    return "" if found is None else f"{day(found)}, {worded(found, 'H:i')}"


@register.filter
def longdate(value: Any) -> str:
    """«1 декабря 2026 года»; takes dates, moments and ISO strings."""
    found = _local(value)
    return "" if found is None else worded(found, f"j{NBSP}E Y{NBSP}года" if _russian() else f"j{NBSP}F Y")


@register.filter
def clock(value: Any) -> str:
    found = _local(value)
    return "" if found is None else worded(found, "H:i")


@register.filter
def lately(value: Any) -> str:
    """«10:00» of today; of any other day with the day."""
    found = _local(value)
    if found is None:
        return ""
    return clock(value) if found.date() == timezone.localdate() else moment(value)


@register.simple_tag
def span(start: datetime, end: datetime) -> str:
    """«28 ноября, суббота, 10:00–14:00»; two days are written whole."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    if first.date() == last.date():
        return f"{day(first)}, {worded(first, 'H:i')}–{worded(last, 'H:i')}"
    return f"{moment(first)} – {moment(last)}"


@register.filter
def hours(value: Any) -> str:
    """72 → «72 академических часа»."""
    count = int(value or 0)
    return ngettext("%(n)s академический час", "%(n)s академических часов", count) % {"n": f"{count}"}


@register.filter
def typograf(value: Any) -> str:
    """Non-breaking spaces after short words, before the dash, after «№», between a day and its month, a house and its number, a size and its unit; „other
    quotes“ inside quotes."""
    text = SHORT_WORD.sub(rf"\1{NBSP}", nested(str(value or "")))
    text = NUMBERED.sub(NBSP, text)
    text = PLACED.sub(lambda found: f"{found[1] or ''}{NBSP}", text)
    return text.replace(" – ", f"{NBSP}– ")


def nested(text: str) -> str:
    """«Поездка в «Тихую пристань»» → «Поездка в „Тихую пристань“»; what is not closed stays as it was typed."""
    if text.count("«") < 2 or text.count("«") != text.count("»"):
        return text
    depth, letters = 0, []
    for letter in text:
        if letter == "«":
            depth += 1
            letters.append(letter if depth == 1 else "„")
        elif letter == "»":
            letters.append(letter if depth <= 1 else "“")
            depth = max(depth - 1, 0)
        else:
            letters.append(letter)
    return "".join(letters)


@register.simple_tag
def query_replace(request: HttpRequest, **changes: Any) -> str:
    """The page's own query with some values replaced; None removes one."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _local(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value or None


def _russian() -> bool:
    return (get_language() or "ru").startswith("ru")


def _pattern(found: Any, russian: str, russian_now: str, english: str, english_now: str) -> str:
    current = found.year == timezone.localdate().year
    if _russian():
        return russian_now if current else russian
    return english_now if current else english
