"""One account per person of the cast: what `make demo` prints and tests sign in with. Passwords of the demo only."""

import json
from pathlib import Path

from django.conf import settings

from school.people.models import User

# role, key in people.json, password
CAST = (
    ("administrator", "lyubava", "sem-vetrov-nad-turoy"),
    ("coordinator", "polina", "pyat-gorodov-odna-doroga"),
    ("methodologist", "evdokiya", "krasnyy-karandash-i-chay"),
    ("trainer", "olga", "zal-tri-v-desyat-utra"),
    ("mentor", "nikifor", "papka-k-papke-po-poryadku"),
    ("participant", "marfa", "teplyy-dom-i-chaynik"),
    ("graduate", "taisiya", "bereg-tobola-v-iyule"),
    ("applicant", "trifon", "sosedi-sobirayutsya-v-sem"),
    ("stranger", "fedora", "prohozhu-mimo-s-zontom"),
)
PASSWORDS = {key: password for _role, key, password in CAST}


def accounts_path() -> Path:
    return Path(settings.DATA_DIR) / "accounts.json"


def write_accounts(emails: dict[str, str]) -> None:
    """`emails` by key. A list of role, e-mail, password, name."""
    names = {person.email: person.full_name for person in User.objects.filter(email__in=emails.values())}
    rows = [{"role": role, "email": emails[key], "password": password, "name": names[emails[key]]} for role, key, password in CAST]
    accounts_path().write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
