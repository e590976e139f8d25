"""Calls and their judging, for the doors and the presses: a draft to be edited, and an open one with teams, works, a jury and reviews of the mentor."""

from datetime import timedelta

from django.utils import timezone

from courses.program.models import Kind
from courses.projects.models import DefenceSlot, Juror, Review, ReviewMark, Stage
from tests.factories import CallFactory, EnrollmentFactory, ModuleFactory, StageFactory, SubmissionFactory, TeamFactory, UserFactory

KEPT = (
    "calls", "call_new", "call", "call_edit", "call_preview", "call_stage_new", "call_stage", "call_criterion_new", "call_criterion", "call_jury",
    "call_evenly", "call_teams", "call_team", "call_slots", "call_slot", "call_works", "call_work", "call_work_assign",
)  # fmt: skip
TURNS = (
    "call_switch", "call_stage_remove", "call_criterion_turn", "juror_remove", "call_team_turn", "call_slot_turn", "call_review_turn",
    "call_remind",
)  # fmt: skip
FACTS = {"title": "Сад для соседей", "problem": "Негде гулять.", "organization": "АНО «Сад»", "team": "Садоводы", "people": ["Садова Ольга"]}


def stand_judging(enrollment, cast):
    """The mentor judges works of people of other NGOs."""
    return drafted(enrollment) | judged(enrollment, cast["mentor"])


def drafted(enrollment):
    ModuleFactory(program=enrollment.cohort.program, kind=Kind.PROJECT_WORK, title="Проект без приёма")
    call = CallFactory(cohort=enrollment.cohort, module=None, title="Готовится", state="draft")
    extra = StageFactory(call=call, title="Лишний", kind=Stage.Kind.DRAFT, position=1)
    own, criteria = [call.pk], list(call.criteria.all())
    return {
        **{f"portals:{name}": own for name in ("call", "call_edit", "call_preview", "call_switch", "call_stage_new", "call_criterion_new")},
        **{f"portals:call_switch {to}": own for to in ("remove",)},
        "portals:call_stage": [call.pk, extra.pk],
        "portals:call_stage_remove": [call.pk, extra.pk],
        "portals:call_criterion": [call.pk, criteria[0].pk],
        **{f"portals:call_criterion_turn {to}": [call.pk, criteria[0].pk] for to in ("down", "remove")},
        "portals:call_criterion_turn": [call.pk, criteria[0].pk],
    }


def judged(enrollment, mentor):
    call = CallFactory(cohort=enrollment.cohort, module=None, title="Судят")
    stage = call.stages.get()
    teams = [TeamFactory(call=call, title=title, people=[seat(enrollment) for _ in range(2)]) for title in ("Садоводы", "Лесники", "Речники")]
    works = [SubmissionFactory(project=team.project, stage=stage, facts=FACTS, state="in_review") for team in teams]
    for person in (mentor, spare := UserFactory(family_name="Запасной")):
        Juror.objects.create(call=call, person=person)
    asked, done = (Review.objects.create(submission=work, reviewer=mentor) for work in works[:2])
    for criterion in call.criteria.all():
        ReviewMark.objects.create(review=done, criterion=criterion, level=criterion.levels.last())
    Review.objects.filter(pk=done.pk).update(state="done", done_at=timezone.now())
    defence = StageFactory(call=call, kind=Stage.Kind.DEFENCE, title="Защита", position=1)
    begins = timezone.now() + timedelta(days=4)
    slots = [
        DefenceSlot.objects.create(stage=defence, starts_at=begins + timedelta(hours=n), ends_at=begins + timedelta(hours=n, minutes=20), team=team)
        for n, team in enumerate((None, teams[0]))
    ]
    own, first = [call.pk], [call.pk, teams[0].pk]
    return {
        **{f"portals:{name}": own for name in ("call_jury", "call_teams", "call_slots", "call_works", "call_remind")},
        "portals:juror_remove": [call.pk, spare.juries.get().pk],
        "portals:call_evenly": [call.pk, stage.pk],
        "portals:call_team": first,
        "portals:call_team_turn": first,
        **{f"portals:call_team_turn {to}": first for to in ("lead", "out", "bring", "move", "rename")},
        "portals:call_slot": [call.pk, slots[1].pk],
        "portals:call_slot_turn": [call.pk, slots[0].pk],
        "portals:call_slot_turn book": [call.pk, slots[0].pk],
        "portals:call_slot_turn free": [call.pk, slots[1].pk],
        "portals:call_work": [call.pk, works[2].pk],
        "portals:call_work_assign": [call.pk, works[2].pk],
        "portals:call_review_turn": [call.pk, asked.pk],
        "portals:call_review_turn remind": [call.pk, asked.pk],
        "portals:review": [asked.pk],
        "portals:review save": [asked.pk],
        "portals:review_decline": [asked.pk],
        "portals:review_reopen": [done.pk],
    }


