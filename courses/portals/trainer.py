"""The trainer's phone: own meetings, and the sheet of one of them."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.attendance import actions, rules
from courses.attendance.forms import SheetForm
from courses.attendance.models import Mark
from courses.portals.access import for_role
from courses.program.models import Meeting
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused

SHORT, PAGE = 5, 20


@require_safe
@for_role("trainer")
def trainer(request: PersonRequest) -> HttpResponse:
    """Today first, then what was and what comes; `?list=past` and `?list=coming` show those in full."""
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    meetings = led_by(request.user)
    lists = {
        "past": meetings.filter(starts_at__lt=day).order_by("-starts_at", "-pk"),
        "coming": meetings.filter(starts_at__gte=day + timedelta(days=1)).order_by("starts_at", "pk"),
    }
    chosen = request.GET.get("list", "")
    if chosen in lists:
        page = Paginator(lists[chosen], PAGE).get_page(request.GET.get("page"))
        return render(
            request, "portals/trainer/meetings.html", {"page": page, "chosen": chosen, "now": timezone.now(), "crumbs": crumbs(_("Все занятия"))}
        )
    context = {"sections": sections(meetings, lists, day), "now": timezone.now(), "tab": "today"}
    return render(request, "portals/trainer/trainer.html", context)


def crumbs(title: str, url: str = "") -> list[dict[str, str]]:
    return [{"title": _("Мои занятия"), "url": reverse("portals:trainer")}, {"title": title, "url": url}]


def sections(meetings: QuerySet[Meeting], lists: dict[str, QuerySet[Meeting]], day: datetime) -> list[dict[str, object]]:
    """One more row than shown is asked for: it tells whether there is a longer list to lead to."""
    today = list(meetings.filter(starts_at__gte=day, starts_at__lt=day + timedelta(days=1)))
    past, coming = list(lists["past"][: SHORT + 1]), list(lists["coming"][: SHORT + 1])
    return [
        {"title": _("Сегодня"), "meetings": today, "empty": _("Сегодня занятий нет."), "more": ""},
        {"title": _("Недавние"), "meetings": past[:SHORT], "more": "past" if len(past) > SHORT else ""},
        {"title": _("Предстоят"), "meetings": coming[:SHORT], "more": "coming" if len(coming) > SHORT else ""},
    ]


def led_by(user: User) -> QuerySet[Meeting]:
    return rules.with_counts(Meeting.objects.led_by(user).select_related("cohort", "module", "town"))


@for_role("trainer")
def sheet(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).select_related("cohort", "module", "town"), pk=pk)
    people, marks = list(rules.expected(meeting)), {mark.enrollment_id: mark for mark in meeting.marks.all()}
    form = SheetForm(request.POST if request.method == "POST" else None, people=people, marks=marks)
    closed = rules.reasons_closed(meeting)
    if request.method == "POST" and form.is_valid():
        try:
            changes = actions.save_sheet(meeting, form.chosen(), by=request.user)
        except Refused as refused:
            closed = refused.reasons
        else:
            return saved(request, meeting, changes)
    context = {
        "meeting": meeting,
        "form": form,
        "tally": form.tally(),
        "closed": closed,
        "undo": undo_of(request, meeting),
        "crumbs": crumbs(meeting.title),
    }
    return render(request, "portals/trainer/sheet.html", context)


def saved(request: PersonRequest, meeting: Meeting, changes: list[actions.Change]) -> HttpResponse:
    address = reverse("portals:sheet", args=[meeting.pk])
    last = rules.last_change(meeting)
    if not changes or last is None:
        messages.info(request, _("Изменений нет: все отметки уже сохранены."))
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
    meeting = get_object_or_404(Meeting.objects.led_by(request.user), pk=pk)
    entry = request.POST.get("entry", "")
    try:
        actions.undo_sheet(meeting, int(entry) if entry.isdecimal() and len(entry) < 19 else 0, by=request.user)
        messages.success(request, _("Отметки вернулись к прежним."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("portals:sheet", pk=meeting.pk)


@require_safe
@for_role("trainer")
def sheet_print(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.led_by(request.user).select_related("cohort", "module", "town", "trainer"), pk=pk)
    letters = {mark.enrollment_id: Mark.LETTERS[mark.status] for mark in meeting.marks.all()}
    people = [(person, letters.get(person.pk, "")) for person in rules.expected(meeting)]
    return render(
        request,
        "portals/trainer/print.html",
        {
            "meeting": meeting,
            "people": people,
            "crumbs": [*crumbs(meeting.title, reverse("portals:sheet", args=[pk])), {"title": _("Бумажный лист")}],
        },
    )


urlpatterns = [
    path("trainer/", trainer, name="trainer"),
    path("trainer/meetings/<int:pk>/", sheet, name="sheet"),
    path("trainer/meetings/<int:pk>/undo/", sheet_undo, name="sheet_undo"),
    path("trainer/meetings/<int:pk>/print/", sheet_print, name="sheet_print"),
]
