"""Who may judge whose work: the ties between people, NGOs and teams, the loads of the jury, and who gets which work when it is shared out evenly."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Assignment, Enrollment, Mentorship, Role
from courses.enrollment.rules import SEATED
from courses.projects.models import Call, Juror, Review, Stage, Submission, TeamMember
from courses.projects.models.projects import SubmissionQuerySet
from school.people.models import Membership, User
from school.people.rules import Text

LIVE = (Review.State.ASKED, Review.State.DONE)
UNDECIDED = (Submission.State.HANDED, Submission.State.IN_REVIEW)
OWN_TEAM = _("Это работа команды, в которой рецензент состоит или состоял.")
OWN_NGO = _("Рецензент связан с организацией команды.")
READS = _("Рецензент ведёт этот приём: готовая рецензия этой работы ему уже открыта.")


@dataclass(frozen=True)
class Ties:
    """Of a work: everybody who has been in its team, and every NGO that stands behind them."""

    people: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Planned:
    """One work and who would get it; `short` – how many reviewers are not to be found for it."""

    submission: Submission
    reviewers: tuple[User, ...]
    short: int


def newest(works: SubmissionQuerySet) -> SubmissionQuerySet:
    """The last one of each project and stage that the team has not taken back: the earlier ones are history."""
    later = Submission.objects.in_force().filter(project=OuterRef("project"), stage=OuterRef("stage"), number__gt=OuterRef("number"))
    return works.in_force().filter(~Exists(later))


def ties_of(works: Iterable[Submission]) -> dict[int, Ties]:
    """By the work's number; one query for any number of works. Wants `project` selected."""
    works = list(works)
    people: dict[int, set[int]] = defaultdict(set)
    behind: dict[int, set[int | None]] = defaultdict(set)
    rows = TeamMember.objects.filter(team__in={work.project.team_id for work in works}).order_by()
    cards = "person__memberships__organization_id", "person__memberships__state"
    for team, person, seat, card, state in rows.values_list("team_id", "person_id", "enrollment__organization_id", *cards):
        people[team].add(person)
        behind[team] |= {seat, card if state == Membership.State.CONFIRMED else None}
    return {
        work.pk: Ties(
            frozenset(people[work.project.team_id] | {work.by_id}),
            frozenset((behind[work.project.team_id] | {work.project.organization_id}) - {None}),  # type: ignore[arg-type]
        )
        for work in works
    }


def organizations_of(people: Iterable[int]) -> dict[int, set[int]]:
    """The NGOs a person stands for: a confirmed member, seated for it, or its mentor today. One query for any number of people."""
    people, found = list(people), defaultdict[int, set[int]](set)
    seats = Enrollment.objects.filter(person__in=people, state__in=SEATED).order_by().values_list("person_id", "organization_id")
    cards = Membership.objects.filter(person__in=people, state=Membership.State.CONFIRMED).order_by().values_list("person_id", "organization_id")
    led = Mentorship.objects.current().filter(mentor__in=people).order_by().values_list("mentor_id", "organization_id")
    for person, organization in cards.union(seats, led):
        found[person].add(organization)
    return found


def tied(person: int, organizations: Iterable[int], ties: Ties) -> list[Text]:
    if person in ties.people:
        return [OWN_TEAM]
    return [OWN_NGO] if ties.organizations & set(organizations) else []


def reasons_of_ties(submission: Submission, person: User) -> list[Text]:
    return tied(person.pk, organizations_of([person.pk])[person.pk], ties_of([submission])[submission.pk])


def has_ready(submission: Submission) -> bool:
    return any(review.state == Review.State.DONE for review in submission.reviews.all())


def keepers_among(call: Call, people: Iterable[int]) -> set[int]:
    """Of these people, those who keep the call (`Call.objects.kept_by`) and so may open every review that is ready. One query."""
    rows = Assignment.objects.current().filter(Q(role=Role.COORDINATOR) | Q(role=Role.TRAINER, cohort=call.cohort_id)).order_by()
    return set(User.objects.filter(Q(is_superuser=True) | Q(pk__in=rows.values("person")), pk__in=list(people)).values_list("pk", flat=True))


# The jury


def in_jury(call: Call) -> QuerySet[Juror]:
    return Juror.objects.filter(call=call, left_at=None, person__is_active=True).select_related("person")


def judging(call: Call) -> QuerySet[User]:
    """Who judges for the call, or has read a work of it as a reviewer: none of them competes in it."""
    jurors = Juror.objects.filter(call=call, left_at=None).order_by()
    readers = Review.objects.filter(submission__stage__call=call, state__in=LIVE).order_by()
    return User.objects.filter(Q(pk__in=jurors.values("person")) | Q(pk__in=readers.values("reviewer")))


