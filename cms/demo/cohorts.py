"""Cohorts with their seats and calendar, roles, applications and how they were decided."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from cms.demo.clock import day, happened, moment
from cms.demo.content import read
from cms.demo.people import Organizations, People
from courses.attendance.rules import ACADEMIC_MINUTES
from courses.enrollment import actions
from courses.enrollment.models import Application, Criterion, Enrollment, Question
from courses.program.actions import announce, set_calendar, set_seats
from courses.program.calendar_rules import Opening
from courses.program.models import Cohort, Meeting, Program
from courses.program.timetable_actions import make_subgroup
from school.people.models import Town, User

Cohorts = dict[str, Cohort]
LATER = "Ответы на вопросы по итогам дня"


def load_cohorts(program: Program, towns: dict[str, Town], people: People, by: User) -> Cohorts:
    """Every cohort is announced with its window open today: applications come in through the front door; `settle` gives the true dates."""
    cohorts: Cohorts = {}
    for row in read("school")["cohorts"]:
        cohort = Cohort.objects.create(
            program=program,
            title=row["title"],
            starts_on=day(1),
            ends_on=day(200),
            apply_from=day(-1),
            apply_until=day(1),
            needed_share=row["needed_share"],
            about=row["about"],
            responsible=by,
            letters_after=0,  # decided long ago: their letters have gone
            **row["settings"],
        )
        load_form(cohort, row, by)
        with happened(moment(row["apply_from"] - 5)):
            set_seats(cohort, {towns[name].pk: seats for name, seats in row["quotas"].items()}, by=by)
            days = {module.pk: Opening(day(row["opens"][module.kind]), module.hours) for module in program.modules.all()}
            set_calendar(cohort, days, by=by)
        with happened(moment(row["apply_from"], "09:00")):
            announce(cohort, by=by)
        load_meetings(cohort, row["meetings"], towns, people)
        cohorts[row["key"]] = cohort
    return cohorts


def settle(cohorts: Cohorts) -> None:
    for row in read("school")["cohorts"]:
        cohort = cohorts[row["key"]]
        for field, offset in (("starts_on", "starts"), ("ends_on", "ends"), ("apply_from", "apply_from"), ("apply_until", "apply_until")):
            setattr(cohort, field, day(row[offset]))
        cohort.letters_after = Cohort._meta.get_field("letters_after").get_default()
        cohort.save(update_fields=["starts_on", "ends_on", "apply_from", "apply_until", "letters_after"])


def load_form(cohort: Cohort, row: dict[str, Any], by: User) -> None:
    """What the cohort asks, what applications are weighed by, who trains together."""
    for asked in row["questions"]:
        actions.save_question(Question(cohort=cohort, **asked | {"options": "\n".join(asked["options"])}), by=by)
    for weighed in row["criteria"]:
        actions.save_criterion(Criterion(cohort=cohort, **weighed), by=by)
    for title in row["subgroups"]:
        make_subgroup(cohort, title=title, by=by)


def load_meetings(cohort: Cohort, rows: list[dict[str, Any]], towns: dict[str, Town], people: People) -> None:
    modules = {module.kind: module for module in cohort.program.modules.all()}
    groups = {group.title: group for group in cohort.subgroups.all()}
    for row in rows:
        length = timedelta(minutes=row["hours"] * ACADEMIC_MINUTES)
        today = row.get("around_now", False)
        meeting = Meeting(
            cohort=cohort,
            module=modules[row["kind"]],
            title=row["title"],
            starts_at=begun_today() if today else at(row["day"], row["start"]),
            town=towns[row["town"]] if row["town"] else None,
            place=row["place"],
            link=row.get("link", ""),
            trainer=people[row["trainer"]],
            host=row.get("host", ""),
            subgroup=groups.get(row.get("subgroup", "")),
        )
        meeting.ends_at = meeting.starts_at + length
        meeting.save()
        if today:
            load_later_meeting(meeting)


def at(offset: int, hour: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day(offset)}T{hour}"))


def begun_today() -> datetime:
    """Half an hour ago, but never yesterday: whatever the hour is, today's meeting has begun."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begun = now - timedelta(minutes=30)
    return max(midnight, begun.replace(minute=begun.minute // 10 * 10, second=0, microsecond=0))


def load_later_meeting(first: Meeting) -> None:
    """One more today that has not begun yet: after the first one, or in what is left of the day."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    starts = min(first.ends_at + timedelta(minutes=30), now + (midnight - now) / 2)
    Meeting.objects.create(
        cohort=first.cohort,
        module=first.module,
        title=LATER,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=ACADEMIC_MINUTES),
        place=first.place,
        trainer=first.trainer,
    )


def load_roles(program: Program, cohorts: Cohorts, people: People, organizations: Organizations, by: User) -> None:
    data = read("school")
    for row in data["assignments"]:
        cohort = cohorts[row["cohort"]] if row["cohort"] else None
        with happened(moment(row["since"])):
            scope = {"author": {"program": program}, "trainer": {"cohort": cohort}}.get(row["role"], {})
            assignment = actions.assign(people[row["person"]], row["role"], by=by, **scope)  # type: ignore[arg-type]
        began([assignment], row["since"])
    for row in data["mentorships"]:
        with happened(moment(row["since"])):
            mentorship = actions.start_mentorship(people[row["mentor"]], organizations[row["organization"]], by=by)
        began([mentorship], row["since"])


def began(roles: Iterable[Model], offset: int) -> None:
    for role in roles:
        type(role)._default_manager.filter(pk=role.pk).update(since=day(offset))


def load_applications(cohorts: Cohorts, people: People, by: User) -> None:
    """First all are sent, then they are decided in the order of the decisions."""
    rows = read("school")["applications"]
    sent = [(row, send(row, cohorts, people, place)) for place, row in enumerate(rows)]
    for row, application in sorted(sent, key=lambda pair: pair[0]["decided"] or 0):
        if row["decided"] is not None:
            decide(row, application, by)


def send(row: dict[str, Any], cohorts: Cohorts, people: People, place: int) -> Application:
    person = people[row["person"]]
    membership = person.memberships.select_related("organization__town").get()
    cohort = cohorts[row["cohort"]]
    answers = dict(zip(cohort.questions.values_list("pk", flat=True), row.get("answers", []), strict=True))
    with happened(moment(row["submitted"], f"{9 + place % 10:02}:{place * 7 % 60:02}")):
        return actions.apply(cohort, person=person, organization=membership.organization, motivation=row["motivation"], answers=answers, by=person)


def decide(row: dict[str, Any], application: Application, by: User) -> None:
    when = moment(row["decided"], "16:00")
    with happened(when):
        if row["state"] == "admitted":
            actions.admit(application, by=by)
        elif row["state"] == "declined":
            actions.decline(application, reason=row["reason"], by=by)
        elif row["state"] == "waiting":
            actions.put_on_waiting_list(application, by=by)
        elif row["state"] == "withdrawn":
            actions.withdraw(application, by=application.person)
    Application.objects.filter(pk=application.pk).update(decided_at=when)
    Application.objects.filter(pk=application.pk).exclude(told_at=None).update(told_at=when)


def seat(row: dict[str, Any], cohorts: Cohorts, people: People) -> Enrollment:
    return Enrollment.objects.select_related("person", "cohort", "organization", "town").get(
        cohort=cohorts[row["cohort"]], person=people[row["person"]]
    )
