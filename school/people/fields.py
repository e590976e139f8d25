"""Fields that keep typed text clean and say in plain words what is wrong with it. Every form of the school may use them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.ru import inn, ogrn

from school.people import rules


class CountField(forms.IntegerField):
    """A whole number; what is wrong with it is said with its limit."""

    default_error_messages = {
        "invalid": _("Впишите целое число."),
        "min_value": _("Число не меньше %(limit_value)s."),
        "max_value": _("Число не больше %(limit_value)s."),
    }


TOO_LONG = _("Не больше %(limit_value)s знаков, сейчас %(show_value)s.")


class LineField(forms.CharField):
    """One line: composed letters, no invisible characters. A NUL is refused with a message, as Django does."""

    default_error_messages = {"max_length": TOO_LONG}

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value if "\0" in value else rules.tidy(value) or self.empty_value


class ParagraphField(forms.CharField):
    """Several lines, cleaned in the same way."""

    default_error_messages = {"max_length": TOO_LONG}
    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value if "\0" in value else rules.tidy(value, lines=True) or self.empty_value


class NameField(LineField):
    """A part of a person's name, as it will be printed in the certificate."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and "\0" not in value and not rules.readable_name(value):
            raise ValidationError(_("Имя пишется буквами, через дефис или пробел. Уберите цифры и знаки."))


class PhoneField(LineField):
    """Kept as +7XXXXXXXXXX; numbers of other countries as + and digits."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short", "placeholder": "+7"})

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value or value == "+7":
            return ""
        digits = "".join(letter for letter in value if letter in "0123456789")
        if set(value) - set("+0123456789 ()-–.") or not digits:
            raise ValidationError(_("В телефоне могут быть цифры, пробелы, скобки и дефисы. Пример: +7 3452 00-00-00"))
        if len(digits) == 11 and digits[0] == "8" and not value.startswith("+"):
            digits = "7" + digits[1:]
        elif len(digits) == 10:
            digits = "7" + digits
        if not value.startswith("+") and len(digits) != 11 or not 11 <= len(digits) <= 15:
            raise ValidationError(
                ngettext(
                    "В телефоне 11 цифр вместе с кодом страны, вы ввели %(count)d",
                    "В телефоне 11 цифр вместе с кодом страны, вы ввели %(count)d",
                    len(digits),
                )
                % {"count": len(digits)}
            )
        return "+" + digits


class DigitsField(LineField):
    """A number with a known length and a check digit. Spaces and hyphens between digits are forgiven."""

    length: int
    words: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not value:
            return None
        digits = value.translate(str.maketrans("", "", " -–\u00a0"))
        if not (digits.isascii() and digits.isdigit()):
            raise ValidationError(self.words["letters"])
        if len(digits) != self.length:
            raise ValidationError(self.words["length"] % {"count": len(digits)})
        try:
            self.check_digit(digits)
        except (InvalidChecksum, WrongNumber):
            raise ValidationError(self.words["check"]) from None
        return digits

    def check_digit(self, digits: str) -> None:
        raise NotImplementedError


class OgrnField(DigitsField):
    length = 13
    words = {
        "letters": _("ОГРН состоит только из цифр"),
        "length": _("В ОГРН организации 13 цифр, вы ввели %(count)d"),
        "check": _("В ОГРН опечатка: контрольная цифра не сходится. Сверьте с выпиской из ЕГРЮЛ"),
    }

    def check_digit(self, digits: str) -> None:
        ogrn.validate(digits)


class InnField(DigitsField):
    length = 10
    words = {
        "letters": _("ИНН состоит только из цифр"),
        "length": _("В ИНН организации 10 цифр, вы ввели %(count)d"),
        "check": _("В ИНН опечатка: контрольная цифра не сходится. Сверьте со свидетельством"),
    }

    def check_digit(self, digits: str) -> None:
        inn.validate(digits)
