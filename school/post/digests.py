"""Once a day: what gathered for a person goes as one letter."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from school.people.models import User
from school.post.actions import link_to, send
from school.post.choices import choice_of, quiet
from school.post.models import Choice, Letter

HOUR = 9  # of the school's zone, after the reminders of the morning; later for those whose quiet hours are longer


def send_digests(now: datetime | None = None) -> int:
    """Every hour; one digest a day to a person."""
    moment = now or timezone.now()
    people = Letter.objects.gathered(moment).filter(recipient__is_active=True).order_by().values_list("recipient", flat=True).distinct()
    return sum(send_digest(person, moment) for person in list(people))


@transaction.atomic
def send_digest(person_id: int, now: datetime) -> bool:
    """The letter and the marks of what it carries in one transaction: a kill leaves neither or both."""
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    letters = list(Letter.objects.gathered(now).filter(recipient=person).defer("html", "attachment").order_by("shows_at", "pk"))
    if not letters or not is_time(choice_of(person), now):
        return False
    reason = f"{timezone.localdate(now):%Y-%m-%d}"
    told = [{"subject": letter.subject, "text": ungreeted(letter.text, person)} for letter in letters]
    digest = send("digest", to=person, context={"letters": told, "url": link_to("notices:list")}, reason=reason)
    if digest is None:  # today's has gone
        return False
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(state=Letter.State.DIGESTED, sent_at=now, digest=digest)
    return True


def is_time(choice: Choice, now: datetime) -> bool:
    """From the morning on, outside quiet hours; whoever is quiet from then until midnight gets it earlier, else it would never come."""
    local = timezone.localtime(now)
    nights_only = all(quiet(choice, local.replace(hour=hour)) for hour in range(HOUR, 24))
    return not quiet(choice, now) and (local.hour >= HOUR or nights_only)


def ungreeted(text: str, person: User) -> str:
    """A digest greets once."""
    first, _break, rest = text.partition("\n")
    return rest.strip() if person.short_name in first and len(first) <= len(person.short_name) + 30 else text.strip()
