"""Lists on their way out: up to a thousand rows at once, more by a job whose file waits for its asker alone. Every export is a row of the journal."""

import secrets
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks import task

from courses.office.access import coordinators_only, may_enter
from courses.office.spreadsheets.writing import Sheet, sheets, title_of
from courses.office.tables import crumbs
from school.journal.actions import record
from school.people.models import User
from school.people.requests import PersonRequest
from school.spreadsheets import TYPES, csv_pieces, write, write_xlsx
from school.vault import exports
from school.vault.actions import lasting
from school.vault.models import File
from school.vault.serving import address_of, answer

LONGEST_QUERY = 2000
PIECE = 64 * 1024


@coordinators_only
@require_POST
def export(request: PersonRequest, name: str, kind: str) -> HttpResponseBase:
    """The address carries the list's own filters; what it shows to this person is what goes out."""
    sheet = sheets().get(name)
    if sheet is None or kind not in TYPES:
        raise Http404
    query = request.GET.urlencode()[:LONGEST_QUERY]
    found = sheet.found(request.user, query)
    number = found.count()
    if number > exports.AT_ONCE:
        write_apart.enqueue(request.user.pk, secrets.token_urlsafe(12), name, kind, query)
        return redirect("office:exports")
    told(request.user, sheet, kind, number, query, address_of(request))
    response = StreamingHttpResponse(pieces(kind, sheet, found), content_type=TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{named(sheet)}.{kind}") or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response


def pieces(kind: str, sheet: Sheet, found: QuerySet[Any]) -> Iterator[bytes]:
    """A csv goes line by line; an xlsx is a closed packet, so it is made on the disk first."""
    if kind == "csv":
        yield from csv_pieces(sheet.heads, sheet.rows(found))
        return
    with tempfile.TemporaryFile() as target:
        write_xlsx(target, str(sheet.title), sheet.heads, sheet.rows(found))
        yield from read_again(target)


def read_again(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(PIECE):
        yield piece


def named(sheet: Sheet) -> str:
    """«Заявки, 22 ноября 2026»."""
    return f"{sheet.title}, {worded(timezone.localdate(), 'j E Y')}"


def told(person: User, sheet: Sheet, kind: str, number: int, query: str, address: str | None) -> None:
    record(by=person, verb="office.exported", address=address, name=sheet.title, kind=kind, count=number, filter=query)


@task()
def write_apart(person_id: int, ticket: str, name: str, kind: str, query: str) -> str:
    """Run twice, it makes the file once: the ticket is in the file's row. Whoever has lost the role meanwhile gets nothing."""
    person = User.objects.get(pk=person_id)
    if not may_enter(person):
        return "no longer a coordinator"
    sheet = sheets()[name]
    purpose = f"{name}:{ticket}"
    if File.objects.filter(shelf=exports.SHELF, title=purpose).exists():
        return "already written"
    found = sheet.found(person, query)
    rows = exports.counting(sheet.rows(found), ticket, found.count())
    with tempfile.TemporaryFile() as target:
        number = write(kind, target, str(sheet.title), sheet.heads, rows)  # before the transaction: it takes its time
        with transaction.atomic():
            exports.put_out(target, name=f"{named(sheet)}.{kind}", content_type=TYPES[kind], purpose=purpose, by=person)
            told(person, sheet, kind, number, query, None)
    return "written"


def waiting(person: User) -> list[dict[str, Any]]:
    found = exports.asked(person, write_apart.module_path)
    return [{"title": title_of(each.purpose), "failed": each.failed, "percent": each.percent} for each in found]


@coordinators_only
@require_safe
def shelf(request: PersonRequest) -> HttpResponse:
    files = [{"file": file, "until": file.created_at + exports.LIVES} for file in mine(request.user)]
    context = {"waiting": waiting(request.user), "files": files, "breadcrumbs_items": crumbs(("", _("Выгрузки"))), "header_title": _("Выгрузки")}
    return render(request, "office/exports.html", context)


@coordinators_only
@require_safe
def status(request: PersonRequest) -> HttpResponse:
    """How far the jobs are, for the bars of the page."""
    return JsonResponse({"waiting": waiting(request.user)}, headers={"Cache-Control": "no-store"})


def mine(person: User) -> list[File]:
    """Files of the office's lists; a trainer's report lies under another purpose."""
    return [file for file in exports.own(person) if file.title.partition(":")[0] in sheets()]


@coordinators_only
@require_safe
def file(request: PersonRequest, key: str) -> HttpResponseBase:
    found = get_object_or_404(lasting(), key=key, shelf=exports.SHELF, uploaded_by=request.user)
    if found.title.partition(":")[0] not in sheets():
        raise Http404
    return answer(request, found)


urlpatterns = [
    path("exports/", shelf, name="exports"),
    path("exports/status/", status, name="exports_status"),
    path("exports/file/<slug:key>/", file, name="exports_file"),
    path("exports/<slug:name>/<slug:kind>/", export, name="export"),
]
