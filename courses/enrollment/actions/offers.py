"""A seat offered to the waiting list: accepted, refused, or left unanswered until its time is over. A seat that is not taken goes to the next one."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import check, enrolled, lock_cohorts, locked, moved, offered, promote
from courses.enrollment.models import Application, Enrollment
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def offer(application: Application, *, by: User | None) -> Application:
    """A coordinator offers a free seat out of turn."""
    lock_cohorts(application.cohort_id)
    application = locked(application)
    check(application, "offer")
    if reasons := rules.against_admitting(application):
        raise Refused(*reasons)
    return offered(application, by)


class SeatGone(Refused):
    """Fewer seats than offers: somebody was quicker."""


def accept(application: Application, *, by: User) -> Enrollment:
    """The seat was held; it is asked again, because quotas may have been cut in the meantime. Then whoever answers first has it."""
    try:
        return _taken(application, by)
    except SeatGone:
        place = _back_in_line(application, by)
    raise Refused(_("Это место уже заняли. Вы снова в листе ожидания, ваше место в нём: %(place)s. О новом месте напишем.") % {"place": place})


@transaction.atomic
def _taken(application: Application, by: User) -> Enrollment:
    lock_cohorts(application.cohort_id)
    application = locked(application)
    before = check(application, "accept")
    if reasons := rules.against_accepting(application):
        raise SeatGone(*reasons)
    return enrolled(application, "accept", before, by)


@transaction.atomic
def _back_in_line(application: Application, by: User) -> int:
    """The date of sending stays, and with it the place."""
    lock_cohorts(application.cohort_id)
    application = moved(application, "return_to_line", by)
    place = rules.waiting_places([application])[application.pk]
    letters.waiting(application, place)
    return place


@transaction.atomic
def refuse(application: Application, *, by: User) -> Application:
    lock_cohorts(application.cohort_id)
    application = moved(application, "refuse", by)
    promote(application.cohort)
    return application


@transaction.atomic
def expire(application: Application) -> Application | None:
    """None when it has been answered in the meantime. Safe to run twice."""
    lock_cohorts(application.cohort_id)
    found = locked(application)
    if found.state != Application.State.OFFERED or found.offer_until is None or found.offer_until > timezone.now():
        return None
    found = moved(found, "expire", None, reason=_("Ответа на предложение места не было в срок."))
    letters.offer_expired(found)
    promote(found.cohort)
    return found
