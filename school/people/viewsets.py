"""People in Wagtail admin, for administrators only. No password is ever set here: the person signs in by a code from a letter."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.account import AccountView
from wagtail.users.views import users

from school.listing import Totals
from school.people import actions, rules
from school.people.admin_forms import PersonCreateForm, PersonEditForm
from school.people.models import User


class AdministratorsOnly:
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class PersonIndexView(AdministratorsOnly, users.IndexView):
    page_title = _("Люди")
    paginator_class = Totals
    add_item_label = _("Добавить человека")
    search_fields = ["email", "folded_name"]

    @property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(users.UserColumn)
        return [
            name("name", accessor="full_name", label=_("Имя"), sort_key="folded_name", get_url=self.get_edit_url, classname="name"),
            Column("email", label=_("Почта"), sort_key="email"),
            Column("town", label=_("Город")),
            Column("is_superuser", accessor=lambda person: _("администратор") if person.is_superuser else "", label=_("Права")),
            BooleanColumn("is_active", label=_("Вход открыт"), sort_key="is_active"),
            DateColumn("last_login", label=_("Последний вход"), sort_key="last_login"),
        ]

    def search_queryset(self, queryset: Any) -> Any:
        needle = rules.folded(self.search_query.replace("\0", ""))
        return queryset.filter(folded_name__contains=needle) | queryset.filter(email__contains=needle)

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("town")

    def get_delete_url(self, instance: User) -> None:
        return None


class PersonCreateView(AdministratorsOnly, users.CreateView):
    page_title = _("Новый человек")
    success_message = _("Учётная запись готова: %(object)s.")

    def save_instance(self) -> User:
        return actions.make_account(by=self.request.user, groups=self.form.cleaned_data.pop("groups"), **self.form.cleaned_data)


class PersonEditView(AdministratorsOnly, users.EditView):
    success_message = _("Учётная запись сохранена: %(object)s.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def save_instance(self) -> User:
        person = get_user_model().objects.get(pk=self.object.pk)
        return actions.change_account(person, by=self.request.user, **self.form.cleaned_data)


class NobodyDeletes(users.DeleteView):
    """A person is never deleted here: what was earned hangs on the row. The entrance is closed instead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class StaffAccountView(AccountView):
    """Wagtail's page of own settings without a name and a picture: names live in the profile, and a photograph is nobody's business here."""

    OTHERS = frozenset({"name_email", "avatar"})

    def get_panels(self) -> list[Any]:
        return [panel for panel in super().get_panels() if panel.name not in self.OTHERS]


staff_account = require_admin_access(StaffAccountView.as_view())


class PersonViewSet(users.UserViewSet):
    menu_label = _("Люди")
    ordering = "folded_name"
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = NobodyDeletes
    template_prefix = "people/admin/"

    def get_form_class(self, for_update: bool = False) -> type[PersonCreateForm]:
        return PersonEditForm if for_update else PersonCreateForm
