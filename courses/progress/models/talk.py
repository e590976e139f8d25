"""Questions to the trainer under a lesson."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from school.people.models import User


class LessonQuestion(models.Model):
    """Asked under a lesson of a cohort. `private` ones are seen by who asked and by the cohort's trainers; the others by the whole cohort."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="questions")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="lesson_questions")
    text = models.TextField(_("вопрос"), max_length=3000)
    folded_text = models.TextField(default="", editable=False)
    private = models.BooleanField(_("только тренеру"), default=False)
    asked_at = models.DateTimeField(_("когда"), auto_now_add=True)
    answered_at = models.DateTimeField(null=True, editable=False, db_index=True)
    told_at = models.DateTimeField(null=True, editable=False, db_index=True)  # the trainers have had a letter about it as it stands now
    hidden_at = models.DateTimeField(null=True, editable=False)  # taken back by who asked, while nobody has answered

    class Meta:
        verbose_name = _("вопрос к уроку")
        verbose_name_plural = _("вопросы к урокам")
        ordering = ["-asked_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_lesson_question_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class LessonAnswer(models.Model):
    """What was said to a question, by the trainer or by who asked; a changed answer keeps the moment of the change."""

    question = models.ForeignKey(LessonQuestion, on_delete=models.PROTECT, related_name="answers")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("ответ"), max_length=5000)
    at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("ответ на вопрос к уроку")
        verbose_name_plural = _("ответы на вопросы к урокам")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_lesson_answer_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


class LiftedAnswer(models.Model):
    """A question and its answer lifted into the lesson, in the trainer's words and without names: every later cohort reads it under the text."""

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="lifted")
    source = models.OneToOneField(LessonQuestion, null=True, editable=False, on_delete=models.PROTECT, related_name="lifted")
    question = models.TextField(_("вопрос"), max_length=3000)
    answer = models.TextField(_("ответ"), max_length=5000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    taken_down_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("ответ в уроке")
        verbose_name_plural = _("ответы в уроках")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:60]
