"""One paper of a dossier: what it is, the pages that are being gathered, the versions with their words, the talk about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.dossiers import document_rules
from courses.dossiers.actions import documents as actions
from courses.dossiers.document_forms import CommentForm, FilesForm, SendForm
from courses.dossiers.models import DocumentVersion, Dossier, Item, VersionFile
from courses.portals.document_parts import page_of
from courses.portals.presses import number_of, tell
from courses.portals.returning import returning, settled, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused

READ = ("requirement__criterion", "requirement__form__file", "claim__service", "owner", "dossier")


def item_or_404(person: User, pk: int) -> Item:
    return get_object_or_404(Item.objects.visible_to(person).select_related(*READ), pk=pk)


def written_or_404(person: User, pk: int) -> Item:
    """For presses: whoever only reads meets the same 404 as a stranger."""
    rows = Item.objects.filter(dossier__in=Dossier.objects.written_by(person)).select_related(*READ)
    return get_object_or_404(rows, pk=pk)


def version_or_404(person: User, pk: int) -> DocumentVersion:
    rows = DocumentVersion.objects.filter(item__dossier__in=Dossier.objects.written_by(person))
    return get_object_or_404(rows.select_related("item__dossier"), pk=pk)


def to_document(item_id: int, part: str = "") -> HttpResponse:
    return redirect(reverse("portals:document", args=[item_id]) + part)


@login_required
@require_safe
def document(request: PersonRequest, pk: int) -> HttpResponse:
    return page_of(request, item_or_404(request.user, pk))


@login_required
@require_POST
def document_add(request: PersonRequest, pk: int) -> HttpResponse:
    """Several files: what fits is laid in, what does not is said by name."""
    item, form = written_or_404(request.user, pk), FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return page_of(request, item, files_form=form, status=400)
    trouble = list[str]()
    for upload in form.cleaned_data["upload"]:
        try:
            actions.add_file(item, upload, by=request.user)
        except Refused as refused:
            trouble += [_("«%(name)s»: %(reason)s") % {"name": upload.name, "reason": reason} for reason in refused.reasons]
    if trouble:
        form.add_error("upload", " ".join(trouble))
        return page_of(request, item, files_form=form, status=400)
    return to_document(pk, "#draft")


@login_required
@require_POST
def document_arrange(request: PersonRequest, pk: int) -> HttpResponse:
    """One page of a draft: turned, moved, taken out."""
    rows = VersionFile.objects.filter(version__item__dossier__in=Dossier.objects.written_by(request.user))
    row = get_object_or_404(rows.select_related("version__item__dossier"), pk=pk)
    try:
        if "turns" in request.POST:
            actions.turn(row, turns=number_of(request.POST["turns"]), by=request.user)
        elif "place" in request.POST:
            actions.move_file(row, place=number_of(request.POST["place"]), by=request.user)
        elif "remove" in request.POST:
            actions.remove_file(row, by=request.user)
            messages.success(request, _("Страница убрана."))
    except Refused as refused:
        tell(request, refused)
    return to_document(row.version.item_id, "#draft")


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def document_send(request: PersonRequest, pk: int) -> HttpResponse:
    """What goes is what the page has shown."""
    item = written_or_404(request.user, pk)
    if request.method != "POST":
        kept = typed(request)
        return page_of(request, item, send_form=SendForm(initial=kept, line=item.requirement), restored=True) if kept else to_document(pk)
    form = SendForm(request.POST, line=item.requirement)
    if not form.is_valid():
        return page_of(request, item, send_form=form, status=400)
    try:
        actions.send_version(item, **form.cleaned_data, seen=request.POST.get("seen"), by=request.user)
    except Changed:
        item = written_or_404(request.user, pk)
        words = _("Пока вы смотрели, страницы изменили в другом окне. Посмотрите, что уйдёт, и отправьте ещё раз.")
        return page_of(request, item, send_form=form, refused=[words], status=409)
    except Refused as refused:
        return page_of(request, written_or_404(request.user, pk), send_form=form, refused=refused.reasons, status=409)
    settled(request)
    messages.success(request, _("Отправлено. О решении наставника придёт письмо."))
    return to_document(pk)


@login_required
@require_POST
def document_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    version = version_or_404(request.user, pk)
    try:
        actions.withdraw(version, by=request.user)
        messages.success(request, _("Версия отозвана. Она осталась в истории документа."))
    except Refused as refused:
        tell(request, refused)
    return to_document(version.item_id)


@login_required
@require_POST
def document_join(request: PersonRequest, pk: int) -> HttpResponse:
    version = version_or_404(request.user, pk)
    actions.join_again(version, by=request.user)
    return to_document(version.item_id, "#pages")


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def document_comment(request: PersonRequest, pk: int) -> HttpResponse:
    item = item_or_404(request.user, pk)
    if request.method != "POST":
        kept = typed(request)
        return page_of(request, item, comment_form=CommentForm(initial=kept), restored_words=True) if kept else to_document(pk, "#talk")
    form = CommentForm(request.POST)
    if not form.is_valid():
        return page_of(request, item, comment_form=form, status=400)
    try:
        actions.comment(item, form.cleaned_data["text"], by=request.user)
    except Refused as refused:
        form.add_error("text", [str(reason) for reason in refused.reasons])
        return page_of(request, item, comment_form=form, status=409)
    settled(request)
    return to_document(pk, "#talk")


@login_required
@require_safe
def document_progress(request: PersonRequest, pk: int) -> HttpResponse:
    """The pages of a version, or how far their joining is: a part of the page, asked for again until it is over. By itself it leads to the page."""
    rows = DocumentVersion.objects.visible_to(request.user).select_related("item__dossier", "joined").prefetch_related("pages")
    version = get_object_or_404(rows, pk=pk)
    if request.headers.get("HX-Request") != "true":
        return to_document(version.item_id, f"?version={version.number}#pages")
    context = {
        "version": version,
        "pages": version.pages.all(),
        "stuck": document_rules.is_stuck(version),
        "writes": document_rules.writes(version.item.dossier, request.user),
    }
    return render(request, "portals/documents/pages.html", context)


urlpatterns = [
    path("documents/<int:pk>/", document, name="document"),
    path("documents/<int:pk>/files/", document_add, name="document_add"),
    path("documents/<int:pk>/send/", document_send, name="document_send"),
    path("documents/<int:pk>/comment/", document_comment, name="document_comment"),
    path("documents/pages/<int:pk>/", document_arrange, name="document_arrange"),
    path("documents/versions/<int:pk>/", document_progress, name="document_progress"),
    path("documents/versions/<int:pk>/withdraw/", document_withdraw, name="document_withdraw"),
    path("documents/versions/<int:pk>/join/", document_join, name="document_join"),
]
