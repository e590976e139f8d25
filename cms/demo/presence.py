"""The week of the school: talk about applications, a seat on offer, subgroups, an announcement, excuses, guests, the code in the hall, a survey."""

from datetime import timedelta
from typing import Any

from cms.demo.clock import happened, moment
from cms.demo.cohorts import Cohorts, seat
from cms.demo.content import read
from cms.demo.people import People
from courses.attendance import actions as attendance
from courses.attendance.code_rules import Proof, step_at
from courses.attendance.models import Mark, Survey
from courses.enrollment import actions
from courses.enrollment.announcement_letters import tell_announcement
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Meeting
from courses.program.timetable_actions import keep_timetable
from school.people.models import User


def load_week(cohorts: Cohorts, people: People, by: User) -> None:
    data = read("school")
    load_talk(data, cohorts["open"], people, by)
    load_subgroups(data["cohorts"], cohorts, people, by)
    load_announcement(data["announcement"], cohorts, people, by)
    load_excuses(data["excuses"], cohorts["under_way"], people)
    load_around_sheets(data, cohorts["under_way"], people)
    come_to_the_hall(data["in_the_hall"], cohorts["under_way"], people)
    for row in data["surveys"]:
        load_survey(row, cohorts["under_way"], people)
    keep_timetable(cohorts[data["template"]["cohort"]], title=data["template"]["title"], by=by)
    free_a_seat(data["left"], cohorts["open"], people, by)


def load_talk(data: dict[str, Any], cohort: Cohort, people: People, by: User) -> None:
    applications = {application.person_id: application for application in Application.objects.filter(cohort=cohort)}
    criteria = list(cohort.criteria.values_list("pk", flat=True))
    for key, points in data["scores"].items():
        with happened(moment(-4, "15:00")):
            actions.score(applications[people[key].pk], dict(zip(criteria, points, strict=True)), by=by)
    for row in data["talk"]:
        application = applications[people[row["person"]].pk]
        with happened(moment(row["day"], "11:00")):
            actions.ask(application, text=row["question"], by=by)
        if row["answer"]:
            with happened(moment(row["day"], "19:30")):
                actions.reply(application, text=row["answer"], by=application.person)
    for row in data["notes"]:
        with happened(moment(row["day"], "11:10")):
            actions.note(applications[people[row["person"]].pk], text=row["text"], by=by)


def load_subgroups(rows: list[dict[str, Any]], cohorts: Cohorts, people: People, by: User) -> None:
    for row in rows:
        cohort = cohorts[row["key"]]
        seats = dict(Enrollment.objects.filter(cohort=cohort).values_list("person_id", "pk"))
        for group in cohort.subgroups.all():
            actions.put_in_subgroup(cohort, [seats[people[key].pk] for key in row["subgroups"][group.title]], group, by=by)


def load_announcement(row: dict[str, Any], cohorts: Cohorts, people: People, by: User) -> None:
    """Its letters go at its own time; the job that is still waiting finds them written."""
    with happened(moment(row["day"], row["at"])):
        made = actions.tell_cohort(cohorts[row["cohort"]], subject=row["subject"], text="\n".join(row["text"]), by=by)
        tell_announcement.call(made.pk)
    for hour, key in enumerate(row["read_by"], 17):
        with happened(moment(row["day"], f"{hour:02}:25")):
            actions.mark_read(made, by=people[key])


def load_excuses(rows: list[dict[str, Any]], cohort: Cohort, people: People) -> None:
    """One is decided, one waits for the trainer."""
    for row in rows:
        meeting = meeting_of(cohort, row["meeting"])
        person = people[row["person"]]
        with happened(moment(row["day"], "20:15")):
            excuse = attendance.ask_excuse(meeting, Enrollment.objects.get(cohort=cohort, person=person), reason=row["reason"], by=person)
            if row["answer"]:
                assert meeting.trainer
                decided = attendance.accept_excuse(excuse, answer=row["answer"], by=meeting.trainer)
                type(decided).objects.filter(pk=decided.pk).update(decided_at=moment(row["day"], "21:00"))


def load_around_sheets(data: dict[str, Any], cohort: Cohort, people: People) -> None:
    for row in data["guests"]:
        meeting = meeting_of(cohort, row["meeting"])
        assert meeting.trainer
        with happened(meeting.starts_at + timedelta(minutes=25)):
            attendance.write_guest(meeting, name=row["name"], organization=row["organization"], by=meeting.trainer)
    for row in data["mark_notes"]:
        meeting = meeting_of(cohort, row["meeting"])
        assert meeting.trainer
        seat_of_person = Enrollment.objects.get(cohort=cohort, person=people[row["person"]])
        attendance.save_sheet(meeting, {}, by=meeting.trainer, notes={seat_of_person.pk: row["note"]})


def come_to_the_hall(row: dict[str, Any], cohort: Cohort, people: People) -> None:
    """The meeting of today has begun: the code is on the screen, some have checked in, the trainer marks the others."""
    meeting = meeting_of(cohort, row["meeting"])
    arrive(meeting, [(people[key], "present") for key in row["people"]])


def arrive(meeting: Meeting, coming: list[tuple[User, str]]) -> None:
    """Checks people in by the code: a little before the start, those who are late after the cohort's minutes."""
    assert meeting.trainer
    attendance.show_code(meeting, by=meeting.trainer)
    meeting.refresh_from_db()
    for place, (person, status) in enumerate(coming):
        late = status == Mark.Status.LATE
        at = meeting.starts_at + (timedelta(minutes=meeting.cohort.late_after + 4) if late else timedelta(minutes=place // 2 - 9))
        with happened(at):
            attendance.check_in(meeting, Proof(step_at(at), at), by=person, device=f"demo-{person.pk}")


def load_survey(row: dict[str, Any], cohort: Cohort, people: People) -> None:
    """Both promise no names: one is closed and shows its results, the other waits for those who were there."""
    meeting = meeting_of(cohort, row["meeting"])
    assert meeting.trainer
    survey = attendance.draft_survey(cohort, title=row["title"], questions=row["questions"], anonymous=True, by=meeting.trainer, meeting=meeting)
    attendance.open_survey(survey, by=meeting.trainer)
    Survey.objects.filter(pk=survey.pk).update(opened_at=moment(row["day"], "15:00"))
    for key, answers in row["replies"].items():
        attendance.reply(survey, answers, by=people[key])
    if row.get("closed"):
        attendance.close_survey(survey, by=meeting.trainer)


def free_a_seat(row: dict[str, Any], cohort: Cohort, people: People, by: User) -> None:
    """Somebody leaves today: the first of the waiting list has a seat on offer."""
    place = seat({"cohort": "open", "person": row["person"]}, {"open": cohort}, people)
    actions.leave(place, reason=row["reason"], by=by)


def meeting_of(cohort: Cohort, title: str) -> Meeting:
    return Meeting.objects.select_related("trainer", "cohort").get(cohort=cohort, title=title)
