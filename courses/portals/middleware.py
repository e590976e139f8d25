"""Staff come in with a second factor (T26)."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from courses.enrollment.rules import roles_of
from courses.portals.context import STAFF


class StaffSecondFactorMiddleware:
    """Staff without a second factor are led to set one up before anything else (T26)."""

    OPEN = ("/accounts/", "/static/", "/healthz", "/readyz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.STAFF_SECOND_FACTOR
            and request.user.is_authenticated
            and not request.path.startswith(self.OPEN)
            and roles_of(request.user) & STAFF
            and not is_mfa_enabled(request.user)
        ):
            messages.warning(request, _("Сотрудникам школы нужен второй шаг входа. Настройте его, это займёт минуту."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)
