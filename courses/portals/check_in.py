"""Self check-in: the address in the QR, the typed code, and the page that says «вы отмечены»."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.attendance import actions, check_in_rules, code_rules
from courses.attendance.forms import CodeForm
from courses.attendance.models import CheckIn, Mark
from courses.portals.cabinet import MARK_WORDS, TONES
from courses.portals.tabs import tabs
from courses.program.models import Meeting
from school.limits import client_address, too_often
from school.people.requests import PersonRequest
from school.people.rules import Refused

DEVICE, YEAR = "device", 365 * 24 * 3600
GUESSES = 30  # codes, a person and a minute
HALL = 300  # the same of people who have not signed in: a hall shares one address
DONE = {CheckIn.Outcome.MARKED, CheckIn.Outcome.ALREADY}


def with_device(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A random mark of the browser; only its hash is written, and only beside a try."""

    @wraps(view)
    def seen(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known = request.COOKIES.get(DEVICE, "")
        cookie = known if len(known) == 32 and known.isalnum() else secrets.token_hex(16)
        request.device = code_rules.device_hash(cookie)  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if cookie != known:
            response.set_cookie(DEVICE, cookie, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
        return response

    return seen


@login_required
@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: PersonRequest) -> HttpResponse:
    """The code by hand, for whom the camera fails. One tap: the typed code is itself the wish to be marked."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if often(request):
            return render(request, "429.html", status=429)
        meeting, proof = check_in_rules.found_by(form.cleaned_data["code"], request.user)
        if meeting is not None:
            return tried(request, meeting, proof, form)
        form.add_error("code", _("Код не подошёл, и занятия рядом по времени у вас нет. Проверьте код на экране зала."))
    return render(request, "portals/cabinet/check_in.html", {"tabs": tabs("meetings"), "form": form}, status=400 if form.errors else 200)


@never_cache
@with_device
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_code(request: PersonRequest, pk: int, code: str) -> HttpResponse:
    """Opening checks the code and hands out a ticket; the confirming tap brings it back. An unknown meeting and a wrong code look the same."""
    meeting = Meeting.objects.select_related("cohort").filter(pk=pk).first()
    given = request.POST.get("ticket") or request.GET.get("ticket", "")
    if not request.user.is_authenticated:
        return led_to_sign_in(request, meeting, code, given)
    held = check_in_rules.proof_held(given, meeting, request.user, request.device) if meeting else None  # type: ignore[attr-defined]
    if request.method == "POST" and meeting is not None:
        return tried(request, meeting, held, CodeForm())
    if held is None and often(request):
        return render(request, "429.html", status=429)
    proof = held or (code_rules.proof_of(meeting, code) if meeting else None)
    if meeting is None or proof is None:
        context = {"tabs": tabs("meetings"), "form": CodeForm(), "reasons": [check_in_rules.stale()]}
        return render(request, "portals/cabinet/check_in.html", context)
    outcome = check_in_rules.outcome_of(meeting, proof, check_in_rules.seat_of(meeting, request.user))
    if outcome == CheckIn.Outcome.ALREADY:
        return redirect(reverse("portals:checked_in", args=[meeting.pk]) + "?again=1")
    context = {
        "tabs": tabs("meetings"),
        "meeting": meeting,
        "ticket": given if held else code_rules.ticket_of(meeting, request.user, proof),
        "reasons": [] if outcome in DONE else [check_in_rules.words_against(outcome, meeting, request.user)],
        "may_tell": outcome in check_in_rules.TOLD_TO_TRAINER,
    }
    return render(request, "portals/cabinet/check_in_confirm.html", context)


def often(request: PersonRequest) -> bool:
    """Typed or opened, right or wrong: asked before the code is looked at, so that a lucky guess beyond the limit is not told either."""
    return too_often(request, "check-in", per_minute=GUESSES, who=request.user.pk)


def led_to_sign_in(request: PersonRequest, meeting: Meeting | None, code: str, given: str) -> HttpResponse:
    """The code is checked now, not after the password: what it was worth travels in `next`, good for this browser only."""
    proof = code_rules.proof_of(meeting, code) if meeting else None
    ticket = code_rules.ticket_of(meeting, request.device, proof) if meeting and proof else given[:400]  # type: ignore[attr-defined]
    if not ticket and too_often(request, "check-in", per_minute=HALL):
        return render(request, "429.html", status=429)
    if proof:
        messages.info(request, _("Код подошёл. Войдите: на это и на подтверждение есть десять минут."))
    elif not ticket:
        messages.warning(request, _("Код на экране уже сменился. Войдите и наведите камеру ещё раз."))
    return redirect_to_login(f"{request.path}?{urlencode({'ticket': ticket})}" if ticket else request.path)


def tried(request: PersonRequest, meeting: Meeting, proof: code_rules.Proof | None, form: CodeForm) -> HttpResponse:
    try:
        attempt = actions.check_in(
            meeting,
            proof,
            by=request.user,
            device=request.device,  # type: ignore[attr-defined]
            address=client_address(request),
        )
    except Refused as refused:
        context = {"tabs": tabs("meetings"), "form": form, "reasons": refused.reasons}
        return render(request, "portals/cabinet/check_in.html", context, status=429)
    if attempt.outcome in DONE:
        again = "?again=1" if attempt.outcome == CheckIn.Outcome.ALREADY else ""
        return redirect(reverse("portals:checked_in", args=[meeting.pk]) + again)
    reasons = [check_in_rules.words_against(attempt.outcome, meeting, request.user)]
    if attempt.outcome in check_in_rules.TOLD_TO_TRAINER:
        reasons.append(_("Тренер видит вашу попытку в своём листе."))
    return render(request, "portals/cabinet/check_in.html", {"tabs": tabs("meetings"), "form": form, "reasons": reasons}, status=409)


@login_required
@require_safe
def checked_in(request: PersonRequest, pk: int) -> HttpResponse:
    """What the person's own mark says; a repeat of the check-in ends here too."""
    marks = Mark.objects.filter(meeting__pk=pk, enrollment__person=request.user).select_related("meeting__cohort", "meeting__town", "meeting__module")
    mark = get_object_or_404(marks.order_by("-pk")[:1])
    tone, icon = TONES[mark.status]
    context = {
        "tabs": tabs("meetings"),
        "mark": mark,
        "meeting": mark.meeting,
        "tone": tone,
        "icon": icon,
        "words": MARK_WORDS[mark.status],
        "again": "again" in request.GET,
        "by_hand": mark.source in (Mark.Source.MANUAL, Mark.Source.PAPER),
    }
    return render(request, "portals/cabinet/checked_in.html", context)


urlpatterns = [
    path("in/", check_in, name="check_in"),
    path("in/<int:pk>/", checked_in, name="checked_in"),
    path("in/<int:pk>/<slug:code>/", check_in_code, name="check_in_code"),
]
