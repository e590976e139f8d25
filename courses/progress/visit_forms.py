"""A visit report on a phone: three texts, a caption for each photograph; and the trainer's decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.progress.models import VisitPhoto, VisitReport
from school.people.fields import LineField, ParagraphField
from school.vault.kinds import PHOTOS


class PhotosInput(forms.FileInput):
    """The form judges one of them; the vault judges each."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.get(name)


class VisitForm(forms.Form):
    """Nothing is asked for here: a half-written report is saved as it is, what is missing is told when it is sent."""

    saw = ParagraphField(
        label=_("Что увидели"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Куда ездили, как там всё устроено, что запомнилось."),
    )
    takes = ParagraphField(
        label=_("Что возьмёте в свою организацию"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Приём, документ, привычка – то, что попробуете у себя."),
    )
    asks = ParagraphField(
        label=_("О чём осталось спросить"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = forms.FileField(
        label=_("Фотография"),
        required=False,
        help_text=_("Можно выбрать несколько сразу: подписи допишете потом."),
        widget=PhotosInput(
            attrs=PHOTOS.attributes
            | {"accept": "image/jpeg,image/png", "multiple": True, "data-over": _("Слишком много сразу: вместе можно до 20 МБ.")}
        ),
    )
    caption = LineField(
        label=_("Подпись к ней"), max_length=200, required=False, help_text=_("Кто и что на снимке: подпись прочтут те, кто его не видит.")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        report: VisitReport | None,
        photos: Sequence[VisitPhoto] = (),
        typed: Mapping[str, str] | None = None,
    ) -> None:
        start: dict[str, Any] = {name: getattr(report, name) for name in ("saw", "takes", "asks")} if report else {}
        start |= {f"caption_{photo.pk}": photo.caption for photo in photos}
        super().__init__(data, files, initial=start | dict(typed or {}))
        self.photos = photos
        for photo in photos:
            self.fields[f"caption_{photo.pk}"] = LineField(label=_("Подпись"), max_length=200, required=False)
        for name, field in self.fields.items():
            field.quiet = name != "asks"  # type: ignore[attr-defined]

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("saw", "takes", "asks")}

    def captions(self) -> dict[int, str]:
        """Of the photographs that were on the screen."""
        return {photo.pk: self.cleaned_data[f"caption_{photo.pk}"] for photo in self.photos if f"caption_{photo.pk}" in self.data}

    def shots(self) -> list[tuple[VisitPhoto, forms.BoundField]]:
        return [(photo, self[f"caption_{photo.pk}"]) for photo in self.photos]


class VisitDecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Решение"), widget=forms.RadioSelect, choices=[("accept", _("Принять отчёт")), ("return", _("Вернуть на доработку"))]
    )
    answer = ParagraphField(
        label=_("Ответ автору"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Нужен, если возвращаете: напишите, что исправить. Уйдёт письмом."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "return" and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Напишите, что исправить."))
        return data
