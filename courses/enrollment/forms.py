"""An application as a person types it, and an invitation as a coordinator does. Both list their fields: state and roles of others are never among them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from courses.enrollment import rules
from courses.enrollment.models import Answer, Application, Question
from courses.program.models import Cohort
from school.people.fields import ParagraphField
from school.people.models import Organization, Town, User
from school.people.rules import Refused, tidy
from school.templatetags.look import typograf
from school.vault.kinds import PAPERS
from school.vault.rules import inspected

Choices = list[tuple[str, str]]


class ApplicationForm(forms.Form):
    """The town is preset from the organisation's; a town without free seats says how long its waiting list is."""

    organization = forms.ModelChoiceField(
        label=_("Организация"),
        help_text=_("Та, для которой вы учитесь. Её город и название попадут в документы."),
        queryset=Organization.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": _("Выберите организацию из списка."), "required": _("Выберите организацию.")},
    )
    town = forms.ChoiceField(
        label=_("Где хотите учиться"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Выберите город из списка."), "required": _("Выберите город.")},
    )
    motivation = ParagraphField(
        label=_("Зачем вашей организации статус"),
        help_text=_("Два-три предложения: кому помогаете, что делаете, как давно. Не больше 3000 знаков."),
        min_length=20,
        max_length=3000,
        error_messages={
            "required": _("Расскажите, зачем вашей организации статус."),
            "min_length": _("Напишите чуть подробнее: хотя бы %(limit_value)d знаков, сейчас %(show_value)d."),
            "max_length": _("Сократите ответ до %(limit_value)d знаков, сейчас %(show_value)d."),
        },
    )

    def __init__(
        self, *args: Any, cohort: Cohort, person: User, town: str = "", motivation: str = "", draft: Application | None = None, **kwargs: Any
    ) -> None:
        self.organizations = list(Organization.objects.of(person).select_related("town"))
        self.towns = {str(quota.town_id): quota.town for quota in cohort.quotas.select_related("town")}
        self.questions = list(cohort.questions.filter(in_use=True))
        self.given = {row.question_id: row for row in draft.answers.select_related("file")} if draft else {}
        kwargs["initial"] = self._preset(town, draft) | {"motivation": motivation or (draft.motivation if draft else "")}
        super().__init__(*args, **kwargs)
        organization: Any = self.fields["organization"]
        organization.queryset = Organization.objects.filter(pk__in=[row.pk for row in self.organizations])
        organization.choices = [(row.pk, str(row)) for row in self.organizations]  # they are read already
        if cohort.per_organization:
            words = ngettext(
                "От одной организации берём не больше %(most)d человека.",
                "От одной организации берём не больше %(most)d человек.",
                cohort.per_organization,
            )
            organization.help_text = f"{organization.help_text} {words % {'most': cohort.per_organization}}"
        places: Any = self.fields["town"]
        places.choices = self._choices(cohort)
        for question in self.questions:
            self.fields[name_of(question)] = field_of(question, self.given.get(question.pk))

    def _preset(self, town: str, draft: Application | None) -> dict[str, Any]:
        """The town chosen in the list of cohorts, then the draft's, otherwise the organisation's."""
        first = self.organizations[0] if self.organizations else None
        if draft:
            kept = str(draft.town_id)
            return {"organization": draft.organization_id, "town": town if town in self.towns else kept}
        asked = town if town in self.towns else str(first.town_id) if first else None
        return {"organization": first.pk if first else None, "town": asked}

    def _choices(self, cohort: Cohort) -> Choices:
        found = rules.seats([cohort])
        return [(key, f"{town.name} – {seats_words(found[cohort.pk, town.pk])}") for key, town in self.towns.items()]

    def clean_town(self) -> Town:
        return self.towns[self.cleaned_data["town"]]

    def whole(self) -> dict[str, Any]:
        """What `actions.apply` takes."""
        data = self.cleaned_data
        return {name: data[name] for name in ("organization", "town", "motivation")} | {
            "answers": {question.pk: data.get(name_of(question)) for question in self.questions}
        }

    def typed(self) -> dict[str, Any]:
        """What `actions.save_draft` takes: whatever is usable, as far as it has been typed. Asked after `is_valid`."""
        data: dict[str, Any] = getattr(self, "cleaned_data", {})
        organization = data.get("organization") or self.organizations[0]
        own = self.towns.get(str(organization.town_id)) or next(iter(self.towns.values()), organization.town)
        answers = {}
        for question in self.questions:
            name = name_of(question)
            if question.kind == Question.Kind.TEXT:
                answers[question.pk] = tidy(self.data.get(name, "").replace("\0", ""), lines=True)
            elif name in data:
                answers[question.pk] = data[name]
        motivation = tidy(self.data.get("motivation", "")[:6000].replace("\0", ""), lines=True)
        return {"organization": organization, "town": data.get("town") or own, "motivation": motivation, "answers": answers}

    def refused_files(self) -> list[str]:
        """Fields whose file was given and cannot be taken."""
        names = [name_of(question) for question in self.questions if question.kind == Question.Kind.FILE]
        return [name for name in names if name in self.errors and name in self.files]

    def about_files(self) -> "ApplicationForm":
        """A draft may be half typed: only what is wrong with its files is worth saying."""
        for name in set(self.errors) - set(self.refused_files()):
            del self.errors[name]
        return self


def name_of(question: Question) -> str:
    return f"question_{question.pk}"


def field_of(question: Question, given: Answer | None) -> forms.Field:
    """A field of the question's kind; what the draft already holds is there again."""
    common: dict[str, Any] = {"label": question.text, "help_text": question.help, "required": question.required}
    if question.kind == Question.Kind.FILE:
        return PaperField(given, **common)
    initial = given.text if given else ""
    if question.kind == Question.Kind.CHOICE:
        options = [(line, line) for line in question.lines]
        wrong = {"invalid_choice": _("Выберите ответ из списка."), "required": _("Выберите ответ.")}
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, initial=initial, error_messages=wrong, **common)
    return ParagraphField(max_length=3000, initial=initial, widget=forms.Textarea(attrs={"rows": 4}), **common)


class PaperField(forms.FileField):
    """Checked as the vault will check it, so that what is wrong is said at the field. A file that the draft holds need not be given again."""

    widget = forms.FileInput(attrs={"accept": PAPERS.accept})

    def __init__(self, given: Answer | None, **kwargs: Any) -> None:
        self.given = given.file if given else None
        self.quiet = bool(self.given)
        if self.given:
            kept = _("Уже приложен: %(name)s. Выберите другой, чтобы заменить.") % {"name": self.given.name}
            kwargs |= {"required": False, "help_text": f"{kwargs['help_text']} {kept}".strip()}
        elif not kwargs["help_text"]:
            kwargs["help_text"] = typograf(PAPERS.hint)
        super().__init__(error_messages={"required": _("Приложите файл."), "empty": _("Файл пустой."), "invalid": _("Приложите файл.")}, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            try:
                inspected(file, file.name)
            except Refused as refused:
                raise forms.ValidationError([str(reason) for reason in refused.reasons]) from None
        return file or None


def seats_words(seats: rules.SeatsLeft) -> str:
    """«осталось 2 места», «мест нет, в листе ожидания 4»."""
    if seats.left:
        return ngettext("осталось %(left)d место", "осталось %(left)d мест", seats.left) % {"left": seats.left}
    if seats.waiting:
        return str(pgettext_lazy("seats", "мест нет, в листе ожидания: %(waiting)d")) % {"waiting": seats.waiting}
    return str(pgettext_lazy("seats", "мест нет, можно встать в лист ожидания"))
