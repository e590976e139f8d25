"""The sheet of one meeting on a phone: marks, notes, guests, who has just checked in, what was changed before."""

import json

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.attendance import actions, check_in_rules, rules
from courses.attendance.forms import GuestForm, SheetForm, tally_of
from courses.attendance.history_rules import history_of
from courses.attendance.models import Guest, Mark
from courses.enrollment.models import Enrollment
from courses.portals.access import KEEPERS, for_role
from courses.portals.taps import marks_of, saved_quietly, undo_of, unmarked, words_of
from courses.portals.trainer import place_of
from courses.program.models import Meeting
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

JUST = 8  # the last people who checked in, in the live list
UNDO, STRUCK = "undo:", "struck:"  # what a message about the sheet brings along


def led(request: PersonRequest, pk: int) -> Meeting:
    return get_object_or_404(rules.kept_by(request.user).select_related("cohort", "module", "town", "trainer"), pk=pk)


@for_role(*KEEPERS)
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """`?live=1` is the list of who has just checked in, by the same permission. A tap comes by htmx and is answered without a page."""
    meeting = led(request, pk)
    people = list(rules.expected(meeting))
    if request.method == "GET" and request.GET.get("live"):
        return fresh(request, meeting, people)
    if request.method == "POST" and "HX-Request" in request.headers:
        return saved_quietly(request, meeting, people)
    form = SheetForm(request.POST if request.method == "POST" else None, people=people, marks=marks_of(meeting))
    refused: list[Text] = []
    if request.method == "POST" and form.is_valid():
        try:
            chosen, rest, noted = form.chosen(), form.rest(), form.noted()
            changes = actions.save_sheet(meeting, chosen, rest=rest, by=request.user, notes=noted, why=form.cleaned_data["why"])
        except Refused as refusal:
            refused = refusal.reasons
        else:
            own = any(person.person_id == request.user.pk for person in people if person.pk in {*chosen, *rest, *noted})
            return saved(request, meeting, changes, words_of(len(changes), len(noted), own=own))
    return page(request, meeting, form, refused=refused)


def page(request: PersonRequest, meeting: Meeting, form: SheetForm, *, refused: list[Text], guest_form: GuestForm | None = None) -> HttpResponse:
    rows = list(form.rows())
    only_unmarked = not form.is_bound and unmarked(request)
    context = {
        "meeting": meeting,
        "form": form,
        "rows": [row for row in rows if not row.status] if only_unmarked else rows,
        "unmarked": only_unmarked,
        "tally": tally_of(form.people, form.marks),
        "closed": rules.reasons_closed(meeting),
        "refused": refused,
        **place_of(request, meeting),
        "guests": list(meeting.guests.all()),
        "guest_form": guest_form or GuestForm(),
        "history": history_of(meeting, form.people),
        "shared": check_in_rules.shared_devices(meeting),
        "window": check_in_rules.window_of(meeting),
    }
    return render(request, "portals/trainer/sheet.html", context | live(meeting) | told_once(request, meeting))


def fresh(request: PersonRequest, meeting: Meeting, people: list[Enrollment]) -> HttpResponse:
    """The live list; while the sheet can be marked, the counts come along."""
    counts = {"quiet": True, "unmarked": unmarked(request), "tally": tally_of(people, marks_of(meeting))}
    return render(request, "portals/trainer/live.html", live(meeting) | (counts if people and not rules.reasons_closed(meeting) else {}))


def live(meeting: Meeting) -> dict[str, object]:
    came = list(Mark.objects.filter(meeting=meeting, source=Mark.Source.CHECK_IN).select_related("enrollment__person").order_by("-at", "-pk"))
    return {"meeting": meeting, "just": came[:JUST], "came": came, "away": check_in_rules.turned_away(meeting)}


def saved(request: PersonRequest, meeting: Meeting, changes: list[actions.Change], words: Text) -> HttpResponse:
    last = rules.last_change(meeting) if changes else None
    messages.success(request, str(words), extra_tags=f"{UNDO}{last.pk}" if last else UNDO)
    return redirect("portals:sheet", pk=meeting.pk)


def told_once(request: PersonRequest, meeting: Meeting) -> dict[str, object]:
    """What the last step left for this one look at the sheet: after a reload nothing is offered to take back any more."""
    others, found = [], dict[str, object]()
    for message in get_messages(request):
        tags = message.extra_tags or ""
        if tags.startswith(UNDO):
            found |= {"words": message.message, "undo": undo_of(request.user, meeting, tags.removeprefix(UNDO))}
        elif tags.startswith(STRUCK):
            found["struck"] = {"words": message.message, **dict(zip(("name", "organization"), json.loads(tags.removeprefix(STRUCK)), strict=True))}
        else:
            others.append(message)
    return found | {"messages": others}


@require_POST
@for_role(*KEEPERS)
def sheet_undo(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = led(request, pk)
    entry = request.POST.get("entry", "")
    try:
        actions.undo_sheet(meeting, int(entry) if entry.isdecimal() and len(entry) < 19 else 0, by=request.user)
        messages.success(request, _("Отметки вернулись к прежним."), extra_tags=UNDO)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("portals:sheet", pk=meeting.pk)


@require_POST
@for_role(*KEEPERS)
def sheet_guests(request: PersonRequest, pk: int) -> HttpResponse:
    """Writes a guest down, or strikes one off (`remove`); who was struck off by mistake is written down again from the toast."""
    meeting = led(request, pk)
    place = reverse("portals:sheet", args=[pk]) + "#guests"
    if number := request.POST.get("remove", ""):
        guest = get_object_or_404(Guest, meeting=meeting, pk=number if number.isdecimal() and len(number) < 19 else 0)
        actions.remove_guest(guest, by=request.user)
        words = _("Гость вычеркнут: %(name)s.") % {"name": guest.name}
        messages.success(request, words, extra_tags=STRUCK + json.dumps([guest.name, guest.organization]))
        return redirect(place)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            actions.write_guest(meeting, **form.cleaned_data, by=request.user)
            return redirect(place)
        except Refused as refused:
            form.add_error("name", [str(reason) for reason in refused.reasons])
    return page(request, meeting, SheetForm(people=list(rules.expected(meeting)), marks=marks_of(meeting)), refused=[], guest_form=form)


urlpatterns = [
    path("trainer/meetings/<int:pk>/", sheet, name="sheet"),
    path("trainer/meetings/<int:pk>/undo/", sheet_undo, name="sheet_undo"),
    path("trainer/meetings/<int:pk>/guests/", sheet_guests, name="sheet_guests"),
]
