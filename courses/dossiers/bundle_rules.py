"""The whole dossier in one file: what goes in, in which order, under which names. Only what counts goes: the accepted version of a paper, else the one that waits
for the mentor, and that one says so."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.dossiers import document_rules
from courses.dossiers.models import Bundle, Claim, DocumentVersion, Dossier, Item, Requirement
from school.people.models import User
from school.people.rules import Text, tidy
from school.vault import exports
from school.vault.actions import lasting
from school.vault.models import File

LONGEST = 100  # bytes of a name: a path of three stays far below the 260 letters of Windows
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', " "))
AGAIN = timedelta(minutes=1)  # the same press within it is the same press
STUCK = timedelta(minutes=30)  # nobody makes it any more
A_DAY = 20  # of one person
CONTENTS, SUMS = gettext_noop("00. Опись"), gettext_noop("00. Контрольные суммы SHA-256")
Version = DocumentVersion.State


@dataclass(frozen=True)
class Piece:
    """A file of the bundle. `leaf` – its pages go into the merged PDF."""

    file: File
    name: str
    turns: int = 0
    leaf: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the contents: a paper with its files, or a paper that is not there and why."""

    item: Item
    number: str
    stage: str
    service: str
    folder: str
    version: DocumentVersion | None
    words: str
    pieces: tuple[Piece, ...] = ()

    @property
    def title(self) -> str:
        return tidy(self.item.requirement.title)


def entries_of(dossier: Dossier) -> list[Entry]:
    """By stage, in it what is common, then service by service; the checklist's order inside. Four queries."""
    counting = (
        DocumentVersion.objects.filter(state__in=(Version.ACCEPTED, Version.SENT))
        .order_by("number")
        .select_related("joined")
        .prefetch_related("files__file")
    )
    rows = dossier.items.asked().select_related("requirement", "claim__service").prefetch_related(Prefetch("versions", counting, to_attr="counted"))
    stages, claims = list(Requirement.Stage), claims_of(dossier)
    places = {claim.pk: number for number, claim in enumerate(claims, 1)}
    items = [item for item in rows if item.claim_id is None or item.claim_id in places]
    items.sort(
        key=lambda item: (
            stages.index(Requirement.Stage(item.requirement.stage)),
            places.get(item.claim_id or 0, 0),
            item.requirement.position,
            item.pk,
        )
    )
    counts, entries = dict[str, int](), list[Entry]()
    for item in items:
        stage = Requirement.Stage(item.requirement.stage)
        label = capfirst(str(stage.label))
        top = safe(f"{stages.index(stage) + 1}. {label}")
        service = tidy(item.claim.service.title) if item.claim else ""
        folder = f"{top}/{safe(f'{places[item.claim_id or 0]:02d}. {service}')}" if item.claim else top
        counts[folder] = counts.get(folder, 0) + 1
        entries.append(entry_of(item, f"{counts[folder]:02d}", label, service, folder))
    return entries


def claims_of(dossier: Dossier) -> list[Claim]:
    return list(dossier.claims.exclude(state=Claim.State.DROPPED).order_by("pk"))


def entry_of(item: Item, number: str, stage: str, service: str, folder: str) -> Entry:
    version = chosen(item.counted)  # type: ignore[attr-defined]
    pieces = tuple(pieces_of(version, number, tidy(item.requirement.title))) if version else ()
    return Entry(item, number, stage, service, folder, version, words_of(item, version), pieces)


def chosen(versions: Iterable[DocumentVersion]) -> DocumentVersion | None:
    """The newest accepted one, else the newest that waits."""
    found = sorted(versions, key=lambda version: (version.state == Version.ACCEPTED, version.number))
    return found[-1] if found else None


def pieces_of(version: DocumentVersion, number: str, title: str) -> Iterable[Piece]:
    """The joined file, if it is ready, and what could not be joined; else the originals."""
    rows = list(version.files.all())
    joined = version.joined if version.joining == DocumentVersion.Joining.READY else None
    left = [row for row in rows if not (joined and document_rules.is_page(row))]
    many = len(left) + (1 if joined else 0) > 1
    if joined:
        yield Piece(joined, safe(f"{number}. {title}", ".pdf"), leaf=True)
    for place, row in enumerate(left, 2 if joined else 1):
        tail = PurePosixPath(row.file.name).suffix.lower()[:10]
        ending = f" ({place}){tail}" if many else tail
        yield Piece(row.file, safe(f"{number}. {title}", ending), row.turns, document_rules.is_page(row))


def words_of(item: Item, version: DocumentVersion | None) -> str:
    if version and version.state == Version.ACCEPTED:
        if item.state == Item.State.ACCEPTED:
            return str(document_rules.told(item)[0])
        return _("принято; более новая версия ещё не принята")
    if version:
        return _("ждёт наставника, ещё не проверено")
    if item.state == Item.State.NOT_NEEDED:
        return _("не требуется: %(why)s") % {"why": tidy(item.not_needed_why)} if item.not_needed_why else _("не требуется")
    if item.state == Item.State.RETURNED:
        return _("нужно доработать, в папку не вошло")
    if item.requirement.provider == Requirement.Provider.STATE:
        return _("государство запрашивает само")
    return _("документа нет")


def safe(stem: str, ending: str = "") -> str:
    """A name for any disk: no letters that Windows forbids, no dot or space at its end, no longer than it may be, cut between letters."""
    stem = " ".join(unicodedata.normalize("NFC", tidy(stem)).translate(FORBIDDEN).split())
    room = LONGEST - len(ending.encode())
    while len(stem.encode()) > room:
        stem = stem[:-1]
        while stem and unicodedata.combining(stem[-1]):
            stem = stem[:-1]
    return f"{stem.rstrip('. ')}{ending}"


# Who may ask and take


def bundles_of(person: User, dossier: Dossier) -> QuerySet[Bundle]:
    """The asker's own; those whose file has lain its day are gone."""
    return Bundle.objects.filter(dossier=dossier, by=person, asked_at__gt=timezone.now() - exports.LIVES)


def takeable(person: User) -> QuerySet[Bundle]:
    """Only by whoever asked, only while the dossier is theirs to see, only for a day (T3)."""
    dossiers = Dossier.objects.visible_to(person).values("pk")
    rows = Bundle.objects.filter(by=person, dossier__in=dossiers, state=Bundle.State.READY)
    return rows.filter(file__in=lasting().filter(shelf=exports.SHELF).values("pk")).select_related("file", "dossier")


def is_stuck(bundle: Bundle) -> bool:
    return bundle.state == Bundle.State.WAITING and timezone.now() - bundle.asked_at > STUCK


def reasons_not_to_see(dossier: Dossier, person: User) -> list[Text]:
    seen = Dossier.objects.visible_to(person).filter(pk=dossier.pk).exists()
    return [] if seen else [_("Эта папка вам не видна.")]


def reasons_not_to_ask(dossier: Dossier, person: User) -> list[Text]:
    if reasons := reasons_not_to_see(dossier, person):
        return reasons
    since = timezone.now() - timedelta(days=1)
    if Bundle.objects.filter(by=person, asked_at__gt=since).count() >= A_DAY:
        return [_("За сутки вы собрали папку %(count)d раз. Возьмите готовый файл или попробуйте завтра.") % {"count": A_DAY}]
    if not DocumentVersion.objects.filter(item__dossier=dossier, item__gone_at=None, state__in=(Version.ACCEPTED, Version.SENT)).exists():
        return [_("Собирать пока нечего: нет ни одного принятого или отправленного документа.")]
    return []
