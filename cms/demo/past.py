"""What has been earned: cohorts that began and ended, marks, lessons read, certificates given and one taken back."""

from collections import defaultdict
from typing import Any

from django.utils import timezone

from cms.demo.clock import day, happened, lived, moment
from cms.demo.cohorts import Cohorts, seat
from cms.demo.content import read
from cms.demo.people import People
from cms.demo.presence import arrive
from courses.attendance import actions as attendance
from courses.attendance.rules import ATTENDED
from courses.certificates import actions as certificates
from courses.certificates.actions import Signed, save_design
from courses.certificates.actions.batches import write_next
from courses.certificates.design_rules import STARTS
from courses.certificates.models import Certificate, Kind
from courses.enrollment import actions as enrollment_actions
from courses.enrollment.models import Enrollment
from courses.program.actions import finish_cohort, start_cohort
from courses.program.models import Cohort, CohortModule, Lesson, Meeting
from courses.progress.actions import mark_done
from school.people.models import User

Seats = list[tuple[dict[str, Any], Enrollment]]


def load_past(cohorts: Cohorts, people: People, by: User) -> None:
    data = read("school")
    spans = {row["key"]: row for row in data["cohorts"]}
    for key in ("finished", "under_way"):
        with happened(moment(spans[key]["starts"], "08:00")):
            start_cohort(cohorts[key], by=by)
    seats: Seats = [(row, seat(row, cohorts, people)) for row in data["enrollments"]]
    revoked = {row["person"] for row in data["certificates"] if row["state"] == "revoked"}
    load_marks(seats, data["marks"], revoked)
    load_lessons(seats)
    with happened(moment(spans["finished"]["ends"], "18:00")):
        finish_cohort(cohorts["finished"], by=by)
    for row, enrollment in seats:
        end(row, enrollment, spans, by)
    load_certificates(data, cohorts, people, by)
    correct_marks([pair for pair in seats if pair[0]["person"] in revoked], data["marks"])
    revoke_certificates(data["certificates"], cohorts, people, by)


def meetings_of(enrollment: Enrollment) -> list[Meeting]:
    """Meetings that the person was expected at and that are over."""
    found = Meeting.objects.filter(cohort=enrollment.cohort_id, ends_at__lte=timezone.now()).select_related("trainer", "cohort").order_by("starts_at")
    return [meeting for meeting in found if meeting.town_id in (None, enrollment.town_id)]


def load_marks(seats: Seats, letters: dict[str, str | None], all_present: set[str]) -> None:
    """Sheet by sheet, as the trainer saved them. Those whose sheet was corrected later were all marked present at first."""
    sheets: dict[Meeting, dict[int, str]] = defaultdict(dict)
    for row, enrollment in seats:
        marks = "П" * len(row["marks"]) if row["person"] in all_present else row["marks"]
        for meeting, letter in zip(meetings_of(enrollment), marks, strict=False):
            if status := letters[letter]:
                sheets[meeting][enrollment.pk] = status
    by_code = {row["title"] for cohort in read("school")["cohorts"] for row in cohort["meetings"] if row.get("by_code")}
    people = {enrollment.pk: enrollment.person for _row, enrollment in seats}
    for meeting, marks in sheets.items():
        if meeting.title in by_code and meeting.cohort.state == Cohort.State.UNDER_WAY:
            arrive(meeting, [(people[pk], status) for pk, status in marks.items() if status in ATTENDED])
        save(meeting, marks, meeting.ends_at)


def save(meeting: Meeting, marks: dict[int, str], when: Any) -> None:
    assert meeting.trainer
    with happened(when):
        attendance.save_sheet(meeting, marks, by=meeting.trainer)


def correct_marks(seats: Seats, letters: dict[str, str | None]) -> None:
    for row, enrollment in seats:
        for meeting, letter in zip(meetings_of(enrollment), row["marks"], strict=False):
            save(meeting, {enrollment.pk: letters[letter] or ""}, moment(-58, "11:00"))


def load_lessons(seats: Seats) -> None:
    """In the order of study, each some days after its module opened, never after today and never after the end."""
    for row, enrollment in seats:
        opened = dict(CohortModule.objects.filter(cohort=enrollment.cohort_id).values_list("module_id", "opens_on"))
        lessons = (
            Lesson.objects.filter(module__program=enrollment.cohort.program_id).select_related("module").order_by("module__position", "position")
        )
        for place, lesson in enumerate(lessons[: row["lessons_done"]]):
            began = (opened[lesson.module_id] or enrollment.cohort.starts_on) - timezone.localdate()
            offset = min(began.days + 2 + (place + enrollment.pk) % 9, -1)
            with happened(moment(offset, f"{18 + place % 4}:{(place * 13 + enrollment.pk * 7) % 60:02}")):
                mark_done(enrollment, lesson, by=enrollment.person)


def end(row: dict[str, Any], enrollment: Enrollment, spans: dict[str, Any], by: User) -> None:
    with happened(moment(min(spans[row["cohort"]]["ends"], -10), "18:30")):
        if row["state"] == "finished":
            enrollment_actions.finish(enrollment, by=by)
        elif row["state"] == "withdrawn":
            enrollment_actions.leave(enrollment, reason="", by=by)


def load_designs(data: dict[str, Any], by: User) -> None:
    """One of every kind; the last one waits to be tried by whoever looks."""
    about = data["certificate_design"]
    school = {name: about[name] for name in ("school_name", "school_region", "place")}
    with happened(moment(-400, "10:00")):
        for kind in Kind:
            signed = [Signed(about["signatory_name"], about["signatory_post"]), *(Signed(*row) for row in about["also"].get(kind.value, ()))]
            save_design({"kind": kind, "since": day(-400), **STARTS[kind], **school}, signed, by=by)


def load_certificates(data: dict[str, Any], cohorts: Cohorts, people: People, by: User) -> None:
    """In bulk, as the school does it: the number and the day of issue are those of their time."""
    load_designs(data, by)
    given: dict[tuple[str, int], list[Enrollment]] = defaultdict(list)
    for row in data["certificates"]:
        given[row["cohort"], row["issued"]].append(seat(row, cohorts, people))
    for (cohort, issued), chosen in given.items():
        when = moment(issued, "12:00")
        with happened(when), lived(when):
            batch = certificates.begin(cohorts[cohort], chosen, by=by)
            while write_next(batch.pk):
                pass


def revoke_certificates(rows: list[dict[str, Any]], cohorts: Cohorts, people: People, by: User) -> None:
    for row in rows:
        if row["state"] != "revoked":
            continue
        when = moment(row["revoked"], "10:00")
        certificate = Certificate.objects.get(enrollment=seat(row, cohorts, people))
        with happened(when):
            certificates.revoke(certificate, reason=row["reason"], by=by)
        Certificate.objects.filter(pk=certificate.pk).update(revoked_at=when)
