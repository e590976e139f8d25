"""The small forms around a team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.projects.models import TeamMember
from school.people.fields import LineField


class TeamForm(forms.Form):
    """A new team, or a new name of one."""

    title = LineField(label=_("Название команды"), max_length=120, help_text=_("Его увидят все слушатели потока."))


class PeopleForm(forms.Form):
    """Whom to look for: a part of the name, of the organisation or of the town."""

    q = LineField(label=_("Имя, организация или город"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].quiet = True  # type: ignore[attr-defined]


class LeadForm(forms.Form):
    """Who leads from now on: any member but the leader."""

    member = forms.ModelChoiceField(label=_("Кто будет руководить"), queryset=TeamMember.objects.none(), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = members
        field.label_from_instance = lambda member: member.person.full_name
