"""The certificate's job – print, keep, send – and its letters."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from courses.certificates.models import Certificate
from courses.certificates.printing import certificate_pdf
from school.post.actions import send
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
                reason=f"certificate-{locked.pk}",
                attachment=(f"{locked.number}.pdf", pdf, "application/pdf"),
            )


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
