"""A table of meetings for a cohort: what its columns mean and what is wrong with each row. Times are Tyumen's."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.actions import enter_meetings
from courses.enrollment.meeting_rules import clashes_among
from courses.enrollment.models import Assignment, Role
from courses.office.forms import in_our_years
from courses.office.spreadsheets.headings import TIMETABLE as COLUMNS
from courses.office.spreadsheets.plans import Plan, Row, complaints
from courses.office.spreadsheets.reading import Line
from courses.program.models import Cohort, Meeting, Module
from school.people.fields import LineField
from school.people.models import Town, User
from school.people.rules import folded
from school.templatetags.look import span

__all__ = ["COLUMNS", "plan", "run"]

MOMENTS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y, %H:%M")
TIMES = ("%H:%M", "%H:%M:%S")


class MomentField(forms.CharField):
    """«01.12.2026 10:00», Tyumen time. A bare time belongs to the day of the beginning."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        for shape in (*MOMENTS, *TIMES):
            try:
                found = datetime.strptime(words, shape)  # noqa: DTZ007 – the zone is added below
            except ValueError:
                continue
            if shape in TIMES:
                return found.time()
            in_our_years(found)
            return timezone.make_aware(found)
        raise forms.ValidationError(_("Напишите день и время так: 01.12.2026 10:00"))


class MeetingRow(forms.Form):
    module = LineField(max_length=255)
    title = LineField(max_length=255)
    starts_at = MomentField(max_length=40)
    ends_at = MomentField(max_length=40)
    town = LineField(max_length=100, required=False)
    subgroup = LineField(max_length=80, required=False)
    place = LineField(max_length=255, required=False)
    link = forms.URLField(max_length=200, required=False, assume_scheme="https")
    trainer = LineField(max_length=254, required=False)
    hours = forms.IntegerField(min_value=0, max_value=500, required=False)
    host = LineField(max_length=255, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and not isinstance(start, datetime):
            self.add_error("starts_at", _("Напишите день и время так: 01.12.2026 10:00"))
        elif start and end:
            data["ends_at"] = end if isinstance(end, datetime) else timezone.make_aware(datetime.combine(timezone.localtime(start).date(), end))
            if data["ends_at"] <= start:
                self.add_error("ends_at", _("Конец раньше начала"))
        return data


class Known:
    """What the names of the table may mean in this cohort."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        modules = Module.objects.filter(program=cohort.program_id)
        trainers = Assignment.objects.current().filter(cohort=cohort, role=Role.TRAINER).select_related("person")
        self.names: dict[str, Mapping[str, Any]] = {
            "module": {folded(module.title): module for module in modules},
            "town": {folded(town.name): town for town in Town.objects.all()},
            "subgroup": {folded(subgroup.title): subgroup for subgroup in cohort.subgroups.all()},
            "trainer": {key: row.person for row in trainers for key in (row.person.email.lower(), folded(row.person.full_name))},
        }
        self.there = {(starts_at, folded(title)) for starts_at, title in cohort.meetings.values_list("starts_at", "title")}


MISSING = {
    "module": gettext_lazy("%(cell)s: модуля «%(value)s» в программе потока нет."),
    "town": gettext_lazy("%(cell)s: города «%(value)s» в школе нет."),
    "subgroup": gettext_lazy("%(cell)s: подгруппы «%(value)s» в потоке нет."),
    "trainer": gettext_lazy("%(cell)s: среди тренеров потока нет «%(value)s». Сначала назначьте тренера."),
}


def plan(cohort: Cohort, lines: list[Line], seated: bool = False) -> Plan:
    known = Known(cohort)
    against = [_("Поток в архиве: расписание не меняется.")] if cohort.state == Cohort.State.ARCHIVED else []
    rows = [judged(line, MeetingRow(line.values), known) for line in lines]
    fresh = [row for row in rows if row.state == "new"]
    for row, found in zip(fresh, clashes_among([row.given for row in fresh]), strict=True):
        row.clashes = found
    return Plan(rows, against)


def judged(line: Line, form: MeetingRow, known: Known) -> Row:
    row = Row(line, "new", [], line.values.get("title", ""))
    wrong, data = complaints(line, form), form.cleaned_data
    found = {name: names.get(folded(data[name])) for name, names in known.names.items() if data.get(name)}
    wrong += [str(MISSING[name]) % line.said(name) for name, value in found.items() if value is None]
    if wrong:
        return row.bad(*wrong)
    key = (data["starts_at"], folded(data["title"]))
    if key in known.there:
        return row.same(_("Такое занятие уже есть: пропустим."))
    known.there.add(key)
    row.notes.append(span(data["starts_at"], data["ends_at"]))
    day = timezone.localtime(data["starts_at"]).date()
    if not known.cohort.starts_on <= day <= known.cohort.ends_on:
        row.notes.append(_("Вне дат потока."))
    plain = {name: data[name] for name in ("title", "starts_at", "ends_at", "place", "link", "hours", "host")}
    row.given = Meeting(cohort=known.cohort, **plain, **found)
    return row


def run(cohort: Cohort, planned: Plan, seated: bool, by: User, passing: Callable[[list[Meeting]], Iterable[Meeting]] = iter) -> int:
    return enter_meetings(cohort, passing([row.given for row in planned.rows if row.state == "new"]), by=by)
