"""The busiest page as visitors see it is made once in half a minute. A count of seats may be that old; the application asks for the true one.

Only for those whose browser carries nothing of ours but a language and the form token; the token is put into the kept page anew each time.
Whoever has signed in – an editor after a publication, a coordinator after an admission – always sees what is true now.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

SECONDS = 30
FIELD = re.compile(rb'(<input type="hidden" name="csrfmiddlewaretoken" value=")[^"]*(">)')
TOKEN = b"{csrf-token-of-the-visitor}"


def kept_for_visitors(request: HttpRequest, page: Page, serve: Callable[[], HttpResponse]) -> HttpResponse:
    if not unknown(request) or not page.live_revision_id:
        return serve()
    key = f"kept-{page.pk}-{page.live_revision_id}-{get_language()}-{timezone.localdate()}"
    body = caches["local"].get(key)
    if body is None:
        response = serve()
        if isinstance(response, TemplateResponse):
            response.render()
        if response.status_code != 200 or response.cookies:
            return response
        body = FIELD.sub(rb"\g<1>" + TOKEN + rb"\g<2>", response.content)
        caches["local"].set(key, body, SECONDS)
    return HttpResponse(body.replace(TOKEN, get_token(request).encode()))


def unknown(request: HttpRequest) -> bool:
    """Nothing tells this visitor from any other."""
    plain = request.method == "GET" and not request.META.get("QUERY_STRING") and not getattr(request, "is_preview", False)
    return plain and set(request.COOKIES) <= {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME} and not request.user.is_authenticated
