"""The web server's way in."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
django_application = get_wsgi_application()

OTHER_CHARSET = re.compile(r";\s*charset\s*=(?!\s*\"?utf-?8\"?\s*(;|$))", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, for requests in UTF-8. A forged charset («hex») breaks Django before its first middleware, so it is refused here."""
    if OTHER_CHARSET.search(environ.get("CONTENT_TYPE", "")):
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Only UTF-8 is understood here."]
    return django_application(environ, start_response)
