"""The dossier of a renewal, filled in beforehand: services, the card, people, papers that are still good."""

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import checklist_rules, status_rules
from courses.dossiers.actions.items import lay_out
from courses.dossiers.models import Claim, DocumentVersion, Dossier, DossierMove, Item, PagePicture, Path, Share, Status, Verdict, VersionFile
from school.people.models import Membership, User
from school.people.rules import Refused

State, Version = Item.State, DocumentVersion.State


def prepared(status: Status, by: User) -> Dossier:
    """In the caller's transaction, with the old dossier locked. The questionnaire is answered anew: debts and registers change."""
    old, checklist = status.dossier, checklist_rules.newest()
    if checklist is None:
        raise Refused(_("Школа ещё не выпустила перечень документов."))
    dossier = Dossier.objects.create(
        organization=old.organization,
        path=Path.RENEWAL,
        checklist=checklist,
        cohort=old.cohort,
        previous=old,
        representative=old.representative,
        facts=old.facts,
        opened_by=by,
    )
    DossierMove.objects.create(dossier=dossier, target=dossier.state, reason=_("продление статуса"), by=by, at=timezone.now())
    share_again(old, dossier)
    for claim in status.claims.all():
        Claim.objects.create(dossier=dossier, service=claim.service, body=claim.body, charter_clause=claim.charter_clause, began_on=claim.began_on)
    lay_out(dossier)
    carry_over(old, dossier)
    return dossier


def share_again(old: Dossier, dossier: Dossier) -> None:
    """With whoever shares the old one and still belongs to the organisation; if nobody does – with those who run its card."""
    members = Membership.objects.filter(organization=old.organization, state=Membership.State.CONFIRMED)
    own = list(old.shares.filter(until=None, person__in=members.values("person")))
    roles = {share.person_id: share.role for share in own} or {row.person_id: Share.Role.OWNER for row in members.filter(owner=True)}
    if roles and Share.Role.OWNER not in roles.values():
        roles |= {person: Share.Role.OWNER for person, role in roles.items() if role == Share.Role.EDITOR}
    Share.objects.bulk_create(Share(dossier=dossier, person_id=person, role=role) for person, role in roles.items())


def carry_over(old: Dossier, dossier: Dossier) -> int:
    """Accepted papers that are still good come along with their files and the mentor's word; the rest is asked anew."""
    good = {place(item): item for item in old.items.asked().select_related("requirement", "claim") if status_rules.is_carried(item)}
    empty = dossier.items.asked().filter(state=State.EMPTY).select_related("requirement", "claim")
    carried = [carry(good[place(item)], item) for item in empty if place(item) in good]
    return sum(carried)


def place(item: Item) -> tuple[str, int | None]:
    """The same line about the same service, whatever the version of the checklist."""
    return item.requirement.code, item.claim.service_id if item.claim else None


def carry(source: Item, item: Item) -> bool:
    version = source.versions.filter(state=Version.ACCEPTED).order_by("-number").first()
    if version is None:
        return False
    copy = DocumentVersion.objects.create(
        item=item,
        number=1,
        state=Version.ACCEPTED,
        by=version.by,
        sent_at=version.sent_at,
        note=_("из прошлой папки, принято раньше"),
        issued_on=version.issued_on,
        joined=version.joined,
        joining=version.joining if version.joined_id else "",
        pages_done=version.pages_done,
        pages_total=version.pages_total,
    )
    VersionFile.objects.bulk_create(VersionFile(version=copy, position=row.position, file=row.file, turns=row.turns) for row in version.files.all())
    PagePicture.objects.bulk_create(
        PagePicture(version=copy, number=page.number, file=page.file, width=page.width, height=page.height) for page in version.pages.all()
    )
    for word in version.verdicts.filter(taken_back_at=None, kind=Verdict.Kind.ACCEPTED):
        Verdict.objects.create(version=copy, kind=word.kind, by=word.by, at=word.at)
    item.state, item.sent_at, item.valid_until = State.ACCEPTED, version.sent_at, source.valid_until
    item.save(update_fields=["state", "sent_at", "valid_until"])
    return True
