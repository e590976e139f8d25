"""The keepers' pages of works: the table, giving out, reviews side by side, the decision."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.projects.actions import outcomes, reviews
from courses.projects.models import Review, Submission
from school.post.models import Letter
from tests.courses.projects.judging import juror_of, marks_of, work_of
from tests.factories import CallFactory, CohortFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return CallFactory(cohort=cohort)


@pytest.fixture
def work(call):
    return work_of(call)


def address(name, *args):
    return reverse(f"portals:{name}", args=args)


def text(response):
    return response.content.decode()


def reviewed(work, coordinator, *points):
    person = juror_of(work.stage.call)
    review = reviews.assign(work, person, by=coordinator)
    reviews.save(
        review, marks=marks_of(work.stage.call, *points, words="Потому"), words="Слова", for_staff="Тайно", edition=review.edition, by=person
    )
    return reviews.finish(review, by=person)


@pytest.fixture
def table(call, coordinator):
    """Three works: parted, agreed, without reviews and late."""
    parted, agreed, late = (work_of(call, facts={"title": title}) for title in ("Спорная", "Ясная", "Поздняя"))
    for points in ((2, 2), (0, 0)):
        reviewed(parted, coordinator, *points)
    for _ in range(2):
        reviewed(agreed, coordinator, 2, 2)
    Submission.objects.filter(pk=late.pk).update(late=True)
    return {"Спорная": parted, "Ясная": agreed, "Поздняя": late}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Поздняя", "Ясная", "Спорная"]),
        ({"sort": "share"}, ["Ясная", "Спорная", "Поздняя"]),
        ({"sort": "low"}, ["Спорная", "Ясная", "Поздняя"]),
        ({"sort": "reviews"}, ["Поздняя", "Спорная", "Ясная"]),
        ({"state": "parted"}, ["Спорная"]),
        ({"state": "late"}, ["Поздняя"]),
        ({"state": "handed"}, ["Поздняя"]),
        ({"state": "accepted"}, []),
        ({"stage": "999999"}, []),
        ({"state": "\x00", "sort": "нет", "stage": "x"}, ["Поздняя", "Ясная", "Спорная"]),
    ],
)
def test_table_of_works_is_filtered_and_sorted(client_of, trainer, call, table, query, titles):
    page = client_of(trainer).get(address("call_works", call.pk), query)

    assert [row["title"] for row in page.context["rows"]] == titles


def test_table_warns_where_reviewers_part(client_of, trainer, call, table):
    page = text(client_of(trainer).get(address("call_works", call.pk)))

    assert page.count("разошлись на 100 %") == 1


def test_work_shows_reviews_side_by_side_with_the_spread_marked(client_of, trainer, call, table):
    page = text(client_of(trainer).get(address("call_work", call.pk, table["Спорная"].pk)))

    assert all(words in page for words in ("разошлись на 100 %, допустимо 30 %", "Показано убедительно", "Не показано", "Тайно"))
    assert page.count(">разошлись<") == 2


def test_new_version_is_shown_with_what_has_changed(client_of, trainer, call, work, coordinator):
    Submission.objects.filter(pk=work.pk).update(facts={"title": "Двор", "problem": "Негде сидеть"})
    outcomes.decide(work, verdict="rework", words="Уточните проблему", redo_until=timezone.now() + timedelta(days=3), by=coordinator)
    again = SubmissionFactory(project=work.project, stage=work.stage, number=2, facts={"title": "Двор", "problem": "Негде сидеть зимой"})

    page = text(client_of(trainer).get(address("call_work", call.pk, again.pk)))

    assert all(words in page for words in ("Что изменилось после версии 1", "<ins> зимой</ins>", "Уточните проблему"))


def test_given_out_by_hand_reminded_and_taken_back(client_of, trainer, call, work):
    free, tied = juror_of(call), juror_of(call, work.project.team.members.get().person)
    client = client_of(trainer)
    page = text(client.get(address("call_work_assign", call.pk, work.pk)))
    assert "Это работа команды, в которой рецензент состоит или состоял." in page

    client.post(address("call_work_assign", call.pk, work.pk), {"person": tied.pk})
    client.post(address("call_work_assign", call.pk, work.pk), {"person": free.pk})
    review = work.reviews.get()
    turn = address("call_review_turn", call.pk, review.pk)
    client.post(turn, {"to": "remind"})
    client.post(address("call_remind", call.pk))
    assert Letter.objects.filter(name="review_reminded").count() == 1
    client.post(turn, {"to": "take_back"})
    review.refresh_from_db()
    assert (review.reviewer, review.state) == (free, "taken_back")


def test_even_sharing_is_looked_at_first(client_of, trainer, call, work):
    people, stage = [juror_of(call, family_name=name) for name in ("Абрикосов", "Вишняков")], call.stages.get()
    client = client_of(trainer)
    page = client.get(address("call_evenly", call.pk, stage.pk))
    assert all(person.full_name in text(page) for person in people)
    assert Review.objects.count() == 0

    late = work_of(call)
    client.post(address("call_evenly", call.pk, stage.pk), {"seen": page.context["seen"]})
    assert Review.objects.count() == 0
    fresh = client.get(address("call_evenly", call.pk, stage.pk)).context["seen"]
    client.post(address("call_evenly", call.pk, stage.pk), {"seen": fresh})
    assert {work.reviews.count(), late.reviews.count()} == {2}


def test_decision_at_the_screen(client_of, trainer, call, work):
    client = client_of(trainer)
    first = call.criteria.first()
    bare = client.post(address("call_work", call.pk, work.pk), {"verdict": "rework", "words": "", "seen": ""})
    assert (bare.status_code, "Напишите команде, почему так решили." in text(bare)) == (400, True)
    undated = client.post(address("call_work", call.pk, work.pk), {"verdict": "rework", "words": "Допишите", "seen": ""})
    assert (undated.status_code, "Назовите срок доработки." in text(undated), "Допишите" in text(undated)) == (400, True, True)

    good = {"verdict": "accepted", "words": "Спасибо", f"remark_{first.pk}": "Сильно", "seen": ""}
    client.post(address("call_work", call.pk, work.pk), good)
    work.refresh_from_db()
    assert (work.state, [row.words for row in work.outcome_remarks.all()]) == ("accepted", ["Сильно"])

    stale = client.post(address("call_work", call.pk, work.pk), good | {"verdict": "declined", "words": "Передумали"})
    work.refresh_from_db()
    assert (stale.status_code, work.state, "Передумали" in text(stale)) == (409, "accepted", True)


def test_whoever_judges_and_keeps_reads_the_others_after_the_own(client_of, trainer, call, work, coordinator):
    juror_of(call, trainer)
    own = reviews.assign(work, trainer, by=coordinator)
    reviewed(work, coordinator, 2, 1)
    page = text(client_of(trainer).get(address("call_work", call.pk, work.pk)))
    assert ("Слова" in page, "83 %" in page, "Сначала закончите свою рецензию" in page) == (False, False, True)

    reviews.save(own, marks=marks_of(call, 1, 1), words="", for_staff="", edition=1, by=trainer)
    reviews.finish(own, by=trainer)
    assert "Слова" in text(client_of(trainer).get(address("call_work", call.pk, work.pk)))


@pytest.mark.parametrize(
    ("query", "owing", "free"),
    [
        ({"sort": "share"}, ["Тихая", "Первая"], ["Первая", "Тихая"]),
        ({"sort": "low"}, ["Тихая", "Первая"], ["Тихая", "Первая"]),
        ({"state": "parted"}, [], ["Первая"]),
    ],
)
def test_list_tells_nothing_of_a_work_whose_review_one_owes(client_of, trainer, call, coordinator, query, owing, free):
    first, quiet = (work_of(call, facts={"title": title}) for title in ("Первая", "Тихая"))
    juror_of(call, trainer)
    own = reviews.assign(first, trainer, by=coordinator)
    for points in ((2, 2), (1, 1)):
        reviewed(first, coordinator, *points)
    reviewed(quiet, coordinator, 1, 1)

    def seen():
        rows = client_of(trainer).get(address("call_works", call.pk), query).context["rows"]
        return {row["title"]: (row["judged"].share, row["judged"].spread, row["judged"].done) for row in rows}

    before = seen()
    reviews.take_back(own, by=coordinator)
    after = seen()

    known = {"Первая": (75, 50, 2), "Тихая": (50, None, 1)}
    assert list(before.items()) == [(title, (None, None, 2) if title == "Первая" else known[title]) for title in owing]
    assert list(after.items()) == [(title, known[title]) for title in free]


def test_keeper_who_may_have_read_a_review_is_not_offered_the_work(client_of, trainer, call, work, coordinator):
    juror_of(call, trainer)
    own = reviews.assign(work, trainer, by=coordinator)
    reviewed(work, coordinator, 2, 2)
    client = client_of(trainer)
    client.post(address("call_review_turn", call.pk, own.pk), {"to": "take_back"})

    page = text(client.get(address("call_work_assign", call.pk, work.pk)))
    client.post(address("call_work_assign", call.pk, work.pk), {"person": trainer.pk})

    own.refresh_from_db()
    assert ("готовая рецензия этой работы ему уже открыта" in page, f'value="{trainer.pk}"' in page, own.state) == (True, False, "taken_back")


def test_a_work_of_another_call_is_not_there(client_of, trainer, call):
    foreign = work_of(CallFactory(cohort=CohortFactory(under_way=True)))

    assert client_of(trainer).get(address("call_work", call.pk, foreign.pk)).status_code == 404


def test_page_of_a_work_costs_the_same_for_any_number_of_reviews(client_of, trainer, call, work, coordinator):
    client, counts = client_of(trainer), []
    client.get(address("call_works", call.pk))
    for more in (1, 2, 7):
        for _ in range(more):
            reviewed(work, coordinator, 2, 1)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("call_work", call.pk, work.pk))
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
