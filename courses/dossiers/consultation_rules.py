"""Times of a mentor and who may book, give back and write them up. Pure questions."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import dossier_rules
from courses.dossiers.models import Consultation, ConsultationSlot, Dossier
from courses.enrollment.meeting_rules import KEPT
from courses.enrollment.models import Mentorship
from courses.enrollment.rules import roles_of
from school.people.models import User
from school.people.rules import Text

AHEAD = 2  # bookings of one dossier that are still to come
MOST = 200  # times of a mentor ahead
Span = tuple[datetime, datetime]


def in_force(rows: QuerySet[Consultation] | None = None) -> QuerySet[Consultation]:
    """A booking with a mentor who does not lead the organisation any more is void: it holds neither the time nor a place ahead."""
    leads = Mentorship.objects.current().filter(mentor=OuterRef("slot__mentor"), organization=OuterRef("dossier__organization"))
    return (Consultation.objects.all() if rows is None else rows).filter(Exists(leads), cancelled_at=None)


def free_slots(dossier: Dossier) -> QuerySet[ConsultationSlot]:
    """Of today's mentors, still ahead and nobody's."""
    taken = in_force().filter(slot=OuterRef("pk"))
    mentors = Mentorship.objects.current().filter(organization=dossier.organization_id).values("mentor")
    slots = ConsultationSlot.objects.filter(mentor__in=mentors, cancelled_at=None, starts_at__gt=timezone.now())
    return slots.exclude(Exists(taken)).select_related("mentor").order_by("starts_at", "pk")


def consultations_of(dossier: Dossier) -> QuerySet[Consultation]:
    """What was, whoever led it; ahead – what is in force."""
    held = Q(slot__ends_at__lte=timezone.now()) | Q(pk__in=in_force(dossier.consultations.all()).values("pk"))
    rows = dossier.consultations.filter(held, cancelled_at=None, slot__cancelled_at=None)
    return rows.select_related("slot__mentor", "by").order_by("-slot__starts_at", "-pk")


def led_by(mentor: User) -> QuerySet[Consultation]:
    """With NGOs that the mentor leads today: a former mentor reads no more of them (T5)."""
    rows = Consultation.objects.filter(slot__mentor=mentor, dossier__in=Dossier.objects.led_by(mentor), cancelled_at=None)
    return rows.select_related("slot__mentor", "dossier__organization", "by").order_by("slot__starts_at", "pk")


def movable(dossier: Dossier) -> QuerySet[Consultation]:
    """Booked and not begun."""
    return in_force(dossier.consultations.all()).filter(slot__starts_at__gt=timezone.now()).select_related("slot__mentor")


def in_calendar(person: User) -> QuerySet[Consultation]:
    """Of both sides, with the year that has passed; what was given back leaves the calendar."""
    sides = Q(slot__mentor=person) | Q(dossier__in=Dossier.objects.shared_with(person))
    rows = in_force().filter(sides, slot__ends_at__gte=timezone.now() - KEPT, slot__cancelled_at=None)
    return rows.select_related("slot__mentor", "dossier__organization").order_by("slot__starts_at", "pk")


def row_of(starts_at: datetime, *, count: int, minutes: int) -> list[Span]:
    """One after another, without a pause."""
    step = timedelta(minutes=minutes)
    return [(starts_at + step * number, starts_at + step * (number + 1)) for number in range(count)]


def reasons_not_to_add(mentor: User, times: list[Span]) -> list[Text]:
    if "mentor" not in roles_of(mentor):
        return [_("Время консультаций назначают наставники.")]
    if times[0][0] <= timezone.now():
        return [_("Это время уже прошло.")]
    own = mentor.consultation_slots.filter(cancelled_at=None, ends_at__gt=timezone.now())
    if own.count() + len(times) > MOST:
        return [_("Времён впереди больше %(count)d: сначала проведите или снимите лишние.") % {"count": MOST}]
    if own.filter(starts_at__lt=times[-1][1], ends_at__gt=times[0][0]).exists():
        return [_("В это время у вас уже есть консультация.")]
    return []


def reasons_not_to_book(slot: ConsultationSlot, dossier: Dossier, person: User) -> list[Text]:
    """Of rows read under their locks."""
    if reasons := dossier_rules.reasons_not_to_write(dossier, person):
        return reasons
    if slot.mentor not in dossier_rules.mentors_of(dossier):
        return [_("Этот наставник больше не ведёт вашу организацию.")]
    if slot.cancelled_at or slot.starts_at <= timezone.now():
        return [_("Это время уже не предлагают. Выберите другое.")]
    if in_force(slot.consultations.all()).exists():
        return [_("Это время только что занял кто-то другой. Выберите другое.")]
    ahead = movable(dossier)
    if ahead.filter(slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at).exists():
        return [_("В это время вы уже записаны к другому наставнику.")]
    if ahead.count() >= AHEAD:
        return [_("Впереди уже %(count)d консультации: сначала проведите или отмените одну.") % {"count": AHEAD}]
    return []


def reasons_not_to_move(consultation: Consultation, dossier: Dossier) -> list[Text]:
    return [] if consultation.dossier_id == dossier.pk else [_("Перенести можно только свою консультацию.")]


def reasons_not_to_cancel(consultation: Consultation, person: User) -> list[Text]:
    own = consultation.slot.mentor_id == person.pk
    if not own and (reasons := dossier_rules.reasons_not_to_write(consultation.dossier, person)):
        return reasons
    return [_("Консультация уже началась.")] if consultation.slot.starts_at <= timezone.now() else []


def reasons_not_to_note(consultation: Consultation, person: User) -> list[Text]:
    if consultation.slot.mentor_id != person.pk:
        return [_("Итог пишет наставник, который вёл консультацию.")]
    return [_("Консультация ещё не началась.")] if consultation.slot.starts_at > timezone.now() else []
