"""What an NGO types to open its dossier, to share it, to stop it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models import Path, Service, Share
from school.people.fields import LineField
from school.people.models import Organization, User
from school.people.rules import folded

LONGEST = 18  # digits of a key that a database still holds
# Plain words about each path: what it is for, not what it promises.
PATH_WORDS = {
    Path.USUAL: _("Сначала заключение о качестве услуги, потом признание в Минюсте. Подходит большинству."),
    Path.SOCIAL: _("Организация уже в региональном реестре поставщиков социальных услуг: подтверждающих документов нужно меньше."),
    Path.GRANT: _("Организация выполнила проект на грант Президента. Условия этого пути юрист ещё не проверил: уточните их в Минюсте."),
    Path.RENEWAL: _("Статус уже есть, и его два года подходят к концу."),
}


class KeysField(forms.ModelMultipleChoiceField):
    """A key that no database holds is a wrong choice, not a fault."""

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if len(str(key)) > LONGEST:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:LONGEST]})
        return super().clean(value)


class OpeningForm(forms.Form):
    """`found` – the lines of the official list that the search leaves on the page; chosen ones stay there whatever is searched."""

    organization = forms.ModelChoiceField(label=_("Организация"), queryset=Organization.objects.none(), empty_label=None, widget=forms.RadioSelect)
    path = forms.ChoiceField(label=_("Путь к статусу"), choices=Path.choices, widget=forms.RadioSelect, initial=Path.USUAL)
    services = KeysField(
        label=_("Какие услуги"),
        queryset=Service.objects.none(),
        error_messages={"required": _("Выберите хотя бы одну услугу. Потом список можно изменить.")},
    )
    q = LineField(label=_("Найти услугу"), max_length=100, required=False)

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["organization"].queryset = organizations
        fields["services"].queryset = Service.objects.in_force(timezone.localdate())
        if len(organizations) == 1:
            fields["organization"].initial = organizations[0].pk

    def chosen(self) -> set[str]:
        return {str(value) for value in self["services"].value() or []}

    def found(self) -> list[Service]:
        needle, chosen = folded(str(self["q"].value() or "")[:100].replace("\0", "")), self.chosen()
        rows: Any = self.fields["services"]
        return [row for row in rows.queryset if str(row.pk) in chosen or needle in folded(row.title, row.number, row.group)]

    def paths(self) -> list[dict[str, Any]]:
        now = self["path"].value()
        return [{"value": value, "title": label, "words": PATH_WORDS[Path(value)], "chosen": now == value} for value, label in Path.choices]


class ShareForm(forms.Form):
    """A colleague from the card of the organisation, and what they may do."""

    person = forms.ModelChoiceField(label=_("Кому"), queryset=User.objects.none(), empty_label=_("Выберите человека"))
    role = forms.ChoiceField(
        label=_("Что может"),
        choices=[
            (Share.Role.EDITOR, _("Менять документы и отправлять их наставнику")),
            (Share.Role.READER, _("Только смотреть")),
        ],
        widget=forms.RadioSelect,
        initial=Share.Role.EDITOR,
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=[(Share.Role.EDITOR, ""), (Share.Role.READER, "")])


class LeavingForm(forms.Form):
    reason = LineField(label=_("Почему"), max_length=500, help_text=_("Увидят ваши коллеги и наставник. Например: решили подавать на следующий год."))
