"""What to do next in a dossier: one clear step; and the line of its stages."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers import status_rules
from courses.dossiers.models import Dossier, Item, Path, Requirement, Status
from courses.portals.dossier_rows import address, is_expiring, is_lacking
from courses.portals.dossier_tabs import TABS, address_of
from school.people.models import User

State = Dossier.State
# station: its words and the states in which one stands there
STATIONS = (
    (gettext_lazy("Право на статус"), {State.ELIGIBILITY}),
    (gettext_lazy("Документы"), {State.GATHERING}),
    (gettext_lazy("Оценка качества"), {State.FILED}),
    (gettext_lazy("Минюст"), {State.CONCLUDED, State.AT_JUSTICE}),
    (gettext_lazy("Статус"), {State.RECOGNIZED}),
)


def stations(dossier: Dossier) -> list[dict[str, Any]]:
    """The line: what is behind, where one stands, what is ahead; each with a word."""
    line = [row for row in STATIONS if dossier.path != Path.GRANT or State.FILED not in row[1]]
    place = next((number for number, (_title, states) in enumerate(line) if dossier.state in states), -1)
    reached = dossier.state == State.RECOGNIZED
    rows = []
    for number, (title, _states) in enumerate(line):
        shape = "done" if number < place or reached else "now" if number == place else "todo"
        words = {"done": _("пройдено"), "now": dossier.get_state_display(), "todo": _("впереди")}[shape]
        rows.append({"title": title, "shape": shape, "words": dossier.get_state_display() if number == place else words, "number": number + 1})
    return rows


def step(words: str, action: str = "", url: str = "", more: str = "", tone: str = "", anybody: str = "") -> dict[str, str]:
    """`anybody` – the way is shown to those who only read, too."""
    return {"words": words, "action": action if url else "", "url": url, "more": more, "tone": tone, "anybody": anybody}


def next_step(dossier: Dossier, items: Sequence[Item], claimed: bool, answered: bool, stops: int, person: User) -> dict[str, str]:
    """The first thing that holds the dossier back."""
    if dossier.state == State.ELIGIBILITY:
        return on_eligibility(dossier, claimed, answered, stops)
    if dossier.state == State.GATHERING:
        return on_gathering(dossier, items, claimed, person)
    filings = address_of(TABS["filings"][1], dossier)
    return {
        State.FILED: lambda: step(_("Орган оценки рассматривает документы. Запишите ответ, когда он придёт."), _("Открыть подачи"), filings),
        State.CONCLUDED: lambda: step(_("Заключение есть. Следующий шаг – заявление в Минюст."), _("Записать подачу в Минюст"), filings),
        State.AT_JUSTICE: lambda: step(_("Документы в Минюсте. Запишите решение, когда оно придёт."), _("Открыть подачи"), filings),
        State.RECOGNIZED: lambda: step(**on_status(dossier), url=filings, anybody="yes"),
        State.LEFT: lambda: step(_("Папка прекращена: %(why)s") % {"why": dossier.ended_why}),
    }[State(dossier.state)]()


def on_status(dossier: Dossier) -> dict[str, str]:
    """What the status itself says; near its end a renewal is offered."""
    status = Status.objects.filter(dossier=dossier).first()
    if status is None:
        return {"words": _("Статус получен."), "action": _("Открыть статус")}
    words, tone, _icon = status_rules.told(status)
    said = {"words": _("Статус ИОПУ: %(words)s.") % {"words": words}, "tone": tone, "action": _("Открыть статус")}
    if status_rules.offers_renewal(status):
        return said | {"action": _("Завести папку продления"), "more": _("Услуги, карточка и документы, которые ещё действуют, перейдут в неё сами.")}
    return said | {"more": _("О продлении напомним за 180, 90 и 30 дней до конца срока.") if tone == "ok" else ""}


def on_eligibility(dossier: Dossier, claimed: bool, answered: bool, stops: int) -> dict[str, str]:
    asked = reverse("portals:dossier_eligibility", args=[dossier.pk])
    if not claimed:
        return step(_("Выберите услуги, за которые просите статус."), _("Выбрать услуги"), reverse("portals:dossier_services", args=[dossier.pk]))
    if not answered:
        return step(
            _("Проверьте право на статус: ответьте на короткие вопросы."),
            _("Ответить на вопросы"),
            asked,
            _("Это несколько минут, ответы можно менять."),
        )
    if stops:
        return step(_("По ответам подавать пока рано. Посмотрите, что мешает и что сделать."), _("Посмотреть ответы"), asked, tone="warn")
    return step(_("Препятствий нет. Можно собирать документы."), _("К началу сбора"), asked, tone="ok")


def on_gathering(dossier: Dossier, items: Sequence[Item], claimed: bool, person: User) -> dict[str, str]:
    returned = [item for item in items if item.state == Item.State.RETURNED]
    if returned:
        more = _("Всего вернули: %(count)s.") % {"count": len(returned)} if len(returned) > 1 else ""
        return step(_("Наставник вернул документ: %(title)s") % {"title": returned[0]}, _("Доработать"), address(returned[0]), more, "bad")
    if not claimed:
        return step(_("Выберите услуги, за которые просите статус."), _("Выбрать услуги"), reverse("portals:dossier_services", args=[dossier.pk]))
    expired = [item for item in items if is_expiring(item) and item.valid_until and item.valid_until < timezone.localdate()]
    if expired:
        return step(_("Документ больше не действует: %(title)s") % {"title": expired[0]}, _("Обновить"), address(expired[0]), tone="warn")
    lacking = sorted(
        (item for item in items if is_lacking(item) and item.requirement.stage != Requirement.Stage.JUSTICE),
        key=lambda item: (item.owner_id != person.pk, item.owner_id is not None, item.due_on or timezone.localdate().max, item.requirement.position),
    )
    if lacking:
        more = _("Осталось подготовить: %(count)s.") % {"count": len(lacking)} if len(lacking) > 1 else ""
        return step(_("Подготовьте документ: %(title)s") % {"title": lacking[0]}, _("Открыть документ"), address(lacking[0]), more)
    waiting = sum(item.state == Item.State.SENT for item in items)
    if waiting:
        return step(_("Всё отправлено. Документов у наставника: %(count)s. Напишем, когда он ответит.") % {"count": waiting}, tone="info")
    return step(_("Документы к первой подаче готовы."), _("Записать подачу"), address_of(TABS["filings"][1], dossier), tone="ok")
