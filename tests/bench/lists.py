"""Lists of the office and desks of a trainer at a thousand rows and at a hundred thousand: two databases, asked in turn by one process, printed as JSON.

A page is asked for as a signed-in coordinator asks for it, through every middleware; the rounds alternate, so that drift of the machine touches both. A desk
is a trainer's of one cohort of twenty people: its rows are as many in both, what all the others have asked and handed in lies beside them. Lists that end
with a cohort (progress at a glance, teams, works of a call) do not grow with the years: tests count their queries.
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
OWN = "Поток тренера"
NAMES = (
    "office:applications", "office:people", "office_meetings:index", "office_organizations:index",
    "office:invitations", "office_certificates_register", "letters:index",
)  # fmt: skip
DESKS = ("portals:question_list", "portals:work_list", "portals:visit_reports")


def fill(rows):
    """Applications and enrollments, every person in each of fifty cohorts; as many meetings and organisations."""
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
    own = CohortFactory(program=program, title=OWN)
    Enrollment.objects.bulk_create(Enrollment(person=person, cohort=own, town=towns[0], organization=organizations[0]) for person in people[:20])
    fill_studies(rows, program)
    fill_more(rows, cohorts, towns)


def fill_studies(rows, program):
    """Everybody has asked a question, handed in a work and reported of a visit, in every cohort; one of fifty waits for the trainer."""
    from datetime import timedelta

    from django.utils import timezone

    from courses.enrollment.models import Enrollment
    from courses.program.models import Cohort
    from courses.progress.models import LessonQuestion, LessonWork, VisitReport
    from school.people.rules import folded
    from school.vault.models import File
    from tests.factories import LessonFactory, MeetingFactory, ModuleFactory

    module, away, now = ModuleFactory(program=program), ModuleFactory(program=program, kind="exchange_visit"), timezone.now()
    lessons = [LessonFactory(module=module) for _ in range(20)]
    over = {"starts_at": now - timedelta(days=3), "ends_at": now - timedelta(days=2)}
    visits = {cohort.pk: MeetingFactory(cohort=cohort, module=away, **over) for cohort in Cohort.objects.filter(enrollments__isnull=False).distinct()}
    file = File.objects.create(key="bench", name="Работа.pdf", content_type="application/pdf", size=1, sha256="0" * 64)
    seats = list(enumerate(Enrollment.objects.order_by("pk")))
    at = [now - timedelta(minutes=n * 7919 % rows) for n, _seat in seats]
    asked = [
        LessonQuestion(
            enrollment=seat,
            lesson=lessons[n % 20],
            text=f"Вопрос {n}",
            folded_text=folded(f"Вопрос {n}"),
            answered_at=at[n] if n // COHORTS % 50 else None,
        )
        for n, seat in seats
    ]
    works = [LessonWork(enrollment=seat, lesson=lessons[n % 20], file=file, state="accepted" if n // COHORTS % 50 else "handed") for n, seat in seats]
    told = [
        VisitReport(
            enrollment=seat, meeting=visits[seat.cohort_id], state="accepted" if n // COHORTS % 50 else "sent", sent_at=at[n], decided_at=at[n]
        )
        for n, seat in seats
    ]
    for found in (asked, works, told):
        type(found[0]).objects.bulk_create(found, batch_size=2000)


def fill_more(rows, cohorts, towns):
    """A quarter of the meetings is ahead."""
    from datetime import timedelta

    from django.utils import timezone

    from courses.program.models import Cohort, Meeting
    from school.people.models import Organization
    from tests.factories import CohortFactory, MeetingFactory, ModuleFactory, OrganizationFactory

    module, now = ModuleFactory(program=cohorts[0].program), timezone.now()
    # Cohorts of their own: a list of people counts the meetings of their cohorts, and nobody has two thousand.
    cohorts = Cohort.objects.bulk_create(CohortFactory.build(program=cohorts[0].program, title=f"Расписание {n}") for n in range(COHORTS))
    at = [now + timedelta(minutes=13 * (n * 7919 % rows - rows * 3 // 4)) for n in range(rows)]
    meetings = (
        MeetingFactory.build(
            cohort=cohorts[n % len(cohorts)], module=module, town=towns[n % TOWNS], starts_at=at[n], ends_at=at[n] + timedelta(hours=2)
        )
        for n in range(rows)
    )
    Meeting.objects.bulk_create(meetings, batch_size=2000)
    cards = (
        OrganizationFactory.build(town=towns[n % TOWNS], ogrn=f"{10**12 + n}", inn=f"{10**9 + n}", short_name=f"Фонд {n * 7919 % rows:06}")
        for n in range(rows)
    )
    Organization.objects.bulk_create(cards, batch_size=2000)
    fill_papers(rows, now)


def fill_papers(rows, now):
    """What the school writes and gives out; the moments are set by hand, since all rows are made in one."""
    from datetime import timedelta

    from courses.certificates.models import Certificate
    from courses.enrollment.models import Invitation
    from school.people.models import User
    from school.post.models import Letter

    people = list(User.objects.order_by("pk")[: rows // COHORTS])
    each = [(n, people[n % len(people)], now - timedelta(minutes=n * 7919 % rows)) for n in range(rows)]
    letters = [
        Letter(name="news", recipient=who, email=who.email, subject=f"Письмо {n}", text="Текст " * 40, message_id=f"{n}@shkola.example", state="sent")
        for n, who, _at in each
    ]
    invitations = [Invitation(email=f"i{n}@shkola.example", role="mentor", token_hash=f"{n:064}", invited_by=who) for n, who, _at in each]
    certificates = [Certificate(holder=who, number=f"ШЛ-2026-{n:06}", token=f"T{n}", facts={}, digest="0" * 64) for n, who, _at in each]
    for model, found, moment in ((Letter, letters, "created_at"), (Invitation, invitations, "invited_at"), (Certificate, certificates, "issued_at")):
        field = model._meta.get_field(moment)
        field.auto_now_add = False
        for row, (_n, _who, at) in zip(found, each, strict=True):
            setattr(row, moment, at)
        model.objects.bulk_create(found, batch_size=2000)
        field.auto_now_add = True


def stage(path, fill, number):
    """A database of its own, filled once."""
    from django.core.management import call_command
    from django.db import connection

    if path.exists() and os.environ.get("KEEP"):
        return path
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    use(path)
    call_command("migrate", verbosity=0)
    fill(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return path


def use(path):
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(path)


def sign_in(role, **scope):
    from django.contrib.contenttypes.models import ContentType
    from django.test import Client

    from courses.enrollment.actions import assign
    from school.people.models import User
    from tests.factories import UserFactory

    ContentType.objects.clear_cache()
    email = f"bench-{role}@shkola.example"
    person = User.objects.filter(email=email).first() or UserFactory(email=email)
    assign(person, role=role, by=None, **scope)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person)
    return client


def seconds(client, address):
    """Of the processor, SQLite's work included: what the neighbours of the machine do is not counted."""
    started = time.process_time()
    answer = client.get(address)
    spent = time.process_time() - started
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
        many.append(seconds(clients[MANY], f"{address}?p={far}&page={far}"))
    return statistics.median(few[1:]), statistics.median(many[1:])


def main():
    import django

    django.setup()
    from django.urls import reverse

    from courses.program.models import Cohort

    folder = Path(os.environ["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    paths = {rows: stage(folder / f"lists-{rows}.sqlite3", fill, rows) for rows in (FEW, MANY)}
    office, trainers = {}, {}
    for rows, path in paths.items():
        use(path)
        office[rows] = sign_in("coordinator")
        trainers[rows] = sign_in("trainer", cohort=Cohort.objects.get(title=OWN))
    found = {}
    for names, clients in ((NAMES, office), (DESKS, trainers)):
        for name in names:
            for far in (1, LAST):
                few, many = measured(paths, clients, reverse(name), far)
                found[f"{name}, {far}"] = {"few": few, "many": many, "ratio": many / few}
    print("LISTS " + json.dumps(found))


if __name__ == "__main__":
    sys.exit(main())
