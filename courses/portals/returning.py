"""A form whose session ended while it was typed: the words wait in this browser and come back to the same person after the sign-in (R23)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from school.people.requests import PersonRequest

View = Callable[..., HttpResponse]
TYPED = "typed"
LONGEST = 40_000  # letters of one form


def returning(view: View) -> View:
    """`login_required` for long forms. The form says whose it is in `me`: whoever else signs in here never sees the words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and request.POST.get("me"):
            words = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "me"} and value}
            if sum(len(name) + len(str(value)) for name, value in words.items()) <= LONGEST:
                request.session[TYPED] = {"at": request.path, "me": request.POST["me"][:20], "words": words}
        return redirect_to_login(request.get_full_path())

    return guarded


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
