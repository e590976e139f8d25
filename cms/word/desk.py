"""Documents between «look» and «add»: in the vault, on a shelf no chooser offers, under a signed ticket of one person and one page."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing
from django.http import Http404
from django.utils import timezone

from school.people.models import User
from school.vault.actions import discard, keep
from school.vault.models import File

SHELF, SALT = "word", "cms.word"
LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Ticket:
    """`revision` is the draft the person was looking at; `replace` – the text is to come instead of the present one."""

    file: int
    page: int
    person: int
    revision: int
    replace: bool


def laid(data: bytes, name: str, page: int, revision: int, replace: bool, by: User) -> str:
    """The ticket for a document kept until it is added or forgotten."""
    sweep()
    file = keep(data, name=name, by=by, shelf=SHELF)
    return signing.dumps(asdict(Ticket(file.pk, page, by.pk, revision, replace)), salt=SALT)


def found(ticket: str, page: int, by: User) -> tuple[Ticket, File | None]:
    """No file when it has been added, thrown away or has lain too long. Another's ticket is a ticket that does not exist."""
    try:
        given = Ticket(**signing.loads(ticket, salt=SALT))
    except (signing.BadSignature, TypeError) as error:
        raise Http404 from error
    if (given.page, given.person) != (page, by.pk):
        raise Http404
    file = File.objects.filter(pk=given.file, shelf=SHELF, uploaded_by=by, created_at__gt=timezone.now() - LIFE).first()
    return given, file


def sweep() -> int:
    """Throws away what was looked at and never added."""
    old = File.objects.filter(shelf=SHELF, created_at__lte=timezone.now() - LIFE)
    for file in old:
        discard(file)
    return len(old)
