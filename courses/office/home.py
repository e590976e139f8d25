"""The panel on Wagtail's first page: what waits for the coordinator today. As many queries for one person as for three hundred."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.admin.ui.components import Component

from courses.attendance.models import Excuse
from courses.attendance.rules import standings
from courses.certificates.models import Batch, Certificate
from courses.certificates.rules import answers_of, valid_certificates
from courses.enrollment.models import Application, Enrollment, Remark
from courses.office.archive import archived
from courses.program.models import Cohort, Meeting
from school.post.models import Letter

COUNTED = 300
NAMED = 5
SOON = timedelta(days=2)
UNDELIVERED = timedelta(days=7)  # an older one has been seen, or its matter is over
State = Application.State


class TodayPanel(Component):
    name = "school_today"
    template_name = "office/today.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        asking = Application.objects.exclude(cohort__in=archived())
        meetings = Meeting.objects.exclude(cohort__in=archived()).filter(starts_at__gte=day, starts_at__lt=day + timedelta(days=1), cancelled_at=None)
        waits = {
            **asking.aggregate(
                submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
                waiting=Count("pk", filter=Q(state=State.WAITING)),
                offers=Count("pk", filter=(soon := Q(state=State.OFFERED, offer_until__lt=timezone.now() + SOON))),
                until=Min("offer_until", filter=soon),
            ),
            "replies": replied(asking),
            "excuses": Excuse.objects.filter(state=Excuse.State.ASKED).exclude(meeting__cohort__in=archived()).count(),
            "low": low_shares(),
            "earned": earned(),
            "undelivered": Letter.objects.filter(state=Letter.State.FAILED, created_at__gte=day - UNDELIVERED).count(),
            "asked": list(Batch.objects.filter(state=Batch.State.ASKED).exclude(by=parent_context["request"].user).select_related("cohort", "by")),
        }
        return waits | {
            "quiet": not any(waits.values()),
            "named": NAMED,
            "meetings": meetings.select_related("cohort", "town", "trainer"),
        }


def replied(asking: QuerySet[Application]) -> list[Application]:
    """Whose last word in the talk is the applicant's own, while a decision is still ahead."""
    last = Remark.objects.filter(application=OuterRef("pk"), for_staff=False).order_by("-at", "-pk").values("by")[:1]
    found = asking.filter(state__in=[State.SUBMITTED, State.WAITING]).annotate(last=Subquery(last)).filter(last=F("person"))
    return list(found.select_related("person"))


def low_shares() -> list[tuple[Cohort, int]]:
    """Cohorts under way where somebody has come to fewer meetings than the certificate wants, with the number of such people."""
    people = list(Enrollment.objects.active().filter(cohort__state=Cohort.State.UNDER_WAY).select_related("cohort"))
    found = standings(people)
    shares = [(person.cohort, found[person.pk].marked_share) for person in people]
    return list(Counter(cohort for cohort, share in shares if share is not None and share < cohort.needed_share).items())


def earned() -> int:
    """People of cohorts under way or finished who have everything for a certificate and no certificate yet."""
    people = list(
        Enrollment.objects.filter(cohort__state__in=[Cohort.State.UNDER_WAY, Cohort.State.FINISHED], state__in=["active", "finished"])
        .exclude(Exists(Certificate.objects.valid().of_program().filter(enrollment=OuterRef("pk"))))
        .select_related("person", "cohort", "town")[:COUNTED]
    )
    answers, given = answers_of(people), valid_certificates(people)
    return sum(1 for person in people if person.pk not in given and all(answer.met for answer in answers[person.pk]))
