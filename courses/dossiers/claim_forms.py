"""What is said about one service of a dossier: who assesses it, the clause of the charter, since when; and its months."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.dossiers.item_forms import DayInput
from courses.dossiers.models import Body, Service, ServiceMonth
from school.people.fields import CountField, LineField
from school.people.rules import Text

EARLIEST = date(1990, 1, 1)
MOST = 10_000_000  # people or services of a month; more is a slip of the finger


class ClaimForm(forms.Form):
    body = forms.ModelChoiceField(
        label=_("Кто оценивает качество"), queryset=Body.objects.none(), required=False, empty_label=_("Пока не знаем"),
        help_text=_("Орган зависит от региона и услуги. Если не уверены, спросите наставника."),
    )  # fmt: skip
    charter_clause = LineField(
        label=_("Пункт устава"),
        max_length=500,
        required=False,
        help_text=_("Где в уставе названа эта деятельность. Например: п. 2.2, «социальное обслуживание на дому»."),
    )
    began_on = forms.DateField(
        label=_("Оказываем с"), required=False, widget=DayInput(), help_text=_("День, с которого услуга оказывается. Нужен год до подачи.")
    )

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = bodies

    def clean_began_on(self) -> date | None:
        day: date | None = self.cleaned_data["began_on"]
        if day and not EARLIEST <= day <= timezone.localdate():
            raise ValidationError(_("День должен быть не раньше 1990 года и не позже сегодняшнего."))
        return day

    def others(self, current: Any) -> list[tuple[Text, str]]:
        """What another person has saved, where it differs from what is typed here."""
        kept = {"body": current.body, "charter_clause": current.charter_clause, "began_on": current.began_on}
        return [
            (self.fields[name].label or "", str(value or ""))
            for name, value in kept.items()
            if (value or None) != (self.cleaned_data.get(name) or None)
        ]


class ClaimAddForm(forms.Form):
    service = forms.ModelChoiceField(label=_("Услуга"), queryset=Service.objects.none(), error_messages={"required": _("Выберите услугу.")})

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = services


def month_before(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


class MonthsForm(forms.Form):
    """Figures and words of each month, newest first; names of recipients have no place here."""

    def __init__(self, *args: Any, months: Iterable[date], kept: dict[date, ServiceMonth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = list(months)
        for month in self.months:
            row, key = kept.get(month), f"{month:%Y-%m}"
            named = date_format(month, "F Y")
            self.fields[f"people-{key}"] = CountField(
                min_value=0, max_value=MOST, required=False, initial=row.people if row else None, label=_("Получателей")
            )
            self.fields[f"services-{key}"] = CountField(
                min_value=0, max_value=MOST, required=False, initial=row.services if row else None, label=_("Услуг")
            )
            self.fields[f"evidence-{key}"] = LineField(
                max_length=500, required=False, initial=row.evidence if row else "", label=_("Чем подтверждается")
            )
            for name in ("people", "services", "evidence"):
                self.fields[f"{name}-{key}"].widget.attrs["aria-label"] = f"{self.fields[f'{name}-{key}'].label}, {named}"

    def rows(self) -> list[dict[str, Any]]:
        keys = [(month, f"{month:%Y-%m}") for month in self.months]
        return [{"month": month, "fields": [self[f"{name}-{key}"] for name in ("people", "services", "evidence")]} for month, key in keys]

    def typed(self) -> dict[date, tuple[int | None, int | None, str]]:
        clean, found = self.cleaned_data, {}
        for month in self.months:
            key = f"{month:%Y-%m}"
            found[month] = (clean.get(f"people-{key}"), clean.get(f"services-{key}"), clean.get(f"evidence-{key}") or "")
        return found

    def others(self, kept: dict[date, ServiceMonth]) -> list[tuple[Text, str]]:
        found: list[tuple[Text, str]] = []
        for month, mine in self.typed().items():
            row = kept.get(month)
            theirs = (row.people, row.services, row.evidence) if row else (None, None, "")
            if theirs != mine:
                words = ", ".join(str(value) for value in theirs if value not in (None, ""))
                found.append((date_format(month, "F Y"), words))
        return found
