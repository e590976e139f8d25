"""Study as it goes on: a bank and a test with attempts, works handed in, notes and questions under lessons, reports of a visit with photographs."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.demo.clock import lived, moment
from cms.demo.cohorts import Cohorts
from cms.demo.content import read
from cms.demo.papers import docx
from cms.demo.people import People
from cms.demo.shots import shot
from cms.models import LessonPage
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Lesson, Meeting
from courses.progress.actions import attempts, banks, lessons, notes, quizzes, talk, visits, works
from courses.progress.models import Attempt, Quiz
from courses.progress.paper_rules import Asked, asked
from courses.progress.talk_letters import tell_questions
from school.people.models import User

SLOW = 0.6  # of its time that an attempt took


class Study:
    """Who studies in the cohort under way, and its lessons by title."""

    def __init__(self, cohort: Cohort, people: People) -> None:
        self.cohort, self.people = cohort, people
        rows = Enrollment.objects.filter(cohort=cohort).select_related("cohort", "person")
        self.seats = {enrollment.person_id: enrollment for enrollment in rows}
        self.lessons = {lesson.title: lesson for lesson in Lesson.objects.filter(module__program=cohort.program_id).select_related("module")}

    def seat(self, key: str) -> Enrollment:
        return self.seats[self.people[key].pk]


def load_studies(cohorts: Cohorts, people: People) -> None:
    data, study = read("studies"), Study(cohorts["under_way"], people)
    trainer = people["olga"]
    quiz = load_quiz(data, study, trainer)
    for row in data["attempts"]:
        take(row, quiz, study)
    publisher = people["evdokiya"]
    rule(study.lessons[data["quiz"]["lesson"]], Lesson.DoneBy.QUIZ, publisher)
    rule(study.lessons[data["work"]["lesson"]], Lesson.DoneBy.WORK, publisher, data["work"]["task"])
    load_works(data, study, trainer)
    load_notes(data["notes"], study)
    load_questions(data["questions_under_lessons"], study, trainer)
    load_visit(data["visit"], study, trainer)


# The test


def load_quiz(data: dict[str, Any], study: Study, by: User) -> Quiz:
    row = data["quiz"]
    with lived(moment(row["published"], "12:00")):
        bank = banks.add_bank(study.cohort.program, data["bank"], by=by)
        for question in data["questions"]:
            banks.add_question(bank, by=by, **question)
        quiz = quizzes.make_quiz(study.lessons[row["lesson"]], by=by)
        draft = quizzes.draft_of(quiz, by=by)
        fields = {name: row[name] for name in ("about", "tries", "minutes", "pass_share")}
        parts = [{"bank": bank, "points": 1} | part for part in row["parts"]]
        quizzes.publish(quizzes.save_draft(draft, fields, parts, edition=draft.edition, by=by), by=by)
    return quiz


def rule(lesson: Lesson, done_by: str, by: User, task: str = "") -> None:
    """By a new edition of its page, after people had read it by their own word: what is done stays done."""
    page = LessonPage.objects.get(lesson=lesson)
    page.done_by, page.task = done_by, task
    page.save_revision(user=by).publish(user=by)


def take(row: dict[str, Any], quiz: Quiz, study: Study) -> Attempt:
    """`wrong` names the places of the paper that are answered wrong."""
    began = moment(row["day"], row["at"])
    enrollment = study.seat(row["person"])
    with lived(began):
        attempt = attempts.start(enrollment, quiz, by=enrollment.person)
    paper = asked(attempt)
    minutes = timedelta(minutes=(attempt.version.minutes or 20) * SLOW)
    given = {each.position: answer_to(each, right=each.position not in row["wrong"]) for each in paper}
    with lived(began + minutes):
        attempts.save_answers(attempt, given, by=enrollment.person)
        return attempts.finish(attempt, by=enrollment.person)


def answer_to(each: Asked, *, right: bool) -> Any:
    body, kind = each.version.body, each.version.kind
    if kind in ("single", "multiple"):
        keys = [option["key"] for option in body["options"] if (option["share"] > 0) == right]
        return keys[0] if kind == "single" else keys
    if kind == "matching":
        rights = [pair["right"] for pair in body["pairs"]]
        turned = rights if right else [*rights[1:], rights[0]]
        return {pair["key"]: word for pair, word in zip(body["pairs"], turned, strict=True)}
    if kind == "ordering":
        keys = [item["key"] for item in body["items"]]
        return keys if right else keys[::-1]
    first = body["accepted"][0]
    known = first["low"] if kind == "number" else first["text"].replace("*", "")
    return known if right else "5" if kind == "number" else "не знаю"


# Works, notes, questions


def load_works(data: dict[str, Any], study: Study, trainer: User) -> None:
    asks = data["work"]
    lesson = Lesson.objects.select_related("module").get(pk=study.lessons[asks["lesson"]].pk)
    for row in data["works"]:
        person = study.seat(row["person"])
        hand_in(row, asks, lesson, person, trainer)
        if "again" in row:
            hand_in(row["again"], asks, lesson, person, trainer)
    late = study.seat("larisa")
    with lived(moment(-12, "23:45")):  # two attempts at the test, and it is not passed
        lessons.undone_by_rule(late, study.lessons[data["quiz"]["lesson"]], by=late.person)


def hand_in(row: dict[str, Any], asks: dict[str, Any], lesson: Lesson, enrollment: Enrollment, trainer: User) -> None:
    heading = f"{asks['title']}: {enrollment.person.short_name}, {row['day']}"
    with lived(moment(row["day"], "21:30")):
        upload = ContentFile(docx(heading, asks["questions"]), name="Анкета.docx")
        work = works.hand_in(enrollment, lesson, upload, words=row["words"], by=enrollment.person)
    with lived(moment(row["day"] + 1, "12:15")):
        if "accepted" in row:
            works.accept_work(work, answer=row["accepted"], by=trainer)
        if "returned" in row:
            works.return_work(work, reason=row["returned"], by=trainer)


def load_notes(rows: list[dict[str, Any]], study: Study) -> None:
    for place, row in enumerate(rows):
        with lived(moment(-30 + place, "22:00")):
            notes.save_note(study.people[row["person"]], study.lessons[row["lesson"]], row["text"], edition=0)


def load_questions(rows: list[dict[str, Any]], study: Study, trainer: User) -> None:
    for row in rows:
        enrollment = study.seat(row["person"])
        with lived(moment(row["day"], "10:40")):
            question = talk.ask(enrollment, study.lessons[row["lesson"]], text=row["text"], private=row.get("private", False), by=enrollment.person)
        if "answer" in row:
            with lived(moment(row["day"], "18:20")):
                talk.answer(question, text=row["answer"], by=trainer)
        if lifted := row.get("lifted"):
            with lived(moment(row["day"] + 1, "09:10")):
                talk.lift(question, text=lifted["question"], answer=lifted["answer"], by=trainer)
    with lived(moment(-1, "11:00")):
        tell_questions()


# The visit


def load_visit(data: dict[str, Any], study: Study, trainer: User) -> None:
    meeting = Meeting.objects.select_related("module", "cohort").get(cohort=study.cohort, title=data["title"])
    for place, row in enumerate(data["reports"]):
        report_of(row, meeting, study.seat(row["person"]), trainer, moment(row["day"], f"{9 + place:02}:30"))


def report_of(row: dict[str, Any], meeting: Meeting, enrollment: Enrollment, trainer: User, when: datetime) -> None:
    person = enrollment.person
    with lived(when):
        texts = {name: row[name] for name in ("saw", "takes", "asks")}
        report = visits.save_report(meeting, enrollment, fields=texts, edition=0, by=person)
        for drawing, caption in row["photos"]:
            upload = ContentFile(shot(drawing, person.pk), name=f"{drawing}.jpg")
            visits.add_photo(meeting, enrollment, upload=upload, caption=caption, by=person)
        if row["state"] != "draft":
            report = visits.send_report(report, by=person)
    with lived(min(when + timedelta(hours=5), timezone.now())):
        if row["state"] == "accepted":
            visits.accept_report(report, answer=row["answer"], by=trainer)
        elif row["state"] == "returned":
            visits.return_report(report, reason=row["answer"], by=trainer)
