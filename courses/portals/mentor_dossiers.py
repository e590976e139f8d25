"""Dossiers of one's NGOs by stages, read at a glance; for the office – of everybody, and how the work lies on the mentors."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses.dossiers import desk_rules, load_rules, readiness_rules
from courses.dossiers.models import Claim, Dossier, Requirement
from courses.enrollment.rules import OFFICE, roles_of
from courses.portals.access import for_role
from courses.portals.desk_filter import DESK, age, carried, filter_of
from courses.portals.paging import LongPages
from school.people.requests import PersonRequest
from school.people.rules import Text

PAGE = 20
# tone, icon, word; `part` says its figures instead
CELLS: dict[str, tuple[str, str, Text]] = {
    "none": ("", "none", _("не нужно")),
    "empty": ("", "none", _("не начато")),
    "part": ("", "edit", _("готовят")),
    "sent": ("info", "eye", _("на проверке")),
    "returned": ("bad", "back", _("доработка")),
    "done": ("ok", "check", _("принято")),
    "filed": ("info", "clock", _("у органа")),
    "got": ("ok", "seal", _("получено")),
}


@require_safe
@for_role(*DESK)
def mentor_dossiers(request: PersonRequest) -> HttpResponse:
    narrowed, sort = filter_of(request), request.GET.get("sort", "")
    rows = desk_rules.table(request.user, narrowed, sort).select_related("organization__town", "cohort")
    rows = rows.prefetch_related(Prefetch("claims", Claim.objects.select_related("service")))
    page = LongPages(rows, PAGE).get_page(request.GET.get("page"))
    office = bool(roles_of(request.user) & OFFICE)
    context = {
        "page": page,
        "rows": shown(list(page.object_list), office),
        "stages": Requirement.Stage.choices,
        "narrowed": narrowed,
        "carried": carried(narrowed),
        "choices": desk_rules.choices(request.user),
        "sorts": desk_rules.SORTS,
        "sort": sort if sort in desk_rules.SORTS else "",
        "office": office,
        "any": page.paginator.count or narrowed.any,
        "address": reverse("portals:mentor_dossiers"),
    }
    return render(request, "portals/mentor/dossiers.html", context)


def shown(dossiers: list[Dossier], office: bool) -> list[dict[str, Any]]:
    ready = readiness_rules.readiness(dossiers) if dossiers else {}
    return [
        {
            "row": row,
            "dossier": row.dossier,
            "ready": ready.get(row.dossier.pk),
            "services": [str(claim.service) for claim in row.dossier.claims.all() if claim.state != Claim.State.DROPPED],
            "cells": [said(cell) for cell in row.cells],
            "waits": age(row.oldest),
            "late": bool(row.oldest and row.oldest < desk_rules.late_since()),
            "moved": age(row.moved_at),
        }
        for row in desk_rules.rows_of(dossiers, with_mentors=office)
    ]


def said(cell: desk_rules.Cell) -> dict[str, Any]:
    tone, sign, word = CELLS[cell.state]
    figures = (
        _("принято %(done)s из %(total)s") % {"done": cell.done, "total": cell.total} if cell.total and cell.state not in ("filed", "got") else ""
    )
    return {"tone": tone, "sign": sign, "word": word, "figures": figures, "title": Requirement.Stage(cell.stage).label}


@require_safe
@for_role(*OFFICE)
def mentor_load(request: PersonRequest) -> HttpResponse:
    loads = load_rules.loads()
    context = {
        "rows": [{"load": load, "waits": age(load.oldest)} for load in loads],
        "unled": load_rules.unled(),
        "most": max((load.waiting for load in loads), default=0),
    }
    return render(request, "portals/mentor/load.html", context)


urlpatterns = [
    path("mentor/dossiers/", mentor_dossiers, name="mentor_dossiers"),
    path("mentor/load/", mentor_load, name="mentor_load"),
]
