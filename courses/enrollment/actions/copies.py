"""A new cohort after the pattern of an old one, on other days: what people have done there does not come along."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from courses.enrollment.actions.roles import assign
from courses.enrollment.copy_rules import copied, taken, trainers_of
from courses.enrollment.models import Criterion, Question, Role
from courses.program.models import Cohort, CohortModule, Meeting, Program, Quota, Subgroup
from courses.program.rules import reasons_against_title
from courses.program.timetable_rules import shifted
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

COHORT = (
    "program_id", "about", "needed_share", "responsible_id", "seats", "per_organization", "offer_hours", "letters_after", "late_after", "late_weight",
)  # fmt: skip
QUESTION = ("kind", "text", "help", "options", "required", "position")
CRITERION = ("title", "points", "position")


@transaction.atomic
def copy_cohort(source: Cohort, *, title: str, starts_on: date, with_trainers: bool, by: User) -> Cohort:
    """A draft with everything that was arranged, moved by as many days as the start. A second press of the same form is refused."""
    Program.objects.select_for_update().get(pk=source.program_id)
    if reasons := reasons_against_title(source.program_id, title):
        raise Refused(*reasons)
    days = starts_on - source.starts_on
    dates = {name: getattr(source, name) + days for name in ("ends_on", "apply_from", "apply_until")}
    made = Cohort.objects.create(title=title, starts_on=starts_on, **dates, **taken(source, COHORT))
    copy_arrangement(source, made, days)
    trainers = copy_trainers(source, made, by) if with_trainers else set()
    copy_meetings(source, made, trainers)
    record(by=by, verb="program.cohort_copied", target=made, cohort=source, count=made.meetings.count())
    return made


def copy_arrangement(source: Cohort, made: Cohort, days: timedelta) -> None:
    """Seats by town, opening days and gates of modules, subgroups, questions in use, criteria. The hours are those of the program today."""
    Quota.objects.bulk_create(Quota(cohort=made, town_id=row.town_id, seats=row.seats) for row in source.quotas.all())
    CohortModule.objects.bulk_create(
        CohortModule(cohort=made, module=row.module, hours=row.module.hours, opens_on=row.opens_on and row.opens_on + days, after_id=row.after_id)
        for row in source.cohort_modules.select_related("module")
    )
    Subgroup.objects.bulk_create(Subgroup(cohort=made, title=row.title) for row in source.subgroups.all())
    Question.objects.bulk_create(Question(cohort=made, **taken(row, QUESTION)) for row in source.questions.filter(in_use=True))
    Criterion.objects.bulk_create(Criterion(cohort=made, **taken(row, CRITERION)) for row in source.criteria.all())


def copy_trainers(source: Cohort, made: Cohort, by: User) -> set[int]:
    people = trainers_of(source)
    for person in people.values():
        assign(person, Role.TRAINER, cohort=made, by=by)
    return set(people)


def copy_meetings(source: Cohort, made: Cohort, trainers: Collection[int]) -> None:
    groups = {group.title: group for group in made.subgroups.all()}
    meetings = [copied(plan, made, trainers) for plan in shifted(source, made.starts_on)]
    for meeting in meetings:
        meeting.subgroup = groups[meeting.subgroup.title] if meeting.subgroup else None
    Meeting.objects.bulk_create(meetings)
