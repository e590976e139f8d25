"""Verbs of the timetable: keep it as a template, lay a template onto a cohort, make and remove subgroups."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.program.actions import keep_archive
from courses.program.models import Cohort, Meeting, Program, Subgroup, TemplateMeeting, TimetableTemplate
from courses.program.timetable_rules import day_of, laid, minutes_of, reasons_against_keeping, reasons_against_laying, starts_of
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def keep_timetable(cohort: Cohort, *, title: str, by: User) -> TimetableTemplate:
    """Days are counted from the first day of the cohort; trainers, towns and links belong to a cohort and stay behind."""
    Program.objects.select_for_update().get(pk=cohort.program_id)
    meetings = list(cohort.meetings.filter(cancelled_at=None))
    if reasons := reasons_against_keeping(cohort, title, meetings):
        raise Refused(*reasons)
    template = TimetableTemplate.objects.create(program_id=cohort.program_id, title=title)
    TemplateMeeting.objects.bulk_create(
        TemplateMeeting(
            template=template,
            module_id=meeting.module_id,
            title=meeting.title,
            day=day_of(meeting, cohort),
            starts=starts_of(meeting),
            minutes=minutes_of(meeting),
            place=meeting.place,
            hours=meeting.hours,
        )
        for meeting in meetings
    )
    record(by=by, verb="program.timetable_kept", target=template, cohort=cohort, count=len(meetings))
    return template


@transaction.atomic
def lay_timetable(template: TimetableTemplate, cohort: Cohort, *, by: User) -> list[Meeting]:
    """Adds what is not there yet, so that a second press adds nothing. Who is told: `enrollment.actions.lay_template`."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if reasons := reasons_against_laying(template, cohort):
        raise Refused(*reasons)
    plans = [plan for plan in laid(template, cohort) if not plan.there]
    made = Meeting.objects.bulk_create(plan.meeting_of(cohort) for plan in plans)
    if plans:
        record(by=by, verb="program.timetable_laid", target=cohort, template=template, count=len(plans))
    return made


@transaction.atomic
def drop_template(template: TimetableTemplate, *, by: User) -> None:
    """Cohorts that used it keep their meetings."""
    record(by=by, verb="program.timetable_dropped", target=template)
    template.delete()


@transaction.atomic
def make_subgroup(cohort: Cohort, *, title: str, by: User) -> Subgroup:
    keep_archive(cohort)
    found, made = Subgroup.objects.get_or_create(cohort=cohort, title=title)
    if not made:
        raise Refused(_("Подгруппа «%(title)s» уже есть.") % {"title": title})
    record(by=by, verb="program.subgroup_made", target=cohort, subgroup=found)
    return found


@transaction.atomic
def rename_subgroup(subgroup: Subgroup, *, title: str, by: User) -> Subgroup:
    """Its people and meetings stay."""
    Cohort.objects.select_for_update().get(pk=subgroup.cohort_id)
    keep_archive(subgroup.cohort)
    if subgroup.cohort.subgroups.filter(title=title).exclude(pk=subgroup.pk).exists():
        raise Refused(_("Подгруппа «%(title)s» уже есть.") % {"title": title})
    before, subgroup.title = subgroup.title, title
    if before != title:
        subgroup.save(update_fields=["title"])
        record(by=by, verb="program.subgroup_renamed", target=subgroup.cohort, subgroup=subgroup, before=before, after=title)
    return subgroup


@transaction.atomic
def remove_subgroup(subgroup: Subgroup, *, by: User) -> None:
    """Its people are left without a subgroup; a subgroup with meetings stays: they would become meetings for all."""
    keep_archive(subgroup.cohort)
    if subgroup.meetings.exists():
        raise Refused(_("У подгруппы «%(title)s» есть занятия. Сначала назначьте их другим людям.") % {"title": subgroup})
    record(by=by, verb="program.subgroup_removed", target=subgroup.cohort, subgroup=subgroup)
    subgroup.delete()
