"""The mentor's desk at ten dossiers and at a thousand, 35 documents each, all led by one mentor: two databases, asked in turn by one process, printed as JSON.

The queue shows twenty rows in both. The table shows ten rows in both: all of the short one, the last page of the long one.
"""

import json
import os
import statistics
import sys
from pathlib import Path

from tests.bench.lists import ROUNDS, seconds, stage, use

FEW, MANY, LINES, PAGE = 10, 1_010, 35, 20
MENTOR = "bench-mentor@shkola.example"
STATES = [*["accepted"] * 20, *["empty"] * 7, *["returned"] * 4, *["not_needed"] * 2, *["sent"] * 2]
STAGES = ["eligibility"] * 3 + ["charter"] * 5 + ["assessment"] * 20 + ["justice"] * 7


def fill(number):
    """Five towns, three cohorts, ten services; every document that is not empty has a version, half of the judged ones two."""
    from datetime import timedelta

    from django.utils import timezone

    from courses.dossiers.models import Claim, DocumentVersion, Dossier, Item, Verdict
    from courses.enrollment.models import Mentorship
    from school.people.models import Organization
    from tests.factories import CohortFactory, OrganizationFactory, TownFactory, UserFactory
    from tests.factories.dossiers import ChecklistFactory, RequirementFactory, ServiceFactory

    mentor, leader, now = UserFactory(email=MENTOR), UserFactory(), timezone.now()
    towns, cohorts = [TownFactory(name=f"Город {n}") for n in range(5)], [CohortFactory() for _n in range(3)]
    services, checklist = [ServiceFactory() for _n in range(10)], ChecklistFactory()
    lines = [RequirementFactory(checklist=checklist, stage=stage) for stage in STAGES]
    cards = Organization.objects.bulk_create(
        OrganizationFactory.build(town=towns[n % 5], ogrn=f"{10**12 + n}", inn=f"{10**9 + n}", short_name=f"Фонд {n * 7919 % number:05}")
        for n in range(number)
    )
    Mentorship.objects.bulk_create(Mentorship(mentor=mentor, organization=card) for card in cards)
    dossiers = Dossier.objects.bulk_create(
        Dossier(organization=card, checklist=checklist, cohort=cohorts[n % 3], state="gathering", opened_by=leader) for n, card in enumerate(cards)
    )
    Claim.objects.bulk_create(Claim(dossier=row, service=services[n % 10]) for n, row in enumerate(dossiers))
    items = Item.objects.bulk_create(
        (
            Item(dossier=row, requirement=line, state=STATES[(n + k) % LINES], sent_at=now - timedelta(minutes=(n * LINES + k) * 7919 % 40_000))
            for n, row in enumerate(dossiers)
            for k, line in enumerate(lines)
        ),
        batch_size=2000,
    )
    told = [item for item in items if item.state in ("accepted", "returned", "sent")]
    versions = DocumentVersion.objects.bulk_create(
        (DocumentVersion(item=item, number=1, state=item.state, by=leader, sent_at=item.sent_at) for item in told), batch_size=2000
    )
    Verdict.objects.bulk_create(
        (Verdict(version=row, kind="accepted", by=mentor, at=row.sent_at) for row in versions if row.state == "accepted"), batch_size=2000
    )


def mentor_of(path):
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client

    from school.people.models import User

    use(path)
    ContentType.objects.clear_cache()
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=MENTOR))
    return client


def main():
    import django

    django.setup()
    from django.urls import reverse

    folder = Path(os.environ["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    paths = {number: stage(folder / f"desk-{number}.sqlite3", fill, number) for number in (FEW, MANY)}
    clients = {number: mentor_of(path) for number, path in paths.items()}
    queue, table = reverse("portals:mentor_documents"), reverse("portals:mentor_dossiers")
    asked = {
        "queue, 1": (queue, queue),
        "queue, 50": (queue, f"{queue}?page=50"),
        **{
            f"table, {sort or 'waiting'}": (f"{table}?sort={sort}", f"{table}?sort={sort}&page={MANY // PAGE + 1}")
            for sort in ("", "name", "town", "still")
        },
    }
    found = {}
    for name, addresses in asked.items():
        times = {FEW: [], MANY: []}
        for _round in range(ROUNDS + 1):
            for number, address in zip((FEW, MANY), addresses, strict=True):
                use(paths[number])
                times[number].append(seconds(clients[number], address))
        few, many = (statistics.median(times[number][1:]) for number in (FEW, MANY))
        found[name] = {"few": few, "many": many, "ratio": many / few}
    print("DESK " + json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
