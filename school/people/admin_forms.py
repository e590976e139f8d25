"""Forms of accounts for administrators, inside Wagtail admin."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from school.people.fields import NameField, PhoneField
from school.people.models import Town, User


class PersonCreateForm(forms.ModelForm[User]):
    """Saved by `actions`, not by the form; wagtail only asks it whether it is valid."""

    family_name = NameField(label=_("Фамилия"), max_length=100)
    given_name = NameField(label=_("Имя"), max_length=100)
    patronymic = NameField(label=_("Отчество"), max_length=100, required=False)
    phone = PhoneField(label=_("Телефон"), max_length=40, required=False)
    town = forms.ModelChoiceField(label=_("Город"), queryset=Town.objects.all(), required=False)
    is_superuser = forms.BooleanField(
        label=_("Администратор"), required=False, help_text=_("Может всё: люди, роли, настройки, журнал. Таких людей должно быть мало.")
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("Группы"),
        queryset=Group.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Группы координаторов и авторов школа ведёт сама, по ролям. Редактора сайта назначают здесь."),
    )

    class Meta:
        model = User
        fields = ["email", "family_name", "given_name", "patronymic", "phone", "town", "is_superuser", "groups"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Этот адрес уже занят."))
        return email


class PersonEditForm(PersonCreateForm):
    """The door can be closed here. Nobody takes the rights from oneself."""

    is_active = forms.BooleanField(
        label=_("Вход открыт"), required=False, help_text=_("Если снять, человек сразу выйдет на всех устройствах. Записи об учёбе останутся.")
    )

    class Meta(PersonCreateForm.Meta):
        fields = [*PersonCreateForm.Meta.fields, "is_active"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
            del self.fields["is_superuser"]
