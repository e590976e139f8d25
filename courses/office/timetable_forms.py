"""Forms of the timetable: a meeting, a copied cohort, a template, subgroups."""

import hashlib
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Mark
from courses.enrollment.meeting_rules import clashes
from courses.enrollment.models import Assignment, Role
from courses.office.forms import DayInput, MomentInput, in_our_years
from courses.program.models import Cohort, Meeting, Module, Subgroup, TimetableTemplate
from school.people.fields import LineField
from school.people.models import User
from school.people.rules import folded

# What an empty choice says instead of dashes.
BLANKS = {"cohort": _("Не выбран"), "module": _("Не выбран"), "town": _("Все города"), "subgroup": _("Все подгруппы"), "trainer": _("Не назначен")}


def number_in(given: Any) -> int:
    """Of a choice as it was typed, or as it is written down; zero is nobody's number."""
    words = str(given or "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 19 else 0


class MeetingForm(forms.ModelForm[Meeting]):
    """Clashes are told before saving; `seen` carries those that were on screen, and a second press with the same ones saves in spite of them."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    clashing: tuple[str, ...] | list[str] = ()

    class Meta:
        model = Meeting
        fields = [
            "cohort", "module", "title", "starts_at", "ends_at", "hours", "town", "subgroup", "place", "host", "link", "trainer",
            "check_in_before", "check_in_after",
        ]  # fmt: skip
        widgets = {"starts_at": MomentInput, "ends_at": MomentInput}
        field_classes = dict.fromkeys(("title", "place", "host"), LineField)
        help_texts = {
            "ends_at": _("Время тюменское."),
            "town": _("Пусто – занятие для всех городов потока."),
            "trainer": _("Кто ведёт. Отмечают посещение все тренеры потока."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in BLANKS.items():
            if self.fields[name].empty_label is not None:  # type: ignore[attr-defined]
                self.fields[name].empty_label = words  # type: ignore[attr-defined]
        working = Cohort.objects.filter(~Q(state=Cohort.State.ARCHIVED) | Q(pk=self.instance.cohort_id))
        self.fields["cohort"].queryset = working  # type: ignore[attr-defined]
        trainers = Assignment.objects.current().filter(role=Role.TRAINER).values("person")
        self.fields["trainer"].queryset = User.objects.filter(Q(pk__in=trainers, is_active=True) | Q(pk=self.instance.trainer_id))  # type: ignore[attr-defined]
        self.narrow(working)
        self.fields["link"] = forms.URLField(label=_("Ссылка на трансляцию"), required=False, assume_scheme="https")
        for name in ("check_in_before", "check_in_after"):
            self.fields[name].required = False
        for name in ("starts_at", "ends_at"):
            self.fields[name].validators.append(in_our_years)
        if self.instance.pk and Mark.objects.filter(meeting=self.instance).exists():
            for name in ("cohort", "town", "subgroup"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("На занятии уже есть отметки: это поле больше не меняется.")

    def narrow(self, working: QuerySet[Cohort]) -> None:
        """Subgroups and modules are those of the chosen cohort; what was typed stays, so that it can be complained about."""
        groups = Subgroup.objects.filter(cohort__in=working.order_by()).select_related("cohort").order_by("-cohort__starts_on", "cohort", "title")
        cohort = working.filter(pk=number_in(self["cohort"].value())).first()
        if cohort:
            groups = groups.filter(Q(cohort=cohort) | Q(pk=number_in(self["subgroup"].value())))
            modules = Module.objects.filter(Q(program=cohort.program_id) | Q(pk=number_in(self["module"].value())))
            self.fields["module"].queryset = modules  # type: ignore[attr-defined]
        self.fields["subgroup"].queryset = groups  # type: ignore[attr-defined]
        self.fields["subgroup"].label_from_instance = lambda group: group.title if group.cohort == cohort else f"{group.title} – {group.cohort}"  # type: ignore[attr-defined]

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
        self.clashing = found
        self.add_error("seen", [*found])
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("seen")] = known
        self.data = data


class CancelForm(forms.Form):
    reason = LineField(label=_("Причина"), required=False, max_length=300, help_text=_("Её прочитают в письме. Можно оставить пустой."))


class CopyForm(forms.Form):
    """`shown` carries what the timetable on screen was counted from: only what was shown is created."""

    title = LineField(label=_("Название нового потока"), max_length=200, help_text=_("Не такое, как у других потоков программы."))
    starts_on = forms.DateField(
        label=_("Новое начало"), widget=DayInput, validators=[in_our_years], help_text=_("Все даты сдвинутся на столько же дней.")
    )
    with_trainers = forms.BooleanField(label=_("Перенести тренеров"), required=False, initial=True)
    shown = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source

    def clean_title(self) -> str:
        """Other cohorts are asked when the copy is created, under the lock."""
        title: str = self.cleaned_data["title"]
        if folded(title) == folded(self.source.title):
            raise forms.ValidationError(_("Так называется образец. Назовите новый поток иначе."))
        return title

    def meant(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "starts_on", "with_trainers")}

    def what_is_shown(self) -> str:
        """Trainers who come along may be busy, so they are part of the picture."""
        return self.cleaned_data["starts_on"].isoformat() + (" +" if self.cleaned_data["with_trainers"] else "")

    def was_shown(self) -> bool:
        return bool(self.cleaned_data["shown"] == self.what_is_shown())


class KeepForm(forms.Form):
    title = LineField(label=_("Название шаблона"), max_length=160, help_text=_("Например: «Четыре субботы подряд»."))


class LayForm(forms.Form):
    template = forms.ModelChoiceField(label=_("Шаблон"), queryset=TimetableTemplate.objects.none(), empty_label=_("Не выбран"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = TimetableTemplate.objects.filter(program=cohort.program_id)  # type: ignore[attr-defined]


class SubgroupForm(forms.Form):
    title = LineField(label=_("Название подгруппы"), max_length=80, help_text=_("Например: «Группа А»."))
