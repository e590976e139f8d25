"""The screen of the hall: the rotating code, as a QR and as text. It fetches itself anew; without scripts there is a link for that."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.attendance import actions, check_in_rules, code_rules, rules
from courses.portals.access import KEEPERS, for_role
from courses.program.models import Meeting
from school.people.requests import PersonRequest
from school.post.actions import link_to
from school.qr import drawn

PATIENCE = timedelta(minutes=1)  # how often a closed screen looks whether it is time


@for_role(*KEEPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hall_code(request: PersonRequest, pk: int) -> HttpResponse:
    found = rules.with_counts(rules.kept_by(request.user).select_related("cohort", "module", "town"))
    meeting = get_object_or_404(found, pk=pk)
    if request.method == "POST":
        actions.show_code(meeting, by=request.user)
        return redirect("portals:hall_code", pk=pk)
    window = check_in_rules.window_of(meeting)
    context = {
        "meeting": meeting,
        "window": window,
        "shown": shown(meeting) if meeting.secret and window.open and not meeting.cancelled_at else None,
        "wait": wait(window),
    }
    return render(request, "portals/trainer/code.html", context)


def wait(window: check_in_rules.Window) -> int:
    """Seconds until a closed screen asks again: at the opening, but not rarer than once a minute."""
    left = (window.opens - timezone.now()).total_seconds()
    return max(1, int(min(left, PATIENCE.total_seconds()))) if left > 0 else 0


def shown(meeting: Meeting) -> dict[str, object]:
    now = timezone.now()
    code = code_rules.code_for(meeting.secret, code_rules.step_at(now))
    return {
        "text": code_rules.spelled(code),
        "qr": drawn(link_to("portals:check_in_code", meeting.pk, code)),
        "left": code_rules.seconds_left(now),
        "step": code_rules.STEP,
        "typed_at": link_to("portals:check_in").partition("//")[2],
    }


urlpatterns = [path("trainer/meetings/<int:pk>/code/", hall_code, name="hall_code")]
