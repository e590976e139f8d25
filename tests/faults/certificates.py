"""Parts of the school in processes of their own, for a batch of certificates under kills: `begin`, `work`, `hasty`, `clock`, `count`.

python -m tests.faults.certificates begin 40
"""

import json
import os
import sys
import time
from datetime import timedelta

LEASE = timedelta(seconds=4)


def begin(number):
    from django.utils import timezone

    from courses.certificates.actions import begin
    from courses.progress.models import Progress
    from tests import factories

    factories.DesignFactory()
    cohort = factories.CohortFactory(under_way=True, needed_share=0)
    module, town, organization = factories.ModuleFactory(program=cohort.program), factories.TownFactory(), factories.OrganizationFactory()
    factories.CohortModuleFactory(cohort=cohort, module=module, hours=72)
    lesson, now = factories.LessonFactory(module=module), timezone.now()
    same = {"cohort": cohort, "town": town, "organization": organization, "person__password": None, "person__name_confirmed_at": now}
    people = [factories.EnrollmentFactory(**same) for _ in range(number)]
    Progress.objects.bulk_create(Progress(enrollment=person, lesson=lesson, done_at=now) for person in people)
    key = begin(cohort, people, by=factories.UserFactory()).pk
    sys.stdout.write(f"STAGE {key}\n")


def slowed():
    """Between the number and its certificate, so that a kill comes there."""
    from courses.certificates.models import Certificate

    real = Certificate.objects.create

    def slow(**fields):
        time.sleep(float(os.environ["SLOW"]))
        return real(**fields)

    Certificate.objects.create = slow


def work():
    from django.core.management import call_command

    slowed()
    call_command("db_worker", queue_name="*", reload=False, verbosity=0, interval=0.1)


def hasty():
    """The control: the number is taken and kept before anything else is written, without the counter's lock."""
    from courses.certificates.actions import batches, certificates

    class Unprotected:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

    certificates.transaction = batches.transaction = type("transaction", (), {"atomic": Unprotected})
    certificates.Enrollment.objects.all().__class__.select_for_update = lambda self, **_: self
    certificates.Series.objects.all().__class__.select_for_update = lambda self, **_: self
    batches.write_next = batches.write_next.__wrapped__
    batches._locked = lambda batch: batches.Batch.objects.select_related("by", "cohort").get(pk=batch.pk)
    work()


def clock():
    """The scheduler's part of this, every second and with a short lease."""
    from django.core.management import call_command

    from school.management.commands import reap_jobs

    reap_jobs.QUICK_LEASE = LEASE
    while True:
        call_command("reap_jobs")
        call_command("resume_batches")
        time.sleep(1)


def count():
    """What is there; `whole` are files that open as PDF and have the hash of their row."""
    import hashlib

    from courses.certificates.models import BatchLine, Certificate
    from school.post.models import Letter
    from school.vault.actions import path_of

    found = list(Certificate.objects.select_related("file"))
    bodies = [(row.file.sha256, path_of(row.file.key).read_bytes()) for row in found if row.file]
    numbers = sorted(int(row.number[-4:]) for row in found)
    lines = BatchLine.objects
    told = {
        "issued": len(found),
        "people": len({row.enrollment_id for row in found}),
        "gaps": len(set(range(1, max(numbers, default=0) + 1)) - set(numbers)),
        "whole": sum(hashlib.sha256(body).hexdigest() == digest and body.startswith(b"%PDF") and b"%%EOF" in body[-32:] for digest, body in bodies),
        "left": lines.filter(certificate=None, refused="").count(),
        "refused": lines.exclude(refused="").count(),
        "letters": Letter.objects.filter(name="certificate_issued").count(),
    }
    sys.stdout.write(f"COUNT {json.dumps(told)}\n")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    django.setup()
    {"begin": lambda: begin(int(sys.argv[2])), "work": work, "hasty": hasty, "clock": clock, "count": count}[sys.argv[1]]()
