"""«Мои рецензии»: for whoever is asked to judge, whatever else they are at the school. Nothing here says whose work it is when the call is blind."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.portals.presses import number_of, tell
from courses.portals.returning import read_at, returning, settled, typed
from courses.projects import content_rules, review_rules
from courses.projects.actions import reviews as actions
from courses.projects.jury_rules import UNDECIDED
from courses.projects.models import Juror, Review, SubmissionFile
from courses.projects.review_forms import DeclineForm, ReviewForm, differing, told
from school.people.requests import PersonRequest
from school.people.rules import Changed, Refused, Text

PAGE = 20
READ = (Review.State.ASKED, Review.State.DONE)
TONES = {"asked": ("info", "edit"), "done": ("ok", "check"), "declined": ("", "cross")}


def jurors_only(request: PersonRequest) -> None:
    if not review_rules.judges(request.user) and not Juror.objects.filter(person=request.user, left_at=None).exists():
        raise Http404


@login_required
@require_safe
def review_list(request: PersonRequest) -> HttpResponse:
    """What waits for the person first; what is ready or past on the second tab."""
    jurors_only(request)
    waits = Q(state=Review.State.ASKED, submission__state__in=UNDECIDED)
    rows, done = review_rules.own_reviews(request.user), request.GET.get("list") == "done"
    chosen = rows.exclude(waits).order_by("-saved_at", "-pk") if done else rows.filter(waits).order_by("submission__stage__due_at", "pk")
    page, calls = Paginator(chosen, PAGE).get_page(request.GET.get("page")), review_rules.juries_of(request.user)
    context = {
        "page": page,
        "rows": [{"review": row, "title": listed(row, calls), "pill": pill_of(row)} for row in page.object_list],
        "done": done,
        "waiting": rows.filter(waits).order_by().count(),
    }
    return render(request, "portals/reviews/reviews.html", context)


def listed(review: Review, calls: set[int]) -> str:
    """The work's title goes with the work: whoever is not in the jury of its call any more is told the stage alone."""
    return content_rules.title_of(review.submission) if review.submission.stage.call_id in calls else _("Рецензия")


def pill_of(review: Review) -> dict[str, str]:
    tone, sign = TONES[review.state]
    over = review.state == Review.State.ASKED and review.submission.state not in UNDECIDED
    return {"tone": "" if over else tone, "sign": "lock" if over else sign, "text": _("решение принято") if over else review.get_state_display()}


def own(request: PersonRequest, pk: int) -> Review:
    files = Prefetch("submission__files", SubmissionFile.objects.select_related("file"))
    rows = review_rules.own_reviews(request.user).prefetch_related(review_rules.marks_told(), files)
    return get_object_or_404(rows, pk=pk)


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """Saved as one writes; finished by a press. A GET shows what is kept, or the text that outlived a session."""
    found = own(request, pk)
    scale = review_rules.scale_of(found.submission.stage.call)
    if request.method == "POST":
        return written(request, found, ReviewForm(request.POST, criteria=scale.criteria))
    back = typed(request) if not review_rules.reasons_not_to_write(found) else {}
    form = ReviewForm(criteria=scale.criteria, initial=back or told(found))
    return page(request, found, form, restored=bool(back), edition=edition_of(request, found))


def written(request: PersonRequest, found: Review, form: ReviewForm) -> HttpResponse:
    quiet, edition = "HX-Request" in request.headers, request.POST.get("edition", "")
    if not form.is_valid():
        trouble = _("Не сохранено: проверьте поля и нажмите «Сохранить».")
        return kept(request, found, trouble=trouble) if quiet else page(request, found, form, edition=edition_of(request, found))
    fields = {"marks": form.marks(), "words": form.cleaned_data["words"], "for_staff": form.cleaned_data["for_staff"]}
    window = str(request.POST.get("window", ""))
    try:
        found = actions.save(found, **fields, edition=number_of(edition), window=window if window.isalnum() else "", by=request.user)
        finishing = request.POST.get("step") == "finish" and not quiet
        if finishing and not form.miss_levels():
            actions.finish(found, by=request.user)
    except Changed as changed:
        current = own(request, found.pk)
        if quiet:
            return kept(request, current, trouble=_("Эту рецензию изменили в другом окне. Нажмите «Сохранить», чтобы сравнить."), stale=True)
        return page(request, current, form, conflict=differing(form, current) or [{"label": str(reason)} for reason in changed.reasons])
    except Refused as refused:
        return (
            kept(request, found, trouble=" ".join(map(str, refused.reasons)))
            if quiet
            else page(request, own(request, found.pk), form, refused.reasons)
        )
    settled(request)
    if form.errors:
        return page(request, own(request, found.pk), form)
    if quiet:
        return kept(request, found)
    messages.success(
        request, _("Рецензия готова. До решения её можно вернуть в работу.") if finishing else _("Рецензия сохранена, она ещё не готова.")
    )
    return redirect("portals:reviews") if finishing else redirect("portals:review", pk=found.pk)


