"""The subgroups of a cohort: made here, filled with several people at once."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.actions import put_in_subgroup
from courses.enrollment.rules import SEATED
from courses.office.access import coordinators_only
from courses.office.archive import unless_archived
from courses.office.cohorts import trail
from courses.office.timetable_forms import SubgroupForm
from courses.program.models import Cohort, Subgroup
from courses.program.rules import reasons_against_changing
from courses.program.timetable_actions import make_subgroup, remove_subgroup, rename_subgroup
from school.people.requests import PersonRequest
from school.people.rules import Refused

LONGEST_NUMBER = 18


@coordinators_only
@unless_archived(reading=True)
def subgroups(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    form, naming = (SubgroupForm(request.POST if request.POST.get("do") == do else None) for do in ("make", "rename"))
    if request.method == "POST" and written(request, cohort, form, naming):
        return redirect("office:cohort_subgroups", pk=pk)
    people = cohort.enrollments.filter(state__in=SEATED).select_related("person", "organization", "town", "subgroup")
    title = _("Подгруппы")
    context = {
        "cohort": cohort,
        "form": form,
        "naming": naming,
        "named": request.POST.get("subgroup", "") if naming.is_bound else "",
        "groups": cohort.subgroups.annotate(
            people=Count("enrollments", filter=Q(enrollments__state__in=SEATED), distinct=True), number=Count("meetings", distinct=True)
        ),
        "people": people,
        "against": reasons_against_changing(cohort),
    }
    return render(request, "office/subgroups.html", context | {"breadcrumbs_items": trail(cohort, ("", title)), "header_title": title})


def written(request: PersonRequest, cohort: Cohort, form: SubgroupForm, naming: SubgroupForm) -> bool:
    """Whether the press has been answered; a form with errors is shown again."""
    do = request.POST.get("do")
    try:
        if do == "make":
            if not form.is_valid():
                return False
            make_subgroup(cohort, title=form.cleaned_data["title"], by=request.user)
        elif do == "rename":
            group = named(request, cohort)
            if not naming.is_valid():
                return False
            rename_subgroup(group, title=naming.cleaned_data["title"], by=request.user)
            messages.success(request, _("Подгруппа переименована."))
        elif do == "put":
            put(request, cohort)
        elif do == "remove":
            remove_subgroup(named(request, cohort), by=request.user)
            messages.success(request, _("Подгруппа удалена."))
    except Refused as refused:
        if do in ("make", "rename"):
            (form if do == "make" else naming).add_error("title", [str(reason) for reason in refused.reasons])
            return False
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return True


def put(request: PersonRequest, cohort: Cohort) -> None:
    people = [int(number) for number in request.POST.getlist("id") if whole(number)]
    if not people:
        raise Refused(_("Отметьте хотя бы одного человека."))
    number = put_in_subgroup(cohort, people, named(request, cohort) if request.POST.get("subgroup") else None, by=request.user)
    messages.success(request, ngettext("Изменена подгруппа у %(n)s человека.", "Изменена подгруппа у %(n)s человек.", number) % {"n": number})


def named(request: PersonRequest, cohort: Cohort) -> Subgroup:
    number = request.POST.get("subgroup", "")
    return get_object_or_404(Subgroup.objects.select_related("cohort"), cohort=cohort, pk=int(number) if whole(number) else 0)


def whole(number: str) -> bool:
    return number.isdecimal() and number.isascii() and len(number) <= LONGEST_NUMBER


urlpatterns = [path("cohort/<int:pk>/subgroups/", subgroups, name="cohort_subgroups")]
