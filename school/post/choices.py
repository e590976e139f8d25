"""When a letter leaves: what the person has chosen meets how much the letter weighs."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils import timezone

from school.journal.actions import record
from school.people.models import User
from school.post.kinds import Weight
from school.post.models import Choice, Letter

SIGNER = signing.Signer(salt="school.post.stop", sep=".")


def choice_of(person: User) -> Choice:
    return Choice.objects.filter(person=person).first() or Choice(person=person)


def way(choice: Choice, weight: str, at: datetime, *, attached: bool) -> tuple[str, datetime]:
    """The state that a new letter begins with and its hour. A file cannot travel in a digest: such a letter goes by itself."""
    if weight == Weight.ORDINARY and choice.pace == Choice.Pace.IMPORTANT:
        return Letter.State.KEPT, at
    if weight == Weight.ORDINARY and choice.pace == Choice.Pace.DAILY and not attached:
        return Letter.State.GATHERED, at
    return Letter.State.WAITING, at if weight == Weight.VITAL else after_quiet(choice, at)


def quiet(choice: Choice, at: datetime) -> bool:
    if choice.quiet_from is None or choice.quiet_until is None:
        return False
    hour = timezone.localtime(at).hour
    if choice.quiet_from < choice.quiet_until:
        return choice.quiet_from <= hour < choice.quiet_until
    return hour >= choice.quiet_from or hour < choice.quiet_until


def after_quiet(choice: Choice, at: datetime) -> datetime:
    """The same moment, or the end of the quiet hours that it falls into."""
    if not quiet(choice, at) or choice.quiet_until is None:
        return at
    local = timezone.localtime(at)
    end = local.replace(hour=choice.quiet_until, minute=0, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


@transaction.atomic
def choose(person: User, **chosen: Any) -> Choice:
    """What waited for a digest goes the way chosen now. `chosen` are fields of the choice; what is not among them stays."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    choice = choice_of(person)
    for name, value in chosen.items():
        setattr(choice, name, value)
    choice.save()
    gathered = Letter.objects.filter(state=Letter.State.GATHERED, recipient=person)
    if choice.pace == Choice.Pace.AT_ONCE:
        for letter in gathered:
            letter.state, letter.next_try_at = Letter.State.WAITING, after_quiet(choice, max(letter.shows_at, timezone.now()))
            letter.save(update_fields=["state", "next_try_at"])
    elif choice.pace == Choice.Pace.IMPORTANT:
        gathered.update(state=Letter.State.KEPT)
    hours = [choice.quiet_from, choice.quiet_until]
    record(by=person, verb="post.chosen", target=person, pace=choice.pace, quiet=hours, language=choice.language)
    return choice


def stop_token(person_id: int) -> str:
    """For a link that works without signing in: it can only make letters fewer."""
    return SIGNER.sign(str(person_id))


def person_of(token: str) -> User | None:
    try:
        return User.objects.filter(pk=int(SIGNER.unsign(token)), is_active=True).first()
    except (signing.BadSignature, ValueError):
        return None
