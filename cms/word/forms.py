"""Which document, and where its text goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.word.package import SIZE_LIMIT
from cms.word.pictures import shelf_for
from cms.word.reading import Reading, read
from school.people.models import User
from school.people.rules import Refused


class WordForm(forms.Form):
    """`reading` and `data_of_file` are there when the form is valid."""

    file = forms.FileField(
        label=_("Документ Word"),
        help_text=_("Файл .docx до 10 МБ, не больше 60 картинок. Сначала покажем, что получится."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    place = forms.ChoiceField(
        label=_("Куда"),
        choices=[("end", _("Добавить в конец текста")), ("replace", _("Заменить весь текст страницы"))],
        initial="end",
        widget=forms.RadioSelect,
    )

    reading: Reading
    words: bytes

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            if upload.size > SIZE_LIMIT:
                raise Refused(_("Документ слишком большой: можно до 10 МБ. Уменьшите картинки в нём и загрузите ещё раз."))
            self.words = upload.read(SIZE_LIMIT + 1)
            self.reading = read(self.words, upload.name)
            if self.reading.pictures and shelf_for(self.person) is None:
                raise Refused(_("Вам нельзя добавлять картинки на сайт. Уберите их из документа или попросите редактора."))
        except Refused as refusal:
            raise forms.ValidationError([str(reason) for reason in refusal.reasons]) from refusal
        return upload
