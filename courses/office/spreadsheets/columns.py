"""Which columns each list has in a spreadsheet, and what stands in them. Names stand apart, so that a mail merge can take them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.attendance import rules as attendance
from courses.certificates.models import Certificate
from courses.enrollment.models import Enrollment
from courses.progress import rules as progress
from school.people.rules import Text
from school.spreadsheets import Head

Col = tuple[Head, Callable[[Any], Any]]


def col(title: Text, value: str | Callable[[Any], Any], width: int = 20) -> Col:
    """`value` is a path through attributes with dots, or a function of the row; what is missing on the way is an empty cell."""
    return Head(title, width), value if callable(value) else lambda row: _through(row, value.split("."))


def _through(row: Any, steps: list[str]) -> Any:
    for step in steps:
        row = getattr(row, step, None)
        if row is None:
            return None
    return row() if callable(row) else row


def person(prefix: str) -> tuple[Col, ...]:
    return (
        col(_("Фамилия"), f"{prefix}.family_name"),
        col(_("Имя"), f"{prefix}.given_name", 16),
        col(_("Отчество"), f"{prefix}.patronymic"),
        col(_("Почта"), f"{prefix}.email", 30),
        col(_("Телефон"), f"{prefix}.phone", 16),
    )


ORGANIZATION = (
    col(_("Организация"), "organization.short_name", 36),
    col(_("ОГРН"), "organization.ogrn", 16),
    col(_("ИНН"), "organization.inn", 13),
    col(_("Город"), "town.name", 16),
    col(_("Поток"), "cohort.title", 28),
)
APPLICATIONS = (
    *person("person"),
    *ORGANIZATION,
    col(_("Состояние"), "get_state_display"),
    col(_("Подана"), "submitted_at", 17),
    col(_("Решение"), "decided_at", 17),
    col(_("Причина"), "reason", 40),
    col(_("Балл"), "score", 8),
    col(_("Зачем учиться"), "motivation", 60),
)
PEOPLE = (
    *person("person"),
    *ORGANIZATION,
    col(_("Подгруппа"), "subgroup.title", 16),
    col(_("Состояние"), "get_state_display"),
    col(_("Зачислен"), "since", 17),
    col(_("Уроков пройдено"), lambda row: len(row.standing_lessons.done), 10),
    col(_("Уроков всего"), lambda row: len(row.standing_lessons.lessons), 10),
    col(_("Занятий было"), "standing.held", 10),
    col(_("Посещено"), "standing.attended", 10),
    col(_("По уважительной причине"), "standing.excused", 12),
    col(_("Явка, %"), "standing.share", 10),
    col(_("Академических часов"), "standing.hours", 14),
)
COHORTS = (
    col(_("Поток"), "title", 30),
    col(_("Программа"), "program.title", 40),
    col(_("Состояние"), "get_state_display"),
    col(_("Отвечает"), "responsible.full_name", 30),
    col(_("Начало"), "starts_on", 12),
    col(_("Окончание"), "ends_on", 12),
    col(_("Заявки с"), "apply_from", 12),
    col(_("Заявки до"), "apply_until", 12),
    col(_("Занято мест"), "held", 10),
    col(_("Мест в городах"), "places", 10),
    col(_("Мест всего"), "seats", 10),
    col(_("Нужная явка, %"), "needed_share", 10),
)
MEETINGS = (
    col(_("Тема"), "title", 40),
    col(_("Модуль"), "module.title", 30),
    col(_("Поток"), "cohort.title", 28),
    col(_("Начало"), "starts_at", 17),
    col(_("Конец"), "ends_at", 17),
    col(_("Часов"), "hours", 8),
    col(_("Город"), "town.name", 16),
    col(_("Подгруппа"), "subgroup.title", 16),
    col(_("Место"), "place", 40),
    col(_("Ссылка"), "link", 30),
    col(_("Ведёт"), "trainer.full_name", 30),
    col(_("Почта ведущего"), "trainer.email", 30),
    col(_("Принимает"), "host", 30),
    col(_("Состояние"), lambda row: _("отменено") if row.cancelled_at else _("в расписании"), 14),
)
ORGANIZATIONS = (
    col(_("Короткое название"), "short_name", 36),
    col(_("Полное название"), "name", 60),
    col(_("Форма"), "get_form_display", 30),
    col(_("ОГРН"), "ogrn", 16),
    col(_("ИНН"), "inn", 13),
    col(_("Город"), "town.name", 16),
    col(_("Руководитель"), "head", 30),
    col(_("Сайт"), "site", 30),
    col(_("Людей"), "people", 8),
)
TOWNS = (col(_("Город"), "name"), col(_("Где"), "locative"), col(_("Порядок"), "position", 10))


def place(row: Any) -> Any:
    """Where a role is held."""
    found = row.cohort or row.program or getattr(row, "organization", None)
    return found or _("вся школа")


ROLES = (
    *person("person"),
    col(_("Роль"), "get_role_display"),
    col(_("Где"), place, 30),
    col(_("С"), "since", 12),
    col(_("По"), "until", 12),
)
MENTORSHIPS = (
    col(_("Организация"), "organization.short_name", 36),
    *person("mentor"),
    col(_("С"), "since", 12),
    col(_("По"), "until", 12),
)
INVITATIONS = (
    col(_("Почта"), "email", 30),
    col(_("Роль"), "get_role_display"),
    col(_("Где"), place, 30),
    col(_("Отправлено"), "invited_at", 17),
    col(_("Принято"), "accepted_at", 17),
    col(_("Отменено"), "cancelled_at", 17),
)

DOSSIERS = (
    col(_("Организация"), "organization.short_name", 36),
    col(_("ОГРН"), "organization.ogrn", 16),
    col(_("ИНН"), "organization.inn", 13),
    col(_("Город"), "organization.town.name", 16),
    col(_("Поток"), "cohort.title", 28),
    col(_("Путь"), "get_path_display", 30),
    col(_("Состояние"), "get_state_display", 24),
    col(_("В состоянии с"), "state_since", 17),
    col(_("Наставник"), "mentors", 30),
    col(_("Почему прекращена"), "ended_why", 40),
)


def fact(name: str) -> Callable[[Certificate], Any]:
    """What was frozen at the issue, not what the person is called today."""
    return lambda row: row.facts.get(name, "")


REGISTER = (
    col(_("Номер"), "number", 16),
    col(_("Фамилия"), fact("family_name")),
    col(_("Имя и отчество"), fact("given_names"), 28),
    col(_("Программа"), fact("program"), 40),
    col(_("Вид"), "get_kind_display", 22),
    col(_("Модуль"), "module.title", 28),
    col(_("Поток"), "cohort.title", 28),
    col(_("Часов"), fact("hours"), 8),
    col(_("Выдан"), "issued_at", 17),
    col(_("Действует до"), "valid_until", 14),
    col(_("Состояние"), "get_state_display"),
    col(_("Причина"), "reason", 40),
    col(_("Заменён на"), "replaced_by.number", 16),
)


def with_standings(rows: list[Enrollment]) -> list[Enrollment]:
    """Lessons and presence, counted for the batch at once."""
    lessons, presence = progress.standings(rows), attendance.standings(rows)
    for row in rows:
        row.standing_lessons, row.standing = lessons[row.pk], presence[row.pk]  # type: ignore[attr-defined]
    return rows
