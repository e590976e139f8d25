"""Words of the look, as tables; colours that can be read; a stylesheet that stays small."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import brotli
import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from school.templatetags import look

CSS = Path("school/static/css")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 28), "28 ноября, суббота"),
        (date(2027, 1, 9), "9 января 2027 года, суббота"),
        (datetime(2026, 11, 27, 20, 0, tzinfo=UTC), "28 ноября, суббота"),
        ("2026-11-28", "28 ноября, суббота"),
        ("", ""),
        (None, ""),
        ("не дата", ""),
    ],
)
def test_day_says_the_school_day_in_words(value, words):
    with time_machine.travel(NOW, tick=False), override("ru"):
        assert look.day(value) == words


def test_moment_is_in_the_school_zone():
    with time_machine.travel(NOW, tick=False), override("ru"):
        assert look.moment(datetime(2026, 11, 28, 5, 0, tzinfo=UTC)) == "28 ноября, суббота, 10:00"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NOW, "17:00"),
        (datetime(2026, 11, 13, 12, tzinfo=UTC), "13 ноября, пятница, 17:00"),
        (None, ""),
    ],
)
def test_lately_says_the_hour_of_today_and_the_day_of_any_other(value, words):
    with time_machine.travel(NOW, tick=False), override("ru"):
        assert look.lately(value) == words


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), "28 ноября, суббота, 10:00–14:00"),
        (datetime(2026, 11, 29, 9, 0, tzinfo=UTC), "28 ноября, суббота, 10:00 – 29 ноября, воскресенье, 14:00"),
    ],
)
def test_span_joins_one_day_and_spells_two(end, words):
    with time_machine.travel(NOW, tick=False), override("ru"):
        assert look.span(datetime(2026, 11, 28, 5, 0, tzinfo=UTC), end) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "академический час"),
        (2, "академических часа"),
        (5, "академических часов"),
        (21, "академический час"),
        (72, "академических часа"),
        (112, "академических часов"),
    ],
)
def test_hours_agree_in_russian(count, words):
    with override("ru"):
        assert look.hours(count) == f"{count} {words}"


def test_longdate_takes_iso_and_breaks_only_before_the_year():
    with override("ru"):
        assert look.longdate("2026-12-01") == "1\u00a0декабря 2026\u00a0года"


def test_typograf_binds_short_words_and_the_dash():
    assert look.typograf("От семинара до статуса – один путь") == "От\u00a0семинара до\u00a0статуса\u00a0– один путь"


@pytest.mark.parametrize("words", ["дом 1, зал 3", "д. 12", "20 МБ", "22 ноября", "№ 7"])
def test_typograf_keeps_a_number_with_what_it_numbers(words):
    assert look.typograf(words).replace("\u00a0", "~").count("~") == (2 if "," in words else 1)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Отчёт «Поездка в «Тихую пристань»»", "Отчёт «Поездка в „Тихую пристань“»"),
        ("«Роса» и «Берег»", "«Роса» и «Берег»"),
        ("«Не закрыто «внутри»", "«Не закрыто «внутри»"),
        ("» наоборот «", "» наоборот «"),
        ("87 % из 100", "87~% из 100"),
    ],
)
def test_typograf_knows_quotes_inside_quotes_and_the_per_cent(typed, printed):
    expected = look.SHORT_WORD.sub(r"\1~", printed).replace("~", "\u00a0")
    assert look.typograf(typed) == expected


def test_typograf_leaves_markup_escaped():
    assert "<b>" not in Template("{{ text|typograf }}").render(Context({"text": "<b>и это</b>"}))


def test_query_replace_keeps_the_rest():
    request = RequestFactory().get("/", {"town": "1", "page": "2", "q": "а б"})

    assert look.query_replace(request, page=3) == "?town=1&page=3&q=%D0%B0+%D0%B1"
    assert look.query_replace(request, page=None, q=None) == "?town=1"


def test_icons_used_in_templates_are_drawn():
    drawn = set(re.findall(r'id="i-([a-z]+)"', Path("school/static/icons.svg").read_text()))
    used = {name for path in Path("templates").rglob("*.html") for name in re.findall(r'\{% icon "([a-z]+)"', path.read_text())}

    assert used - drawn == set()


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(scheme):
    text = (CSS / "base.css").read_text()
    light, dark = text.split("prefers-color-scheme:dark", 1)
    found = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})", light if scheme == "light" else dark))
    return {name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "link", "ok", "warn", "bad", "info", "c1", "c2", "c3", "c4", "c5", "c6"])
def test_text_colours_are_readable_on_sheet_and_desk(scheme, name):
    colours = tokens(scheme)

    assert contrast(colours[name], colours["sheet"]) >= 4.5
    assert contrast(colours[name], colours["desk"]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_and_focus_are_seen(scheme):
    colours = tokens(scheme)

    assert contrast(colours["edge"], colours["sheet"]) >= 3
    assert contrast(colours["focus"], colours["desk"]) >= 3
    assert contrast(colours["act"], colours["on-act"]) >= 4.5


def weight(name):
    return len(brotli.compress((CSS / name).read_bytes(), quality=11))


def test_stylesheets_of_a_page_weigh_at_most_eight_kilobytes():
    """Every page has the first two and one more at most: a body its blocks.css, the home page home.css, a room's screens the room's."""
    every = weight("base.css") + weight("components.css")
    more = {"blocks.css", "home.css", "hall.css", "dossier.css", "report.css", "glance.css", "project.css", "review.css", "visits.css"} | {
        "notices.css"
    }

    assert {path.name for path in CSS.glob("*.css")} == {"base.css", "components.css", *more}
    assert weight("blocks.css") <= 1126
    assert every + max(map(weight, more)) <= 8 * 1024


def test_scripts_weigh_at_most_twenty_five_kilobytes():
    import django_htmx

    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    ours = sum(len(brotli.compress(path.read_bytes(), quality=11)) for path in Path("school/static/js").glob("*.js"))

    assert ours + len(brotli.compress(htmx.read_bytes(), quality=11)) <= 25 * 1024
