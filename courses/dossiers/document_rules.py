"""Papers: who may lay them in and send them, till when one is good, what is said of an item in a word."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers import term_rules
from courses.dossiers.models import DocumentVersion, Dossier, Item, Term, VersionFile
from school.people.models import User
from school.people.rules import Text
from school.vault.kinds import MEGABYTE

SHELF = "dossiers"
SOON = 30  # days before the end when an accepted paper reads «истекает»
TELL_AT = (30, 7)  # days before the end when the NGO is written to
FILES = 60  # of one version
WEIGHT = 200 * MEGABYTE  # of one version together
VERSIONS = 100  # of one item
WORDS = 500  # comments under one item
STUCK = timedelta(minutes=15)  # a join that has been silent for so long may be asked for again
PICTURES = ("image/jpeg", "image/png")
PDF = "application/pdf"

State, Version = Item.State, DocumentVersion.State
TOLD: dict[str, tuple[Text, str, str]] = {
    State.EMPTY: (gettext_lazy("нет документа"), "", "none"),
    State.SENT: (gettext_lazy("ждёт наставника"), "info", "clock"),
    State.RETURNED: (gettext_lazy("нужно доработать"), "bad", "back"),
    State.ACCEPTED: (gettext_lazy("принято"), "ok", "check"),
    State.NOT_NEEDED: (gettext_lazy("не требуется"), "", "none"),
}
VERSION_TOLD: dict[str, tuple[str, str]] = {
    Version.DRAFT: ("", "edit"),
    Version.SENT: ("info", "clock"),
    Version.ACCEPTED: ("ok", "check"),
    Version.RETURNED: ("bad", "back"),
    Version.WITHDRAWN: ("", "ban"),
}


def told(item: Item, today: date | None = None) -> tuple[Text, str, str]:
    """Words, tone and icon. An accepted paper that grows old says so."""
    words, tone, icon = TOLD[item.state]
    left = days_left(item, today)
    if left is None or left > SOON:
        return words, tone, icon
    if left < 0:
        return _("срок вышел"), "bad", "alert"
    if left == 0:
        return _("истекает сегодня"), "warn", "clock"
    return _("истекает через %(days)d дн.") % {"days": left}, "warn", "clock"


def days_left(item: Item, today: date | None = None) -> int | None:
    """Of an accepted paper; None while nothing is accepted, or what is accepted does not grow old."""
    if item.state != State.ACCEPTED or item.valid_until is None:
        return None
    return (item.valid_until - (today or timezone.localdate())).days


def valid_until(version: DocumentVersion) -> date | None:
    """The last day the paper is good for, by its own date and its line of the checklist. Without either nobody knows."""
    line = version.item.requirement
    if not version.issued_on or not line.lasts:
        return None
    return term_rules.span(Term(amount=line.lasts, unit=line.lasts_unit), version.issued_on)


def writes(dossier: Dossier, person: User) -> bool:
    return Dossier.objects.written_by(person).filter(pk=dossier.pk).exists()


def reasons_not_to_write(item: Item, person: User) -> list[Text]:
    """Of the item as it stands now: may this person lay papers in?"""
    if not writes(item.dossier, person):
        return [_("Документы этой папки меняют её владельцы и редакторы.")]
    return reasons_closed(item)


def reasons_closed(item: Item) -> list[Text]:
    """To everybody."""
    if item.dossier.state == Dossier.State.LEFT:
        return [_("Работа с папкой прекращена.")]
    if item.gone_at:
        return [_("Этот документ папке больше не нужен.")]
    if item.state == State.NOT_NEEDED:
        return [_("Документ отмечен как «не требуется». Чтобы приложить его, снимите эту отметку.")]
    return []


def reasons_not_to_add(item: Item, person: User, size: int = 0) -> list[Text]:
    if reasons := reasons_not_to_write(item, person):
        return reasons
    if not draft_of(item) and item.versions.count() >= VERSIONS:
        return [_("У документа уже %(count)d версий, больше нельзя.") % {"count": VERSIONS}]
    files = VersionFile.objects.filter(version__item=item, version__state=Version.DRAFT)
    if files.count() >= FILES:
        return [_("В документе уже %(count)d файлов. Больше нельзя: соедините страницы в один PDF.") % {"count": FILES}]
    if (files.aggregate(size=Sum("file__size"))["size"] or 0) + size > WEIGHT:
        return [_("Файлы одного документа вместе весят больше %(limit)d МБ. Уберите лишний.") % {"limit": WEIGHT // MEGABYTE}]
    return []


def reasons_not_to_send(item: Item, person: User) -> list[Text]:
    if reasons := reasons_not_to_write(item, person):
        return reasons
    if sent_of(item):
        return [_("Прошлая версия ещё ждёт наставника. Отзовите её, чтобы отправить другую.")]
    draft = draft_of(item)
    if draft is None or not draft.files.exists():
        return [_("Отправлять нечего: добавьте страницы или файл.")]
    return []


def reasons_not_to_withdraw(version: DocumentVersion, person: User) -> list[Text]:
    if not writes(version.item.dossier, person):
        return [_("Документы этой папки меняют её владельцы и редакторы.")]
    if version.state != Version.SENT:
        return [_("Отозвать можно то, что ещё ждёт наставника.")]
    return []


def reasons_not_to_comment(item: Item, person: User) -> list[Text]:
    """Whoever writes the papers, and whoever answers them."""
    shared = Dossier.objects.shared_with(person).filter(pk=item.dossier_id).exists()
    if shared and not writes(item.dossier, person):
        return [_("В папке вы читатель: писать могут владельцы и редакторы.")]
    if not Dossier.objects.visible_to(person).filter(pk=item.dossier_id).exists():
        return [_("Эта папка вам не видна.")]
    if item.comments.count() >= WORDS:
        return [_("Обсуждение длинное: больше %(count)d сообщений не помещается.") % {"count": WORDS}]
    return []


def draft_of(item: Item) -> DocumentVersion | None:
    return item.versions.filter(state=Version.DRAFT).first()


def sent_of(item: Item) -> DocumentVersion | None:
    """What waits for the mentor."""
    return item.versions.filter(state=Version.SENT).order_by("-number").first()


def stamp(files: Iterable[VersionFile]) -> str:
    """What a draft looks like: pages, their order and how they are turned."""
    return ".".join(f"{row.pk}-{row.turns}" for row in files)


def counting(versions: Iterable[DocumentVersion]) -> DocumentVersion | None:
    """The newest that counts: neither a draft nor withdrawn."""
    found = [version for version in versions if version.state not in (Version.DRAFT, Version.WITHDRAWN)]
    return max(found, key=lambda version: version.number, default=None)


def is_page(row: VersionFile) -> bool:
    """Goes into the joined PDF and is shown in the page; the other files are only downloaded."""
    return row.file.content_type in (*PICTURES, PDF)


def is_stuck(version: DocumentVersion) -> bool:
    """The join has failed, or nobody does it any more."""
    joining = DocumentVersion.Joining
    if version.joining == joining.FAILED:
        return True
    return version.joining == joining.WAITING and version.sent_at is not None and timezone.now() - version.sent_at > STUCK
