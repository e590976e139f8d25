"""What the school writes about filings: recorded, extended, answered, a due day passed without an answer. The one who has recorded it knows."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.dossiers import filing_rules
from courses.dossiers.models import Dossier, FiledClaim, Filing, Outcome
from courses.enrollment.models import Mentorship
from school.people.models import Membership, User
from school.post.actions import link_to, send

LATE = timedelta(days=30)  # what passed before is not told any more


def circle(dossier: Dossier, besides: User | None = None) -> list[User]:
    """Today's sharers and mentors; when nobody shares the dossier any more – those who run the organisation's card."""
    members = Membership.objects.filter(organization=dossier.organization_id, state=Membership.State.CONFIRMED)
    people = {
        share.person_id: share.person for share in dossier.shares.filter(until=None, person__in=members.values("person")).select_related("person")
    }
    people = people or {row.person_id: row.person for row in members.filter(owner=True).select_related("person")}
    mentors = Mentorship.objects.current().filter(organization=dossier.organization_id).select_related("mentor")
    people |= {row.mentor_id: row.mentor for row in mentors}
    return [person for key, person in people.items() if besides is None or key != besides.pk]


def of(filing: Filing) -> dict[str, object]:
    return {"filing": filing, "organization": filing.dossier.organization, "url": link_to("portals:filings", filing.dossier_id)}


def filed(filing: Filing) -> None:
    context = of(filing) | {"by": filing.by, "claims": [row.claim for row in filing.filed.select_related("claim__service")]}
    for person in circle(filing.dossier, besides=filing.by):
        send("filing_recorded", to=person, context=context, reason=f"filing-{filing.pk}")


def extended(filing: Filing, by: User) -> None:
    for person in circle(filing.dossier, besides=by):
        send("filing_extended", to=person, context=of(filing) | {"by": by}, reason=f"filing-{filing.pk}-{filing.extended_until:%Y%m%d}")


def answered(outcome: Outcome) -> None:
    context = of(outcome.filed.filing) | {"outcome": outcome, "service": outcome.filed.claim.service, "tasks": list(outcome.tasks.all())}
    for person in circle(outcome.filed.filing.dossier, besides=outcome.by):
        send("outcome_recorded", to=person, context=context, reason=f"outcome-{outcome.pk}")


def tell_overdue(today: date | None = None) -> int:
    """Filings whose due day has passed without an answer: once about each due day."""
    now, told = today or timezone.localdate(), 0
    answers = Outcome.objects.filter(filed=OuterRef("pk"), taken_back_at=None).exclude(kind=Outcome.Kind.REQUEST)
    waiting = FiledClaim.objects.filter(~Exists(answers), filing=OuterRef("pk"))
    rows = Filing.objects.annotate(last=Coalesce("extended_until", "due_on")).filter(
        Exists(waiting), cancelled_at=None, last__lt=now, last__gte=now - LATE
    )
    for filing in rows.exclude(dossier__state=Dossier.State.LEFT).select_related("body", "dossier__organization").order_by("pk"):
        context = of(filing) | {"days": filing_rules.overdue(filing, now)}
        reason = f"overdue-{filing.pk}-{filing.answer_by:%Y%m%d}"
        letters = [send("filing_overdue", to=person, context=context, reason=reason) for person in circle(filing.dossier)]
        told += any(letters)
    return told
