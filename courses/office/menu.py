"""The doors of section «Школа». A file of the office that has a screen appends to ITEMS when it is imported."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from courses.office.access import may_enter
from school.people.requests import PersonRequest
from school.people.rules import Text


class OfficeMenuItem(MenuItem):
    """Shown to coordinators and administrators only; takes the name of an address, found when the menu is drawn."""

    def __init__(self, label: Text, url_name: str, **kwargs: Any) -> None:
        super().__init__(label, url_name, name=url_name.replace(":", "-"), **kwargs)
        self.url_name = url_name

    def is_shown(self, request: PersonRequest) -> bool:
        return may_enter(request.user)

    def render_component(self, request: PersonRequest) -> Any:
        self.url = reverse(self.url_name)
        return super().render_component(request)


ITEMS: list[MenuItem] = [
    OfficeMenuItem(_("Заявки"), "office:applications", icon_name="mail", order=10),
    OfficeMenuItem(_("Потоки"), "office_cohorts:index", icon_name="group", order=20),
    OfficeMenuItem(_("Занятия"), "office_meetings:index", icon_name="date", order=30),
    OfficeMenuItem(_("Слушатели"), "office:people", icon_name="user", order=40),
    OfficeMenuItem(_("Просьбы о пропуске"), "portals:excuse_list", icon_name="date", order=45),
    OfficeMenuItem(_("Опросы"), "portals:survey_list", icon_name="comment", order=46),
    OfficeMenuItem(_("Вопросы и работы"), "portals:question_list", icon_name="mail", order=47),
    OfficeMenuItem(_("Тесты"), "portals:quiz_list", icon_name="help", order=48),
    OfficeMenuItem(_("Проекты"), "portals:calls", icon_name="folder-open-inverse", order=49),
    OfficeMenuItem(_("Папки документов"), "office:dossiers", icon_name="doc-full", order=49),
    OfficeMenuItem(_("Выдача сертификатов"), "office_certificates", icon_name="success", order=50),
    OfficeMenuItem(_("Журнал выдачи"), "office_certificates_register", icon_name="list-ul", order=55),
    OfficeMenuItem(_("Роли"), "office:roles", icon_name="key", order=60),
    OfficeMenuItem(_("Приглашения"), "office:invitations", icon_name="mail", order=65),
    OfficeMenuItem(_("Организации"), "office_organizations:index", icon_name="home", order=70),
    OfficeMenuItem(_("Города"), "office_towns:index", icon_name="site", order=80),
    OfficeMenuItem(_("Бланки сертификата"), "office_designs", icon_name="form", order=90),
    OfficeMenuItem(_("Тексты писем"), "office_wordings", icon_name="mail", order=92),
    OfficeMenuItem(_("Справочники"), "office:law", icon_name="list-ul", order=95),
]


def school_section() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Школа"), Menu(items=ITEMS), name="school", icon_name="group", order=50)
