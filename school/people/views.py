"""A person's own pages: profile, consents, organisations. Everything is found through the person who asks; a foreign card is a 404."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from school.people import actions, rules
from school.people.adapter import OWES_CONSENT, address_of, safe_next
from school.people.forms import FirstConsentForm, JoinForm, OrganizationForm, ProfileForm
from school.people.models import Consent, ConsentText, Membership, Organization
from school.people.models.consent import Purpose
from school.people.models.organization import OrganizationQuerySet
from school.people.requests import PersonRequest
from school.people.rules import Refused

State = Membership.State


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the cabinet, under the tab «Профиль»."""
    return render(request, f"people/{template}.html", {"tab": "profile"} | context)


def say(request: HttpRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, str(reason))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.update_profile(request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("Профиль сохранён."))
        return redirect("people:profile")
    return page(request, "profile", form=form, person=request.user)


@login_required
@require_POST
def confirm_name(request: PersonRequest) -> HttpResponse:
    try:
        actions.confirm_name(request.user, by=request.user)
        messages.success(request, _("Написание имени подтверждено."))
    except Refused as refused:
        say(request, refused)
    return redirect(safe_next(request, otherwise="people:profile"))


@login_required
@require_safe
def consents(request: PersonRequest) -> HttpResponse:
    history = Consent.objects.filter(person=request.user).select_related("text")
    in_force = {consent.text.purpose: consent for consent in history if consent.withdrawn_at is None}
    purposes = [
        {
            "value": purpose.value,
            "title": purpose.label,
            "text": text,
            "consent": in_force.get(purpose.value),
            "outdated": purpose.value in in_force and in_force[purpose.value].text_id != text.pk,
        }
        for purpose in Purpose
        if (text := actions.current_text(purpose))
    ]
    return page(request, "consents", purposes=purposes, history=history)


@require_safe
def consent_text(request: HttpRequest, purpose: str, version: int = 0) -> HttpResponse:
    """Public: a consent can be read before there is an account."""
    text = get_object_or_404(ConsentText, purpose=purpose, version=version) if version else actions.current_text(purpose)
    if text is None:
        raise Http404
    return page(request, "consent_text", text=text)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_consent(request: PersonRequest) -> HttpResponse:
    """Whoever was entered by the school is asked at the first sign-in, before anything else opens."""
    onward = safe_next(request, otherwise=reverse("portals:home"))
    if not rules.owes_consent(request.user):
        return redirect(onward)
    form = FirstConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.give_consent(request.user, Purpose.PROCESSING, address=address_of(request))
        request.session.pop(OWES_CONSENT, None)
        messages.success(request, _("Согласие дано."))
        return redirect(onward)
    return page(request, "first_consent", form=form, text=actions.current_text(Purpose.PROCESSING), next=onward)


@login_required
@require_POST
def give_consent(request: PersonRequest, purpose: str) -> HttpResponse:
    known_purpose(purpose)
    try:
        actions.give_consent(request.user, purpose, address=address_of(request))
        messages.success(request, _("Согласие дано."))
    except Refused as refused:
        say(request, refused)
    return redirect("people:consents")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request: PersonRequest, purpose: str) -> HttpResponse:
    """Asks once more: what stops working is said before, not after."""
    title = known_purpose(purpose).label
    consent = rules.consent_in_force(request.user, purpose)
    if consent is None:
        return redirect("people:consents")
    if request.method == "POST":
        actions.withdraw_consent(request.user, purpose, address=address_of(request))
        messages.success(request, _("Согласие отозвано."))
        return redirect("people:consents")
    return page(request, "consent_withdraw", title=title, purpose=purpose, consent=consent)


def known_purpose(value: str) -> Purpose:
    if value not in Purpose.values:
        raise Http404
    return Purpose(value)


@login_required
@require_safe
def organizations(request: PersonRequest) -> HttpResponse:
    memberships = (
        Membership.objects.filter(person=request.user)
        .exclude(state=State.LEFT)
        .select_related("organization__town")
        .order_by("organization__short_name")
    )
    mine = [membership for membership in memberships if membership.state == State.CONFIRMED]
    asked = [membership for membership in memberships if membership.state != State.CONFIRMED]
    return page(request, "organizations", mine=mine, asked=asked)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: PersonRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, initial={"town": request.user.town_id})
    if request.method == "POST" and form.is_valid():
        try:
            organization = actions.found_organization(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Карточка организации готова."))
            return redirect(safe_next(request, otherwise=organization_url(organization)))
    number = (form.twin.ogrn or form.twin.inn) if form.twin else ""
    return page(request, "found", form=form, twin_number=number, next=safe_next(request, otherwise=""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PersonRequest) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_to_join(form.cleaned_data["number"], position=form.cleaned_data["position"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Просьба отправлена. Ответ придёт по почте."))
            return redirect("people:organizations")
    return page(request, "join", form=form)


@login_required
@require_safe
def organization(request: PersonRequest, pk: int) -> HttpResponse:
    card = get_object_or_404(Organization.objects.of(request.user).select_related("town"), pk=pk)
    rows = list(card.memberships.filter(state__in=[State.CONFIRMED, State.ASKED]).select_related("person"))
    own = next(row for row in rows if row.person_id == request.user.pk)
    return page(
        request,
        "organization",
        organization=card,
        own=own,
        members=[row for row in rows if row.state == State.CONFIRMED],
        asking=[row for row in rows if row.state == State.ASKED] if own.owner else [],
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_organization(request: PersonRequest, pk: int) -> HttpResponse:
    card = get_object_or_404(owned_by(request), pk=pk)
    form = OrganizationForm(request.POST or None, instance=card)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_organization(Organization.objects.get(pk=pk), by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Карточка сохранена."))
            return redirect("people:organization", pk)
    return page(request, "organization_edit", form=form, organization=Organization.objects.get(pk=pk))


MEMBER_VERBS = {"confirm": actions.confirm_member, "decline": actions.decline_member, "trust": actions.trust_member}


@login_required
@require_POST
def member(request: PersonRequest, pk: int, membership_pk: int) -> HttpResponse:
    """An owner answers a request or trusts a member with the card."""
    card = get_object_or_404(owned_by(request), pk=pk)
    membership = get_object_or_404(card.memberships.all(), pk=membership_pk)
    verb = MEMBER_VERBS.get(request.POST.get("answer", ""))
    if verb is None:
        raise Http404
    try:
        verb(membership, by=request.user)
        messages.success(request, _("Готово. Человек узнает об этом из письма."))
    except Refused as refused:
        say(request, refused)
    return redirect("people:organization", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    own = Membership.objects.filter(person=request.user, state__in=[State.CONFIRMED, State.ASKED]).select_related("organization")
    membership = get_object_or_404(own, organization__pk=pk)
    if request.method == "POST":
        try:
            actions.leave(membership, by=request.user)
            messages.success(request, _("Вы больше не состоите в этой организации."))
        except Refused as refused:
            say(request, refused)
        return redirect("people:organizations")
    return page(request, "leave", membership=membership, reasons=rules.reasons_not_to_leave(membership))


def owned_by(request: PersonRequest) -> OrganizationQuerySet:
    return Organization.objects.filter(memberships__person=request.user, memberships__state=State.CONFIRMED, memberships__owner=True)


def organization_url(organization: Organization) -> str:
    return reverse("people:organization", args=[organization.pk])
