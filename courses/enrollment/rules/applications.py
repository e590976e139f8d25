"""May a seat be asked for, may an application make this step now, and what its owner already knows."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _

from courses.enrollment.models import Application, Enrollment
from courses.enrollment.rules.seats import OFFERING, Seating, reasons_against_seating
from courses.enrollment.rules.steps import SEATED, TRANSITIONS, State
from courses.program.models import Cohort
from school.people.models import Organization, User
from school.templatetags.look import moment as worded_moment

SEATING = frozenset({"admit", "offer", "accept"})  # the steps that give a place
RESTORING = OFFERING | {Cohort.State.FINISHED}  # whoever was expelled by mistake may still get the certificate


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
    if reasons := reasons_of_state(application, verb):
        return reasons
    if verb in SEATING and (reasons := reasons_against_seating(application.cohort)):
        return reasons
    if verb == "accept" and application.offer_until and application.offer_until <= timezone.now():
        return [_("Срок ответа вышел, место предложено следующему.")]
    if verb == "reconsider":
        return against_reconsidering([application]).get(application.pk, [])
    return []


def reasons_of_state(application: Application, verb: str) -> list[str]:
    state = state_told(application) if verb == "withdraw" else application.state
    if state in TRANSITIONS[verb].sources:
        return []
    return [_("Заявка уже в состоянии «%(state)s». Обновите страницу.") % {"state": application.get_state_display()}]


def against_reconsidering(applications: Collection[Application]) -> dict[int, list[str]]:
    """Of those whose state allows it: by application, for any number of them at the same price."""
    admitted = [row.pk for row in applications if row.state == State.ADMITTED]
    declined = {row.pk: (row.person_id, row.cohort_id) for row in applications if row.state == State.DECLINED}
    found = {pk: [_("Человек уже учится: есть отметки или пройденные уроки. Отчислите его, если нужно.")] for pk in _earned(admitted)}
    people, cohorts = ({pair[place] for pair in declined.values()} for place in (0, 1))
    asked = set(Application.objects.in_force().filter(person__in=people, cohort__in=cohorts).values_list("person_id", "cohort_id"))
    return found | {pk: [_("Человек уже подал в этот поток новую заявку.")] for pk, pair in declined.items() if pair in asked}


def _earned(applications: Iterable[int]) -> set[int]:
    """Whose place has something since the decision. The rooms above hang their rows on the enrollment; what was earned at an earlier time does not count."""
    places = Enrollment.objects.filter(application__in=applications).order_by().values_list("application_id", flat=True)
    never, since = Q(application__decided_at=None), F("application__decided_at")
    lessons, marks, certificates = (
        places.filter(Q(**{f"{moment}__gte": since}) | never & Q(**{f"{moment}__isnull": False}))
        for moment in ("progress__done_at", "marks__at", "certificates__issued_at")
    )
    return set(lessons.union(marks, certificates))


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


def reasons_to_wait(enrollment: Enrollment) -> list[str]:
    """A place that its owner has not heard of does not end: the admission is taken back instead, and no letter goes out."""
    application: Application | None = enrollment.application
    if application is None or application.state != State.ADMITTED or not application.untold:
        return []
    words = _("О зачислении человек ещё не знает: письмо уйдёт %(until)s. Если место дано по ошибке, верните заявку на рассмотрение.")
    return [words % {"until": worded_moment(application.told_at)}]


def reasons_not_to_restore(enrollment: Enrollment) -> list[str]:
    """Asked under the lock of the cohort."""
    if reasons := reasons_against_seating(enrollment.cohort, RESTORING):
        return reasons
    if enrollment.state in SEATED:
        return []
    application: Application | None = enrollment.application
    asked = Application.objects.in_force().filter(person=enrollment.person_id, cohort=enrollment.cohort_id)
    if asked.exists():
        return [_("Человек подал в этот поток новую заявку. Зачислите её: прежние отметки вернутся.")]
    if application and application.state != State.ENDED:
        return [_("Место было снято вместе с решением: заявка в состоянии «%(state)s».") % {"state": application.get_state_display()}]
    return Seating(enrollment.cohort).reasons_against(enrollment)
