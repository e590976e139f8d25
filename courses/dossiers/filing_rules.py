"""What was sent to a body and what came back: who may record it, what can be sent now, when the answer is due, where the dossier stands by it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import term_rules
from courses.dossiers.models import Body, Claim, Dossier, FiledClaim, Filing, Item, Outcome, Path, RefusalGround, Requirement
from courses.dossiers.models.dossiers import WHOLE_SCHOOL
from courses.enrollment.rules import roles_of
from school.people.models import User
from school.people.rules import Text

ASSESSOR, JUSTICE = Body.Kind.ASSESSOR, Body.Kind.JUSTICE
STATES = (Dossier.State.GATHERING, Dossier.State.FILED, Dossier.State.CONCLUDED, Dossier.State.AT_JUSTICE)  # in which one files
STAGES = {
    ASSESSOR: (Requirement.Stage.ELIGIBILITY, Requirement.Stage.CHARTER, Requirement.Stage.ASSESSMENT),
    JUSTICE: (Requirement.Stage.JUSTICE,),
}
TERMS = {ASSESSOR: "assessment", JUSTICE: "justice"}
SOCIAL_TERM = "assessment_social"
EXTENSIONS = {ASSESSOR: "assessment_extension"}
ANSWERS = {
    ASSESSOR: (Outcome.Kind.CONCLUSION, Outcome.Kind.REFUSAL, Outcome.Kind.REQUEST),
    JUSTICE: (Outcome.Kind.RECOGNITION, Outcome.Kind.REFUSAL, Outcome.Kind.REQUEST),
}


def kept_by(person: User) -> QuerySet[Dossier]:
    """Dossiers in which the person may record what was filed and answered: writers of the NGO, its mentor, the coordinators."""
    if roles_of(person) & WHOLE_SCHOOL:
        return Dossier.objects.all()
    written, led = Dossier.objects.written_by(person), Dossier.objects.led_by(person)
    return Dossier.objects.filter(Q(pk__in=written.values("pk")) | Q(pk__in=led.values("pk")))


def reasons_not_to_keep(dossier: Dossier, person: User) -> list[Text]:
    if not kept_by(person).filter(pk=dossier.pk).exists():
        return [_("Записать это могут владельцы и редакторы папки, наставник и координатор.")]
    if dossier.state == Dossier.State.LEFT:
        return [_("Работа с папкой прекращена.")]
    return []


# What was filed


def filings_of(dossier: Dossier) -> list[Filing]:
    """Newest first, with services and answers: three queries for any number of them."""
    answers = Outcome.objects.filter(taken_back_at=None).select_related("ground", "by").order_by("on", "pk")
    filed = FiledClaim.objects.select_related("claim__service").prefetch_related(Prefetch("outcomes", answers, to_attr="answers"))
    rows = dossier.filings.select_related("body", "by").prefetch_related(Prefetch("filed", filed, to_attr="rows"))
    return list(rows.order_by("-sent_on", "-pk"))


def final_of(filed: FiledClaim) -> Outcome | None:
    """The answer that closes; a request leaves it open."""
    found = [answer for answer in answers_of(filed) if answer.kind != Outcome.Kind.REQUEST]
    return found[0] if found else None


def answers_of(filed: FiledClaim) -> list[Outcome]:
    ready = getattr(filed, "answers", None)
    return list(filed.outcomes.filter(taken_back_at=None).select_related("ground", "by")) if ready is None else ready


def living(claims: Iterable[Claim]) -> dict[int, list[FiledClaim]]:
    """Where each service was sent, in the order of sending; what was cancelled does not count."""
    answers = Prefetch("outcomes", Outcome.objects.filter(taken_back_at=None), to_attr="answers")
    rows = FiledClaim.objects.filter(claim__in=list(claims), filing__cancelled_at=None).select_related("filing").prefetch_related(answers)
    found: dict[int, list[FiledClaim]] = {}
    for row in rows.order_by("filing__sent_on", "filing__pk", "pk"):
        found.setdefault(row.claim_id, []).append(row)
    return found


def by_claim(filings: Iterable[Filing]) -> dict[int, list[FiledClaim]]:
    """The same as `living`, of filings that `filings_of` has read."""
    found: dict[int, list[FiledClaim]] = {}
    for filing in sorted(filings, key=lambda row: (row.sent_on, row.pk)):
        if filing.cancelled_at is None:
            for row in filing.rows:  # type: ignore[attr-defined]
                row.filing = filing
                found.setdefault(row.claim_id, []).append(row)
    return found


def is_open(filing: Filing) -> bool:
    """Still waits for an answer about some service. Asked of a filing of `filings_of`, or of one by itself."""
    rows = getattr(filing, "rows", None)
    rows = filing.filed.all() if rows is None else rows
    return filing.cancelled_at is None and any(final_of(row) is None for row in rows)


def is_waiting(rows: list[FiledClaim], kind: str) -> bool:
    return any(row.filing.kind == kind and final_of(row) is None for row in rows)


def conclusion_in(rows: list[FiledClaim]) -> Outcome | None:
    finals = [final_of(row) for row in rows]
    return next((answer for answer in reversed(finals) if answer and answer.kind == Outcome.Kind.CONCLUSION), None)


# When the answer is due


def answer_due(kind: str, path: str, start: date) -> date | None:
    """By the term in force on the day it begins; None – «срок не установлен». Providers of social services are assessed in a term of their own."""
    code = SOCIAL_TERM if path == Path.SOCIAL and kind == ASSESSOR else TERMS[Body.Kind(kind)]
    return term_rules.span(term_rules.term_of(code, on=start), start)


def extension_of(filing: Filing) -> date | None:
    """The last day of the extension that the law allows, counted from the first due day."""
    code = EXTENSIONS.get(Body.Kind(filing.kind))
    if not code or not filing.due_on:
        return None
    return term_rules.span(term_rules.term_of(code, on=filing.due_on), filing.due_on)


def start_of(filing: Filing) -> date:
    return filing.registered_on or filing.sent_on


def overdue(filing: Filing, today: date | None = None) -> int:
    """Days past the due one; 0 while there is time, or nobody knows the term."""
    due = filing.answer_by
    return max(((today or timezone.localdate()) - due).days, 0) if due else 0


def due_words(filing: Filing, today: date | None = None) -> tuple[str, str, str]:
    """Words, tone and icon about the day of the answer, for a filing that waits."""
    from school.templatetags.look import longdate

    due, now = filing.answer_by, today or timezone.localdate()
    if due is None:
        return str(term_rules.UNKNOWN), "", "clock"
    facts = {"day": longdate(due), "days": abs((due - now).days)}
    if due < now:
        return _("ответ ждали до %(day)s, просрочено дней: %(days)d") % facts, "bad", "alert"
    if due == now:
        return _("ответ ждём сегодня"), "warn", "clock"
    return _("ответ до %(day)s, осталось дней: %(days)d") % facts, "info", "clock"


# What can be sent now


def claims_of(dossier: Dossier) -> list[Claim]:
    return list(dossier.claims.exclude(state=Claim.State.DROPPED).select_related("service", "body"))


def claims_to_file(dossier: Dossier, kind: str, claims: list[Claim] | None = None, sent: dict[int, list[FiledClaim]] | None = None) -> list[Claim]:
    """Services that may go to this kind of body now. To the Ministry goes what has a conclusion; with a presidential grant – without it."""
    claims = claims_of(dossier) if claims is None else claims
    sent = living(claims) if sent is None else sent
    return [claim for claim in claims if not reasons_not_to_send(claim, kind, dossier.path, sent.get(claim.pk, []))]


def reasons_not_to_send(claim: Claim, kind: str, path: str, sent: list[FiledClaim]) -> list[Text]:
    name = {"service": str(claim.service)}
    if claim.state == Claim.State.DROPPED:
        return [_("Услуга «%(service)s» снята с папки.") % name]
    if claim.state == Claim.State.RECOGNIZED:
        return [_("Услуга «%(service)s» уже признана.") % name]
    if is_waiting(sent, ASSESSOR) or is_waiting(sent, JUSTICE):
        return [_("По услуге «%(service)s» ещё ждут ответа на прошлую подачу.") % name]
    concluded = conclusion_in(sent)
    if kind == JUSTICE and not concluded and path != Path.GRANT:
        return [_("По услуге «%(service)s» ещё нет заключения о качестве.") % name]
    if kind == JUSTICE and any((final := final_of(row)) and final.kind == Outcome.Kind.RECOGNITION for row in sent):
        return [_("Признание по услуге «%(service)s» уже записано.") % name]
    if kind == ASSESSOR and claim.state == Claim.State.CONCLUDED:
        return [_("Заключение по услуге «%(service)s» уже есть.") % name]
    return []


def lacking(dossier: Dossier, kind: str, claims: Iterable[Claim]) -> list[Item]:
    """Mandatory papers of the stage that are not accepted yet. What the state asks for itself is not missed."""
    enough = (Item.State.ACCEPTED, Item.State.NOT_NEEDED)
    rows = dossier.items.asked().filter(requirement__stage__in=STAGES[Body.Kind(kind)], requirement__mandatory=True)
    rows = rows.exclude(requirement__provider=Requirement.Provider.STATE).exclude(state__in=enough)
    return list(rows.filter(Q(claim=None) | Q(claim__in=list(claims))).select_related("requirement", "claim__service"))


def reasons_not_to_file(dossier: Dossier, kind: str, body: Body, claims: list[Claim], sent_on: date) -> list[Text]:
    """Of the locked dossier and its claims."""
    if dossier.state not in STATES:
        return [_("Подавать рано: сначала ответьте на вопросы о праве на статус.") if dossier.state == "eligibility" else _("Эта папка уже закрыта.")]
    if body.kind != kind:
        return [_("Этот орган решает другое. Выберите из предложенных.")]
    if not claims or any(claim.dossier_id != dossier.pk for claim in claims):
        return [_("Выберите хотя бы одну услугу.")]
    sent = living(claims)
    for claim in claims:
        if reasons := reasons_not_to_send(claim, kind, dossier.path, sent.get(claim.pk, [])):
            return reasons
    if reasons := reasons_against_sending_day(dossier, sent_on):
        return reasons
    last = max((final.on for rows in sent.values() for row in rows if (final := final_of(row))), default=None)
    if last and sent_on < last:
        return [_("Отправить не могли раньше ответа на прошлую подачу.")]
    return []


def reasons_against_sending_day(dossier: Dossier, sent_on: date) -> list[Text]:
    if sent_on > timezone.localdate():
        return [_("Этот день ещё не наступил: подачу записывают, когда её отправили.")]
    if sent_on < timezone.localdate(dossier.opened_at):
        return [_("Отправить не могли раньше, чем завели папку.")]
    return []


def reasons_not_to_change(filing: Filing) -> list[Text]:
    if filing.cancelled_at:
        return [_("Эта подача отменена.")]
    if not is_open(filing):
        return [_("Ответ на эту подачу уже получен.")]
    return []


def reasons_not_to_cancel(filing: Filing) -> list[Text]:
    if Outcome.objects.filter(filed__filing=filing, taken_back_at=None).exists():
        return [_("По этой подаче уже записан ответ. Сначала отмените запись ответа.")]
    return []


# What came back


def grounds(kind: str) -> QuerySet[RefusalGround]:
    today = timezone.localdate()
    return RefusalGround.objects.filter(kind=kind).filter(Q(since=None) | Q(since__lte=today), Q(until=None) | Q(until__gte=today))
