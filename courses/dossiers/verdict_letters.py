"""What the school writes to the NGO about its papers: accepted, or what to mend. The letter waits as long as the word may be taken back."""

from courses.dossiers.models import Share, Verdict
from courses.dossiers.verdict_rules import TAKE_BACK_WITHIN
from school.people.models import Membership
from school.post.actions import link_to, send
from school.post.actions import take_back as take_letters_back


def judged(verdict: Verdict) -> None:
    """To everybody who writes the dossier."""
    version = verdict.version
    context: dict[str, object] = {
        "verdict": verdict,
        "accepted": verdict.kind == Verdict.Kind.ACCEPTED,
        "item": version.item,
        "version": version,
        "url": link_to("portals:document", version.item_id),
    }
    dossier = version.item.dossier
    members = Membership.objects.filter(organization=dossier.organization_id, state=Membership.State.CONFIRMED)
    writers = dossier.shares.filter(until=None, person__in=members.values("person")).exclude(role=Share.Role.READER)
    for share in writers.select_related("person"):
        send("document_judged", to=share.person, context=context, reason=reason_of(verdict), at=verdict.at + TAKE_BACK_WITHIN)


def untold(verdict: Verdict) -> int:
    return take_letters_back(reason_of(verdict))


def reason_of(verdict: Verdict) -> str:
    return f"verdict-{verdict.pk}"
