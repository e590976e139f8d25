"""Redirects that editors write lead inside the site: an address of the school must not become a stranger's by a slip or on purpose."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def stays_here(address: str) -> None:
    host = urlsplit(settings.BASE_URL).netloc
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={host}):
        words = _("Адрес должен вести на страницу этого сайта. Выберите страницу выше или напишите адрес, который начинается с %(base)s/.")
        raise ValidationError(words % {"base": settings.BASE_URL})


def keep_inside() -> None:
    """A rule of the field, so that the form and the import of a list both hear it; the column stays Wagtail's own."""
    from wagtail.contrib.redirects.models import Redirect

    validators = Redirect._meta.get_field("redirect_link").validators
    if stays_here not in validators:
        validators.append(stays_here)
