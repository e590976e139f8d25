"""Forms of the timetable: a meeting, a copied cohort, a template, subgroups."""

import hashlib
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Mark
from courses.enrollment.meeting_rules import clashes
from courses.enrollment.models import Assignment, Role
from courses.office.forms import DayInput, MomentInput
from courses.program.models import Cohort, Meeting, Subgroup, TimetableTemplate
from school.people.models import User
from school.people.rules import tidy

FIRST_YEAR, LAST_YEAR = 2020, 2060


class MeetingForm(forms.ModelForm[Meeting]):
    """Clashes are told before saving; `seen` carries those that were on screen, and a second press with the same ones saves in spite of them."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = Meeting
        fields = [
            "cohort", "module", "title", "starts_at", "ends_at", "hours", "town", "subgroup", "place", "host", "link", "trainer",
            "check_in_before", "check_in_after",
        ]  # fmt: skip
        widgets = {"starts_at": MomentInput, "ends_at": MomentInput}
        help_texts = {
            "ends_at": _("Время тюменское."),
            "town": _("Пусто – занятие для всех городов потока."),
            "trainer": _("Кто ведёт. Отмечают посещение все тренеры потока."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        archived = Q(state=Cohort.State.ARCHIVED) & ~Q(pk=self.instance.cohort_id)
        self.fields["cohort"].queryset = Cohort.objects.exclude(archived)  # type: ignore[attr-defined]
        trainers = Assignment.objects.current().filter(role=Role.TRAINER).values("person")
        self.fields["trainer"].queryset = User.objects.filter(Q(pk__in=trainers) | Q(pk=self.instance.trainer_id))  # type: ignore[attr-defined]
        self.fields["subgroup"].queryset = Subgroup.objects.select_related("cohort").order_by("-cohort__starts_on", "cohort", "title")  # type: ignore[attr-defined]
        self.fields["subgroup"].label_from_instance = lambda group: f"{group.title} – {group.cohort}"  # type: ignore[attr-defined]
        self.fields["link"] = forms.URLField(label=_("Ссылка на трансляцию"), required=False, assume_scheme="https")
        for name in ("check_in_before", "check_in_after"):
            self.fields[name].required = False
        if self.instance.pk and Mark.objects.filter(meeting=self.instance).exists():
            for name in ("cohort", "town", "subgroup"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("На занятии уже есть отметки: это поле больше не меняется.")

    @cached_property
    def changed_data(self) -> list[str]:
        """For the journal: the clashes on screen are no field of the meeting."""
        return [name for name in super().changed_data if name != "seen"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        cohort, module, subgroup = data.get("cohort"), data.get("module"), data.get("subgroup")
        for name in ("check_in_before", "check_in_after"):
            if name not in self.errors and data.get(name) is None:
                data[name] = getattr(self.instance, name)
        if cohort and module and module.program_id != cohort.program_id:
            self.add_error("module", _("Этот модуль из другой программы. У потока программа «%(program)s».") % {"program": cohort.program})
        if cohort and subgroup and subgroup.cohort_id != cohort.pk:
            self.add_error("subgroup", _("Эта подгруппа из другого потока: «%(cohort)s».") % {"cohort": subgroup.cohort})
        return data

    def _post_clean(self) -> None:
        """After the model's own constraints, when the meeting is as it would be written."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and self.instance.cancelled_at is None:
            self.warn(clashes(self.instance))

    def warn(self, found: list[str]) -> None:
        known = hashlib.sha256("\n".join(found).encode()).hexdigest() if found else ""
        if not found or self.cleaned_data["seen"] == known:
            return
        for words in [*found, str(_("Если так и задумано, нажмите «Сохранить» ещё раз."))]:
            self.add_error(None, words)
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("seen")] = known
        self.data = data


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Причина"), required=False, max_length=300, help_text=_("Её прочитают в письме. Можно оставить пустой."))


class TidyField(forms.CharField):
    """One line without invisible letters."""

    def clean(self, value: Any) -> str:
        return tidy(super().clean(value))


class CopyForm(forms.Form):
    """`shown` carries the start whose timetable was on screen: only what was shown is created."""

    title = TidyField(label=_("Название нового потока"), max_length=200)
    starts_on = forms.DateField(label=_("Новое начало"), widget=DayInput, help_text=_("Все даты сдвинутся на столько же дней."))
    with_trainers = forms.BooleanField(label=_("Перенести тренеров"), required=False, initial=True)
    shown = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Проверьте год: %(year)s.") % {"year": day.year})
        return day

    def was_shown(self) -> bool:
        return bool(self.cleaned_data["shown"] == self.cleaned_data["starts_on"].isoformat())


class KeepForm(forms.Form):
    title = TidyField(label=_("Название шаблона"), max_length=160, help_text=_("Например: «Четыре субботы подряд»."))


class LayForm(forms.Form):
    template = forms.ModelChoiceField(label=_("Шаблон"), queryset=TimetableTemplate.objects.none(), empty_label=_("Не выбран"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = TimetableTemplate.objects.filter(program=cohort.program_id)  # type: ignore[attr-defined]


class SubgroupForm(forms.Form):
    title = TidyField(label=_("Название подгруппы"), max_length=80, help_text=_("Например: «Группа А»."))
