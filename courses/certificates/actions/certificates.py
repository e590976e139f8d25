"""Issue, replace, revoke. Numbers come from a counter row under its lock; the PDF and the letter are jobs that may run twice."""

import base64
import hashlib
import json
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.certificates import letters
from courses.certificates.design_rules import design_for, last_day
from courses.certificates.fact_rules import Award, Facts, facts_of
from courses.certificates.models import Certificate, Kind, Series
from courses.certificates.rules import missing_for
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Module
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.post.actions import take_back


def issue(enrollment: Enrollment, *, by: User, kind: str = Kind.PARTICIPANT, module: Module | None = None) -> Certificate:
    """Gives the certificate of this kind, once: a second call is refused with «уже выпущен»."""
    with transaction.atomic():
        Enrollment.objects.select_for_update(of=["self"]).get(pk=enrollment.pk)
        locked = _seat(enrollment.pk)
        if Certificate.objects.valid().filter(enrollment=locked, kind=kind, module=module).exists():
            raise Refused(_("Сертификат уже выпущен."))
        missing = missing_for(locked, kind, module)
        if missing:
            raise Refused(*(f"{answer.title}: {answer.value}, {answer.needed}." for answer in missing))
        return _given(Award(kind, locked.person, locked.cohort, locked, module), by=by)


def thank(person: User, cohort: Cohort, kind: str, *, by: User) -> Certificate:
    """A thanks to somebody who taught or helped the cohort; nothing is to be fulfilled, but nobody gets the same one twice."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=person.pk)
        if Certificate.objects.valid().filter(holder=locked, kind=kind, cohort=cohort).exists():
            raise Refused(_("Благодарность за этот поток уже выдана."))
        return _given(Award(kind, locked, cohort), by=by)


def _given(award: Award, *, by: User) -> Certificate:
    certificate = _write(award, by=by)
    record(by=by, verb="certificate.issued", target=certificate, number=certificate.number, holder=str(award.person))
    return certificate


def _seat(pk: int) -> Enrollment:
    return Enrollment.objects.select_related("person", "cohort__program", "organization", "town").get(pk=pk)


def replace(certificate: Certificate, *, reason: str, by: User) -> Certificate:
    """A corrected certificate with a number of its own; the old one says «заменён» and points to the new."""
    if not reason.strip():
        raise Refused(_("Напишите, что исправлено."))
    with transaction.atomic():
        old = Certificate.objects.select_for_update(of=["self"]).get(pk=certificate.pk)
        if old.state != Certificate.State.VALID:
            raise Refused(_("Заменить можно только действующий сертификат."))
        old.state, old.reason = Certificate.State.REPLACED, reason.strip()
        old.save(update_fields=["state", "reason"])
        take_back(letters.reason_of(old.pk))  # still waiting in an issue in bulk: only the new one is told of
        new = _write(_award_of(old), by=by)
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


def _award_of(certificate: Certificate) -> Award:
    """What it was given for, as it is known now."""
    found = Certificate.objects.select_related("holder", "cohort__program", "module").get(pk=certificate.pk)
    seat = _seat(found.enrollment_id) if found.enrollment_id else None
    cohort = seat.cohort if seat else found.cohort
    assert cohort  # a thanks always has one
    return Award(found.kind, found.holder, cohort, seat, found.module)


def _write(award: Award, *, by: User) -> Certificate:
    """The row with its frozen facts; the job that prints and sends is enqueued in the same transaction."""
    today, design = timezone.localdate(), design_for(award.kind)
    if design is None:
        raise Refused(_("Сначала заведите бланк «%(kind)s»: что на нём сказано и кто подписывает.") % {"kind": Kind(award.kind).label})
    number, token = _next_number(design.series, today.year), _new_token()
    until = last_day(today, design.valid_years)
    facts = facts_of(award, design, number=number, token=token, issued_on=today, valid_until=until)
    certificate = Certificate.objects.create(
        holder=award.person,
        enrollment=award.enrollment,
        cohort=award.cohort,
        module=award.module,
        kind=award.kind,
        design=design,
        number=number,
        token=token,
        facts=facts,
        digest=digest_of(facts),
        valid_until=until,
        issued_by=by,
    )
    letters.print_and_send.enqueue(certificate.pk)
    return certificate


def _next_number(code: str, year: int) -> str:
    """«ШЛ-2026-0147»: the year is the school's, the count has no gaps (a refused issue rolls it back)."""
    Series.objects.get_or_create(code=code, year=year)
    series = Series.objects.select_for_update().get(code=code, year=year)
    number = series.next
    series.next = number + 1
    series.save(update_fields=["next"])
    return f"{code}-{year}-{number:04d}"


def _new_token() -> str:
    """130 random bits in capitals and digits, so that the QR stays small."""
    return base64.b32encode(secrets.token_bytes(17)).decode().rstrip("=")[:26]


def digest_of(facts: Facts) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
