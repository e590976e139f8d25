"""The rotating code on the screen of the hall, and the ticket that its reader holds until the confirming tap.

A code is HMAC-SHA256 of the meeting's secret and the 30-second step, shortened to eight letters that cannot be taken for one another (Crockford).
A neighbour's clock may be one step off. The ticket says whose it is, for which meeting and when the code was good; nothing is written until it comes
back, and it comes back good for ten minutes however slow the network is. Who opened the code before signing in gets the ticket of that browser: it is
worth nothing in another one, and whoever uses it first is the only one it serves (`check_in_rules.proof_held`).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.program.models import Meeting
from school.people.models import User

STEP, LENGTH = 30, 8
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEARD = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "О": "0", "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M", "Р": "P", "Т": "T", "Х": "X"}
)
TICKET_LIVES = timedelta(minutes=10)
SALT = "attendance.ticket"
Holder = User | str  # a person, or the hash of a browser where nobody has signed in yet


@dataclass(frozen=True)
class Proof:
    """That the person saw the screen: the step of the code and the moment, which decides about «рано», «поздно» and «опоздание»."""

    step: int
    at: datetime


def new_secret() -> str:
    return secrets.token_hex(32)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def seconds_left(moment: datetime) -> int:
    return STEP - int(moment.timestamp()) % STEP


def code_for(secret: str, step: int) -> str:
    digest = hmac.new(secret.encode(), str(step).encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:5])  # forty bits: five for each letter
    return "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def spelled(code: str) -> str:
    """Two groups of four, as it is read aloud."""
    return f"{code[:4]}-{code[4:]}"


def heard(typed: str) -> str:
    """What was meant: case, spaces and hyphens do not matter, letters that look alike are one, a Russian keyboard too."""
    return re.sub(r"[\s\-–—]", "", typed.upper()).translate(HEARD)


def proof_of(meeting: Meeting, typed: str, at: datetime | None = None) -> Proof | None:
    """None: this is not the meeting's code now, one step ago or one step ahead."""
    at, typed = at or timezone.now(), heard(typed)
    if not meeting.secret or not typed.isascii():
        return None
    now = step_at(at)
    good = [step for step in (now, now - 1, now + 1) if hmac.compare_digest(code_for(meeting.secret, step), typed)]
    return Proof(good[0], at) if good else None


def ticket_of(meeting: Meeting, holder: Holder, proof: Proof) -> str:
    return signing.dumps([meeting.pk, key_of(holder), proof.step, int(proof.at.timestamp())], salt=SALT)


def key_of(holder: Holder) -> int | str:
    return holder if isinstance(holder, str) else holder.pk


def read(ticket: str, meeting: Meeting, holder: Holder) -> Proof | None:
    """None: forged, somebody else's, of another meeting, or older than ten minutes."""
    try:
        of_meeting, of_holder, step, at = signing.loads(ticket, salt=SALT, max_age=TICKET_LIVES)
    except (signing.BadSignature, ValueError):
        return None
    if (of_meeting, of_holder) != (meeting.pk, key_of(holder)):
        return None
    return Proof(step, datetime.fromtimestamp(at, UTC))


def device_hash(cookie: str) -> str:
    """The browser's random cookie is not kept as it is."""
    return salted_hmac("attendance.device", cookie, algorithm="sha256").hexdigest()[:40]
