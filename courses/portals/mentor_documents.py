"""What waits for the mentor, oldest first, and one document judged: the pages, the word, the next one."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.dossiers import desk_rules, document_rules, template_rules, verdict_rules
from courses.dossiers.actions import documents, verdicts
from courses.dossiers.document_forms import CommentForm
from courses.dossiers.models import DocumentVersion, Dossier, Item, Requirement, Verdict, VersionFile
from courses.dossiers.verdict_forms import VerdictForm, with_template
from courses.portals.access import for_role
from courses.portals.desk_filter import DESK, age, carried, filter_of
from courses.portals.presses import number_of, tell
from courses.portals.returning import returning, settled, typed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

PAGE = 20
State = DocumentVersion.State


@require_safe
@for_role(*DESK)
def mentor_documents(request: PersonRequest) -> HttpResponse:
    narrowed = filter_of(request)
    page: Page[Any] = Paginator(desk_rules.waiting(request.user, narrowed).values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [line(item) for item in desk_rules.told(list(page.object_list))],
        **({} if narrowed.any else {"desk_waits": page.paginator.count}),  # the number in the tab is counted once
        "narrowed": narrowed,
        "carried": carried(narrowed),
        "choices": desk_rules.choices(request.user),
        "last": last_verdict(request),
        "any": page.paginator.count or narrowed.any,
        "address": reverse("portals:mentor_documents"),
    }
    return render(request, "portals/mentor/documents.html", context)


def line(item: Any) -> dict[str, Any]:
    """«2 дня», who sent it, whether it is late."""
    today = timezone.localdate()
    return {
        "item": item,
        "age": age(item.sent_at),
        "late": bool(item.sent_at and item.sent_at < desk_rules.late_since()),
        "past": bool(item.due_on and item.due_on < today),
        "sender": f"{item.sender_given or ''} {item.sender_family or ''}".strip(),
    }


def last_verdict(request: PersonRequest) -> Verdict | None:
    """The word said a moment ago, while it may be taken back."""
    if not (pk := number_of(request.GET.get("last", ""))):
        return None
    rows = Verdict.objects.select_related("version__item__requirement", "version__item__dossier__organization")
    found = rows.filter(pk=pk, by=request.user, version__item__in=desk_rules.judged_by(request.user).values("pk")).first()
    return found if found and verdict_rules.is_fresh(found) else None


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*DESK)
def mentor_document(request: PersonRequest, pk: int) -> HttpResponse:
    item = find(request.user, pk)
    versions = versions_of(item)
    current = judged(versions)
    dated = bool(item.requirement.lasts)
    if request.method == "POST" and current:
        if "insert" in request.POST:
            chosen = template_rules.offered(request.user).filter(pk=number_of(request.POST.get("template", ""))).first()
            form = VerdictForm(initial=with_template(request.POST, chosen), dated=dated)
            return judging(request, item, versions, current, form, inserted=True)
        form = VerdictForm(request.POST, dated=dated)
        seen = next((row for row in versions if row.pk == number_of(request.POST.get("version", ""))), current)
        if form.is_valid():
            try:
                verdict = said(seen, form.cleaned_data, request.user)
            except Refused as refused:
                return judging(request, find(request.user, pk), versions_of(item), current, form, refused=refused.reasons)
            settled(request)
            return onward(request, item, verdict)
        return judging(request, item, versions, current, form)
    words = typed(request)
    return judging(request, item, versions, current, verdict_form(item, current, words), restored=bool(words))


def judged(versions: list[DocumentVersion]) -> DocumentVersion | None:
    """The version that counts, else the newest one."""
    return document_rules.counting(versions) or max(versions, key=lambda row: row.number, default=None)


def verdict_form(item: Item, current: DocumentVersion | None, words: Mapping[str, Any] | None = None) -> VerdictForm:
    suggested = {"valid_until": document_rules.valid_until(current) if current else None}
    return VerdictForm(initial=suggested | dict(words or {}), dated=bool(item.requirement.lasts))


def find(user: User, pk: int) -> Any:
    rows = desk_rules.judged_by(user).select_related("dossier__organization__town", "dossier__checklist", "requirement__criterion", "claim__service")
    led = Exists(Dossier.objects.filter(pk=OuterRef("dossier")).led_by(user))
    return get_object_or_404(rows.annotate(led=led, desk_waits=desk_rules.waiting_count(user)), pk=pk)


def versions_of(item: Item) -> list[DocumentVersion]:
    """Newest first, with their files and verdicts; drafts are the NGO's alone."""
    files = Prefetch("files", VersionFile.objects.select_related("file"))
    told = Prefetch("verdicts", Verdict.objects.filter(taken_back_at=None).select_related("by", "reason"))
    rows = item.versions.exclude(state=State.DRAFT).select_related("by", "joined").prefetch_related(files, told).order_by("-number")
    found = list(rows)
    for row in found:
        row.item = item
    return found


def said(version: DocumentVersion, given: dict[str, Any], by: User) -> Verdict:
    if given["verdict"] == "accept":
        return verdicts.accept(version, valid_until=given.get("valid_until"), by=by)
    return verdicts.send_back(version, reason=given["reason"], words=given["words"], by=by)


def onward(request: PersonRequest, item: Item, verdict: Verdict) -> HttpResponse:
    """Straight to the next one of the same filter, with the last word to take back."""
    narrowed = filter_of(request)
    after = desk_rules.following(desk_rules.waiting(request.user, narrowed), item)
    where = reverse("portals:mentor_document", args=[after.pk]) if after else reverse("portals:mentor_documents")
    return redirect(where + carried(narrowed, last=verdict.pk))


