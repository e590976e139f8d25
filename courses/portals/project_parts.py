"""What the screens of project work share: the line of stages, what is missing and where to put it right, criteria, the text of a project in rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.models import Enrollment
from courses.portals.tabs import tabs
from courses.projects import call_rules, submission_rules
from courses.projects.difference_rules import label_of, worded
from courses.projects.models import Call, Project, ProjectFile, Stage, Submission, TeamMember
from courses.projects.project_rules import FIELDS, roubles
from courses.route.rules import reasons_module_closed
from school.people.models import User
from school.people.rules import Text

PAGE = 15


def seat_of(call: Call, person: User) -> Enrollment | None:
    """By which seat the person looks at the call: whoever has finished reads on."""
    seats = Enrollment.objects.visible_to(person).filter(cohort=call.cohort_id) if call.cohort_id else Enrollment.objects.none()
    return seats.select_related("cohort").order_by("-pk").first()


def closed_on_the_way(call: Call, seat: Enrollment | None) -> list[Text]:
    """Why the module that holds the call is closed to the seat: the rule of its lessons, so that no stage is handed in past the way."""
    return list(reasons_module_closed(seat, call.module)) if seat and call.module else []


def frame(call: Call, person: User, *way: tuple[str, str]) -> dict[str, Any]:
    """Tabs and crumbs: «Мой путь», the module, the call, and the way on from there – pairs of title and address, the last one without."""
    return frame_for(call, seat_of(call, person), *way)


def frame_for(call: Call, seat: Enrollment | None, *way: tuple[str, str]) -> dict[str, Any]:
    """The same where the seat is known."""
    crumbs = list[dict[str, str]]()
    if seat:
        crumbs.append({"title": _("Мой путь"), "url": reverse("portals:route", args=[seat.pk])})
        if call.module:
            crumbs.append({"title": call.module.title, "url": reverse("portals:module", args=[seat.pk, call.module_id])})
    steps = [(call.title, reverse("portals:project_call", args=[call.pk])), *way]
    crumbs += [{"title": title, "url": url} for title, url in steps]
    crumbs[-1]["url"] = ""
    return {"tabs": tabs("route", seat), "enrollment": seat, "crumbs": crumbs, "call": call}


def to_project(project: Project) -> tuple[str, str]:
    return str(project.title or _("Проект")), reverse("portals:project", args=[project.pk])


def size_words(call: Call) -> str:
    """«В команде от 2 до 5 человек.»"""
    least, most = call.team_least, call.team_most
    if most == 1:
        return _("Проект делают поодиночке.")
    if least == most:
        return ngettext("В команде %(most)d человек.", "В команде %(most)d человек.", most) % {"most": most}
    return ngettext("В команде от %(least)d до %(most)d человека.", "В команде от %(least)d до %(most)d человек.", most) % {
        "least": least,
        "most": most,
    }


def stage_rows(call: Call, project: Project | None) -> list[dict[str, Any]]:
    """Every stage of the call as it stands for the team, or for somebody without one. Two queries."""
    stages = call_rules.stages_of(call)
    works = submission_rules.newest(project.submissions.all()) if project else {}
    rows, ready, now = list[dict[str, Any]](), True, timezone.now()
    for stage in stages:
        stage.call = call
        last = works.get((project.pk, stage.pk)) if project else None
        accepted = last is not None and last.state == Submission.State.ACCEPTED
        tone, icon, words = told(stage, last, ready, now)
        rows.append(
            {
                "stage": stage,
                "submission": last,
                "shape": "done" if accepted else "now" if ready else "todo",
                "tone": tone,
                "icon": icon,
                "words": words,
                "upcoming": now < stage.opens_at,
                "late_until": stage.late_until if call.late == Call.Late.MARKED else None,
                "asks": [*(str(FIELDS[name]).lower() for name in stage.needs if name in FIELDS), *stage.paper_titles],
            }
        )
        ready = ready and accepted
    return rows


def told(stage: Stage, last: Submission | None, ready: bool, now: datetime) -> tuple[str, str, str]:
    """Tone, sign and words of a stage."""
    if last is not None:
        return *submission_rules.TONES[Submission.State(last.state)], submission_rules.told(last)
    if now < stage.opens_at:
        return "", "lock", _("Ещё не открыт")
    until = submission_rules.takes_until(stage, None)
    if until is not None and now > until:
        return "bad", "clock", _("Срок вышел")
    if not ready:
        return "", "lock", _("После предыдущего этапа")
    return ("warn", "clock", _("Срок вышел, примем с пометкой")) if now > stage.due_at else ("info", "edit", _("Ждём вашу работу"))


def takes(project: Project, stage: Stage, person: User) -> bool:
    return not submission_rules.reasons_not_to_hand_in(project, stage, person)


def missing_rows(project: Project, stage: Stage) -> list[dict[str, str]]:
    """What the stage still needs, each with the place where it is put right."""
    edit = reverse("portals:project_edit", args=[project.pk])
    places = {"files": reverse("portals:project_files", args=[project.pk]), "team": reverse("portals:team", args=[project.team_id])}
    places |= {name: f"{edit}#{name if name in ('budget', 'links') else f'id_{name}'}" for name in FIELDS}
    return [{"words": words, "url": places[place]} for place, words in submission_rules.lacking(project, stage)]


def criteria_rows(call: Call) -> list[dict[str, Any]]:
    """Two queries. `share` – how much of the whole result, in per cent, to a tenth: two halves are not cut to less than they are."""
    found = list(call.criteria.prefetch_related("levels"))
    total = sum(row.weight for row in found) or 1
    return [{"criterion": row, "levels": row.levels.all(), "share": percent(row.weight, total)} for row in found]


def percent(part: int, whole: int) -> str:
    """«25», «12,5»."""
    tenths = (2000 * part + whole) // (2 * whole)  # a half goes up
    return number_format(Decimal(tenths) / 10, decimal_pos=1 if tenths % 10 else 0)


def fact_rows(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every field of the project in the order of the form, empty ones too."""
    return [fact_row(name, facts.get(name)) for name in FIELDS]


