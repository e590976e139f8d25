"""Two hundred people at the door of a hall: `furnish` makes them in the school's own process, `python -m tests.bench.crowd` prints them as JSON.

Every round has a meeting and tickets of its own, so that each person can be marked once in it.
"""

import json
import os
from datetime import timedelta


def furnish(people, rounds):
    """Signed-in people of one cohort and what each of them posts: path, cookie, body."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from courses.attendance import code_rules
    from tests.bench.stage import sign_in
    from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, OrganizationFactory, TownFactory

    cohort, organization, town = CohortFactory(under_way=True, title="Зал"), OrganizationFactory(), TownFactory()
    module, now = ModuleFactory(program=cohort.program), timezone.now()
    crowd = [EnrollmentFactory(cohort=cohort, organization=organization, town=town, person__password=None).person for _ in range(people)]
    cookies = [f"{settings.SESSION_COOKIE_NAME}={sign_in(person)}" for person in crowd]
    posts, meetings = [], []
    for _round in range(rounds):
        meeting = MeetingFactory(cohort=cohort, module=module, starts_at=now, ends_at=now + timedelta(hours=2), secret=code_rules.new_secret())
        proof = code_rules.Proof(code_rules.step_at(now), now)
        path = reverse("portals:check_in_code", args=[meeting.pk, code_rules.code_for(meeting.secret, proof.step)])
        tickets = [code_rules.ticket_of(meeting, person, proof) for person in crowd]
        posts.append([(path, cookie, f"ticket={ticket}") for cookie, ticket in zip(cookies, tickets, strict=True)])
        meetings.append(meeting.pk)
    return {"meetings": meetings, "posts": posts, "cookies": cookies}


if __name__ == "__main__":
    import django

    django.setup()
    print("STAGE " + json.dumps(furnish(int(os.environ.get("CROWD", "200")), int(os.environ.get("ROUNDS", "1")))))
