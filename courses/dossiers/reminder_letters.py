"""A dossier that waits: for the NGO when nothing has moved for long, for the mentor when papers wait for a verdict too long. Once about each standstill."""

from datetime import datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from courses.dossiers.desk_rules import ANSWERED_IN, late_since, waiting
from courses.dossiers.dossier_rules import writers_of
from courses.dossiers.models import Dossier, Item, Verdict
from courses.enrollment.models import Mentorship
from school.people.models import User
from school.post.actions import link_to, send

STILL = timedelta(days=14)


def remind_of_standstill(now: datetime | None = None) -> int:
    """To the NGO: papers were returned or are not there, and for two weeks nothing has been sent or judged. What waits for the mentor is not its fault."""
    moment, told = now or timezone.now(), 0
    rows = Dossier.objects.filter(state__in=[Dossier.State.ELIGIBILITY, Dossier.State.GATHERING]).select_related("organization")
    asked = Q(items__gone_at=None)
    last = Verdict.objects.filter(version__item__dossier=OuterRef("pk")).order_by("-at").values("at")[:1]
    counted = rows.annotate(
        lacking=Count("items", filter=asked & Q(items__state__in=[Item.State.EMPTY, Item.State.RETURNED])),
        returned=Count("items", filter=asked & Q(items__state=Item.State.RETURNED)),
        sent=Count("items", filter=asked & Q(items__state=Item.State.SENT)),
        moved_at=Greatest(F("state_since"), Coalesce(Max("items__sent_at"), F("state_since")), Coalesce(Subquery(last), F("state_since"))),
    ).filter(lacking__gt=0, sent=0, moved_at__lt=moment - STILL)
    for dossier in counted.order_by("pk"):
        context = {
            "organization": dossier.organization,
            "returned": dossier.returned,
            "lacking": dossier.lacking,
            "since": timezone.localdate(dossier.moved_at),
            "url": link_to("portals:dossier", dossier.pk),
        }
        reason = f"standstill-{dossier.pk}-{dossier.moved_at:%Y%m%d}"
        told += sum(send("dossier_waiting", to=person, context=context, reason=reason) is not None for person in writers_of(dossier))
    return told


def remind_of_verdicts(now: datetime | None = None) -> int:
    """To each mentor one letter about all papers that wait too long; again only when one more has become late."""
    told, mentors = 0, Mentorship.objects.current().order_by().values("mentor")
    for mentor in User.objects.filter(pk__in=Subquery(mentors), is_active=True).order_by("pk"):
        led = Mentorship.objects.current().filter(mentor=mentor).values("organization")
        late = list(
            waiting(mentor)
            .filter(sent_at__lt=late_since(now), dossier__organization__in=led)
            .select_related("requirement", "claim__service", "dossier__organization")
        )
        if late:
            newest = max(late, key=lambda item: (item.sent_at, item.pk))
            context = {"items": late, "days": ANSWERED_IN.days, "url": link_to("portals:mentor")}
            reason = f"late-{newest.pk}-{newest.sent_at:%Y%m%d%H%M%S}"
            told += send("verdict_waiting", to=mentor, context=context, reason=reason) is not None
    return told
