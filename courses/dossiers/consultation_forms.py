"""What is typed about consultations: times put up in a row, what to talk about, what was agreed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.filing_forms import DayField
from courses.dossiers.models import Consultation, Dossier
from school.people.fields import CountField, LineField, ParagraphField
from school.templatetags.look import moment


class SlotsForm(forms.Form):
    starts_at = forms.DateTimeField(
        label=_("Первая начинается"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Укажите день и время.")},
    )
    count = CountField(label=_("Сколько времён подряд"), min_value=1, max_value=12, initial=4, widget=forms.NumberInput(attrs={"class": "short"}))
    minutes = CountField(label=_("Минут на каждую"), min_value=10, max_value=240, initial=30, widget=forms.NumberInput(attrs={"class": "short"}))
    place = LineField(label=_("Где"), max_length=300, required=False)
    link = forms.URLField(label=_("Ссылка на встречу"), required=False, max_length=200, assume_scheme="https")

    def clean_starts_at(self) -> Any:
        found = self.cleaned_data["starts_at"]
        if abs(found.year - timezone.localdate().year) > 2:
            raise forms.ValidationError(_("Проверьте год."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("place") or data.get("link")):
            self.add_error("place", _("Напишите, где встречаетесь, или дайте ссылку."))
        return data


class BookingForm(forms.Form):
    about = LineField(label=_("О чём поговорить"), max_length=500, help_text=_("Наставник подготовится. Без личных данных получателей услуг."))
    instead = forms.ModelChoiceField(label=_("Эта консультация"), queryset=Consultation.objects.none(), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, dossier: Dossier, ahead: Sequence[Consultation], **kwargs: Any) -> None:
        """`ahead` – bookings that this one may take the place of. Any other of the dossier is taken as well: a second press comes when it is given back."""
        super().__init__(*args, **kwargs)
        if not ahead:
            del self.fields["instead"]
            return
        field: Any = self.fields["instead"]
        field.queryset = dossier.consultations.select_related("slot")
        field.choices = [("", _("ещё одна")), *((row.pk, _("вместо: %(when)s") % {"when": moment(row.slot.starts_at)}) for row in ahead)]


class NotesForm(forms.Form):
    notes = ParagraphField(
        label=_("О чём договорились"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Это прочтут организация и следующие наставники."),
    )
    task = LineField(
        label=_("Что сделать организации"), max_length=1000, required=False, help_text=_("Появится в её задачах. Можно оставить пустым.")
    )
    due_on = DayField(label=_("К какому дню"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("due_on") and not data.get("task") and "task" not in self.errors:
            self.add_error("task", _("Напишите, что сделать к этому дню."))
        return data
