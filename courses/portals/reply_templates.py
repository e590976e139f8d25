"""Ready replies of a mentor: one's own and the school's; added, changed, removed with a way back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import template_rules
from courses.dossiers.actions import templates as actions
from courses.dossiers.verdict_forms import TemplateForm
from courses.enrollment.rules import OFFICE, roles_of
from courses.portals.access import for_role
from courses.portals.desk_filter import DESK
from courses.portals.presses import number_of, tell
from school.people.requests import PersonRequest
from school.people.rules import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*DESK)
def reply_templates(request: PersonRequest) -> HttpResponse:
    office = bool(roles_of(request.user) & OFFICE)
    form = TemplateForm(request.POST if request.method == "POST" else None, office=office)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_template(title=given["title"], text=given["text"], school=given.get("school", False), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Заготовка добавлена: она есть в списке у каждого документа."))
            return redirect("portals:reply_templates")
    removed = template_rules.kept_by(request.user).filter(pk=number_of(request.GET.get("removed", "")), removed_at__isnull=False).first()
    context = {"rows": list(template_rules.offered(request.user)), "form": form, "office": office, "removed": removed}
    return render(request, "portals/mentor/templates.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*DESK)
def reply_template(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(template_rules.kept_by(request.user).filter(removed_at=None), pk=pk)
    form = TemplateForm(request.POST if request.method == "POST" else None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        actions.change_template(found, title=form.cleaned_data["title"], text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Заготовка изменена."))
        return redirect("portals:reply_templates")
    crumbs = [{"title": _("Заготовки ответов"), "url": reverse("portals:reply_templates")}, {"title": found.title, "url": ""}]
    return render(request, "portals/mentor/template.html", {"template": found, "form": form, "crumbs": crumbs}, status=400 if form.errors else 200)


@require_POST
@for_role(*DESK)
def reply_template_turn(request: PersonRequest, pk: int) -> HttpResponse:
    """Out of the list at once, and back with `undo`."""
    found = get_object_or_404(template_rules.kept_by(request.user), pk=pk)
    try:
        if "undo" in request.POST:
            actions.put_template_back(found, by=request.user)
            return redirect("portals:reply_templates")
        actions.remove_template(found, by=request.user)
    except Refused as refused:
        tell(request, refused)
    return redirect(f"{reverse('portals:reply_templates')}?removed={found.pk}")


urlpatterns = [
    path("mentor/replies/", reply_templates, name="reply_templates"),
    path("mentor/replies/<int:pk>/", reply_template, name="reply_template"),
    path("mentor/replies/<int:pk>/turn/", reply_template_turn, name="reply_template_turn"),
]
