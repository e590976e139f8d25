"""The trainer's phone: own meetings. The sheet of one of them is in `sheet`, the code for the hall in `hall`."""

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.attendance import rules
from courses.portals.access import for_role
from courses.portals.excuses import visiting
from courses.portals.waiting import waiting_of
from courses.program.models import Cohort, Meeting
from school.people.models import User
from school.people.requests import PersonRequest

SHORT, PAGE = 5, 20


@require_safe
@for_role("trainer")
def trainer(request: PersonRequest) -> HttpResponse:
    """Today first, then what was and what comes; `?list=past` and `?list=coming` show those in full, archived cohorts too."""
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
    context = {
        "sections": sections(meetings, lists, day),
        "cohorts": cohorts_of(request.user),
        **waiting_of(request.user),
        "now": timezone.now(),
        "tab": "today",
    }
    return render(request, "portals/trainer/trainer.html", context)


def cohorts_of(user: User) -> QuerySet[Cohort]:
    """Whom the trainer writes announcements to: an archived cohort is left alone."""
    return Cohort.objects.led_by(user).exclude(state=Cohort.State.ARCHIVED)


def crumbs(title: str, url: str = "") -> list[dict[str, str]]:
    return [{"title": _("Мои занятия"), "url": reverse("portals:trainer")}, {"title": title, "url": url}]


def place_of(request: PersonRequest, meeting: Meeting, further: str = "") -> dict[str, object]:
    """Where a sheet stands: among the trainer's own meetings, or behind the office's meeting for whoever only visits. `further` is a page behind the sheet."""
    visits = visiting(request)
    title, url = meeting.title, reverse("portals:sheet", args=[meeting.pk]) if further else ""
    office = [{"title": _("Занятие в управлении"), "url": reverse("office_meetings:edit", args=[meeting.pk])}, {"title": title, "url": url}]
    return {"visiting": visits, "crumbs": [*(office if visits else crumbs(title, url)), *([{"title": further, "url": ""}] if further else [])]}


def sections(meetings: QuerySet[Meeting], lists: dict[str, QuerySet[Meeting]], day: datetime) -> list[dict[str, object]]:
    """One more row than shown is asked for: it tells whether there is a longer list to lead to."""
    today = list(meetings.filter(starts_at__gte=day, starts_at__lt=day + timedelta(days=1)))
    recent = lists["past"].exclude(cohort__state=Cohort.State.ARCHIVED)
    past, coming = list(recent[: SHORT + 1]), list(lists["coming"][: SHORT + 1])
    longer = len(past) > SHORT or lists["past"].filter(cohort__state=Cohort.State.ARCHIVED).order_by().exists()
    return [
        {"title": _("Сегодня"), "meetings": today, "empty": _("Сегодня занятий нет."), "more": ""},
        {"title": _("Недавние"), "meetings": past[:SHORT], "more": "past" if longer else ""},
        {"title": _("Предстоят"), "meetings": coming[:SHORT], "more": "coming" if len(coming) > SHORT else ""},
    ]


def led_by(user: User) -> QuerySet[Meeting]:
    return rules.with_counts(Meeting.objects.led_by(user).select_related("cohort", "module", "town", "subgroup"))


urlpatterns = [path("trainer/", trainer, name="trainer")]
