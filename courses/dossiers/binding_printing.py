"""Papers bound into one PDF with bookmarks: stage → service → paper. Pages stay on the disk until they are written; a photograph is in memory one at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pikepdf
from django.utils.translation import gettext as _

from courses.dossiers import document_rules
from courses.dossiers.bundle_rules import Entry, Piece
from courses.dossiers.document_printing import add_photo, readable
from school.vault.actions import path_of

AT_ONCE = 40  # files that are open at the same time


@dataclass(frozen=True)
class Leaves:
    """The pages of one paper."""

    entry: Entry
    paths: tuple[Path, ...]
    length: int


def leaves_of(entries: list[Entry], folder: Path, tell: Callable[[int], None]) -> list[Leaves]:
    found, done = list[Leaves](), 0
    for entry in entries:
        paths = list[Path]()
        for piece in entry.pieces:
            if piece.leaf:
                paths.append(upright(piece, folder / f"leaf-{done}.pdf"))
            done += 1
            tell(done)
        if paths:
            found.append(Leaves(entry, tuple(paths), sum(map(length_of, paths))))
    return found


def upright(piece: Piece, path: Path) -> Path:
    """A PDF that lies straight is taken as it is; a turned one, and a photograph, are laid on leaves of their own."""
    source = path_of(piece.file.key)
    if piece.file.content_type == document_rules.PDF and not piece.turns:
        return source
    if piece.file.content_type == document_rules.PDF:
        with pikepdf.open(source, suppress_warnings=True) as turned:
            for page in turned.pages:
                page.rotate(90 * piece.turns, relative=True)
            turned.save(path)
        return path
    with pikepdf.new() as target:
        add_photo(target, readable(source, piece.turns))
        target.save(path)
    return path


def length_of(path: Path) -> int:
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        return len(pdf.pages)


def places(leaves: list[Leaves], before: int) -> dict[int, int]:
    """By item: the leaf on which it begins, counted from one, after so many leaves of contents."""
    found, place = dict[int, int](), before + 1
    for each in leaves:
        found[each.entry.item.pk] = place
        place += each.length
    return found


def bound(front: Path, leaves: list[Leaves], title: str, folder: Path) -> Path:
    paths, number = [front, *(path for each in leaves for path in each.paths)], 0
    while len(paths) > AT_ONCE:
        rest, shorter = iter(paths), list[Path]()
        while chunk := list(islice(rest, AT_ONCE)):
            number += 1
            shorter.append(joined(chunk, folder / f"part-{number}.pdf"))
        paths = shorter
    return joined(paths, folder / "bundle.pdf", title, outline(leaves, length_of(front)))


def joined(paths: list[Path], target: Path, title: str = "", marks: list[pikepdf.OutlineItem] | None = None) -> Path:
    sources = list[pikepdf.Pdf]()
    with pikepdf.new() as whole:
        try:
            for path in paths:
                sources.append(pikepdf.open(path, suppress_warnings=True))
                whole.pages.extend(sources[-1].pages)
            if marks:
                with whole.open_outline() as found:
                    found.root.extend(marks)
                whole.Root.PageMode = pikepdf.Name.UseOutlines
            if title:
                whole.docinfo["/Title"] = title
                whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
                whole.Root.Lang = "ru-RU"
            whole.save(target)
        finally:
            for source in sources:
                source.close()
    return target


def outline(leaves: list[Leaves], before: int) -> list[pikepdf.OutlineItem]:
    """Stages, in them the common papers, then the services with theirs."""
    at, marks = places(leaves, before), [pikepdf.OutlineItem(_("Опись"), 0)]
    stages, services = dict[str, pikepdf.OutlineItem](), dict[tuple[str, str], pikepdf.OutlineItem]()
    for each in leaves:
        entry, page = each.entry, at[each.entry.item.pk] - 1
        if entry.stage not in stages:
            stages[entry.stage] = pikepdf.OutlineItem(entry.stage, page)
            marks.append(stages[entry.stage])
        parent = stages[entry.stage]
        if entry.service:
            key = (entry.stage, entry.folder)
            if key not in services:
                services[key] = pikepdf.OutlineItem(entry.service, page)
                parent.children.append(services[key])
            parent = services[key]
        parent.children.append(pikepdf.OutlineItem(entry.title, page))
    return marks
