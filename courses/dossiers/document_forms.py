"""Forms of one paper: files to lay in, what is said when it is sent, a word to the other side."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.item_forms import DayInput
from courses.dossiers.models import Requirement
from school.people.fields import ParagraphField
from school.vault.kinds import DOSSIERS, MEGABYTE

AT_ONCE = 24 * MEGABYTE  # of one request, below the limit of bodies
MANY = 20
OLDEST = 1990


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; each is checked by itself later on."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = list(data) if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given or [None]]


class FilesForm(forms.Form):
    upload = FilesField(
        label=_("Файлы"),
        allow_empty_file=True,  # the vault says it in its own words
        max_length=None,
        error_messages={"required": _("Выберите файл или сфотографируйте страницу.")},
        help_text=_("Фотографии JPEG, PNG или HEIC, PDF, DOCX или XLSX. Один файл – до 20 МБ, за один раз – до 20 файлов и 24 МБ вместе."),
        widget=ManyFiles(
            attrs={
                "accept": f"image/*,{DOSSIERS.accept}",
                "data-limit": AT_ONCE,
                "data-over": _("Вместе файлы больше 24 МБ. Добавьте их в несколько приёмов."),
            }
        ),
    )


class SendForm(forms.Form):
    """`line` – a paper that grows old is asked for its date."""

    issued_on = forms.DateField(
        label=_("Дата документа"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Впишите день, например 1 декабря 2026 года – 01.12.2026.")},
    )
    note = ParagraphField(
        label=_("Пояснение наставнику"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "low"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: Requirement, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["issued_on"]
        field.widget.attrs["max"] = timezone.localdate().isoformat()
        if line.lasts:
            field.required = True
            field.help_text = _("По ней считается, до какого дня документ действует.")
            field.error_messages["required"] = _("Впишите дату: по ней считается, до какого дня документ действует.")

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Эта дата ещё не наступила. Проверьте день в документе."))
        if day and day.year < OLDEST:
            raise forms.ValidationError(_("Проверьте год: такой старый документ не подойдёт."))
        return day


class CommentForm(forms.Form):
    text = ParagraphField(label=_("Сообщение"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
