"""The key to a portal: a role held today. Whoever lacks it meets the same 404 as at a wrong address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from courses.enrollment.rules import roles_of

View = Callable[..., HttpResponse]


KEEPERS = ("trainer", "coordinator", "administrator")  # of sheets; whose sheets – `attendance.rules.kept_by`


def for_role(*roles: str) -> Callable[[View], View]:
    """Any of them."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not roles_of(request.user) & set(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorator
