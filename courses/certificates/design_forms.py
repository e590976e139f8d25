"""The form of a design: its texts, pictures and up to three signatories, each judged at its field."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.certificates import design_rules
from courses.certificates.actions.designs import Signed
from courses.certificates.models import Design, Kind
from courses.certificates.picture_printing import SHEET, SIGN, Picture, slim
from school.people.fields import LineField, ParagraphField
from school.people.rules import Refused
from school.vault.models import File

SIGNATORIES = 3
SERIES = re.compile(r"[А-ЯЁA-Z0-9]{1,8}")
LINES = ("heading", "note", "series", "school_name", "school_region", "place")
TEXTS = ("heading", "text", "note")
COLUMNS = ("orientation", "ornament", "heading", "text", "note", "school_name", "school_region", "place", "series", "valid_years", "since")
PICTURES = {"background": SHEET, "logo": SIGN, **{f"picture_{number}": SIGN for number in range(1, SIGNATORIES + 1)}}
ACCEPT = {"accept": ".jpg,.jpeg,.png,image/jpeg,image/png"}


class DesignForm(forms.ModelForm[Design]):
    """`looks()` – the pictures and signatories for a preview; `facts()` and `signed()` – for `actions.save_design`."""

    class Meta:
        model = Design
        fields = COLUMNS
        field_classes = dict.fromkeys(LINES, LineField) | {"text": ParagraphField}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, kind: str, signatories: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.instance.kind = kind, kind
        known = [*signatories, *[None] * SIGNATORIES][:SIGNATORIES]
        self.kept: dict[str, File | None] = {"background": self.instance.background, "logo": self.instance.logo}
        self._picture("background", _("Своя картинка на весь лист"), _("JPEG или PNG. Бледный рисунок: текст ляжет поверх него."))
        self._picture("logo", _("Знак школы"), _("JPEG или PNG. Без картинки печатается знак программы."))
        for number, row in enumerate(known, 1):
            self._signatory(number, row)
        self.fields["series"].help_text = _("Буквы в начале номера, например «ШЛ»: ШЛ-2026-0147. У каждой серии свой счёт.")
        self.fields["since"].help_text = _("С этого дня выдают по этому бланку; до него – по прежнему.")

    def _picture(self, name: str, label: Any, words: Any) -> None:
        kept = self.kept[name]
        self.fields[name] = forms.FileField(label=label, required=False, help_text=words, widget=forms.FileInput(attrs=ACCEPT))
        if kept:
            self.fields[f"{name}_gone"] = forms.BooleanField(label=_("Убрать картинку «%(name)s»") % {"name": kept.name}, required=False)

    def _signatory(self, number: int, row: Any) -> None:
        self.kept[f"picture_{number}"] = row.picture if row else None
        first = number == 1
        self.fields[f"name_{number}"] = LineField(
            label=_("Кто подписывает") if first else _("Подписывает ещё: %(n)s") % {"n": number},
            max_length=120,
            required=first,
            initial=row.name if row else "",
            help_text=_("Например: «Е. А. Соколова».") if first else "",
        )
        self.fields[f"post_{number}"] = LineField(label=_("Должность"), max_length=200, required=first, initial=row.post if row else "")
        self._picture(f"picture_{number}", _("Подпись картинкой"), _("PNG с прозрачным фоном или JPEG. Без неё на листе останется строка для ручки."))

    def clean_series(self) -> str:
        series = str(self.cleaned_data["series"]).upper()
        if not SERIES.fullmatch(series):
            raise ValidationError(_("Серия – до восьми букв и цифр без пробелов и тире."))
        return series

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in TEXTS:
            self._against(name, design_rules.reasons_against_text(data.get(name) or "", self.kind))
        self._against("text", design_rules.reasons_against_lines(data.get("text") or "", data.get("ornament", "")))
        for name, use in PICTURES.items():
            self._slim(name, use)
        ornament, sheet = data.get("ornament", ""), data.get("orientation", "")
        self._against("ornament", design_rules.reasons_against_ornament(ornament, sheet, self._given("background")))
        for number in range(2, SIGNATORIES + 1):
            if bool(data.get(f"name_{number}")) != bool(data.get(f"post_{number}")):
                lacking = f"post_{number}" if data.get(f"name_{number}") else f"name_{number}"
                self.add_error(lacking, _("Заполните и имя, и должность, или оставьте пустыми оба."))
        return data

    def _against(self, name: str, reasons: Iterable[Any]) -> None:
        for reason in reasons:
            self.add_error(name, str(reason))

    def _slim(self, name: str, use: str) -> None:
        given = self.cleaned_data.get(name)
        if not given:
            return
        try:
            self.cleaned_data[name] = slim(given.name, given.read(), use)
        except Refused as refused:
            self._against(name, refused.reasons)

    def _given(self, name: str) -> "Picture | File | None":
        """The new picture, else the one that was, unless it is to go."""
        new = self.cleaned_data.get(name)
        if isinstance(new, Picture):
            return new
        return None if self.cleaned_data.get(f"{name}_gone") else self.kept[name]

    def facts(self) -> dict[str, Any]:
        return {
            "kind": Kind(self.kind),
            **{name: self.cleaned_data[name] for name in COLUMNS},
            "background": self._given("background"),
            "logo": self._given("logo"),
        }

    def signed(self) -> list[Signed]:
        rows = range(1, SIGNATORIES + 1)
        data = self.cleaned_data
        return [Signed(data[f"name_{n}"], data[f"post_{n}"], self._given(f"picture_{n}")) for n in rows if data[f"name_{n}"]]

    def looks(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """What `facts_of` could not read from rows, and the bytes of new pictures by digest."""
        fresh: dict[str, bytes] = {}

        def digest(picture: "Picture | File | None") -> str:
            if isinstance(picture, Picture):
                fresh[picture.digest] = picture.data
                return picture.digest
            return picture.sha256 if picture else ""

        looks = {
            "background": digest(self._given("background")),
            "logo": digest(self._given("logo")),
            "signatories": [{"name": row.name, "post": row.post, "picture": digest(row.picture)} for row in self.signed()],
        }
        return looks, fresh
