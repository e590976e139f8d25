"""Letters about the dossier itself: opened, shared, left off, left without people."""

from courses.dossiers.dossier_rules import mentors_of, people_of
from courses.dossiers.models import Dossier
from school.people.models import User
from school.post.actions import link_to, send


def opened(dossier: Dossier, by: User) -> None:
    """To the mentors of the organisation, and to owners for whom the school has opened it."""
    people = {person.pk: person for person in [*mentors_of(dossier), *people_of(dossier)] if person.pk != by.pk}
    for person in people.values():
        send("dossier_opened", to=person, context=_of(dossier, by), reason=f"dossier-{dossier.pk}-opened")


def shared(dossier: Dossier, person: User, role: str, by: User | None) -> None:
    """`by=None`: the school itself, because nobody else was left to own it."""
    send("dossier_shared", to=person, context=_of(dossier, by) | {"role": role}, reason=f"dossier-{dossier.pk}-shared")


def left(dossier: Dossier, by: User) -> None:
    people = {person.pk: person for person in [*mentors_of(dossier), *people_of(dossier)] if person.pk != by.pk}
    for person in people.values():
        send("dossier_left", to=person, context=_of(dossier, by), reason=f"dossier-{dossier.pk}-left")


def orphaned(dossier: Dossier) -> None:
    """Nobody of the organisation is left: the mentor is told."""
    for mentor in mentors_of(dossier):
        send("dossier_orphaned", to=mentor, context=_of(dossier, None), reason=f"dossier-{dossier.pk}-orphaned")


def _of(dossier: Dossier, by: User | None) -> dict[str, object]:
    return {"dossier": dossier, "organization": dossier.organization, "by": by, "url": link_to("portals:dossier", dossier.pk)}
