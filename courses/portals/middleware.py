"""What stands between the sign-in and the rooms: the second factor of staff (T26), the consent of whoever was entered by the school."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from courses.enrollment.rules import roles_of
from courses.portals.context import STAFF
from school.people.adapter import OWES_CONSENT
from school.people.rules import owes_consent


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


class FirstConsentMiddleware:
    """Who owes the consent to the processing of data gives it before the rooms open. Public pages and the texts stay readable.

    Only the session says so, set at the sign-in: nobody else's request is asked about.
    """

    CLOSED = ("portals", "people", "office", "notices")
    OPEN = frozenset(
        {
            "people:first_consent",
            "people:consent_text",
            "people:consent_text_version",
            "portals:cohorts",
            "portals:check",
            "portals:certificate",
            "portals:certificate_qr",
            "portals:certificate_picture",
            "portals:calendar_feed",
            "notices:stop",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated or not request.session.get(OWES_CONSENT):
            return None
        closed = match.namespaces[:1] and match.namespaces[0] in self.CLOSED or request.path.startswith(reverse("wagtailadmin_home"))
        if not closed or match.view_name in self.OPEN or not owes_consent(request.user):
            return None
        asked = request.get_full_path() if request.method == "GET" else reverse("portals:home")
        return redirect(f"{reverse('people:first_consent')}?{urlencode({'next': asked})}")
