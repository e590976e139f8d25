"""A coordinator says a letter in other words: one field for each phrase, checked against the insertions that the phrase has."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from school.people.fields import LineField, ParagraphField
from school.people.rules import Refused, tidy
from school.post.kinds import Kind
from school.post.models import Wording
from school.post.phrases import Phrase, braced, kept, phrases, shown

LONGEST = 1000


class WordingForm(forms.Form):
    added = ParagraphField(
        label=gettext_lazy("Добавить в конец письма"),
        help_text=gettext_lazy("Свой абзац, без вставок: например, куда звонить с вопросами. Пусто – ничего."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # which state of the words was opened

    def __init__(self, *args: Any, kind: Kind, language: str, wording: Wording | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phrases: dict[str, Phrase] = {f"phrase_{place}": phrase for place, phrase in enumerate(phrases(kind, language))}
        self.state = wording.changed_at.isoformat() if wording else ""
        own = wording.words if wording else {}
        self.fields["added"].initial = wording.added if wording else ""
        self.fields["seen"].initial = self.state
        fields: dict[str, forms.Field] = {}
        for name, phrase in self.phrases.items():
            fields[name] = _field(phrase, shown(own.get(phrase.text, phrase.text)))
        self.fields = fields | self.fields

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        self.words: dict[str, str] = {}
        for name, phrase in self.phrases.items():
            if (typed := found.get(name)) is None:
                continue
            try:
                said = kept(typed, phrase.names)
            except Refused as refused:
                self.add_error(name, [str(reason) for reason in refused.reasons])
                continue
            if typed != tidy(phrase.shown, lines=not phrase.subject):
                self.words[phrase.text] = said
        return found

    def overtaken(self) -> bool:
        """Somebody saved other words while these were typed. Said once: the next press means it."""
        late = self.cleaned_data.get("seen", "") != self.state
        if late:
            self.data = {**self.data.dict(), "seen": self.state}  # type: ignore[attr-defined]
            self.add_error(
                None, _("Пока вы писали, этот текст изменил кто-то ещё. Ваши слова целы: проверьте и сохраните ещё раз, тогда останутся они.")
            )
        return late


def _field(phrase: Phrase, initial: str) -> forms.Field:
    """The label is the built-in phrase itself: what a coordinator changed can always be compared with it."""
    listed = ", ".join(map(braced, phrase.labels))
    options: dict[str, Any] = {
        "label": phrase.shown,
        "initial": initial,
        "max_length": LONGEST,
        "help_text": _("Можно вставить: %(listed)s.") % {"listed": listed} if listed else "",
    }
    if phrase.subject:
        return LineField(**options)
    return ParagraphField(widget=forms.Textarea(attrs={"rows": 2 + len(initial) // 45}), **options)
