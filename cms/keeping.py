"""What each process keeps, and when it lets go.

Menus and bodies are kept under `SchoolSettings.kept_version`, which every page reads anyway: whatever visitors may see of other pages there – a title,
a card, an explained term – changes with the next publication, closing or deletion, in every process at once (`renew`).

The busiest page as visitors see it is made once in half a minute. A count of seats may be that old; the application asks for the true one.

Only for those whose browser carries nothing of ours but a language and the form token; the token is put into the kept page anew each time.
Whoever has signed in – an editor after a publication, a coordinator after an admission – always sees what is true now.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from cms.models.settings import SchoolSettings

SECONDS = 30
FIELD = re.compile(rb'(<input type="hidden" name="csrfmiddlewaretoken" value=")[^"]*(">)')
TOKEN = b"{csrf-token-of-the-visitor}"


def renew(**signal: Any) -> None:
    """The receiver of everything that changes what one page shows of another: nothing that was kept before is used again."""
    SchoolSettings.objects.update(kept_version=F("kept_version") + 1)


def kept_for_visitors(request: HttpRequest, page: Page, serve: Callable[[], HttpResponse]) -> HttpResponse:
    if not unknown(request) or not page.live_revision_id:
        return serve()
    key = key_of(page.pk, page.live_revision_id)
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


def key_of(pk: int, revision: int | None) -> str:
    return f"kept-{pk}-{revision}-{get_language()}-{timezone.localdate()}"


def is_kept(request: HttpRequest, pk: int, revision: int | None) -> bool:
    """The answer is at hand: the page's texts need not be fetched."""
    return unknown(request) and key_of(pk, revision) in caches["local"]


def unknown(request: HttpRequest) -> bool:
    """Nothing tells this visitor from any other."""
    plain = request.method == "GET" and not request.META.get("QUERY_STRING") and not getattr(request, "is_preview", False)
    return plain and set(request.COOKIES) <= {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME} and not request.user.is_authenticated
