"""What is missing for a certificate. The rule that decides and the text that explains are the same function."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from courses.attendance.rules import AttendanceStanding
from courses.attendance.rules import standings as attendance_of
from courses.certificates import condition_rules as conditions
from courses.certificates.condition_rules import Known, conditions_of, known_of, needed_share
from courses.certificates.models import Certificate, ConditionSet, Kind
from courses.enrollment.models import Enrollment
from courses.program.models import Module
from courses.progress.rules import ProgressStanding
from courses.progress.rules import standings as progress_of
from courses.route.rules import Way
from school.people.rules import Answer


def answers_of(
    enrollments: Iterable[Enrollment],
    progress: Mapping[int, ProgressStanding] | None = None,
    attendance: Mapping[int, AttendanceStanding] | None = None,
    *,
    kind: str = Kind.PARTICIPANT,
    module: Module | None = None,
    asked: Mapping[int, ConditionSet] | None = None,
) -> dict[int, list[Answer]]:
    """Every condition of the certificate for each enrollment, in a number of queries that does not grow. Wants `person` and `cohort` selected.

    A listener's certificate counts what belongs to `module` only. `asked` – the conditions by cohort. A page that has the standings already (they are on the `Way`) gives them, and nothing
    is asked twice.
    """
    rows, within = list(enrollments), module.pk if module else None
    asked = conditions_of((row.cohort for row in rows), kind) if asked is None else asked
    progress = progress_of(rows) if progress is None else progress
    attendance = attendance_of(rows, within) if attendance is None else attendance
    known = known_of(rows, asked, within)
    return {row.pk: _answers(row, asked[row.cohort_id], progress[row.pk], attendance[row.pk], known, module) for row in rows}


def _answers(
    row: Enrollment, asked: ConditionSet, progress: ProgressStanding, attendance: AttendanceStanding, known: Known, module: Module | None
) -> list[Answer]:
    progress = _within(progress, module)
    found = []
    if asked.attendance != 0:
        found.append(conditions.attendance(row, attendance, needed_share(row, asked)))
    if asked.lessons:
        found.append(conditions.lessons(row, progress))
    if asked.tests:
        found.append(conditions.tests(row, progress))
    if asked.project:
        found.append(conditions.project(row, known.projects.get(row.pk, ()), module.pk if module else None))
    if asked.dossier:
        found.append(conditions.dossier(known.dossiers[row.pk], asked.dossier))
    if asked.surveys:
        found.append(conditions.surveys(*known.surveys[row.pk]))
    return [*found, conditions.name(row), *conditions.standing_of(row)]


def _within(progress: ProgressStanding, module: Module | None) -> ProgressStanding:
    if module is None:
        return progress
    own = tuple(lesson for lesson in progress.lessons if lesson.module_id == module.pk)
    return replace(progress, lessons=own, done=progress.done & {lesson.pk for lesson in own})


def answers_for(enrollment: Enrollment, way: Way | None = None, asked: ConditionSet | None = None) -> list[Answer]:
    """«Чего не хватает?» of one person."""
    if way is None:
        return answers_of([enrollment])[enrollment.pk]
    pk, known = enrollment.pk, {enrollment.cohort_id: asked} if asked else None
    return answers_of([enrollment], {pk: way.progress}, {pk: way.attendance}, asked=known)[pk]


def missing_for(enrollment: Enrollment, kind: str = Kind.PARTICIPANT, module: Module | None = None) -> list[Answer]:
    return [answer for answer in answers_of([enrollment], kind=kind, module=module)[enrollment.pk] if not answer.met]


def valid_certificates(enrollments: Iterable[Enrollment], kind: str = Kind.PARTICIPANT, module: Module | None = None) -> dict[int, Certificate]:
    """The certificate in force of each enrollment that has one of this kind."""
    found = Certificate.objects.valid().filter(enrollment__in=[row.pk for row in enrollments], kind=kind, module=module)
    return {certificate.enrollment_id: certificate for certificate in found if certificate.enrollment_id}
