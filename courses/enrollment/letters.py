"""What the school writes about applications and invitations. Each letter is stored in the transaction of its cause."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from courses.enrollment.models import Application, Enrollment, Invitation, Remark
from courses.enrollment.rules import INVITATION_LIVES
from courses.program.models import Cohort
from school.post import actions as post
from school.post.actions import send


def received(application: Application) -> None:
    _tell("application_received", application)


def admitted(application: Application, enrollment: Enrollment) -> None:
    _tell("application_admitted", application, route_url=_address("portals:route", enrollment.pk))


def declined(application: Application) -> None:
    _tell("application_declined", application)


def waiting(application: Application, place: int) -> None:
    _tell("application_waiting", application, place=place)


def offered(application: Application) -> None:
    links = {verb: _address("portals:offer", application.pk, verb) for verb in ("accept", "refuse")}
    _tell("application_offered", application, accept_url=links["accept"], refuse_url=links["refuse"])


def offer_expired(application: Application) -> None:
    _tell("application_expired", application)


def reconsidered(application: Application, decided_at: datetime) -> None:
    """A decision that the applicant knew of is no more; `decided_at` was its moment."""
    _tell("application_reconsidered", application, cause=f"reconsidered-{decided_at.timestamp():.6f}")


def moved(application: Application, before: Cohort) -> None:
    _tell("application_moved", application, cause=f"moved-{before.pk}-{application.cohort_id}", before=before)


def asked(application: Application, remark: Remark) -> None:
    _tell("application_asked", application, cause=f"asked-{remark.pk}", remark=remark, url=_address("portals:answer", application.pk))


def enrollment_moved(enrollment: Enrollment, verb: str, reason: str, moment: int) -> None:
    """`moment` is the journal's row: a person who left, came back and left again is told each time."""
    context = {"enrollment": enrollment, "person": enrollment.person, "cohort": enrollment.cohort, "reason": reason, "url": _address("portals:home")}
    send(f"enrollment_{verb}", to=enrollment.person, context=context, reason=f"enrollment-{moment}")


def transferred(old: Enrollment, new: Enrollment, moment: int) -> None:
    context = {"person": new.person, "before": old.cohort, "cohort": new.cohort, "enrollment": new, "url": _address("portals:route", new.pk)}
    send("enrollment_transfer", to=new.person, context=context, reason=f"transfer-{moment}")


def reason_of_finish(moment: int) -> str:
    return f"cohort-finished-{moment}"


def cohort_finished(enrollment: Enrollment, moment: int, at: datetime | None) -> bool:
    context = {"person": enrollment.person, "cohort": enrollment.cohort, "url": _address("portals:route", enrollment.pk)}
    return send("cohort_finished", to=enrollment.person, context=context, reason=reason_of_finish(moment), at=at) is not None


def account_opened(application: Application) -> None:
    """Entered by the school: there is no password yet, the first sign-in is by a code to this address."""
    code, password = _address("account_request_login_code"), _address("account_reset_password")
    _tell("account_opened", application, cause="account", code_url=code, password_url=password)


def invited(invitation: Invitation, token: str) -> None:
    context = {
        "invitation": invitation,
        "url": _address("portals:invitation", token),
        "until": invitation.invited_at + INVITATION_LIVES,
    }
    send("invitation", to=invitation.email, context=context, reason=f"invitation-{invitation.pk}")


def reason_of(application: Application) -> str:
    """A decision taken anew (after «вернуть на рассмотрение») is told anew: the moment is part of the cause."""
    moment = (application.decided_at or application.submitted_at).timestamp()
    return f"application-{application.pk}-{moment:.6f}"


def take_back(reason: str) -> int:
    """The letter of a decision that was taken back in time. How many never went out."""
    return post.take_back(reason)


def _tell(name: str, application: Application, cause: str = "", **more: Any) -> None:
    """A decision that may still be taken back unnoticed is told when that time is over."""
    context = {
        "application": application,
        "person": application.person,
        "cohort": application.cohort,
        "url": _address("portals:applications"),
        **more,
    }
    reason = f"application-{application.pk}-{cause}" if cause else reason_of(application)
    send(name, to=application.person, context=context, reason=reason, at=application.told_at if application.untold and not cause else None)


def _address(view: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(view, args=args)
