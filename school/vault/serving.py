"""The way out: one function answers with a file, inert and ranged. Whoever calls it has already asked whether the person may see the file."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from school.vault.actions import path_of
from school.vault.kinds import FILMS, MEGABYTE, SOUNDS, SUBTITLES
from school.vault.models import File, Look

CHUNK = 64 * 1024
PLAYED = {*FILMS.types.values(), *SOUNDS.types.values(), *SUBTITLES.types.values()}
SHOWN = {"application/pdf", "image/jpeg", "image/png"} | PLAYED
# A player reads as slowly as people watch: it gets a film in portions, so that nobody's pause holds a process of the server.
PORTION = 2 * MEGABYTE
ONE_SITTING = timedelta(minutes=15)
RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


def answer(request: HttpRequest, file: File, filename: str | None = None, inline: bool = False, public: bool = False) -> HttpResponseBase:
    """An attachment, or inline for what the vault drew, checked or re-wrote itself. Part of it when a range is asked for. A public file is not watched."""
    path = path_of(file.key)
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    span = asked_for(request, file, size)
    if span is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return inert(refused, file, filename, inline)
    start, end = span
    whole = (start, end) == (0, size - 1) and not wants_part(request, file)
    body = iter(()) if request.method == "HEAD" else pieces(path, start, end - start + 1)
    response = StreamingHttpResponse(body, status=200 if whole else 206)
    response["Content-Length"] = str(end - start + 1)
    if not whole:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    if not public and request.method != "HEAD":
        remember(request, file)
    return inert(response, file, filename, inline)


def remember(request: HttpRequest, file: File) -> None:
    """Every answer with bytes of a file is a look, whatever part was asked for; a player asks for a film in many parts, and looks once in a quarter of
    an hour."""
    person = request.user if request.user.is_authenticated else None
    recent = Look.objects.filter(file=file, by=person, at__gt=timezone.now() - ONE_SITTING)
    if file.content_type not in PLAYED or not recent.exists():
        Look.objects.create(file=file, by=person, address=address_of(request))


def inert(response: HttpResponseBase, file: File, filename: str | None, inline: bool) -> HttpResponseBase:
    """Nothing inside the file can run as our page, be read by another site or be kept by a shared computer (T11, T23)."""
    response["Content-Type"] = "text/vtt; charset=utf-8" if file.content_type == "text/vtt" else file.content_type
    shown = inline and file.content_type in SHOWN
    response["Content-Disposition"] = content_disposition_header(not shown, filename or file.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{file.sha256}"'
    return response


def wants_part(request: HttpRequest, file: File) -> bool:
    """A range of another version (If-Range) is answered with the whole file."""
    version = request.headers.get("If-Range")
    return bool(RANGE.fullmatch(request.headers.get("Range", ""))) and (version is None or version == f'"{file.sha256}"')


def asked_for(request: HttpRequest, file: File, size: int) -> tuple[int, int] | None:
    """First and last byte; the whole file for no range or one we do not serve (several at once); None for one outside the file."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    if not match or not wants_part(request, file) or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
        return (start, end) if int(last) else None
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if file.content_type in PLAYED:
        end = min(end, start + PORTION - 1)
    return (start, end) if start <= end else None


def pieces(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while length > 0 and (piece := stream.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece


def address_of(request: HttpRequest) -> str | None:
    try:
        return get_adapter(request).get_client_ip(request) or None
    except PermissionDenied:
        return None
