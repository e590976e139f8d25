"""«Мои данные»: a person takes along everything that the school keeps about them, as one readable file; a large one is a job."""

import io
import json
import secrets
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tasks import task

from courses.attendance.models import Mark
from courses.enrollment.models import Enrollment
from courses.portals import own_dossiers
from courses.portals.own_facts import about, sections
from courses.progress.models import Attempt, LessonWork, Progress
from school.journal.actions import record
from school.people.models import User
from school.people.requests import PersonRequest
from school.vault import exports
from school.vault.models import File
from school.vault.serving import address_of, answer

PURPOSE = "own-data"
JSON = "application/json"


def facts_of(person: User) -> Any:
    told: dict[str, Any] = {_("Составлено"): timezone.now(), _("Человек"): about(person)}
    for section in [*sections(), *own_dossiers.sections()]:
        told[section.title] = [section.tell(row) for row in section.rows(person)]
    return spoken(told)


def spoken(value: Any) -> Any:
    """What JSON can hold and a person can read: moments in the school's time, records by their names, «да» and «нет»; what is not there is left out."""
    if isinstance(value, dict):
        return {key: spoken(each) for key, each in value.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [spoken(each) for each in value]
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (Model, Promise)) else value


def size_of(person: User) -> int:
    """Rows, roughly: what decides whether it is made at once."""
    seats = Enrollment.objects.filter(person=person)
    counted = [Mark, Progress, Attempt, LessonWork]
    return sum(model._default_manager.filter(enrollment__in=seats).count() for model in counted)


def named() -> str:
    return f"{_('Мои данные')}, {worded(timezone.localdate(), 'j E Y')}.json"


def written(person: User) -> bytes:
    return json.dumps(facts_of(person), ensure_ascii=False, indent=2).encode()


@task()
def write_own_data(person_id: int, ticket: str, purpose: str) -> str:
    """Run twice, it makes the file once; a closed account gets nothing."""
    person = User.objects.get(pk=person_id)
    title = f"{purpose}:{ticket}"
    if not person.is_active or File.objects.filter(shelf=exports.SHELF, title=title).exists():
        return "nothing to do"
    data = io.BytesIO(written(person))
    with transaction.atomic():
        exports.put_out(data, name=named(), content_type=JSON, purpose=title, by=person)
        record(by=person, verb="people.data_taken", target=person)
    return "written"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: PersonRequest) -> HttpResponse:
    """The press gives the file at once, or orders it while there is much to write; then it waits here for a day."""
    if request.method == "POST" and size_of(request.user) <= exports.AT_ONCE:
        record(by=request.user, verb="people.data_taken", target=request.user, address=address_of(request))
        headers = {"Content-Disposition": content_disposition_header(True, named()) or "attachment", "Cache-Control": "no-store, private"}
        return HttpResponse(written(request.user), content_type=JSON, headers=headers)
    waiting = exports.asked(request.user, write_own_data.module_path, PURPOSE)
    if request.method == "POST":
        if not any(not each.failed for each in waiting):
            write_own_data.enqueue(request.user.pk, secrets.token_urlsafe(12), PURPOSE)
        return redirect("portals:own_data")
    context = {"tab": "profile", "waiting": waiting, "files": [(file, file.created_at + exports.LIVES) for file in ready(request.user)]}
    return render(request, "portals/cabinet/own_data.html", context)


def ready(person: User) -> list[File]:
    return exports.own(person, f"{PURPOSE}:")


@login_required
@require_safe
def own_data_file(request: PersonRequest, key: str) -> HttpResponseBase:
    """One's own file, while it lives."""
    file = next((file for file in ready(request.user) if file.key == key), None)
    if file is None:
        raise Http404
    return answer(request, file)


urlpatterns = [
    path("cabinet/data/", own_data, name="own_data"),
    path("cabinet/data/<slug:key>/", own_data_file, name="own_data_file"),
]
