"""Made-up facts for looking at a letter before anybody gets it. No row is read: a preview shows nobody's papers."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, Weight
from school.post.rendering import Rendered, one_line, plain, rendered, speaking

DAY = date(2027, 3, 5)
HOUR = datetime(2027, 3, 5, 5, 0, tzinfo=timezone.get_fixed_timezone(0))  # ten o'clock in Tyumen
LINK = f"{settings.BASE_URL}/…"

# By the last two steps of a name, or by the last one alone.
VALUES: dict[str, Any] = {
    "short_name": _("Мария Петровна"),
    "full_name": _("Ковалёва Мария Петровна"),
    **{f"{who}.full_name": _("Орлова Ирина Николаевна") for who in ("by", "mentor", "trainer", "editor", "author", "invited_by")},
    "asking.full_name": _("Ким Алексей Викторович"),
    "former.full_name": _("Ким Алексей Викторович"),
    "organization.short_name": _("АНО Тёплый дом"),
    "town.name": _("Тобольск"),
    "email": "maria@example.ru",
    "title": _("Название"),
    "cohort.title": _("Весна 2027"),
    "before.title": _("Осень 2026"),
    "program.title": _("Путь НКО"),
    "lesson.title": _("Бюджет проекта"),
    "module.title": _("Модуль 2. Деньги НКО"),
    "stage.title": _("Заявка"),
    "call.title": _("Проекты весны"),
    "team.title": _("Северное сияние"),
    "project.title": _("Школа тёплых соседей"),
    "meeting.title": _("Как рассказать о своём деле"),
    "meetings.title": _("Как рассказать о своём деле"),
    "requirement.title": _("Устав организации"),
    "verdict.reason": None,  # has a title and a hint of its own
    "reason.title": _("Нет подписи"),
    "reason.hint": _("подпишите последнюю страницу и загрузите документ ещё раз"),
    "ground.title": _("не подтверждён опыт"),
    "service.title": _("Помощь пожилым на дому"),
    "named": _("Школа тёплых соседей"),
    "service": _("Помощь пожилым на дому"),
    "body": _("Управление Минюста по Тюменской области"),
    "about": _("как подтвердить опыт"),
    "answer": _("Спасибо, всё на месте."),
    "comment": _("Добавьте источник цифр."),
    "text": _("Здесь будет то, что написал человек."),
    "words": _("Здесь будет то, что написал человек."),
    "ended_words": _("Письмо от 5 марта."),
    "extension_words": _("Орган запросил сведения."),
    "note": _("Исправлена последняя страница."),
    "reason": _("причина, которую написал человек"),
    "ended_why": _("организация закончила работу"),
    "get_ended_why_display": _("по заявлению организации"),
    "get_kind_display": _("заключение"),
    "get_role_display": _("наставник"),
    "role": _("может править"),
    "subject": _("Перенос консультаций"),
    "submission.outcome": _("Хороший план. Проверьте бюджет."),
    "position": _("директор"),
    "place": 3,
    "slot.place": _("ул. Республики, 142, зал 2"),
    "where": _("ул. Республики, 142, зал 2"),
    "link": "https://video.example/123",
    "number": _("УЧ-2027-0042"),
    "filing.number": "14-27",
    "status.number": "72-15",
    "version.number": 2,
    "n": 2,
    "days": 30,
    "people": 24,
    "share": 62,
    "needed": 75,
    "code": "123456",
    "ip": "203.0.113.7",
    "user_agent": "Firefox",
    "from_email": "staraya@example.ru",
    "to_email": "maria@example.ru",
    "deleted_email": "staraya@example.ru",
    "what": "when",
    "was": _("4 марта, четверг, 10:00"),
    "now": _("5 марта, пятница, 10:00"),
    "others": [_("Ковалёва Мария Петровна"), _("Орлов Илья Сергеевич")],
    "claims": [_("Помощь пожилым на дому")],
    "told": [(_("Описание модуля"), _("Добавьте источник цифр."))],
    "lacking": 4,
    "returned": 1,
    "facts.module": _("Модуль 2. Деньги НКО"),
    "facts.program": _("Путь НКО"),
}
PRINTED = {
    "item": _("Устав организации"),
    "items": _("Устав организации"),
    "organization": _("АНО Тёплый дом"),
}  # things that have names of their own and are printed themselves
OF_LETTER: dict[str, dict[str, Any]] = {
    "lesson_questions": {"number": 3},
    "verdict_waiting": {"days": 5},
    "status_granted": {"status": {"number": "72-15", "since": DAY, "until": date(2029, 2, 28)}},
}
DAYS = {"answer_by", "apply_until", "extended_until", "sent_on", "valid_until", "due_on", "on", "ended_on", "until", "since", "starts_on"}
MOMENTS = {"starts_at", "offer_until", "redo_until", "go_live_at", "due_at", "at", "timestamp", "answered_at"}


def _said(name: str, value: Any) -> Any:
    if value is None:
        return Sample(name)
    return [tuple(map(str, row)) if isinstance(row, tuple) else str(row) for row in value] if isinstance(value, list) else value


class Sample:
    """Answers any name with a made-up value of its sort; what is in no list is one more thing with names of its own. One thing is also a list of itself."""

    def __init__(self, name: str = "") -> None:
        self._name = name

    def _find(self, name: str) -> Any:
        for key in (f"{self._name}.{name}", name):
            if key in VALUES:
                return _said(name, VALUES[key])
        if name in DAYS:
            return DAY
        if name in MOMENTS:
            return HOUR
        if name == "ends_at":
            return HOUR + timedelta(hours=2)
        return LINK if name.endswith("url") else Sample(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("do_not_call_in_templates", "alters_data", "resolve_expression"):
            raise AttributeError(name)
        return self._find(name)

    def __getitem__(self, key: str | int) -> Any:
        return self if isinstance(key, int) or key.isdigit() else self._find(key)

    def __iter__(self) -> Iterator["Sample"]:
        yield self

    def __len__(self) -> int:
        return 1

    def __str__(self) -> str:
        """A thing without a made-up value has got into a letter: a test finds the name here."""
        if self._name not in PRINTED:
            raise LookupError(self._name)
        return str(PRINTED[self._name])


CONDITION = re.compile(r"{%\s*(?:el)?if ([^%]*)%}")
NAME = re.compile(r"(?<![\w.\"])[a-z_]+(?![\w.\"])")
OPERATORS = {"and", "or", "not", "in", "is"}


@cache
def conditions(kind: Kind) -> frozenset[str]:
    """What the letter asks about plainly, «accepted» for instance: without it the other branch is said."""
    sources = [loader.get_template(file).template.source for file in kind.files if file]  # type: ignore[attr-defined]
    asked = {name for source in sources for condition in CONDITION.findall(source) for name in NAME.findall(condition)}
    return frozenset(asked - OPERATORS)


def preview(kind: Kind, language: str, words: Mapping[str, str], added: str, *, other: bool = False) -> Rendered:
    """The letter on made-up facts; `other` – as it is when what it asks about is not there."""
    facts = facts_for(kind.name, conditions(kind) if other else frozenset())
    facts["stop_url"] = LINK if kind.weight in Weight.STOPPABLE else ""
    if not kind.folder:
        return rendered(kind.name, facts, language, words, added)
    with speaking(language, words):
        subject, text = (
            plain(file, {"school_name": settings.SCHOOL_NAME, "base_url": settings.BASE_URL, "added": added} | facts) for file in kind.files[:2]
        )
    return one_line(subject), text.strip() + "\n", ""


def facts_for(letter: str, absent: frozenset[str] = frozenset()) -> "Facts":
    return Facts(OF_LETTER.get(letter, {}), absent)


class Facts(dict[str, Any]):
    """The context of a letter: has every name that is asked for, besides those that are told to be absent (the other branch of a condition)."""

    def __init__(self, facts: dict[str, Any] | None = None, absent: frozenset[str] = frozenset()) -> None:
        super().__init__(facts or {})
        self.absent = absent | {"True", "False", "None"}

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key not in self.absent

    def __missing__(self, key: str) -> Any:
        return Sample()[key]

    def __ror__(self, other: dict[str, Any]) -> "Facts":  # type: ignore[override]
        return Facts(other | dict(self), self.absent)
