"""A form whose session ended while it was typed: the words wait in this browser and come back to the same person after the sign-in (R23)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from school.people.models import User
from school.people.requests import PersonRequest

View = Callable[..., HttpResponse]
TYPED = "typed"
LONGEST = 40_000  # letters of one form
SIGNER = Signer(salt="typed")


def returning(view: View) -> View:
    """`login_required` for long forms. The form says whose it is in `me`: whoever else signs in here never sees the words. `me` is signed by the school: who
    never had a page of it open leaves nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and (me := person_of(request.POST.get("me", ""))):
            words = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "me"} and value}
            if sum(len(name) + len(str(value)) for name, value in words.items()) <= LONGEST:
                request.session[TYPED] = {"at": request.path, "me": me, "words": words}
        return redirect_to_login(request.get_full_path())

    return guarded


def whose(user: User) -> str:
    """What a long form carries as `me`; templates have it as `whose`."""
    return SIGNER.sign(str(user.pk))


def person_of(me: str) -> str:
    """The key of the person whom the form was shown to; empty when the school has not signed it."""
    try:
        return SIGNER.unsign(me[:200])
    except BadSignature:
        return ""


def typed(request: PersonRequest) -> dict[str, str]:
    """What was typed on this page before the sign-in; it stays until `settled`."""
    kept = request.session.get(TYPED)
    if not kept or kept["at"] != request.path or kept["me"] != str(request.user.pk):
        return {}
    return dict(kept["words"])


def settled(request: PersonRequest) -> None:
    """It is saved: nothing waits any more."""
    if typed(request):
        del request.session[TYPED]
