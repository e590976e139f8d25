"""Forms of a call: its rules, a stage, a criterion with levels, the times of the defence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.projects import call_rules
from courses.projects.models import Call, CallCriterion, Stage
from courses.projects.project_rules import FIELDS
from school.people.fields import CountField, LineField, ParagraphField

ROWS = 6  # levels that the form has room for, and two more than are filled in


class MomentField(forms.DateTimeField):
    """A day and a time of Tyumen; years that people mean."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, error_messages={"invalid": _("Укажите день и время.")}, **options)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found and abs(found.year - timezone.now().year) > 10:
            raise forms.ValidationError(_("Проверьте год."))
        return found


class CallForm(forms.ModelForm[Call]):
    teams_until = MomentField(label=_("Команды собираются до"), required=False, help_text=_("Пусто – до срока первого этапа."))

    class Meta:
        model = Call
        fields = (
            *("title", "about", "team_least", "team_most", "teams_until", "late", "reviews_needed", "spread"),
            *("blind", "open_reviews"),
        )
        field_classes = {"title": LineField, "about": ParagraphField}
        widgets = {"about": forms.Textarea(attrs={"rows": 8}), "late": forms.RadioSelect}
        help_texts = {
            "spread": _("Если оценки рецензентов расходятся сильнее, работа помечается."),
            "blind": _(
                "Скрыты имена, организация, ссылки и имена файлов. То, что написано в самих текстах и файлах, команды убирают сами: им об этом "
                "напоминают. Тренеры потока и координаторы видят всё."
            ),
            "open_reviews": _("Рецензии команда читает после решения, с именами или без."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, least, most in (("team_least", 1, 50), ("team_most", 1, 50), ("reviews_needed", 1, 10), ("spread", 0, 100)):
            self.fields[name] = CountField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=least,
                max_value=most,
                widget=forms.NumberInput(attrs={"class": "short"}),
            )
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]
        for reason in call_rules.names_frozen(self.instance) if self.instance.pk else []:
            for name in call_rules.NAMES:
                self.fields[name].disabled, self.fields[name].help_text = True, reason

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("team_least") and data.get("team_most") and data["team_least"] > data["team_most"]:
            self.add_error("team_most", _("Наибольший размер команды меньше наименьшего."))
        return data

    def fields_given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class StageForm(forms.Form):
    title = LineField(label=_("Название"), max_length=120)
    kind = forms.ChoiceField(label=_("Вид"), choices=Stage.Kind.choices, widget=forms.RadioSelect)
    opens_at = MomentField(label=_("Приём с"))
    due_at = MomentField(label=_("Срок"))
    late_until = MomentField(
        label=_("С опозданием – до"), required=False, help_text=_("Нужно, если опоздавшие работы принимают. Пусто – до закрытия приёма.")
    )
    needs = forms.MultipleChoiceField(label=_("Что заполнить"), choices=list(FIELDS.items()), required=False, widget=forms.CheckboxSelectMultiple)
    papers = ParagraphField(
        label=_("Какие файлы приложить"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("По одному названию в строке."),
    )
    reviewed = forms.BooleanField(
        label=_("С рецензиями по критериям"), required=False, help_text=_("Без них решение принимает тренер или координатор.")
    )


class CriterionForm(forms.Form):
    title = LineField(label=_("Критерий"), max_length=200)
    help = LineField(label=_("На что смотреть"), max_length=500, required=False)
    weight = CountField(
        label=_("Вес"),
        min_value=1,
        max_value=100,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=_("Во сколько раз критерий важнее критерия с весом 1."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, criterion: CallCriterion | None = None) -> None:
        known = list(criterion.levels.all()) if criterion else []
        initial = {name: getattr(criterion, name) for name in ("title", "help", "weight")} if criterion else {}
        self.number = min(call_rules.LEVELS, max(ROWS, len(known) + 2))
        for number, level in enumerate(known):
            initial |= {f"points_{number}": level.points, f"level_{number}": level.title}
        super().__init__(data, initial=initial)
        for number in range(self.number):
            place = {"n": number + 1}
            self.fields[f"points_{number}"] = CountField(
                label=_("Баллы, уровень %(n)s") % place,
                min_value=0,
                max_value=1000,
                required=False,
                widget=forms.NumberInput(attrs={"class": "short"}),
            )
            self.fields[f"level_{number}"] = LineField(label=_("Уровень %(n)s словами") % place, max_length=300, required=False)
        for name, field in self.fields.items():
            field.quiet = name[-1].isdigit()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.number):
            points, title = data.get(f"points_{number}"), data.get(f"level_{number}")
            if title and points is None and f"points_{number}" not in self.errors:
                self.add_error(f"points_{number}", _("Укажите баллы уровня."))
            if points is not None and not title and f"level_{number}" not in self.errors:
                self.add_error(f"level_{number}", _("Опишите уровень словами."))
        if not self.errors and (reasons := call_rules.reasons_against_levels(self.levels())):
            raise forms.ValidationError(reasons)
        return data

    def levels(self) -> list[tuple[int, str]]:
        """Of the filled rows, the fewest points first."""
        rows = [(self.cleaned_data.get(f"points_{number}"), self.cleaned_data.get(f"level_{number}")) for number in range(self.number)]
        return sorted((points, title) for points, title in rows if points is not None and title)

    def rows(self) -> list[dict[str, Any]]:
        return [{"points": self[f"points_{number}"], "level": self[f"level_{number}"]} for number in range(self.number)]

    def fields_given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "help", "weight")}


class TimeForm(forms.Form):
    """One time of a defence."""

    starts_at = MomentField(label=_("Начинается"))
    minutes = CountField(label=_("Минут на защиту"), min_value=5, max_value=480, initial=20, widget=forms.NumberInput(attrs={"class": "short"}))
    place = LineField(label=_("Место"), max_length=255, required=False)
    link = forms.URLField(
        label=_("Ссылка"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Адрес начинается с https:// и не содержит пробелов.")},
    )


class SeriesForm(TimeForm):
    """Several, one after another."""

    starts_at = MomentField(label=_("Первое начинается"))
    count = CountField(label=_("Сколько времён"), min_value=1, max_value=60, initial=6, widget=forms.NumberInput(attrs={"class": "short"}))
    pause = CountField(
        label=_("Минут перерыва между ними"), min_value=0, max_value=480, initial=5, widget=forms.NumberInput(attrs={"class": "short"})
    )
    field_order = ("starts_at", "count", "minutes", "pause", "place", "link")
