"""The form of a verdict: one of two words; a return wants its reason and own words, an acceptance may have another last day. Ready replies are put in by the server."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.item_forms import DayInput
from courses.dossiers.models import ReplyTemplate, ReturnReason
from school.people.fields import LineField, ParagraphField

LONGEST = 3000
WORDS = {"accept": _("Принять"), "return": _("Вернуть на доработку")}


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Решение"),
        choices=list(WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Выберите решение: принять или вернуть."), "invalid_choice": _("Такого решения нет.")},
    )
    reason = forms.ModelChoiceField(
        label=_("Причина"),
        queryset=ReturnReason.objects.filter(closed=False),
        empty_label=_("Не выбрана"),
        required=False,
        error_messages={"invalid_choice": _("Такой причины нет. Выберите из списка.")},
    )
    words = ParagraphField(
        label=_("Что исправить, своими словами"),
        max_length=LONGEST,
        required=False,
        help_text=_("Это прочтёт организация."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_until = forms.DateField(
        label=_("Действует по"),
        required=False,
        widget=DayInput(),
        help_text=_("Если в документе указан другой день, впишите его. Пусто – по перечню."),
        error_messages={"invalid": _("Впишите день, например 1 декабря 2027 года – 01.12.2027.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, dated: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("reason", "words", "valid_until"):
            self.fields[name].quiet = True  # type: ignore[attr-defined]
        if not dated:
            del self.fields["valid_until"]

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and self.data.get("verdict") == "accept":
            if day < timezone.localdate():
                raise forms.ValidationError(_("Этот день уже прошёл: такой документ возвращают."))
            if day.year > timezone.localdate().year + 20:
                raise forms.ValidationError(_("Проверьте год: %(year)s.") % {"year": day.year})
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("verdict") == "return":
            if not data.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Выберите причину: без неё вернуть нельзя."))
            if not data.get("words") and "words" not in self.errors:
                self.add_error("words", _("Напишите, что исправить: без этого вернуть нельзя."))
        return data


def with_template(typed: Mapping[str, Any], template: ReplyTemplate | None) -> dict[str, Any]:
    """What was typed stays; the ready words come after it."""
    found = {name: typed.get(name, "") for name in ("verdict", "reason", "words", "valid_until")}
    if template:
        before = str(found["words"]).rstrip()
        found["words"] = f"{before}\n\n{template.text}" if before else template.text
        found["verdict"] = found["verdict"] or "return"
    return found


class TemplateForm(forms.Form):
    title = LineField(label=_("Название"), max_length=100, help_text=_("Как она называется в списке, её видите только вы."))
    text = ParagraphField(label=_("Текст"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    school = forms.BooleanField(label=_("Для всех наставников школы"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, office: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not office:
            del self.fields["school"]
