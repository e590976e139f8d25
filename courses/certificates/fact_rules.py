"""What a sheet says: gathered once, at issue, and kept on the certificate's row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from courses.certificates.design_rules import filled, is_thanks
from courses.certificates.models import Design
from courses.certificates.printing import hours_words, training_words
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Module
from school.people.models import User

Facts = dict[str, Any]
FIELDS = ("heading", "text", "note")


@dataclass(frozen=True)
class Award:
    """Who is given what, and for what; a thanks has no `enrollment`, a listener's certificate has a `module`."""

    kind: str
    person: User
    cohort: Cohort
    enrollment: Enrollment | None = None
    module: Module | None = None

    @property
    def hours(self) -> int:
        if is_thanks(self.kind):
            return 0
        rows = self.cohort.cohort_modules.all()
        return sum(row.hours for row in rows if self.module is None or row.module_id == self.module.pk)

    @property
    def span(self) -> tuple[date, date]:
        """Days of study; what still goes on is counted until today. A module begins when it opens."""
        row = next((row for row in self.cohort.cohort_modules.all() if self.module and row.module_id == self.module.pk), None)
        end = min(self.cohort.ends_on, timezone.localdate())
        return min(row.opens_on if row and row.opens_on else self.cohort.starts_on, end), end


def facts_of(award: Award, design: Design, *, number: str, token: str, issued_on: date, valid_until: date | None) -> Facts:
    start, end = award.span
    with override("ru"):
        facts = {
            "kind": award.kind,
            "family_name": award.person.family_name,
            "given_names": award.person.given_names,
            "organization": award.enrollment.organization.short_name if award.enrollment else "",
            "program": award.cohort.program.title,
            "cohort": award.cohort.title,
            "module": award.module.title if award.module else "",
            "hours": award.hours,
            "started_on": start.isoformat(),
            "finished_on": end.isoformat(),
            "issued_on": issued_on.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else "",
            "number": number,
            "check_url": f"{settings.BASE_URL}/C/{token}".upper(),
            "check_url_text": f"{settings.BASE_URL.split('://')[-1]}/c/{token}",
        }
        return facts | looks_of(design) | _texts(design, _values(award, facts))


def looks_of(design: Design) -> Facts:
    """Pictures are named by what they are, not by where they lie: `printing` finds them in the vault. A design that is not saved yet has no signatories."""
    signatories = design.signatories.select_related("picture") if design.pk else ()
    return {
        "orientation": design.orientation,
        "ornament": design.ornament,
        "background": design.background.sha256 if design.background else "",
        "logo": design.logo.sha256 if design.logo else "",
        "place": design.place,
        "school_name": design.school_name,
        "school_region": design.school_region,
        "signatories": [{"name": row.name, "post": row.post, "picture": row.picture.sha256 if row.picture else ""} for row in signatories],
    }


def _values(award: Award, facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "фамилия": facts["family_name"],
        "имя": facts["given_names"],
        "организация": facts["organization"],
        "город": award.enrollment.town.name if award.enrollment else "",
        "программа": facts["program"],
        "поток": facts["cohort"],
        "модуль": facts["module"],
        "часы": f"{facts['hours']} {hours_words(facts['hours'])}",
        "сроки": training_words(*award.span),
    }


def _texts(design: Design, values: Mapping[str, str]) -> Facts:
    heading, text, note = (filled(getattr(design, name), values) for name in FIELDS)
    return {"heading": heading, "lines": text.splitlines(), "note": note}
