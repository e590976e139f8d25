"""The sheet of three hundred people saved by its action, and the same three hundred rows inserted bare: seconds of both, printed as JSON.

Every round has two meetings of its own, and the two ways take turns in coming first. `furnish` makes them, its answer comes back by stdin.
"""

import json
import statistics
import sys
import time
from datetime import timedelta

PEOPLE, ROUNDS = 300, 12


def furnish():
    from django.utils import timezone

    from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, OrganizationFactory, TownFactory

    cohort, organization, town = CohortFactory(under_way=True, title="Лист"), OrganizationFactory(), TownFactory()
    people = [EnrollmentFactory(cohort=cohort, organization=organization, town=town, person__password=None).pk for _ in range(PEOPLE)]
    trainer = AssignmentFactory(role="trainer", cohort=cohort).person
    start, module = timezone.now() - timedelta(minutes=5), ModuleFactory(program=cohort.program)
    same = {"cohort": cohort, "module": module, "starts_at": start, "ends_at": start + timedelta(hours=2)}
    meetings = [(MeetingFactory(**same).pk, MeetingFactory(**same).pk) for _round in range(ROUNDS + 1)]
    return {"trainer": trainer.pk, "people": people, "meetings": meetings}


def seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measured(trainer, people, ours, bare):
    from courses.attendance.actions import save_sheet
    from courses.attendance.models import Mark

    rows = [Mark(meeting=bare, enrollment_id=person, status="present", by=trainer) for person in people]
    ways = [lambda: save_sheet(ours, dict.fromkeys(people, "present"), by=trainer), lambda: Mark.objects.bulk_create(rows)]
    if ours.pk % 4 < 2:
        return seconds(ways[0]), seconds(ways[1])
    base = seconds(ways[1])
    return seconds(ways[0]), base


def main():
    import django

    django.setup()
    from courses.program.models import Meeting
    from school.people.models import User

    hall = json.load(sys.stdin)
    trainer, meetings = User.objects.get(pk=hall["trainer"]), Meeting.objects.in_bulk()
    rounds = [measured(trainer, hall["people"], meetings[ours], meetings[bare]) for ours, bare in hall["meetings"]][1:]
    ours, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    print("SHEET " + json.dumps({"ours": ours, "bare": bare, "times": statistics.median(one / other for one, other in rounds)}))


if __name__ == "__main__":
    main()
