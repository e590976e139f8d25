"""Forms about people and organisations. Each one lists its fields: rights, roles and owners are never among them."""

from typing import Any

from allauth.account.forms import SignupForm as PlainSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from school.people import actions
from school.people.adapter import address_of
from school.people.fields import DigitsField, InnField, LineField, NameField, OgrnField, ParagraphField, PhoneField
from school.people.models import Organization, Town, User
from school.people.models.consent import Purpose


def text_link(words: Any, purpose: str) -> Any:
    """A sentence and the link to the text that it speaks of."""
    return lazy(
        lambda: format_html(
            '<span>{} <a href="{}" target="_blank" rel="noopener">{}</a></span>',
            words,
            reverse("people:consent_text", args=[purpose]),
            _("Прочитать текст"),
        ),
        str,
    )()


class PersonFields(forms.Form):
    """Who a person is: the same fields at sign-up and in the profile."""

    family_name = NameField(
        label=_("Фамилия"),
        max_length=100,
        help_text=_("Фамилия, имя и отчество – как в паспорте: так они появятся в сертификате."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    given_name = NameField(label=_("Имя"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    patronymic = NameField(label=_("Отчество"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "additional-name"}))
    phone = PhoneField(label=_("Телефон"), max_length=40, required=False)
    town = forms.ModelChoiceField(label=_("Город"), queryset=Town.objects.all(), required=False, empty_label=_("Не выбран"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Town.objects.exists():
            del self.fields["town"]


class SignupForm(PersonFields, PlainSignupForm):
    """The account, who the person is, and two consents: each on its own, none ticked beforehand."""

    consent_processing = forms.BooleanField(
        label=_("Даю согласие на обработку персональных данных для учёбы"),
        help_text=text_link(_("Без него школа не может вести учёт. Отозвать можно в любой день."), Purpose.PROCESSING),
        error_messages={"required": _("Без согласия на обработку данных нельзя завести кабинет. Прочитайте текст и отметьте поле.")},
    )
    consent_mailing = forms.BooleanField(
        label=_("Хочу получать новости школы по почте, необязательно"),
        help_text=text_link(_("Не чаще двух писем в месяц."), Purpose.MAILING),
        required=False,
    )

    account_already_exists: bool
    field_order = [
        "email", "family_name", "given_name", "patronymic", "phone", "town", "password1", "password2",
        "consent_processing", "consent_mailing",
    ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Электронная почта")
        self.fields["email"].help_text = _("На неё придёт письмо, чтобы подтвердить адрес.")
        for field in self.fields.values():
            if field.widget.attrs.get("placeholder") != "+7":
                field.widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("Не короче 10 знаков. Подойдёт фраза из нескольких слов.")
        self.fields["password2"].label = _("Пароль ещё раз")

    def try_save(self, request: HttpRequest) -> Any:
        """Two sign-ups with one address at the same moment: the second is answered like any known address."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # the same work as for a new address: the time tells nothing (T24)
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth when the account is there."""
        address = address_of(request)
        actions.welcome(user, address=address)
        actions.give_consent(user, Purpose.PROCESSING, address=address)
        if self.cleaned_data["consent_mailing"]:
            actions.give_consent(user, Purpose.MAILING, address=address)


class FirstConsentForm(forms.Form):
    """For whoever was entered by the school; never ticked beforehand."""

    consent_processing = forms.BooleanField(
        label=_("Даю согласие на обработку персональных данных для учёбы"),
        error_messages={"required": _("Без согласия кабинет не откроется. Прочитайте текст и отметьте поле.")},
    )


class ProfileForm(PersonFields):
    """The person's own card."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        names = ("family_name", "given_name", "patronymic", "phone", "town")
        kwargs["initial"] = {name: getattr(person, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class OrganizationForm(forms.ModelForm[Organization]):
    """An organisation's card. An initiative group has no numbers; everyone else has both."""

    short_name = LineField(label=_("Короткое название"), max_length=200, help_text=_("Как вас называют: АНО «Кедровый дом»."))
    name = LineField(label=_("Полное название"), max_length=500, help_text=_("Как в уставе."))
    ogrn = OgrnField(
        label=_("ОГРН"),
        help_text=_("13 цифр. Группа без регистрации оставляет поле пустым."),
        error_messages={"required": _("Укажите ОГРН: он есть у каждой зарегистрированной организации")},
    )
    inn = InnField(
        label=_("ИНН организации"),
        help_text=_("10 цифр, есть в свидетельстве о регистрации. Группа без регистрации оставляет поле пустым."),
        error_messages={"required": _("Укажите ИНН: он есть у каждой зарегистрированной организации")},
    )
    site = forms.URLField(
        label=_("Сайт"), max_length=200, required=False, assume_scheme="https", widget=forms.URLInput(attrs={"autocomplete": "url"})
    )
    head = LineField(label=_("Руководитель"), max_length=300, required=False, help_text=_("Фамилия, имя, отчество и должность."))
    areas = ParagraphField(
        label=_("Направления работы"),
        max_length=2000,
        required=False,
        help_text=_("Два-три предложения: кому помогаете и чем."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Organization
        fields = ["form", "short_name", "name", "ogrn", "inn", "town", "site", "head", "areas"]

    twin: Organization | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].label = _("Организационно-правовая форма")
        self.fields["form"].choices = [("", _("Выберите форму")), *Organization.Form.choices]  # type: ignore[attr-defined]
        self.fields["form"].error_messages["required"] = _("Выберите форму")
        self.fields["town"].empty_label = _("Выберите город")  # type: ignore[attr-defined]
        self.fields["town"].error_messages["required"] = _("Выберите город")
        self.use_required_attribute = False  # an initiative group has no numbers

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("form") == Organization.Form.GROUP:
            data["ogrn"] = data["inn"] = None
            for name in ("ogrn", "inn"):
                self.errors.pop(name, None)
        return data

    def validate_unique(self) -> None:
        """The same number on another card is not a dead end: the page offers to ask to join (`twin`)."""
        for name in ("ogrn", "inn"):
            number = self.cleaned_data.get(name)
            twin = Organization.objects.exclude(pk=self.instance.pk).filter(**{name: number}).first() if number else None
            if twin:
                self.twin = twin
                self.add_error(name, _("Организация с этим номером уже есть в школе: %(card)s") % {"card": twin.short_name})


class JoinForm(forms.Form):
    """Asks to be accepted into the organisation with this ОГРН or ИНН: who does not know the number learns nothing."""

    number = LineField(label=_("ОГРН или ИНН организации"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
    position = LineField(label=_("Ваша должность"), max_length=200, required=False)

    def clean_number(self) -> str:
        digits = "".join(letter for letter in self.cleaned_data["number"] if letter.isdigit())
        field: DigitsField = OgrnField() if len(digits) > 11 else InnField()
        return str(field.clean(digits))
