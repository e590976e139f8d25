"""The one lock of the room: every verb takes the dossier's row first."""

from courses.dossiers.models import Dossier


def locked(dossier: Dossier) -> Dossier:
    """The row as it is now, kept from others until the caller's transaction ends.

    Locked alone and read afterwards: PostgreSQL, having waited, would look for the joined rows of before and find none where a key has changed.
    """
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    return Dossier.objects.select_related("organization", "checklist").get(pk=dossier.pk)
