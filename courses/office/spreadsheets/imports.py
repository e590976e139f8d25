"""Tables on their way in: choose the file, look at what would come of every row, add all or nothing. Large ones are judged and added by jobs."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.office.access import coordinators_only
from courses.office.spreadsheets import apart, reading
from courses.office.spreadsheets.plans import Plan
from courses.office.spreadsheets.reading import Column
from courses.office.spreadsheets.undertaking import WAYS, Undertaking, Way, found, laid, most, put_in, shelf_of
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text
from school.spreadsheets import TYPES, Head, write_xlsx
from school.vault.actions import discard
from school.vault.models import File

PER_PAGE = 200


class TableForm(forms.Form):
    """`table` is there when the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("Таблица"),
        help_text=gettext_lazy("XLSX или CSV, до 5 МБ. Сначала покажем, что получится."),
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

    def __init__(self, *args: Any, columns: tuple[Column, ...], what: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns, self.most = columns, most(what)
        if what != "people":
            del self.fields["seated"]

    def clean_file(self) -> Any:
        try:
            self.table = reading.read(self.cleaned_data["file"], self.columns)
            if len(self.table.lines) > self.most:
                raise Refused(_("Строк в таблице %(there)s, за один раз можно %(most)s. Разделите её на части.") % self.numbers())
        except Refused as refused:
            raise forms.ValidationError([str(reason) for reason in refused.reasons]) from refused
        return self.cleaned_data["file"]

    def numbers(self) -> dict[str, int]:
        return {"there": len(self.table.lines), "most": self.most}


def way_of(what: str) -> Way:
    if what not in WAYS:
        raise Http404
    return WAYS[what]


def trail(cohort: Cohort, title: Text) -> dict[str, Any]:
    steps = [(reverse("office_cohorts:index"), _("Потоки")), (reverse("office:cohort", args=[cohort.pk]), cohort.title), ("", title)]
    return {"breadcrumbs_items": crumbs(*steps), "header_title": title, "cohort": cohort, "back": steps[1][0]}


@coordinators_only
def choose(request: PersonRequest, what: str, pk: int) -> HttpResponse:
    way, cohort = way_of(what), get_object_or_404(Cohort, pk=pk)
    form = TableForm(request.POST or None, request.FILES or None, columns=way.columns, what=what)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            key = laid(form.table, what, cohort, bool(form.cleaned_data.get("seated")), request.user)
            if len(form.table.lines) > apart.AT_ONCE:
                apart.begin(key, request.user, adding=False)
        return redirect("office:import_look", key=key)
    return render(request, "office/import_choose.html", {"form": form, "what": what, "columns": way.columns, **trail(cohort, way.title)})


@coordinators_only
def look(request: PersonRequest, key: str) -> HttpResponse:
    """GET shows every row and writes nothing; POST adds them all, once."""
    file = shelf_of(request.user).filter(key=key).first()
    undertaking = found(file) if file else None
    if file is None or undertaking is None:
        return gone(request, key)
    large = len(undertaking.lines) > apart.AT_ONCE
    if request.method == "POST":
        return pressed(request, file, undertaking, large)
    state = apart.state_of(request.user, key) if large else apart.State(plan=undertaking.judged())
    if state.plan is None:
        return waited(request, undertaking, state, key)
    return shown(request, undertaking, state, state.plan)


def shown(request: PersonRequest, undertaking: Undertaking, state: apart.State, plan: Plan) -> HttpResponse:
    plan.rows.sort(key=lambda row: row.state != "bad")
    page = Paginator(plan.rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {"plan": plan, "page": page, "unknown": undertaking.unknown, "what": undertaking.what, "seated": undertaking.seated}
    told = {"refused": state.told.get("refused", []), "failed": state.failed and state.adding}
    return render(request, "office/import_look.html", context | told | trail(undertaking.cohort, undertaking.way.title))


def waited(request: PersonRequest, undertaking: Undertaking, state: apart.State, key: str) -> HttpResponse:
    context = {"state": state, "key": key, "number": len(undertaking.lines)}
    return render(request, "office/import_wait.html", context | trail(undertaking.cohort, undertaking.way.title))


def gone(request: PersonRequest, key: str) -> HttpResponse:
    """Added by a job, or there no more."""
    told = apart.state_of(request.user, key).told
    if "added" in told:
        messages.success(request, str(WAYS[told["what"]].done) % {"n": told["added"]})
        return redirect("office:cohort", pk=told["cohort"])
    messages.info(request, _("Этой таблицы здесь уже нет: она загружена, отменена или лежала больше суток."))
    return redirect("office_cohorts:index")


def pressed(request: PersonRequest, file: File, undertaking: Undertaking, large: bool) -> HttpResponse:
    if "cancel" in request.POST:
        apart.forget(request.user, file.key, "plan", "told")
        discard(file)
        return redirect("office:import", what=undertaking.what, pk=undertaking.cohort.pk)
    if large:
        apart.begin(file.key, request.user, adding="again" not in request.POST)
        return redirect(request.path)
    return added(request, file.key)


def added(request: PersonRequest, key: str) -> HttpResponse:
    try:
        done = put_in(key, request.user)
    except Refused as refused:
        for reason in refused.reasons[:5]:
            messages.error(request, str(reason))
        return redirect(request.path)
    if done is None:
        return gone(request, key)
    undertaking, number = done
    messages.success(request, str(undertaking.way.done) % {"n": number})
    return redirect("office:cohort", pk=undertaking.cohort.pk)


@coordinators_only
@require_safe
def status(request: PersonRequest, key: str) -> HttpResponse:
    """How far the job is, for the bar of the page; nothing waits any more when it is done."""
    state = apart.state_of(request.user, key)
    waiting = [{"failed": False, "percent": state.percent}] if state.busy else []
    return JsonResponse({"waiting": waiting}, headers={"Cache-Control": "no-store"})


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
    path("imports/look/<slug:key>/status/", status, name="import_status"),
]
