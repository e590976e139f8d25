"""What the school writes about applications and invitations. Each letter is stored in the transaction of its cause."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from courses.enrollment.models import Application, Enrollment, Invitation
from courses.enrollment.rules import INVITATION_LIVES
from school.post.actions import send


def received(application: Application) -> None:
    _tell("application_received", application)


def admitted(application: Application, enrollment: Enrollment) -> None:
    _tell("application_admitted", application, route_url=_address("portals:route", enrollment.pk))


def declined(application: Application) -> None:
    _tell("application_declined", application)


def waiting(application: Application, place: int) -> None:
    _tell("application_waiting", application, place=place)


def invited(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "url": _address("portals:invitation", token),
        "until": invitation.invited_at + INVITATION_LIVES,
    }
    send("invitation", to=invitation.email, context=context, reason=f"invitation-{invitation.pk}")


def _tell(name: str, application: Application, **more: Any) -> None:
    """A decision taken anew (after «вернуть на рассмотрение») is told anew: the moment is part of the cause."""
    moment = (application.decided_at or application.submitted_at).timestamp()
    context = {
        "application": application,
        "person": application.person,
        "cohort": application.cohort,
        "url": _address("portals:applications"),
        **more,
    }
    send(name, to=application.person, context=context, reason=f"application-{application.pk}-{moment:.6f}")


def _address(view: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(view, args=args)
