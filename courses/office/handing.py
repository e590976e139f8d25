"""An NGO goes from one mentor to another, with words that the next one reads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _

from courses.enrollment import actions
from courses.enrollment.models import Mentorship
from courses.office.access import coordinators_only
from courses.office.forms import HandOverForm
from courses.office.roles import asked, refuse
from school.people.requests import PersonRequest
from school.people.rules import Refused


@coordinators_only
def mentorship_hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    mentorship = get_object_or_404(Mentorship.objects.select_related("mentor", "organization"), pk=pk)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_over(mentorship, form.cleaned_data["to"], words=form.cleaned_data["words"], by=request.user)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Организация передана. Письма ушли обоим наставникам и организации."))
            return redirect("office:mentorships")
    title = _("Передать: %(organization)s, сейчас %(mentor)s") % {"organization": mentorship.organization, "mentor": mentorship.mentor}
    return asked(request, form, title, "mentorships", _("Передать"))


urlpatterns = [path("mentorships/<int:pk>/hand-over/", mentorship_hand_over, name="mentorship_hand_over")]
