"""Who has access to a dossier: sharing it with a colleague, changing what they may, ending it, handing it over; and stopping the dossier."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import dossier_rules
from courses.dossiers.actions import dossiers, shares
from courses.dossiers.dossier_forms import LeavingForm, RoleForm, ShareForm
from courses.dossiers.models import Dossier, Share
from courses.portals.dossier_tabs import dossier_or_404, frame, owned_or_404
from courses.portals.presses import tell
from school.people.models import Membership, User
from school.people.requests import PersonRequest
from school.people.rules import Refused


def colleagues(dossier: Dossier) -> Any:
    """Confirmed members of the organisation without access."""
    members = Membership.objects.filter(organization=dossier.organization_id, state=Membership.State.CONFIRMED)
    inside = Share.objects.filter(dossier=dossier, until=None)
    rows = User.objects.filter(is_active=True, pk__in=members.values("person")).exclude(pk__in=inside.values("person"))
    return rows.order_by("family_name", "given_name", "pk")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_share(request: PersonRequest, pk: int) -> HttpResponse:
    """Every reader sees who has access; the owner opens it to colleagues."""
    found = owned_or_404(request.user, pk) if request.method == "POST" else dossier_or_404(request.user, pk)
    rows = list(found.shares.filter(until=None).select_related("person").order_by("since", "pk"))
    owner = any(row.person_id == request.user.pk and row.role == Share.Role.OWNER for row in rows)
    people = colleagues(found)
    form = ShareForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and any(str(row.person_id) == request.POST.get("person") for row in rows):  # a second press
        return redirect("portals:dossier_share", pk=pk)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            shares.share(found, person, form.cleaned_data["role"], by=request.user)
        except Refused as refused:
            form.add_error("person", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Доступ открыт: %(name)s.") % {"name": person.full_name})
            return redirect("portals:dossier_share", pk=pk)
    context = frame(found, request.user, "share", (_("Доступ"), "")) | {
        "title": _("Кто имеет доступ"),
        "form": form,
        "rows": [{"share": row, "own": row.person_id == request.user.pk, "owner": row.role == Share.Role.OWNER} for row in rows],
        "owner": owner,
        "people": people,
        "mentors": dossier_rules.mentors_of(found),
        "former": found.shares.exclude(until=None).select_related("person").order_by("-until", "-pk")[:50],
    }
    return render(request, "portals/dossiers/share.html", context, status=400 if form.errors else 200)


def owned_share(person: User, pk: int) -> Share:
    """A share in a dossier that the person owns."""
    own = Share.objects.filter(person=person, until=None, role=Share.Role.OWNER)
    rows = Share.objects.filter(dossier__in=Dossier.objects.shared_with(person).filter(pk__in=own.values("dossier")))
    return get_object_or_404(rows.select_related("dossier__organization", "dossier__checklist", "person"), pk=pk)


@login_required
@require_POST
def share_role(request: PersonRequest, pk: int) -> HttpResponse:
    row = owned_share(request.user, pk)
    form = RoleForm(request.POST)
    if form.is_valid() and row.until is None:
        try:
            shares.share(row.dossier, row.person, form.cleaned_data["role"], by=request.user)
            messages.success(request, _("Изменено: %(name)s.") % {"name": row.person.full_name})
        except Refused as refused:
            tell(request, refused)
    return redirect("portals:dossier_share", pk=row.dossier_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_end(request: PersonRequest, pk: int) -> HttpResponse:
    """The owner closes the dossier to a colleague; anybody closes it to themselves."""
    if request.method == "POST" and Share.objects.filter(pk=pk, person=request.user).exclude(until=None).exists():  # a second press
        return redirect("portals:dossiers")
    own = Share.objects.filter(person=request.user, dossier__in=Dossier.objects.shared_with(request.user))
    mine = own.filter(pk=pk).select_related("dossier__organization", "dossier__checklist", "person").first()
    row = mine or owned_share(request.user, pk)
    name = row.person.full_name
    return asked(
        request,
        row.dossier,
        lambda: shares.unshare(row.dossier, row.person, by=request.user) if row.until is None else None,
        back=reverse("portals:dossier_share", args=[row.dossier_id]),
        done=_("Доступ закрыт: %(name)s.") % {"name": name},
        after=reverse("portals:dossiers" if mine else "portals:dossier_share", args=[] if mine else [row.dossier_id]),
        heading=_("Закрыть себе доступ к папке?") if mine else _("Закрыть доступ: %(name)s?") % {"name": name},
        words=_("Папка и файлы останутся, но с этой минуты их не открыть. Всё, что человек сделал, останется в истории."),
        action=_("Закрыть доступ"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    """To a colleague who has access already."""
    if request.method == "POST" and (done := handed_over(request.user, pk)):  # a second press
        return redirect("portals:dossier_share", pk=done.dossier_id)
    row = owned_share(request.user, pk)
    name = row.person.full_name
    return asked(
        request,
        row.dossier,
        lambda: shares.hand_over(row.dossier, row.person, by=request.user) if row.role != Share.Role.OWNER else None,
        back=reverse("portals:dossier_share", args=[row.dossier_id]),
        done=_("Теперь папкой владеет %(name)s.") % {"name": name},
        heading=_("Передать папку: %(name)s?") % {"name": name},
        words=_("Открывать и закрывать доступ и останавливать работу будет новый владелец. Вы останетесь редактором."),
        action=_("Передать папку"),
    )


def handed_over(person: User, pk: int) -> Share | None:
    """The share of a colleague who owns the dossier by now, while the person does not."""
    mine = Dossier.objects.shared_with(person).exclude(
        pk__in=Share.objects.filter(person=person, until=None, role=Share.Role.OWNER).values("dossier")
    )
    row = Share.objects.filter(pk=pk, dossier__in=mine).exclude(person=person).first()
    owns = row and Share.objects.filter(dossier=row.dossier_id, person=row.person_id, until=None, role=Share.Role.OWNER).exists()
    return row if owns else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_leave(request: PersonRequest, pk: int) -> HttpResponse:
    """Stopped with a reason; the papers stay."""
    found = owned_or_404(request.user, pk)
    if request.method == "POST" and found.state == Dossier.State.LEFT:  # a second press
        return redirect("portals:dossier", pk=pk)
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            dossiers.leave_off(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error("reason", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Папка остановлена. Документы и история остались."))
            return redirect("portals:dossier", pk=pk)
    context = frame(found, request.user, "overview", (_("Остановить"), "")) | {
        "title": _("Остановить работу над папкой?"),
        "form": form,
        "words": _("Документы и история сохранятся, но менять их будет нельзя. Позже можно завести новую папку."),
        "action": _("Остановить работу"),
        "back": reverse("portals:dossier", args=[pk]),
    }
    return render(request, "portals/dossiers/sure.html", context, status=400 if form.errors else 200)


def asked(request: PersonRequest, dossier: Dossier, act: Callable[[], Any], *, back: str, done: str, after: str = "", **said: str) -> HttpResponse:
    """A step that asks first: the page asks, the button does it."""
    against = list[str]()
    if request.method == "POST":
        try:
            act()
        except Refused as refused:
            against = [str(reason) for reason in refused.reasons]
        else:
            messages.success(request, done)
            return redirect(after or back)
    context = frame(dossier, request.user, "share", (said["action"], ""))
    context |= {"title": said["heading"], "words": said["words"], "action": said["action"], "back": back, "against": against}
    return render(request, "portals/dossiers/sure.html", context, status=409 if against else 200)


urlpatterns = [
    path("dossiers/<int:pk>/access/", dossier_share, name="dossier_share"),
    path("dossiers/<int:pk>/leave/", dossier_leave, name="dossier_leave"),
    path("dossier-shares/<int:pk>/role/", share_role, name="share_role"),
    path("dossier-shares/<int:pk>/end/", share_end, name="share_end"),
    path("dossier-shares/<int:pk>/hand-over/", share_hand_over, name="share_hand_over"),
]
