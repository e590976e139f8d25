"""The demo's post box: letters are read here because nobody is mailed. In production there is no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from school.post.forms import RecipientForm
from school.post.models import Letter

HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.POST_BOX:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@require_safe
@demo_only
def box(request: HttpRequest) -> HttpResponse:
    form = RecipientForm(request.GET)
    email = form.cleaned_data["email"] if form.is_valid() else ""
    letters = Letter.objects.exclude(state=Letter.State.TAKEN_BACK).defer("text", "html", "attachment").select_related("recipient")
    if email:
        letters = letters.filter(email__icontains=email.lower())
    page = Paginator(letters, 30).get_page(request.GET.get("page"))
    return render(request, "post/box.html", {"form": form, "page": page, "email": email})


@require_safe
@demo_only
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "post/letter.html", {"letter": get_object_or_404(Letter, pk=pk)})


@require_safe
@demo_only
def letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """As a mail program would show it, shut in a sandbox."""
    found = get_object_or_404(Letter.objects.exclude(html=""), pk=pk)
    response = HttpResponse(found.html)
    response["Content-Security-Policy"] = HTML_POLICY
    return response


@require_safe
@demo_only
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Letter.objects.exclude(attachment=None), pk=pk)
    response = HttpResponse(bytes(found.attachment or b""), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.attachment_name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
