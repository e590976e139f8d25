"""Forms of the office. Dates use the browser's own pickers: they speak the coordinator's language and need no script."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.enrollment import rules
from courses.enrollment.models import Assignment, Role
from courses.program.models import Cohort, Module, Program
from school.people.models import Organization, Town, User
from school.people.rules import folded


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


RUNNING = ("responsible", "late_after", "late_weight")
SEATING = ("seats", "per_organization", "offer_hours", "letters_after")
DEFAULTED = ("offer_hours", "letters_after", "late_after", "late_weight")


def coordinators(known: int | None) -> QuerySet[User]:
    """Coordinators of today, and whoever is written down already."""
    rows = Assignment.objects.current().filter(role=Role.COORDINATOR).order_by().values("person")
    return User.objects.filter(Q(pk__in=rows, is_active=True) | Q(pk=known))


class CohortForm(forms.ModelForm[Cohort]):
    """The cohort with its seats: one number for each town of the school."""

    class Meta:
        model = Cohort
        fields = ["program", "title", "about", "starts_on", "ends_on", "apply_from", "apply_until", "needed_share", *RUNNING, *SEATING]
        widgets = dict.fromkeys(("starts_on", "ends_on", "apply_from", "apply_until"), DayInput) | {"about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = list(Town.objects.all())
        for name in DEFAULTED:
            self.fields[name].required = False  # empty: the number that the cohort has, of a new one the usual
        self.fields["responsible"].queryset = coordinators(self.instance.responsible_id)  # type: ignore[attr-defined]
        known = dict(self.instance.quotas.values_list("town_id", "seats")) if self.instance.pk else {}
        if self.instance.pk and self.instance.state != Cohort.State.DRAFT:
            self.fields["program"].disabled = True
            self.fields["program"].help_text = _("Набор уже объявлен: программа потока больше не меняется.")
        for town in self.towns:
            self.fields[f"seats_{town.pk}"] = forms.IntegerField(
                label=_("Мест: %(town)s") % {"town": town.name},
                required=False,
                min_value=0,
                max_value=1000,
                initial=known.get(town.pk),
                help_text=_("Пусто – город в этот поток не набирает."),
            )

    def seats(self) -> dict[int, int | None]:
        return {town.pk: self.cleaned_data.get(f"seats_{town.pk}") for town in self.towns}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in DEFAULTED:
            if data.get(name) is None:
                data[name] = getattr(self.instance, name)
        held = self.held()
        for town in self.towns:
            name = f"seats_{town.pk}"
            if name not in self.errors and (data.get(name) or 0) < held.get(town.pk, 0):
                self.add_error(name, _("Здесь уже занято и предложено мест: %(held)s. Меньше нельзя.") % {"held": held[town.pk]})
        if "seats" not in self.errors and data.get("seats") is not None and data["seats"] < sum(held.values()):
            self.add_error("seats", _("В потоке уже занято и предложено мест: %(held)s. Меньше нельзя.") % {"held": sum(held.values())})
        return data

    def held(self) -> dict[int, int]:
        """Seats of each town that somebody has or was offered."""
        return rules.Seating(self.instance).towns if self.instance.pk else {}


class CalendarForm(forms.Form):
    """When each module of the program opens for the cohort, and its hours here."""

    def __init__(self, *args: Any, cohort: Cohort, modules: list[Module], frozen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules
        known = {row.module_id: row for row in cohort.cohort_modules.all()}
        for module in modules:
            row = known.get(module.pk)
            self.fields[f"opens_{module.pk}"] = forms.DateField(
                label=_("«%(module)s» открывается") % {"module": module.title},
                required=False,
                widget=DayInput,
                initial=row.opens_on if row else None,
                help_text=_("Пусто – открыт с начала потока."),
            )
            self.fields[f"hours_{module.pk}"] = forms.IntegerField(
                label=_("«%(module)s», академических часов") % {"module": module.title},
                min_value=0,
                max_value=2000,
                initial=row.hours if row else module.hours,
                disabled=frozen,
                help_text=_("Поток начался, часы закреплены.") if frozen else "",
            )

    def days(self) -> dict[int, tuple[date | None, int]]:
        data = self.cleaned_data
        return {module.pk: (data[f"opens_{module.pk}"], data[f"hours_{module.pk}"]) for module in self.modules}


class PersonField(forms.CharField):
    """A person by e-mail, or by name while it leads to one: a select of everybody would not survive a school of thousands."""

    SHOWN = 5

    def clean(self, value: Any) -> User:
        words = super().clean(value)
        people = User.objects.filter(is_active=True)
        people = people.filter(email__iexact=words) if "@" in words else people.filter(folded_name__startswith=folded(words))
        found = list(people[: self.SHOWN])
        if not found:
            raise forms.ValidationError(_("Такого человека в школе нет: %(words)s. Пригласите его по почте.") % {"words": words})
        if len(found) > 1:
            names = ", ".join(f"{person.full_name} ({person.email})" for person in found)
            raise forms.ValidationError(_("Людей с таким именем несколько: %(names)s. Введите почту.") % {"names": names})
        return found[0]


class ReasonForm(forms.Form):
    """Why: into the journal, and into the letter where there is one."""

    reason = forms.CharField(
        label=_("Причина"),
        max_length=500,
        help_text=_("Она сохранится в журнале, об отказе заявитель прочитает её в письме."),
        error_messages={"required": _("Напишите причину.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveForm(forms.Form):
    cohort = forms.ModelChoiceField(
        label=_("Новый поток"),
        queryset=Cohort.objects.none(),
        empty_label=_("Не выбран"),
        help_text=_("Потоки, которые набирают этот город."),
        error_messages={"required": _("Выберите поток."), "invalid_choice": _("Выберите поток из списка.")},
    )

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class ScopeFields(forms.Form):
    """A role with the scope that it needs: a trainer has a cohort, an author a program, a coordinator and a methodologist neither."""

    cohort = forms.ModelChoiceField(
        label=_("Поток"), queryset=Cohort.objects.all(), required=False, empty_label=_("Не выбран"), help_text=_("Только для роли «тренер потока».")
    )
    program = forms.ModelChoiceField(
        label=_("Программа"),
        queryset=Program.objects.all(),
        required=False,
        empty_label=_("Не выбрана"),
        help_text=_("Только для роли «автор программы»."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {Role.TRAINER: "cohort", Role.AUTHOR: "program", Role.MENTOR: "organization"}.get(data.get("role", ""))
        words = {"cohort": _("Выберите поток тренера"), "program": _("Выберите программу автора"), "organization": _("Выберите организацию")}
        if needed and needed not in self.errors and not data.get(needed):
            self.add_error(needed, words[needed])
        for name in words:
            if name != needed and name in data:
                data[name] = None
        return data


class AssignForm(ScopeFields):
    person = PersonField(label=_("Человек"), max_length=254, help_text=_("Почта или фамилия с именем."))
    role = forms.ChoiceField(label=_("Роль"), choices=[choice for choice in Role.choices if choice[0] != Role.MENTOR])

    field_order = ["person", "role", "cohort", "program"]


class MentorshipForm(forms.Form):
    mentor = PersonField(label=_("Наставник"), max_length=254, help_text=_("Почта или фамилия с именем."))
    organization = forms.ModelChoiceField(label=_("Организация"), queryset=Organization.objects.all(), empty_label=_("Не выбрана"))


class InviteForm(ScopeFields):
    email = forms.EmailField(label=_("Электронная почта"), help_text=_("Придёт письмо со ссылкой, она действует 14 дней."))
    role = forms.ChoiceField(label=_("Роль"), choices=Role.choices)
    organization = forms.ModelChoiceField(
        label=_("Организация"),
        queryset=Organization.objects.all(),
        required=False,
        empty_label=_("Не выбрана"),
        help_text=_("Только для роли «наставник организации»."),
    )

    field_order = ["email", "role", "cohort", "program", "organization"]
