"""A review: written, saved on its edition, finished whole, taken up again until the decision; its share and how far reviewers part."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.projects import review_rules
from courses.projects.actions import outcomes, reviews
from courses.projects.models import Review, Submission
from school.journal.models import Entry
from school.people.rules import Changed, Refused
from school.post.models import Letter
from tests.courses.projects.judging import call_with, juror_of, marks_of, work_of
from tests.factories import CallCriterionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return call_with()


@pytest.fixture
def work(call):
    return work_of(call)


@pytest.fixture
def reviewer(call):
    return juror_of(call)


@pytest.fixture
def review(work, reviewer, coordinator):
    return reviews.assign(work, reviewer, by=coordinator)


def written(review, *points, words="Хорошо", for_staff="", edition=None):
    edition = Review.objects.get(pk=review.pk).edition if edition is None else edition
    marks = marks_of(review.submission.stage.call, *points)
    return reviews.save(review, marks=marks, words=words, for_staff=for_staff, edition=edition, by=review.reviewer)


def finished(work, person, *points, by=None):
    review = reviews.assign(work, person, by=by or person)
    written(review, *points)
    return reviews.finish(review, by=person)


def test_save_keeps_levels_words_and_counts_editions(review):
    saved = written(review, 2, None, words="Ясный замысел", for_staff="Смета сырая")

    assert (saved.words, saved.for_staff, saved.edition) == ("Ясный замысел", "Смета сырая", 2)
    assert list(review.marks.values_list("level__points", flat=True)) == [2, None]


def test_the_same_save_twice_is_one(review):
    first, second = written(review, 2, 1, edition=1), written(review, 2, 1, edition=1)

    assert (first.edition, second.edition, review.marks.count()) == (2, 2, 2)


def test_old_edition_overwrites_nothing_and_shows_what_stands_now(review):
    written(review, 2, 1, words="Из первого окна")

    with pytest.raises(Changed) as caught:
        written(review, 0, 0, words="Из второго окна", edition=1)

    current = caught.value.current
    assert (current.words, current.edition) == ("Из первого окна", 2)
    assert list(review.marks.values_list("level__points", flat=True)) == [2, 1]


def test_a_level_of_another_criterion_is_refused(review, call):
    first, second = call.criteria.all()

    with pytest.raises(Refused):
        reviews.save(review, marks={first.pk: (second.levels.first().pk, "")}, words="", for_staff="", edition=1, by=review.reviewer)

    assert review.marks.count() == 0


def test_a_criterion_of_another_call_is_refused(review):
    foreign = CallCriterionFactory()

    with pytest.raises(Refused):
        reviews.save(review, marks={foreign.pk: (None, "Чужой")}, words="", for_staff="", edition=1, by=review.reviewer)


@pytest.mark.parametrize(
    ("points", "missing"),
    [((None, None), ["Польза людям", "Выполнимость"]), ((2, None), ["Выполнимость"]), ((None, 0), ["Польза людям"]), ((0, 0), [])],
)
def test_every_criterion_needs_a_level(review, points, missing):
    written(review, *points)

    reasons = review_rules.reasons_not_to_finish(Review.objects.get(pk=review.pk))

    assert [str(reason) for reason in reasons] == [f"Поставьте уровень по критерию «{title}»." for title in missing]


def test_finish_gives_the_share_and_twice_is_one(review, work):
    written(review, 2, 1)
    done = [reviews.finish(review, by=review.reviewer) for _ in range(2)]

    work.refresh_from_db()
    assert [(each.state, each.done_at is not None) for each in done] == [("done", True)] * 2
    assert work.share == 83  # (2 × 2/2 + 1 × 1/2) / 3
    assert Entry.objects.filter(verb="projects.review_done").count() == 1


@pytest.mark.parametrize(("points", "share"), [((0, 0), 0), ((2, 2), 100), ((1, 1), 50), ((2, 0), 67), ((0, 2), 33), ((1, 0), 33), ((0, 1), 17)])
def test_share_is_weighted(review, points, share):
    written(review, *points)

    assert review_rules.share_of(Review.objects.get(pk=review.pk)) == share


def test_share_of_a_review_with_a_gap_is_unknown(review):
    written(review, 2, None)

    assert review_rules.share_of(Review.objects.get(pk=review.pk)) is None


def test_ready_review_is_not_written_until_it_is_taken_up_again(review, work):
    written(review, 2, 2)
    reviews.finish(review, by=review.reviewer)
    with pytest.raises(Refused):
        written(review, 0, 0)

    reviews.reopen(review, by=review.reviewer)
    written(review, 0, 0)
    work.refresh_from_db()
    assert (work.share, Review.objects.get(pk=review.pk).state) == (None, "asked")


def test_after_the_decision_nothing_is_written_or_taken_up(review, work, coordinator):
    written(review, 2, 2)
    reviews.finish(review, by=review.reviewer)
    outcomes.decide(work, verdict="accepted", by=coordinator)

    for press in (lambda: reviews.reopen(review, by=review.reviewer), lambda: written(review, 0, 0)):
        with pytest.raises(Refused) as caught:
            press()
        assert [str(reason) for reason in caught.value.reasons] == ["По этой работе уже принято решение."]


@pytest.mark.parametrize(
    ("first", "second", "spread", "parted", "warned"),
    [
        ((2, 2), (2, 2), 0, [], False),
        ((2, 2), (0, 0), 100, ["Польза людям", "Выполнимость"], True),
        ((2, 2), (1, 1), 50, ["Польза людям", "Выполнимость"], True),
        ((2, 2), (2, 1), 17, ["Выполнимость"], True),
    ],
)
def test_spread_says_where_reviewers_part(call, work, first, second, spread, parted, warned):
    for points in (first, second):
        finished(work, juror_of(call), *points)

    found = review_rules.judged([work], call)[work.pk]

    assert (found.spread, found.warned, found.done, found.enough) == (spread, warned, 2, True)
    assert [criterion.title for criterion in call.criteria.all() if criterion.pk in found.parted] == parted


def test_spread_within_the_allowed_is_silent(call, work):
    call.spread = 50
    call.save()
    for points in ((2, 2), (1, 1)):
        finished(work, juror_of(call), *points)

    assert not review_rules.judged([work], call)[work.pk].warned


def test_one_review_has_no_spread(call, work):
    finished(work, juror_of(call), 2, 2)

    assert review_rules.judged([work], call)[work.pk].spread is None


def test_share_of_a_work_is_the_mean_of_finished_reviews(call, work, coordinator):
    finished(work, juror_of(call), 2, 2)
    finished(work, juror_of(call), 0, 1)
    reviews.assign(work, juror_of(call), by=coordinator)

    work.refresh_from_db()
    assert work.share == 58  # 100 % and 17 %: rounded once
    assert (review_rules.judged([work], call)[work.pk].asked, review_rules.judged([work], call)[work.pk].done) == (3, 2)


def test_decline_needs_a_reason_and_frees_the_work(review, work):
    with pytest.raises(Refused):
        reviews.decline(review, reason="  ", by=review.reviewer)

    declined = [reviews.decline(review, reason="Уезжаю", by=review.reviewer) for _ in range(2)]

    work.refresh_from_db()
    assert [(each.state, each.for_staff) for each in declined] == [("declined", "Уезжаю")] * 2
    assert work.state == Submission.State.HANDED
    with pytest.raises(Refused):
        written(review, 1, 1)


def test_ready_review_is_not_declined(review):
    written(review, 1, 1)
    reviews.finish(review, by=review.reviewer)

    with pytest.raises(Refused):
        reviews.decline(review, reason="Передумал", by=review.reviewer)


def test_taken_back_review_keeps_what_was_written_and_comes_back_with_it(review, work, coordinator):
    written(review, 2, None, words="Начато")
    reviews.take_back(review, by=coordinator)
    work.refresh_from_db()
    assert (work.state, list(review_rules.own_reviews(review.reviewer))) == ("handed", [])

    again = reviews.assign(work, review.reviewer, by=coordinator)

    assert (again.pk, again.state, again.words, work.reviews.count()) == (review.pk, "asked", "Начато", 1)


def test_staff_who_owe_a_review_read_the_others_after_their_own(call, work, review):
    other = finished(work, juror_of(call), 2, 2)
    assert review_rules.reviews_for_staff(work, review.reviewer) == [review]

    written(review, 1, 1)
    reviews.finish(review, by=review.reviewer)

    assert set(review_rules.reviews_for_staff(work, review.reviewer)) == {review, other}


def test_reminder_goes_once_a_day_to_those_who_owe(call, work, review, coordinator):
    finished(work, juror_of(call), 2, 2)

    sent = [reviews.remind(Review.objects.select_related("submission__stage__call", "reviewer"), by=coordinator) for _ in range(2)]

    assert sent == [1, 0]
    assert list(Letter.objects.filter(name="review_reminded").values_list("email", flat=True)) == [review.reviewer.email]


@pytest.mark.parametrize(("blind", "named"), [(False, True), (True, False)])
def test_letter_to_a_reviewer_names_the_work_unless_it_is_blind(blind, named, coordinator):
    call = call_with(blind=blind)
    work = work_of(call)

    reviews.assign(work, juror_of(call), by=coordinator)

    letter = Letter.objects.get(name="review_asked")
    member = work.project.team.members.get()
    assert ("Двор для всех" in letter.text, "Двор для всех" in letter.html) == (named, named)
    assert not any(
        word in letter.text + letter.html for word in (member.person.family_name, str(member.enrollment.organization), work.project.team.title)
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_judging_costs_the_same_for_any_number_of_works(call, number):
    works = [work_of(call) for _ in range(number)]
    jury = [juror_of(call), juror_of(call)]
    for work in works:
        for person in jury:
            finished(work, person, 2, 1)

    with CaptureQueriesContext(connection) as queries:
        found = review_rules.judged(works, call)

    assert {each.share for each in found.values()} == {83}
    assert len(queries) == 4


def test_a_stranger_is_nobodys_reviewer(work, coordinator):
    with pytest.raises(Refused) as caught:
        reviews.assign(work, UserFactory(), by=coordinator)

    assert [str(reason) for reason in caught.value.reasons] == ["Этого человека нет среди рецензентов приёма."]
