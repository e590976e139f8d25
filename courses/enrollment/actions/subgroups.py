"""Who trains in which subgroup: several people at once."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED
from courses.program.actions import keep_archive
from courses.program.models import Cohort, Subgroup
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def put_in_subgroup(cohort: Cohort, people: Collection[int], subgroup: Subgroup | None, *, by: User) -> int:
    """None takes them out of their subgroups. Returns how many have changed; people of other cohorts are refused as a whole."""
    if subgroup is not None and subgroup.cohort_id != cohort.pk:
        raise Refused(_("Эта подгруппа из другого потока."))
    keep_archive(cohort)
    rows = Enrollment.objects.select_for_update(of=("self",)).filter(cohort=cohort, state__in=SEATED, pk__in=people).select_related("person")
    found = {row.pk: row for row in rows}
    if set(people) - set(found):
        raise Refused(_("Кого-то из отмеченных в потоке больше нет. Обновите страницу."))
    changed = [row for row in found.values() if row.subgroup_id != (subgroup.pk if subgroup else None)]
    if not changed:
        return 0
    Enrollment.objects.filter(pk__in=[row.pk for row in changed]).update(subgroup=subgroup)
    names = [row.person.full_name for row in changed]
    record(by=by, verb="enrollment.subgroup_set", target=cohort, subgroup=subgroup or _("без подгруппы"), person=names)
    return len(changed)
