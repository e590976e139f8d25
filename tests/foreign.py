"""Another cohort with everything that an address may name, and the addresses of two numbers: (who, place of the number, whose it is)."""

from datetime import timedelta

from django.utils import timezone

from courses.enrollment.models import Announcement, Criterion, Question
from courses.projects.models import DefenceSlot, Juror, Review
from school.vault.actions import keep
from tests.dossier_consultations import CONSULTATION_NESTED, CONSULTATION_PARENTS, foreign_consultations
from tests.dossier_filings import FILING_NESTED, FILING_PARENTS, foreign_filings
from tests.factories import (
    ApplicationFactory,
    CallFactory,
    CohortFactory,
    EnrollmentFactory,
    LessonFactory,
    MeetingFactory,
    MembershipFactory,
    ModuleFactory,
    QuotaFactory,
    SubmissionFactory,
    TeamFactory,
    UserFactory,
)
from tests.law_office import LAW_NESTED, LAW_PARENTS, law_elsewhere
from tests.stage import PDF
from tests.visits import report_of, visit_of


def elsewhere(cast):
    """Numbers by what they count."""
    cohort = CohortFactory(title="Чужой поток", under_way=True)
    module = ModuleFactory(program=cohort.program)
    QuotaFactory(cohort=cohort)
    seat = EnrollmentFactory(cohort=cohort)
    return {
        "cohort": cohort.pk,
        "module": module.pk,
        "lesson": LessonFactory(module=module).pk,
        "meeting": MeetingFactory(cohort=cohort, module=module).pk,
        "question": Question.objects.create(cohort=cohort, text="Чужой вопрос").pk,
        "criterion": Criterion.objects.create(cohort=cohort, title="Чужой критерий", points=5).pk,
        "announcement": Announcement.objects.create(cohort=cohort, subject="Чужое", text="Чужое", by=cast["coordinator"]).pk,
        "membership": MembershipFactory(state="asked").pk,
        "enrollment": seat.pk,
        "application": ApplicationFactory(cohort=cohort).pk,
        "group": cohort.subgroups.create(title="Чужая группа").pk,
        "file": keep(PDF, name="чужой.pdf", by=seat.person, title="report-999999:x", shelf="exports").key,
        "visit report": report_of(seat, visit_of(cohort)).pk,
        **called(cohort, seat),
        **law_elsewhere(),
        **foreign_filings(),
        **foreign_consultations(),
    }


def called(cohort, seat):
    """A call of projects with a team, its work and a review of it."""
    call = CallFactory(cohort=cohort, title="Чужой приём")
    stage, work = call.stages.get(), SubmissionFactory(project=TeamFactory(call=call, people=[seat]).project)
    starts = timezone.now() + timedelta(days=3)
    return {
        "call": call.pk,
        "stage": stage.pk,
        "call criterion": call.criteria.first().pk,
        "juror": Juror.objects.create(call=call, person=UserFactory()).pk,
        "team": work.project.team_id,
        "project": work.project_id,
        "slot": DefenceSlot.objects.create(stage=stage, starts_at=starts, ends_at=starts + timedelta(minutes=20)).pk,
        "work": work.pk,
        "review": Review.objects.create(submission=work, reviewer=UserFactory()).pk,
    }


NESTED = {
    **LAW_NESTED,
    **FILING_NESTED,
    **CONSULTATION_NESTED,
    **{f"office:question{verb}": ("coordinator", 1, "question") for verb in ("", "_up", "_down", "_use", "_retire")},
    **{f"office:criterion{verb}": ("coordinator", 1, "criterion") for verb in ("", "_up", "_down", "_remove")},
    "office:report_file": ("coordinator", 1, "file"),
    "portals:cohort_report_file": ("trainer", 1, "file"),
    "portals:announcement_read": ("participant", 1, "announcement"),
    "portals:excuse": ("participant", 1, "meeting"),
    "portals:module": ("participant", 1, "module"),
    "people:member": ("participant", 1, "membership"),
    "portals:lesson_file": ("participant", 1, "lesson"),
    **{
        f"portals:{name}": ("participant", 1, "lesson")
        for name in ("study", "study_done", "study_place", "lesson_note", "lesson_talk", "lesson_work", "quiz")
    },
    "portals:visit": ("participant", 1, "meeting"),
    "portals:visit_told": ("participant", 1, "visit report"),
    **{f"portals:{name}": ("participant", 1, "stage") for name in ("project_hand_in", "slots")},
    **{f"portals:{name}": ("trainer", 1, "enrollment") for name in ("glance_person", "quiz_attempts")},
    **{f"portals:{name}": ("trainer", 1, "stage") for name in ("call_stage", "call_stage_remove", "call_evenly")},
    **{f"portals:{name}": ("trainer", 1, "call criterion") for name in ("call_criterion", "call_criterion_turn")},
    **{f"portals:{name}": ("trainer", 1, "team") for name in ("call_team", "call_team_turn")},
    **{f"portals:{name}": ("trainer", 1, "work") for name in ("call_work", "call_work_assign")},
    "portals:juror_remove": ("trainer", 1, "juror"),
    **{f"portals:{name}": ("trainer", 1, "slot") for name in ("call_slot", "call_slot_turn")},
    "portals:call_review_turn": ("trainer", 1, "review"),
}
PARENTS = {  # the child stays mine, the parent is another's
    **LAW_PARENTS,
    **FILING_PARENTS,
    **CONSULTATION_PARENTS,
    "portals:announcement_read": ("participant", 0, "enrollment"),
    "portals:excuse": ("participant", 0, "enrollment"),
    "portals:module": ("participant", 0, "enrollment"),
    "portals:visit": ("participant", 0, "enrollment"),
    "portals:visit_told": ("participant", 0, "enrollment"),
    **{
        f"portals:{name}": ("participant", 0, "cohort")
        for name in ("study", "study_place", "lesson_file", "lesson_note", "lesson_talk", "lesson_work", "quiz")
    },
    **{f"portals:{name}": ("participant", 0, "project") for name in ("project_hand_in", "slots")},
    "portals:cohort_report_file": ("trainer", 0, "cohort"),
    "portals:glance_person": ("trainer", 0, "cohort"),
    "portals:quiz_attempts": ("trainer", 0, "lesson"),
    **{
        f"portals:{name}": ("trainer", 0, "call")
        for name in (
            "call_stage", "call_stage_remove", "call_criterion", "call_criterion_turn", "juror_remove", "call_evenly", "call_team", "call_team_turn",
            "call_slot", "call_slot_turn", "call_work", "call_work_assign", "call_review_turn",
        )
    },
    **{f"office:question{verb}": ("coordinator", 0, "cohort") for verb in ("", "_up", "_retire")},
    **{f"office:criterion{verb}": ("coordinator", 0, "cohort") for verb in ("", "_up", "_remove")},
}  # fmt: skip
