"""Verbs of a project: saved as it is being written, files attached and taken off."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects import project_rules
from courses.projects.models import BudgetLine, Project, ProjectFile, SubmissionFile
from courses.projects.project_rules import Row
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused
from school.vault.actions import discard, shelved
from school.vault.rules import Checked, inspected

REMOVED = 3  # files taken off that may still be brought back


@transaction.atomic
def save(
    project: Project,
    fields: Mapping[str, Any],
    *,
    edition: int,
    by: User,
    budget: Iterable[Row] | None = None,
    links: Iterable[Mapping[str, str]] | None = None,
) -> Project:
    """Writes what is given and leaves the rest; raises Changed when a newer edition says something else.

    The same text saved twice is one edition, whoever pressed: nothing of anybody's is lost by it.
    """
    project = locked(project)
    _ask(project_rules.reasons_not_to_write(project, by))
    rows = None if budget is None else list(budget)
    addresses = None if links is None else [{"title": link.get("title", ""), "url": link["url"]} for link in links]
    _ask(
        project_rules.reasons_against_fields(project, fields)
        + project_rules.reasons_against_budget(rows or [])
        + project_rules.reasons_against_links(addresses or [])
    )
    changed = [name for name, value in fields.items() if getattr(project, name) != value]
    if addresses is not None and addresses != project.links:
        changed.append("links")
    budgeted = rows is not None and rows != project_rules.rows_of(project)
    if not changed and not budgeted:
        return project
    if project.edition != edition:
        raise Changed(project)
    for name in set(changed) - {"links"}:
        setattr(project, name, fields[name])
    project.links = addresses if addresses is not None else project.links
    if budgeted:
        _with_budget(project, rows or [])
    return _kept(project, by)


def attach(project: Project, upload: "Upload[Any]", *, by: User, paper: str = "") -> ProjectFile:
    """A paper that a stage asks for replaces the one of the same title. The same file a second time is a second press.

    The file is read and drawn anew before anything is locked: a large picture keeps nobody else waiting.
    """
    _ask(project_rules.reasons_not_to_take(project, by, paper))
    checked = inspected(upload, upload.name or "")
    return _attached(project, checked, by, paper)


@transaction.atomic
def _attached(project: Project, checked: Checked, by: User, paper: str) -> ProjectFile:
    project = locked(project)
    _ask(project_rules.reasons_not_to_take(project, by, paper))
    file = shelved(checked, by=by, title="", shelf=project_rules.SHELF)
    twin = project.files.filter(removed_at=None, paper=paper, file__sha256=file.sha256, file__name=file.name).first()
    if twin:
        discard(file)
        return twin
    if paper:
        for old in project.files.filter(removed_at=None, paper=paper).select_related("file"):
            _taken_off(old)
    _ask(project_rules.reasons_of_weight(project, file.size))
    attached = ProjectFile.objects.create(project=project, file=file, paper=paper, by=by)
    record(by=by, verb="projects.file_attached", target=project, name=file.name, title=paper)
    return attached


@transaction.atomic
def detach(attached: ProjectFile, *, by: User) -> None:
    """Nobody sees it from now on; until the next handing in the last few can be brought back."""
    project = locked(attached.project)
    _ask(project_rules.reasons_not_to_write(project, by))
    row = ProjectFile.objects.select_related("file").filter(pk=attached.pk, removed_at=None).first()
    if row is None:
        return
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    forget_detached(project, besides=REMOVED)
    record(by=by, verb="projects.file_detached", target=project, name=row.file.name, title=row.paper)


@transaction.atomic
def bring_back(attached: ProjectFile, *, by: User) -> ProjectFile:
    """What was taken off by mistake. A paper of the same title that has come since stays, and this one does not return."""
    project = locked(attached.project)
    row = ProjectFile.objects.select_related("file").filter(pk=attached.pk).first()
    if row is None:
        raise Refused(_("Файл не сохранился. Приложите его ещё раз."))
    if row.removed_at is None:
        return row
    _ask(project_rules.reasons_not_to_attach(project, by, row.paper))
    if row.paper and project.files.filter(removed_at=None, paper=row.paper).exists():
        raise Refused(_("Вместо этого файла уже приложен другой."))
    _ask(project_rules.reasons_of_attached(project, row.file.size))
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    record(by=by, verb="projects.file_attached", target=project, name=row.file.name, title=row.paper)
    return row


def forget_detached(project: Project, *, besides: int = 0) -> None:
    """What was handed in stays with the submission; a file taken off that nobody has been given goes for good – but for the last few."""
    frozen = SubmissionFile.objects.filter(submission__project=project).order_by().values("file")
    rows = project.files.exclude(removed_at=None).exclude(file__in=frozen).select_related("file")
    for row in rows.order_by("-removed_at", "-pk")[besides:]:
        _taken_off(row)


def locked(project: Project) -> Project:
    rows = Project.objects.select_for_update(of=("self",)).select_related("team__call__cohort", "organization")
    return rows.get(pk=project.pk)


def _ask(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def _with_budget(project: Project, rows: list[Row]) -> None:
    project.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, position=number, what=row.what, count=row.count, price=row.price, source=row.source)
        for number, row in enumerate(rows)
    )


def _kept(project: Project, by: User) -> Project:
    project.edition += 1
    project.saved_by = by
    project.save()
    return project


def _taken_off(row: ProjectFile) -> None:
    file = row.file
    if SubmissionFile.objects.filter(file=file).exists() or file.looks.exists():
        row.removed_at = row.removed_at or timezone.now()
        row.save(update_fields=["removed_at"])
        return
    row.delete()
    discard(file)
