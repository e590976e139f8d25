"""Issue in bulk on the screen: who will get a certificate, how far it is, the second person's word, taking it back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.certificates import actions, batch_rules
from courses.certificates.forms import ReasonForm
from courses.certificates.models import Batch
from courses.certificates.rules import answers_of
from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from school.people.requests import PersonRequest
from school.people.rules import Refused

PER_PAGE = 50
State = Batch.State


def batch_or_404(pk: int) -> Batch:
    return get_object_or_404(Batch.objects.select_related("cohort", "by", "approved_by", "ended_by", "module"), pk=pk)


def steps_to(batch: Batch, *last: tuple[str, str]) -> list[dict[str, Any]]:
    cohort = (reverse("office_certificates_cohort", args=[batch.cohort_id]), batch.cohort.title)
    return crumbs((reverse("office_certificates"), _("Выдача сертификатов")), cohort, *last)


def tell(request: PersonRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, str(reason))


@coordinators_only
@require_safe
def batch(request: PersonRequest, pk: int) -> HttpResponse:
    found = batch_or_404(pk)
    progress = batch_rules.progress_of(found)
    lines = found.lines.select_related("enrollment__person", "enrollment__cohort", "enrollment__organization", "person", "certificate")
    if request.GET.get("only") == "refused":
        lines = lines.exclude(refused="")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("p"))
    if found.state == State.ASKED:  # the second person sees the same answers as the first
        answers = answers_of([line.enrollment for line in page if line.enrollment], kind=found.kind, module=found.module)
        for line in page:
            line.missing = [answer for answer in answers.get(line.enrollment_id or 0, []) if not answer.met]  # type: ignore[attr-defined]
    context = {
        "batch": found,
        "progress": progress,
        "page": page,
        "only": request.GET.get("only") == "refused",
        "works": working(found, progress),
        "approves": not batch_rules.reasons_not_to_approve(found, request.user),
        "declines": not batch_rules.reasons_not_to_decline(found),
        "undoes": not batch_rules.reasons_not_to_undo(found),
        "breadcrumbs_items": steps_to(found, ("", _("Выдача"))),
        "header_title": found.cohort.title,
    }
    return render(request, "office/certificates/batch.html", context)


def working(batch: Batch, progress: batch_rules.Progress) -> bool:
    return batch.state == State.RUNNING or batch.state == State.DONE and bool(progress.unprinted)


@coordinators_only
@require_safe
def status(request: PersonRequest, pk: int) -> JsonResponse:
    """How far it is; the page asks every two seconds and is shown anew at the end."""
    found = batch_or_404(pk)
    progress = batch_rules.progress_of(found)
    return JsonResponse({"waiting": [{"percent": progress.percent}] if working(found, progress) else []})


@coordinators_only
@require_POST
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    found = batch_or_404(pk)
    try:
        actions.approve(found, by=request.user)
        messages.success(request, _("Подтверждено, сертификаты выдаются."))
    except Refused as refused:
        tell(request, refused)
    return redirect("office_certificates_batch", pk=pk)


@coordinators_only
@require_POST
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """Printing that has failed is tried once more."""
    number = actions.print_again(batch_or_404(pk), by=request.user)
    if number:
        messages.success(request, _("Печатаем ещё раз: %(n)s.") % {"n": number})
    else:
        messages.info(request, _("Всё напечатано или печатается сейчас."))
    return redirect("office_certificates_batch", pk=pk)


@coordinators_only
def end(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Declining and taking back ask for words first: neither can be undone."""
    found, form = batch_or_404(pk), ReasonForm(request.POST or None)
    own = verb == "decline" and found.by_id == request.user.pk
    form.fields["reason"].required = not own
    if request.method == "POST" and form.is_valid():
        try:
            (actions.undo if verb == "undo" else actions.decline)(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Выдача отменена, писем не будет.") if verb == "undo" else _("Выдача не состоится."))
            return redirect("office_certificates_batch", pk=pk)
    title = _("Отменить выдачу") if verb == "undo" else _("Не выдавать")
    here = (reverse("office_certificates_batch", args=[pk]), _("Выдача"))
    context = {
        "batch": found,
        "form": form,
        "verb": verb,
        "title": title,
        "breadcrumbs_items": steps_to(found, here, ("", title)),
        "header_title": title,
    }
    return render(request, "office/certificates/end.html", context, status=400 if form.errors else 200)


urlpatterns = [
    path("certificates/batches/<int:pk>/", batch, name="office_certificates_batch"),
    path("certificates/batches/<int:pk>/status/", status, name="office_certificates_status"),
    path("certificates/batches/<int:pk>/approve/", approve, name="office_certificates_approve"),
    path("certificates/batches/<int:pk>/again/", again, name="office_certificates_again"),
    path("certificates/batches/<int:pk>/decline/", end, {"verb": "decline"}, name="office_certificates_decline"),
    path("certificates/batches/<int:pk>/undo/", end, {"verb": "undo"}, name="office_certificates_undo"),
]
