"""Tables of the law on their way in: choose the file, look at what would come of every line, save. What is wrong is listed and stays out whole; the rest goes in."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.actions.checklists import keep_open
from courses.dossiers.actions.law import enter_lines
from courses.dossiers.models import Checklist
from courses.office.access import coordinators_only
from courses.office.law.columns import TABLES
from courses.office.law.judging import LawPlan, plan
from courses.office.spreadsheets import reading
from courses.office.spreadsheets.reading import Line
from courses.office.spreadsheets.undertaking import shelf_of, shelve
from courses.office.spreadsheets.writing import title_of
from courses.office.tables import crumbs
from school.journal.actions import record
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.vault.actions import discard
from school.vault.models import File
from school.vault.reading import read as bytes_of

MOST, PER_PAGE, TOLD = 2_000, 200, 10
PURPOSE = "law:"


class TableForm(forms.Form):
    """`table` is there when the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("Таблица"),
        help_text=gettext_lazy("XLSX или CSV, до 5 МБ. Сначала покажем, что получится."),
        error_messages={"required": gettext_lazy("Выберите файл."), "empty": gettext_lazy("Файл пустой.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    table: reading.Table

    def __init__(self, *args: Any, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = TABLES[name].columns()

    def clean_file(self) -> Any:
        try:
            self.table = reading.read(self.cleaned_data["file"], self.columns)
            if len(self.table.lines) > MOST:
                numbers = {"there": len(self.table.lines), "most": MOST}
                raise Refused(_("Строк в таблице %(there)s, за один раз можно %(most)s. Разделите её на части.") % numbers)
        except Refused as refused:
            raise forms.ValidationError([str(reason) for reason in refused.reasons]) from refused
        return self.cleaned_data["file"]


def listing_of(name: str) -> str:
    return reverse("office:days" if name == "days" else f"office_{name}:index")


def trail(name: str) -> dict[str, Any]:
    title = _("Загрузить из таблицы")
    items = crumbs((reverse("office:law"), _("Справочники")), (listing_of(name), title_of(name)), ("", title))
    return {"breadcrumbs_items": items, "header_title": f"{title}: {title_of(name)}", "name": name, "back": listing_of(name)}


@coordinators_only
def choose(request: PersonRequest, name: str) -> HttpResponse:
    if name not in TABLES:
        raise Http404
    draft = Checklist.objects.filter(published_at=None).order_by("version").first() if name == "requirements" else None
    if name == "requirements" and draft is None:
        messages.error(request, _("Черновика перечня нет: сначала сделайте новую версию."))
        return redirect("office_checklists:index")
    form = TableForm(request.POST or None, request.FILES or None, name=name)
    if request.method == "POST" and form.is_valid():
        return redirect("office:law_import_look", key=laid(form.table, name, draft, request.user))
    return render(request, "office/law/import_choose.html", {"form": form, "columns": form.columns, "draft": draft, **trail(name)})


def laid(table: reading.Table, name: str, checklist: Checklist | None, by: User) -> str:
    """Only what was read of the file is kept, for a day at most."""
    first = table.lines[0] if table.lines else Line(0, {})
    kept = {
        "name": name,
        "checklist": checklist.pk if checklist else None,
        "unknown": table.unknown,
        "rows": [(line.number, line.values) for line in table.lines],
        "places": first.places,
        "titles": first.titles,
    }
    return shelve(kept, title=f"{PURPOSE}{name}", by=by).key


class Brought:
    """What was laid by."""

    def __init__(self, file: File) -> None:
        kept = json.loads(bytes_of(file))
        self.name, self.unknown = str(kept["name"]), list(kept["unknown"])
        self.lines = [Line(number, values, kept["places"], kept["titles"]) for number, values in kept["rows"]]
        self.checklist = Checklist.objects.filter(pk=kept["checklist"]).first() if kept["checklist"] else None

    def judged(self) -> LawPlan:
        return plan(self.name, self.lines, self.checklist)


@coordinators_only
def look(request: PersonRequest, key: str) -> HttpResponse:
    """GET shows every line and writes nothing; POST saves what is fit, once."""
    file = shelf_of(request.user).filter(key=key, title__startswith=PURPOSE).first()
    if file is None:
        messages.info(request, _("Этой таблицы здесь уже нет: она загружена, отменена или лежала больше суток."))
        return redirect("office:law")
    brought = Brought(file)
    if request.method == "POST" and "cancel" in request.POST:
        discard(file)
        return redirect("office:law_import", name=brought.name)
    if request.method == "POST":
        return saved(request, key, brought)
    planned = brought.judged()
    planned.rows.sort(key=lambda row: ("bad", "new", "changed", "same").index(row.state))
    page = Paginator(planned.rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {"plan": planned, "page": page, "unknown": brought.unknown, "numbers": planned.numbers, "fit": len(planned.fit)}
    return render(request, "office/law/import_look.html", context | trail(brought.name))


def saved(request: PersonRequest, key: str, brought: Brought) -> HttpResponse:
    try:
        planned = put_in(key, request.user)
    except Refused as refused:
        for reason in refused.reasons[:5]:
            messages.error(request, str(reason))
        return redirect(request.path)
    except IntegrityError:
        messages.error(request, _("Пока вы смотрели, список изменился. Посмотрите ещё раз, что получится."))
        return redirect(request.path)
    if planned is None:
        return redirect(request.path)
    messages.success(request, _("Добавлено строк: %(new)d. Изменено: %(changed)d. Без изменений: %(same)d.") % planned.numbers)
    wrong = planned.of("bad")
    if wrong:
        messages.warning(request, _("С ошибками и не сохранено: %(n)d. Исправьте их в файле и загрузите его ещё раз.") % {"n": len(wrong)})
    for row in wrong[:TOLD]:
        messages.warning(request, _("Строка %(number)d: %(words)s") % {"number": row.line.number, "words": " ".join(row.notes)})
    if brought.checklist:
        return redirect("office:checklist", pk=brought.checklist.pk)
    return redirect(listing_of(brought.name))


@transaction.atomic
def put_in(key: str, by: User) -> LawPlan | None:
    """The row of the file is the lock: of two presses the second finds nothing. Judged anew: the list may have changed since the look."""
    file = shelf_of(by).select_for_update().filter(key=key, title__startswith=PURPOSE).first()
    if file is None:
        return None
    brought = Brought(file)
    if brought.checklist:
        brought.checklist = keep_open(brought.checklist)
    planned = brought.judged()
    if planned.against:
        raise Refused(*planned.against)
    if not planned.ready:
        raise Refused(_("Сохранять нечего: исправьте строки с ошибками в файле и загрузите его ещё раз."))
    enter_lines(planned.fit, by=by)
    record(by=by, verb="office.law_imported", name=title_of(brought.name), count=len(planned.fit))
    discard(file)
    return planned


urlpatterns = [
    path("law/imports/<slug:name>/", choose, name="law_import"),
    path("law/imports/look/<slug:key>/", look, name="law_import_look"),
]
