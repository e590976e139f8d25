"""Who judges does not compete and is tied to nobody, to the end; the others' words and marks wait for the decision; what was promised about names is kept."""

import pytest
from django.utils import timezone

from courses.projects import call_rules, jury_rules, review_rules, team_rules
from courses.projects.actions import calls, juries, outcomes, reviews, teams
from courses.projects.models import Juror, Review, TeamInvitation
from tests.courses.projects.judging import juror_of, marks_of, work_of
from tests.courses.projects.staging import refused
from tests.factories import EnrollmentFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
SELF = ["Вы рецензент этого приёма: рецензенты в его командах не состоят."]
LEFT = ["Вы больше не рецензент этого приёма."]
TIED = ["Вы теперь связаны с командой или с организацией этой работы: о ней судит другой человек."]
READS = ["Рецензент ведёт этот приём: готовая рецензия этой работы ему уже открыта."]
FROZEN = ["Рецензии уже назначены, и чьи имена кому видны, обещано. Это больше не меняется."]


@pytest.fixture
def work(call):
    return work_of(call)


def asked(work, person, by):
    return reviews.assign(work, person, by=by)


def written(review, *points):
    edition = Review.objects.get(pk=review.pk).edition
    marks = marks_of(review.submission.stage.call, *points)
    return reviews.save(review, marks=marks, words="Слова", for_staff="", edition=edition, by=review.reviewer)


def finished(work, person, by, *points):
    review = asked(work, person, by)
    written(review, *(points or (2, 2)))
    return reviews.finish(review, by=person)


# A juror is no member of a team, a member no juror


def of_the_jury(call, person, by):
    Juror.objects.create(call=call, person=person)


def has_read_a_work(call, person, by):
    juror = Juror.objects.create(call=call, person=person)
    finished(work_of(call), person, by)
    juries.remove_juror(juror, by=by)


@pytest.mark.parametrize("became", [of_the_jury, has_read_a_work])
def test_whoever_judges_comes_into_no_team_by_any_way(call, team, leader, participant, coordinator, became):
    invited = teams.invite(team, participant, by=leader)
    became(call, participant, coordinator)
    other = [f"{participant.short_name} в командах этого приёма не участвует."]

    assert refused(lambda: teams.found(call, participant, "Новая")) == SELF
    assert refused(lambda: teams.ask_to_join(team, by=participant)) == SELF
    assert refused(lambda: teams.answer(invited, accept=True, by=participant)) == SELF
    teams.answer(invited, accept=False, by=participant)
    assert refused(lambda: teams.invite(team, participant, by=leader)) == other
    assert refused(lambda: teams.put_together(call, [participant], "Вместе", by=coordinator)) == other
    assert refused(lambda: teams.move(participant, team, by=coordinator)) == other
    assert not team_rules.alone(call).filter(person=participant).exists()


def test_a_request_of_somebody_who_judges_by_now_is_not_accepted(call, team, leader, participant):
    request = TeamInvitation.objects.create(team=team, person=participant, by=participant, asks=True)
    Juror.objects.create(call=call, person=participant)

    assert refused(lambda: teams.answer(request, accept=True, by=leader)) == [f"{participant.short_name} в командах этого приёма не участвует."]


def test_whoever_only_declined_or_left_the_jury_may_take_part(call, participant, coordinator):
    juror = Juror.objects.create(call=call, person=participant)
    reviews.decline(asked(work_of(call), participant, coordinator), reason="Хочу участвовать", by=participant)
    juries.remove_juror(juror, by=coordinator)

    assert (teams.found(call, participant, "Новая").title, list(jury_rules.judging(call))) == ("Новая", [])


def test_a_member_of_a_team_is_not_called_to_the_jury(call, leader, coordinator):
    assert refused(lambda: juries.add_juror(call, leader, by=coordinator)) == ["Человек сам участвует в этом приёме: он в команде."]


# Ties are asked again at the end


def joins_the_ngo(work, person):
    MembershipFactory(person=person, organization=work.project.team.members.get().enrollment.organization)


def the_team_takes_in_a_colleague(work, person):
    card = MembershipFactory(person=person).organization
    seat = EnrollmentFactory(cohort=work.stage.call.cohort, organization=card)
    work.project.team.members.create(call=work.stage.call, person=seat.person, enrollment=seat)


