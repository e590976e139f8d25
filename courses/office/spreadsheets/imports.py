"""Tables on their way in: choose the file, look at what would come of every row, add all or nothing. Between the two steps the lines lie in the vault."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.office.access import coordinators_only
from courses.office.spreadsheets import people, reading, timetable
from courses.office.spreadsheets.plans import Plan
from courses.office.spreadsheets.reading import Column, Line
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text
from school.spreadsheets import TYPES, Head, write_xlsx
from school.vault.actions import discard, lasting, shelved
from school.vault.models import File
from school.vault.reading import read as bytes_of
from school.vault.rules import Checked

SHELF = "imports"
MOST = 1000  # rows that one import adds in a request


@dataclass(frozen=True)
class Way:
    """One kind of table: its screen's words, its columns, and the module that judges and adds its rows."""

    title: Text
    done: Text
    room: ModuleType

    @property
    def columns(self) -> tuple[Column, ...]:
        columns: tuple[Column, ...] = self.room.COLUMNS
        return columns

    @property
    def plan(self) -> Callable[[Cohort, list[Line], bool], Plan]:
        plan: Callable[[Cohort, list[Line], bool], Plan] = self.room.plan
        return plan


WAYS = {
    "people": Way(gettext_lazy("Загрузить людей"), gettext_lazy("Добавлено людей: %(n)s. Письма в пути."), people),
    "timetable": Way(gettext_lazy("Загрузить расписание"), gettext_lazy("Добавлено занятий: %(n)s."), timetable),
}


class TableForm(forms.Form):
    """`table` is there when the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("Таблица"),
        help_text=gettext_lazy("XLSX или CSV, до 5 МБ, до 1 000 строк. Сначала покажем, что получится."),
        error_messages={"required": gettext_lazy("Выберите файл."), "empty": gettext_lazy("Файл пустой.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    seated = forms.ChoiceField(
        label=gettext_lazy("Что сделать с людьми"),
        choices=[("", gettext_lazy("Подать заявки: решение потом")), ("yes", gettext_lazy("Зачислить: места даём сразу"))],
        required=False,
        widget=forms.RadioSelect,
    )
    table: reading.Table

    def __init__(self, *args: Any, columns: tuple[Column, ...], asks: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        if not asks:
            del self.fields["seated"]

    def clean_file(self) -> Any:
        try:
            self.table = reading.read(self.cleaned_data["file"], self.columns)
            if len(self.table.lines) > MOST:
                raise Refused(_("Строк в таблице больше 1 000. Разделите её на части."))
        except Refused as refused:
            raise forms.ValidationError([str(reason) for reason in refused.reasons]) from refused
        return self.cleaned_data["file"]


def way_of(what: str) -> Way:
    if what not in WAYS:
        raise Http404
    return WAYS[what]


def trail(cohort: Cohort, title: Text) -> dict[str, Any]:
    steps = [(reverse("office_cohorts:index"), _("Потоки")), (reverse("office:cohort", args=[cohort.pk]), cohort.title), ("", title)]
    return {"breadcrumbs_items": crumbs(*steps), "header_title": title, "cohort": cohort}


@coordinators_only
def choose(request: PersonRequest, what: str, pk: int) -> HttpResponse:
    way, cohort = way_of(what), get_object_or_404(Cohort, pk=pk)
    form = TableForm(request.POST or None, request.FILES or None, columns=way.columns, asks=what == "people")
    if request.method == "POST" and form.is_valid():
        key = laid(form.table, what, cohort, bool(form.cleaned_data.get("seated")), request.user)
        return redirect("office:import_look", key=key)
    return render(request, "office/import_choose.html", {"form": form, "what": what, "columns": way.columns, **trail(cohort, way.title)})


def laid(table: reading.Table, what: str, cohort: Cohort, seated: bool, by: User) -> str:
    """Only what was read of the file is kept, for a day at most."""
    kept = {
        "what": what,
        "cohort": cohort.pk,
        "seated": seated,
        "unknown": table.unknown,
        "lines": [(line.number, line.values) for line in table.lines],
        "places": table.lines[0].places if table.lines else {},
    }
    data = io.BytesIO(json.dumps(kept).encode())
    return shelved(Checked(data, "rows.json", "application/json"), by=by, title=what, shelf=SHELF).key


def found(file: File) -> tuple[str, Cohort, bool, list[Line], list[str]]:
    kept = json.loads(bytes_of(file))
    lines = [Line(number, values, kept["places"]) for number, values in kept["lines"]]
    return kept["what"], get_object_or_404(Cohort, pk=kept["cohort"]), kept["seated"], lines, kept["unknown"]


@coordinators_only
def look(request: PersonRequest, key: str) -> HttpResponse:
    """GET shows every row and writes nothing; POST adds them all, once."""
    mine = lasting().filter(key=key, shelf=SHELF, uploaded_by=request.user)
    if request.method == "POST":
        return added(request, mine)
    file = mine.first()
    if file is None:
        return gone(request)
    what, cohort, seated, lines, unknown = found(file)
    planned = WAYS[what].plan(cohort, lines, seated)
    planned.rows.sort(key=lambda row: row.state != "bad")
    context = {"plan": planned, "unknown": unknown, "what": what, "seated": seated, "key": key}
    return render(request, "office/import_look.html", context | trail(cohort, WAYS[what].title))


def gone(request: PersonRequest) -> HttpResponse:
    messages.info(request, _("Этой таблицы здесь уже нет: она загружена, отменена или лежала больше суток."))
    return redirect("office_cohorts:index")


def added(request: PersonRequest, mine: Any) -> HttpResponse:
    """The row of the file is the lock: of two presses the second finds nothing. What was refused leaves everything as it was."""
    try:
        with transaction.atomic():
            file = mine.select_for_update().first()
            if file is None:
                return gone(request)
            what, cohort, seated, lines, _unknown = found(file)
            if "cancel" not in request.POST:
                number = carried_out(what, cohort, seated, lines, request.user)
            discard(file)
    except Refused as refused:
        for reason in refused.reasons[:5]:
            messages.error(request, str(reason))
        return redirect(request.path)
    if "cancel" in request.POST:
        return redirect("office:import", what=what, pk=cohort.pk)
    messages.success(request, str(WAYS[what].done) % {"n": number})
    return redirect("office:cohort", pk=cohort.pk)


def carried_out(what: str, cohort: Cohort, seated: bool, lines: list[Line], by: User) -> int:
    """Judged anew: the school may have changed since the preview."""
    planned = WAYS[what].plan(cohort, lines, seated)
    if planned.against:
        raise Refused(*planned.against)
    if not planned.ready:
        raise Refused(_("Добавлять нечего: исправьте строки с ошибками в файле и загрузите его ещё раз."))
    number: int = WAYS[what].room.run(cohort, planned, seated, by)
    return number


@coordinators_only
@require_safe
def sample(request: PersonRequest, what: str) -> HttpResponse:
    """An empty table with the right titles and one row to show how."""
    way = way_of(what)
    target = io.BytesIO()
    heads = [Head(column.title, column.width) for column in way.columns]
    write_xlsx(target, str(way.title), heads, [[column.sample for column in way.columns]])
    response = HttpResponse(target.getvalue(), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, f"{way.title}: {_('образец')}.xlsx".replace(":", ",")) or "attachment"
    return response


urlpatterns = [
    path("imports/<slug:what>/sample/", sample, name="import_sample"),
    path("imports/<slug:what>/<int:pk>/", choose, name="import"),
    path("imports/look/<slug:key>/", look, name="import_look"),
]
