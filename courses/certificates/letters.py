"""The certificate's job – print, keep, send – and its letters."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from courses.certificates import batch_rules
from courses.certificates.models import Batch, Certificate
from courses.certificates.printing import certificate_pdf
from school.post.actions import link_to, send
from school.vault.actions import keep, path_of


@task()
def print_and_send(certificate_id: int) -> None:
    """Prints the PDF into the vault and writes the letter. Safe to run twice: the file is kept once, the letter goes once per certificate."""
    certificate = Certificate.objects.select_related("holder", "file").get(pk=certificate_id)
    pdf = path_of(certificate.file.key).read_bytes() if certificate.file else certificate_pdf(certificate.facts)
    with transaction.atomic():
        locked = Certificate.objects.select_for_update(of=["self"]).get(pk=certificate_id)
        if locked.file_id is None:
            locked.file = keep(pdf, name=f"{locked.number}.pdf", content_type="application/pdf", by=None, title=locked.number)
            locked.save(update_fields=["file"])
        if locked.state == Certificate.State.VALID:
            send(
                "certificate_issued",
                to=certificate.holder,
                context=_context(locked),
                reason=reason_of(locked.pk),
                attachment=(f"{locked.number}.pdf", pdf, "application/pdf"),
                at=written_at(locked),
            )


def reason_of(certificate_id: int) -> str:
    """One letter for one certificate."""
    return f"certificate-{certificate_id}"


def written_at(certificate: Certificate) -> datetime | None:
    """When the letter may go: what was issued in bulk can be taken back for a while."""
    at = Batch.objects.filter(lines__certificate=certificate, letters_at__gt=timezone.now()).values_list("letters_at", flat=True).first()
    return at


def batch_asked(batch: Batch, people: int) -> None:
    """To everybody who may be the second person."""
    for person in batch_rules.second_people(batch.by):
        context = {"person": person, "batch": batch, "by": batch.by, "people": people, "url": link_to("office_certificates_batch", batch.pk)}
        send("batch_asked", to=person, context=context, reason=f"batch-{batch.pk}")


def batch_declined(batch: Batch) -> None:
    context = {"person": batch.by, "batch": batch, "by": batch.ended_by, "url": link_to("office_certificates_batch", batch.pk)}
    send("batch_declined", to=batch.by, context=context, reason=f"batch-declined-{batch.pk}")


def revoked(certificate: Certificate) -> None:
    send("certificate_revoked", to=certificate.holder, context=_context(certificate), reason=f"revoked-{certificate.pk}")


def _context(certificate: Certificate) -> dict[str, object]:
    return {
        "certificate": certificate,
        "facts": certificate.facts,
        "person": certificate.holder,
        "cabinet_url": settings.BASE_URL + reverse("portals:certificates"),
        "check_url": settings.BASE_URL + reverse("portals:certificate", args=[certificate.token.lower()]),
    }
