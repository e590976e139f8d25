"""Tests, banks and attempts for the stage: all six kinds of questions, a published test, its draft, an ended attempt and an open one."""

from django.utils import timezone

from courses.progress.models import Attempt, AttemptAnswer, QuestionVersion
from tests.factories import BankFactory, BankQuestionFactory, QuestionVersionFactory, QuizFactory, QuizPartFactory, QuizVersionFactory

BODIES = {
    "single": {
        "options": [
            {"key": "a", "text": "На два года", "share": 100, "feedback": "Да, потом его продлевают."},
            {"key": "b", "text": "Навсегда", "share": 0, "feedback": "Через два года его продлевают."},
        ]
    },
    "multiple": {
        "options": [
            {"key": "a", "text": "Устав", "share": 50, "feedback": ""},
            {"key": "b", "text": "Отчёт", "share": 50, "feedback": ""},
            {"key": "c", "text": "Фотография здания", "share": -100, "feedback": "Её не просят."},
        ]
    },
    "matching": {
        "pairs": [{"key": "a", "left": "Заявление", "right": "НКО"}, {"key": "b", "left": "Заключение", "right": "Орган оценки"}],
        "spare": ["Банк"],
    },
    "ordering": {
        "items": [{"key": "a", "text": "Собрать бумаги"}, {"key": "b", "text": "Получить заключение"}, {"key": "c", "text": "Подать заявление"}]
    },
    "text": {"accepted": [{"text": "устав*", "share": 100, "feedback": "Верно, устав."}], "case": False},
    "number": {"accepted": [{"low": "2", "high": "2", "share": 100, "feedback": ""}, {"low": "1", "high": "3", "share": 50, "feedback": "Близко."}]},
}
RIGHT = {
    "single": "a",
    "multiple": ["a", "b"],
    "matching": {"a": "НКО", "b": "Орган оценки"},
    "ordering": ["a", "b", "c"],
    "text": "устав",
    "number": "2",
}


def question_of(kind, bank, **fields):
    question = BankQuestionFactory(bank=bank, version=None, title="")
    return QuestionVersionFactory(question=question, kind=kind, text=f"Вопрос вида {kind}", body=BODIES[kind], **fields)


def quiz_on(lesson, kinds=tuple(BODIES), **fields):
    """A published test of the lesson, a question of each kind."""
    bank = BankFactory(program=lesson.module.program)
    version = QuizVersionFactory(quiz=QuizFactory(lesson=lesson), **fields)
    for place, kind in enumerate(kinds):
        QuizPartFactory(version=version, question=question_of(kind, bank).question, position=place)
    return version


def paper_of(version):
    """In the order of the parts and of the bodies."""
    rows = []
    for part in version.parts.order_by("position"):
        words = part.question.versions.latest("number")
        listed = words.body.get("options") or words.body.get("pairs") or words.body.get("items") or []
        keys = [row["key"] for row in listed]
        rows.append({"version": words.pk, "points": part.points, "order": keys[::-1] if words.kind == "ordering" else keys})
    return rows


def attempt_of(enrollment, version, *, number=1, given=None, **fields):
    paper = paper_of(version)
    attempt = Attempt.objects.create(enrollment=enrollment, quiz=version.quiz, version=version, number=number, paper=paper, **fields)
    for position, answer in (given or {}).items():
        words = QuestionVersion.objects.get(pk=paper[position]["version"])
        marks = {"points": 100, "share": 100} if attempt.ended_at else {}
        AttemptAnswer.objects.create(attempt=attempt, position=position, version=words, given=answer, **marks)
    return attempt


def ended_attempt_of(enrollment, version, *, number=1, kinds=tuple(BODIES), **fields):
    """Everything right."""
    points = {"points": len(kinds) * 100, "of_points": len(kinds) * 100, "passed": True} | fields
    given = {place: RIGHT[kind] for place, kind in enumerate(kinds)}
    return attempt_of(enrollment, version, number=number, given=given, ended_at=timezone.now(), ended="person", **points)


def stand_quizzes(enrollment, lesson):
    """`arguments` of the stage."""
    version = quiz_on(lesson)
    bank = version.parts.first().question.bank
    draft = QuizVersionFactory(quiz=version.quiz, number=2, published_at=None)
    QuizPartFactory(version=draft, question=version.parts.first().question)
    QuizPartFactory(version=draft, question=None, bank=bank, count=2)
    ended, started = ended_attempt_of(enrollment, version), attempt_of(enrollment, version, number=2)
    asked = version.parts.first().question
    return {
        "portals:quiz": [enrollment.cohort_id, lesson.pk],
        **{f"portals:{name}": [started.pk] for name in ("attempt", "attempt_finish")},
        "portals:attempt_result": [ended.pk],
        **{f"portals:{name}": [lesson.pk] for name in ("quiz_desk", "quiz_results", "quiz_figures")},
        "portals:quiz_attempts": [lesson.pk, enrollment.pk],
        **{f"portals:{name}": [draft.pk] for name in ("quiz_draft", "quiz_pick", "quiz_publish", "quiz_discard")},
        **{f"portals:{name}": [version.pk] for name in ("quiz_version", "quiz_again", "quiz_withdraw")},
        **{f"portals:{name}": [bank.pk] for name in ("bank", "bank_import", "bank_export")},
        "portals:bank_question_new": [bank.pk, "single"],
        **{f"portals:bank_question_new {kind}": [bank.pk, kind] for kind in BODIES},
        **{f"portals:{name}": [asked.pk] for name in ("bank_question", "bank_question_edit", "bank_question_switch")},
    }


