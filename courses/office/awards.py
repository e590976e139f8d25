"""What a cohort asks for before a certificate is given; thanks to those who taught and helped it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.certificates import actions, batch_rules
from courses.certificates.condition_rules import ASKED, conditions_of
from courses.certificates.models import THANKS, Certificate, ConditionSet, Kind
from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused

MOST = 100  # addresses at once


class ConditionsForm(forms.ModelForm[ConditionSet]):
    class Meta:
        model = ConditionSet
        fields = ASKED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        share = self.instance.cohort.needed_share
        self.fields["attendance"].help_text = _("Пусто – как в потоке: %(share)s %%. 0 – явка не важна.") % {"share": share}


@coordinators_only
def conditions(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    found = get_object_or_404(Cohort, pk=pk)
    if kind not in Kind.values or kind in THANKS:
        raise Http404
    form = ConditionsForm(request.POST or None, instance=conditions_of([found], kind)[pk])
    back = reverse("office_certificates_cohort", args=[pk])
    if request.method == "POST" and form.is_valid():
        actions.set_conditions(found, kind, {name: form.cleaned_data[name] for name in ASKED}, by=request.user)
        messages.success(request, _("Условия сохранены: слушатели видят их у себя."))
        return redirect(back)
    title = _("Условия: %(kind)s") % {"kind": Kind(kind).label}
    context = {
        "form": form,
        "label": _("Сохранить"),
        "back": back,
        "question": _("Имя подтверждает сам слушатель – это нужно всегда. Уже выданные сертификаты не изменятся."),
        "breadcrumbs_items": steps(found, title),
        "header_title": title,
    }
    return render(request, "office/form.html", context, status=400 if form.errors else 200)


def steps(cohort: Cohort, title: str) -> list[dict[str, Any]]:
    place = (reverse("office_certificates_cohort", args=[cohort.pk]), cohort.title)
    return crumbs((reverse("office_certificates"), _("Выдача сертификатов")), place, ("", title))


class ThanksForm(forms.Form):
    """People by their boxes, others by addresses, one in a line: everybody of them has to be known to the school."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Кого благодарим"), required=False, widget=forms.CheckboxSelectMultiple
    )
    emails = forms.CharField(
        label=gettext_lazy("Ещё люди, по почте"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("По одной почте в строке. У человека должна быть учётная запись в школе: на неё придёт письмо."),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.fields["people"].label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]
        if not people.exists():
            del self.fields["people"]

    def clean_emails(self) -> list[User]:
        asked = {line.strip().lower() for line in self.cleaned_data["emails"].replace("\x00", "").splitlines()} - {""}
        if len(asked) > MOST:
            raise forms.ValidationError(_("Не больше %(n)s адресов за раз.") % {"n": MOST})
        found = {person.email.lower(): person for person in User.objects.filter(is_active=True, email__in=asked)}
        if unknown := sorted(asked - set(found)):
            raise forms.ValidationError(_("Школа не знает: %(emails)s. Проверьте или сначала пригласите человека.") % {"emails": ", ".join(unknown)})
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("people") and not data.get("emails"):
            raise forms.ValidationError(_("Никто не выбран."))
        return data

    def chosen(self) -> list[User]:
        return [*self.cleaned_data.get("people", []), *self.cleaned_data["emails"]]


@coordinators_only
def thanks(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    found = get_object_or_404(Cohort, pk=pk)
    if kind not in THANKS:
        raise Http404
    people = batch_rules.those_who_taught(found) if kind == Kind.TRAINER else User.objects.none()
    form = ThanksForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.begin(found, form.chosen(), by=request.user, second="second" in request.POST, kind=kind)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            return redirect("office_certificates_batch", pk=batch.pk)
    title = str(Kind(kind).label).capitalize()
    given = Certificate.objects.valid().filter(kind=kind, cohort=found).select_related("holder")
    context = {
        "cohort": found,
        "form": form,
        "given": given,
        "by_two": settings.CERTIFICATES_BY_TWO,
        "breadcrumbs_items": steps(found, title),
        "header_title": title,
    }
    return render(request, "office/certificates/thanks.html", context, status=400 if form.errors else 200)


urlpatterns = [
    path("certificates/cohorts/<int:pk>/conditions/<str:kind>/", conditions, name="office_certificates_conditions"),
    path("certificates/cohorts/<int:pk>/thanks/<str:kind>/", thanks, name="office_certificates_thanks"),
]
