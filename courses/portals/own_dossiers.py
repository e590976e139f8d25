"""«Мои данные», the dossiers: access and the person's own words. Papers and the words of others belong to the organisation and stay in its dossier."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.dossiers import eligibility_rules
from courses.dossiers.models import Consultation, DocumentVersion, EligibilityAnswer, ItemComment, Share, Task, Verdict
from courses.portals.own_facts import Section
from school.people.models import User


def sections() -> list[Section]:
    return [
        Section(_("Папки документов"), lambda person: Share.objects.filter(person=person).select_related("dossier__organization"), share),
        Section(
            _("Ваши ответы о праве на статус"), lambda person: mine(EligibilityAnswer.objects.select_related("dossier__organization"), person), answer
        ),
        Section(_("Документы, которые вы отправили"), lambda person: of_items(DocumentVersion, "item__", person).exclude(sent_at=None), version),
        Section(_("Ваши сообщения о документах"), lambda person: of_items(ItemComment, "item__", person), comment),
        Section(_("Ваши решения о документах"), lambda person: of_items(Verdict, "version__item__", person), verdict),
        Section(_("Задачи, которые вы записали"), lambda person: mine(Task.objects.select_related("dossier__organization"), person), task),
        Section(_("Консультации, на которые вы записались"), consultations, consultation),
    ]


def mine(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    return rows.filter(by=person).order_by("pk")


def of_items(model: Any, way: str, person: User) -> QuerySet[Any]:
    """`way` – from the row to its item."""
    item = way.removesuffix("__")
    return mine(model.objects.select_related(*(f"{item}__{each}" for each in ("requirement", "claim__service", "dossier__organization"))), person)


def consultations(person: User) -> QuerySet[Any]:
    return mine(Consultation.objects.select_related("slot", "dossier__organization"), person)


def share(row: Share) -> dict[str, Any]:
    return {_("Организация"): row.dossier, _("Роль"): row.get_role_display(), _("С"): row.since, _("По"): row.until}


def answer(row: EligibilityAnswer) -> dict[str, Any]:
    asked = {question.code: question for question in eligibility_rules.questions(row.dossier.path)}.get(row.question)
    said = dict(asked.choices).get(row.value, row.value) if asked else row.value
    return {
        _("Организация"): row.dossier,
        _("Вопрос"): asked.title if asked else row.question,
        _("Ответ"): said,
        _("Пояснение"): row.note,
        _("Когда"): row.at,
    }


def version(row: DocumentVersion) -> dict[str, Any]:
    told = {_("Организация"): row.item.dossier, _("Документ"): row.item, _("Версия"): row.number, _("Пояснение"): row.note}
    return told | {_("Состояние"): row.get_state_display(), _("Отправлен"): row.sent_at}


def comment(row: ItemComment) -> dict[str, Any]:
    return {_("Организация"): row.item.dossier, _("Документ"): row.item, _("Текст"): row.text, _("Когда"): row.at}


def verdict(row: Verdict) -> dict[str, Any]:
    item = row.version.item
    told = {_("Организация"): item.dossier, _("Документ"): item, _("Версия"): row.version.number, _("Решение"): row.get_kind_display()}
    return told | {_("Текст"): row.words, _("Когда"): row.at, _("Отменено"): row.taken_back_at}


def task(row: Task) -> dict[str, Any]:
    return {_("Организация"): row.dossier, _("Задача"): row.text, _("К какому дню"): row.due_on, _("Когда"): row.at}


def consultation(row: Consultation) -> dict[str, Any]:
    return {_("Организация"): row.dossier, _("Начало"): row.slot.starts_at, _("О чём"): row.about, _("Отменена"): row.cancelled_at}
