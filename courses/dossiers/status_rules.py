"""The status: whether it is in force, what is said of it, when it is reminded of, what a renewal takes along."""

from datetime import date

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import filing_rules, term_rules
from courses.dossiers.models import Claim, Dossier, FiledClaim, Item, Outcome, RegisterEntry, Requirement, Status
from courses.dossiers.models.dossiers import LIVING
from school.people.models import Organization
from school.people.rules import Text
from school.templatetags.look import longdate

REMIND_AT = (30, 90, 180)  # days before the end, the nearest first
OFFERED = 180  # days before the end when a renewal is offered
FRESH = 30  # days a paper still has to live to be taken into a renewal


def statuses_of(organization: Organization) -> list[Status]:
    """Newest first, with their services."""
    rows = Status.objects.filter(organization=organization).select_related("by", "dossier__renewal")
    return list(rows.prefetch_related(Prefetch("claims", Claim.objects.select_related("service"))).order_by("-since", "-pk"))


def status_of(organization: Organization) -> Status | None:
    """In force today."""
    return Status.objects.in_force().filter(organization=organization).order_by("-until").first()


def days_left(status: Status, today: date | None = None) -> int:
    return (status.until - (today or timezone.localdate())).days


def told(status: Status, today: date | None = None) -> tuple[str, str, str]:
    """Words, tone and icon."""
    now = today or timezone.localdate()
    if status.ended_on:
        return _("исключена из реестра %(day)s") % {"day": longdate(status.ended_on)}, "bad", "ban"
    if status.until < now:
        return _("срок вышел %(day)s") % {"day": longdate(status.until)}, "bad", "alert"
    if status.since > now:
        return _("начнёт действовать %(day)s") % {"day": longdate(status.since)}, "info", "clock"
    left = days_left(status, now)
    facts = {"day": longdate(status.until), "days": left}
    if left <= OFFERED:
        return _("действует до %(day)s, осталось дней: %(days)d") % facts, "warn", "clock"
    return _("действует до %(day)s") % facts, "ok", "seal"


def until_of(since: date) -> date | None:
    """Two years by the term of the law; None where the school has no such term."""
    return term_rules.span(term_rules.term_of("status", on=since), since)


def offers_renewal(status: Status, today: date | None = None) -> bool:
    """Time to prepare, and nobody has begun."""
    return not status.ended_on and days_left(status, today) <= OFFERED and renewal_of(status) is None


def renewal_of(status: Status) -> Dossier | None:
    return Dossier.objects.filter(previous=status.dossier_id).first()


def reminder_due(status: Status, today: date) -> int | None:
    """Only the nearest distance: what was missed is not told afterwards."""
    left = days_left(status, today)
    return next((days for days in REMIND_AT if left <= days), None) if left >= 0 else None


# What may be recorded


def claims_to_recognize(dossier: Dossier, claims: list[Claim] | None = None, sent: dict[int, list[FiledClaim]] | None = None) -> list[FiledClaim]:
    """With the Ministry now: waiting for its answer, or recognised and waiting for the status."""
    claims = filing_rules.claims_of(dossier) if claims is None else claims
    sent = filing_rules.living(claims) if sent is None else sent
    names = {claim.pk: claim for claim in claims if claim.state != Claim.State.RECOGNIZED}
    found = []
    for key, rows in sent.items():
        last = rows[-1]
        if key not in names:
            continue
        final = filing_rules.final_of(last)
        if last.filing.kind == filing_rules.JUSTICE and (final is None or final.kind == Outcome.Kind.RECOGNITION):
            last.claim = names[last.claim_id]
            found.append(last)
    return found


def reasons_not_to_grant(dossier: Dossier, chosen: list[FiledClaim], number: str, since: date, until: date | None) -> list[Text]:
    """Of the locked dossier."""
    if not chosen:
        return [_("Выберите хотя бы одну услугу, которую признали.")]
    rest = [row for row in claims_to_recognize(dossier) if row.pk not in {row.pk for row in chosen}]
    if rest:
        return [_("По услуге «%(service)s» ответа Минюста ещё нет. Запишите его, потом статус.") % {"service": rest[0].claim.service}]
    if dossier.state != Dossier.State.AT_JUSTICE:
        return [_("Сначала запишите подачу в Минюст.")]
    sent = max(filing_rules.start_of(row.filing) for row in chosen)
    if since < sent:
        return [_("Признать не могли раньше, чем подали: %(day)s.") % {"day": longdate(sent)}]
    return reasons_against_facts(number, since, until)


def reasons_against_facts(number: str, since: date, until: date | None) -> list[Text]:
    if not number.strip():
        return [_("Напишите номер распоряжения.")]
    if since > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    if until is None:
        return [_("Срок статуса не установлен в справочнике: укажите последний день.")]
    return [_("Статус заканчивается раньше, чем начинается.")] if until <= since else []


def reasons_not_to_remove(status: Status, on: date, why: str) -> list[Text]:
    if status.ended_on:
        return [_("Исключение из реестра уже записано.")]
    if on > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    if not status.since <= on <= status.until:
        return [_("День исключения – внутри срока статуса.")]
    return [] if why in Status.Ended.values and why else [_("Выберите, почему исключили.")]


def reasons_not_to_renew(status: Status) -> list[Text]:
    if status.ended_on:
        return [_("Организацию исключили из реестра: продлевать нечего. Заведите новую папку.")]
    if Dossier.objects.filter(organization=status.organization_id, state__in=LIVING).exists():
        return [_("У организации уже есть папка в работе.")]
    return []


def reasons_not_to_enter(organization: Organization, register: str, since: date | None) -> list[Text]:
    if register not in RegisterEntry.Register.values:
        return [_("Выберите реестр.")]
    if since and since > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    if organization.register_entries.filter(register=register, until=None).exists():
        return [_("Запись об этом реестре уже есть. Если организация вышла из него, закройте её.")]
    return []


def reasons_not_to_close(entry: RegisterEntry, until: date) -> list[Text]:
    if until > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    return [_("Вышли раньше, чем вошли.")] if entry.since and until < entry.since else []


# What a renewal takes along


def is_carried(item: Item, today: date | None = None) -> bool:
    """Still good for a while, or does not grow old and proves nothing of the past year: the charter, not the table of the year."""
    if item.state != Item.State.ACCEPTED or item.gone_at:
        return False
    if item.valid_until:
        return (item.valid_until - (today or timezone.localdate())).days >= FRESH
    line = item.requirement
    dated = line.lasts is not None or line.criterion_id is not None
    return not dated and line.paper == Requirement.Paper.NONE and line.stage != Requirement.Stage.JUSTICE
