"""Filings, the status and tasks of the cast's dossier for the shared tables: who opens what, and a good press of each form."""

from datetime import timedelta

from django.utils import timezone

from courses.dossiers.models import Body, Claim, Dossier, Filing, Outcome, RefusalGround, RegisterEntry, Status, Task
from tests.factories import BodyFactory, ClaimFactory, DossierFactory, TermFactory

SEEN = KEPT = (302, 200, 404, 200, 200, 200, 404, 404, 404)  # the NGO, its mentor, the whole school
POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)
FORMS = (
    *("filing_new", "filing_register", "filing_extend", "filing_cancel", "outcome_new", "status_new", "status_fix", "status_end", "register_new"),
    *("register_end", "task_new"),
)

FILING_POLICIES = {
    "portals:filings": SEEN,
    **{f"portals:{name}": KEPT for name in FORMS},
    **{f"portals:{name}": POST_ONLY for name in ("outcome_back", "status_renew", "task_turn")},
}
FILING_NESTED = {"portals:register_end": ("participant", 1, "register entry")}
FILING_PARENTS = {"portals:register_end": ("participant", 0, "dossier")}


def filed(dossier, kind="assessor", **fields):
    """A service of its own with this body, a month ago."""
    person, day = dossier.opened_by, timezone.localdate() - timedelta(days=30)
    claim = ClaimFactory(dossier=dossier, state=fields.pop("state", "filed"))
    filing = Filing.objects.create(dossier=dossier, kind=kind, body=BodyFactory(kind=kind), sent_on=day, way="portal", by=person, **fields)
    return filing.filed.create(claim=claim)


def stand_filings(cast, enrollment):
    """One filing waits, one is refused with a task, one lies with the Ministry; a status of before, an entry in a register."""
    dossier = Dossier.objects.get(organization=enrollment.organization)
    person, day = dossier.opened_by, timezone.localdate() - timedelta(days=3)
    for code, fields in {"assessment": {}, "assessment_extension": {}, "status": {"amount": 2, "unit": "year"}}.items():
        TermFactory(code=code, **fields)
    ground = RefusalGround.objects.create(code="stage-ground", kind="assessor", title="Недостаточная квалификация", advice="Приложите дипломы")
    waiting, refused, ministry = filed(dossier), filed(dossier, state="refused"), filed(dossier, "justice", state="concluded")
    Filing.objects.filter(pk=waiting.filing_id).update(due_on=timezone.localdate() + timedelta(days=9))
    outcome = Outcome.objects.create(filed=refused, kind="refusal", ground=ground, words="Нет дипломов", on=day, by=person)
    task = Task.objects.create(dossier=dossier, text="Приложить дипломы", outcome=outcome, by=person)
    until = timezone.localdate() + timedelta(days=60)
    status = Status.objects.create(organization=dossier.organization, dossier=dossier, number="77-р", since=day, until=until, by=person)
    status.claims.add(ministry.claim)
    entry = RegisterEntry.objects.create(organization=dossier.organization, register="sonko", since=day, by=person)
    return {
        **{f"portals:{name}": [dossier.pk] for name in ("filings", "status_new", "register_new", "task_new")},
        "portals:filing_new": [dossier.pk, "assessor"],
        **{f"portals:{name}": [waiting.filing_id] for name in ("filing_register", "filing_extend", "filing_cancel")},
        **{f"portals:outcome_new{word}": [waiting.pk] for word in ("", " refusal", " request")},
        "portals:outcome_back": [outcome.pk],
        **{f"portals:{name}": [status.pk] for name in ("status_fix", "status_end", "status_end back", "status_renew")},
        "portals:register_end": [dossier.pk, entry.pk],
        **{f"portals:task_turn {turn}".removesuffix(" finish"): [task.pk, turn] for turn in ("finish", "reopen", "drop")},
    }


def dossier_of(stage):
    return Dossier.objects.get(pk=stage.arguments["portals:filings"][0])


def today(days=0):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def nothing(stage):
    return {"x": "1"}


def filing_given(stage):
    found = dossier_of(stage)
    claim, body = found.claims.filter(state="preparing").first(), Body.objects.filter(kind="assessor").first()
    return {"body": str(body.pk), "claims": str(claim.pk), "sent_on": today(), "way": "portal", "number": "45-вх", "despite": "on"}


def status_given(stage):
    """With the Ministry, nothing granted yet."""
    found = dossier_of(stage)
    Status.objects.filter(dossier=found).delete()
    Dossier.objects.filter(pk=found.pk).update(state="at_justice")
    claims = Claim.objects.filter(dossier=found, state="concluded").values_list("pk", flat=True)
    return {"number": "78-р", "since": today(), "until": "", "claims": str(claims[0])}


def renewal_given(stage):
    Dossier.objects.filter(pk=dossier_of(stage).pk).update(state="recognized")
    return nothing(stage)


def removed_given(stage):
    Status.objects.update(ended_on=timezone.localdate(), ended_why="debt")
    return {"back": "1"}


def ground_given(stage):
    ground = RefusalGround.objects.get(code="stage-ground")
    return {"kind": "refusal", "on": today(), "number": "", "ground": str(ground.pk), "words": "Нет дипломов", "due_on": ""}


FILING_PRESSES = {
    "portals:filing_new": ("participant", filing_given),
    "portals:filing_register": ("participant", lambda stage: {"number": "45-вх", "registered_on": today(-20)}),
    "portals:filing_extend": ("mentor", lambda stage: {"until": today(40), "words": "Запрос в налоговую"}),
    "portals:filing_cancel": ("participant", nothing),
    "portals:outcome_new": (
        "participant",
        lambda stage: {"kind": "conclusion", "on": today(), "number": "12-з", "words": "", "due_on": "", "ground": ""},
    ),
    "portals:outcome_new refusal": ("mentor", ground_given),
    "portals:outcome_new request": (
        "coordinator",
        lambda stage: {"kind": "request", "on": today(), "number": "", "ground": "", "words": "Пришлите устав", "due_on": today(5)},
    ),
    "portals:outcome_back": ("participant", nothing),
    "portals:status_new": ("participant", status_given),
    "portals:status_fix": ("participant", lambda stage: {"number": "79-р", "since": today(-3), "until": ""}),
    "portals:status_end": ("mentor", lambda stage: {"on": today(), "why": "debt", "words": "Пени"}),
    "portals:status_end back": ("mentor", removed_given),
    "portals:status_renew": ("participant", renewal_given),
    "portals:register_new": ("participant", lambda stage: {"register": "social", "number": "5", "since": today(-30)}),
    "portals:register_end": ("participant", lambda stage: {"until": today()}),
    "portals:task_new": ("participant", lambda stage: {"text": "Позвонить в орган", "due_on": today(3)}),
    "portals:task_turn": ("participant", nothing),
    "portals:task_turn reopen": ("participant", nothing),
    "portals:task_turn drop": ("participant", nothing),
}


def foreign_filings():
    """An entry of another organisation."""
    dossier = DossierFactory()
    entry = RegisterEntry.objects.create(organization=dossier.organization, register="sonko", by=dossier.opened_by)
    return {"dossier": dossier.pk, "register entry": entry.pk}
