"""May a seat be asked for, may an application make this step now, and what its owner already knows."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _

from courses.enrollment.models import Application, Enrollment
from courses.enrollment.rules.seats import OFFERING, Seating
from courses.enrollment.rules.steps import SEATED, TRANSITIONS, State
from courses.program.models import Cohort
from school.people.models import Organization, User


def waiting_places(applications: Iterable[Application]) -> dict[int, int]:
    """The place of each waiting application in the published order of its cohort and town, from 1; one query."""
    asked = {application.pk: application.cohort_id for application in applications if application.state == State.WAITING}
    if not asked:
        return {}
    places: dict[int, int] = {}
    queue: Counter[tuple[int, int]] = Counter()
    for pk, cohort, town in Application.objects.waiting().filter(cohort__in=set(asked.values())).values_list("pk", "cohort_id", "town_id"):
        queue[cohort, town] += 1
        if pk in asked:
            places[pk] = queue[cohort, town]
    return places


def state_told(application: Application) -> str:
    """The state as the applicant may know it: a decision that was not told yet is «на рассмотрении»."""
    return State.SUBMITTED if application.untold else application.state


def reasons_closed_for_applications(cohort: Cohort) -> list[str]:
    """Why nobody can apply to this cohort today."""
    today = timezone.localdate()
    if cohort.state != Cohort.State.OPEN or cohort.apply_until < today:
        return [_("Приём заявок в поток «%(cohort)s» закончен.") % {"cohort": cohort.title}]
    if cohort.apply_from > today:
        return [_("Приём заявок начнётся %(day)s.") % {"day": worded(cohort.apply_from, "j E")}]
    return []


def reasons_not_to_apply(cohort: Cohort, person: User, organization: Organization | None = None) -> list[str]:
    reasons = reasons_closed_for_applications(cohort)
    if reasons:
        return reasons
    if Enrollment.objects.visible_to(person).filter(cohort=cohort).exists():
        return [_("Вы уже учитесь в этом потоке.")]
    asked = Application.objects.filter(person=person, cohort=cohort)
    if (asked.in_force() | asked.untold()).exists():
        return [_("Вы уже подали заявку в этот поток.")]
    if organization and not Organization.objects.of(person).filter(pk=organization.pk).exists():
        return [_("Подать заявку можно от организации, где ваше участие подтверждено.")]
    return []


def reasons_against(application: Application, verb: str) -> list[str]:
    """Why the application may not make this step now."""
    state = state_told(application) if verb == "withdraw" else application.state
    if state not in TRANSITIONS[verb].sources:
        return [_("Заявка уже в состоянии «%(state)s». Обновите страницу.") % {"state": application.get_state_display()}]
    if verb == "accept" and application.offer_until and application.offer_until <= timezone.now():
        return [_("Срок ответа вышел, место предложено следующему.")]
    if verb == "reconsider":
        return _against_reconsidering(application)
    return []


def _against_reconsidering(application: Application) -> list[str]:
    enrollment = Enrollment.objects.filter(application=application).first()
    if application.state == State.ADMITTED and enrollment and _has_earned(enrollment):
        return [_("Человек уже учится: есть отметки или пройденные уроки. Отчислите его, если нужно.")]
    others = Application.objects.in_force().filter(person=application.person_id, cohort=application.cohort_id).exclude(pk=application.pk)
    if application.state == State.DECLINED and others.exists():
        return [_("Человек уже подал в этот поток новую заявку.")]
    return []


def _has_earned(enrollment: Enrollment) -> bool:
    """The rooms above hang their rows on the enrollment; only their being there matters here."""
    return enrollment.progress.exists() or enrollment.marks.exists() or enrollment.certificates.exists()


def cohorts_to_move_to(row: Application | Enrollment) -> QuerySet[Cohort]:
    """Other cohorts that still take people and have seats for this town."""
    found = Cohort.objects.filter(state__in=OFFERING, quotas__town=row.town_id).exclude(pk=row.cohort_id)
    return found.order_by("starts_on", "pk")


def reasons_not_to_move(application: Application, cohort: Cohort) -> list[str]:
    if application.state not in (State.SUBMITTED, State.WAITING):
        return [_("Перевести можно заявку на рассмотрении или в листе ожидания. Сначала верните её на рассмотрение.")]
    if not cohorts_to_move_to(application).filter(pk=cohort.pk).exists():
        return [_("В потоке «%(cohort)s» нет мест для города %(town)s.") % {"cohort": cohort, "town": application.town}]
    if Enrollment.objects.filter(person=application.person_id, cohort=cohort, state__in=SEATED).exists():
        return [_("Человек уже зачислен в этот поток.")]
    if Application.objects.in_force().filter(person=application.person_id, cohort=cohort).exists():
        return [_("Человек уже подал заявку в этот поток.")]
    return []


def reasons_not_to_transfer(enrollment: Enrollment, cohort: Cohort) -> list[str]:
    """Asked under the locks of both cohorts."""
    if not cohorts_to_move_to(enrollment).filter(pk=cohort.pk).exists():
        return [_("В потоке «%(cohort)s» нет мест для города %(town)s.") % {"cohort": cohort, "town": enrollment.town}]
    if Application.objects.in_force().filter(person=enrollment.person_id, cohort=cohort).exists():
        return [_("Человек уже подал заявку в этот поток. Зачислите её.")]
    return Seating(cohort).reasons_against(enrollment)
