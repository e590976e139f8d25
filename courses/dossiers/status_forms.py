"""What is typed about the status, its early end, the other two registers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.dossiers import status_rules
from courses.dossiers.filing_forms import ClaimsField, DayField
from courses.dossiers.models import Claim, FiledClaim, RegisterEntry, Status
from school.people.fields import LineField


class StatusForm(forms.Form):
    """The end follows from the beginning; its own day is typed only where the school does not know the term."""

    number = LineField(label=_("Номер распоряжения Минюста"), max_length=100)
    since = DayField(label=_("С какого дня действует"), help_text=_("Дата решения о признании."))
    until = DayField(
        label=_("По какой день"), required=False, help_text=_("Оставьте пустым: считаем два года от начала. Заполните, если в решении другой день.")
    )
    claims = ClaimsField(label=_("Какие услуги признали"))

    def __init__(self, *args: Any, rows: list[FiledClaim], correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if correcting:
            del fields["claims"]
            return
        keys = [row.claim_id for row in rows]
        fields["claims"].queryset = Claim.objects.filter(pk__in=keys).select_related("service")
        fields["claims"].initial = keys

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and not data.get("until") and status_rules.until_of(data["since"]) is None:
            self.add_error("until", _("Срок статуса не установлен в справочнике: укажите последний день."))
        return data


class RemovalForm(forms.Form):
    on = DayField(label=_("Когда исключили"))
    why = forms.ChoiceField(label=_("Почему"), choices=[row for row in Status.Ended.choices if row[0]], widget=forms.RadioSelect)
    words = LineField(label=_("Подробности"), max_length=500, required=False)


class RegisterForm(forms.Form):
    register = forms.ChoiceField(label=_("Реестр"), choices=RegisterEntry.Register.choices, widget=forms.RadioSelect)
    number = LineField(label=_("Номер записи"), max_length=100, required=False)
    since = DayField(label=_("С какого дня"), required=False)


class RegisterEndForm(forms.Form):
    until = DayField(label=_("С какого дня организация вышла из реестра"))
