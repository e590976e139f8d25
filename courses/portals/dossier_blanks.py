"""Forms and samples that a line of the checklist offers to download: for whoever sees a dossier."""

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from courses.dossiers.checklist_rules import forms_for
from school.people.requests import PersonRequest
from school.vault.serving import answer


@login_required
@require_safe
def dossier_form(request: PersonRequest, pk: int) -> HttpResponseBase:
    return answer(request, get_object_or_404(forms_for(request.user), pk=pk).file)


urlpatterns = [path("files/forms/<int:pk>/", dossier_form, name="dossier_form")]
