"""A call begins, or a date of it is moved: everybody concerned hears of it. Many letters, therefore jobs of the same transaction."""

from django_tasks import task

from courses.projects.call_rules import takers
from courses.projects.models import Call, Stage, TeamMember
from school.journal.models import Entry
from school.people.models import User
from school.post.actions import link_to, send


@task()
def tell_opened(call_id: int) -> int:
    """Once for a call, to everybody who may take part; safe to run twice."""
    call = Call.objects.select_related("cohort").prefetch_related("stages").get(pk=call_id)
    if call.state != Call.State.OPEN:
        return 0
    context = {"call": call, "stages": list(call.stages.all()), "url": link_to("portals:project_call", call.pk)}
    return sum(sent("call_opened", row.person, context, f"call-{call.pk}") for row in takers(call))


@task()
def tell_moved(entry_id: int) -> int:
    """The journal's row is the cause. A date that has been moved once more since is told by the later job."""
    entry = Entry.objects.get(pk=entry_id)
    stage = Stage.objects.select_related("call").filter(pk=entry.facts["moved"]).first()
    if stage is None or stage.call.state != Call.State.OPEN or stage.due_at.isoformat() != entry.facts["due"]:
        return 0
    rows = TeamMember.objects.current().filter(call=stage.call, team__broken_up_at=None, person__is_active=True).select_related("person")
    context = {"call": stage.call, "stage": stage, "url": link_to("portals:project_call", stage.call_id)}
    return sum(sent("stage_moved", row.person, context, f"stage-{entry.pk}") for row in rows)


def sent(name: str, person: User, context: dict[str, object], reason: str) -> bool:
    return send(name, to=person, context=context, reason=reason) is not None
