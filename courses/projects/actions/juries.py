"""Who judges for a call: asked in, let go, asked in again."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects import jury_rules
from courses.projects.models import Call, Juror
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


def add_juror(call: Call, person: User, *, by: User) -> Juror:
    try:
        with transaction.atomic():
            Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
            if reasons := jury_rules.reasons_not_to_join_jury(call, person):
                raise Refused(*reasons)
            juror, _made = Juror.objects.update_or_create(call=call, person=person, defaults={"left_at": None})
            record(by=by, verb="projects.juror_added", target=call, person=person.full_name)
    except IntegrityError as doubled:
        raise Refused(_("Человек уже среди рецензентов.")) from doubled
    return juror


@transaction.atomic
def remove_juror(juror: Juror, *, by: User) -> Juror:
    """What they have finished stays."""
    Call.objects.select_for_update(of=("self",)).get(pk=juror.call_id)
    found = Juror.objects.select_for_update(of=("self",)).select_related("call", "person").get(pk=juror.pk)
    if found.left_at:
        return found
    if reasons := jury_rules.reasons_not_to_leave_jury(found):
        raise Refused(*reasons)
    found.left_at = timezone.now()
    found.save(update_fields=["left_at"])
    record(by=by, verb="projects.juror_removed", target=found.call, person=found.person.full_name)
    return found
