"""A dossier that is ready to be filed, and the steps of its way."""

from datetime import timedelta

from django.utils import timezone

from courses.dossiers.actions import filings, outcomes, statuses
from courses.dossiers.models import Claim, Dossier, RefusalGround
from tests.factories import BodyFactory, ClaimFactory, DossierFactory, MentorshipFactory, TermFactory


def ready(services=1, days=400, **fields):
    """Opened long ago, gathering; terms of assessment and of the status are known, the Ministry's is not."""
    TermFactory()
    TermFactory(code="assessment_extension")
    TermFactory(code="status", amount=2, unit="year")
    TermFactory(code="justice", amount=None)
    dossier = DossierFactory(**fields)
    Dossier.objects.filter(pk=dossier.pk).update(opened_at=timezone.now() - timedelta(days=days))
    dossier.refresh_from_db()
    for _number in range(services):
        ClaimFactory(dossier=dossier)
    return dossier


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def mentor_of(dossier):
    return MentorshipFactory(organization=dossier.organization).mentor


def ground_of(kind="assessor", **fields):
    code = fields.pop("code", f"ground-{kind}")
    rows = {"title": "Недостаточная квалификация", "advice": "Приложите дипломы работников"} | fields
    return RefusalGround.objects.get_or_create(code=code, defaults={"kind": kind, **rows})[0]


def sent(dossier, kind="assessor", claims=None, by=None, **fields):
    """Recorded by the opener: everything that may go, ten days ago."""
    rows = list(dossier.claims.all() if claims is None else claims)
    given = {"body": BodyFactory(kind=kind), "sent_on": today(-10), "way": "portal"} | fields
    return filings.file(dossier, kind=kind, claims=rows, by=by or dossier.opened_by, **given)


def answered(filing, kind="conclusion", number="12-з", number_of=0, by=None, **fields):
    row = filing.filed.order_by("pk")[number_of]
    if kind == "refusal":
        fields.setdefault("ground", ground_of(filing.kind))
    return outcomes.record_outcome(row, kind=kind, on=fields.pop("on", today(-1)), number=number, by=by or filing.dossier.opened_by, **fields)


def at_justice(dossier):
    """Every service has its conclusion and lies with the Ministry."""
    filing = sent(dossier)
    for number in range(filing.filed.count()):
        answered(filing, number_of=number, on=today(-5))
    return sent(dossier, "justice", sent_on=today(-4))


def granted(dossier=None, since=None, **fields):
    dossier = dossier or ready(services=2)
    at_justice(dossier)
    return statuses.grant(dossier, number="77-р", since=since or today(-2), by=dossier.opened_by, **fields)


def states(dossier):
    dossier.refresh_from_db()
    return dossier.state, [claim.state for claim in Claim.objects.filter(dossier=dossier)]
