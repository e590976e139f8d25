"""The filter of the post box; how a person wants to be written to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from school.people.fields import LineField
from school.post.models import Choice

HOURS: list[tuple[int | str, str]] = [("", _("не выбрано")), *((hour, f"{hour}:00") for hour in range(24))]  # type: ignore[list-item]


class RecipientForm(forms.Form):
    email = LineField(
        label=_("Адрес получателя"), max_length=254, required=False, widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"})
    )


class ChoiceForm(forms.ModelForm[Choice]):
    pace = forms.ChoiceField(
        label=_("Необязательные письма"),
        choices=Choice.Pace.choices,
        widget=forms.RadioSelect,
        help_text=_("Вопросы и ответы, сообщения о документах, напоминания. Сводка приходит утром, после девяти по тюменскому времени."),
    )
    quiet_from = forms.TypedChoiceField(
        label=_("Тихие часы: не писать с"),
        help_text=_("Время тюменское. Коды для входа приходят и в тихие часы."),
        choices=HOURS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    quiet_until = forms.TypedChoiceField(label=_("Тихие часы: и до"), choices=HOURS, coerce=int, empty_value=None, required=False)

    class Meta:
        model = Choice
        fields = ["pace", "quiet_from", "quiet_until", "language"]
        widgets = {"language": forms.RadioSelect}

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        first, last = found.get("quiet_from"), found.get("quiet_until")
        if self.errors:
            return found
        if (first is None) != (last is None):
            self.add_error("quiet_until" if last is None else "quiet_from", _("Выберите оба часа или ни одного."))
        elif first is not None and first == last:
            self.add_error("quiet_until", _("Выберите другой час: с этим писем не было бы никогда."))
        return found
