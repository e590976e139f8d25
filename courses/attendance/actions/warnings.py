"""The early warning: who has fallen below the cohort's share hears it once, and again only after having recovered."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from courses.attendance import letters, rules
from courses.enrollment.models import Enrollment, Mentorship
from courses.program.models import Cohort
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User

WARNED, RECOVERED = "attendance.warned", "attendance.recovered"


def warn_absent() -> int:
    """Looks at every cohort under way; returns how many people were written to. Safe to run twice."""
    return sum(warn_cohort(cohort) for cohort in Cohort.objects.filter(state=Cohort.State.UNDER_WAY))


def warn_cohort(cohort: Cohort) -> int:
    people = list(Enrollment.objects.active().heard().filter(cohort=cohort).select_related("person", "cohort", "organization"))
    standings, last, mentors, warned = rules.standings(people), last_words(people), mentors_of(people), 0
    for person in people:
        share = standings[person.pk].marked_share
        if share is None:
            continue
        low, told = share < cohort.needed_share, last.get(person.pk) == WARNED
        if low and not told:
            warned += warn(person, share, mentors[person.organization_id])
        elif told and not low:
            record(by=None, verb=RECOVERED, target=person, share=share)
    return warned


def warn(person: Enrollment, share: int, mentors: list[User]) -> bool:
    """Asks once more under a lock: two runs at the same minute write one letter."""
    with transaction.atomic():
        Enrollment.objects.select_for_update().get(pk=person.pk)
        if last_words([person]).get(person.pk) == WARNED:
            return False
        entry = record(by=None, verb=WARNED, target=person, share=share, needed=person.cohort.needed_share)
        letters.share_too_low(person, share, mentors, episode=entry.pk)
    return True


def last_words(people: list[Enrollment]) -> dict[int, str]:
    """The newest of «warned» and «recovered» for each person."""
    kind = ContentType.objects.get_for_model(Enrollment)
    entries = Entry.objects.filter(content_type=kind, object_id__in=[str(person.pk) for person in people], verb__in=[WARNED, RECOVERED])
    return {int(number): verb for number, verb in entries.order_by("pk").values_list("object_id", "verb")}


def mentors_of(people: list[Enrollment]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    for row in Mentorship.objects.current().filter(organization__in={person.organization_id for person in people}).select_related("mentor"):
        found[row.organization_id].append(row.mentor)
    return found
