"""Which letters the post office writes itself, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("membership_asked", To.NGO, Weight.ORDINARY),
    Kind("membership_confirmed", To.NGO),
    Kind("membership_declined", To.NGO),
    Kind("digest", To.ANYONE, Weight.DIGEST),
]


ACCOUNT = [
    Kind(f"account.{name}", To.ANYONE, Weight.VITAL, folder=f"account/email/{name}")
    for name in (
        "email_confirmation_signup",
        "email_confirmation",
        "login_code",
        "password_reset_code",
        "password_reset_key",
        "account_already_exists",
        "unknown_account",
        "email_changed",
        "email_confirm",
        "email_deleted",
        "password_changed",
        "password_reset",
        "password_set",
    )
]


def listed() -> None:
    register(_("Вход в кабинет"), *ACCOUNT)
    register(_("Кабинет, организации и сводка"), *LETTERS)
