"""«Услуга – пункт устава – критерий – доказательство»: fills itself from the documents."""

from dataclasses import dataclass

from courses.dossiers.models import Claim, Dossier, Item, QualityCriterion

GOOD = frozenset({Item.State.ACCEPTED, Item.State.SENT})


@dataclass(frozen=True)
class Row:
    """`documents` – items that prove the criterion for the service; a gap is a criterion that nothing accepted or sent proves."""

    claim: Claim
    criterion: QualityCriterion
    documents: list[Item]

    @property
    def clause(self) -> str:
        return self.claim.charter_clause

    @property
    def gap(self) -> bool:
        return not any(item.state in GOOD for item in self.documents)


def matrix(dossier: Dossier) -> list[Row]:
    """Three queries for any number of rows. An item of the whole dossier proves for every service."""
    claims = list(dossier.claims.exclude(state=Claim.State.DROPPED).select_related("service"))
    items = list(dossier.items.asked().exclude(requirement__criterion=None).select_related("requirement__criterion", "claim__service"))
    criteria = list(QualityCriterion.objects.order_by("position", "pk"))
    return [
        Row(claim, criterion, [item for item in items if item.requirement.criterion_id == criterion.pk and item.claim_id in (None, claim.pk)])
        for claim in claims
        for criterion in criteria
    ]
