"""Files of papers on their way out: originals, the joined PDF, pictures of pages. Drafts are the NGO's alone; every look is journaled (T38)."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from courses.dossiers.document_printing import name_of
from courses.dossiers.models import DocumentVersion, PagePicture, VersionFile
from school.people.models import User
from school.people.requests import PersonRequest
from school.vault.models import File
from school.vault.serving import answer


def seen(person: User) -> QuerySet[DocumentVersion]:
    return DocumentVersion.objects.visible_to(person)


@login_required
@require_safe
def document_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """As it was laid in. `?show=1` opens pictures and PDFs in the browser."""
    rows = VersionFile.objects.filter(version__in=seen(request.user).values("pk"))
    return answer(request, get_object_or_404(rows.select_related("file"), pk=pk).file, inline="show" in request.GET)


@login_required
@require_safe
def document_small(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The thumbnail of a photographed page."""
    rows = VersionFile.objects.filter(version__in=seen(request.user).values("pk")).exclude(small=None)
    return shown(request, get_object_or_404(rows.select_related("small"), pk=pk).small)


@login_required
@require_safe
def document_joined(request: PersonRequest, pk: int) -> HttpResponseBase:
    rows = seen(request.user).exclude(joined=None).select_related("joined", "item__requirement")
    version = get_object_or_404(rows, pk=pk)
    if version.joined is None:
        raise Http404
    return answer(request, version.joined, filename=f"{name_of(version)}.pdf", inline="show" in request.GET)


@login_required
@require_safe
def document_page(request: PersonRequest, pk: int) -> HttpResponseBase:
    rows = PagePicture.objects.filter(version__in=seen(request.user).values("pk"))
    return shown(request, get_object_or_404(rows.select_related("file"), pk=pk).file)


def shown(request: PersonRequest, file: File | None) -> HttpResponseBase:
    if file is None:
        raise Http404
    return answer(request, file, inline=True)


urlpatterns = [
    path("files/documents/<int:pk>/", document_file, name="document_file"),
    path("files/documents/<int:pk>/small/", document_small, name="document_small"),
    path("files/documents/joined/<int:pk>/", document_joined, name="document_joined"),
    path("files/documents/pages/<int:pk>/", document_page, name="document_page"),
]
