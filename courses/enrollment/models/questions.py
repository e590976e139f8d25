"""What a cohort asks in its application, how applications are weighed, and the talk about them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models.application import Application
from courses.program.models import Cohort
from school.people.models import User
from school.vault.models import File


class Question(models.Model):
    """`options` are lines of a choice. A question that was answered is never deleted, only put out of use."""

    class Kind(models.TextChoices):
        TEXT = "text", _("текст")
        CHOICE = "choice", _("выбор из списка")
        FILE = "file", _("файл")

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(_("вид ответа"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    text = models.CharField(_("вопрос"), max_length=300)
    help = models.CharField(_("пояснение"), max_length=300, blank=True)
    options = models.TextField(_("варианты"), max_length=2000, blank=True, help_text=_("По одному в строке."))
    required = models.BooleanField(_("ответ нужен"), default=True)
    in_use = models.BooleanField(_("спрашиваем"), default=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("вопрос заявки")
        verbose_name_plural = _("вопросы заявки")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of_person(self, user: User) -> "AnswerQuerySet":
        return self.filter(application__person=user)

    def sent(self) -> "AnswerQuerySet":
        """Staff read what was sent, never a draft."""
        return self.exclude(application__state=Application.State.DRAFT)


class Answer(models.Model):
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("ответ"), max_length=3000, blank=True)
    file = models.ForeignKey(File, verbose_name=_("файл"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ответ")
        verbose_name_plural = _("ответы")
        ordering = ["question__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.application}: {self.question}"


class Criterion(models.Model):
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="criteria")
    title = models.CharField(_("критерий"), max_length=200)
    points = models.PositiveSmallIntegerField(_("баллов, не больше"), default=5)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("критерий отбора")
        verbose_name_plural = _("критерии отбора")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Score(models.Model):
    """What one person gave one application by one criterion."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("баллы"))
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("оценка заявки")
        verbose_name_plural = _("оценки заявок")
        constraints = [models.UniqueConstraint(fields=["application", "criterion", "by"], name="one_score_per_person")]

    def __str__(self) -> str:
        return f"{self.application}: {self.criterion}, {self.points}"


class Remark(models.Model):
    """The talk about an application: a coordinator's question, the applicant's answer, a note that only staff reads."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="remarks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("текст"), max_length=3000)
    for_staff = models.BooleanField(_("только для сотрудников"), default=False)

    class Meta:
        verbose_name = _("вопрос по заявке")
        verbose_name_plural = _("вопросы по заявкам")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_remark_says_something")]

    def __str__(self) -> str:
        return self.text[:60]
