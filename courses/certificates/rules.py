"""What is missing for a certificate. The rule that decides and the text that explains are the same function."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.attendance.rules import AttendanceStanding
from courses.attendance.rules import standings as attendance_of
from courses.certificates.models import Certificate
from courses.enrollment.models import Enrollment
from courses.progress.rules import ProgressStanding
from courses.progress.rules import standings as progress_of
from courses.route.rules import Way
from school.people.rules import Answer


def answers_of(
    enrollments: Iterable[Enrollment],
    progress: Mapping[int, ProgressStanding] | None = None,
    attendance: Mapping[int, AttendanceStanding] | None = None,
) -> dict[int, list[Answer]]:
    """Every condition of the participant's certificate for each enrollment, in a number of queries that does not grow. Wants `person` and `cohort` selected.

    A page that has the standings already (they are on the `Way`) gives them, and nothing is asked twice.
    """
    rows = list(enrollments)
    progress = progress_of(rows) if progress is None else progress
    attendance = attendance_of(rows) if attendance is None else attendance
    return {row.pk: [_attendance(row, attendance[row.pk]), _lessons(row, progress[row.pk]), _name(row), *_standing(row)] for row in rows}


def answers_for(enrollment: Enrollment, way: Way | None = None) -> list[Answer]:
    if way is None:
        return answers_of([enrollment])[enrollment.pk]
    return answers_of([enrollment], {enrollment.pk: way.progress}, {enrollment.pk: way.attendance})[enrollment.pk]


def missing_for(enrollment: Enrollment) -> list[Answer]:
    return [answer for answer in answers_for(enrollment) if not answer.met]


def _attendance(enrollment: Enrollment, standing: AttendanceStanding) -> Answer:
    needed = enrollment.cohort.needed_share
    share = standing.share
    url = reverse("portals:meetings", args=[enrollment.pk])
    need = _("нужно не меньше %(share)s %%") % {"share": needed}
    if share is None:
        return Answer(_("Явка"), needed == 0, _("занятий ещё не было"), need, _("Приходите на занятия."), url)
    todo = _("Приходите на оставшиеся занятия. О причинах пропуска скажите тренеру.")
    return Answer(_("Явка"), share >= needed, _("%(share)s %%") % {"share": share}, need, "" if share >= needed else todo, url)


def _lessons(enrollment: Enrollment, standing: ProgressStanding) -> Answer:
    needed, done = len(standing.lessons), len(standing.done)
    met = needed > 0 and done >= needed
    return Answer(
        _("Уроки"),
        met,
        _("%(done)s из %(needed)s") % {"done": done, "needed": needed},
        _("нужны все"),
        "" if met else _("Пройдите оставшиеся уроки: прочитайте их, сдайте тесты и работы."),
        reverse("portals:route", args=[enrollment.pk]),
    )


def _name(enrollment: Enrollment) -> Answer:
    met = enrollment.person.name_confirmed_at is not None
    return Answer(
        _("Имя для сертификата"),
        met,
        enrollment.person.full_name,
        _("подтверждает владелец имени"),
        "" if met else _("Проверьте, как будет напечатано имя, и подтвердите."),
        reverse("people:profile"),
    )


def _standing(enrollment: Enrollment) -> list[Answer]:
    """Said only when it is in the way: everyone else knows that they study."""
    if enrollment.state in {Enrollment.State.ACTIVE, Enrollment.State.FINISHED}:
        return []
    return [Answer(_("Зачисление"), False, enrollment.get_state_display(), _("человек учится в потоке или окончил его"))]


def valid_certificates(enrollments: Iterable[Enrollment]) -> dict[int, Certificate]:
    """The certificate in force of each enrollment that has one."""
    found = Certificate.objects.valid().filter(enrollment__in=[row.pk for row in enrollments], kind=Certificate.Kind.PARTICIPANT)
    return {certificate.enrollment_id: certificate for certificate in found if certificate.enrollment_id}
