"""What stands around the stage's lesson: a note, two questions (one answered and lifted), a work, the person's own data; and a good press for each form."""

from io import BytesIO

from courses.program.models import Lesson
from courses.progress.actions import talk
from courses.progress.actions.notes import save_note
from courses.progress.models import LessonWork
from school.vault.actions import keep
from school.vault.exports import put_out

# One answer per person, in the order of tests.test_house_doors.PEOPLE.
OWN = (302, 200, 404, 404, 404, 404, 404, 404, 404)
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200, 200)
KEEPERS = (302, 404, 200, 404, 200, 200, 404, 404, 404)
ASKED = (302, 200, 200, 404, 200, 200, 404, 404, 404)
POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)
LESSON_POLICIES = {
    "portals:study_place": POST_ONLY,
    "portals:lesson_note": OWN,
    "portals:notes": SIGNED_IN,
    "portals:note_remove": POST_ONLY,
    "portals:lesson_talk": ASKED,
    "portals:question_back": POST_ONLY,
    "portals:lesson_work": OWN,
    "portals:work_file": ASKED,
    **{f"portals:{name}": KEEPERS for name in ("question_list", "question", "question_lift", "work_list", "work_decision")},
    "portals:answer_correct": (302, 404, 200, 404, 404, 404, 404, 404, 404),  # its writer alone
    "portals:question_settle": (405,) * 9,
    "portals:lifted_turn": (405,) * 9,
    "portals:own_data": SIGNED_IN,
    "portals:own_data_file": OWN,
}


def stand_lessons(enrollment, lesson, trainer, paper):
    person = enrollment.person
    note = save_note(person, lesson, "Спросить про устав", edition=0)
    question = talk.ask(enrollment, lesson, text="Нужна ли лицензия?", by=person)
    said = talk.answer(question, text="Нет", by=trainer)
    lifted = talk.lift(question, text="Нужна ли лицензия?", answer="Нет", by=trainer)
    waiting = talk.ask(enrollment, lesson, text="Сколько нужно людей?", private=True, by=person)
    file = keep(paper, name="работа.pdf", by=person, shelf="works")
    work = LessonWork.objects.create(enrollment=enrollment, lesson=lesson, file=file)
    own = put_out(BytesIO(b"{}"), name="Мои данные.json", content_type="application/json", purpose="own-data:ticket", by=person)
    return {
        **{f"portals:{name}": [enrollment.cohort_id, lesson.pk] for name in ("study_place", "lesson_note", "lesson_talk", "lesson_work")},
        "portals:note_remove": [note.pk],
        "portals:question_back": [waiting.pk],
        "portals:question_settle": [waiting.pk],
        "portals:question": [question.pk],
        "portals:question_lift": [question.pk],
        "portals:answer_correct": [said.pk],
        "portals:lifted_turn": [lifted.pk],
        "portals:work_file": [work.pk],
        "portals:work_decision": [work.pk],
        "portals:own_data_file": [own.key],
    }


def further_given(stage):
    return {"question": str(stage.arguments["portals:question_back"][0]), "words": "Речь о кружке"}


def work_given(stage):
    from tests.stage import PDF

    Lesson.objects.filter(pk=stage.lesson_page.lesson_id).update(done_by="work")
    return {"file": ("новая.pdf", PDF + b"\n"), "words": "Вторая попытка"}


def nothing(stage):
    return {"x": "1"}


LESSON_PRESSES = {
    "portals:study_place": ("participant", lambda stage: {"place": "x"}),
    "portals:lesson_note": ("participant", lambda stage: {"text": "Спросить про штат", "edition": "1"}),
    "portals:note_remove": ("participant", nothing),
    "portals:lesson_talk": ("participant", lambda stage: {"text": "А если дети?", "private": "on"}),
    "portals:lesson_talk further": ("participant", further_given),
    "portals:question_back": ("participant", nothing),
    "portals:lesson_work": ("participant", work_given),
    "portals:own_data": ("participant", nothing),
    "portals:question": ("trainer", lambda stage: {"text": "Нет, кроме медицины", "seen": "0"}),
    "portals:answer_correct": ("trainer", lambda stage: {"text": "Нет, кроме медицины"}),
    "portals:question_lift": ("trainer", lambda stage: {"question": "Нужна ли лицензия?", "answer": "Кроме медицины", "step": "lift", "seen": "Нет"}),
    "portals:question_settle": ("trainer", nothing),
    "portals:lifted_turn": ("trainer", nothing),
    "portals:work_decision": ("trainer", lambda stage: {"verdict": "return", "answer": "Нет сроков", "seen": "handed"}),
}