# A good press for every form

SETTINGS = {"about": "Читайте внимательно", "tries": "3", "minutes": "20", "pass_share": "70", "show": "marks", "shuffle": "on"}
QUESTIONS = {
    "single": {"option_0": "Да", "right_0": "on", "share_0": "", "feedback_0": "Верно", "option_1": "Нет", "share_1": "25"},
    "multiple": {"option_0": "Устав", "right_0": "on", "option_1": "Отчёт", "right_1": "on", "option_2": "Фото", "feedback_2": "Не просят"},
    "matching": {"left_0": "А", "fits_0": "1", "left_1": "Б", "fits_1": "2", "left_2": "", "fits_2": "3"},
    "ordering": {"item_0": "Сначала", "item_1": "Потом", "item_2": "В конце"},
    "text": {"answer_0": "устав*", "share_0": "", "answer_1": "положение", "share_1": "50", "feedback_1": "Почти", "case": "on"},
    "number": {"low_0": "2", "high_0": "", "low_1": "1,5", "high_1": "2,5", "share_1": "50"},
}
ABOUT = {"text": "О чём вопрос?", "feedback": "Так устроен закон.", "topic": "Статус", "title": "Первый"}
GIFT = "::Первый::На сколько лет дают статус? {=На два года ~Навсегда}\n\nСтатус получает организация. {T}\n"


def question_given(kind):
    rows = QUESTIONS[kind]
    size = 1 + max(int(name.rpartition("_")[2]) for name in rows if name[-1].isdecimal())
    return ABOUT | {f"key_{number}": "" for number in range(size)} | rows


def answers_given(stage):
    return {
        "q1": "a", "was-q1": "", "q2": "a", "q3-a": "НКО", "q3-b": "Банк", "was-q4": "c,b,a", "q4-a": "1", "q4-b": "2", "q4-c": "3", "q5": "устав", "q6": "2",
        "go": "2", "only": "", "move": "", "said": "4",
    }  # fmt: skip


def draft_given(stage):
    pk = stage.arguments["portals:quiz_draft"][0]
    return SETTINGS | {
        "edition": "1", "part_0": f"question-{stage.arguments['portals:bank_question'][0]}", "topic_0": "", "points_0": "2",
        "part_1": f"bank-{stage.arguments['portals:bank'][0]}", "topic_1": "", "count_1": "2", "points_1": "1",
        "room": f"{stage.arguments['portals:bank'][0]}:", "draw": "1", "do": "draw",
    } if pk else {}  # fmt: skip


QUIZ_PRESSES = {
    "portals:quiz": ("participant", lambda stage: {"x": "1"}),
    "portals:attempt": ("participant", answers_given),
    "portals:attempt_finish": ("participant", lambda stage: {"x": "1"}),
    "portals:quiz_desk": ("trainer", lambda stage: {"x": "1"}),
    "portals:quiz_draft": ("trainer", draft_given),
    "portals:quiz_pick": ("trainer", lambda stage: {"edition": "1", "question": str(stage.arguments["portals:bank_question"][0] + 1)}),
    "portals:quiz_publish": ("trainer", lambda stage: {"edition": "1"}),
    "portals:quiz_discard": ("trainer", lambda stage: {"x": "1"}),
    "portals:quiz_again": ("trainer", lambda stage: {"x": "1"}),
    "portals:quiz_withdraw": ("trainer", lambda stage: {"x": "1"}),
    "portals:bank_list": ("trainer", lambda stage: {"title": "Новый банк"}),
    "portals:bank": ("trainer", lambda stage: {"title": "Другое название"}),
    "portals:bank_import": ("trainer", lambda stage: {"text": GIFT, "step": "take"}),
    **{f"portals:bank_question_new {kind}": ("trainer", lambda stage, kind=kind: question_given(kind)) for kind in QUESTIONS},
    "portals:bank_question_edit": ("trainer", lambda stage: question_given("single") | {"seen": "1"}),
    "portals:bank_question_switch": ("trainer", lambda stage: {"to": "retire"}),
}
OWN_SCREENS = ("attempt", "attempt_finish", "attempt_result")
DESK_SCREENS = (
    "quiz_list", "quiz_desk", "quiz_results", "quiz_figures", "quiz_version", "quiz_draft", "quiz_pick", "quiz_publish", "quiz_discard", "quiz_again",
    "quiz_withdraw",
    "bank_list", "bank", "bank_import", "bank_export", "bank_question", "bank_question_new", "bank_question_edit",
)  # fmt: skip
