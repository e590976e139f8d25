"""Files of the library go to anybody while the entry's page is public, and to nobody otherwise."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from cms.models import LibraryEntryPage
from school.vault.models import File
from school.vault.serving import answer


@require_safe
def library_file(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """The key of another entry's file, a draft and a closed section answer alike: there is no such file."""
    entries = LibraryEntryPage.objects.live().select_related("file")
    entry = get_object_or_404(entries, id=pk, file__key=key, file__shelf=File.Shelf.LIBRARY)
    if entry.get_view_restrictions().exists():
        raise Http404
    response = answer(request, entry.file, public=True)
    response["Cache-Control"] = "public, max-age=3600"
    return response


urlpatterns = [path("files/library/<int:pk>/<slug:key>/", library_file, name="library_file")]
