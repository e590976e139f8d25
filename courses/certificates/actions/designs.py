"""Designs are made and changed by a coordinator; what has been issued by one stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.certificates.design_rules import reasons_not_to_remove
from courses.certificates.models import ConditionSet, Design, Signatory
from courses.certificates.picture_printing import Picture
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import shelved
from school.vault.models import File
from school.vault.rules import Checked, cleaned


@dataclass(frozen=True)
class Signed:
    name: str
    post: str
    picture: "Picture | File | None" = None


def save_design(facts: Mapping[str, Any], signatories: Sequence[Signed], *, by: User, old: Design | None = None) -> Design:
    """A new one; or `old` changed, if nothing has been issued by it; or the next version of it. `facts` – its columns, a picture as `Picture`, `File` or None."""
    kept = {name: _kept(value, by) for name, value in facts.items()}
    signed = [(row.name, row.post, _kept(row.picture, by)) for row in signatories]
    with transaction.atomic():
        design = _version(old, kept)
        design.signatories.all().delete()
        Signatory.objects.bulk_create(Signatory(design=design, name=name, post=post, picture=picture) for name, post, picture in signed)
        verb = "certificate.design_made" if old is None else "certificate.design_changed"
        record(by=by, verb=verb, target=design, version=design.version)
    return design


def _kept(value: Any, by: User) -> Any:
    """Before anything is locked (T20)."""
    if not isinstance(value, Picture):
        return value
    drawn = Checked(BytesIO(value.data), cleaned(value.name), value.content_type)
    return shelved(drawn, by=by, title="", shelf="designs")


def _version(old: Design | None, facts: Mapping[str, Any]) -> Design:
    if old is None:
        return Design.objects.create(**facts)
    locked = Design.objects.select_for_update().get(pk=old.pk)
    if Design.objects.filter(previous=locked).exists():
        raise Refused(_("Этот бланк уже изменили: откройте его последнюю версию."))
    if not locked.certificates.exists():
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.save()
        return locked
    try:
        with transaction.atomic():
            return Design.objects.create(**facts, version=locked.version + 1, previous=locked)
    except IntegrityError as race:
        raise Refused(_("Этот бланк уже изменили: откройте его последнюю версию.")) from race


@transaction.atomic
def remove_design(design: Design, *, by: User) -> None:
    locked = Design.objects.select_for_update().get(pk=design.pk)
    if reasons := reasons_not_to_remove(locked):
        raise Refused(*reasons)
    record(by=by, verb="certificate.design_removed", target=locked, heading=locked.heading)
    locked.delete()


@transaction.atomic
def set_conditions(cohort: Cohort, kind: str, asked: Mapping[str, Any], *, by: User) -> ConditionSet:
    """What this cohort asks for from now on; what was issued before stays."""
    Cohort.objects.select_for_update(of=["self"]).get(pk=cohort.pk)
    conditions, _new = ConditionSet.objects.update_or_create(cohort=cohort, kind=kind, defaults=dict(asked))
    record(by=by, verb="certificate.conditions_set", target=cohort, kind=kind, **asked)
    return conditions
