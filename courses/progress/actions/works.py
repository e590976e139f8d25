"""Works to lessons. Handed in is done; returned is not done any more."""

from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.progress import talk_letters, work_rules
from courses.progress.actions.lessons import done_by_rule, undone_by_rule
from courses.progress.models import LessonWork
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import discard, shelved
from school.vault.rules import Checked, inspected

State = LessonWork.State


def hand_in(enrollment: Enrollment, lesson: Lesson, upload: "Upload[Any]", *, words: str = "", by: User) -> LessonWork:
    if reasons := work_rules.reasons_not_to_hand_in(enrollment, lesson):
        raise Refused(*reasons)
    return _handed_in(enrollment, lesson, inspected(upload, upload.name or ""), words, by)


@transaction.atomic
def _handed_in(enrollment: Enrollment, lesson: Lesson, checked: Checked, words: str, by: User) -> LessonWork:
    """The next number; the older ones stay. The very same file handed in twice in a row is one work."""
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
    if lesson.module.program_id != enrollment.cohort.program_id or enrollment.person_id != by.pk:
        raise Refused(_("Этого урока нет в вашем потоке."))
    if reasons := work_rules.reasons_not_to_hand_in(enrollment, lesson):
        raise Refused(*reasons)
    last = work_rules.own_works(enrollment, lesson).first()
    file = shelved(checked, by=by, title="", shelf=work_rules.SHELF)
    if last and last.state == State.HANDED and (last.file.sha256, last.file.name, last.words) == (file.sha256, file.name, words):
        discard(file)
        return last
    work = LessonWork.objects.create(enrollment=enrollment, lesson=lesson, number=last.number + 1 if last else 1, file=file, words=words)
    record(by=by, verb="progress.work_handed_in", target=lesson, work=work.pk, number=work.number)
    done_by_rule(enrollment, lesson, by=by)
    return work


def accept_work(work: LessonWork, *, answer: str = "", by: User) -> LessonWork:
    return _decided(work, State.ACCEPTED, answer, by)


def return_work(work: LessonWork, *, reason: str, by: User) -> LessonWork:
    if not reason:
        raise Refused(_("Напишите, что исправить: человек прочтёт это."))
    return _decided(work, State.RETURNED, reason, by)


@transaction.atomic
def _decided(work: LessonWork, state: str, words: str, by: User) -> LessonWork:
    """A decision may be changed while no newer file has come; the same decision pressed twice is one. `work.state` is what whoever decides has seen: a
    colleague who was faster is not overwritten (R26)."""
    seen = work.state
    Enrollment.objects.select_for_update(of=("self",)).get(pk=work.enrollment_id)
    rows = LessonWork.objects.select_for_update(of=("self",)).select_related("enrollment__person", "enrollment__cohort", "lesson__module")
    work = rows.get(pk=work.pk)
    if reasons := work_rules.reasons_not_to_decide(work, by):
        raise Refused(*reasons)
    if (work.state, work.answer) == (state, words):
        return work
    if work.state != seen:
        raise Refused(_("Пока вы читали, решение по этой работе изменилось. Прочтите его и решите ещё раз, если нужно."))
    work.state, work.answer, work.decided_by, work.decided_at = state, words, by, timezone.now()
    work.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    if state == State.ACCEPTED:
        done_by_rule(work.enrollment, work.lesson, by=by)
    else:
        undone_by_rule(work.enrollment, work.lesson, by=by)
    verb = "progress.work_accepted" if state == State.ACCEPTED else "progress.work_returned"
    record(by=by, verb=verb, target=work.lesson, work=work.pk, person=work.enrollment.person.full_name, reason=words)
    talk_letters.work_decided(work)
    return work
