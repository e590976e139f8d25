"""The decision: what it needs, who may take it, the loop of rework, what the team reads of it and of the reviews."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.projects import outcome_rules
from courses.projects.actions import outcomes, reviews
from courses.projects.models import Review, Submission
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.courses.projects.judging import call_with, juror_of, marks_of, work_of
from tests.factories import EnrollmentFactory, MembershipFactory, StageFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return call_with()


@pytest.fixture
def work(call):
    return work_of(call)


def soon():
    return timezone.now() + timedelta(days=5)


def reviewed(work, coordinator, *points, words="Хорошо", person=None):
    person = person or juror_of(work.stage.call)
    review = reviews.assign(work, person, by=coordinator)
    reviews.save(
        review, marks=marks_of(work.stage.call, *points, words="Потому что"), words=words, for_staff="Тайно", edition=review.edition, by=person
    )
    return reviews.finish(review, by=person)


@pytest.mark.parametrize(
    ("verdict", "words", "until", "reason"),
    [
        ("accepted", "", None, None),
        ("accepted", "Спасибо", None, None),
        ("declined", "Не по теме", None, None),
        ("rework", "Допишите план", 5, None),
        ("declined", "  ", None, "Напишите команде, почему так решили."),
        ("rework", "", 5, "Напишите команде, почему так решили."),
        ("rework", "Допишите", None, "Назовите срок доработки."),
        ("rework", "Допишите", -1, "Срок доработки уже прошёл."),
        ("rework", "Допишите", 400, "Срок доработки – не позже чем через год."),
        ("handed", "Сдано", None, "Выберите решение: принять, вернуть на доработку или не принимать."),
        ("", "", None, "Выберите решение: принять, вернуть на доработку или не принимать."),
    ],
)
def test_what_a_decision_needs(work, coordinator, verdict, words, until, reason):
    redo = timezone.now() + timedelta(days=until) if until is not None else None
    if reason is None:
        decided = outcomes.decide(work, verdict=verdict, words=words, redo_until=redo, by=coordinator)
        assert (decided.state, decided.outcome, decided.redo_until, decided.decided_by) == (verdict, words.strip(), redo, coordinator)
        return
    with pytest.raises(Refused) as caught:
        outcomes.decide(work, verdict=verdict, words=words, redo_until=redo, by=coordinator)
    work.refresh_from_db()
    assert ([str(each) for each in caught.value.reasons], work.state) == ([reason], "handed")


def test_decision_writes_to_the_whole_team_and_takes_unready_reviews_back(call, work, coordinator):
    second = EnrollmentFactory(cohort=call.cohort)
    work.project.team.members.create(call=call, person=second.person, enrollment=second)
    ready = reviewed(work, coordinator, 2, 1)
    waiting = reviews.assign(work, juror_of(call), by=coordinator)
    first, other = call.criteria.all()

    outcomes.decide(work, verdict="accepted", words="Спасибо", remarks={first.pk: "Сильно", other.pk: " ", 10**6: "Чужой"}, by=coordinator)

    work.refresh_from_db()
    assert (work.state, work.share) == ("accepted", 83)
    assert {review.pk: review.state for review in Review.objects.all()} == {ready.pk: "done", waiting.pk: "taken_back"}
    assert [(remark.criterion, remark.words) for remark in work.outcome_remarks.all()] == [(first, "Сильно")]
    letters = Letter.objects.filter(name="outcome_decided")
    assert {letter.recipient for letter in letters} == {member.person for member in work.project.team.members.all()}
    assert all("Спасибо" in letter.text and f"/{work.pk}/" in letter.text for letter in letters)
    assert Entry.objects.filter(verb="projects.accepted", by=coordinator).count() == 1


def test_decision_may_be_corrected_until_the_team_goes_on(call, work, coordinator):
    outcomes.decide(work, verdict="declined", words="Не по теме", by=coordinator)
    corrected = outcomes.decide(work, verdict="accepted", by=coordinator)
    assert (corrected.state, corrected.outcome, Letter.objects.filter(name="outcome_decided").count()) == ("accepted", "", 2)

    later = StageFactory(call=call, title="Защита", kind="defence", position=5)
    SubmissionFactory(project=work.project, stage=later)
    with pytest.raises(Refused):
        outcomes.decide(work, verdict="declined", words="Передумали", by=coordinator)


def test_the_second_decider_sees_the_first_decision(work, coordinator, trainer):
    seen = outcomes.stamp_of(work)
    outcomes.decide(work, verdict="accepted", seen=seen, by=coordinator)

    with pytest.raises(Refused):
        outcomes.decide(work, verdict="declined", words="Слабо", seen=seen, by=trainer)

    work.refresh_from_db()
    assert (work.state, work.decided_by) == ("accepted", coordinator)


def test_rework_goes_round_until_it_is_accepted(call, work, coordinator):
    outcomes.decide(work, verdict="rework", words="Допишите план", redo_until=soon(), by=coordinator)
    again = SubmissionFactory(project=work.project, stage=work.stage, number=2)

    with pytest.raises(Refused) as caught:
        outcomes.decide(work, verdict="accepted", by=coordinator)
    assert [str(reason) for reason in caught.value.reasons] == ["Команда сдала следующую версию: решают по ней."]
    reviewed(again, coordinator, 2, 2)
    outcomes.decide(again, verdict="accepted", by=coordinator)

    assert [row.state for row in Submission.objects.order_by("number")] == ["rework", "accepted"]


def test_nobody_decides_about_the_own(work, coordinator):
    MembershipFactory(person=coordinator, organization=work.project.team.members.get().enrollment.organization)

    with pytest.raises(Refused):
        outcomes.decide(work, verdict="accepted", by=coordinator)


def test_whoever_owes_a_review_decides_after_it(call, work, coordinator):
    juror_of(call, coordinator)
    review = reviews.assign(work, coordinator, by=coordinator)
    with pytest.raises(Refused):
        outcomes.decide(work, verdict="accepted", by=coordinator)

    reviews.save(review, marks=marks_of(call, 1, 1), words="", for_staff="", edition=1, by=coordinator)
    reviews.finish(review, by=coordinator)
    assert outcomes.decide(work, verdict="accepted", by=coordinator).state == "accepted"


def test_a_work_taken_back_is_not_decided(work, coordinator):
    Submission.objects.update(state="taken_back")

    with pytest.raises(Refused):
        outcomes.decide(work, verdict="accepted", by=coordinator)


@pytest.mark.parametrize("named", [True, False])
def test_the_team_reads_reviews_after_the_decision_and_names_by_the_rule(call, work, coordinator, named):
    call.open_reviews = named
    call.save()
    review = reviewed(work, coordinator, 2, 0)
    assert outcome_rules.told([work]) == {}

    outcomes.decide(work, verdict="accepted", by=coordinator)

    found = outcome_rules.told([Submission.objects.select_related("stage__call").get(pk=work.pk)])[work.pk]
    [told] = found.reviews
    assert (told.who, told.words) == (review.reviewer.full_name if named else "", "Хорошо")
    assert [(line.title, line.level, line.words) for line in told.lines] == [
        ("Польза людям", "Показано убедительно", "Потому что"),
        ("Выполнимость", "Не показано", "Потому что"),
    ]
    assert "Тайно" not in repr(found.reviews)


def test_told_costs_the_same_for_any_number_of_works(call, coordinator):
    counts = []
    for more in (1, 2, 7):
        for _ in range(more):
            work = work_of(call)
            reviewed(work, coordinator, 2, 1)
            outcomes.decide(work, verdict="accepted", by=coordinator)
        works = list(Submission.objects.select_related("stage__call"))
        with CaptureQueriesContext(connection) as queries:
            outcome_rules.told(works)
        counts.append(len(queries))

    assert counts == [3, 3, 3]
