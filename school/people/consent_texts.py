"""Texts of consents in Wagtail admin, for administrators: all versions, and one verb – a new version. Nothing published is ever changed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from school.listing import Pill, PillColumn
from school.people import actions
from school.people.models import ConsentText, User
from school.people.rules import Refused, tidy


class AdministratorsAdd(BasePermissionPolicy):
    """Administrators read and add; nobody changes or deletes."""

    ALLOWED = frozenset({"add", "view"})

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_active and user.is_superuser and action in self.ALLOWED

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Model]:
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.filter(is_superuser=True, is_active=True)


class NewVersionForm(forms.ModelForm[ConsentText]):
    class Meta:
        model = ConsentText
        fields = ["purpose", "effective_from", "text"]
        widgets = {"effective_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "text": forms.Textarea(attrs={"rows": 20})}
        help_texts = {
            "effective_from": gettext_lazy("С этого дня новые согласия дают на эту редакцию. Прежние остаются в силе с прежними словами."),
            "text": gettext_lazy("После публикации текст не изменить: его слова – то, с чем человек согласился."),
        }

    def clean_text(self) -> str:
        return tidy(self.cleaned_data["text"], lines=True)


class VersionIndex(IndexView):
    def get_base_queryset(self) -> QuerySet[ConsentText]:
        today = timezone.localdate()
        newest = ConsentText.objects.filter(purpose=OuterRef("purpose"), effective_from__lte=today).order_by("-version")
        given = Count("consents", filter=Q(consents__withdrawn_at=None))
        return ConsentText.objects.annotate(given=given, newest=Subquery(newest.values("version")[:1])).order_by("purpose", "-version")


class VersionCreate(CreateView):
    page_title = gettext_lazy("Новая редакция")
    template_name = "wagtailadmin/generic/create.html"
    success_message = gettext_lazy("Редакция опубликована: %(object)s.")
    submit_button_label = gettext_lazy("Опубликовать редакцию")

    def form_valid(self, form: NewVersionForm) -> HttpResponse:
        """Typed words stay on the screen with the reasons beside them."""
        try:
            return super().form_valid(form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("effective_from", str(reason))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> ConsentText:
        return actions.publish_consent_text(by=self.request.user, **self.form.cleaned_data)


def state_of(text: Any) -> Pill:
    if text.effective_from > timezone.localdate():
        return Pill("info", "clock", _("начнёт действовать"))
    return Pill("ok", "check", _("действует")) if text.version == text.newest else Pill("", "none", _("прежняя"))


class ConsentTexts(ModelViewSet):
    model = ConsentText
    icon = "doc-full"
    menu_label = gettext_lazy("Тексты согласий")
    menu_name = "consent-texts"
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["purpose", "version", "effective_from", "text"]
    index_view_class = VersionIndex
    add_view_class = VersionCreate
    list_per_page = 50
    list_display = [
        Column("purpose", label=gettext_lazy("Цель"), accessor="get_purpose_display"),
        Column("version", label=gettext_lazy("Версия")),
        Column("effective_from", label=gettext_lazy("Действует с"), accessor=lambda text: date_format(text.effective_from, "j E Y")),
        PillColumn("state", label=gettext_lazy("Состояние"), pill=state_of),
        Column("given", label=gettext_lazy("Согласий в силе")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[NewVersionForm]:
        return NewVersionForm

    def register_permissions(self) -> None:
        register_permission_policy(self.model, AdministratorsAdd(self.model), exact_class=True)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.none()
