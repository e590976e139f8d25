"""Presses about one line of a dossier – who prepares it, not needed, needed again – and what a newer checklist brings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.dossiers import checklist_rules
from courses.dossiers.actions import checklists, items
from courses.dossiers.dossier_rules import people_of
from courses.dossiers.item_forms import AssignForm, NewsForm, NotNeededForm
from courses.dossiers.models import Dossier, Item
from courses.portals.dossier_rows import address
from courses.portals.dossier_tabs import dossier_or_404, frame, written_or_404
from courses.portals.presses import tell
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused


def written_item(person: User, pk: int) -> Item:
    rows = Item.objects.filter(dossier__in=Dossier.objects.written_by(person)).asked()
    return get_object_or_404(rows.select_related("dossier__organization", "requirement", "claim__service"), pk=pk)


def back_to(item: Item) -> HttpResponse:
    return redirect(address(item) or reverse("portals:dossier", args=[item.dossier_id]))


def again(request: PersonRequest, item: Item, form: Form, title: str, action: str) -> HttpResponse:
    """What is wrong with the small form, and what was typed in it."""
    found = dossier_or_404(request.user, item.dossier_id)
    context = frame(found, request.user, "overview", (title, "")) | {"title": title, "form": form, "words": item.requirement.title, "action": action}
    return render(request, "portals/dossiers/sure.html", context | {"back": back_to(item)["Location"]}, status=400)


@login_required
@require_POST
def item_assign(request: PersonRequest, pk: int) -> HttpResponse:
    item = written_item(request.user, pk)
    form = AssignForm(request.POST, people=User.objects.filter(pk__in=[person.pk for person in people_of(item.dossier)]))
    if not form.is_valid():
        return again(request, item, form, _("Кто готовит документ"), _("Записать"))
    try:
        items.assign_item(item, owner=form.cleaned_data["owner"], due_on=form.cleaned_data["due_on"], by=request.user)
        messages.success(request, _("Записано: %(title)s.") % {"title": item.requirement.title})
    except Refused as refused:
        tell(request, refused)
    return back_to(item)


@login_required
@require_POST
def item_not_needed(request: PersonRequest, pk: int) -> HttpResponse:
    item, form = written_item(request.user, pk), NotNeededForm(request.POST)
    if not form.is_valid():
        return again(request, item, form, _("Документ не требуется"), _("Отметить"))
    try:
        items.mark_not_needed(item, form.cleaned_data["why"], by=request.user)
        messages.success(request, _("Отмечено: документ не требуется."))
    except Refused as refused:
        tell(request, refused)
    return back_to(item)


@login_required
@require_POST
def item_needed(request: PersonRequest, pk: int) -> HttpResponse:
    item = written_item(request.user, pk)
    try:
        items.mark_needed(item, by=request.user)
        messages.success(request, _("Документ снова нужен."))
    except Refused as refused:
        tell(request, refused)
    return back_to(item)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checklist_news(request: PersonRequest, pk: int) -> HttpResponse:
    """What a newer checklist adds, changes and leaves out, each line to be taken over or not."""
    found = written_or_404(request.user, pk)
    newer = checklist_rules.newest()
    offered = checklist_rules.offered(found, newer)
    form, given = NewsForm(request.POST if request.method == "POST" else None, codes=offered.codes), set(request.POST.getlist("codes"))
    if request.method == "POST" and (not offered or (given and not given & set(offered.codes))):  # a second press
        return redirect("portals:checklist_news", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            checklists.take_over(found, form.cleaned_data["codes"], by=request.user)
        except Refused as refused:
            form.add_error("codes", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Перенято. Список документов обновлён."))
            return redirect("portals:checklist_news", pk=pk)
    context = frame(found, request.user, "overview", (_("Что изменилось"), "")) | {
        "title": _("Что изменилось в перечне"),
        "newer": newer,
        "offered": offered,
        "form": form,
        "chosen": given,
    }
    return render(request, "portals/dossiers/news.html", context, status=400 if form.errors else 200)


urlpatterns = [
    path("dossiers/<int:pk>/news/", checklist_news, name="checklist_news"),
    path("documents/<int:pk>/assign/", item_assign, name="item_assign"),
    path("documents/<int:pk>/not-needed/", item_not_needed, name="item_not_needed"),
    path("documents/<int:pk>/needed/", item_needed, name="item_needed"),
]
