"""How allauth behaves in this school: one door for everyone, addresses in lower case, links built from the setting, only own redirects."""

from typing import Any
from urllib.parse import urlparse

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from school.people import rules
from school.people.models import User

OWES_CONSENT = "owes_consent"  # the session's word for who was never asked
INTENDED = "intended"  # the session's word for the application that a visitor was on the way to


def address_of(request: HttpRequest) -> str | None:
    """The visitor's network address behind the trusted proxies."""
    return get_client_ip(request) or None


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go after a form: the form's own `next` when it leads into this site."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if leads_home(url, request) else otherwise


def leads_home(url: str, request: HttpRequest) -> bool:
    """A path of this site. Stricter than Django: no encoded slashes or backslashes that someone may decode once more (T30)."""
    if not url or any(trick in url.lower() for trick in ("\\", "%2f%2f", "%5c", "\0", "\r", "\n")):
        return False
    try:
        parts = urlparse(url)
    except ValueError:  # «//[» and other half addresses
        return False
    if not parts.netloc and not parts.path.startswith("/"):
        return False
    return url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Слишком много неудачных попыток. Подождите пять минут или войдите по коду из письма."),
        "email_password_mismatch": _("Почта или пароль не подошли. Проверьте раскладку и попробуйте ещё раз."),
        "incorrect_code": _("Код не подошёл. Проверьте последнее письмо."),
        "rate_limited": _("Слишком много запросов подряд. Подождите минуту."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def clean_email(self, email: str) -> str:
        email = rules.tidy(super().clean_email(email)).lower()
        if len(email) > 254:
            raise ValidationError(_("Адрес почты длиннее 254 знаков. Проверьте, нет ли в нём лишнего."))
        return email

    def is_safe_url(self, url: str) -> bool:
        return leads_home(url, self.request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Without a `next` of its own, sign-in leads back to the application that the visitor began; signing up loses `next` on the way through the letter."""
        intended = request.session.get(INTENDED, "")
        return intended if leads_home(intended, request) else super().get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Asked once, at the sign-in, so that no later request has to look it up (`courses.portals.middleware`)."""
        if rules.owes_consent(user):
            request.session[OWES_CONSENT] = True
        return super().post_login(request, user, **options)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The names come with the sign-up form; roles and rights never do."""
        data = form.cleaned_data
        user.family_name = data.get("family_name", "")
        user.given_name = data.get("given_name", "")
        user.patronymic = data.get("patronymic", "")
        user.phone = data.get("phone", "")
        user.town = data.get("town")
        user.folded_name = rules.folded(user.full_name)
        return super().save_user(request, user, form, commit=commit)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        return own(super().get_reset_password_from_key_url(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links in letters come from the setting, whatever Host the request carried (T31)."""
        links = {name: own(value) for name, value in context.items() if name.endswith("_url") and isinstance(value, str)}
        known = {"base_url": settings.BASE_URL, "school_name": settings.SCHOOL_NAME}
        self.dispatch_mail(template_prefix, email, context | links | known)

    def dispatch_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The post office takes this over (`school.post.adapter`)."""
        super().send_mail(template_prefix, email, context)


def own(url: str) -> str:
    parts = urlparse(url)
    return settings.BASE_URL + parts._replace(scheme="", netloc="").geturl()
