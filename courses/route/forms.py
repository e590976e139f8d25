"""The letters that are about to be sent, each in a field of its own."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.route.glance_rules import Person
from courses.route.nudge_rules import LONGEST
from school.people.fields import ParagraphField


class NudgeForm(forms.Form):
    """`people` – with the text that each would get; a person may be left out at the last moment."""

    def __init__(self, *args: Any, people: Iterable[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.enrollment.pk: person for person, _text in people}
        for person, text in people:
            self.fields[f"text_{person.enrollment.pk}"] = ParagraphField(
                label=person.enrollment.person.full_name,
                help_text=person.enrollment.organization.short_name,
                max_length=LONGEST,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 12}),
                error_messages={"required": _("Напишите письмо или уберите человека из списка.")},
            )

    def rows(self) -> Iterable[tuple[Person, Any]]:
        return ((person, self[f"text_{pk}"]) for pk, person in self.people.items())

    def texts(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"text_{pk}"] for pk in self.people}
