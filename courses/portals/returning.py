"""A form whose session ended while it was typed: the words wait in this browser and come back to the same person after the sign-in (R23)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from school import views
from school.people.models import User
from school.people.requests import PersonRequest

View = Callable[..., HttpResponse]
TYPED = "typed"
LONGEST = 40_000  # letters of one form
SEVERAL = frozenset({"claims"})  # fields with more than one value
SIGNER = Signer(salt="typed")


def returning(view: View) -> View:
    """`login_required` for long forms. The form says whose it is in `me`: whoever else signs in here never sees the words. `me` is signed by the school: who
    never had a page of it open leaves nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        kept(request)
        return redirect_to_login(request.get_full_path())

    guarded.returning = True  # type: ignore[attr-defined]
    return guarded


def kept(request: HttpRequest) -> bool:
    """The words of a form that the school has shown to a known person wait in this browser."""
    if request.method != "POST" or not (me := person_of(request.POST.get("me", ""))):
        return False
    given = {name: values for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "me"} and values[-1]}
    words = {name: values if name in SEVERAL else values[-1] for name, values in given.items()}
    if sum(len(name) + len("".join(words[name])) for name in words) > LONGEST:
        return False
    request.session[TYPED] = {"at": request.path, "me": me, "words": words}
    return True


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Who has signed in anew in another window presses «Сохранить» on the old page, and its token is not good any more. Nothing is done by such a press, but
    the words of a long form come back to the person whom it was shown to; a stranger's page cannot know their `me`."""
    match = request.resolver_match
    own = not request.user.is_authenticated or person_of(request.POST.get("me", "")) == str(request.user.pk)
    if match and getattr(match.func, "returning", False) and own and "HX-Request" not in request.headers and kept(request):
        return redirect(request.get_full_path())
    return views.csrf_failure(request, reason)


def whose(user: User) -> str:
    """What a long form carries as `me`; templates have it as `whose`."""
    return SIGNER.sign(str(user.pk))


def person_of(me: str) -> str:
    """The key of the person whom the form was shown to; empty when the school has not signed it."""
    try:
        return SIGNER.unsign(me[:200])
    except BadSignature:
        return ""


def typed(request: PersonRequest) -> dict[str, Any]:
    """What was typed on this page before the sign-in; it stays until `settled`."""
    kept = request.session.get(TYPED)
    if not kept or kept["at"] != request.path or kept["me"] != str(request.user.pk):
        return {}
    return dict(kept["words"])


def read_at(request: PersonRequest, name: str, now: object) -> str:
    """What stood on the screen when these words were begun (`edition`, `seen`): it comes with them, pressed now or kept over a sign-in, so that a form which is
    shown again does not learn of newer words unseen (R26). An empty one does not wait in the session and is empty again. A page without words has `now`."""
    words = request.POST if request.method == "POST" else typed(request)
    return str(words.get(name, "") if words else now)


def settled(request: PersonRequest) -> None:
    """It is saved: nothing waits any more."""
    if typed(request):
        del request.session[TYPED]
