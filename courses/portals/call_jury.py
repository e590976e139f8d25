"""Who judges for a call, and works shared out evenly with a look before it is done."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.enrollment.models import Assignment, Mentorship
from courses.enrollment.rules import OFFICE, roles_of
from courses.portals.access import KEEPERS, for_role
from courses.portals.calls import frame, kept
from courses.portals.presses import number_of, tell
from courses.projects import content_rules, jury_rules
from courses.projects.actions import juries
from courses.projects.actions import reviews as actions
from courses.projects.models import Call, Juror, Review
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused


class JurorForm(forms.Form):
    """Staff of the school by choice; the office also takes anybody who has an account, by the address."""

    person = forms.ChoiceField(label=gettext_lazy("Сотрудник или наставник школы"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("Или почта человека, у которого есть учётная запись"),
        required=False,
        max_length=254,
        error_messages={"invalid": gettext_lazy("Проверьте адрес почты. Пример: ivanova@shkola.example")},
    )

    def __init__(self, data: Any = None, *, people: list[User], anybody: bool) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [("", _("не выбран")), *((key, person.full_name) for key, person in self.people.items())]  # type: ignore[attr-defined]
        if not anybody:
            del self.fields["email"]
        for field in self.fields.values():
            field.quiet = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email = data.get("email")
        person = self.people.get(data.get("person", "")) or (User.objects.filter(email__iexact=email, is_active=True).first() if email else None)
        if email and person is None and "person" not in self.errors:
            self.add_error("email", _("Человека с такой почтой в школе нет. Попросите его сначала завести учётную запись."))
        elif person is None and not self.errors:
            self.add_error("person", _("Выберите человека."))
        data["juror"] = person
        return data


def candidates(call: Call) -> list[User]:
    """Staff and mentors of today who are not in the jury."""
    staff = Assignment.objects.current().order_by().values("person")
    mentors = Mentorship.objects.current().order_by().values("mentor")
    people = User.objects.filter(is_active=True).exclude(pk__in=jury_rules.in_jury(call).order_by().values("person"))
    return list(people.filter(Q(pk__in=staff) | Q(pk__in=mentors)).order_by("family_name", "given_name", "pk")[:500])


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_jury(request: PersonRequest, pk: int) -> HttpResponse:
    found = kept(request, pk)
    anybody = bool(roles_of(request.user) & OFFICE)
    if twin := jury_rules.in_jury(found).filter(person=number_of(request.POST.get("person", ""))).first():  # a second press
        messages.info(request, _("%(person)s теперь в списке рецензентов.") % {"person": twin.person.full_name})
        return redirect("portals:call_jury", pk=pk)
    form = JurorForm(request.POST if request.method == "POST" else None, people=candidates(found), anybody=anybody)
    if form.is_bound and form.is_valid():
        try:
            juries.add_juror(found, form.cleaned_data["juror"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("%(person)s теперь в списке рецензентов.") % {"person": form.cleaned_data["juror"].full_name})
            return redirect("portals:call_jury", pk=pk)
    reviews = Review.objects.filter(submission__stage__call=found).order_by().values_list("reviewer_id", "state")
    tally = Counter(reviews)
    rows = [
        {"juror": juror, **{state: tally[juror.person_id, state] for state in ("asked", "done", "declined")}} for juror in jury_rules.in_jury(found)
    ]
    context = frame(request, found, "call_jury", (_("Рецензенты"), "")) | {
        "form": form,
        "rows": rows,
        "stages": [stage for stage in found.stages.all() if stage.reviewed],
    }
    return render(request, "portals/trainer/call_jury.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@for_role(*KEEPERS)
def juror_remove(request: PersonRequest, pk: int, juror_id: int) -> HttpResponse:
    found = kept(request, pk)
    juror = get_object_or_404(Juror, pk=juror_id, call=found)
    try:
        juries.remove_juror(juror, by=request.user)
        messages.success(request, _("Рецензент убран. Его готовые рецензии остались."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:call_jury", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_evenly(request: PersonRequest, pk: int, stage_id: int) -> HttpResponse:
    """Who would get what; the press carries out the very plan that was shown."""
    found = kept(request, pk)
    stage = get_object_or_404(found.stages.filter(reviewed=True), pk=stage_id)
    stage.call = found
    if request.method == "POST":
        try:
            made = actions.assign_evenly(stage, seen=request.POST.get("seen", "")[:20_000], by=request.user)
        except Refused as refused:
            tell(request, refused)
            return redirect("portals:call_evenly", pk=pk, stage_id=stage_id)
        messages.success(request, ngettext("Назначена %(n)d рецензия.", "Назначено %(n)d рецензий.", len(made)) % {"n": len(made)})
        return redirect("portals:call_works", pk=pk)
    jury, loads = list(jury_rules.in_jury(found)), jury_rules.loads(found)
    planned = jury_rules.plan(stage, jury, loads)
    more = Counter(person.pk for each in planned for person in each.reviewers)
    context = frame(request, found, "call_works", (_("Распределить поровну"), "")) | {
        "stage": stage,
        "planned": [{"plan": each, "title": content_rules.title_of(each.submission)} for each in planned],
        "seen": jury_rules.fingerprint(planned),
        "gives": any(each.reviewers for each in planned),
        "loads": [{"person": juror.person, "has": loads[juror.person_id], "more": more[juror.person_id]} for juror in jury],
    }
    return render(request, "portals/trainer/call_evenly.html", context)


urlpatterns = [
    path("trainer/calls/<int:pk>/jury/", call_jury, name="call_jury"),
    path("trainer/calls/<int:pk>/jury/<int:juror_id>/remove/", juror_remove, name="juror_remove"),
    path("trainer/calls/<int:pk>/evenly/<int:stage_id>/", call_evenly, name="call_evenly"),
]
