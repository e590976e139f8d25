"""Screens of dossiers in the demo school: of the NGO at every step of the way, of its mentor, of the coordinator."""

from django.urls import reverse

from courses.dossiers.models import Checklist, Dossier, Item, Requirement, Service


def of(name, *arguments):
    return reverse(f"portals:{name}", args=arguments)


def gathering(demo):
    """The participant's own: documents in every state."""
    demo["gathering"] = demo["participant"]
    dossier = Dossier.objects.get(organization__memberships__person=demo["participant"])
    share = dossier.shares.exclude(person=demo["participant"]).get()
    claim = dossier.claims.first()
    items = dossier.items.asked()
    return [
        *(of(name, dossier.pk) for name in ("dossier", "dossier_eligibility", "dossier_services", "dossier_card", "dossier_matrix", "dossier_share")),
        *(of("dossier", dossier.pk) + f"?show={show}" for show in ("mine", "returned")),
        *(
            of(name, dossier.pk)
            for name in ("dossier_history", "dossier_leave", "dossier_papers", "claim_add", "filings", "task_new", "register_new")
        ),
        *(of("dossier_history", dossier.pk) + f"?view={view}" for view in ("looks", "moves")),
        of("filing_new", dossier.pk, "assessor"),
        *(of(name, claim.pk) for name in ("claim", "claim_drop", "dossier_months")),
        *(of(name, share.pk) for name in ("share_end", "share_hand_over")),
        *(of("document", items.filter(state=state).first().pk) for state in ("empty", "sent", "returned", "accepted")),
        of("document", items.get(requirement__code="staff_qualification", state="sent").pk),
        of("dossier_new"),
    ]


def filed(demo):
    dossier = Dossier.objects.get(state="filed")
    demo["filed"] = dossier.opened_by
    filing = dossier.filings.get()
    return [
        *(of(name, dossier.pk) for name in ("dossier", "filings")),
        *(of(name, filing.pk) for name in ("filing_register", "filing_extend", "filing_cancel")),
        of("outcome_new", filing.filed.get().pk),
    ]


def recognized(demo):
    dossier = Dossier.objects.get(state="recognized")
    demo["recognized"] = dossier.opened_by
    return [
        *(of(name, dossier.pk) for name in ("dossier", "filings", "dossier_history")),
        *(of(name, dossier.status.pk) for name in ("status_fix", "status_end")),
    ]


def beginning(demo):
    dossier = Dossier.objects.get(state="eligibility")
    demo["beginning"] = dossier.opened_by
    return [*(of(name, dossier.pk) for name in ("dossier", "dossier_eligibility", "filings"))]


def mentoring(demo):
    demo["mentoring"] = demo["mentor"]
    items = Item.objects.filter(state="sent", dossier__state="gathering")
    return [
        *(of(name) for name in ("mentor_documents", "mentor_dossiers", "reply_templates")),
        of("mentor_documents") + "?overdue=1",
        *(of("mentor_document", item.pk) for item in items[:2]),
        of("mentor_document", Item.objects.filter(state="returned").first().pk),
        of("dossier", items[0].dossier_id),
        of("filings", items[0].dossier_id),
    ]


def watching(demo):
    """The law in the office, and every mentor's desk."""
    demo["watching"] = demo["coordinator"]
    checklist = Checklist.objects.get()
    lists = ("services", "criteria", "bodies", "terms", "paper_forms", "return_reasons", "refusal_grounds", "years", "checklists")
    return [
        *(of(name) for name in ("mentor_documents", "mentor_dossiers", "mentor_load")),
        reverse("office:law"),
        *(reverse(f"office_{name}:index") for name in lists),
        reverse("office_services:edit", args=[Service.objects.first().pk]),
        reverse("office_checklists:edit", args=[checklist.pk]),
        reverse("office_requirements:edit", args=[Requirement.objects.first().pk]),
    ]


PAPERS = (gathering, filed, recognized, beginning, mentoring, watching)
