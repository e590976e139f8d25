"""The public check and the coordinator's reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    number = forms.CharField(label=_("Номер сертификата"), max_length=40, help_text=_("Напечатан внизу, например ШЛ-2026-0147."))
    family_name = forms.CharField(label=_("Фамилия владельца"), max_length=120, help_text=_("Как в сертификате."))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Причина"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).replace("\x00", "").strip()