def edition_of(request: PersonRequest, review: Review) -> str:
    """The one these words were begun at; the window that saved last has nothing of others to learn, as in `actions.save`."""
    words = request.POST if request.method == "POST" else typed(request)
    same = words.get("window") and words["window"] == review.saved_in
    return str(review.edition) if same else read_at(request, "edition", review.edition)


def kept(request: PersonRequest, review: Review, *, trouble: str = "", stale: bool = False) -> HttpResponse:
    """The answer to what is saved as one writes."""
    return render(request, "portals/reviews/kept.html", {"review": review, "trouble": trouble, "stale": stale, "autosaved": True})


def page(
    request: PersonRequest,
    review: Review,
    form: ReviewForm,
    refused: list[Text] | None = None,
    *,
    conflict: list[dict[str, Any]] | None = None,
    restored: bool = False,
    edition: str = "",
) -> HttpResponse:
    work, call = review.submission, review.submission.stage.call
    own, left = review.state in READ, review_rules.reasons_of_leaving(review)
    reads, closed, kept_shut = own and not left, review_rules.reasons_not_to_write(review), review_rules.reasons_not_to_reopen(review)
    if own:
        closed = left or (kept_shut if review.state == Review.State.DONE else []) or closed
    context = {
        "review": review,
        "work": work,
        "call": call,
        "own": own,
        "reads": reads,
        "title": content_rules.title_of(work) if reads else _("Рецензия"),
        "parts": content_rules.parts_of(work, blind=call.blind) if reads else [],
        "papers": content_rules.papers_of(work, blind=call.blind) if reads else [],
        "team": "" if call.blind or not reads else work.facts.get("team", ""),
        "organization": "" if call.blind or not reads else work.facts.get("organization", ""),
        "form": form,
        "edition": edition or str(review.edition),
        "window": uuid4().hex,
        "closed": closed,
        "may_reopen": not kept_shut,
        "awaited": reads and review.state == Review.State.DONE and work.state in UNDECIDED,
        "others": others(review),
        "refused": refused or ([] if closed else review_rules.reasons_of_new_ties(review)),
        "conflict": conflict,
        "restored": restored,
        "crumbs": [{"title": _("Мои рецензии"), "url": reverse("portals:reviews")}, {"title": work.stage.title, "url": ""}],
    }
    status = 409 if conflict else 400 if form.errors or refused else 200
    return render(request, "portals/reviews/review.html", context, status=status)


def others(review: Review) -> list[dict[str, Any]]:
    """What the colleagues wrote, without names: those are for the team and by the rule of the call."""
    found = review_rules.others_for_reviewer(review)
    return [{"number": number, "review": each, "marks": each.marks.all()} for number, each in enumerate(found, start=1)]


@login_required
@require_POST
def review_reopen(request: PersonRequest, pk: int) -> HttpResponse:
    try:
        actions.reopen(own(request, pk), by=request.user)
        messages.success(request, _("Рецензия снова в работе. Закончив, отметьте её готовой."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:review", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_decline(request: PersonRequest, pk: int) -> HttpResponse:
    found = own(request, pk)
    form, refused = DeclineForm(request.POST if request.method == "POST" else None), list[Text]()
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            refused = refusal.reasons
        else:
            messages.success(request, _("Вы отказались от рецензии. Организаторы найдут замену."))
            return redirect("portals:reviews")
    context = {
        "review": found,
        "form": form,
        "refused": refused,
        "closed": review_rules.reasons_not_to_decline(found),
        "crumbs": [
            {"title": _("Мои рецензии"), "url": reverse("portals:reviews")},
            {"title": found.submission.stage.title, "url": reverse("portals:review", args=[pk])},
            {"title": _("Отказаться"), "url": ""},
        ],
    }
    return render(request, "portals/reviews/decline.html", context, status=400 if form.errors else 200)


urlpatterns = [
    path("reviews/", review_list, name="reviews"),
    path("reviews/<int:pk>/", review, name="review"),
    path("reviews/<int:pk>/reopen/", review_reopen, name="review_reopen"),
    path("reviews/<int:pk>/decline/", review_decline, name="review_decline"),
]
