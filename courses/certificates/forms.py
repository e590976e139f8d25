"""The public check and the coordinator's reasons."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST = 2**20  # bytes


class CheckForm(forms.Form):
    number = forms.CharField(label=_("Номер сертификата"), max_length=40, help_text=_("Напечатан внизу, например ШЛ-2026-0147."))
    family_name = forms.CharField(label=_("Фамилия владельца"), max_length=120, help_text=_("Как в сертификате."))


class PaperForm(forms.Form):
    """The file itself: it is compared byte by byte with what the school has issued, and kept nowhere."""

    file = forms.FileField(
        label=_("Файл сертификата"),
        help_text=_("PDF, как его прислала школа. Можно перетащить сюда мышью."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"empty": _("Файл пустой."), "missing": _("Выберите файл PDF."), "required": _("Выберите файл PDF.")},
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("Файл слишком большой: сертификат школы весит меньше мегабайта."))
        return given

    @property
    def digest(self) -> str:
        found = hashlib.sha256()
        for piece in self.cleaned_data["file"].chunks():
            found.update(piece)
        return found.hexdigest()


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Причина"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).replace("\x00", "").strip()
