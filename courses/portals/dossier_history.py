"""What happened in a dossier: who did what, how its state moved, and who looked at its files («кто смотрел»)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.dossiers.models import (
    Bundle,
    Claim,
    Consultation,
    DocumentVersion,
    Dossier,
    Filing,
    Item,
    Outcome,
    PagePicture,
    Share,
    Status,
    Task,
    Verdict,
    VersionFile,
)
from courses.enrollment.models import Assignment, Mentorship, Role
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.paging import LongPages
from school.journal.labels import label_of
from school.journal.models import Entry
from school.people.requests import PersonRequest
from school.vault.models import File, Look

PAGE = 30
VIEWS = {"": gettext_lazy("Что делали"), "looks": gettext_lazy("Кто смотрел"), "moves": gettext_lazy("Этапы")}
# what belongs to a dossier, and the way from it to the dossier
KINDS: dict[Any, str] = {
    Claim: "dossier",
    Item: "dossier",
    Share: "dossier",
    Filing: "dossier",
    Task: "dossier",
    Status: "dossier",
    Bundle: "dossier",
    Consultation: "dossier",
    DocumentVersion: "item__dossier",
    Verdict: "version__item__dossier",
    Outcome: "filed__filing__dossier",
}


def entries_of(dossier: Dossier) -> QuerySet[Entry]:
    """The journal of the dossier and of everything in it."""
    kinds = ContentType.objects.get_for_models(Dossier, *KINDS)
    asked = Q(content_type=kinds[Dossier], object_id=str(dossier.pk))
    for model, way in KINDS.items():
        keys = model.objects.filter(**{way: dossier}).order_by().annotate(key=Cast("pk", CharField())).values("key")
        asked |= Q(content_type=kinds[model], object_id__in=keys)
    return Entry.objects.filter(asked).select_related("by").order_by("-at", "-pk")


def looks_of(dossier: Dossier) -> QuerySet[Look]:
    """At every file that a version of a document ever had."""
    files = Q(pk__in=VersionFile.objects.filter(version__item__dossier=dossier).order_by().values("file"))
    files |= Q(pk__in=PagePicture.objects.filter(version__item__dossier=dossier).order_by().values("file"))
    files |= Q(pk__in=DocumentVersion.objects.filter(item__dossier=dossier).order_by().values("joined"))
    files |= Q(pk__in=Bundle.objects.filter(dossier=dossier).order_by().values("file"))
    return Look.objects.filter(file__in=File.objects.filter(files).values("pk")).select_related("by", "file").order_by("-at", "-pk")


def roles_in(dossier: Dossier, people: set[int]) -> dict[int, str]:
    """By person: who they are to this dossier, in words. Three queries for any number of people."""
    found = {
        person: _("координатор школы")
        for person in Assignment.objects.filter(person__in=people, role=Role.COORDINATOR).order_by().values_list("person", flat=True)
    }
    mentors = (
        Mentorship.objects.filter(organization=dossier.organization_id, mentor__in=people).order_by("since", "pk").values_list("mentor", "until")
    )
    found |= {person: _("наставник") if until is None else _("прежний наставник") for person, until in mentors}
    shares = Share.objects.filter(dossier=dossier, person__in=people).order_by("since", "pk")
    return found | {row.person_id: str(row.get_role_display()) for row in shares}


@login_required
@require_safe
def dossier_history(request: PersonRequest, pk: int) -> HttpResponse:
    found = dossier_or_404(request.user, pk)
    views = VIEWS if found.shared else {name: title for name, title in VIEWS.items() if name != "looks"}  # type: ignore[attr-defined]
    view = request.GET.get("view", "")
    view = view if view in views else ""
    rows: Any = {"": entries_of, "looks": looks_of, "moves": lambda it: it.moves.select_related("by").order_by("-at", "-pk")}[view](found)
    page = (LongPages if view != "moves" else Paginator)(rows, PAGE).get_page(request.GET.get("page"))
    roles = roles_in(found, {row.by_id for row in page.object_list if row.by_id})
    states = dict(Dossier.State.choices)
    context = frame(found, request.user, "history", (_("История"), "")) | {
        "title": _("История папки"),
        "view": view,
        "views": [{"title": title, "query": f"?view={name}" if name else "?", "current": name == view} for name, title in views.items()],
        "page": page,
        "rows": [
            {
                "row": row,
                "name": row.by.full_name if row.by else _("школа"),
                "role": roles.get(row.by_id, _("сотрудник школы") if row.by_id else ""),
                "words": label_of(row.verb) if isinstance(row, Entry) else "",
                "target": states.get(row.target, row.target) if view == "moves" else "",
            }
            for row in page.object_list
        ],
    }
    return render(request, "portals/dossiers/history.html", context)


urlpatterns = [path("dossiers/<int:pk>/history/", dossier_history, name="dossier_history")]
