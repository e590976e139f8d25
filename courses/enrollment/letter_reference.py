"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("application_received", To.APPLICANT),
    Kind("application_admitted", To.APPLICANT),
    Kind("application_declined", To.APPLICANT),
    Kind("application_waiting", To.APPLICANT),
    Kind("application_offered", To.APPLICANT),
    Kind("application_expired", To.APPLICANT),
    Kind("application_reconsidered", To.APPLICANT),
    Kind("application_moved", To.APPLICANT),
    Kind("application_asked", To.APPLICANT),
    Kind("draft_waiting", To.APPLICANT, Weight.ORDINARY),
    Kind("offer_waiting", To.APPLICANT),
    Kind("account_opened", To.APPLICANT, Weight.VITAL),
    Kind("invitation", To.ANYONE, Weight.VITAL),
    Kind("enrollment_expel", To.PARTICIPANT),
    Kind("enrollment_finish", To.PARTICIPANT),
    Kind("enrollment_leave", To.PARTICIPANT),
    Kind("enrollment_restore", To.PARTICIPANT),
    Kind("enrollment_transfer", To.PARTICIPANT),
    Kind("cohort_finished", To.PARTICIPANT),
    Kind("announcement", To.PARTICIPANT, title=_("Объявление потоку")),
    Kind("meetings_new", To.PARTICIPANT),
    Kind("meeting_new", To.PARTICIPANT),
    Kind("meeting_moved", To.PARTICIPANT),
    Kind("meeting_cancelled", To.PARTICIPANT),
    Kind("meeting_restored", To.PARTICIPANT),
    Kind("meeting_gone", To.PARTICIPANT),
    Kind("meeting_tomorrow", To.PARTICIPANT, Weight.ORDINARY),
    Kind("mentor_given", To.MENTOR),
    Kind("mentor_relieved", To.MENTOR),
    Kind("mentor_changed", To.NGO),
]


def listed() -> None:
    register(_("Заявки, учёба и расписание"), *LETTERS)
