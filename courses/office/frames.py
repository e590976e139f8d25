"""Wagtail's lists and forms as the office uses them: one link a row, everything journaled, refusals said in the form, a second press of one form is one row."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from courses.office.access import OfficePolicy
from courses.office.spreadsheets.writing import sheet_name_of
from courses.office.tables import Pages, spelled
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Refused


class OfficeIndex(IndexView):
    """A list whose rows have one link, to the row's own page, and no hidden menus."""

    paginator_class = Pages
    results_template_name = "office/listing_results.html"

    @property
    def export_name(self) -> str:
        return sheet_name_of(self.index_url_name.partition(":")[0].removeprefix("office_"))

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(spelled(self.search_query, *self.search_fields)) if self.is_searching else queryset

    def get_list_more_buttons(self, instance: Model) -> list[Button]:
        return []


class Journaled:
    """Saves the form and journals it, in the transaction that Wagtail opens. What an action refuses is said in the form."""

    verb = ""

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except (Refused, IntegrityError) as error:
            doubled = [_("Такая запись уже есть: её только что сохранили. Обновите страницу.")]
            for reason in error.reasons if isinstance(error, Refused) else doubled:
                form.add_error(None, str(reason))
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def save_instance(self) -> Model:
        instance: Model = super().save_instance()  # type: ignore[misc]
        form, user = self.form, self.request.user  # type: ignore[attr-defined]
        if form.changed_data or self.verb == "created":
            verb = f"{instance._meta.app_label}.{instance._meta.model_name}_{self.verb}"
            record(by=user, verb=verb, target=instance, fields=list(form.changed_data))
        return instance


class OfficeCreate(Journaled, CreateView):
    verb = "created"
    NEW: ClassVar[dict[str, Any]] = {"cohort": _("Новый поток"), "meeting": _("Новое занятие"), "town": _("Новый город"), "design": _("Новый бланк")}

    def save_instance(self) -> Model:
        return self.there_already() or super().save_instance()

    def there_already(self) -> Model | None:
        """A doubled press is the row that the first has made: presses of one person wait for each other."""
        form, user = self.form, User.objects.select_for_update(no_key=True).get(pk=self.request.user.pk)
        rows = Entry.objects.lately(user, f"{self.model._meta.app_label}.{self.model._meta.model_name}_{self.verb}")
        made = [int(number) for number in rows.values_list("object_id", flat=True)]
        columns = [name for name in form._meta.fields if not self.model._meta.get_field(name).many_to_many]
        same = {name: getattr(form.instance, name) for name in columns}
        found: Model | None = self.model._default_manager.filter(**same, pk__in=made).first() if made else None
        return found

    def get_header_title(self) -> str:
        return str(self.NEW[self.model._meta.model_name])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, last = super().get_breadcrumbs_items()
        return [*before, last | {"label": self.get_header_title()}]


class OfficeEdit(Journaled, EditView):
    verb = "changed"

    def get_usage_url(self) -> None:
        """Wagtail counts references from pages only: «used 0 times» would be untrue."""


class OfficeViewSet(ModelViewSet):
    """Permission comes from roles (`OfficePolicy`), nothing is deleted, nothing is copied."""

    copy_view_enabled = False
    list_per_page = 30
    index_view_class = OfficeIndex
    add_view_class = OfficeCreate
    edit_view_class = OfficeEdit
    form_class: ClassVar[type[ModelForm[Any]]]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return self.form_class

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.none()

    def register_permissions(self) -> None:
        register_permission_policy(self.model, OfficePolicy(self.model), exact_class=True)