def judging(
    request: PersonRequest,
    item: Any,
    versions: list[DocumentVersion],
    current: DocumentVersion | None,
    form: VerdictForm,
    *,
    refused: list[Text] | None = None,
    inserted: bool = False,
    restored: bool = False,
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    narrowed, words_of_state = filter_of(request), document_rules.told(item)
    against = verdict_rules.reasons_not_to_judge(current, request.user, led=item.led) if current else [_("Организация ещё ничего не отправила.")]
    context = {
        "item": item,
        "versions": [shown(row) for row in versions],
        "current": current,
        "pages": list(current.pages.select_related("file")) if current else [],
        "told": words_of_state,
        "age": age(item.sent_at) if item.state == Item.State.SENT else "",
        "form": form,
        "comment_form": comment_form or CommentForm(),
        "refused": refused or [],
        "against": against,
        "inserted": inserted,
        "restored": restored,
        "templates": list(template_rules.offered(request.user)) if not against else [],
        "comments": list(item.comments.select_related("by")),
        "stages": stages_of(item),
        "desk_waits": item.desk_waits,
        "carried": carried(narrowed),
        "onward": carried(narrowed, after=item.pk),
        "last": last_verdict(request),
        "crumbs": crumbs(item, carried(narrowed)),
    }
    return render(request, "portals/mentor/document.html", context, status=400 if refused or form.errors or context["comment_form"].errors else 200)


def crumbs(item: Item, query: str) -> list[dict[str, str]]:
    return [
        {"title": _("Ждут меня"), "url": reverse("portals:mentor_documents") + query},
        {"title": str(item.dossier.organization), "url": reverse("portals:dossier", args=[item.dossier_id])},
        {"title": item.requirement.title, "url": ""},
    ]


def shown(version: DocumentVersion) -> dict[str, Any]:
    tone, sign = document_rules.VERSION_TOLD[version.state]
    return {"version": version, "tone": tone, "sign": sign, "words": version.get_state_display(), "verdict": next(iter(version.verdicts.all()), None)}


def stages_of(item: Item) -> list[dict[str, Any]]:
    """Every document of the dossier by stage, as the side of the page lists them."""
    rows = Item.objects.asked().filter(dossier=item.dossier_id).select_related("requirement", "claim__service")
    found: dict[str, list[dict[str, Any]]] = {stage: [] for stage in Requirement.Stage.values}
    for row in rows.order_by("requirement__position", "claim", "pk"):
        words, tone, sign = document_rules.told(row)
        found[row.requirement.stage].append({"item": row, "words": words, "tone": tone, "sign": sign, "here": row.pk == item.pk})
    labels = dict(Requirement.Stage.choices)
    return [
        {
            "title": labels[stage],
            "rows": each,
            "done": sum(row["item"].state == Item.State.ACCEPTED for row in each),
            "here": any(row["here"] for row in each),
        }
        for stage, each in found.items()
        if each
    ]


@require_safe
@for_role(*DESK)
def mentor_next(request: PersonRequest) -> HttpResponse:
    """The next one that waits after `after` in the same filter; the queue when there is none."""
    narrowed = filter_of(request)
    left = desk_rules.judged_by(request.user).filter(pk=number_of(request.GET.get("after", ""))).first()
    rows = desk_rules.waiting(request.user, narrowed)
    found = desk_rules.following(rows, left) if left else rows.first()
    where = reverse("portals:mentor_document", args=[found.pk]) if found else reverse("portals:mentor_documents")
    return redirect(where + carried(narrowed))


@require_POST
@for_role(*DESK)
def verdict_undo(request: PersonRequest, pk: int) -> HttpResponse:
    own = Verdict.objects.filter(by=request.user, version__item__in=desk_rules.judged_by(request.user).values("pk"))
    verdict = get_object_or_404(own.select_related("version__item__dossier"), pk=pk)
    try:
        verdicts.take_back(verdict, by=request.user)
    except Refused as refused:
        tell(request, refused)
    return redirect(reverse("portals:mentor_document", args=[verdict.version.item_id]) + carried(filter_of(request)))


@require_POST
@for_role(*DESK)
def mentor_comment(request: PersonRequest, pk: int) -> HttpResponse:
    item, comment_form = find(request.user, pk), CommentForm(request.POST)
    if comment_form.is_valid():
        try:
            documents.comment(item, text=comment_form.cleaned_data["text"], by=request.user)
        except Refused as refused:
            comment_form.add_error("text", [str(reason) for reason in refused.reasons])
    if comment_form.errors:
        versions = versions_of(item)
        current = judged(versions)
        return judging(request, item, versions, current, verdict_form(item, current), comment_form=comment_form)
    return redirect(reverse("portals:mentor_document", args=[pk]) + carried(filter_of(request)) + "#talk")


urlpatterns = [
    path("mentor/documents/", mentor_documents, name="mentor_documents"),
    path("mentor/documents/next/", mentor_next, name="mentor_next"),
    path("mentor/documents/<int:pk>/", mentor_document, name="mentor_document"),
    path("mentor/documents/<int:pk>/comment/", mentor_comment, name="mentor_comment"),
    path("mentor/verdicts/<int:pk>/undo/", verdict_undo, name="verdict_undo"),
]
