"""Screens of studying and of project work in the demo school: of who studies, of a team with a rework, of the trainer, of a reviewer."""

from django.urls import reverse

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Kind, Lesson, Module
from courses.progress.models import Attempt, Bank, BankQuestion, LessonQuestion, LessonWork, QuestionKind, QuizVersion, VisitReport
from courses.projects.models import Call, Review, Stage, Submission, TeamMember
from school.people.models import User


def of(name, *arguments):
    return reverse(f"portals:{name}", args=arguments)


def lessons(seat):
    """One of each rule, in the place where it is studied."""
    for rule in Lesson.DoneBy.values:
        lesson = Lesson.objects.filter(done_by=rule).first()
        yield of("study", seat.cohort_id, lesson.pk)
        yield of("lesson_note", seat.cohort_id, lesson.pk)
        yield of("lesson_talk", seat.cohort_id, lesson.pk)


def studying(demo):
    demo["studying"] = demo["participant"]
    seat = Enrollment.objects.get(person=demo["participant"])
    report = VisitReport.objects.get(enrollment=seat)
    told = VisitReport.objects.filter(state="accepted").first()
    quiz, work = Lesson.objects.get(done_by="quiz"), Lesson.objects.get(done_by="work")
    attempts = Attempt.objects.filter(enrollment=seat)
    return [
        *lessons(seat),
        *(of("module", seat.pk, module.pk) for module in Module.objects.filter(kind__in=[Kind.EXCHANGE_VISIT, Kind.PROJECT_WORK])),
        of("quiz", seat.cohort_id, quiz.pk),
        *(of("attempt_result", attempt.pk) for attempt in attempts),
        of("lesson_work", seat.cohort_id, work.pk),
        of("visit", seat.pk, report.meeting_id),
        of("visit_told", seat.pk, told.pk),
        of("notes"),
        of("own_data"),
        *project_of(demo["participant"]),
    ]


def project_of(person):
    team = TeamMember.objects.get(person=person).team
    project, call = team.project, team.call
    return [
        of("project_call", call.pk),
        of("team", team.pk),
        *(of(name, project.pk) for name in ("project", "project_edit", "project_files", "project_print", "project_versions")),
        *(of("project_hand_in", project.pk, stage.pk) for stage in call.stages.all()),
        of("slots", project.pk, call.stages.get(kind=Stage.Kind.DEFENCE).pk),
        *(of("submission", work.pk) for work in project.submissions.all()),
    ]


def reworking(demo):
    """Not of the cast: the leader of a team whose work came back."""
    demo["reworking"] = User.objects.get(email__startswith="rodion.")
    return project_of(demo["reworking"])


def booked(demo):
    """Not of the cast: two versions, an accepted work and a time of defence."""
    demo["booked"] = User.objects.get(email__startswith="emelyan.")
    return project_of(demo["booked"])


def teaching(demo):
    demo["teaching"] = demo["trainer"]
    cohort, quiz = Cohort.objects.get(state="under_way"), Lesson.objects.get(done_by="quiz")
    version, bank = QuizVersion.objects.get(), Bank.objects.get()
    late = Enrollment.objects.get(cohort=cohort, person__email__startswith="larisa.")
    reports = VisitReport.objects.exclude(state="draft")
    return [
        of("trainer"),
        *(of(name) for name in ("quiz_list", "bank_list", "question_list", "work_list", "visit_reports", "glance_list")),
        *(of(name, quiz.pk) for name in ("quiz_desk", "quiz_results", "quiz_figures")),
        of("quiz_attempts", quiz.pk, late.pk),
        of("quiz_version", version.pk),
        of("bank", bank.pk),
        of("bank_import", bank.pk),
        *(of("bank_question_new", bank.pk, kind) for kind in QuestionKind.values),
        *(of("bank_question", question.pk) for question in BankQuestion.objects.all()[:6]),
        *(of("question", question.pk) for question in LessonQuestion.objects.all()),
        *(of("work_decision", work.pk) for work in LessonWork.objects.all()[:3]),
        *(of("visit_report", report.pk) for report in reports),
        *(of(name, reports[0].meeting_id) for name in ("visit_people", "visit_paper")),
        of("glance", cohort.pk),
        of("glance_lessons", cohort.pk),
        of("glance_person", cohort.pk, late.pk),
    ]


def keeping(demo):
    """The trainer again: the call and its works."""
    demo["keeping"] = demo["trainer"]
    call = Call.objects.get()
    return [
        of("calls"),
        *(of(name, call.pk) for name in ("call", "call_edit", "call_preview", "call_jury", "call_teams", "call_slots", "call_works")),
        *(of("call_stage", call.pk, stage.pk) for stage in call.stages.all()),
        of("call_criterion", call.pk, call.criteria.first().pk),
        of("call_team", call.pk, call.teams.first().pk),
        of("call_slot", call.pk, call.stages.get(kind=Stage.Kind.DEFENCE).slots.first().pk),
        of("call_evenly", call.pk, call.stages.get(kind=Stage.Kind.DRAFT).pk),
        *(of("call_work", call.pk, work.pk) for work in Submission.objects.filter(stage__reviewed=True)),
    ]


def judging(demo):
    """Not of the cast: one review to write."""
    review = Review.objects.get(state="asked")
    demo["judging"] = review.reviewer
    return [of("reviews"), of("review", review.pk), of("review_decline", review.pk)]


def judged(demo):
    """Not of the cast: reviews that are ready."""
    demo["judged"] = User.objects.get(email__startswith="saveliy.")
    return [of("reviews"), *(of("review", review.pk) for review in Review.objects.filter(reviewer=demo["judged"]))]


STUDY = (studying, reworking, booked, teaching, keeping, judging, judged)