@pytest.mark.parametrize("tie", [joins_the_ngo, the_team_takes_in_a_colleague])
def test_ties_that_came_after_the_asking_stop_the_finishing(call, work, coordinator, tie):
    review = asked(work, juror_of(call), coordinator)
    written(review, 2, 2)
    tie(work, review.reviewer)

    assert refused(lambda: reviews.finish(review, by=review.reviewer)) == TIED
    assert reviews.decline(review, reason="Теперь это моя организация", by=review.reviewer).state == "declined"


def test_ties_that_came_after_the_finishing_stop_the_reopening(call, work, coordinator):
    review = finished(work, juror_of(call), coordinator)
    joins_the_ngo(work, review.reviewer)

    assert refused(lambda: reviews.reopen(review, by=review.reviewer)) == TIED


# Who has left the jury


def test_whoever_left_the_jury_neither_reopens_nor_writes(call, work, coordinator):
    done, begun = finished(work, juror_of(call), coordinator), asked(work, juror_of(call), coordinator)
    juries.remove_juror(done.reviewer.juries.get(), by=coordinator)
    Juror.objects.filter(person=begun.reviewer).update(left_at=timezone.now())

    assert refused(lambda: reviews.reopen(done, by=done.reviewer)) == LEFT
    assert refused(lambda: written(begun, 0, 0)) == LEFT
    assert refused(lambda: reviews.finish(begun, by=begun.reviewer)) == LEFT


# The others' words


def test_reviewer_reads_the_others_after_the_decision_and_changes_nothing_then(call, work, coordinator):
    other, own = finished(work, juror_of(call), coordinator), finished(work, juror_of(call), coordinator)
    assert review_rules.others_for_reviewer(own) == []
    reviews.reopen(own, by=own.reviewer)
    own = reviews.finish(own, by=own.reviewer)

    outcomes.decide(work, verdict="accepted", by=coordinator)

    own = Review.objects.select_related("submission").get(pk=own.pk)
    assert review_rules.others_for_reviewer(own) == [other]
    assert refused(lambda: reviews.reopen(own, by=own.reviewer)) == ["По этой работе уже принято решение."]


def test_keeper_who_has_read_a_ready_review_takes_up_nothing(call, work, trainer, coordinator):
    own = finished(work, juror_of(call, trainer), coordinator)
    reviews.reopen(own, by=trainer)
    reviews.finish(own, by=trainer)
    finished(work, juror_of(call), coordinator)

    assert refused(lambda: reviews.reopen(own, by=trainer)) == [
        "Вы ведёте этот приём, и чужая готовая рецензия вам уже открыта: свою после этого не меняют."
    ]


def test_keeper_who_took_the_own_review_back_is_not_asked_again(call, work, trainer, coordinator):
    call.reviews_needed = 3
    call.save()
    juror_of(call, trainer)
    own = asked(work, trainer, coordinator)
    finished(work, juror_of(call), coordinator)
    reviews.take_back(own, by=trainer)

    assert refused(lambda: reviews.assign(work, trainer, by=trainer)) == READS
    assert [each.reviewers for each in jury_rules.plan(call.stages.get())] == [()]


def test_keeper_is_asked_while_nothing_is_ready(call, work, trainer, coordinator):
    juror_of(call, trainer)
    assert [each.reviewers for each in jury_rules.plan(call.stages.get())] == [(trainer,)]

    assert asked(work, trainer, trainer).state == "asked"


def test_keepers_are_named_as_the_call_names_them(call, cast, coordinator):
    people = [person for person in cast.values() if person] + [UserFactory()]

    found = jury_rules.keepers_among(call, [person.pk for person in people])

    assert found == {person.pk for person in people if call_rules.keeps(call, person)}
    assert coordinator.pk in found


# Names


@pytest.mark.parametrize("name", ["blind", "open_reviews"])
@pytest.mark.parametrize("state", ["asked", "done", "declined", "taken_back"])
def test_who_sees_whose_name_stands_from_the_first_review(call, work, coordinator, name, state):
    calls.change(call, {name: True}, by=coordinator)
    review = asked(work, juror_of(call), coordinator)
    Review.objects.filter(pk=review.pk).update(state=state)

    assert refused(lambda: calls.change(call, {name: False}, by=coordinator)) == FROZEN
    assert calls.change(call, {name: True, "spread": 50}, by=coordinator).spread == 50
