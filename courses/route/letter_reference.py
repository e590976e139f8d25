"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("nudge", To.PARTICIPANT, Weight.ORDINARY),
]


def listed() -> None:
    register(_("Путь участника"), *LETTERS)
