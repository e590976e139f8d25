"""Small forms around one line of the dossier: who prepares it and by when, why it is not needed, what of a newer checklist is taken over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from school.people.fields import LineField
from school.people.models import User


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"class": "short"} | attrs, format="%Y-%m-%d")


class AssignForm(forms.Form):
    """`people` – who may change the papers."""

    owner = forms.ModelChoiceField(label=_("Кто готовит"), queryset=User.objects.none(), required=False, empty_label=_("Пока никто"))
    due_on = forms.DateField(label=_("К какому дню"), required=False, widget=DayInput())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name


class NotNeededForm(forms.Form):
    why = LineField(label=_("Почему не требуется"), max_length=500, help_text=_("Прочтут коллеги и наставник."))


class NewsForm(forms.Form):
    """Codes of the lines that are taken over."""

    codes = forms.MultipleChoiceField(error_messages={"required": _("Отметьте, что перенять.")})

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["codes"]
        field.choices = [(code, code) for code in codes]
