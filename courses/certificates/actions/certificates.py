"""Issue, replace, revoke. Numbers come from a counter row under its lock; the PDF and the letter are jobs that may run twice."""

import base64
import hashlib
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.certificates import letters
from courses.certificates.models import Certificate, Design, Series
from courses.certificates.rules import missing_for
from courses.enrollment.models import Enrollment
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.post.actions import take_back


def issue(enrollment: Enrollment, *, by: User) -> Certificate:
    """Gives the participant's certificate, once: a second call is refused with «уже выпущен»."""
    with transaction.atomic():
        locked = Enrollment.objects.select_for_update(of=["self"]).select_related("person", "cohort__program", "organization").get(pk=enrollment.pk)
        if Certificate.objects.valid().filter(enrollment=locked, kind=Certificate.Kind.PARTICIPANT).exists():
            raise Refused(_("Сертификат уже выпущен."))
        missing = missing_for(locked)
        if missing:
            raise Refused(*(f"{answer.title}: {answer.value}, {answer.needed}." for answer in missing))
        certificate = _write(locked, by=by)
        record(by=by, verb="certificate.issued", target=certificate, number=certificate.number, holder=str(locked.person))
    return certificate


def replace(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    """A corrected certificate with a number of its own; the old one says «заменён» and points to the new."""
    if not reason.strip():
        raise Refused(_("Напишите, что исправлено."))
    with transaction.atomic():
        old = Certificate.objects.select_for_update(of=["self"]).get(pk=certificate.pk)
        if old.state != Certificate.State.VALID or old.enrollment_id is None:
            raise Refused(_("Заменить можно только действующий сертификат."))
        enrollment = Enrollment.objects.select_related("person", "cohort__program", "organization").get(pk=old.enrollment_id)
        old.state, old.reason = Certificate.State.REPLACED, reason.strip()
        old.save(update_fields=["state", "reason"])
        take_back(letters.reason_of(old.pk))  # still waiting in an issue in bulk: only the new one is told of
        new = _write(enrollment, by=by)
        old.replaced_by = new
        old.save(update_fields=["replaced_by"])
        record(by=by, verb="certificate.replaced", target=old, number=old.number, to=new.number, reason=reason.strip())
    return new


def revoke(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    if not reason.strip():
        raise Refused(_("Напишите причину: её увидит тот, кто проверяет сертификат."))
    with transaction.atomic():
        locked = Certificate.objects.select_for_update(of=["self"]).get(pk=certificate.pk)
        if locked.state != Certificate.State.VALID:
            raise Refused(_("Аннулировать можно только действующий сертификат."))
        locked.state, locked.reason = Certificate.State.REVOKED, reason.strip()
        locked.revoked_at, locked.revoked_by = timezone.now(), by
        locked.save(update_fields=["state", "reason", "revoked_at", "revoked_by"])
        record(by=by, verb="certificate.revoked", target=locked, number=locked.number, reason=locked.reason)
        if not take_back(letters.reason_of(locked.pk)):  # whoever was never told of it is not told that it is gone
            letters.revoked(locked)
    return locked


def _write(enrollment: Enrollment, *, by: User) -> Certificate:
    """The row with its frozen facts; the job that prints and sends is enqueued in the same transaction."""
    today = timezone.localdate()
    design = Design.objects.filter(since__lte=today).first()
    if design is None:
        raise Refused(_("Сначала заведите бланк сертификата: кто выдаёт и подписывает."))
    number, token = _next_number(today.year), _new_token()
    facts = _facts(enrollment, design, number=number, token=token, issued_on=today.isoformat())
    certificate = Certificate.objects.create(
        holder=enrollment.person,
        enrollment=enrollment,
        number=number,
        token=token,
        facts=facts,
        digest=digest_of(facts),
        issued_by=by,
    )
    letters.print_and_send.enqueue(certificate.pk)
    return certificate


def _next_number(year: int) -> str:
    """«ШЛ-2026-0147»: the year is the school's, the count has no gaps (a refused issue rolls it back)."""
    Series.objects.get_or_create(year=year)
    series = Series.objects.select_for_update().get(year=year)
    number = series.next
    series.next = number + 1
    series.save(update_fields=["next"])
    return f"ШЛ-{year}-{number:04d}"


def _new_token() -> str:
    """130 random bits in capitals and digits, so that the QR stays small."""
    return base64.b32encode(secrets.token_bytes(17)).decode().rstrip("=")[:26]


def digest_of(facts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _facts(enrollment: Enrollment, design: Design, *, number: str, token: str, issued_on: str) -> dict[str, Any]:
    person, cohort = enrollment.person, enrollment.cohort
    with override("ru"):
        return {
            "family_name": person.family_name,
            "given_names": person.given_names,
            "organization": enrollment.organization.short_name,
            "program": cohort.program.title,
            "hours": sum(row.hours for row in cohort.cohort_modules.all()),
            "started_on": cohort.starts_on.isoformat(),
            "finished_on": min(cohort.ends_on, timezone.localdate()).isoformat(),
            "issued_on": issued_on,
            "place": design.place,
            "number": number,
            "signatory_name": design.signatory_name,
            "signatory_post": design.signatory_post,
            "school_name": design.school_name,
            "school_region": design.school_region,
            "check_url": f"{settings.BASE_URL}/C/{token}".upper(),
            "check_url_text": f"{settings.BASE_URL.split('://')[-1]}/c/{token}",
        }
