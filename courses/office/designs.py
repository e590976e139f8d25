"""Designs of certificates: made and tried by a coordinator. What has been issued by one is never changed: its change is a new version."""

import io
from typing import Any

import pypdfium2
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.certificates import actions
from courses.certificates.design_forms import DesignForm
from courses.certificates.design_rules import STARTS, placeholders, reasons_not_to_remove
from courses.certificates.models import Design, Kind
from courses.certificates.printing import certificate_pdf
from courses.certificates.sample_rules import sample_facts
from courses.office.access import coordinators_only
from courses.office.forms import DayInput, in_our_years
from courses.office.tables import crumbs
from school.journal.models import Entry
from school.people.requests import PersonRequest
from school.people.rules import Refused

SHARP = 2  # dots of the picture for a point of the sheet
OWN = ("school_name", "school_region", "place")


@coordinators_only
@require_safe
def designs(request: PersonRequest) -> HttpResponse:
    """One group for each kind; the one in use first, those that wait for their day and those that are done with after it."""
    today = timezone.localdate()
    given = Count("certificates", filter=~Q(certificates__state="replaced"))
    rows = list(Design.objects.current(today).annotate(given=given).select_related("next_version").order_by("-since", "-pk"))
    groups = []
    for kind in Kind:
        own = [row for row in rows if row.kind == kind]
        used = next((row for row in own if row.since <= today), None)
        groups.append({"kind": kind, "rows": [(row, _word(row, used)) for row in own], "none": used is None})
    context = {"groups": groups, "breadcrumbs_items": crumbs(("", _("Бланки"))), "header_title": _("Бланки сертификатов и благодарностей")}
    return render(request, "office/certificates/designs.html", context)


def _word(row: Design, used: Design | None) -> str:
    if row == used:
        return _("по нему выдают")
    return _("ждёт своего дня") if row.since > timezone.localdate() else _("больше не используется")


@coordinators_only
def design_new(request: PersonRequest, kind: str) -> HttpResponse:
    found = get_kind_or_404(kind)
    last = Design.objects.newest().order_by("-pk").first()
    about = {name: getattr(last, name) for name in OWN} if last else {}
    start = Design(kind=found, since=timezone.localdate(), **STARTS[found], **about)
    return _edited(request, start, new=True)


@coordinators_only
def design(request: PersonRequest, pk: int) -> HttpResponse:
    return _edited(request, get_object_or_404(Design.objects.newest().select_related("background", "logo"), pk=pk), new=False)


def get_kind_or_404(kind: str) -> Kind:
    if kind not in Kind.values:
        raise Http404
    return Kind(kind)


def form_of(request: PersonRequest, row: Design) -> DesignForm:
    signatories = row.signatories.select_related("picture") if row.pk else ()
    form = DesignForm(request.POST or None, request.FILES or None, instance=row, kind=row.kind, signatories=signatories)
    form.fields["since"].widget = DayInput()
    form.fields["since"].validators.append(in_our_years)
    return form


def _edited(request: PersonRequest, row: Design, *, new: bool) -> HttpResponse:
    form = form_of(request, row)
    if request.method == "POST" and form.is_valid() and not overtaken(request, form, row):
        try:
            old = None if new else Design.objects.get(pk=row.pk)
            saved = actions.save_design(form.facts(), form.signed(), by=request.user, old=old)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            words = _("Бланк сохранён.") if saved.version == 1 else _("Сохранена версия %(n)s. Выданное раньше не изменилось.") % {"n": saved.version}
            messages.success(request, words)
            return redirect("office_designs")
    return _page(request, form, row, new=new)


def edition(row: Design) -> str:
    """Grows with every change of the design: its last entry in the journal."""
    return str(Entry.objects.about(row).order_by("-pk").values_list("pk", flat=True).first() or "") if row.pk else ""


def overtaken(request: PersonRequest, form: DesignForm, row: Design) -> bool:
    """Somebody saved the design while it was being typed here. Said once: the page that says it carries the newest edition, and the next press means it."""
    late = request.POST.get("seen", "") != edition(row)
    if late:
        form.add_error(None, _("Пока вы писали, этот бланк изменил кто-то ещё. Ваши слова целы: проверьте и сохраните ещё раз, тогда останутся они."))
    return late


def _page(request: PersonRequest, form: DesignForm, row: Design, *, new: bool) -> HttpResponse:
    used = 0 if new else Design.objects.get(pk=row.pk).certificates.count()
    title = _("Новый бланк: %(kind)s") % {"kind": Kind(row.kind).label} if new else _("Бланк: %(kind)s") % {"kind": Kind(row.kind).label}
    context = {
        "form": form,
        "design": row,
        "used": used,
        "new": new,
        "seen": edition(row),
        "known": placeholders(row.kind),
        "preview": reverse("office_design_preview", args=[row.kind] if new else [row.kind, row.pk]),
        "breadcrumbs_items": crumbs((reverse("office_designs"), _("Бланки")), ("", title)),
        "header_title": title,
    }
    return render(request, "office/certificates/design.html", context, status=400 if form.errors else 200)


@coordinators_only
@require_POST
def preview(request: PersonRequest, kind: str, pk: int | None = None) -> HttpResponse:
    """What is typed now, on the longest name of the school: a PDF, or its picture for the page. Nothing is kept."""
    row = Design(kind=get_kind_or_404(kind)) if pk is None else get_object_or_404(Design.objects.newest(), pk=pk, kind=kind)
    form = form_of(request, row)
    as_picture = request.GET.get("as") == "png"
    if not form.is_valid():
        errors = [f"{form.fields[name].label}: {' '.join(map(str, words))}" for name, words in form.errors.items() if name in form.fields]
        return JsonResponse({"errors": errors}, status=400) if as_picture else _page(request, form, row, new=pk is None)
    looks, fresh = form.looks()
    drawn = certificate_pdf(sample_facts(form.instance, looks), fresh)
    if not as_picture:
        return HttpResponse(drawn, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="blank.pdf"'})
    return HttpResponse(picture_of(drawn), content_type="image/png")


def picture_of(drawn: bytes) -> bytes:
    stream = io.BytesIO()
    pypdfium2.PdfDocument(drawn)[0].render(scale=SHARP).to_pil().save(stream, "PNG")
    return stream.getvalue()


@coordinators_only
def design_remove(request: PersonRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Design.objects.newest(), pk=pk)
    if request.method == "POST":
        try:
            actions.remove_design(row, by=request.user)
            messages.success(request, _("Бланк удалён."))
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, str(reason))
        return redirect("office_designs")
    if reasons := reasons_not_to_remove(row):
        messages.error(request, " ".join(reasons))
        return redirect("office_designs")
    title = _("Удалить бланк")
    context: dict[str, Any] = {
        "question": _("Бланк «%(design)s» исчезнет насовсем. По нему ещё ничего не выдавали.") % {"design": row},
        "label": _("Удалить"),
        "back": reverse("office_design", args=[pk]),
        "away": _("Не удалять"),
        "breadcrumbs_items": crumbs((reverse("office_designs"), _("Бланки")), ("", title)),
        "header_title": title,
    }
    return render(request, "office/confirm.html", context)


urlpatterns = [
    path("designs/", designs, name="office_designs"),
    path("designs/new/<str:kind>/", design_new, name="office_design_new"),
    path("designs/<int:pk>/", design, name="office_design"),
    path("designs/<int:pk>/remove/", design_remove, name="office_design_remove"),
    path("designs/preview/<str:kind>/", preview, name="office_design_preview"),
    path("designs/preview/<str:kind>/<int:pk>/", preview, name="office_design_preview"),
]
