"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, register

LETTERS = [
    Kind("certificate_issued", To.PARTICIPANT),
    Kind("certificate_revoked", To.PARTICIPANT),
    Kind("batch_asked", To.COORDINATOR),
    Kind("batch_declined", To.COORDINATOR),
]


def listed() -> None:
    register(_("Сертификаты"), *LETTERS)
