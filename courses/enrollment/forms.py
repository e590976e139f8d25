"""An application as a person types it, and an invitation as a coordinator does. Both list their fields: state and roles of others are never among them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from courses.enrollment import rules
from courses.program.models import Cohort
from school.people.fields import ParagraphField
from school.people.models import Organization, Town, User

Choices = list[tuple[str, str]]


class ApplicationForm(forms.Form):
    """The town is preset from the organisation's; a town without free seats says how long its waiting list is."""

    organization = forms.ModelChoiceField(
        label=_("Организация"),
        help_text=_("Та, для которой вы учитесь. Её город и название попадут в документы."),
        queryset=Organization.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": _("Выберите организацию из списка."), "required": _("Выберите организацию.")},
    )
    town = forms.ChoiceField(
        label=_("Где хотите учиться"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Выберите город из списка."), "required": _("Выберите город.")},
    )
    motivation = ParagraphField(
        label=_("Зачем вашей организации статус"),
        help_text=_("Два-три предложения: кому помогаете, что делаете, как давно. Не больше 3000 знаков."),
        min_length=20,
        max_length=3000,
        error_messages={
            "required": _("Расскажите, зачем вашей организации статус."),
            "min_length": _("Напишите чуть подробнее: хотя бы %(limit_value)d знаков, сейчас %(show_value)d."),
            "max_length": _("Сократите ответ до %(limit_value)d знаков, сейчас %(show_value)d."),
        },
    )

    def __init__(self, *args: Any, cohort: Cohort, person: User, town: str = "", motivation: str = "", **kwargs: Any) -> None:
        self.organizations = list(Organization.objects.of(person).select_related("town"))
        self.towns = {str(quota.town_id): quota.town for quota in cohort.quotas.select_related("town")}
        kwargs["initial"] = self._preset(town) | {"motivation": motivation}
        super().__init__(*args, **kwargs)
        organization: Any = self.fields["organization"]
        organization.queryset = Organization.objects.filter(pk__in=[row.pk for row in self.organizations])
        places: Any = self.fields["town"]
        places.choices = self._choices(cohort)

    def _preset(self, town: str) -> dict[str, Any]:
        """The town chosen in the list of cohorts, otherwise the organisation's."""
        first = self.organizations[0] if self.organizations else None
        asked = town if town in self.towns else str(first.town_id) if first else None
        return {"organization": first.pk if first else None, "town": asked}

    def _choices(self, cohort: Cohort) -> Choices:
        found = rules.seats([cohort])
        return [(key, f"{town.name} – {seats_words(found[cohort.pk, town.pk])}") for key, town in self.towns.items()]

    def clean_town(self) -> Town:
        return self.towns[self.cleaned_data["town"]]


def seats_words(seats: rules.SeatsLeft) -> str:
    """«осталось 2 места», «мест нет, в листе ожидания 4»."""
    if seats.left:
        return ngettext("осталось %(left)d место", "осталось %(left)d мест", seats.left) % {"left": seats.left}
    if seats.waiting:
        return str(pgettext_lazy("seats", "мест нет, в листе ожидания: %(waiting)d")) % {"waiting": seats.waiting}
    return str(pgettext_lazy("seats", "мест нет, можно встать в лист ожидания"))
