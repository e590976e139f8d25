"""Russian labels of verbs and facts: the journal is read by people."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from school.journal.models import Entry

VERBS: dict[str, str | Promise] = {
    "people.signed_up": gettext_lazy("заведён кабинет"),
    "people.account_made": gettext_lazy("учётная запись создана администратором"),
    "people.account_changed": gettext_lazy("учётная запись изменена администратором"),
    "people.profile_changed": gettext_lazy("изменён профиль"),
    "people.name_confirmed": gettext_lazy("подтверждено написание имени"),
    "people.email_changed": gettext_lazy("изменён адрес почты"),
    "people.deactivated": gettext_lazy("вход закрыт"),
    "people.reactivated": gettext_lazy("вход открыт"),
    "people.consent_given": gettext_lazy("дано согласие"),
    "people.consent_withdrawn": gettext_lazy("отозвано согласие"),
    "people.organization_founded": gettext_lazy("заведена карточка организации"),
    "people.organization_changed": gettext_lazy("изменена карточка организации"),
    "people.asked_to_join": gettext_lazy("просьба принять в организацию"),
    "people.member_confirmed": gettext_lazy("человек принят в организацию"),
    "people.member_declined": gettext_lazy("отказ принять в организацию"),
    "people.member_trusted": gettext_lazy("карточка организации доверена"),
    "people.member_left": gettext_lazy("человек вышел из организации"),
    "people.town_created": gettext_lazy("добавлен город"),
    "people.town_changed": gettext_lazy("изменён город"),
    "people.organization_created": gettext_lazy("карточка организации создана координатором"),
    "enrollment.applied": gettext_lazy("подана заявка"),
    "enrollment.admitted": gettext_lazy("заявка принята, человек зачислен"),
    "enrollment.declined": gettext_lazy("заявка отклонена"),
    "enrollment.put_on_waiting_list": gettext_lazy("заявка в листе ожидания"),
    "enrollment.withdrawn": gettext_lazy("заявка отозвана"),
    "enrollment.reconsidered": gettext_lazy("заявка возвращена на рассмотрение"),
    "enrollment.finish": gettext_lazy("программа пройдена"),
    "enrollment.expel": gettext_lazy("человек отчислен"),
    "enrollment.leave": gettext_lazy("человек выбыл из потока"),
    "enrollment.restore": gettext_lazy("человек восстановлен в потоке"),
    "enrollment.assigned": gettext_lazy("дана роль"),
    "enrollment.dismissed": gettext_lazy("роль снята"),
    "enrollment.invited": gettext_lazy("отправлено приглашение"),
    "enrollment.invitation_accepted": gettext_lazy("приглашение принято"),
    "enrollment.invitation_cancelled": gettext_lazy("приглашение отменено"),
    "enrollment.mentorship_started": gettext_lazy("назначен наставник"),
    "enrollment.mentorship_ended": gettext_lazy("наставничество закончено"),
    "program.program_published": gettext_lazy("опубликована программа"),
    "program.module_published": gettext_lazy("опубликован модуль"),
    "program.lesson_published": gettext_lazy("опубликован урок"),
    "program.cohort_announce": gettext_lazy("набор в поток открыт"),
    "program.cohort_close": gettext_lazy("набор в поток закрыт"),
    "program.cohort_withdraw": gettext_lazy("поток возвращён в черновики"),
    "program.cohort_start": gettext_lazy("поток начат, часы закреплены"),
    "program.cohort_finish": gettext_lazy("поток завершён"),
    "program.cohort_resume": gettext_lazy("поток возобновлён"),
    "program.cohort_seats": gettext_lazy("изменены места в потоке"),
    "program.cohort_calendar": gettext_lazy("изменён календарь потока"),
    "program.meeting_cancelled": gettext_lazy("занятие отменено"),
    "program.meeting_restored": gettext_lazy("занятие возвращено в расписание"),
    "courses.cohort_created": gettext_lazy("создан поток"),
    "courses.cohort_changed": gettext_lazy("изменён поток"),
    "courses.meeting_created": gettext_lazy("создано занятие"),
    "courses.meeting_changed": gettext_lazy("изменено занятие"),
    "courses.design_created": gettext_lazy("создан бланк сертификата"),
    "courses.design_changed": gettext_lazy("изменён бланк сертификата"),
    "progress.done": gettext_lazy("урок отмечен пройденным"),
    "progress.undone": gettext_lazy("отметка об уроке снята"),
    "attendance.saved": gettext_lazy("отмечено посещение"),
    "attendance.undone": gettext_lazy("отметки посещения возвращены"),
    "certificate.issued": gettext_lazy("выпущен сертификат"),
    "certificate.replaced": gettext_lazy("сертификат заменён"),
    "certificate.revoked": gettext_lazy("сертификат аннулирован"),
    "demo.loaded": gettext_lazy("загружена демонстрационная школа"),
    "people.consent_text_published": gettext_lazy("опубликована редакция согласия"),
    "cms.term_created": gettext_lazy("добавлен термин"),
    "cms.term_changed": gettext_lazy("изменён термин"),
    "cms.term_deleted": gettext_lazy("удалён термин"),
    "post.failed": gettext_lazy("письмо не доставлено"),
    "post.resent": gettext_lazy("письмо отправлено ещё раз"),
}

FACTS: dict[str, str | Promise] = {
    "address": gettext_lazy("адрес"),
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
    "email": gettext_lazy("почта"),
    "error": gettext_lazy("ошибка"),
    "fields": gettext_lazy("поля"),
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
    "role": gettext_lazy("роль"),
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
    "admitted": gettext_lazy("зачислена"),
    "declined": gettext_lazy("отклонена"),
    "withdrawn": gettext_lazy("отзыв или выбытие"),
    "active": gettext_lazy("учёба"),
    "finished": gettext_lazy("завершено"),
    "expelled": gettext_lazy("отчисление"),
    "draft": gettext_lazy("черновик"),
    "open": gettext_lazy("набор открыт"),
    "closed": gettext_lazy("набор закрыт"),
    "under_way": gettext_lazy("идёт"),
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
