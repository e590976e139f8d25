"""What is typed about a filing, its registration, its extension, the answer of a body, a task."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers import filing_rules
from courses.dossiers.models import Body, Claim, Dossier, FiledClaim, Filing, Outcome
from school.people.fields import LineField, ParagraphField


class DayField(forms.DateField):
    """A day as the browser gives it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"))
        super().__init__(**options)


class ClaimsField(forms.ModelMultipleChoiceField):
    """Some of the services that the form offers; a number that no database holds is nobody's."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Claim.objects.none(), error_messages={"required": _("Выберите хотя бы одну услугу.")}, **options)

    def clean(self, value: Any) -> Any:
        queryset: Any = self.queryset
        known = {str(key) for key in queryset.values_list("pk", flat=True)}
        for key in value or ():
            if str(key) not in known:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:100]})
        return super().clean(value)


class FilingForm(forms.Form):
    """Bodies that assess the dossier's services stand first; `lacking` asks for an explicit word."""

    body = forms.ModelChoiceField(label=_("Куда подали"), queryset=Body.objects.none(), empty_label=_("Выберите орган"))
    claims = ClaimsField(label=_("По каким услугам"))
    sent_on = DayField(label=_("Когда отправили"))
    way = forms.ChoiceField(label=_("Как отправили"), choices=Filing.Way.choices, widget=forms.RadioSelect)
    number = LineField(label=_("Входящий номер"), max_length=100, required=False, help_text=_("Если он уже известен. Можно записать позже."))
    despite = forms.BooleanField(label=_("Подали без части документов: знаем, чего не хватает"), required=False)

    def __init__(self, *args: Any, dossier: Dossier, kind: str, claims: list[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        today = timezone.localdate()
        bodies = Body.objects.filter(kind=kind).in_force(today)  # type: ignore[attr-defined]
        fields["body"].queryset = bodies
        fields["body"].choices = [("", _("Выберите орган")), *grouped(list(bodies.prefetch_related("services")), claims)]
        fields["claims"].queryset = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related("service")
        fields["sent_on"].initial = today
        fields["claims"].initial = [claim.pk for claim in claims]
        known = {claim.body_id for claim in claims if claim.body_id}
        if kind == Body.Kind.ASSESSOR and len(known) == 1:
            fields["body"].initial = known.pop()
        if len(bodies) == 1:
            fields["body"].initial = bodies[0].pk
        if not filing_rules.lacking(dossier, kind, claims):
            del fields["despite"]


def grouped(bodies: list[Body], claims: list[Claim]) -> list[tuple[Any, Any]]:
    """By whether the body is known to assess one of the services; without such knowledge – one plain list."""
    wanted = {claim.service_id for claim in claims}
    fit = [body for body in bodies if wanted & {service.pk for service in body.services.all()}]
    rest = [body for body in bodies if body not in fit]
    plain = [[(body.pk, f"{body.title}, {body.region}" if body.region else body.title) for body in group] for group in (fit, rest)]
    if not fit or not rest:
        return plain[0] + plain[1]
    return [(str(_("Оценивают ваши услуги")), plain[0]), (str(_("Другие органы")), plain[1])]


class RegistrationForm(forms.Form):
    number = LineField(
        label=_("Входящий номер"),
        max_length=100,
        help_text=_("Его ставит орган на втором экземпляре или присылает. Если номера нет, напишите «б/н»."),
    )
    registered_on = DayField(label=_("Когда зарегистрировали"), help_text=_("С этого дня считают срок ответа."))


class ExtensionForm(forms.Form):
    """Without a day the term of the law is taken, where it is known."""

    until = DayField(label=_("До какого дня продлили"), required=False)
    words = LineField(label=_("Почему"), max_length=500, required=False, help_text=_("Как написано в уведомлении. Нужно, если день не по закону."))

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if filing_rules.extension_of(filing) is None:
            self.fields["until"].required = True


class OutcomeForm(forms.Form):
    """Of one service in one filing; which fields count depends on the kind, and the rules say what is missing."""

    kind = forms.ChoiceField(label=_("Что ответили"), widget=forms.RadioSelect)
    on = DayField(label=_("Дата ответа"))
    number = LineField(label=_("Номер ответа"), max_length=100, required=False, help_text=_("Нужен для заключения. Если номера нет, напишите «б/н»."))
    ground = forms.ModelChoiceField(
        label=_("Основание отказа"), queryset=filing_rules.grounds(""), required=False, empty_label=_("не отказ"), help_text=_("Только для отказа.")
    )
    words = ParagraphField(
        label=_("Что написано"),
        max_length=3000,
        required=False,
        help_text=_("Для отказа и запроса: своими словами или из письма. Без имён получателей услуг."),
    )
    due_on = DayField(label=_("Ответить до"), required=False, help_text=_("Только для запроса."))

    def __init__(self, *args: Any, filed: FiledClaim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        kinds = [kind for kind in filing_rules.ANSWERS[Body.Kind(filed.filing.kind)] if kind != Outcome.Kind.RECOGNITION]
        fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        fields["ground"].queryset = filing_rules.grounds(filed.filing.kind)
        fields["words"].widget.attrs["rows"] = 5
        for name in ("number", "ground", "words", "due_on"):
            fields[name].quiet = True  # its help says when it is needed

    def clean(self) -> dict[str, Any]:
        """What stands under another kind of answer is not kept by chance."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == Outcome.Kind.REFUSAL and not data.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Выберите основание отказа."))
        if kind == Outcome.Kind.CONCLUSION and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Напишите номер заключения. Если номера нет, напишите «б/н»."))
        if kind == Outcome.Kind.REQUEST and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Напишите, что просят."))
        return data | {
            "ground": data.get("ground") if kind == Outcome.Kind.REFUSAL else None,
            "due_on": data.get("due_on") if kind == Outcome.Kind.REQUEST else None,
        }


class TaskForm(forms.Form):
    text = LineField(label=_("Что сделать"), max_length=1000)
    due_on = DayField(label=_("К какому дню"), required=False)
