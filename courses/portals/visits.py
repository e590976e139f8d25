"""The participant's report of an exchange visit: text and photographs in one form, so that whatever is pressed, nothing typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.attendance.models import Mark
from courses.attendance.rules import MISSED
from courses.enrollment.models import Enrollment
from courses.portals.presses import number_of
from courses.portals.returning import returning, settled, typed
from courses.portals.tabs import tabs
from courses.program.models import Kind, Meeting
from courses.progress import visit_rules
from courses.progress.actions import visits as actions
from courses.progress.models import VisitPhoto, VisitReport
from courses.progress.visit_forms import VisitForm
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, Text
from school.vault.serving import answer

PAGE = 15


@dataclass
class Desk:
    """What the page stands on: whose report, about which visit, and what is already there."""

    enrollment: Enrollment
    meeting: Meeting
    report: VisitReport | None
    photos: list[VisitPhoto]

    @property
    def address(self) -> str:
        return reverse("portals:visit", args=[self.enrollment.pk, self.meeting.pk])

    def closed(self) -> list[Text]:
        """Whoever was not there has nothing to report; a mark may still be corrected, so what was begun stays."""
        if reasons := visit_rules.reasons_not_to_write(self.meeting, self.enrollment, self.report.state if self.report else VisitReport.State.DRAFT):
            return reasons
        missed = Mark.objects.filter(meeting=self.meeting, enrollment=self.enrollment, status__in=MISSED)
        return [_("По отметкам вас не было в этой поездке, отчёт не нужен.")] if not self.report and missed.exists() else []


def found(request: PersonRequest, enrollment_id: int, meeting_id: int) -> Desk:
    enrollment = get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("cohort", "person", "organization"), pk=enrollment_id)
    meetings = Meeting.objects.select_related("module", "town", "trainer", "cohort").filter(module__kind=Kind.EXCHANGE_VISIT)
    meeting = get_object_or_404(meetings, pk=meeting_id, cohort=enrollment.cohort_id)
    report = VisitReport.objects.filter(meeting=meeting, enrollment=enrollment).select_related("decided_by").first()
    photos = list(visit_rules.photos_of(report).select_related("file")) if report else []
    return Desk(enrollment, meeting, report, photos)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: PersonRequest, enrollment_id: int, meeting_id: int) -> HttpResponse:
    desk = found(request, enrollment_id, meeting_id)
    if request.method == "POST":
        return Press(request, desk).answered()
    words = typed(request)
    form = VisitForm(report=desk.report, photos=desk.photos, typed=words)
    return page(request, desk, form, edition=number_of(words["edition"]) if "edition" in words else None, returned=bool(words))


class Press:
    """One press of any button of the form: the words are saved first, then the button does its own."""

    def __init__(self, request: PersonRequest, desk: Desk) -> None:
        self.request, self.desk, self.by = request, desk, request.user
        self.quiet = "autosave" in request.POST
        self.typed = request.POST.copy()
        self.form = VisitForm(self.typed, request.FILES, report=desk.report, photos=desk.photos)
        self.edition = number_of(request.POST.get("edition", ""))

    def answered(self) -> HttpResponse:
        if closed := self.desk.closed():
            return self.refused(closed)
        if not self.form.is_valid():
            return self.said(_("Не сохранено: исправьте ошибки."), 400)
        try:
            self.save()
        except Changed as changed:
            return self.differs(changed)
        except Refused as refusal:
            return self.refused(refusal.reasons)
        if self.quiet:
            settled(self.request)
            return self.whisper(saved=True)
        return self.done()

    def save(self) -> None:
        self.desk.report = actions.save_report(
            self.desk.meeting,
            self.desk.enrollment,
            fields=self.form.texts(),
            captions=self.form.captions(),
            edition=self.edition,
            by=self.by,
        )

    def done(self) -> HttpResponse:
        """The words are in the database, the page may know the edition; what else was pressed."""
        assert self.desk.report
        settled(self.request)
        self.edition = self.desk.report.edition
        post = self.request.POST
        try:
            if "send" in post:
                return self.sent()
            if self.request.FILES or "add" in post:
                return self.added()
            for verb, act in (("remove", actions.remove_photo), ("restore", actions.restore_photo)):
                if verb in post:
                    return self.moved(verb, act)
        except Refused as refusal:
            return self.refused(refusal.reasons, "photo" if self.request.FILES else None)
        messages.success(self.request, _("Черновик сохранён."))
        return redirect(self.desk.address)

    def sent(self) -> HttpResponse:
        """A photograph that was chosen and not added yet goes with the report."""
        report = cast(VisitReport, self.desk.report)
        self.keep_photos()
        if lacking := visit_rules.missing(report):
            for name, reason in lacking.items():
                self.form.add_error(name, str(reason))
            return self.shown(400)
        actions.send_report(report, by=self.by)
        messages.success(self.request, _("Отчёт у тренера. Ответ придёт письмом."))
        return redirect(self.desk.address)

    def keep_photos(self) -> list[VisitPhoto]:
        """One after another; what stands before a bad one is kept. A caption is for one."""
        uploads, kept = self.request.FILES.getlist("photo"), []
        caption = self.form.cleaned_data["caption"] if len(uploads) == 1 else ""
        for upload in uploads:
            try:
                photo = actions.add_photo(self.desk.meeting, self.desk.enrollment, upload=upload, caption=caption, by=self.by)
            except Refused as refusal:
                raise refusal if len(uploads) == 1 else Refused(*(f"{upload.name}: {reason}" for reason in refusal.reasons)) from refusal
            kept.append(photo)
            self.taken(photo)
        return kept

    def taken(self, photo: VisitPhoto) -> None:
        """It stands among the others from now on, with its own field for the caption."""
        self.desk.photos = list(visit_rules.photos_of(cast(VisitReport, self.desk.report)).select_related("file"))
        self.typed[f"caption_{photo.pk}"], self.typed["caption"] = photo.caption, ""
        self.form = VisitForm(self.typed, report=self.desk.report, photos=self.desk.photos)
        self.form.full_clean()

    def added(self) -> HttpResponse:
        if not self.form.cleaned_data["photo"]:
            self.form.add_error("photo", _("Выберите фотографию."))
            return self.shown(400)
        kept = self.keep_photos()
        words = ngettext("Добавлена %(n)s фотография.", "Добавлено %(n)s фотографий.", len(kept)) % {"n": len(kept)}
        messages.success(self.request, _("Фотография добавлена.") if len(kept) == 1 else words)
        return redirect(f"{self.desk.address}#photo-{kept[0].pk}")

    def moved(self, verb: str, act: Any) -> HttpResponse:
        number = self.request.POST[verb]
        photos = VisitPhoto.objects.filter(report=self.desk.report).select_related("report__meeting__module", "report__enrollment")
        photo = get_object_or_404(photos, pk=number_of(number))
        act(photo, by=self.by)
        return redirect(f"{self.desk.address}?removed={photo.pk}#photos" if verb == "remove" else f"{self.desk.address}#photo-{photo.pk}")

    def shown(self, status: int, **more: Any) -> HttpResponse:
        return page(self.request, self.desk, self.form, status=status, edition=self.edition, **more)

    def refused(self, reasons: list[Text], field: str | None = None) -> HttpResponse:
        """A second «Отправить» finds it sent, with the same words: nothing to complain about."""
        current = VisitReport.objects.filter(meeting=self.desk.meeting, enrollment=self.desk.enrollment).first()
        same = current and all(self.request.POST.get(name, "").split() == getattr(current, name).split() for name in visit_rules.FIELDS)
        if "send" in self.request.POST and same and current and current.state == VisitReport.State.SENT:
            return redirect(self.desk.address)
        words = [str(reason) for reason in reasons]
        if self.form.is_valid():
            self.form.add_error(field, words)
        return self.said(" ".join(words), 409, closed=field is None)

    def differs(self, changed: Changed) -> HttpResponse:
        """Both texts side by side; a press after that is made knowing the other."""
        current = self.desk.report = cast(VisitReport, changed.current)
        others = [
            (self.form[name].label, getattr(current, name)) for name in visit_rules.FIELDS if getattr(current, name) != self.form.cleaned_data[name]
        ]
        self.form.add_error(None, [str(reason) for reason in changed.reasons])
        self.edition = current.edition
        return self.said(_("Отчёт изменили на другом устройстве. Нажмите «Сохранить черновик», чтобы сравнить."), 409, others=others)

    def said(self, words: str, status: int, *, closed: bool = False, others: Sequence[tuple[Text, str]] = ()) -> HttpResponse:
        if self.quiet:
            return self.whisper(words=words)
        return self.shown(status, others=others, unsaved=closed)

    def whisper(self, *, saved: bool = False, words: str = "") -> HttpResponse:
        """For the saving that nobody pressed: a line of words and the edition. With a refusal the page keeps its edition, so that the press compares."""
        return render(self.request, "portals/cabinet/visit_saved.html", {"report": self.desk.report, "saved": saved, "words": words})


def page(request: PersonRequest, desk: Desk, form: VisitForm, *, status: int = 200, edition: int | None = None, **more: Any) -> HttpResponse:
    accepted = visit_rules.told_to(request.user).filter(meeting=desk.meeting).exclude(enrollment=desk.enrollment)
    removed, closed = request.GET.get("removed", ""), desk.closed()
    context = {
        "tabs": tabs("meetings", desk.enrollment),
        "enrollment": desk.enrollment,
        "meeting": desk.meeting,
        "report": desk.report,
        "photos": desk.photos,
        "told": told(desk.report) if desk.report else None,
        "form": form,
        "edition": (desk.report.edition if desk.report else 0) if edition is None else edition,
        "closed": closed,
        "limit": visit_rules.PHOTOS,
        "room": visit_rules.PHOTOS - len(desk.photos),
        "removed": 0 if closed else number_of(removed),
        "page": Paginator(accepted.order_by("-decided_at", "pk"), PAGE).get_page(request.GET.get("page")),
        "typed": [(form[name].label, form[name].value()) for name in visit_rules.FIELDS if form.is_bound and form[name].value()],
        **more,
    }
    return render(request, "portals/cabinet/visit.html", context, status=status)


def told(report: VisitReport) -> dict[str, Any]:
    tone, icon = visit_rules.TONES[VisitReport.State(report.state)]
    return {"report": report, "tone": tone, "icon": icon, "words": visit_rules.WORDS[report.state]}


@login_required
@require_safe
def visit_told(request: PersonRequest, enrollment_id: int, pk: int) -> HttpResponse:
    """An accepted report of somebody of the cohort."""
    enrollment = get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("cohort"), pk=enrollment_id)
    report = get_object_or_404(visit_rules.told_to(request.user), pk=pk, meeting__cohort=enrollment.cohort_id)
    photos = list(visit_rules.photos_of(report).select_related("file"))
    context = {"tabs": tabs("meetings", enrollment), "enrollment": enrollment, "report": report, "meeting": report.meeting, "photos": photos}
    return render(request, "portals/cabinet/visit_told.html", context)


@login_required
@require_safe
def visit_photo(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Drawn by the vault, so it may stand in the page; for whoever may read its report."""
    photo = get_object_or_404(visit_rules.photos_visible_to(request.user), pk=pk)
    return answer(request, photo.file, inline=True)


def line_of(enrollment: Enrollment, meeting: Meeting, standing: visit_rules.VisitStanding, mark: Mark | None) -> dict[str, str] | None:
    """The word about the report beside its meeting; none where nobody asks for one: whoever was not there has nothing to tell."""
    state = standing.states.get(meeting.pk, "")
    missed = mark is not None and mark.status in MISSED
    if meeting.pk not in {each.pk for each in standing.asked} or (missed and not state):
        return None
    words = {"": _("Рассказать о поездке"), "draft": _("Дописать отчёт о поездке"), "returned": _("Поправить отчёт о поездке")}
    return {"words": words.get(state, _("Отчёт о поездке")), "url": reverse("portals:visit", args=[enrollment.pk, meeting.pk])}


urlpatterns = [
    path("cabinet/<int:enrollment_id>/visits/<int:meeting_id>/", visit, name="visit"),
    path("cabinet/<int:enrollment_id>/visits/told/<int:pk>/", visit_told, name="visit_told"),
    path("files/visits/<int:pk>/", visit_photo, name="visit_photo"),
]
