"""The list of all letters of the school. A room adds its own when the apps are ready (`courses/<room>/letter_reference.py`); `send` knows no others."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from school.people.rules import Text

ADDED_BY_DJANGO = "mail"  # what came round the post office, Wagtail's notices for instance: kept in the demo only
TRIAL = "trial"  # what a coordinator sends to oneself to look at


class Weight:
    """How a letter bends to what the person has chosen."""

    VITAL = "vital"  # codes, links for signing in: at once, at any hour, never a notice
    IMPORTANT = "important"  # a decision about the person, a term, a change of the timetable: waits for the end of quiet hours only
    ORDINARY = "ordinary"  # may wait for the daily digest, may stay in the cabinet unsent
    DIGEST = "digest"  # carries the ordinary ones of a day
    STOPPABLE = (ORDINARY, DIGEST)
    NOTICES = (IMPORTANT, ORDINARY)


class To:
    """Whom a letter is written to, as a list of letters says it."""

    ANYONE = _("любому человеку")
    APPLICANT = _("подавшему заявку")
    PARTICIPANT = _("участнику")
    NGO = _("людям НКО")
    TEAM = _("команде проекта")
    MENTOR = _("наставнику")
    TRAINER = _("тренеру")
    REVIEWER = _("рецензенту")
    COORDINATOR = _("координатору")
    AUTHOR = _("автору страницы")


@dataclass(frozen=True)
class Kind:
    """`folder` is where the files of a letter of the account lie, it has no HTML; `title` names a letter whose subject is a person's own words."""

    name: str
    to: Text
    weight: str = Weight.IMPORTANT
    group: Text = ""
    folder: str = ""
    title: Text = ""

    @property
    def files(self) -> tuple[str, str, str]:
        """Templates of the subject, the text and the HTML (the last is empty when there is none)."""
        if self.folder:
            return f"{self.folder}_subject.txt", f"{self.folder}_message.txt", ""
        return tuple(f"letters/{self.name}/{part}" for part in ("subject.txt", "body.txt", "body.html"))  # type: ignore[return-value]


KINDS: dict[str, Kind] = {}


def register(group: Text, *kinds: Kind) -> None:
    for kind in kinds:
        KINDS[kind.name] = replace(kind, group=group)


def weight_of(name: str) -> str:
    """Of the account, of Wagtail, of a kind that the school no longer has: nothing is chosen about them."""
    if name.startswith("account.") or name in (ADDED_BY_DJANGO, TRIAL):
        return Weight.VITAL
    return KINDS[name].weight if name in KINDS else Weight.IMPORTANT