def reasons_not_to_join_jury(call: Call, person: User) -> list[Text]:
    if not person.is_active:
        return [_("Вход этому человеку закрыт.")]
    if TeamMember.objects.current().filter(call=call, person=person).exists():
        return [_("Человек сам участвует в этом приёме: он в команде.")]
    if in_jury(call).filter(person=person).exists():
        return [_("Человек уже среди рецензентов.")]
    return []


def reasons_not_to_leave_jury(juror: Juror) -> list[Text]:
    if juror.left_at:
        return [_("Человек уже не рецензент этого приёма.")]
    if Review.objects.filter(reviewer=juror.person_id, submission__stage__call=juror.call_id, state=Review.State.ASKED).exists():
        return [_("У рецензента есть неготовые рецензии: сначала снимите их.")]
    return []


def loads(call: Call) -> Counter[int]:
    """How many reviews of the call each person has, ready ones too."""
    rows = Review.objects.filter(submission__stage__call=call, state__in=LIVE).order_by().values_list("reviewer_id", flat=True)
    return Counter(rows)


# Shared out evenly


def wanting(stage: Stage) -> list[Submission]:
    """Works of the stage that have fewer reviewers than the call needs."""
    works = newest(Submission.objects.filter(stage=stage, state__in=UNDECIDED, project__team__broken_up_at=None)).select_related(
        "project__team", "project__organization", "stage__call"
    )
    return list(works.prefetch_related("reviews").order_by("at", "pk"))


def plan(stage: Stage, jury: Iterable[Juror] | None = None, load: Mapping[int, int] | None = None) -> list[Planned]:
    """The least loaded first, never of the own NGO or team, nor a keeper once a review is ready; whoever read the previous version reads the next one.
    Works with the smallest choice come first, so that nobody else takes their only reviewer. The same rows always give the same plan; `jury` and `load`, if the
    caller has read them."""
    works, jury, load = wanting(stage), list(jury or in_jury(stage.call)), Counter(load if load is not None else loads(stage.call))
    ties, organizations, readers = ties_of(works), organizations_of(juror.person_id for juror in jury), readers_before(works)
    keepers, free = keepers_among(stage.call, (juror.person_id for juror in jury)), {}
    for work in works:
        asked = {review.reviewer_id for review in work.reviews.all() if review.state != Review.State.TAKEN_BACK}
        asked |= keepers if has_ready(work) else set()
        free[work.pk] = [
            juror.person
            for juror in jury
            if juror.person_id not in asked and not tied(juror.person_id, organizations[juror.person_id], ties[work.pk])
        ]
    chosen: dict[int, Planned] = {}
    for work in sorted(works, key=lambda each: (len(free[each.pk]), each.at, each.pk)):
        have = sum(review.state in LIVE for review in work.reviews.all())
        need = max(0, stage.call.reviews_needed - have)
        order = sorted(free[work.pk], key=lambda person: (person.pk not in readers[work.project_id], load[person.pk], person.pk))[:need]
        load.update(person.pk for person in order)
        chosen[work.pk] = Planned(work, tuple(order), need - len(order))
    return [chosen[work.pk] for work in works if chosen[work.pk].reviewers or chosen[work.pk].short]


def readers_before(works: Iterable[Submission]) -> dict[int, set[int]]:
    """By project: who has finished a review of an earlier version of the same stage."""
    found: dict[int, set[int]] = defaultdict(set)
    again = {work.project_id: work.stage_id for work in works if work.number > 1}
    done = Review.objects.filter(submission__project__in=again, submission__stage__in=set(again.values()), state=Review.State.DONE)
    for project, reviewer in done.values_list("submission__project_id", "reviewer_id"):
        found[project].add(reviewer)
    return found


def carried_out(stage: Stage, seen: str) -> list[Review]:
    """The reviews that a shown plan spoke of, if every one of them is there by now."""
    rows = Review.objects.filter(submission__stage=stage, state__in=LIVE).select_related("reviewer")
    known = {(str(row.submission_id), str(row.reviewer_id)): row for row in rows}
    works = [each.partition(":") for each in seen.split(";")]
    asked = [known.get((work, person)) for work, _sep, people in works for person in people.split(",") if person]
    return [] if None in asked else [row for row in asked if row]


def fingerprint(planned: Iterable[Planned]) -> str:
    """What was shown before the press: a plan that has changed since is shown again."""
    return ";".join(f"{each.submission.pk}:{','.join(str(person.pk) for person in each.reviewers)}" for each in planned)
