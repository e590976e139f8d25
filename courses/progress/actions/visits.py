"""Verbs of visit reports: save, photographs, send; accept and return. What a person writes is locked by their enrollment, a decision – by the report."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from courses.progress import visit_letters, visit_rules
from courses.progress.models import VisitPhoto, VisitReport
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused
from school.vault.actions import discard, keep, path_of
from school.vault.models import File

State = VisitReport.State
ROWS = VisitReport.objects.select_related("meeting__cohort", "meeting__module", "enrollment__person")


@transaction.atomic
def save_report(
    meeting: Meeting, enrollment: Enrollment, *, fields: Mapping[str, str], captions: Mapping[int, str] | None = None, edition: int, by: User
) -> VisitReport:
    """`edition` is the one that was on the screen, 0 for none. A newer one with other words raises `Changed` and writes nothing; the same words write nothing."""
    report = _writable(meeting, enrollment, by)
    photos = list(visit_rules.photos_of(report)) if captions else []
    relabelled = [photo for photo in photos if captions and photo.caption != captions.get(photo.pk, photo.caption)]
    changed = [name for name in visit_rules.FIELDS if name in fields and getattr(report, name) != fields[name]]
    if not changed and not relabelled:
        return report
    if report.edition != max(edition, 1):
        raise Changed(report)
    for name in changed:
        setattr(report, name, fields[name])
    for photo in relabelled:
        photo.caption = (captions or {})[photo.pk]
        photo.save(update_fields=["caption"])
    report.edition += 1
    report.save(update_fields=[*changed, "edition", "saved_at"])
    return report


def add_photo(meeting: Meeting, enrollment: Enrollment, *, upload: "Upload[Any]", caption: str = "", by: User) -> VisitPhoto:
    """The same photograph sent twice is one. It is drawn anew before anything is locked: that takes a second."""
    _refuse_closed(meeting, enrollment, VisitReport.objects.filter(meeting=meeting, enrollment=enrollment).first())
    file = keep(upload, by=by, shelf=visit_rules.SHELF)
    try:
        with transaction.atomic():
            photo = _added(_writable(meeting, enrollment, by), file, caption, by)
            if photo.file_id != file.pk:
                discard(file)
    except Refused:
        discard(file)
        raise
    return photo


def _added(report: VisitReport, file: File, caption: str, by: User) -> VisitPhoto:
    if known := visit_rules.photos_of(report).filter(file__sha256=file.sha256).first():
        return known
    if reasons := visit_rules.reasons_not_to_add(report):
        raise Refused(*reasons)
    with Image.open(path_of(file.key)) as picture:
        width, height = picture.size
    photo = VisitPhoto.objects.create(report=report, file=file, caption=caption[:200], width=width, height=height)
    record(by=by, verb="progress.visit_photo_added", target=report.meeting, report=report.pk)
    return photo


@transaction.atomic
def remove_photo(photo: VisitPhoto, *, by: User) -> bool:
    """Nobody sees it from now on; until the report is sent it can be brought back."""
    locked = _own_photo(photo, by)
    if locked.removed_at:
        return False
    locked.removed_at = timezone.now()
    locked.save(update_fields=["removed_at"])
    record(by=by, verb="progress.visit_photo_removed", target=locked.report.meeting, report=locked.report_id)
    return True


@transaction.atomic
def restore_photo(photo: VisitPhoto, *, by: User) -> bool:
    locked = _own_photo(photo, by)
    if locked.removed_at is None:
        return False
    if visit_rules.photos_of(locked.report).count() >= visit_rules.PHOTOS:
        raise Refused(_("Фотографий в отчёте уже %(n)s. Уберите одну, чтобы вернуть другую.") % {"n": visit_rules.PHOTOS})
    locked.removed_at = None
    locked.save(update_fields=["removed_at"])
    record(by=by, verb="progress.visit_photo_restored", target=locked.report.meeting, report=locked.report_id)
    return True


@transaction.atomic
def send_report(report: VisitReport, *, by: User) -> VisitReport:
    """What was removed and never opened goes for good: a file somebody has opened stays beside the record of who did."""
    locked = _writable(report.meeting, report.enrollment, by)
    if reasons := visit_rules.reasons_against(locked, "send"):
        raise Refused(*reasons)
    locked.state, locked.sent_at, locked.answer = State.SENT, timezone.now(), ""
    locked.save(update_fields=["state", "sent_at", "answer"])
    for photo in locked.photos.exclude(removed_at=None).filter(file__looks=None).select_related("file"):
        file = photo.file
        photo.delete()
        discard(file)
    record(by=by, verb="progress.visit_sent", target=locked.meeting, person=locked.enrollment.person.full_name, report=locked.pk)
    visit_letters.visit_sent(locked)
    return locked


def accept_report(report: VisitReport, *, answer: str = "", by: User) -> VisitReport:
    """On what the decider has read: `report` is as it was on the screen, sent at that very moment (photographs change between two sendings alone)."""
    return _decided(report, "accept", answer, by)


def return_report(report: VisitReport, *, reason: str, by: User) -> VisitReport:
    if not reason.strip():
        raise Refused(_("Напишите, что исправить."))
    return _decided(report, "return", reason, by)


@transaction.atomic
def _decided(report: VisitReport, verb: str, answer: str, by: User) -> VisitReport:
    locked = ROWS.select_for_update(of=["self"]).get(pk=report.pk)
    if reasons := visit_rules.reasons_not_to_decide(locked, by) or visit_rules.reasons_against(locked, verb):
        raise Refused(*reasons)
    if (locked.state, locked.edition, locked.sent_at) != (report.state, report.edition, report.sent_at):
        raise Refused(_("С тех пор как вы открыли отчёт, он изменился. Прочтите его ещё раз."))
    locked.state, locked.answer = visit_rules.TRANSITIONS[verb].target, answer
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    words = "progress.visit_accepted" if verb == "accept" else "progress.visit_returned"
    record(by=by, verb=words, target=locked.meeting, person=locked.enrollment.person.full_name, reason=answer, report=locked.pk)
    visit_letters.visit_decided(locked)
    return locked


def _writable(meeting: Meeting, enrollment: Enrollment, by: User) -> VisitReport:
    """The report under the lock of its author's enrollment; made when this is the first word of it."""
    person = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
    report = ROWS.filter(meeting=meeting, enrollment=person).first()
    _refuse_closed(meeting, person, report)
    if report is None:
        report = VisitReport.objects.create(meeting=meeting, enrollment=enrollment)
        record(by=by, verb="progress.visit_begun", target=meeting, report=report.pk)
    return report


def _refuse_closed(meeting: Meeting, enrollment: Enrollment, report: VisitReport | None) -> None:
    if reasons := visit_rules.reasons_not_to_write(meeting, enrollment, report.state if report else State.DRAFT):
        raise Refused(*reasons)


def _own_photo(photo: VisitPhoto, by: User) -> VisitPhoto:
    report = photo.report
    _writable(report.meeting, report.enrollment, by)
    return VisitPhoto.objects.select_related("report__meeting", "report__enrollment").get(pk=photo.pk)
