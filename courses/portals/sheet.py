"""The sheet of one meeting on a phone: marks, notes, guests, who has just checked in, what was changed before, the sheet on paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.attendance import actions, check_in_rules, rules
from courses.attendance.forms import GuestForm, SheetForm
from courses.attendance.history_rules import history_of
from courses.attendance.models import Guest, Mark
from courses.portals.access import for_role
from courses.portals.trainer import crumbs
from courses.program.models import Meeting
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

JUST = 8  # the last people who checked in, in the live list


def led(request: PersonRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.led_by(request.user).select_related("cohort", "module", "town", "trainer"), pk=pk)


@for_role("trainer")
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    """`?live=1` is the list of who has just checked in, by the same permission."""
    meeting = led(request, pk)
    if request.method == "GET" and request.GET.get("live"):
        return render(request, "portals/trainer/live.html", live(meeting))
    people, marks = list(rules.expected(meeting)), {mark.enrollment_id: mark for mark in meeting.marks.all()}
    form = SheetForm(request.POST if request.method == "POST" else None, people=people, marks=marks)
    refused: list[Text] = []
    if request.method == "POST" and form.is_valid():
        try:
            changes = actions.save_sheet(meeting, form.chosen(), by=request.user, notes=form.noted(), why=form.cleaned_data["why"])
        except Refused as refusal:
            refused = refusal.reasons
        else:
            return saved(request, meeting, changes, noted=bool(form.noted()))
    return page(request, meeting, form, refused=refused)


def page(request: PersonRequest, meeting: Meeting, form: SheetForm, *, refused: list[Text], guest_form: GuestForm | None = None) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "tally": form.tally(),
        "closed": rules.reasons_closed(meeting),
        "refused": refused,
        "undo": undo_of(request, meeting),
        "crumbs": crumbs(meeting.title),
        "guests": list(meeting.guests.all()),
        "guest_form": guest_form or GuestForm(),
        "history": history_of(meeting, form.people),
        "shared": check_in_rules.shared_devices(meeting),
        "window": check_in_rules.window_of(meeting),
    } | live(meeting)
    return render(request, "portals/trainer/sheet.html", context)


def live(meeting: Meeting) -> dict[str, object]:
    came = Mark.objects.filter(meeting=meeting, source=Mark.Source.CHECK_IN).select_related("enrollment__person")
    return {"meeting": meeting, "just": list(came.order_by("-at", "-pk")[:JUST]), "came": came.count()}


def saved(request: PersonRequest, meeting: Meeting, changes: list[actions.Change], *, noted: bool) -> HttpResponse:
    address = reverse("portals:sheet", args=[meeting.pk])
    last = rules.last_change(meeting)
    if not changes or last is None:
        messages.info(request, _("Заметки сохранены.") if noted else _("Изменений нет: все отметки уже сохранены."))
        return redirect(address)
    return redirect(f"{address}?saved={last.pk}")


def undo_of(request: PersonRequest, meeting: Meeting) -> dict[str, object] | None:
    """The toast after a save: what was saved, and the row that «Отменить» takes back while nothing came after it."""
    asked = request.GET.get("saved", "")
    last = rules.last_change(meeting) if asked.isdecimal() else None
    if last is None or str(last.pk) != asked or last.by_id != request.user.pk or last.verb != "attendance.saved":
        return None
    number = len(last.facts["changes"])
    return {"entry": last.pk, "words": ngettext("Сохранена %(n)s отметка.", "Сохранено отметок: %(n)s.", number) % {"n": number}}


@require_POST
@for_role("trainer")
def sheet_undo(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = led(request, pk)
    entry = request.POST.get("entry", "")
    try:
        actions.undo_sheet(meeting, int(entry) if entry.isdecimal() and len(entry) < 19 else 0, by=request.user)
        messages.success(request, _("Отметки вернулись к прежним."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("portals:sheet", pk=meeting.pk)


@require_POST
@for_role("trainer")
def sheet_guests(request: PersonRequest, pk: int) -> HttpResponse:
    """Writes a guest down, or strikes one off (`remove`)."""
    meeting = led(request, pk)
    if number := request.POST.get("remove", ""):
        guest = get_object_or_404(Guest, meeting=meeting, pk=number if number.isdecimal() and len(number) < 19 else 0)
        actions.remove_guest(guest, by=request.user)
        return redirect("portals:sheet", pk=pk)
    form = GuestForm(request.POST)
    if form.is_valid():
        try:
            actions.write_guest(meeting, **form.cleaned_data, by=request.user)
            return redirect(reverse("portals:sheet", args=[pk]) + "#guests")
        except Refused as refused:
            form.add_error("name", [str(reason) for reason in refused.reasons])
    marks = {mark.enrollment_id: mark for mark in meeting.marks.all()}
    return page(request, meeting, SheetForm(people=list(rules.expected(meeting)), marks=marks), refused=[], guest_form=form)


@require_safe
@for_role("trainer")
def sheet_print(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = led(request, pk)
    letters = {mark.enrollment_id: Mark.LETTERS[mark.status] for mark in meeting.marks.all()}
    people = [(person, letters.get(person.pk, "")) for person in rules.expected(meeting)]
    return render(
        request,
        "portals/trainer/print.html",
        {
            "meeting": meeting,
            "people": people,
            "crumbs": [*crumbs(meeting.title, reverse("portals:sheet", args=[pk])), {"title": _("Бумажный лист"), "url": ""}],
        },
    )


urlpatterns = [
    path("trainer/meetings/<int:pk>/", sheet, name="sheet"),
    path("trainer/meetings/<int:pk>/undo/", sheet_undo, name="sheet_undo"),
    path("trainer/meetings/<int:pk>/guests/", sheet_guests, name="sheet_guests"),
    path("trainer/meetings/<int:pk>/print/", sheet_print, name="sheet_print"),
]
