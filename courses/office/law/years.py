"""The production calendar of a year: its days edited on one page, as two plain lists of dates."""

from calendar import Calendar
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.dates import MONTHS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from courses.dossiers.actions.law import save_days
from courses.dossiers.models import ProductionDay, ProductionYear
from courses.dossiers.term_rules import Days
from courses.office.law.forms import LawForm, form_of
from courses.office.law.frames import CHECK, LawCreate, LawEdit, LawIndex, LawViewSet, filters
from courses.office.tables import DayColumn
from school.people.fields import ParagraphField

SHAPES = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y")
KINDS = {"off": ProductionDay.Kind.OFF, "working": ProductionDay.Kind.WORKING}
LONGEST_LIST, LONGEST_NOTE = 40_000, 200


def day_in(words: str) -> date | None:
    for shape in SHAPES:
        try:
            return datetime.strptime(words.strip(" ,;–-"), shape).date()  # noqa: DTZ007 – a day has no zone
        except ValueError:
            continue
    return None


def days_of(text: str, year: int | None) -> tuple[dict[date, str], list[str]]:
    """A day and why, line by line; and what is wrong with which line."""
    found: dict[date, str] = {}
    wrong = []
    for number, line in enumerate(text.splitlines(), start=1):
        first, _space, note = line.strip().partition(" ")
        if not first:
            continue
        day, said = day_in(first), {"number": number, "text": line.strip()[:60]}
        if day is None:
            wrong.append(_("Строка %(number)d: «%(text)s» – не дата. Пишите так: 31.12.2027 перенос с 3 января.") % said)
        elif year and day.year != year:
            wrong.append(_("Строка %(number)d: «%(text)s» – день другого года.") % said)
        elif day in found:
            wrong.append(_("Строка %(number)d: «%(text)s» – этот день уже есть выше.") % said)
        elif len(note.strip()) > LONGEST_NOTE:
            wrong.append(_("Строка %(number)d: пояснение длиннее %(most)d знаков.") % {"number": number, "most": LONGEST_NOTE})
        else:
            found[day] = note.strip(" –-,;")
    return found, wrong


class YearBase(LawForm):
    """`days` are there when the form is valid."""

    off = ParagraphField(
        label=gettext_lazy("Нерабочие дни"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("По дню в строке: 31.12.2027 перенос с 3 января. Обычные субботы, воскресенья и праздники писать не нужно."),
    )
    working = ParagraphField(
        label=gettext_lazy("Рабочие дни, которые выпали на выходной"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("По дню в строке: 27.12.2027 вместо 31 декабря."),
    )
    field_order = ("year", "off", "working")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].disabled = bool(self.instance.pk)
        self.days: dict[date, tuple[str, str]] = {}
        days = list(self.instance.days.all()) if self.instance.pk else []
        for name, kind in KINDS.items():
            self.initial.setdefault(name, "\n".join(f"{day.date:%d.%m.%Y} {day.note}".strip() for day in days if day.kind == kind))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.days = {}
        for name, kind in KINDS.items():
            found, wrong = days_of(data.get(name, ""), data.get("year"))
            for words in wrong[:10]:
                self.add_error(name, words)
            for day in set(found) & set(self.days):
                self.add_error(name, _("%(day)s: этот день стоит в обоих списках.") % {"day": f"{day:%d.%m.%Y}"})
            self.days |= {day: (kind, note) for day, note in found.items()}
        return data


YearForm = form_of(ProductionYear, "year", base=YearBase)


class SavesDays:
    def save_instance(self) -> ProductionYear:
        year: ProductionYear = super().save_instance()  # type: ignore[misc]
        save_days(year, self.form.days, by=self.request.user)  # type: ignore[attr-defined]
        return year


class YearIndex(LawIndex):
    def get_base_queryset(self) -> QuerySet[ProductionYear]:
        kinds = {f"number_{name}": Count("days", filter=Q(days__kind=kind)) for name, kind in KINDS.items()}
        return ProductionYear.objects.annotate(**kinds)


class YearCreate(SavesDays, LawCreate):
    pass


class YearEdit(SavesDays, LawEdit):
    template_name = "office/law/year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"months": months(self.object.year), "weekdays": list(WEEKDAYS_ABBR.values())}


def months(year: int) -> list[dict[str, Any]]:
    """The saved year as people see it on a wall; days off are marked by a sign too, not by colour alone."""
    days, pages = Days(), Calendar()
    return [
        {
            "title": MONTHS[month],
            "weeks": [
                [(day.day, not days.is_working(day)) if day.month == month else None for day in week]
                for week in pages.monthdatescalendar(year, month)
            ],
            "working": sum(day.month == month and days.is_working(day) for day in pages.itermonthdates(year, month)),
        }
        for month in range(1, 13)
    ]


class YearViewSet(LawViewSet):
    model = ProductionYear
    name, url_prefix, icon = "office_years", "school/law/years", "date"
    form_class = YearForm
    index_view_class, add_view_class, edit_view_class = YearIndex, YearCreate, YearEdit
    filterset_class = filters(ProductionYear)
    search_fields = ["source"]
    list_display = [
        "year",
        Column("number_off", label=gettext_lazy("Нерабочих дней в списке"), sort_key="number_off"),
        Column("number_working", label=gettext_lazy("Рабочих дней в списке"), sort_key="number_working"),
        DayColumn("since", label=gettext_lazy("Действует с"), sort_key="since"),
        CHECK,
    ]
