"""Answers of the whole site: language, pictures of pages, error pages. Health is in `school.health`."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from school.health import healthz, readyz
from school.people.adapter import safe_next

__all__ = [
    "bad_request",
    "broken",
    "csrf_failure",
    "forbidden",
    "healthz",
    "not_found",
    "picture",
    "reader_door",
    "readyz",
    "set_language",
    "staff_door",
]

PICTURE_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif"}


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language in a cookie and returns where the person was."""
    response = redirect(safe_next(request, otherwise="/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_safe
def staff_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends here whoever may not enter its admin: a visitor signs in at the one door, a signed-in person is told and led to the own first door."""
    if not request.user.is_authenticated:
        return redirect_to_login(safe_next(request, otherwise="/start/"))
    list(messages.get_messages(request))  # Wagtail has already left its own refusal: one is enough
    messages.warning(request, _("Управление открыто координаторам, методистам и авторам. Если вам нужен доступ, напишите координатору школы."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def reader_door(request: HttpRequest) -> HttpResponse:
    """Wagtail sends here whoever may not read a closed page. A signed-in person would be led back to it for ever: for them it does not exist."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(safe_next(request, otherwise="/start/"))


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition of a page's picture: public, never changing, and nothing else from the media folder."""
    folder = (Path(settings.MEDIA_ROOT) / "images").resolve()
    kind = PICTURE_TYPES.get(Path(name).suffix.lower())
    try:
        path = (folder / name).resolve()
        found = kind and path.parent == folder and path.is_file()
    except (ValueError, OSError):  # NUL, or a name longer than the disk allows
        found = False
    if not found:
        raise Http404
    response = FileResponse(path.open("rb"), content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long: the page says so in words, never the inner reason."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also the answer to a wrong Host, so nothing of the request is used."""
    return HttpResponse(loader.get_template("400.html").render({}), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One body for what is missing and for what is someone else's."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: the database or a template tag may be what broke."""
    return HttpResponseServerError(loader.get_template("500.html").render({}))
