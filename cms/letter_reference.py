"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("page_submitted", To.COORDINATOR, Weight.ORDINARY),
    Kind("page_approved", To.AUTHOR, Weight.ORDINARY),
    Kind("page_returned", To.AUTHOR),
    Kind("page_commented", To.AUTHOR, Weight.ORDINARY),
]


def listed() -> None:
    register(_("Страницы сайта"), *LETTERS)
