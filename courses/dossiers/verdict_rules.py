"""Who may judge a version, and until when a verdict is taken back unnoticed."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers.models import DocumentVersion, Dossier, Verdict
from courses.enrollment.models import Mentorship
from school.people.models import User
from school.people.rules import Text

TAKE_BACK_WITHIN = timedelta(minutes=10)  # the letter waits as long
State = DocumentVersion.State


def leads(person: User, dossier: Dossier) -> bool:
    return Mentorship.objects.current().filter(mentor=person, organization=dossier.organization_id).exists()


def verdict_of(version: DocumentVersion) -> Verdict | None:
    """The one in force."""
    return version.verdicts.filter(taken_back_at=None).select_related("by", "reason").first()


def reasons_not_to_judge(version: DocumentVersion, person: User, *, led: bool | None = None) -> list[Text]:
    """Of the version as it stands now; the first thing that is in the way. A page that has asked already says whether the person leads the NGO."""
    dossier = version.item.dossier
    if not (leads(person, dossier) if led is None else led):
        return [_("Документы этой организации проверяет её наставник.")]
    if dossier.state == Dossier.State.LEFT:
        return [_("Работа с папкой прекращена.")]
    if version.item.gone_at:
        return [_("Этот документ папке больше не нужен.")]
    if version.state in (State.ACCEPTED, State.RETURNED):
        return [decided(version)]
    if version.state == State.WITHDRAWN:
        return [_("Организация отозвала эту версию.")]
    if version.state == State.DRAFT:
        return [_("Организация ещё не отправила эту версию.")]
    if version.by_id == person.pk:
        return [_("Свою версию не проверяют: это сделает другой наставник.")]
    return []


def decided(version: DocumentVersion) -> str:
    """What another mentor, or the same one in another window, has said first."""
    found = verdict_of(version)
    if found is None:
        return _("По этой версии уже есть решение.")
    facts = {"name": found.by.full_name, "n": version.number}
    if found.kind == Verdict.Kind.ACCEPTED:
        return _("Версия %(n)s уже проверена: %(name)s – «принято».") % facts
    return _("Версия %(n)s уже проверена: %(name)s – «нужно доработать».") % facts


def reasons_not_to_take_back(verdict: Verdict, person: User) -> list[Text]:
    """In a short time, by whoever said it, and only while nothing followed."""
    version = verdict.version
    item, dossier = version.item, version.item.dossier
    if verdict.taken_back_at:
        return [_("Это решение уже отменено.")]
    if verdict.by_id != person.pk or not leads(person, dossier):
        return [_("Отменить решение может только тот, кто его принял и ведёт организацию сегодня.")]
    if timezone.now() >= verdict.at + TAKE_BACK_WITHIN:
        return [_("Решение отменяют не позже чем через 10 минут: организация уже получила письмо. Напишите ей в обсуждении документа.")]
    moved = dossier.state_since > verdict.at or item.gone_at is not None
    if moved or item.versions.filter(number__gt=version.number, made_at__gt=verdict.at).exists():
        return [_("Организация уже продолжила работу с документом, решение не отменить.")]
    return []


def is_fresh(verdict: Verdict) -> bool:
    """Young enough for the page to offer «Отменить»; whether anything followed is asked at the press."""
    return verdict.taken_back_at is None and timezone.now() < verdict.at + TAKE_BACK_WITHIN
