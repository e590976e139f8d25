"""Russian labels of facts and their values: the journal is read by people. Those of verbs are in `verbs`."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from school.journal.models import Entry
from school.journal.verbs import VERBS

FACTS: dict[str, str | Promise] = {
    "late": gettext_lazy("позже срока"),
    "stage": gettext_lazy("этап"),
    "address": gettext_lazy("адрес"),
    "subgroup": gettext_lazy("подгруппа"),
    "template": gettext_lazy("шаблон"),
    "answer": gettext_lazy("ответ"),
    "after": gettext_lazy("стало"),
    "before": gettext_lazy("было"),
    "changed": gettext_lazy("изменено"),
    "holder": gettext_lazy("кому"),
    "kind": gettext_lazy("вид"),
    "mentor": gettext_lazy("наставник"),
    "minutes": gettext_lazy("минут"),
    "module": gettext_lazy("модуль"),
    "summary": gettext_lazy("описание"),
    "cohort": gettext_lazy("поток"),
    "count": gettext_lazy("сколько"),
    "done_by": gettext_lazy("урок пройден"),
    "task": gettext_lazy("что сдать"),
    "email": gettext_lazy("почта"),
    "error": gettext_lazy("ошибка"),
    "fields": gettext_lazy("поля"),
    "filter": gettext_lazy("отбор"),
    "from": gettext_lazy("было"),
    "hours": gettext_lazy("часы"),
    "lesson": gettext_lazy("урок"),
    "meeting": gettext_lazy("занятие"),
    "name": gettext_lazy("название"),
    "now": gettext_lazy("стало"),
    "number": gettext_lazy("номер"),
    "organization": gettext_lazy("организация"),
    "person": gettext_lazy("человек"),
    "program": gettext_lazy("программа"),
    "purpose": gettext_lazy("цель"),
    "reason": gettext_lazy("причина"),
    "result": gettext_lazy("набрано, %"),
    "role": gettext_lazy("роль"),
    "share": gettext_lazy("явка, %"),
    "needed": gettext_lazy("нужно, %"),
    "since": gettext_lazy("с"),
    "status": gettext_lazy("отметка"),
    "title": gettext_lazy("название"),
    "to": gettext_lazy("стало"),
    "town": gettext_lazy("город"),
    "tries": gettext_lazy("попыток"),
    "until": gettext_lazy("по"),
    "version": gettext_lazy("версия текста"),
    "was": gettext_lazy("было"),
}

VALUES: dict[str, str | Promise] = {
    "processing": gettext_lazy("обработка данных для учёбы"),
    "publication": gettext_lazy("показ имени при проверке сертификата"),
    "mailing": gettext_lazy("новости школы"),
    "family_name": gettext_lazy("фамилия"),
    "given_name": gettext_lazy("имя"),
    "patronymic": gettext_lazy("отчество"),
    "phone": gettext_lazy("телефон"),
    "short_name": gettext_lazy("короткое название"),
    "form": gettext_lazy("форма"),
    "ogrn": gettext_lazy("ОГРН"),
    "inn": gettext_lazy("ИНН"),
    "site": gettext_lazy("сайт"),
    "head": gettext_lazy("руководитель"),
    "when": gettext_lazy("когда"),
    "where": gettext_lazy("где"),
    "link": gettext_lazy("ссылка"),
    "led_by": gettext_lazy("ведёт"),
    "areas": gettext_lazy("направления"),
    "groups": gettext_lazy("группы"),
    "is_superuser": gettext_lazy("права администратора"),
    "is_active": gettext_lazy("вход"),
    "town": gettext_lazy("город"),
    "name": gettext_lazy("полное название"),
    "email": gettext_lazy("почта"),
    "trainer": gettext_lazy("тренер потока"),
    "author": gettext_lazy("автор программы"),
    "coordinator": gettext_lazy("координатор школы"),
    "methodologist": gettext_lazy("методист школы"),
    "mentor": gettext_lazy("наставник организации"),
    "submitted": gettext_lazy("на рассмотрении"),
    "waiting": gettext_lazy("лист ожидания"),
    "offered": gettext_lazy("место предложено"),
    "admitted": gettext_lazy("зачислена"),
    "declined": gettext_lazy("отклонена"),
    "withdrawn": gettext_lazy("отзыв или выбытие"),
    "ended": gettext_lazy("учёба прекращена"),
    "active": gettext_lazy("учёба"),
    "finished": gettext_lazy("завершено"),
    "expelled": gettext_lazy("отчисление"),
    "draft": gettext_lazy("черновик"),
    "open": gettext_lazy("набор открыт"),
    "closed": gettext_lazy("набор закрыт"),
    "under_way": gettext_lazy("идёт"),
    "word": gettext_lazy("по слову слушателя"),
    "quiz": gettext_lazy("по сданному тесту"),
    "work": gettext_lazy("по сданной работе"),
    "seminar": gettext_lazy("теория"),
    "training": gettext_lazy("практика"),
    "exchange_visit": gettext_lazy("диалог"),
    "project_work": gettext_lazy("проект"),
    "document_support": gettext_lazy("документы"),
}


def label_of(verb: str) -> str:
    return str(VERBS.get(verb, verb))


def described(entry: Entry) -> str:
    """«причина: переезд; было: Ишим; стало: Тюмень» – facts in words; keys without a label are inner identifiers and stay out."""
    return "; ".join(f"{FACTS[name]}: {words}" for name, words in told(entry.facts))


def told(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if name in FACTS and value not in (None, "", [], {}):
            yield name, spoken(value)


def spoken(value: Any) -> str:
    if isinstance(value, bool):
        return _("да") if value else _("нет")
    if isinstance(value, list):
        return ", ".join(spoken(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{spoken(key)} – {spoken(item)}" for key, item in value.items())
    return str(VALUES.get(str(value), value))
