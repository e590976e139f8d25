"""How far a person's dossier has come: the answer of this room to the route."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from courses.dossiers.models import Dossier, Item
from courses.enrollment.models import Enrollment
from school.people.models import Membership

State = Dossier.State


@dataclass(frozen=True)
class DossierStanding:
    """The newest dossier of the person's organisation that the person shares; None – there is none for them. `waits` – the turn is not the NGO's."""

    dossier: int | None = None
    state: str = ""
    returned: int = 0
    lacking: int = 0
    sent: int = 0

    @property
    def waits(self) -> bool:
        judged = self.state == State.GATHERING and self.sent and not self.returned and not self.lacking
        return bool(judged) or self.state in {State.FILED, State.AT_JUSTICE, State.RECOGNIZED, State.LEFT}

    @property
    def missing(self) -> str:
        """What the person can do next, in words; empty where it is somebody else's turn."""
        if self.dossier is None:
            return _("Заведите папку документов: с неё начинается путь к статусу.")
        if self.returned:
            return _("Доработайте документы, которые вернул наставник: %(count)s.") % {"count": self.returned}
        if self.state == State.ELIGIBILITY:
            return _("Ответьте на вопросы о праве на статус.")
        if self.state == State.GATHERING and self.lacking:
            return _("Соберите документы: не хватает %(count)s.") % {"count": self.lacking}
        if self.state == State.GATHERING and not self.sent:
            return _("Документы собраны: подайте их и запишите подачу.")
        return _("Запишите подачу в Минюст.") if self.state == State.CONCLUDED else ""


def standings(enrollments: Iterable[Enrollment]) -> dict[int, DossierStanding]:
    """One query for any number of people."""
    people = list(enrollments)
    asked = Q(items__gone_at=None)
    lacking = asked & Q(items__state=Item.State.EMPTY, items__requirement__mandatory=True) & ~Q(items__requirement__provider="state")
    rows = Dossier.objects.filter(
        organization__in={person.organization_id for person in people},
        shares__person__in={person.person_id for person in people},
        shares__until=None,
        organization__memberships__person=F("shares__person"),
        organization__memberships__state=Membership.State.CONFIRMED,
    ).values_list("organization", "shares__person", "pk", "state")
    counted = rows.annotate(
        returned=Count("items", filter=asked & Q(items__state=Item.State.RETURNED)),
        lacking=Count("items", filter=lacking),
        sent=Count("items", filter=asked & Q(items__state=Item.State.SENT)),
    ).order_by("pk")
    found = {(organization, person): DossierStanding(*row) for organization, person, *row in counted}
    return {person.pk: found.get((person.organization_id, person.person_id), DossierStanding()) for person in people}
