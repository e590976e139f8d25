"""Keeping the school's own words of a letter."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from school.journal.actions import record
from school.people.models import User
from school.post.actions import post
from school.post.kinds import TRIAL, Kind
from school.post.models import Letter, Wording
from school.post.samples import preview


@transaction.atomic
def save_wording(kind: Kind, language: str, words: Mapping[str, str], added: str, *, by: User) -> None:
    """Words that are the built-in ones again leave no row: the next release may say the letter better."""
    Wording.objects.filter(letter=kind.name, language=language).delete()
    if words or added:
        Wording.objects.create(letter=kind.name, language=language, words=dict(words), added=added, changed_by=by)
    record(by=by, verb="post.worded", target=by, letter=kind.name, language=language, words=dict(words), added=added)


def send_trial(kind: Kind, language: str, words: Mapping[str, str], added: str, *, to: User) -> Letter | None:
    """To the coordinator's own box, as typed now; nothing is kept."""
    subject, text, html = preview(kind, language, words, added)
    return post(TRIAL, to.email, recipient=to, subject=_("Проба: %(subject)s") % {"subject": subject}, text=text, html=html)
