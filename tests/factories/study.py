"""Banks, questions, tests."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.progress.models import Bank, BankQuestion, QuestionVersion, Quiz, QuizPart, QuizVersion
from tests.factories.school import LessonFactory, ProgramFactory


class BankFactory(DjangoModelFactory):
    class Meta:
        model = Bank

    program = factory.SubFactory(ProgramFactory)
    title = factory.Sequence(lambda n: f"Вопросы о статусе {n}")


class BankQuestionFactory(DjangoModelFactory):
    """With its first version: one right answer of two."""

    class Meta:
        model = BankQuestion
        skip_postgeneration_save = True

    bank = factory.SubFactory(BankFactory)
    title = factory.Sequence(lambda n: f"Вопрос {n}")
    version = factory.RelatedFactory("tests.factories.QuestionVersionFactory", factory_related_name="question")


class QuestionVersionFactory(DjangoModelFactory):
    class Meta:
        model = QuestionVersion

    question = factory.SubFactory(BankQuestionFactory, version=None)
    number = 1
    kind = "single"
    text = "На сколько лет дают статус?"
    body = factory.LazyFunction(
        lambda: {
            "options": [
                {"key": "a", "text": "На два года", "share": 100, "feedback": "Да, потом его продлевают."},
                {"key": "b", "text": "Навсегда", "share": 0, "feedback": "Через два года его продлевают."},
            ]
        }
    )


class QuizFactory(DjangoModelFactory):
    class Meta:
        model = Quiz

    lesson = factory.SubFactory(LessonFactory, done_by="quiz")


class QuizVersionFactory(DjangoModelFactory):
    """Published; `QuizPartFactory` gives it questions."""

    class Meta:
        model = QuizVersion

    quiz = factory.SubFactory(QuizFactory)
    published_at = factory.LazyFunction(timezone.now)
    shuffle = False
    shuffle_options = False


class QuizPartFactory(DjangoModelFactory):
    class Meta:
        model = QuizPart

    version = factory.SubFactory(QuizVersionFactory)
    question = factory.SubFactory(BankQuestionFactory)
    position = factory.Sequence(int)
