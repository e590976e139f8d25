"""The way in the editor: choose a document, look at what comes of it, add it to the draft."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from cms.word import desk
from cms.word.actions import Added, add_to_draft, locked_against, takes_words
from cms.word.forms import WordForm
from cms.word.reading import Reading, read
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.vault.actions import discard
from school.vault.models import File
from school.vault.reading import read as bytes_of


def page_for(request: PersonRequest, page_id: int) -> Page:
    """As Wagtail answers for its own editor: no such page, or not yours."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if not takes_words(page):
        raise Http404
    return page


def closed(request: PersonRequest, page: Page) -> HttpResponse | None:
    if not locked_against(page, request.user):
        return None
    messages.error(request, _("Страница закрыта для правки: загрузить в неё документ пока нельзя."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_http_methods(["GET", "POST"])
def choose(request: PersonRequest, page_id: int) -> HttpResponse:
    page = page_for(request, page_id)
    if answer := closed(request, page):
        return answer
    form = WordForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            replace = form.cleaned_data["place"] == "replace"
            ticket = desk.laid(form.words, form.cleaned_data["file"].name, page.pk, page.latest_revision_id or 0, replace, request.user)
            return redirect("cms_word_look", page.pk, ticket)
        except Refused as refusal:
            form.add_error("file", [str(reason) for reason in refusal.reasons])
    return render(request, "cms/word/choose.html", {"page": page, "form": form, **header(page, _("Загрузить из Word"))})


@require_http_methods(["GET", "POST"])
def look(request: PersonRequest, page_id: int, ticket: str) -> HttpResponse:
    page = page_for(request, page_id)
    given, file = desk.found(ticket, page.pk, request.user)
    if answer := closed(request, page) or (None if file else gone(request, page)):
        return answer
    assert file is not None
    if request.method == "POST" and "cancel" in request.POST:
        discard(file)
        return redirect("wagtailadmin_pages:edit", page.pk)
    try:
        reading = read(bytes_of(file), file.name)
        if request.method == "POST":
            return added(request, page, reading, given, file)
    except (Refused, FileNotFoundError) as refusal:
        for reason in getattr(refusal, "reasons", [_("Документ потерялся. Загрузите его ещё раз.")]):
            messages.error(request, str(reason))
        return redirect("cms_word_choose", page.pk)
    changed = (page.latest_revision_id or 0) != given.revision
    context = {"page": page, "file": file, "reading": reading, "rows": rows(reading), "replace": given.replace, "changed": changed}
    return render(request, "cms/word/look.html", context | header(page, _("Что получится")))


def gone(request: PersonRequest, page: Page) -> HttpResponse:
    messages.error(request, _("Этого документа уже нет: он добавлен или лежал слишком долго. Загрузите его ещё раз."))
    return redirect("cms_word_choose", page.pk)


def added(request: PersonRequest, page: Page, reading: Reading, given: desk.Ticket, file: File) -> HttpResponse:
    done = add_to_draft(page.pk, reading, given.revision, given.replace, by=request.user)
    discard(file)
    back = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, done.before.pk])
    messages.success(request, said(done, reading, page, request.user), buttons=[messages.button(back, _("Вернуть как было"))])
    return redirect("wagtailadmin_pages:edit", page.pk)


def said(done: Added, reading: Reading, page: Page, person: User) -> str:
    blocks = ngettext("В черновик добавлен %(n)s блок", "В черновик добавлено блоков: %(n)s", done.blocks) % {"n": done.blocks}
    pictures = _(", картинок: %(n)s") % {"n": done.pictures} if done.pictures else ""
    return " ".join([f"{blocks}{pictures}.", *reading.remarks, what_the_site_shows(page, person)])


def what_the_site_shows(page: Page, person: User) -> str:
    publishes = page.permissions_for_user(person).can_publish()
    if page.live:
        return (
            _("На сайте страница прежняя, пока вы её не опубликуете.")
            if publishes
            else _("На сайте страница прежняя, пока методист не одобрит новую.")
        )
    if publishes:
        return _("На сайте этой страницы ещё нет: опубликуйте её, когда будет готова.")
    return _("На сайте этой страницы ещё нет: отправьте её на проверку, когда будет готова.")


def rows(reading: Reading) -> list[dict[str, Any]]:
    """Blocks as the preview shows them: a picture is a small copy inside the page."""
    return [block | ({"small": reading.pictures[block["value"]["image"]].small} if block["type"] == "picture" else {}) for block in reading.blocks]


def header(page: Page, title: str) -> dict[str, Any]:
    crumbs = [
        {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": page.get_parent().get_admin_display_title()},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
        {"url": "", "label": title},
    ]
    return {"breadcrumbs_items": crumbs, "page_title": title, "header_title": title, "header_icon": "doc-full-inverse"}


urlpatterns = [
    path("word/<int:page_id>/", choose, name="cms_word_choose"),
    path("word/<int:page_id>/<str:ticket>/", look, name="cms_word_look"),
]
