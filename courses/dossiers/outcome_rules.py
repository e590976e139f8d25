"""The answer of a body about one service: what may be recorded and taken back, and where the service and the dossier stand by all answers."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers.filing_rules import ANSWERS, ASSESSOR, JUSTICE, conclusion_in, final_of, is_waiting, living, start_of
from courses.dossiers.models import Body, Claim, Dossier, FiledClaim, Outcome, RefusalGround, Status
from school.people.rules import Text
from school.templatetags.look import longdate

Kind, State = Outcome.Kind, Dossier.State
TOLD = {
    Kind.CONCLUSION: ("ok", "check"),
    Kind.REFUSAL: ("bad", "cross"),
    Kind.REQUEST: ("warn", "chat"),
    Kind.RECOGNITION: ("ok", "seal"),
}


def reasons_not_to_answer(
    filed: FiledClaim, kind: str, on: date, *, ground: RefusalGround | None, words: str, number: str, due_on: date | None
) -> list[Text]:
    """Of the locked dossier; the first thing that is in the way."""
    filing = filed.filing
    if filing.cancelled_at:
        return [_("Эта подача отменена.")]
    if final := final_of(filed):
        return [told_first(final)]
    if kind not in ANSWERS[Body.Kind(filing.kind)]:
        return [_("Этот орган так не отвечает. Выберите из предложенного.")]
    if on > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    if on < start_of(filing):
        return [_("Ответить не могли раньше, чем получили: %(day)s.") % {"day": longdate(start_of(filing))}]
    return reasons_against_words(filing.kind, kind, on, ground=ground, words=words, number=number, due_on=due_on)


def reasons_against_words(
    whose: str, kind: str, on: date, *, ground: RefusalGround | None, words: str, number: str, due_on: date | None
) -> list[Text]:
    if kind == Kind.REFUSAL and (ground is None or ground.kind != whose):
        return [_("Выберите основание отказа.")]
    if kind == Kind.REQUEST and not words.strip():
        return [_("Напишите, что просят.")]
    if kind in (Kind.CONCLUSION, Kind.RECOGNITION) and not number.strip():
        return [_("Напишите номер. Если номера нет, напишите «б/н».")]
    if due_on and due_on < on:
        return [_("Срок раньше самого запроса.")]
    return []


def told_first(final: Outcome) -> str:
    """What somebody else, or the same person in another window, has recorded first."""
    facts = {"kind": final.get_kind_display(), "day": longdate(final.on), "name": final.by.full_name}
    return _("Ответ по этой услуге уже записан: %(kind)s от %(day)s. Записано: %(name)s.") % facts


def reasons_not_to_take_back(outcome: Outcome) -> list[Text]:
    """Only while nothing has followed."""
    filed = outcome.filed
    if outcome.taken_back_at:
        return [_("Эта запись уже отменена.")]
    if filed.filing.cancelled_at:
        return [_("Эта подача отменена.")]
    if Status.objects.filter(dossier=filed.filing.dossier_id).exists():
        return [_("Статус уже записан: ответ не отменить.")]
    if outcome.kind == Kind.REQUEST:
        return []
    if FiledClaim.objects.filter(claim=filed.claim_id, filing__cancelled_at=None, pk__gt=filed.pk).exists():
        return [_("После этого ответа услугу уже подали снова. Сначала отмените ту подачу.")]
    return []


# Where everything stands


def claim_state(claim: Claim, sent: list[FiledClaim]) -> str:
    """By what was sent and answered. The conclusion stays a conclusion while the Ministry thinks."""
    if claim.state in (Claim.State.DROPPED, Claim.State.RECOGNIZED):
        return claim.state
    if not sent:
        return Claim.State.PREPARING
    final = final_of(sent[-1])
    if final is not None and final.kind == Kind.REFUSAL:
        return Claim.State.REFUSED
    if conclusion_in(sent):
        return Claim.State.CONCLUDED
    return Claim.State.FILED


def dossier_state(claims: list[Claim]) -> str:
    """Of the claims as `claim_state` has just said. An answer that is waited for outweighs what has come."""
    claims = [claim for claim in claims if claim.state != Claim.State.DROPPED]
    sent = living(claims)
    if any(is_waiting(rows, JUSTICE) or is_recognized(rows) for rows in sent.values()):
        return State.AT_JUSTICE
    if any(is_waiting(rows, ASSESSOR) for rows in sent.values()):
        return State.FILED
    if any(claim.state == Claim.State.CONCLUDED for claim in claims):
        return State.CONCLUDED
    return State.GATHERING


def is_recognized(rows: list[FiledClaim]) -> bool:
    """The Ministry has said yes; the status itself is recorded by its own word."""
    return any((final := final_of(row)) is not None and final.kind == Kind.RECOGNITION for row in rows)
