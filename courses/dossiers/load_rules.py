"""How the work lies on the mentors: NGOs, waiting documents, the oldest of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from courses.dossiers.desk_rules import ENDED, late_since
from courses.dossiers.models import Dossier, Item
from courses.enrollment.models import Mentorship
from school.people.models import User


@dataclass(frozen=True)
class Load:
    mentor: User
    organizations: int
    dossiers: int
    waiting: int
    oldest: datetime | None
    late: bool


def loads() -> list[Load]:
    """Of every mentor of today, the most loaded first. Two queries of sums for any number of mentors."""
    led: dict[int, set[int]] = {}
    people: dict[int, User] = {}
    for row in Mentorship.objects.current().select_related("mentor").order_by("pk"):
        people[row.mentor_id] = row.mentor
        led.setdefault(row.mentor_id, set()).add(row.organization_id)
    living = Dossier.objects.exclude(state__in=ENDED).order_by()
    dossiers = dict(living.values_list("organization").annotate(n=Count("pk")))
    waits = {
        organization: (number, first)
        for organization, number, first in Item.objects.waiting()
        .filter(dossier__in=living.values("pk"))
        .order_by()
        .values_list("dossier__organization")
        .annotate(n=Count("pk"), first=Min("sent_at"))
    }
    found = []
    for pk, organizations in led.items():
        own = [waits[each] for each in organizations if each in waits]
        oldest = min((first for _number, first in own), default=None)
        found.append(
            Load(
                mentor=people[pk],
                organizations=len(organizations),
                dossiers=sum(dossiers.get(each, 0) for each in organizations),
                waiting=sum(number for number, _first in own),
                oldest=oldest,
                late=bool(oldest and oldest < late_since()),
            )
        )
    return sorted(found, key=lambda load: (-load.waiting, -load.organizations, load.mentor.full_name))


def unled() -> int:
    """Dossiers that nobody leads today: somebody has to be given to them."""
    return Dossier.objects.living().exclude(organization__in=Mentorship.objects.current().values("organization")).count()
