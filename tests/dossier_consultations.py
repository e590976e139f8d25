"""Consultations for the shared tables: a free time, a booked one ahead, one that was."""

from datetime import timedelta

from django.utils import timezone

from courses.dossiers.models import Consultation, ConsultationSlot, Dossier
from tests.factories import MentorshipFactory

SEEN = (302, 200, 404, 200, 200, 200, 404, 404, 404)
WRITTEN = (302, 200, 404, 404, 404, 404, 404, 404, 404)
OF_MENTORS = (302, 404, 404, 200, 404, 404, 404, 404, 404)
POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)
HOUR = timedelta(hours=1)

CONSULTATION_POLICIES = {
    "portals:mentor_consultations": OF_MENTORS,
    "portals:consultation_notes": OF_MENTORS,
    "portals:slot_remove": (405,) * 9,
    "portals:dossier_consultations": SEEN,
    "portals:consultation_book": WRITTEN,
    "portals:consultation_cancel": POST_ONLY,
}


CONSULTATION_NESTED = {"portals:consultation_book": ("participant", 1, "consultation slot")}
CONSULTATION_PARENTS = {"portals:consultation_book": ("participant", 0, "dossier")}


def slot_of(mentor, hours, **fields):
    starts = timezone.now() + HOUR * hours
    return ConsultationSlot.objects.create(mentor=mentor, starts_at=starts, ends_at=starts + HOUR / 2, place="Дом НКО", **fields)


def stand_consultations(cast, enrollment):
    dossier = Dossier.objects.get(organization=enrollment.organization)
    free, ahead, past = (slot_of(cast["mentor"], hours) for hours in (48, 24, -24))
    booked, held = (
        Consultation.objects.create(slot=slot, dossier=dossier, by=cast["participant"], about="Положение об услуге") for slot in (ahead, past)
    )
    return {
        "portals:dossier_consultations": [dossier.pk],
        "portals:consultation_book": [dossier.pk, free.pk],
        "portals:consultation_cancel": [booked.pk],
        "portals:consultation_notes": [held.pk],
        "portals:slot_remove": [free.pk],
    }


def slots_given(stage):
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    return {"starts_at": f"{day}T10:00", "count": "3", "minutes": "30", "place": "Дом НКО", "link": "https://a.example/meet"}


CONSULTATION_PRESSES = {
    "portals:mentor_consultations": ("mentor", slots_given),
    "portals:consultation_notes": ("mentor", lambda stage: {"notes": "Возьмите строку перечня.", "task": "Исправить положение"}),
    "portals:slot_remove": ("mentor", lambda stage: {"x": "1"}),
    "portals:consultation_book": ("participant", lambda stage: {"about": "Как назвать услугу"}),
    "portals:consultation_cancel": ("participant", lambda stage: {"x": "1"}),
}


def foreign_consultations():
    """A time of a mentor who leads somebody else."""
    return {"consultation slot": slot_of(MentorshipFactory().mentor, 50).pk}
