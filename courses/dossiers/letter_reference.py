"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("dossier_opened", To.MENTOR, Weight.ORDINARY),
    Kind("dossier_shared", To.NGO),
    Kind("dossier_left", To.NGO),
    Kind("dossier_orphaned", To.MENTOR, Weight.ORDINARY),
    Kind("dossier_waiting", To.NGO, Weight.ORDINARY),
    Kind("verdict_waiting", To.MENTOR, Weight.ORDINARY),
    Kind("document_sent", To.MENTOR, Weight.ORDINARY),
    Kind("document_commented", To.NGO, Weight.ORDINARY),
    Kind("document_judged", To.NGO),
    Kind("document_expiring", To.NGO),
    Kind("consultation_booked", To.MENTOR),
    Kind("consultation_cancelled", To.NGO),
    Kind("consultation_noted", To.NGO, Weight.ORDINARY),
    Kind("filing_recorded", To.NGO, Weight.ORDINARY),
    Kind("filing_extended", To.NGO),
    Kind("filing_overdue", To.NGO),
    Kind("outcome_recorded", To.NGO),
    Kind("status_granted", To.NGO),
    Kind("status_removed", To.NGO),
    Kind("status_reminder", To.NGO),
]


def listed() -> None:
    register(_("Документы и статус"), *LETTERS)