def seat(enrollment):
    return EnrollmentFactory(cohort=enrollment.cohort)


def call_given(stage):
    return {
        "title": "Проекты осени", "about": "Опишите проект", "team_least": "1", "team_most": "5", "teams_until": "", "late": "refused", "reviews_needed": "2",
        "spread": "30", "blind": "on", "open_reviews": "on",
    }  # fmt: skip


def stage_given(stage):
    days = [(timezone.localdate() + timedelta(days=number)).isoformat() for number in (1, 9, 12)]
    return {
        "title": "Новый этап", "kind": "draft", "opens_at": f"{days[0]}T10:00", "due_at": f"{days[1]}T18:00", "late_until": f"{days[2]}T18:00", "needs": "title",
        "papers": "Смета", "reviewed": "on",
    }  # fmt: skip


def criterion_given(stage):
    return {
        "title": "Новый критерий", "help": "Смотрите на план", "weight": "2", "points_0": "0", "level_0": "Нет", "points_1": "3", "level_1": "Есть",
    }  # fmt: skip


def review_given(stage):
    review = Review.objects.get(pk=stage.arguments["portals:review"][0])
    criteria = review.submission.stage.call.criteria.all()
    marks = {f"level_{row.pk}": str(row.levels.last().pk) for row in criteria} | {f"words_{row.pk}": "Потому что" for row in criteria}
    return marks | {"words": "Хорошая работа", "for_staff": "Проверить смету", "edition": "1", "window": "a1"}


def outcome_given(stage):
    from courses.projects.models import Submission

    work = Submission.objects.get(pk=stage.arguments["portals:call_work"][1])
    remarks = {f"remark_{row.pk}": "Уточните" for row in work.stage.call.criteria.all()}
    redo = (timezone.localdate() + timedelta(days=9)).isoformat() + "T18:00"
    return remarks | {"verdict": "rework", "words": "Допишите план", "redo_until": redo, "seen": ""}


def series_given(stage):
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    return {"starts_at": f"{day}T10:00", "count": "3", "minutes": "20", "pause": "5", "place": "Дом НКО", "link": "https://a.example"}


def time_given(stage):
    day = (timezone.localdate() + timedelta(days=21)).isoformat()
    return {"starts_at": f"{day}T10:00", "minutes": "25", "place": "Дом НКО", "link": "https://a.example", "seen": slot_seen(stage)}


def slot_seen(stage):
    from courses.projects.slot_rules import stamp_of

    return stamp_of(DefenceSlot.objects.get(pk=stage.arguments["portals:call_slot"][1]))


def member_of(stage, place):
    from courses.projects.models import TeamMember

    return str(TeamMember.objects.filter(team=stage.arguments["portals:call_team"][1]).order_by("pk")[place].person_id)


def alone_in(stage):
    from courses.projects.models import Call
    from courses.projects.team_rules import alone

    return alone(Call.objects.get(pk=stage.arguments["portals:call_teams"][0]))


def other_team(stage):
    from courses.projects.models import Team

    return str(Team.objects.get(title="Лесники").pk)


