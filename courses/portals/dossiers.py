"""The NGO's dossiers: the list of them, opening a new one, where one stands and what is next."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.dossiers import checklist_rules, dossier_rules, eligibility_rules, readiness_rules
from courses.dossiers.actions import dossiers as actions
from courses.dossiers.dossier_forms import OpeningForm
from courses.dossiers.dossier_rules import CHANGEABLE
from courses.dossiers.models import Checklist, Claim, Dossier, FiledClaim, Filing, Item, Outcome
from courses.enrollment.models import Enrollment
from courses.portals import dossier_next, dossier_rows
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.tabs import tabs as cabinet_tabs
from school.people.models import Organization, User
from school.people.requests import PersonRequest
from school.people.rules import Refused


def openable(person: User) -> Any:
    """Organisations of the person that may open a dossier now. An initiative group has no charter to look into."""
    living = Dossier.objects.living().values("organization")
    return Organization.objects.of(person).exclude(form=Organization.Form.GROUP).exclude(pk__in=living).select_related("town")


@login_required
@require_safe
def dossiers(request: PersonRequest) -> HttpResponse:
    """The only dossier is opened at once; several are listed; none – what it is and how to begin."""
    own = list(Dossier.objects.shared_with(request.user).select_related("organization").order_by("-opened_at", "-pk"))
    mine = list(openable(request.user))
    if len(own) == 1 and not mine:
        return redirect("portals:dossier", pk=own[0].pk)
    ready = readiness_rules.readiness(own) if own else {}
    context = {
        "tabs": cabinet_tabs("dossiers"),
        "rows": [{"dossier": row, "ready": ready.get(row.pk)} for row in own],
        "openable": mine,
        "taken": [] if own or mine else list(Organization.objects.of(request.user).exclude(form=Organization.Form.GROUP)),
    }
    return render(request, "portals/dossiers/dossiers.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_new(request: PersonRequest) -> HttpResponse:
    """`find` narrows the list of services and keeps what is chosen; without a script too."""
    own = openable(request.user)
    form = OpeningForm(request.POST if request.method == "POST" else None, organizations=own)
    finding = "find" in request.POST
    if request.method == "POST" and not finding and form.is_valid():
        found = opened(request, form)
        if found:
            messages.success(request, _("Папка заведена. Начнём с вопросов о праве на статус."))
            return redirect("portals:dossier_eligibility", pk=found.pk)
    elif request.method == "POST" and not finding and (done := opened_already(request)):
        return redirect("portals:dossier", pk=done.pk)
    if finding:
        form = OpeningForm(initial=said(request, own), organizations=own)
    services, chosen = form.found(), form.chosen()
    context = {
        "tabs": cabinet_tabs("dossiers"),
        "form": form,
        "organizations": own,
        "paths": form.paths(),
        "groups": [{"title": title, "rows": list(rows)} for title, rows in groupby(services, key=lambda row: row.group)],
        "chosen": chosen,
        "query": str(form["q"].value() or ""),
        "unchecked": any(not row.checked for row in services),
        "checklist": checklist_rules.newest(),
    }
    return render(request, "portals/dossiers/new.html", context, status=400 if form.errors else 200)


def said(request: PersonRequest, own: Any) -> dict[str, Any]:
    """What was chosen so far, shown again around the found services."""
    keys = [key for key in request.POST.getlist("services") if key.isascii() and key.isdigit()]
    names = {name: request.POST.get(name, "").replace("\0", "") for name in ("organization", "path", "q")}
    return {name: value for name, value in names.items() if value} | {"services": keys}


def opened(request: PersonRequest, form: OpeningForm) -> Dossier | None:
    chosen = form.cleaned_data
    organization = chosen["organization"]
    seat = Enrollment.objects.visible_to(request.user).filter(organization=organization).order_by("-pk").first()
    try:
        return actions.open_dossier(
            organization, path=chosen["path"], cohort=seat.cohort if seat else None, services=chosen["services"], by=request.user
        )
    except Refused as refused:
        form.add_error("organization", [str(reason) for reason in refused.reasons])
    return None


def opened_already(request: PersonRequest) -> Dossier | None:
    """A second press of the same button: the organisation is not among the openable ones any more, the dossier stands."""
    key = request.POST.get("organization", "")
    rows = Dossier.objects.shared_with(request.user).living().filter(opened_by=request.user)
    return rows.filter(organization=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None


@login_required
@require_safe
def dossier(request: PersonRequest, pk: int) -> HttpResponse:
    living = Claim.objects.filter(dossier=OuterRef("pk")).exclude(state=Claim.State.DROPPED)
    newer = Checklist.objects.in_force(timezone.localdate()).filter(version__gt=OuterRef("checklist__version")).exclude(published_at=None)
    found: Any = dossier_or_404(
        request.user, pk, claimed=Exists(living), outdated=Exists(newer), awaited=Exists(unanswered().filter(filing__dossier=OuterRef("pk")))
    )
    prefetch_related_objects([found], "answers")
    items = dossier_rows.items_of(found)
    show = request.GET.get("show", "")
    show = show if show in dossier_rows.FILTERS else ""
    warnings = eligibility_rules.warnings_of(found)
    stops = [row for row in warnings if row.kind == "stop"]
    context = frame(found, request.user, "overview") | {
        "step": dossier_next.next_step(found, items, found.claimed, eligibility_rules.is_answered(found), len(stops), request.user),
        "ready": readiness_rules.readiness([found]).get(found.pk),
        "stations": dossier_next.stations(found),
        "critical": readiness_rules.critical_path(found),
        "waits": waits(found, items, found.shared),
        "stops": stops,
        "warned": len(warnings) - len(stops),
        "groups": dossier_rows.groups([item for item in items if dossier_rows.fits(item, show, request.user)], request.user, found.shared),
        "filters": dossier_rows.filters(items, show, request.user),
        "any": bool(items),
        "show": show,
        "mentors": dossier_rules.mentors_of(found),
        "newer": found.outdated and found.writes and found.state in CHANGEABLE,
    }
    return render(request, "portals/dossiers/dossier.html", context)


def waits(found: Dossier, items: list[Item], shared: bool) -> list[dict[str, Any]]:
    """Who has to move: the NGO, the mentor, a body; each with how much and till when."""
    own = [item for item in items if dossier_rows.is_lacking(item)]
    due = min((item.due_on for item in own if item.due_on), default=None)
    sent = [item.sent_at for item in items if item.state == Item.State.SENT and item.sent_at]
    rows: list[dict[str, Any] | None] = [
        {
            "icon": "user",
            "title": _("Вас") if shared else _("Организацию"),
            "words": _("документов: %(count)s") % {"count": len(own)},
            "until": due,
            "late": bool(due and due < timezone.localdate()),
        }
        if own
        else None,
        {"icon": "eye", "title": _("Наставника"), "words": _("документов: %(count)s") % {"count": len(sent)}, "since": min(sent)} if sent else None,
    ]
    for filing in open_filings(found):
        rows.append(
            {"icon": "doc", "title": filing.body.title, "words": _("ответ на подачу"), "until": filing.answer_by, "unknown": not filing.answer_by}
        )
    return [row for row in rows if row]


def unanswered() -> Any:
    """Services of filings that are not answered yet; a request leaves the answer open."""
    answered = Outcome.objects.filter(filed=OuterRef("pk"), taken_back_at=None).exclude(kind=Outcome.Kind.REQUEST)
    return FiledClaim.objects.filter(~Exists(answered), filing__cancelled_at=None)


def open_filings(found: Any) -> list[Filing]:
    """Not asked for where the dossier has none."""
    if not found.awaited:
        return []
    return list(found.filings.filter(pk__in=unanswered().filter(filing__dossier=found.pk).values("filing")).select_related("body"))


urlpatterns = [
    path("dossiers/", dossiers, name="dossiers"),
    path("dossiers/new/", dossier_new, name="dossier_new"),
    path("dossiers/<int:pk>/", dossier, name="dossier"),
]
