"""The panel on Wagtail's first page: what waits for the coordinator today."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from courses.certificates.rules import answers_of, valid_certificates
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Meeting

COUNTED = 300


class TodayPanel(Component):
    name = "school_today"
    template_name = "office/today.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        meetings = Meeting.objects.filter(starts_at__gte=day, starts_at__lt=day + timedelta(days=1), cancelled_at=None)
        return {
            "submitted": Application.objects.filter(state=Application.State.SUBMITTED).count(),
            "waiting": Application.objects.waiting().count(),
            "meetings": meetings.select_related("cohort", "town", "trainer"),
            "earned": earned(),
        }


def earned() -> int:
    """People of cohorts under way or finished who have everything for a certificate and no certificate yet."""
    people = list(
        Enrollment.objects.filter(cohort__state__in=[Cohort.State.UNDER_WAY, Cohort.State.FINISHED], state__in=["active", "finished"])
        .exclude(certificates__state="valid")
        .select_related("person", "cohort", "town")[:COUNTED]
    )
    answers, given = answers_of(people), valid_certificates(people)
    return sum(1 for person in people if person.pk not in given and all(answer.met for answer in answers[person.pk]))
