"""The mentor's desk for the shared tables: who opens what, what stands on the stage, a good press of each form."""

from courses.dossiers.models import DocumentVersion, Dossier, ReplyTemplate, ReturnReason, Verdict
from tests.factories.dossiers import DocumentVersionFactory, ItemFactory, RequirementFactory, ReturnReasonFactory

DESK = (302, 404, 404, 200, 200, 200, 404, 404, 404)
OFFICE = (302, 404, 404, 404, 200, 200, 404, 404, 404)
LED_ON = (302, 404, 404, 302, 302, 302, 404, 404, 404)
DESK_POLICIES = {
    **{f"portals:{name}": DESK for name in ("mentor_documents", "mentor_document", "mentor_dossiers", "reply_templates")},
    "portals:mentor_next": LED_ON,
    "portals:mentor_load": OFFICE,
    "portals:reply_template": (302, 404, 404, 200, 404, 404, 404, 404, 404),  # one's own
    **{f"portals:{name}": (405,) * 9 for name in ("verdict_undo", "mentor_comment", "reply_template_turn")},
}


def stand_desk(cast, enrollment):
    """A paper that waits for the mentor, one just accepted by them, a reply of their own."""
    dossier, mentor = Dossier.objects.get(organization=enrollment.organization), cast["mentor"]
    waiting, accepted = (
        DocumentVersionFactory(
            item=ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, title=title)), state=state
        )
        for title, state in (("Правила внутреннего распорядка", "sent"), ("Должностные инструкции", "accepted"))
    )
    verdict = Verdict.objects.create(version=accepted, kind="accepted", by=mentor)
    ReturnReasonFactory()
    reply = ReplyTemplate.objects.create(owner=mentor, title="Печать", text="Поставьте печать на последней странице.")
    return {
        **{f"portals:mentor_document {press}".strip(): [waiting.item_id] for press in ("", "accept", "return", "insert")},
        "portals:mentor_comment": [waiting.item_id],
        "portals:verdict_undo": [verdict.pk],
        **{f"portals:{name}": [reply.pk] for name in ("reply_template", "reply_template_turn")},
    }


def word_of(stage, verdict, **more):
    version = DocumentVersion.objects.get(item=stage.arguments["portals:mentor_document"][0], state="sent")
    reason = ReturnReason.objects.filter(closed=False).first()
    words = {"reason": str(reason.pk), "words": "Нет подписи на последней странице"} if verdict == "return" else {}
    return {"verdict": verdict, "version": str(version.pk)} | words | more


DESK_PRESSES = {
    "portals:mentor_document accept": ("mentor", lambda stage: word_of(stage, "accept")),
    "portals:mentor_document return": ("mentor", lambda stage: word_of(stage, "return")),
    "portals:mentor_document insert": (
        "mentor",
        lambda stage: word_of(stage, "return", insert="1", template=str(stage.arguments["portals:reply_template"][0])),
    ),
    "portals:mentor_comment": ("mentor", lambda stage: {"text": "Где печать?"}),
    "portals:verdict_undo": ("mentor", lambda stage: {"x": "1"}),
    "portals:reply_templates": ("mentor", lambda stage: {"title": "Подпись", "text": "Нет подписи руководителя."}),
    "portals:reply_template": ("mentor", lambda stage: {"title": "Печать", "text": "Нет печати."}),
    "portals:reply_template_turn": ("mentor", lambda stage: {"x": "1"}),
}
