"""Project work under way: a call with stages, criteria and a jury; teams at different stages; works, reviews that part, a rework, a booked defence."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone

from cms.demo.clock import day, lived, moment
from cms.demo.content import read
from cms.demo.people import People
from courses.program.models import Cohort, Kind
from courses.projects.actions import calls, juries, outcomes, projects, reviews, sketches, slots, submissions, teams
from courses.projects.models import Call, CallCriterion, DefenceSlot, Project, Review, Stage, Submission, Team
from courses.projects.project_rules import Row
from courses.projects.slot_rules import row_of
from school.people.models import User

EVENING = time(23, 59)


def load_projects(cohort: Cohort, people: People) -> None:
    data = read("projects")
    keeper = people[data["call"]["by"]]
    call = load_call(data["call"], cohort, people, keeper)
    times = load_slots(data["call"]["slots"], call, keeper)
    for row in data["teams"]:
        load_team(row, call, people, keeper, times)


def load_call(data: dict[str, Any], cohort: Cohort, people: People, by: User) -> Call:
    """The example that every new call begins with, with dates and rules of its own."""
    module = cohort.program.modules.get(kind=Kind.PROJECT_WORK)
    dates = {kind: dates_of(row) for kind, row in data["stages"].items()}
    rules = data["fields"] | {"teams_until": evening(data["teams_until"])}
    with lived(moment(data["made"], "15:00")):
        call = sketches.sketch(cohort, module=module, by=by)
        for stage in call.stages.all():
            calls.change_stage(stage, dates[stage.kind], by=by)
        calls.change(call, rules, by=by)
        for key in data["jury"]:
            juries.add_juror(call, people[key], by=by)
    with lived(moment(data["opened"], "09:00")):
        return calls.open_call(call, by=by)


def dates_of(row: dict[str, int]) -> dict[str, Any]:
    late = {"late_until": evening(row["late"])} if "late" in row else {}
    return {"opens_at": moment(row["opens"], "00:00"), "due_at": evening(row["due"])} | late


def evening(offset: int) -> datetime:
    return timezone.make_aware(datetime.combine(day(offset), EVENING))


def load_slots(row: dict[str, Any], call: Call, by: User) -> list[DefenceSlot]:
    times = row_of(moment(row["day"], row["at"]), count=row["count"], minutes=row["minutes"], pause=row["pause"])
    with lived(moment(-5, "12:00")):
        return slots.add_slots(call.stages.get(kind=Stage.Kind.DEFENCE), times, place=row["place"], by=by)


def load_team(row: dict[str, Any], call: Call, people: People, keeper: User, times: list[DefenceSlot]) -> None:
    leader = people[row["lead"]]
    with lived(moment(row["day"], "18:00")):
        team = teams.found(call, leader, row["title"])
        for key in row["invited"]:
            teams.answer(teams.invite(team, people[key], by=leader), accept=True, by=people[key])
        for key in row["asked"]:
            teams.answer(teams.ask_to_join(team, by=people[key]), accept=True, by=leader)
    with lived(moment(row["day"] + 1, "20:30")):
        write(team.project, row["project"], leader)
    for work in row["works"]:
        load_work(work, team, people, keeper)
    with lived(moment(-1, "17:00")):
        if "waiting_invitation" in row:
            teams.invite(team, people[row["waiting_invitation"]], by=leader)
        if "waiting_request" in row:
            teams.ask_to_join(team, by=people[row["waiting_request"]])
        if "books" in row:
            slots.book(times[row["books"]], team, by=leader)


def write(project: Project, data: dict[str, Any], by: User) -> Project:
    project = Project.objects.get(pk=project.pk)
    fields = {name: value for name, value in data.items() if name not in {"budget", "links"}}
    budget = [Row(**line) for line in data["budget"]] if "budget" in data else None
    return projects.save(project, fields, edition=project.edition, by=by, budget=budget, links=data.get("links"))


def load_work(row: dict[str, Any], team: Team, people: People, keeper: User) -> None:
    leader = team.members.get(leads=True).person
    stage = team.call.stages.get(kind=row["stage"])
    with lived(moment(row["day"], "19:00")):
        if "fields" in row:
            write(team.project, row["fields"], leader)
        work = submissions.hand_in(Project.objects.get(pk=team.project.pk), stage, by=leader)
    with lived(moment(row["day"], "21:00")):
        asked = [reviews.assign(work, people[judgement["by"]], by=keeper) for judgement in row.get("reviews", ())]
    for judgement, review in zip(row.get("reviews", ()), asked, strict=True):
        write_review(judgement, work, review)
    if outcome := row.get("outcome"):
        decide(outcome, work, keeper)


def write_review(row: dict[str, Any], work: Submission, asked: Review) -> None:
    """`points` by criterion, in their order; `said` – words to some of them. Without a day it is still waited for."""
    reviewer = asked.reviewer
    if row["day"] is None:
        return
    with lived(moment(row["day"], "16:40")):
        written = reviews.save(
            asked, marks=marks_of(row, work), words=row["words"], for_staff=row.get("for_staff", ""), edition=asked.edition, by=reviewer
        )
        reviews.finish(written, by=reviewer)


def criteria_of(work: Submission) -> list[CallCriterion]:
    return list(CallCriterion.objects.filter(call=work.stage.call_id).prefetch_related("levels"))


def marks_of(row: dict[str, Any], work: Submission) -> dict[int, tuple[int | None, str]]:
    found: dict[int, tuple[int | None, str]] = {}
    for place, criterion in enumerate(criteria_of(work)):
        level = next(level for level in criterion.levels.all() if level.points == row["points"][place])
        found[criterion.pk] = level.pk, row["said"].get(str(place), "")
    return found


def decide(row: dict[str, Any], work: Submission, by: User) -> None:
    criteria = criteria_of(work)
    remarks = {criteria[int(place)].pk: words for place, words in row.get("remarks", {}).items()}
    redo = evening(row["redo"]) if "redo" in row else None
    with lived(moment(row["day"], "22:10")):
        outcomes.decide(work, verdict=row["verdict"], words=row["words"], remarks=remarks, redo_until=redo, by=by)
