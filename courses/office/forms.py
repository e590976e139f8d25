"""Forms of the office. Dates use the browser's own pickers: they speak the coordinator's language and need no script."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.enrollment import rules
from courses.enrollment.models import Assignment, Role
from courses.program.calendar_rules import Opening, reasons_against_calendar
from courses.program.models import Cohort, CohortModule, Module, Program
from courses.program.rules import reasons_against_title
from school.people.fields import LineField, ParagraphField
from school.people.models import Organization, Town, User
from school.people.rules import folded

FIRST_YEAR, LAST_YEAR = 2020, 2060
MOST = 9999  # of hours, minutes and seats; not every database knows how small its small numbers are


def in_our_years(day: date) -> None:
    """Of a day or a moment: a slip of the finger in the year is told, whatever the calendar of the computer can hold."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(_("Проверьте год: %(year)s.") % {"year": day.year})


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
DAYS = ("starts_on", "ends_on", "apply_from", "apply_until")
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
        widgets = dict.fromkeys(DAYS, DayInput) | {"about": forms.Textarea(attrs={"rows": 4})}
        field_classes = {"title": LineField, "about": ParagraphField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = list(Town.objects.all())
        for name in DAYS:
            self.fields[name].validators.append(in_our_years)
        for name, words in (("program", _("Не выбрана")), ("responsible", _("Никто не назначен"))):
            if self.fields[name].empty_label is not None:  # type: ignore[attr-defined]
                self.fields[name].empty_label = words  # type: ignore[attr-defined]
        for name in DEFAULTED:
            self.fields[name].required = False  # empty: the number that the cohort has, of a new one the usual
        for name in (*DEFAULTED, "seats", "per_organization"):
            self.fields[name].validators.append(MaxValueValidator(MOST))
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
        if {"title", "starts_on", "program"} <= data.keys():
            for words in reasons_against_title(data["program"].pk, data["title"], data["starts_on"], besides=self.instance.pk or 0):
                self.add_error("title", words)
        self.keep_held(data)
        return data

    def keep_held(self, data: dict[str, Any]) -> None:
        """Seats that somebody has or was offered stay. Asked here for the words at the field, and again under the lock of the cohort."""
        if not self.instance.pk:
            return
        seating = rules.Seating(self.instance)
        here, whole = (
            _("Здесь уже занято и предложено мест: %(held)s. Меньше нельзя."),
            _("В потоке уже занято и предложено мест: %(held)s. Меньше нельзя."),
        )
        one = _("Одна организация уже держит мест: %(held)s. Меньше нельзя.")
        for town in self.towns:
            self.not_below(f"seats_{town.pk}", data.get(f"seats_{town.pk}") or 0, seating.towns[town.pk], here)
        self.not_below("seats", data.get("seats"), seating.towns.total(), whole)
        if "per_organization" in self.changed_data:
            self.not_below("per_organization", data.get("per_organization"), max(seating.organizations.values(), default=0), one)

    def not_below(self, name: str, given: int | None, held: int, words: Any) -> None:
        if name not in self.errors and given is not None and given < held:
            self.add_error(name, words % {"held": held})


class CalendarForm(forms.Form):
    """When each module of the program opens for the cohort, what it waits for, and its hours here."""

    def __init__(self, *args: Any, cohort: Cohort, modules: list[Module], frozen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.modules = cohort, modules
        known = {row.module_id: row for row in cohort.cohort_modules.select_related("after")}
        for module in modules:
            row = known.get(module.pk)
            self.fields[f"opens_{module.pk}"] = forms.DateField(
                label=_("«%(module)s» открывается") % {"module": module.title},
                required=False,
                widget=DayInput,
                validators=[in_our_years],
                initial=row.opens_on if row else None,
                help_text=_("Пусто – открыт с начала потока."),
            )
            self.fields[f"after_{module.pk}"] = forms.TypedChoiceField(
                label=_("«%(module)s» – сначала модуль") % {"module": module.title},
                required=False,
                choices=self.choices_for(module, row),
                coerce=int,
                empty_value=None,
                initial=row.after_id if row else None,
                help_text=_("Откроется тем, кто прошёл его целиком."),
                error_messages={"invalid_choice": _("Выберите модуль из списка.")},
            )
            self.fields[f"hours_{module.pk}"] = forms.IntegerField(
                label=_("«%(module)s», академических часов") % {"module": module.title},
                min_value=0,
                max_value=2000,
                initial=row.hours if row else module.hours,
                disabled=frozen,
                help_text=_("Поток начался, часы закреплены.") if frozen else "",
            )

    def choices_for(self, module: Module, row: CohortModule | None) -> list[tuple[Any, Any]]:
        """Any other module of the calendar, and the one that is written down already."""
        found = {each.pk: each.title for each in self.modules if each.pk != module.pk}
        if row and row.after:
            found.setdefault(row.after.pk, row.after.title)
        return [("", _("Ничего не ждёт")), *found.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for module, words in reasons_against_calendar(self.cohort, self.openings()).items():
                self.add_error(f"after_{module}", words)
        return data

    def openings(self) -> dict[int, Opening]:
        data = self.cleaned_data
        return {
            module.pk: Opening(data[f"opens_{module.pk}"], data[f"hours_{module.pk}"], data[f"after_{module.pk}"] or None) for module in self.modules
        }


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
        help_text=_("Она сохранится в журнале, и человек прочитает её в письме."),
        error_messages={"required": _("Напишите причину.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveForm(forms.Form):
    cohort = forms.ModelChoiceField(
        label=_("Новый поток"),
        queryset=Cohort.objects.none(),
        empty_label=_("Не выбран"),
        help_text=_("Потоки, в которых для этого города есть места: где идёт набор, где он закрыт и где уже учатся."),
        error_messages={"required": _("Выберите поток."), "invalid_choice": _("Выберите поток из списка.")},
    )

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]
        self.fields["cohort"].label_from_instance = lambda cohort: f"{cohort.title} – {cohort.get_state_display()}"  # type: ignore[attr-defined]


class ScopeFields(forms.Form):
    """A role with the scope that it needs: a trainer has a cohort, an author a program, a coordinator and a methodologist neither."""

    cohort = forms.ModelChoiceField(
        label=_("Поток"),
        queryset=Cohort.objects.working(),
        required=False,
        empty_label=_("Не выбран"),
        help_text=_("Только для роли «тренер потока»."),
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


class HandOverForm(forms.Form):
    to = PersonField(label=_("Кому передать"), max_length=254, help_text=_("Почта или фамилия с именем."))
    words = ParagraphField(
        label=_("Что нужно знать следующему наставнику"),
        max_length=3000,
        help_text=_("О чём договорились, что обещано, на что смотреть. Прочтут следующий наставник и школа; организация этого не увидит."),
        error_messages={"required": _("Напишите, что нужно знать следующему наставнику.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


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
