"""What is written about papers: to the mentor that one came, to the other side that a word was said, to the NGO that one grows old."""

from collections.abc import Iterable
from datetime import timedelta

from courses.dossiers.dossier_rules import mentors_of, writers_of
from courses.dossiers.models import DocumentVersion, Item, ItemComment
from school.people.models import User
from school.post.actions import link_to, send
from school.post.actions import take_back as take_letters_back

WAITS = timedelta(minutes=5)  # a version withdrawn at once is told to nobody


def sent(version: DocumentVersion) -> None:
    """One letter a version, however many pages it has."""
    item = version.item
    context: dict[str, object] = _of(item) | {"version": version, "by": version.by}
    for person in mentors_of(item.dossier):
        send("document_sent", to=person, context=context, reason=reason_of(version), at=version.sent_at and version.sent_at + WAITS)


def untold(version: DocumentVersion) -> None:
    take_letters_back(reason_of(version))


def commented(said: ItemComment) -> None:
    """To the NGO what its mentor or the school has said, to the mentor what the NGO has."""
    dossier = said.item.dossier
    writers = writers_of(dossier)
    people: Iterable[User] = mentors_of(dossier) if said.by in writers else writers
    for person in people:
        if person != said.by:
            send("document_commented", to=person, context=_of(said.item) | {"said": said}, reason=f"document-comment-{said.pk}")


def expiring(item: Item, days: int) -> None:
    for person in writers_of(item.dossier):
        send("document_expiring", to=person, context=_of(item) | {"days": days}, reason=f"document-expires-{item.pk}-{item.valid_until}-{days}")


def reason_of(version: DocumentVersion) -> str:
    return f"document-version-{version.pk}"


def _of(item: Item) -> dict[str, object]:
    return {"item": item, "organization": item.dossier.organization, "url": link_to("portals:document", item.pk)}
