"""The form of a review: a level and words to each criterion, words to the team, words to the organisers. Saved unfinished; only finishing wants every level."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.projects.models import CallCriterion, Review
from school.people.fields import ParagraphField


class ReviewForm(forms.Form):
    words = ParagraphField(label=_("Команде: что получилось и что исправить"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    for_staff = ParagraphField(
        label=_("Только организаторам"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Команда этого не увидит.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, criteria: tuple[CallCriterion, ...], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            choices = [(str(level.pk), str(level)) for level in reversed(criterion.levels.all())]
            self.fields[f"level_{criterion.pk}"] = forms.ChoiceField(
                label=_("Уровень"),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Такого уровня нет. Выберите из списка.")},
            )
            self.fields[f"words_{criterion.pk}"] = ParagraphField(label=_("Почему"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
        for field in self.fields.values():
            field.required, field.quiet = False, True  # type: ignore[attr-defined]
        self.order_fields([*(name for name in self.fields if name not in {"words", "for_staff"}), "words", "for_staff"])

    def rows(self) -> list[dict[str, Any]]:
        pairs = [(each, self[f"level_{each.pk}"], self[f"words_{each.pk}"]) for each in self.criteria]
        return [{"criterion": each, "level": level, "words": words, "fields": (level, words)} for each, level, words in pairs]

    def marks(self) -> dict[int, tuple[int | None, str]]:
        data = self.cleaned_data
        return {each.pk: (int(data[f"level_{each.pk}"]) if data[f"level_{each.pk}"] else None, data[f"words_{each.pk}"]) for each in self.criteria}

    def miss_levels(self) -> bool:
        """Says at the fields which levels finishing wants."""
        bare = [each.pk for each in self.criteria if not self.cleaned_data.get(f"level_{each.pk}")]
        for pk in bare:
            self.add_error(f"level_{pk}", _("Выберите уровень."))
        return bool(bare)


def told(review: Review) -> dict[str, str]:
    """As the form holds it."""
    found = {"words": review.words, "for_staff": review.for_staff}
    for mark in review.marks.all():
        found |= {f"level_{mark.criterion_id}": str(mark.level_id or ""), f"words_{mark.criterion_id}": mark.words}
    return found


def differing(form: ReviewForm, current: Review) -> list[dict[str, Any]]:
    """Where the typed words and those of the other window part: the label, mine, theirs."""
    theirs, found = told(current), []
    titles = {each.pk: each.title for each in form.criteria}
    for name, field in form.fields.items():
        mine, other = str(form.cleaned_data.get(name) or ""), theirs.get(name, "")
        if mine == other:
            continue
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            words = dict(choices)
            mine, other = str(words.get(mine, "")), str(words.get(other, ""))
        _kind, _sep, pk = name.partition("_")
        label = f"{titles[int(pk)]}: {str(field.label).lower()}" if pk.isdecimal() else field.label
        found.append({"label": label, "mine": mine, "theirs": other})
    return found


class DeclineForm(forms.Form):
    reason = ParagraphField(
        label=_("Почему не сможете"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Прочтут только организаторы.")
    )
