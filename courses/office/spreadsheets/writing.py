"""The lists of the office as sheets: the same rows that the list shows with its filters, search and order, with columns for a spreadsheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.test import RequestFactory
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.office.spreadsheets import columns
from courses.office.spreadsheets.columns import Col
from school.people.models import User
from school.people.rules import Text
from school.spreadsheets import Head

BATCH = 500


@dataclass(frozen=True)
class Sheet:
    """`found(person, query)` are the rows that the list with this address shows to this person; `prepared` adds what is counted for many rows at once."""

    title: Text
    found: Callable[[User, str], QuerySet[Any]]
    cols: tuple[Col, ...]
    prepared: Callable[[list[Any]], list[Any]] = list

    @property
    def heads(self) -> list[Head]:
        return [head for head, _value in self.cols]

    def rows(self, found: QuerySet[Any]) -> Iterator[list[Any]]:
        """In batches, so that a hundred thousand rows never lie in memory together."""
        stream = found.iterator(chunk_size=BATCH)
        while batch := list(islice(stream, BATCH)):
            for row in self.prepared(batch):
                yield [value(row) for _head, value in self.cols]


def listed(view: Callable[..., Any]) -> Callable[[User, str], QuerySet[Any]]:
    """The rows of a list of Wagtail's kind, asked of the very view: its filters, search and order are not told twice."""

    def found(person: User, query: str) -> QuerySet[Any]:
        request = RequestFactory().get(f"/?{query}")
        request.user = person
        asked = view.view_class(**view.view_initkwargs)  # type: ignore[attr-defined]
        asked.setup(request)
        rows: QuerySet[Any] = asked.get_queryset()
        return rows

    return found


@cache
def sheets() -> dict[str, Sheet]:
    """By the name in the address. Made at the first use: the lists import this package for their buttons."""
    from courses.office import applications, certificates, dossiers, people, roles, viewsets
    from courses.office.law import home as law
    from courses.office.law.columns import TABLES

    lists: dict[str, Text] = {name: capfirst(table.model._meta.verbose_name_plural) or "" for name, table in TABLES.items()}
    tables = {viewset.name: listed(viewset().index_view) for viewset in viewsets.VIEWSETS}
    return {
        **{
            name: Sheet(lists[name], listed(law.ProductionDays.as_view()) if name == "days" else tables[f"office_{name}"], table.cols())
            for name, table in TABLES.items()
        },
        "applications": Sheet(gettext_lazy("Заявки"), listed(applications.Applications.as_view()), columns.APPLICATIONS),
        "people": Sheet(gettext_lazy("Слушатели"), listed(people.People.as_view()), columns.PEOPLE, columns.with_standings),
        "cohorts": Sheet(gettext_lazy("Потоки"), tables["office_cohorts"], columns.COHORTS),
        "meetings": Sheet(gettext_lazy("Занятия"), tables["office_meetings"], columns.MEETINGS),
        "organizations": Sheet(gettext_lazy("Организации"), tables["office_organizations"], columns.ORGANIZATIONS),
        "towns": Sheet(gettext_lazy("Города"), tables["office_towns"], columns.TOWNS),
        "roles": Sheet(gettext_lazy("Роли"), listed(roles.Roles.as_view()), columns.ROLES),
        "mentorships": Sheet(gettext_lazy("Наставничество"), listed(roles.Mentorships.as_view()), columns.MENTORSHIPS),
        "invitations": Sheet(gettext_lazy("Приглашения"), listed(roles.Invitations.as_view()), columns.INVITATIONS),
        "dossier_list": Sheet(gettext_lazy("Папки документов"), listed(dossiers.Dossiers.as_view()), columns.DOSSIERS, dossiers.with_mentors),
        "register": Sheet(gettext_lazy("Журнал выдачи сертификатов"), certificates.issued, columns.REGISTER),
    }


def sheet_name_of(name: str) -> str:
    """The name, if the list has a sheet; a list without one offers no export."""
    return name if name in sheets() else ""


def title_of(purpose: str) -> str:
    """What a file on the shelf is, by its purpose."""
    sheet = sheets().get(purpose)
    return str(sheet.title) if sheet else _("Выгрузка")
