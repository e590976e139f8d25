"""Works to lessons: who hands in, who reads and decides, and how each state is told."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import of_kept_cohorts
from courses.program.models import Cohort, Lesson
from courses.program.rules import reasons_against_changing
from courses.progress.models import LessonWork
from school.people.models import User
from school.people.rules import folded

State = LessonWork.State
SHELF = "works"
VERSIONS = 20  # of one person for one lesson
TONES = {State.HANDED: ("info", "clock"), State.ACCEPTED: ("ok", "check"), State.RETURNED: ("bad", "back")}
TOLD = {State.HANDED: gettext_lazy("на проверке"), State.ACCEPTED: gettext_lazy("принято"), State.RETURNED: gettext_lazy("вернули")}


def newer() -> QuerySet[LessonWork]:
    return LessonWork.objects.filter(enrollment=OuterRef("enrollment"), lesson=OuterRef("lesson"), number__gt=OuterRef("number"))


def kept_by(user: User) -> QuerySet[LessonWork]:
    """Works that the person may decide, old numbers too."""
    rows = of_kept_cohorts(LessonWork.objects.all(), user, "enrollment__cohort")
    return rows.select_related("lesson__module", "enrollment__person", "enrollment__organization", "enrollment__cohort", "file", "decided_by")


def newest(rows: QuerySet[LessonWork]) -> QuerySet[LessonWork]:
    """The last number of each person and lesson: what stands before it was replaced."""
    return rows.filter(~Exists(newer()))


def waiting(user: User) -> QuerySet[LessonWork]:
    return newest(kept_by(user)).filter(state=State.HANDED).exclude(enrollment__cohort__state=Cohort.State.ARCHIVED)


def searched(rows: QuerySet[LessonWork], words: str) -> QuerySet[LessonWork]:
    words = folded(words.replace("\0", ""))
    return rows.filter(enrollment__person__folded_name__contains=words) if words else rows


def own_works(enrollment: Enrollment, lesson: Lesson) -> QuerySet[LessonWork]:
    return LessonWork.objects.filter(enrollment=enrollment, lesson=lesson).select_related("file", "decided_by").order_by("-number")


def readable(user: User) -> QuerySet[LessonWork]:
    """Whose file the person may open: the own ones of a seat that opens the cabinet, and those that they decide."""
    own = Q(enrollment__in=Enrollment.objects.visible_to(user).order_by().values("pk"))
    return LessonWork.objects.filter(own | Q(pk__in=kept_by(user).order_by().values("pk"))).select_related("file")


def reasons_not_to_hand_in(enrollment: Enrollment, lesson: Lesson) -> list[str]:
    if lesson.done_by != Lesson.DoneBy.WORK:
        return [_("К этому уроку ничего сдавать не нужно.")]
    if enrollment.state != Enrollment.State.ACTIVE:
        return [_("Работы сдают, пока учатся в потоке.")]
    if archived := reasons_against_changing(enrollment.cohort):
        return archived
    last = LessonWork.objects.filter(enrollment=enrollment, lesson=lesson).order_by("-number").first()
    if last and last.state == State.ACCEPTED:
        return [_("Работа принята, новую сдавать не нужно.")]
    if last and last.number >= VERSIONS:
        return [_("Вы сдали уже двадцать файлов к этому уроку. Напишите тренеру.")]
    return []


def reasons_not_to_decide(work: LessonWork, by: User) -> list[str]:
    if work.enrollment.person_id == by.pk:
        return [_("Это ваша работа: её проверит другой тренер или координатор.")]
    if LessonWork.objects.filter(enrollment=work.enrollment_id, lesson=work.lesson_id, number__gt=work.number).exists():
        return [_("Человек сдал работу ещё раз: проверьте новый файл.")]
    return reasons_against_changing(work.enrollment.cohort)
