"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("attendance_low", To.PARTICIPANT),
    Kind("attendance_low_mentor", To.MENTOR, Weight.ORDINARY),
    Kind("excuse_asked", To.TRAINER, Weight.ORDINARY),
    Kind("excuse_decided", To.PARTICIPANT),
]


def listed() -> None:
    register(_("Посещение"), *LETTERS)
