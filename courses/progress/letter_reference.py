"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("lesson_questions", To.TRAINER, Weight.ORDINARY),
    Kind("lesson_answered", To.PARTICIPANT, Weight.ORDINARY),
    Kind("work_decided", To.PARTICIPANT),
    Kind("visit_sent", To.TRAINER, Weight.ORDINARY),
    Kind("visit_decided", To.PARTICIPANT),
]


def listed() -> None:
    register(_("Уроки и поездки"), *LETTERS)
