"""The way out: one function answers with a file, inert and ranged. Whoever calls it has already asked whether the person may see the file."""

import re
from collections.abc import Iterator
from pathlib import Path

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from school.vault.actions import path_of
from school.vault.models import File, Look

CHUNK = 64 * 1024
SHOWN = {"application/pdf", "image/jpeg", "image/png"}
RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


def answer(request: HttpRequest, file: File, filename: str | None = None, inline: bool = False) -> HttpResponseBase:
    """An attachment, or inline for what the vault drew or checked itself (PDF, JPEG, PNG). Part of it when a range is asked for."""
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
    if request.method != "HEAD" and start == 0:
        Look.objects.create(file=file, by=request.user if request.user.is_authenticated else None, address=address_of(request))
    return inert(response, file, filename, inline)


def inert(response: HttpResponseBase, file: File, filename: str | None, inline: bool) -> HttpResponseBase:
    """Nothing inside the file can run as our page, be read by another site or be kept by a shared computer (T11, T23)."""
    response["Content-Type"] = file.content_type
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
