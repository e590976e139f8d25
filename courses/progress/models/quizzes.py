"""A test of a lesson, its versions, and the attempts at it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.progress.models.banks import Bank, BankQuestion, QuestionVersion
from school.people.models import User


class Quiz(models.Model):
    lesson = models.OneToOneField(Lesson, verbose_name=_("урок"), on_delete=models.PROTECT, related_name="quiz")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("тест")
        verbose_name_plural = _("тесты")

    def __str__(self) -> str:
        return _("Тест к уроку «%(lesson)s»") % {"lesson": self.lesson}


class QuizVersion(models.Model):
    """How the test goes. One draft at most; the newest published one is what people take. A published version is never changed: `draft_of` makes the next
    one from it.
    """

    class Show(models.TextChoices):
        NOTHING = "nothing", _("только баллы")
        MARKS = "marks", _("что верно и что нет")
        ANSWERS = "answers", _("верные ответы и пояснения")

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    about = models.TextField(_("перед началом"), max_length=2000, blank=True, help_text=_("Что человек прочитает перед первым вопросом."))
    tries = models.PositiveSmallIntegerField(_("попыток"), null=True, blank=True, help_text=_("Пусто – сколько угодно."))
    minutes = models.PositiveSmallIntegerField(_("минут на попытку"), null=True, blank=True, help_text=_("Пусто – без ограничения."))
    pass_share = models.PositiveSmallIntegerField(_("нужно набрать, %"), default=70)
    shuffle = models.BooleanField(_("перемешивать вопросы"), default=True)
    shuffle_options = models.BooleanField(_("перемешивать варианты"), default=True)
    show = models.CharField(_("что показать после попытки"), max_length=10, choices=Show.choices, default=Show.ANSWERS)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("версия теста")
        verbose_name_plural = _("версии тестов")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "number"], name="one_quiz_version_per_number"),
            models.UniqueConstraint(fields=["quiz"], condition=Q(published_at=None), name="one_draft_per_quiz"),
            models.CheckConstraint(condition=Q(pass_share__lte=100), name="pass_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}, {self.number}"


class QuizPart(models.Model):
    """One line of a test: this very question, or so many drawn from a bank (of one topic, if it is named)."""

    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    question = models.ForeignKey(BankQuestion, verbose_name=_("вопрос"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bank = models.ForeignKey(Bank, verbose_name=_("банк"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("тема"), max_length=100, blank=True)
    count = models.PositiveSmallIntegerField(_("сколько вопросов"), default=1)
    points = models.PositiveSmallIntegerField(_("баллов за вопрос"), default=1)

    class Meta:
        verbose_name = _("часть теста")
        verbose_name_plural = _("части теста")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(question=None) ^ Q(bank=None), name="a_part_is_a_question_or_a_draw"),
            models.CheckConstraint(condition=Q(count__gte=1) & Q(points__gte=1), name="a_part_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.position}"


class Attempt(models.Model):
    """`paper` is what was drawn for this person: [{"version": pk of the question's version, "points": int, "order": [key, …]}], in the order of asking.

    `until` is the end of the time as the server counts it; an attempt left open is closed by the clock with what was saved. Points are hundredths.
    """

    class Ended(models.TextChoices):
        BY_PERSON = "person", _("сдана")
        BY_TIME = "time", _("время вышло")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    version = models.ForeignKey(QuizVersion, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    paper = models.JSONField(default=list)
    started_at = models.DateTimeField(_("начата"), auto_now_add=True)
    until = models.DateTimeField(null=True, db_index=True)
    ended_at = models.DateTimeField(_("окончена"), null=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    points = models.PositiveIntegerField(default=0)
    of_points = models.PositiveIntegerField(default=0)
    passed = models.BooleanField(_("зачтена"), default=False)

    class Meta:
        verbose_name = _("попытка")
        verbose_name_plural = _("попытки")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "quiz", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(fields=["enrollment", "quiz"], condition=Q(ended_at=None), name="one_open_attempt"),
            models.CheckConstraint(condition=Q(points__lte=F("of_points")), name="no_more_points_than_there_are"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.quiz}, {self.number}"


class AttemptAnswer(models.Model):
    """What was given to one question of the paper, saved as the person goes. `given` by kind: single – key; multiple – [key]; matching – {key of the left: text of the right};
    ordering – [key]; text, number – what was typed. `points` (hundredths) and `share` (percent of the question) are written when the attempt is marked,
    for every question of the paper; `version` is what it was marked by, newer than the one of the paper after `mark_again`.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    given = models.JSONField(null=True)
    saved_at = models.DateTimeField(auto_now=True)
    points = models.PositiveIntegerField(null=True)
    share = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("ответ в попытке")
        verbose_name_plural = _("ответы в попытках")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_per_position")]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.position}"
