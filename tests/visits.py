"""An exchange visit that is over, photographs as a telephone makes them, reports in any state."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from courses.program.models import Kind
from courses.progress.actions.visits import add_photo, save_report
from courses.progress.models import VisitReport
from tests.factories import MeetingFactory, ModuleFactory

TEXTS = {"saw": "Мастерскую и склад вещей.", "takes": "Журнал выдачи.", "asks": ""}
GPS, PLACE, MAKE = 34853, {1: "N", 2: (57.0, 9.0, 11.0), 3: "E", 4: (65.0, 32.0, 3.0)}, 271


def visit_of(cohort, **fields):
    """Ended yesterday, unless told otherwise."""
    ends = fields.pop("ends_at", timezone.now() - timedelta(days=1))
    module = fields.pop("module", None) or ModuleFactory(program=cohort.program, kind=Kind.EXCHANGE_VISIT, title="Поездки")
    return MeetingFactory(cohort=cohort, module=module, title="В гости к «Дому»", starts_at=ends - timedelta(hours=4), ends_at=ends, **fields)


def shot(form="JPEG", color="#286e3c", size=(64, 48), name=None, **options):
    """The bytes of a photograph as an upload; a telephone writes the place into a JPEG."""
    stream = BytesIO()
    image = Image.new("RGB", size, color)
    if form == "JPEG":
        exif = Image.Exif()
        exif[MAKE] = "Телефон-7".encode().decode("latin-1")
        exif[GPS] = PLACE
        options.setdefault("exif", exif)
    image.save(stream, form, **options)
    return SimpleUploadedFile(name or f"снимок.{'jpg' if form == 'JPEG' else form.lower()}", stream.getvalue(), f"image/{form.lower()}")


def report_of(enrollment, meeting, state="sent", photos=0, **fields):
    """Written by its author; the state is put there by hand."""
    person = enrollment.person
    report = save_report(meeting, enrollment, fields=TEXTS | fields, edition=0, by=person)
    for number in range(photos):
        add_photo(meeting, enrollment, upload=shot(color=f"#{number * 20:02x}8800"), caption=f"Снимок {number + 1}", by=person)
    sent = None if state == "draft" else timezone.now()
    VisitReport.objects.filter(pk=report.pk).update(state=state, sent_at=sent, decided_at=sent if state in {"accepted", "returned"} else None)
    return VisitReport.objects.select_related("meeting__cohort", "meeting__module", "enrollment__person").get(pk=report.pk)


def stand_visits(enrollment):
    """For the stage: one visit to write about, one whose report is with the trainer, one with an accepted report."""
    module = ModuleFactory(program=enrollment.cohort.program, kind=Kind.EXCHANGE_VISIT, title="Поездки")
    asked, waiting, told = (visit_of(enrollment.cohort, module=module) for _number in range(3))
    sent, accepted = report_of(enrollment, waiting, photos=1), report_of(enrollment, told, "accepted")
    return {
        **{f"portals:visit {press}".strip(): [enrollment.pk, asked.pk] for press in ("", "save", "add", "send")},
        "portals:visit_told": [enrollment.pk, accepted.pk],
        "portals:visit_photo": [sent.photos.get().pk],
        **{f"portals:visit_report {verdict}".strip(): [sent.pk] for verdict in ("", "accept", "return")},
        **{f"portals:{name}": [told.pk] for name in ("visit_people", "visit_paper")},
    }


def visit_given(stage, press):
    return TEXTS | {"asks": "Где взять журнал?", "edition": "0", press: "1"}


def photo_given(stage):
    photo = shot()
    return visit_given(stage, "add") | {"photo": (photo.name, photo.read()), "caption": "Склад"}


def decision_given(stage, verdict, answer):
    """On the screen as it is now."""
    report = VisitReport.objects.get(pk=stage.arguments[f"portals:visit_report {verdict}"][0])
    return {"verdict": verdict, "answer": answer} | read(report)


def read(report):
    """What a screen of the desk says of the report it shows."""
    return {"seen": report.state, "edition": str(report.edition), "sent": report.sent_at.isoformat() if report.sent_at else ""}


VISIT_PRESSES = {
    "portals:visit save": ("participant", lambda stage: visit_given(stage, "save")),
    "portals:visit add": ("participant", photo_given),
    "portals:visit send": ("participant", lambda stage: visit_given(stage, "send")),
    "portals:visit_report accept": ("trainer", lambda stage: decision_given(stage, "accept", "Спасибо")),
    "portals:visit_report return": ("trainer", lambda stage: decision_given(stage, "return", "Допишите")),
}
