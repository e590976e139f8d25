"""Works handed in, for the keepers of a call: the table, one work with its reviews side by side, who reads it, the decision."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Prefetch, Q, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals.access import KEEPERS, for_role
from courses.portals.calls import frame, kept
from courses.portals.presses import number_of, tell
from courses.portals.returning import read_at, returning, settled, typed
from courses.projects import content_rules, jury_rules, outcome_rules, review_rules
from courses.projects.actions import outcomes
from courses.projects.actions import reviews as actions
from courses.projects.difference_rules import difference
from courses.projects.models import Call, Review, ReviewMark, Submission, SubmissionFile
from courses.projects.outcome_forms import OutcomeForm
from courses.projects.review_rules import Scale
from courses.projects.submission_rules import TONES
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

PAGE = 15
ORDERS: dict[str, tuple[Any, ...]] = {
    "": ("-at", "-pk"),
    "team": ("project__team__title", "pk"),
    "share": (F("shown").desc(nulls_last=True), "pk"),
    "low": (F("shown").asc(nulls_last=True), "pk"),
    "reviews": ("ready", "at", "pk"),
}
WAITING = {"late": Q(late=True), "undecided": Q(state__in=jury_rules.UNDECIDED)}


@require_safe
@for_role(*KEEPERS)
def call_works(request: PersonRequest, pk: int) -> HttpResponse:
    """The newest version of each work. «Разошлись» needs every review judged, so that it is asked of the whole call at once.

    Whoever still owes a review of a work learns of the others' marks neither from its row nor from its place in the list.
    """
    found = kept(request, pk)
    chosen = {name: request.GET.get(name, "")[:40].replace("\x00", "") for name in ("stage", "state", "sort")}
    chosen["sort"] = chosen["sort"] if chosen["sort"] in ORDERS else ""
    rows = jury_rules.newest(Submission.objects.filter(stage__call=found)).select_related("project__team", "stage")
    counted = rows.annotate(ready=Count("reviews", filter=Q(reviews__state=Review.State.DONE)), owed=review_rules.owed_by(request.user))
    shown = counted.annotate(shown=Case(When(owed=True, then=None), default=F("share"))).order_by(*ORDERS[chosen["sort"]])
    works: Any = filtered(shown.defer("outcome"), chosen)
    if chosen["state"] == "parted":
        works = list(works)
        judged = review_rules.judged(works, found)
        works = [work for work in works if judged[work.pk].warned and not work.owed]
    page = Paginator(works, PAGE).get_page(request.GET.get("page"))
    judged = review_rules.judged(page.object_list, found)
    stages = list(found.stages.all())
    context = frame(request, found, "call_works", (_("Работы"), "")) | {
        "page": page,
        "rows": [row_of(work, judged[work.pk].without_marks() if work.owed else judged[work.pk]) for work in page.object_list],
        "picked": chosen,
        "stages": stages,
        "reviewed": [stage for stage in stages if stage.reviewed],
        "owing": Review.objects.filter(submission__stage__call=found, submission__state__in=jury_rules.UNDECIDED, state=Review.State.ASKED).count(),
        "states": [
            *Submission.State.choices[:-1],
            ("undecided", _("ждут решения")),
            ("late", _("позже срока")),
            ("parted", _("рецензенты разошлись")),
        ],
        "any": page.paginator.count or rows.exists(),
    }
    return render(request, "portals/trainer/call_works.html", context)


def filtered(works: Any, chosen: dict[str, str]) -> Any:
    if stage := number_of(chosen["stage"]):
        works = works.filter(stage=stage)
    if chosen["state"] in WAITING:
        return works.filter(WAITING[chosen["state"]])
    return works.filter(state=chosen["state"]) if chosen["state"] in Submission.State.values else works


def row_of(work: Submission, judged: review_rules.Judged) -> dict[str, Any]:
    tone, sign = TONES[Submission.State(work.state)]
    return {
        "work": work,
        "title": content_rules.title_of(work),
        "organization": work.facts.get("organization", ""),
        "judged": judged,
        "pill": {"tone": tone, "sign": sign, "text": work.get_state_display()},
    }


def work_of(request: PersonRequest, pk: int, work_id: int) -> Submission:
    """With its call, its reviews and every version of the project: what the page of one work asks of many sides is read once."""
    reviews = Prefetch("reviews", Review.objects.select_related("reviewer"))
    marks = Prefetch("reviews__marks", ReviewMark.objects.select_related("level"))
    versions = Prefetch("project__submissions", Submission.objects.select_related("stage").order_by("number"))
    files = Prefetch("project__submissions__files", SubmissionFile.objects.select_related("file"))
    calls = Call.objects.kept_by(request.user).order_by().values("pk")
    rows = Submission.objects.filter(stage__call=pk, stage__call__in=calls).prefetch_related(reviews, marks, versions, files)
    return get_object_or_404(rows.select_related("project__team", "stage__call__cohort", "stage__call__module", "by", "decided_by"), pk=work_id)


@returning
@for_role(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def call_work(request: PersonRequest, pk: int, work_id: int) -> HttpResponse:
    """Content, what has changed since the version before, files, reviews by criterion. A POST decides."""
    work = work_of(request, pk, work_id)
    found = work.stage.call
    scale = review_rules.scale_of(found)
    outcome = outcome_rules.told_briefly(work)
    initial = typed(request) or decided_before(work, outcome)
    form, refused = OutcomeForm(request.POST if request.method == "POST" else None, criteria=scale.criteria, initial=initial), list[Text]()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            outcomes.decide(
                work,
                verdict=data["verdict"],
                words=data["words"],
                redo_until=data["redo_until"],
                remarks=form.remarks(),
                seen=request.POST.get("seen", ""),
                by=request.user,
            )
        except Refused as refusal:
            refused, work = refusal.reasons, work_of(request, pk, work_id)
            outcome = outcome_rules.told_briefly(work)
        else:
            settled(request)
            messages.success(request, _("Решение сохранено, команде ушли письма."))
            return redirect("portals:call_work", pk=pk, work_id=work_id)
    status = 409 if refused else 400 if form.errors else 200
    seen = outcomes.stamp_of(work) if refused else read_at(request, "seen", outcomes.stamp_of(work))
    context = context_of(request, work, scale, form) | {"refused": refused, "outcome": outcome, "seen": seen}
    return render(request, "portals/trainer/call_work.html", context, status=status)


def decided_before(work: Submission, outcome: outcome_rules.Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {}
    remarks = {f"remark_{row.criterion_id}": row.words for row in outcome.remarks}
    return {"verdict": work.state, "words": work.outcome, "redo_until": work.redo_until} | remarks


def context_of(request: PersonRequest, work: Submission, scale: Scale, form: OutcomeForm) -> dict[str, Any]:
    call, owes, judged = work.stage.call, review_rules.owes_review(work, request.user), review_rules.judged_one(work, scale)
    judged = judged.without_marks() if owes else judged
    versions = [row for row in work.project.submissions.all() if row.stage_id == work.stage_id]
    now = next(row for row in versions if row.pk == work.pk)
    before = next((row for row in reversed(versions) if row.number < work.number and row.state != Submission.State.TAKEN_BACK), None)
    title, works = content_rules.title_of(work), (_("Работы"), reverse("portals:call_works", args=[call.pk]))
    return frame(request, call, "call_works", works, (f"{title}: {work.stage.title}", "")) | {
        **row_of(work, judged),
        "parts": content_rules.parts_of(work),
        "papers": content_rules.papers_of(now),
        "people": ", ".join(work.facts.get("people", [])),
        "before": before,
        "changes": difference(before, now) if before else [],
        "versions": [row for row in versions if row.pk != work.pk],
        "owes": owes,
        "own_review": next((row for row in work.reviews.all() if owes and row.reviewer_id == request.user.pk), None),
        "reviews": beside(review_rules.reviews_for_staff(work, request.user), scale, judged),
        "asked": asked_rows(work),
        "assigning": review_rules.reasons_not_to_assign(work),
        "form": form,
        "closed": outcome_rules.reasons_not_to_decide(work, request.user),
        "decided": work.state in outcome_rules.VERDICTS,
    }


def beside(reviews: list[Review], scale: Scale, judged: review_rules.Judged) -> dict[str, Any]:
    """Finished reviews as columns, criteria as rows."""
    done = [review for review in reviews if review.state == Review.State.DONE]
    marks = {(review.pk, mark.criterion_id): mark for review in done for mark in review.marks.all()}
    rows = [
        {"criterion": each, "marks": [(review.reviewer, marks.get((review.pk, each.pk))) for review in done], "parted": each.pk in judged.parted}
        for each in scale.criteria
    ]
    return {"done": [{"review": review, "share": review_rules.share_of(review, scale)} for review in done], "rows": rows}


def asked_rows(work: Submission) -> list[dict[str, Any]]:
    tones = {"asked": ("info", "clock"), "done": ("ok", "check"), "declined": ("bad", "cross")}
    rows = [row for row in work.reviews.all() if row.state != Review.State.TAKEN_BACK]
    return [{"review": row, "tone": tones[row.state][0], "sign": tones[row.state][1], "text": row.get_state_display()} for row in rows]


def free_jury(call: Call, work: Submission) -> list[dict[str, Any]]:
    """Everybody of the jury who is not asked: the least loaded first, whoever may not with the reason."""
    asked = {review.reviewer_id for review in work.reviews.all() if review.state in jury_rules.LIVE}
    jurors = [juror for juror in jury_rules.in_jury(call) if juror.person_id not in asked]
    loads, ties = jury_rules.loads(call), jury_rules.ties_of([work])[work.pk]
    cards = jury_rules.organizations_of(juror.person_id for juror in jurors)
    reads = jury_rules.keepers_among(call, [juror.person_id for juror in jurors]) if jury_rules.has_ready(work) else set[int]()
    rows = [
        {
            "person": each.person,
            "load": loads[each.person_id],
            "against": jury_rules.tied(each.person_id, cards[each.person_id], ties) or ([jury_rules.READS] if each.person_id in reads else []),
        }
        for each in jurors
    ]
    return sorted(rows, key=lambda row: (bool(row["against"]), row["load"], row["person"].full_name))


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_work_assign(request: PersonRequest, pk: int, work_id: int) -> HttpResponse:
    """The jury with loads and reasons; a press asks one of them."""
    work = work_of(request, pk, work_id)
    found = work.stage.call
    if request.method == "POST":
        person = get_object_or_404(User.objects.filter(juries__call=found, juries__left_at=None), pk=number_of(request.POST.get("person", "")))
        try:
            actions.assign(work, person, by=request.user)
            messages.success(request, _("Рецензия назначена, письмо в пути."))
        except Refused as refused:
            tell(request, refused)
        return redirect("portals:call_work", pk=pk, work_id=work_id)
    way = (content_rules.title_of(work), reverse("portals:call_work", args=[pk, work_id])), (_("Назначить рецензента"), "")
    context = frame(request, found, "call_works", *way) | {
        "work": work,
        "title": content_rules.title_of(work),
        "judged": review_rules.judged_one(work, review_rules.Scale()),
        "jury": free_jury(found, work),
        "assigning": review_rules.reasons_not_to_assign(work),
    }
    return render(request, "portals/trainer/call_assign.html", context)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_review_turn(request: PersonRequest, pk: int, review_id: int) -> HttpResponse:
    """Taken back, or reminded of."""
    found = kept(request, pk)
    review = get_object_or_404(
        Review.objects.select_related("submission__stage__call", "submission__project", "reviewer"), pk=review_id, submission__stage__call=found
    )
    try:
        if request.POST.get("to") == "take_back":
            actions.take_back(review, by=request.user)
            messages.success(request, _("Рецензия снята."))
        elif request.POST.get("to") == "remind":
            tell_reminded(request, actions.remind([review], by=request.user))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:call_work", pk=pk, work_id=review.submission_id)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_remind(request: PersonRequest, pk: int) -> HttpResponse:
    """Everybody who owes a review of the call."""
    found = kept(request, pk)
    rows = Review.objects.filter(submission__stage__call=found, submission__state__in=jury_rules.UNDECIDED, state=Review.State.ASKED)
    tell_reminded(request, actions.remind(rows.select_related("submission__stage__call", "submission__project", "reviewer"), by=request.user))
    return redirect("portals:call_works", pk=pk)


def tell_reminded(request: PersonRequest, number: int) -> None:
    if number:
        messages.success(request, ngettext("Отправлено %(n)d напоминание.", "Отправлено %(n)d напоминаний.", number) % {"n": number})
    else:
        messages.info(request, _("Сегодня напоминания уже уходили."))


_OF = "trainer/calls/<int:pk>/"
urlpatterns = [
    path(f"{_OF}works/", call_works, name="call_works"),
    path(f"{_OF}works/<int:work_id>/", call_work, name="call_work"),
    path(f"{_OF}works/<int:work_id>/assign/", call_work_assign, name="call_work_assign"),
    path(f"{_OF}reviews/<int:review_id>/turn/", call_review_turn, name="call_review_turn"),
    path(f"{_OF}remind/", call_remind, name="call_remind"),
]