def free_team(stage):
    from courses.projects.models import Team

    return str(Team.objects.get(title="Речники").pk)


def place_of(stage):
    from courses.projects.models import Call

    module = stage.enrollment.cohort.program.modules.get(title="Проект без приёма")
    assert not Call.objects.filter(module=module).exists()
    return f"{stage.enrollment.cohort_id}-{module.pk}"


def evenly_given(stage):
    from courses.projects.jury_rules import fingerprint, plan

    return {"seen": fingerprint(plan(Stage.objects.get(pk=stage.arguments["portals:call_evenly"][1])))}


def spare_juror(stage):
    return str(Juror.objects.get(person__family_name="Запасной").person_id)


def trainer_of(stage):
    return str(stage.enrollment.cohort.assignments.filter(role="trainer").first().person_id)


JUDGING_PRESSES = {
    "portals:call_new": ("trainer", lambda stage: {"where": place_of(stage), "source": ""}),
    "portals:call_edit": ("trainer", call_given),
    "portals:call_switch": ("trainer", lambda stage: {"to": "open"}),
    "portals:call_switch remove": ("trainer", lambda stage: {"to": "remove"}),
    "portals:call_stage_new": ("trainer", stage_given),
    "portals:call_stage": ("trainer", stage_given),
    "portals:call_stage_remove": ("trainer", lambda stage: {"x": "1"}),
    "portals:call_criterion_new": ("trainer", criterion_given),
    "portals:call_criterion": ("trainer", criterion_given),
    **{f"portals:call_criterion_turn {to}": ("trainer", lambda stage, to=to: {"to": to}) for to in ("down", "remove")},
    "portals:call_jury": ("coordinator", lambda stage: {"person": trainer_of(stage), "email": ""}),
    "portals:juror_remove": ("trainer", lambda stage: {"x": "1"}),
    "portals:call_evenly": ("trainer", evenly_given),
    "portals:call_teams": ("trainer", lambda stage: {"title": "Составленные", "people": str(alone_in(stage).first().person_id)}),
    "portals:call_team_turn": ("trainer", lambda stage: {"to": "break_up", "reason": "Так решили"}),
    "portals:call_team_turn rename": ("trainer", lambda stage: {"to": "rename", "title": "Огородники"}),
    "portals:call_team_turn lead": ("trainer", lambda stage: {"to": "lead", "person": member_of(stage, 1)}),
    "portals:call_team_turn out": ("trainer", lambda stage: {"to": "out", "person": member_of(stage, 1)}),
    "portals:call_team_turn bring": ("trainer", lambda stage: {"to": "bring", "person": str(alone_in(stage).first().person_id)}),
    "portals:call_team_turn move": ("trainer", lambda stage: {"to": "move", "person": member_of(stage, 1), "team": other_team(stage)}),
    "portals:call_slots": ("trainer", series_given),
    "portals:call_slot": ("trainer", time_given),
    "portals:call_slot_turn": ("trainer", lambda stage: {"to": "remove"}),
    "portals:call_slot_turn book": ("trainer", lambda stage: {"to": "book", "team": free_team(stage)}),
    "portals:call_slot_turn free": ("trainer", lambda stage: {"to": "free"}),
    "portals:call_work": ("trainer", outcome_given),
    "portals:call_work_assign": ("trainer", lambda stage: {"person": spare_juror(stage)}),
    "portals:call_review_turn": ("trainer", lambda stage: {"to": "take_back"}),
    "portals:call_review_turn remind": ("trainer", lambda stage: {"to": "remind"}),
    "portals:call_remind": ("trainer", lambda stage: {"x": "1"}),
    "portals:review": ("mentor", lambda stage: review_given(stage) | {"step": "finish"}),
    "portals:review save": ("mentor", lambda stage: review_given(stage) | {"step": "save"}),
    "portals:review_decline": ("mentor", lambda stage: {"reason": "Уезжаю"}),
    "portals:review_reopen": ("mentor", lambda stage: {"x": "1"}),
}
