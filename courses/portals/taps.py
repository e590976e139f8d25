"""A tap on the sheet, saved at once without a reload. The answer is the state of each touched row, the counts and what may be taken back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.attendance import actions, rules
from courses.attendance.forms import SheetForm, tally_of
from courses.attendance.models import Mark
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

REFUSED = 422
SAVED = "attendance.saved"


def marks_of(meeting: Meeting) -> dict[int, Mark]:
    return {mark.enrollment_id: mark for mark in meeting.marks.all()}


def saved_quietly(request: PersonRequest, meeting: Meeting, people: list[Enrollment]) -> HttpResponse:
    """Only those named in `tap`, or whatever was touched on the sheet when nobody is named. All of it or nothing."""
    taps = set(request.POST.getlist("tap"))
    touched = [person for person in people if str(person.pk) in taps] if taps else people
    form = SheetForm(request.POST, people=touched, marks=marks_of(meeting))
    try:
        if taps - {str(person.pk) for person in touched}:
            raise Refused(_("В листе есть люди, которых на этом занятии не ждут. Обновите страницу."))
        if not form.is_valid():
            raise Refused(_("Такой отметки нет: выберите П, О, У или Н."))
        chosen, rest, noted = form.chosen(), form.rest(), form.noted()
        changes = actions.save_sheet(meeting, chosen, rest=rest, by=request.user, notes=noted, why=form.cleaned_data["why"])
    except Refused as refused:
        return render(request, "portals/trainer/tapped.html", {"meeting": meeting, "refused": refused.reasons}, status=REFUSED)
    marks = marks_of(meeting)
    said = touched if taps else [person for person in people if person.pk in {*chosen, *rest, *noted}]
    last = rules.last_change(meeting) if changes else None
    context = {
        "meeting": meeting,
        "quiet": True,
        "unmarked": unmarked(request),
        "rows": [(person, marks.get(person.pk)) for person in said if person.person_id != request.user.pk],
        "tally": tally_of(people, marks),
        "undo": undo_of(request.user, meeting, str(last.pk) if last else ""),
        "words": words_of(len(changes), len(noted), own=any(person.person_id == request.user.pk for person in said)),
    }
    return render(request, "portals/trainer/tapped.html", context)


def unmarked(request: PersonRequest) -> bool:
    """Which of the two tabs the phone shows; a request of htmx says so in its address of the page."""
    return request.GET.get("show") == "unmarked" or "show=unmarked" in request.headers.get("HX-Current-URL", "")


def words_of(changes: int, noted: int, *, own: bool = False) -> Text:
    """`own`: the row of whoever saves was among them and was left out."""
    words = _("Заметки сохранены.") if noted else _("Изменений нет: все отметки уже сохранены.")
    if changes:
        words = ngettext("Сохранена %(n)s отметка.", "Сохранено отметок: %(n)s.", changes) % {"n": changes}
    return f"{words} {rules.OWN}" if own else words


def undo_of(user: User, meeting: Meeting, entry: str) -> dict[str, object] | None:
    """What was saved, and the row that «Отменить» takes back while nothing came after it."""
    last = rules.last_change(meeting) if entry.isdecimal() else None
    if last is None or str(last.pk) != entry or last.by_id != user.pk or last.verb != SAVED:
        return None
    return {"entry": last.pk, "words": words_of(len(last.facts["changes"]), 0)}
