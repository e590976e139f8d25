"""What the coordinator and the trainer write to a cohort."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from school.people.rules import tidy


class AnnouncementForm(forms.Form):
    subject = forms.CharField(label=_("Тема"), max_length=160, help_text=_("Она же тема письма."))
    text = forms.CharField(label=_("Текст"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, lines in (("subject", False), ("text", True)):
            if name in data:
                data[name] = tidy(data[name], lines=lines)
                if not data[name]:
                    self.add_error(name, _("Напишите что-нибудь словами."))
        return data
