"""Banks of questions, one or several per programme. What is asked is a version; a version is never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.program.models import Program
from school.people.models import User


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("один ответ из списка")
    MULTIPLE = "multiple", _("несколько ответов из списка")
    MATCHING = "matching", _("соответствие")
    ORDERING = "ordering", _("порядок")
    TEXT = "text", _("короткий ответ")
    NUMBER = "number", _("число")


class Bank(models.Model):
    program = models.ForeignKey(Program, verbose_name=_("программа"), on_delete=models.PROTECT, related_name="banks")
    title = models.CharField(_("название"), max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("банк вопросов")
        verbose_name_plural = _("банки вопросов")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["program", "title"], name="one_bank_per_title")]

    def __str__(self) -> str:
        return self.title


class BankQuestion(models.Model):
    """What stays the same while its words are improved. A question that was asked is never deleted, only put out of use."""

    bank = models.ForeignKey(Bank, verbose_name=_("банк"), on_delete=models.PROTECT, related_name="questions")
    title = models.CharField(_("короткое имя"), max_length=200, blank=True, help_text=_("Для списка; слушатели его не видят."))
    topic = models.CharField(_("тема"), max_length=100, blank=True, help_text=_("По теме вопросы отбирают в тест."))
    retired_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("вопрос банка")
        verbose_name_plural = _("вопросы банка")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or _("Вопрос № %(number)s") % {"number": self.pk}


class QuestionVersion(models.Model):
    """Immutable: `edit_question` makes the next one. The newest `number` is the question as it is asked now.

    `body` by kind; every key is short, unique in its list and never shown:
    single, multiple – {"options": [{"key", "text", "share", "feedback"}]}, `share` in percent of the point (thirds have five places), negative for a wrong choice;
    matching – {"pairs": [{"key", "left", "right"}], "spare": [right, …]} (`left` of nobody: a right side that fits nothing);
    ordering – {"items": [{"key", "text"}]} in the right order;
    text – {"accepted": [{"text", "share", "feedback"}], "case": bool}, `*` in `text` stands for anything, `\\*` for itself;
    number – {"accepted": [{"low", "high", "share", "feedback"}]}, both ends as decimal strings and inclusive, both empty for every other number.
    """

    question = models.ForeignKey(BankQuestion, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("вид"), max_length=10, choices=QuestionKind.choices)
    text = models.TextField(_("вопрос"), max_length=3000)
    body = models.JSONField(default=dict)
    feedback = models.TextField(_("пояснение после ответа"), max_length=3000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("версия вопроса")
        verbose_name_plural = _("версии вопросов")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_question_version_per_number")]

    def __str__(self) -> str:
        return self.text[:60]
