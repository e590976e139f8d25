"""Forms of the reference data. A changed line loses the lawyer's mark: what was checked was another text."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models import (
    Body,
    Checklist,
    PaperForm,
    Path,
    ProductionYear,
    QualityCriterion,
    RefusalGround,
    Requirement,
    ReturnReason,
    Service,
    Term,
)
from courses.office.forms import MOST, DayInput
from school.people.fields import CountField, LineField, ParagraphField
from school.people.rules import folded
from school.vault.kinds import PAPERS

FIRST, LAST = 1990, 2100
MARK = ("checked_by", "checked_on")
LAW = ("source", "since", "until", *MARK)
NOT_LAW = {*MARK, "position", "weight"}  # may be changed without asking the lawyer again
# Limits that the tables themselves have, said at the field.
LIMITS = {"weight": (1, MOST), "amount": (1, 3660), "lasts": (1, 3660), "year": (2017, 2100)}


def in_law_years(day: date) -> None:
    if not FIRST <= day.year <= LAST:
        raise forms.ValidationError(_("Проверьте год: %(year)s.") % {"year": day.year})


def not_ahead(day: date) -> None:
    if day > timezone.localdate() + timedelta(days=1):
        raise forms.ValidationError(_("Этот день ещё не наступил."))


def field_of(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The school's own fields for every text, number and day of a model."""
    if isinstance(field, models.TextField):
        return field.formfield(form_class=ParagraphField, widget=forms.Textarea(attrs={"rows": 3}), **options)
    if type(field) is models.CharField and not field.choices:
        return field.formfield(form_class=LineField, **options)
    if isinstance(field, models.URLField):
        return field.formfield(assume_scheme="https", **options)
    if isinstance(field, models.DateField):
        return field.formfield(widget=DayInput, validators=[in_law_years, *([not_ahead] if field.name == "checked_on" else [])], **options)
    if isinstance(field, models.PositiveSmallIntegerField):
        least, most = LIMITS.get(field.name, (0, MOST))
        return field.formfield(form_class=CountField, min_value=least, max_value=most, **options)
    return field.formfield(**options)


class LawForm(forms.ModelForm[Any]):
    """Of any list. The code is what programs and tables know the line by: it never changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].disabled = bool(self.instance.pk)
            self.fields["code"].help_text = _(
                "Латинские буквы, цифры, дефис и подчёркивание. Потом не меняется: по нему строку узнаёт загрузка таблиц."
            )
        if "checked_by" in self.fields:
            self.fields["checked_by"].help_text = _("Если изменить строку, отметка снимется: проверять нужно новый текст.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Строка перестаёт действовать раньше, чем начинает."))
        if "checked_by" in data and "checked_on" in data and bool(data["checked_by"]) != bool(data["checked_on"]):
            self.add_error("checked_on" if data["checked_by"] else "checked_by", _("Укажите и кто проверил, и когда."))
        elif self.loses_mark(set(self.changed_data)):
            data["checked_by"], data["checked_on"] = "", None
        return data

    def loses_mark(self, changed: set[str]) -> bool:
        return bool(getattr(self.instance, "checked_on", None)) and not changed & set(MARK) and bool(changed - NOT_LAW)


def form_of(model: type[models.Model], *fields: str, base: type[LawForm] = LawForm) -> type[forms.ModelForm[Any]]:
    own = LAW if issubclass(model, (Service, QualityCriterion, Body, Term, PaperForm, RefusalGround, Requirement, Checklist, ProductionYear)) else ()
    return forms.modelform_factory(model, form=base, fields=[*fields, *own], formfield_callback=field_of)


class ServiceBase(LawForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.folded_title = folded(data.get("title", ""))[:720]
        return data


class BodyBase(LawForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "services" in self.fields:
            self.fields["services"].widget = forms.CheckboxSelectMultiple(choices=self.fields["services"].choices)  # type: ignore[attr-defined]
            self.fields["services"].help_text = _("Отметьте те, что оценивает этот орган.")


class TermBase(LawForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("Пусто – «срок не установлен»: так и скажем, число не выдумаем.")


class PaperFormBase(LawForm):
    """The file is kept by the view, outside of its transaction."""

    upload = forms.FileField(label=_("Файл"), required=False, widget=forms.FileInput(attrs=PAPERS.attributes), help_text=lazystr(PAPERS.hint))


class RequirementBase(LawForm):
    paths = forms.MultipleChoiceField(
        label=_("На каких путях"),
        choices=Path.choices,
        required=False,
        help_text=_("Не отмечено ничего – на всех."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "checklist" in self.fields:
            drafts = Checklist.objects.filter(published_at=None)
            self.fields["checklist"].queryset = drafts  # type: ignore[attr-defined]
            self.fields["checklist"].empty_label = None  # type: ignore[attr-defined]
            if self.instance.pk:
                del self.fields["checklist"]


ServiceForm = form_of(Service, "code", "number", "group", "title", "position", base=ServiceBase)
CriterionForm = form_of(QualityCriterion, "code", "title", "evidence", "weight", "position")
BodyForm = form_of(Body, "code", "kind", "title", "region", "address", "site", "ways", "services", base=BodyBase)
TermForm = form_of(Term, "code", "begins", "ends", "amount", "unit", "position", base=TermBase)
PaperFormForm = form_of(PaperForm, "code", "title", "kind", "body", base=PaperFormBase)
ChecklistForm = form_of(Checklist, "title", "note")
REQUIREMENT = (
    "code", "stage", "position", "title", "description", "provider", "mandatory", "per_claim", "paths", "condition", "criterion", "form", "paper", "weight",
    "lasts", "lasts_unit", "personal",
)  # fmt: skip
RequirementForm = form_of(Requirement, "checklist", *REQUIREMENT, base=RequirementBase)
ReasonForm = form_of(ReturnReason, "code", "title", "hint", "position", "closed")
GroundForm = form_of(RefusalGround, "code", "kind", "title", "advice", "position")


class CheckForm(forms.Form):
    who = LineField(label=_("Проверил юрист"), max_length=200, error_messages={"required": _("Напишите, кто проверил.")})
    on = forms.DateField(label=_("Проверено"), widget=DayInput, validators=[in_law_years, not_ahead])
