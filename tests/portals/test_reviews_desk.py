"""«Мои рецензии» and the keepers' page of a work: autosave, finishing, two windows, a lost session, the table, giving out, the decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.portals.returning import whose
from courses.projects.actions import juries, outcomes, reviews
from courses.projects.models import Review, Submission, SubmissionFile
from school.vault.actions import keep
from tests.courses.projects.judging import juror_of, marks_of, work_of
from tests.factories import CallFactory, EnrollmentFactory, MembershipFactory, SubmissionFactory, TeamFactory, UserFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cohort):
    return CallFactory(cohort=cohort)


@pytest.fixture
def work(call):
    return work_of(call)


@pytest.fixture
def reviewer(call):
    return juror_of(call)


@pytest.fixture
def review(work, reviewer, coordinator):
    return reviews.assign(work, reviewer, by=coordinator)


@pytest.fixture
def client(client_of, reviewer):
    return client_of(reviewer)


def address(name, *args):
    return reverse(f"portals:{name}", args=args)


def text(response):
    return response.content.decode()


def given(call, *points, **fields):
    criteria = list(call.criteria.all())
    levels = {f"level_{row.pk}": str(row.levels.get(points=each).pk) for row, each in zip(criteria, points, strict=True) if each is not None}
    return (
        levels | {f"words_{row.pk}": "Потому что" for row in criteria} | {"words": "Хорошо", "for_staff": "", "edition": "1", "window": "a1"} | fields
    )


def test_door_in_the_menu_stands_only_for_whoever_judges(client_of, client, review, participant, call):
    waiting = juror_of(call, participant)

    assert "Мои рецензии" in text(client.get(address("cabinet")))
    assert "Мои рецензии" not in text(client_of(waiting).get(address("own_meetings"), follow=True))
    assert client_of(waiting).get(address("reviews")).status_code == 200
    assert client_of(UserFactory()).get(address("reviews")).status_code == 404


def test_lists_part_what_waits_from_what_is_ready(client, review, call, coordinator, reviewer):
    done = reviews.assign(work_of(call), reviewer, by=coordinator)
    reviews.save(done, marks=marks_of(call, 1, 1), words="", for_staff="", edition=1, by=reviewer)
    reviews.finish(done, by=reviewer)

    waiting, ready = client.get(address("reviews")), client.get(address("reviews") + "?list=done")

    assert [row["review"] for row in waiting.context["rows"]] == [review]
    assert [row["review"] for row in ready.context["rows"]] == [done]


def test_autosave_keeps_and_tells_the_new_edition(client, call, review):
    answer = client.post(address("review", review.pk), given(call, 2, None), headers={"HX-Request": "true"})

    review.refresh_from_db()
    assert (answer.status_code, review.words, review.edition, review.state) == (200, "Хорошо", 2, "asked")
    assert ("Сохранено" in text(answer), 'value="2"' in text(answer), "data-hx-swap-oob" in text(answer)) == (True, True, True)


def test_the_same_window_goes_on_before_it_hears_of_its_edition(client, call, review):
    for words in ("Раз", "Раз, два", "Раз, два, три"):
        client.post(address("review", review.pk), given(call, 2, 1, words=words), headers={"HX-Request": "true"})

    review.refresh_from_db()
    assert (review.words, review.edition) == ("Раз, два, три", 4)


def test_second_window_sees_the_first_ones_words_beside_its_own(client, call, review):
    client.post(address("review", review.pk), given(call, 2, 1, words="Из первого окна", step="save"))

    quiet = client.post(address("review", review.pk), given(call, 0, 1, words="Из второго окна", window="b2"), headers={"HX-Request": "true"})
    answer = client.post(address("review", review.pk), given(call, 0, 1, words="Из второго окна", window="b2", step="save"))

    page = text(answer)
    review.refresh_from_db()
    assert (quiet.status_code, "в другом окне" in text(quiet)) == (200, True)
    assert (answer.status_code, review.words) == (409, "Из первого окна")
    assert all(
        words in page
        for words in ("Из первого окна", "Из второго окна", "2 – Показано убедительно", "0 – Не показано", 'name="edition" id="edition" value="2"')
    )

    knowing = client.post(address("review", review.pk), given(call, 0, 1, words="Из второго окна", window="b2", edition="2", step="save"))
    review.refresh_from_db()
    assert (knowing.status_code, review.words) == (302, "Из второго окна")


def test_finish_names_the_missing_levels_and_keeps_what_was_written(client, call, review):
    answer = client.post(address("review", review.pk), given(call, 2, None, step="finish"))
    review.refresh_from_db()
    assert (answer.status_code, review.state, review.words, text(answer).count("Выберите уровень.")) == (400, "asked", "Хорошо", 2)

    done = client.post(address("review", review.pk), given(call, 2, 0, edition="2", step="finish"))
    review.refresh_from_db()
    assert (done.headers["Location"], review.state) == (address("reviews"), "done")
    page = text(client.get(address("review", review.pk)))
    assert ("Вернуть в работу" in page, 'name="words"' in page) == (True, False)

    client.post(address("review_reopen", review.pk))
    assert Review.objects.get(pk=review.pk).state == "asked"


def test_colleagues_open_after_the_decision_and_nothing_is_changed_then(client, call, review, coordinator):
    other = reviews.assign(review.submission, juror_of(call), by=coordinator)
    for each, words in ((review, "Своё"), (other, "Чужое")):
        reviews.save(each, marks=marks_of(call, 2, 1), words=words, for_staff="", edition=1, by=each.reviewer)
        reviews.finish(each, by=each.reviewer)
    told = ("Чужое", "Рецензии коллег откроются здесь после решения.", "Вернуть в работу")
    before = text(client.get(address("review", review.pk)))
    outcomes.decide(review.submission, verdict="accepted", by=coordinator)
    after = text(client.get(address("review", review.pk)))

    assert ([words in before for words in told], [words in after for words in told]) == ([False, True, True], [True, False, False])


@pytest.mark.parametrize("decided", [False, True])
def test_whoever_left_the_jury_keeps_the_own_words_and_nothing_else(client, call, review, reviewer, coordinator, decided):
    Submission.objects.update(facts={"title": "Беседка", "problem": "Негде гулять"})
    row = SubmissionFile.objects.create(submission=review.submission, file=keep(PDF, name="Смета.pdf", by=coordinator, shelf="projects"))
    other = reviews.assign(review.submission, juror_of(call), by=coordinator)
    for each, words in ((review, "Своё"), (other, "Чужое")):
        reviews.save(each, marks=marks_of(call, 2, 1), words=words, for_staff="Шёпотом", edition=1, by=each.reviewer)
        reviews.finish(each, by=each.reviewer)
    if decided:
        outcomes.decide(review.submission, verdict="accepted", by=coordinator)
    own, work = ("Своё", "Шёпотом", "2 – Показано убедительно"), ("Беседка", "Негде гулять", "Смета")
    told = (*own, *work, "Чужое", "Вы больше не рецензент", "откроются здесь")

    def read():
        pages = client.get(address("review", review.pk)), client.get(address("reviews") + "?list=done")
        said = text(pages[0])
        statuses = [*(page.status_code for page in pages), client.get(address("submission_file", row.pk)).status_code]
        return statuses, [words in said for words in told], "Беседка" in text(pages[1])

    before = read()
    juries.remove_juror(reviewer.juries.get(), by=coordinator)
    after = read()
    juries.add_juror(call, reviewer, by=coordinator)

    assert before == ([200, 200, 200], [True, True, True, True, True, True, decided, False, not decided], True)
    assert after == ([200, 200, 404], [True, True, True, False, False, False, False, True, False], False)
    assert read() == before
    if not decided:
        juries.remove_juror(reviewer.juries.get(), by=coordinator)
        answer = client.post(address("review", review.pk), given(call, 0, 0, words="Вдогонку", step="save"))
        assert (answer.status_code, "Негде гулять" in text(answer), Review.objects.get(pk=review.pk).words) == (400, False, "Своё")


def test_a_work_of_a_title_alone_is_judged(client, review):
    Submission.objects.update(facts={"title": "Беседка"})

    page = text(client.get(address("review", review.pk)))

    assert ("Беседка" in page, 'name="words"' in page) == (True, True)


def test_page_says_before_the_press_why_a_review_stays_as_it_is(client, call, review, reviewer):
    MembershipFactory(person=reviewer, organization=review.submission.project.team.members.get().enrollment.organization)
    assert "Вы теперь связаны с командой" in text(client.get(address("review", review.pk)))

    Review.objects.update(state="done")
    reviewer.juries.update(left_at=timezone.now())
    page = text(client.get(address("review", review.pk)))
    assert ("Вы больше не рецензент этого приёма." in page, "Вернуть в работу" in page, "верните её в работу" in page) == (True, False, False)


def test_lost_session_gives_the_text_back(client, client_of, call, review, reviewer):
    client.logout()
    led = client.post(address("review", review.pk), given(call, 2, 1, words="Набрано до конца сессии", me=whose(reviewer)))
    assert (led.status_code, "login" in led.headers["Location"]) == (302, True)

    client.force_login(reviewer)
    page = text(client.get(address("review", review.pk)))

    assert ("Набрано до конца сессии" in page, "Вход закончился" in page) == (True, True)


def test_decline_asks_for_a_reason(client, review):
    refused = client.post(address("review_decline", review.pk), {"reason": " "})
    client.post(address("review_decline", review.pk), {"reason": "Уезжаю"})

    review.refresh_from_db()
    assert (refused.status_code, review.state, review.for_staff) == (400, "declined", "Уезжаю")
    assert "Негде" not in text(client.get(address("review", review.pk)))


def test_foreign_and_taken_back_reviews_are_not_there(client, client_of, review, coordinator, participant):
    assert {client_of(person).get(address("review", review.pk)).status_code for person in (coordinator, participant)} == {404}
    reviews.take_back(review, by=coordinator)

    assert client.get(address("review", review.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 300])
def test_desk_costs_the_same_for_any_number_of_reviews(client, call, reviewer, number):
    stage, seat = call.stages.get(), EnrollmentFactory(cohort=call.cohort)
    teams = [TeamFactory(call=call) for _ in range(min(number, 30))]
    works = [SubmissionFactory(project=team.project, stage=stage, by=seat.person, facts={"title": "Двор"}) for team in teams]
    works += Submission.objects.bulk_create(
        Submission(project=teams[0].project, stage=stage, by=seat.person, number=2 + n, facts={}, state="in_review")
        for n in range(number - len(teams))
    )
    Review.objects.bulk_create(Review(submission=work, reviewer=reviewer) for work in works)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(address("reviews"))

    assert (page.context["waiting"], len(page.context["rows"])) == (number, min(number, 20))
    assert len(queries) <= 10