def fact_row(name: str, value: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"label": label_of(name), "text": "", "lines": [], "total": ""}
    if name == "links":
        row["lines"] = [{"words": link.get("title") or link.get("url", ""), "url": safe(link.get("url", ""))} for link in value or []]
    elif name == "budget":
        row["lines"] = [{"words": worded(name, line), "url": ""} for line in value or []]
        row["total"] = roubles(sum(line["count"] * line["price"] for line in value)) if value else ""
    else:
        row["text"] = "" if value is None else str(value)
    return row


def safe(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def wheres(people: Iterable[int], call: Call) -> dict[int, str]:
    """By person: the organisation they sit for, and its town. One query."""
    seats = Enrollment.objects.heard().filter(cohort=call.cohort_id, person__in=people).select_related("organization", "town")
    return {seat.person_id: where(seat) for seat in seats}


def where(seat: Enrollment | None) -> str:
    return f"{seat.organization.short_name}, {seat.town}" if seat else ""


def call_or_404(person: User, pk: int) -> Call:
    return get_object_or_404(Call.objects.visible_to(person).select_related("cohort", "module").prefetch_related("stages"), pk=pk)


def project_or_404(person: User, pk: int, *read: Any) -> Project:
    rows = Project.objects.of(person).select_related("team__call__cohort", "team__call__module", "organization", "saved_by")
    return get_object_or_404(rows.prefetch_related(*read), pk=pk)


def people_of(way: str = "") -> Any:
    """Who is in the team now, for `Team.people`; `way` leads to the team."""
    return Prefetch(f"{way}__members".removeprefix("__"), TeamMember.objects.told(), to_attr="present")


def standing_of_work() -> list[Any]:
    """What the rules of a project ask for, read once for a page: stages, people, versions, the time of the defence. A POST reads anew."""
    return ["team__call__stages", "team__slots", people_of("team"), Prefetch("submissions", Submission.objects.select_related("by").defer("facts"))]


def text_of_work() -> list[Any]:
    """And what it is made of."""
    return ["budget", Prefetch("files", ProjectFile.objects.attached().select_related("file"))]
