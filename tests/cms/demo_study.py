"""The demo school studies and works on projects: everything a screen can show is there once, at believable moments."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Lesson
from courses.progress.models import (
    Attempt,
    BankQuestion,
    LessonNote,
    LessonQuestion,
    LessonWork,
    LiftedAnswer,
    QuestionKind,
    QuestionVersion,
    QuizVersion,
    VisitPhoto,
    VisitReport,
)
from courses.projects.models import Call, DefenceSlot, Review, Submission, Team, TeamInvitation
from courses.projects.review_rules import judged
from school.vault.actions import path_of


def studied():
    tests()
    lessons()
    visits()
    projects()
    nothing_lies_ahead()


def states(model):
    return dict(model.objects.order_by().values_list("state").annotate(n=Count("pk")))


def tests():
    assert set(QuestionVersion.objects.values_list("kind", flat=True)) == set(QuestionKind.values)
    assert BankQuestion.objects.count() == 12
    assert QuizVersion.objects.exclude(published_at=None).count() == 1
    ended = Attempt.objects.exclude(ended_at=None)
    assert ended.count() == Attempt.objects.count() > 15
    assert set(ended.values_list("passed", flat=True)) == {True, False}
    assert not ended.filter(ended="time").exists()


def lessons():
    assert set(Lesson.objects.values_list("done_by", flat=True)) == {"word", "quiz", "work"}
    assert states(LessonWork) == {"accepted": 2, "returned": 2, "handed": 3}
    assert LessonNote.objects.count() == 3
    asked = LessonQuestion.objects.all()
    assert (asked.filter(answered_at=None).count(), asked.exclude(answered_at=None).count(), asked.filter(private=True).count()) == (2, 3, 1)
    assert LiftedAnswer.objects.count() == 1


def visits():
    assert states(VisitReport) == {"accepted": 2, "sent": 1, "returned": 1, "draft": 1}
    assert VisitPhoto.objects.count() == 7
    assert all(path_of(photo.file.key).stat().st_size < 200_000 and photo.caption for photo in VisitPhoto.objects.select_related("file"))


def projects():
    call = Call.objects.get()
    assert (call.state, call.stages.count(), call.criteria.count(), call.jurors.count()) == ("open", 3, 5, 4)
    assert Team.objects.standing().count() == 4
    assert states(Submission) == {"accepted": 5, "in_review": 1, "rework": 2}
    assert states(Review) == {"done": 7, "asked": 1}
    parted = judged(list(Submission.objects.filter(state="in_review")), call)
    assert [found.warned for found in parted.values()] == [True]
    assert DefenceSlot.objects.exclude(team=None).count() == 1
    assert sorted(TeamInvitation.objects.open().values_list("asks", flat=True)) == [False, True]


def nothing_lies_ahead():
    """What is said to have happened has happened, and after its cohort began."""
    now = timezone.now()
    began = now - timedelta(days=43)
    assert Cohort.objects.get(state="under_way").starts_on <= timezone.localdate()
    moments = [
        *Attempt.objects.values_list("ended_at", flat=True),
        *LessonWork.objects.values_list("handed_at", flat=True),
        *VisitReport.objects.values_list("saved_at", flat=True),
        *Submission.objects.values_list("at", flat=True),
        *Review.objects.filter(state="done").values_list("done_at", flat=True),
    ]
    assert all(began < moment <= now for moment in moments)
    assert Enrollment.objects.filter(cohort__state="under_way", state="active").count() == 14
