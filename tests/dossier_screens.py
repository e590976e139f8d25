"""Screens of the NGO's dossier for the shared tables: who opens what, what they are asked with, a good press of each form."""

from django.utils import timezone

from courses.dossiers.models import Dossier, Item
from tests.factories import MembershipFactory, UserFactory
from tests.factories.dossiers import ChecklistFactory, ClaimFactory, DossierFactory, ItemFactory, RequirementFactory, ServiceFactory

SEEN = (302, 200, 404, 200, 200, 200, 404, 404, 404)  # the NGO, its mentor, the whole school
WRITTEN = (302, 200, 404, 404, 404, 404, 404, 404, 404)
POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)

SCREEN_POLICIES = {
    "portals:dossiers": (302, 302, 200, 200, 200, 200, 200, 200, 200),  # the only dossier is opened at once
    "portals:dossier_new": (302, 200, 200, 200, 200, 200, 200, 200, 200),
    **{
        f"portals:{name}": SEEN
        for name in (
            "dossier",
            "dossier_eligibility",
            "dossier_services",
            "dossier_months",
            "dossier_card",
            "dossier_matrix",
            "dossier_share",
            "dossier_history",
        )
    },
    **{
        f"portals:{name}": WRITTEN for name in ("claim", "claim_add", "claim_drop", "checklist_news", "share_end", "share_hand_over", "dossier_leave")
    },
    **{f"portals:{name}": POST_ONLY for name in ("dossier_begin", "claim_restore", "share_role", "item_assign", "item_not_needed", "item_needed")},
}


def stand_screens(enrollment):
    """Around the cast's own dossier: a colleague inside and one outside, two services, one dropped, papers, a newer checklist."""
    dossier = Dossier.objects.get(organization=enrollment.organization)
    inside, outside = (MembershipFactory(person=UserFactory(), organization=dossier.organization, owner=False).person for _number in range(2))
    share = dossier.shares.create(person=inside, role="editor")
    claim = dossier.claims.exclude(state="dropped").first() or ClaimFactory(dossier=dossier)
    dropped = ClaimFactory(dossier=dossier, state="dropped")
    line = RequirementFactory(checklist=dossier.checklist, title="Справка о кадрах")
    item, given_up = ItemFactory(dossier=dossier, requirement=line), ItemFactory(dossier=dossier)
    Item.objects.filter(pk=given_up.pk).update(state="not_needed", not_needed_why="Так решили")
    ServiceFactory(title="Ещё одна услуга")
    newer = ChecklistFactory(title="Новый перечень", version=30_000, published_at=timezone.now())
    RequirementFactory(checklist=newer, code="quite-new", title="Совсем новый документ")
    card = [dossier.pk]
    return {
        **{
            f"portals:{name}": card
            for name in (
                "dossier",
                "dossier_eligibility",
                "dossier_services",
                "dossier_card",
                "dossier_matrix",
                "dossier_share",
                "dossier_history",
                "claim_add",
                "checklist_news",
                "dossier_leave",
                "dossier_begin",
            )
        },
        **{f"portals:{name}": [claim.pk] for name in ("claim", "claim_drop", "dossier_months")},
        "portals:claim_restore": [dropped.pk],
        **{f"portals:{name}": [share.pk] for name in ("share_end", "share_hand_over", "share_role")},
        **{f"portals:{name}": [item.pk] for name in ("item_assign", "item_not_needed")},
        "portals:item_needed": [given_up.pk],
    }


def dossier_of(stage):
    return Dossier.objects.get(pk=stage.arguments["portals:dossier"][0])


def edition(stage):
    return {"edition": str(dossier_of(stage).edition)}


def opening_given(stage):
    """Another organisation of the same person."""
    organization = MembershipFactory(person=stage.enrollment.person).organization
    return {"organization": str(organization.pk), "path": "usual", "services": str(ServiceFactory().pk)}


def share_given(stage):
    found = dossier_of(stage)
    inside = found.shares.values("person")
    member = found.organization.memberships.filter(state="confirmed").exclude(person__in=inside).first()
    return {"person": str(member.person_id), "role": "reader"}


def service_given(stage):
    return {"service": str(ServiceFactory(title="Услуга для пробы").pk)}


def months_given(stage):
    today = timezone.localdate()
    key = f"{today:%Y-%m}"
    return {f"people-{key}": "12", f"services-{key}": "40", f"evidence-{key}": "Журнал"} | edition(stage)


def answers_given(stage):
    from courses.dossiers.eligibility_rules import questions

    first = questions(dossier_of(stage).path)[0]
    return {f"value-{first.code}": str(first.choices[0][0]), f"note-{first.code}": "Так и есть"} | edition(stage)


def card_given(stage):
    return {"address": "625000, Тюмень, улица Мира, 1"} | edition(stage)


SCREEN_PRESSES = {
    "portals:dossier_new": ("participant", opening_given),
    "portals:dossier_new find": ("participant", lambda stage: opening_given(stage) | {"find": "1", "q": "дому"}),
    "portals:dossier_eligibility": ("participant", answers_given),
    "portals:dossier_begin": ("participant", lambda stage: {"x": "1"}),
    "portals:dossier_months": ("participant", months_given),
    "portals:dossier_card": ("participant", card_given),
    "portals:claim": ("participant", lambda stage: {"charter_clause": "п. 2.2", "began_on": "2020-01-15"} | edition(stage)),
    "portals:claim_add": ("participant", service_given),
    "portals:claim_drop": ("participant", lambda stage: {"x": "1"}),
    "portals:claim_restore": ("participant", lambda stage: {"x": "1"}),
    "portals:checklist_news": ("participant", lambda stage: {"codes": "quite-new"}),
    "portals:dossier_share": ("participant", share_given),
    "portals:share_role": ("participant", lambda stage: {"role": "reader"}),
    "portals:share_end": ("participant", lambda stage: {"x": "1"}),
    "portals:share_hand_over": ("participant", lambda stage: {"x": "1"}),
    "portals:dossier_leave": ("participant", lambda stage: {"reason": "Подадим позже"}),
    "portals:item_assign": ("participant", lambda stage: {"owner": str(stage.enrollment.person_id), "due_on": "2030-01-15"}),
    "portals:item_not_needed": ("participant", lambda stage: {"why": "Услугу оказываем сами"}),
    "portals:item_needed": ("participant", lambda stage: {"x": "1"}),
}


def foreign_dossier():
    """Somebody else's, with everything that an address may name."""
    dossier = DossierFactory()
    claim, item = ClaimFactory(dossier=dossier), ItemFactory(dossier=dossier)
    return {"dossier": dossier.pk, "claim": claim.pk, "item": item.pk, "share": dossier.shares.get().pk}
