"""Once a day: accepted papers that will soon be too old. What was told lies in the journal, so that nothing is told twice."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from courses.dossiers import document_letters, document_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Dossier, Item
from school.journal.actions import record
from school.journal.models import Entry

VERB = "dossiers.expiry_told"


def tell_expiring(today: date | None = None) -> int:
    """How many papers were told of now. A day that was missed is made up for."""
    today = today or timezone.localdate()
    rows = Item.objects.asked().filter(state=Item.State.ACCEPTED, valid_until__range=(today, today + timedelta(days=max(document_rules.TELL_AT))))
    rows = rows.filter(dossier__in=Dossier.objects.living().values("pk")).order_by("valid_until", "pk")
    return sum(_told(pk, today) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _told(pk: int, today: date) -> bool:
    item = Item.objects.select_related("dossier", "requirement", "claim__service").get(pk=pk)
    item.dossier = locked(item.dossier)
    item.refresh_from_db(fields=["state", "valid_until"])
    left = document_rules.days_left(item, today)
    if left is None or left < 0 or left > max(document_rules.TELL_AT):
        return False
    mark = min(days for days in document_rules.TELL_AT if left <= days)
    facts = {"until": str(item.valid_until), "days": mark}
    known = Entry.objects.about(item).filter(verb=VERB).values_list("facts", flat=True)
    if any({name: fact.get(name) for name in facts} == facts for fact in known):
        return False
    record(by=None, verb=VERB, target=item, until=facts["until"], days=mark)
    document_letters.expiring(item, mark)
    return True
