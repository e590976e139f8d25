"""Lists of the office at a thousand rows and at a hundred thousand: two databases, asked in turn by one process, printed as JSON.

A page is asked for as a signed-in coordinator asks for it, through every middleware; the rounds alternate, so that drift of the machine touches both.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

FEW, MANY, LAST = 1_000, 100_000, 500
ROUNDS = 9
COHORTS, TOWNS = 50, 5


def fill(rows):
    """Applications and enrollments, every person in each of fifty cohorts."""
    from courses.enrollment.models import Application, Enrollment
    from courses.program.models import Cohort
    from school.people.models import Organization, User
    from school.people.rules import folded
    from tests.factories import CohortFactory, OrganizationFactory, TownFactory

    towns = [TownFactory(name=f"Город {number}") for number in range(TOWNS)]
    organizations = [OrganizationFactory.build(town=towns[number % TOWNS]) for number in range(200)]
    Organization.objects.bulk_create(organizations)
    program = CohortFactory().program
    cohorts = Cohort.objects.bulk_create(CohortFactory.build(program=program, title=f"Поток {number}") for number in range(COHORTS))
    people = [
        User(email=f"p{n}@shkola.example", family_name=f"Берёзкин{n:05}", given_name="Илья", folded_name=folded(f"Берёзкин{n:05} Илья"), password="!")
        for n in range(rows // COHORTS)
    ]
    User.objects.bulk_create(people)
    states = ["submitted", "waiting", *["admitted"] * 12, *["declined"] * 4, *["withdrawn"] * 2]
    seats = [(person, cohort, n * COHORTS + k) for n, person in enumerate(people) for k, cohort in enumerate(cohorts)]
    common = [({"person": p, "cohort": c, "town": towns[n % TOWNS], "organization": organizations[n % 200]}, n) for p, c, n in seats]
    Application.objects.bulk_create((Application(state=states[n % 20], **each) for each, n in common), batch_size=2000)
    Enrollment.objects.bulk_create((Enrollment(**each) for each, _n in common), batch_size=2000)


def stage(folder, rows):
    from django.core.management import call_command
    from django.db import connection

    path = folder / f"lists-{rows}.sqlite3"
    if path.exists() and os.environ.get("KEEP"):
        return path
    for old in folder.glob(f"{path.name}*"):
        old.unlink()
    use(path)
    call_command("migrate", verbosity=0)
    fill(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return path


def use(path):
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(path)


def sign_in():
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client

    from courses.enrollment.actions import assign
    from school.people.models import User
    from tests.factories import UserFactory

    ContentType.objects.clear_cache()
    person = User.objects.filter(email="bench@shkola.example").first() or UserFactory(email="bench@shkola.example")
    assign(person, role="coordinator", by=None)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    return client


def seconds(client, address):
    started = time.perf_counter()
    answer = client.get(address)
    spent = time.perf_counter() - started
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return spent


def measured(paths, clients, address, far):
    """The medians: a page of the short list, and the given page of the long one."""
    few, many = [], []
    for _round in range(ROUNDS + 1):
        use(paths[FEW])
        few.append(seconds(clients[FEW], address))
        use(paths[MANY])
        many.append(seconds(clients[MANY], f"{address}?p={far}"))
    return statistics.median(few[1:]), statistics.median(many[1:])


def main():
    import django

    django.setup()
    from django.urls import reverse

    folder = Path(os.environ["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    paths = {rows: stage(folder, rows) for rows in (FEW, MANY)}
    clients = {}
    for rows, path in paths.items():
        use(path)
        clients[rows] = sign_in()
    found = {}
    for name in ("applications", "people"):
        for far in (1, LAST):
            few, many = measured(paths, clients, reverse(f"office:{name}"), far)
            found[f"{name}, {far}"] = {"few": few, "many": many, "ratio": many / few}
    print("LISTS " + json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
