"""Promises made about every answer: personal pages are stored nowhere, the interface speaks the language that was chosen."""

from collections.abc import Callable
from shutil import disk_usage

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages of words only, with Django's random padding against BREACH: files and films are sent as they lie, in ranges."""

    KINDS = ("text/html", "application/xml", "application/rss+xml", "image/svg+xml")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(self.KINDS):
            return response
        return super().process_response(request, response)


class PersonalPagesMiddleware:
    """Answers to a signed-in person, and those that carry somebody's address or half-written application, are stored nowhere (T23)."""

    PERSONAL = ("/accounts/", "/invitation/", "/apply/", "/people/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        personal = request.user.is_authenticated or request.path_info.startswith(self.PERSONAL)
        if personal and "no-store" not in response.get("Cache-Control", "") and not request.path_info.startswith("/media/"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response


# Windows of the editor through which films and sounds come, and the right to put something in.
FILMS_COME_TO = {"lesson_videos:create": "cms.add_lessonvideo", "lesson_sounds:create": "cms.add_lessonsound"}


class BodySizeMiddleware:
    """Too large a body is refused by its headers, before a byte of it is read or written to the disk (R18).

    Only those who keep films upload films, and only in the film's own window. A body of unknown length is not read at all: Django would take it
    for an empty one. A length is digits and nothing else: Python's `int` reads «+40» and «4_0» too, and other servers on the way do not.
    """

    LIMIT, EDITORS_LIMIT = 25 * 1024 * 1024, 320 * 1024 * 1024
    RESERVE = 1024 * 1024 * 1024
    DIGITS = 18

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if request.META.get("HTTP_TRANSFER_ENCODING") and not length:
            return render(request, "413.html", status=413)
        if length and not (length.isascii() and length.isdigit()):
            return render(request, "400.html", status=400)
        digits = length.lstrip("0")
        if len(digits) > self.DIGITS:
            return render(request, "413.html", status=413)
        size = int(digits or 0)
        if size > self.LIMIT:
            if size > self.EDITORS_LIMIT or not brings_films(request):
                return render(request, "413.html", status=413)
            if disk_usage(settings.DATA_DIR).free < self.RESERVE + 2 * size:  # a film lies there twice while it is being kept
                return render(request, "413.html", {"full": True}, status=507)
        return self.get_response(request)


def brings_films(request: HttpRequest) -> bool:
    try:
        window = resolve(request.path_info).view_name
    except Resolver404:
        return False
    right = FILMS_COME_TO.get(window)
    return right is not None and request.user.has_perms(["wagtailadmin.access_admin", right])


class LanguageMiddleware:
    """Russian unless the person chose English (the language cookie). The browser's own wish is not asked: the pages are written in Russian."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SchoolCSPMiddleware(CSPMiddleware):
    """The strict policy everywhere; Wagtail's editor gets a looser one, never none (T13)."""

    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/cms/") and parts.config is None:
            parts.config = settings.CMS_SECURITY_POLICY
        return parts
