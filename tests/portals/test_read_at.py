"""A form that is shown again – after a lost session, after a mistake – is of the words that stood there when it was begun: nobody's newer ones are lost (R26)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.portals.returning import whose
from courses.progress.actions import quizzes, talk, visits, works
from courses.progress.models import LessonAnswer, LiftedAnswer
from courses.projects.actions import outcomes, reviews
from tests import factories
from tests.courses.projects.judging import juror_of, work_of
from tests.lessons import readable_lesson
from tests.portals.test_reviews_desk import given
from tests.quizzing import SETTINGS, question_given, question_of, quiz_on
from tests.stage import PDF
from tests.visits import read, report_of, shot, visit_of

pytestmark = pytest.mark.django_db


def at(name, *keys):
    return reverse(f"portals:{name}", args=keys)


def shown(page, *names):
    """What the form says of what was read."""
    return {name: found[1] for name in names if (found := re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode()))}


@pytest.fixture
def lost(client_of):
    """A press without a session, and the page as it comes back after the sign-in."""

    def press(person, address, words):
        browser = Client()
        browser.post(address, words | {"me": whose(person)})
        browser.force_login(person)
        return browser, browser.get(address)

    return press


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), done_by="work", task="Пришлите устав")


# Reviews


@pytest.fixture
def review(cohort, coordinator):
    call = factories.CallFactory(cohort=cohort)
    return reviews.assign(work_of(call), juror_of(call), by=coordinator)


def write(review, words, edition, window):
    return reviews.save(review, marks={}, words=words, for_staff="", edition=edition, window=window, by=review.reviewer)


def test_review_of_another_device_is_shown_beside_the_returned_one(lost, review):
    address, call = at("review", review.pk), review.submission.stage.call
    write(review, "С телефона", 1, "phone")
    browser, page = lost(review.reviewer, address, given(call, 2, 1, words="Старые", window="one"))

    fields = shown(page, "edition", "window")
    answer = browser.post(address, given(call, 2, 1, words="Старые") | fields)

    assert (fields["edition"], fields["window"] == "one") == ("1", False)
    review.refresh_from_db()
    assert (answer.status_code, "С телефона" in answer.content.decode(), review.words) == (409, True, "С телефона")
    assert browser.post(address, given(call, 2, 1, words="Старые") | shown(answer, "edition", "window")).status_code == 302


def test_review_goes_on_after_an_own_saving_that_was_never_heard_of(lost, review):
    address, call = at("review", review.pk), review.submission.stage.call
    write(review, "Начало", 1, "one")

    browser, page = lost(review.reviewer, address, given(call, 2, 1, words="Начало и конец", window="one"))

    assert browser.post(address, given(call, 2, 1, words="Начало и конец") | shown(page, "edition", "window")).status_code == 302
    review.refresh_from_db()
    assert review.words == "Начало и конец"


def test_returned_review_is_as_it_was_typed(lost, review):
    write(review, "С телефона", 1, "phone")

    _browser, page = lost(review.reviewer, at("review", review.pk), {"for_staff": "Тайно", "edition": "1", "window": "one"})

    assert ("С телефона" in page.content.decode(), "Тайно" in page.content.decode()) == (False, True)


def test_mistake_in_a_review_does_not_pass_over_another_window(client_of, review):
    browser, address, call = client_of(review.reviewer), at("review", review.pk), review.submission.stage.call
    write(review, "С телефона", 1, "phone")

    page = browser.post(address, given(call, 2, 1, words="Долго" * 4000, window="one"))

    assert (page.status_code, shown(page, "edition")) == (400, {"edition": "1"})


# Decisions


def test_returned_decision_does_not_overrule_a_colleague(lost, review, trainer, coordinator):
    work = review.submission
    address = at("call_work", work.stage.call_id, work.pk)
    outcomes.decide(work, verdict="accepted", words="Отлично", remarks={work.stage.call.criteria.first().pk: "Слова коллеги"}, by=coordinator)
    words = {"verdict": "declined", "words": "Не наша тема"}
    browser, page = lost(trainer, address, words | {"seen": ""})

    answer = browser.post(address, words | shown(page, "seen"))

    assert page.context["form"].initial == words
    work.refresh_from_db()
    assert (answer.status_code, work.state, "приняли решение" in answer.content.decode()) == (409, "accepted", True)
    assert browser.post(address, words | shown(answer, "seen")).status_code == 302


def test_mistake_in_a_decision_does_not_overrule_a_colleague(client_of, review, trainer, coordinator):
    work, browser = review.submission, client_of(trainer)
    address = at("call_work", work.stage.call_id, work.pk)
    outcomes.decide(work, verdict="accepted", words="Отлично", by=coordinator)

    page = browser.post(address, {"verdict": "", "words": "Не наша тема", "seen": ""})
    answer = browser.post(address, {"verdict": "declined", "words": "Не наша тема"} | shown(page, "seen"))

    work.refresh_from_db()
    assert (page.status_code, shown(page, "seen"), answer.status_code, work.state) == (400, {"seen": ""}, 409, "accepted")


# Questions and works of lessons


@pytest.fixture
def question(participant, lesson):
    return talk.ask(participant.enrollments.get(), lesson, text="Нужна ли лицензия?", by=participant)


def test_returned_answer_is_not_a_second_one_unread(lost, trainer, coordinator, question):
    address = at("question", question.pk)
    talk.answer(question, text="Ответ коллеги", by=coordinator)
    browser, page = lost(trainer, address, {"text": "Мой ответ", "seen": "0"})

    answer = browser.post(address, {"text": "Мой ответ"} | shown(page, "seen"))

    assert (answer.status_code, LessonAnswer.objects.count(), shown(answer, "seen")) == (400, 1, {"seen": "1"})
    assert browser.post(address, {"text": "Мой ответ"} | shown(answer, "seen")).status_code == 302


@pytest.mark.parametrize("before", ["", "Прежние слова"])
def test_returned_words_do_not_replace_newer_ones_in_the_lesson(lost, trainer, coordinator, question, before):
    address, words = at("question_lift", question.pk), {"question": "Лицензия", "answer": "Мои слова"}
    talk.answer(question, text="Да", by=coordinator)
    for answer in filter(None, (before, "Слова коллеги")):
        talk.lift(question, text="Лицензия", answer=answer, by=coordinator)
    browser, page = lost(trainer, address, words | {"seen": before, "step": "look"})

    look = browser.post(address, words | {"step": "look"} | shown(page, "seen"))
    answer = browser.post(address, words | {"step": "lift"} | shown(look, "seen"))

    assert (answer.status_code, LiftedAnswer.objects.get().answer, shown(answer, "seen")) == (400, "Слова коллеги", {"seen": "Слова коллеги"})
    browser.post(address, words | {"step": "lift"} | shown(answer, "seen"))
    assert LiftedAnswer.objects.get().answer == "Мои слова"


@pytest.fixture
def handed(participant, lesson):
    return works.hand_in(participant.enrollments.get(), lesson, SimpleUploadedFile("устав.pdf", PDF), by=participant)


def test_returned_decision_of_a_work_is_of_what_was_read(lost, trainer, coordinator, handed):
    address, words = at("work_decision", handed.pk), {"verdict": "return", "answer": "Нет сроков"}
    works.accept_work(handed, answer="Хорошо", by=coordinator)
    browser, page = lost(trainer, address, words | {"seen": "handed"})

    answer = browser.post(address, words | shown(page, "seen"))

    handed.refresh_from_db()
    assert (answer.status_code, handed.state, shown(answer, "seen")) == (400, "accepted", {"seen": "accepted"})
    assert browser.post(address, words | shown(answer, "seen")).status_code == 302


def test_mistake_in_a_decision_of_a_work_learns_nothing_unseen(client_of, trainer, coordinator, handed):
    works.accept_work(handed, answer="Хорошо", by=coordinator)

    page = client_of(trainer).post(at("work_decision", handed.pk), {"verdict": "return", "answer": "", "seen": "handed"})

    assert (page.status_code, shown(page, "seen")) == (400, {"seen": "handed"})


# Questions of banks and tests


@pytest.mark.parametrize("press", [{"more": "1"}, {"text": ""}], ids=["more", "mistake"])
def test_question_of_a_bank_shown_again_does_not_pass_over_a_newer_version(client_of, trainer, cohort, press):
    version = question_of("single", factories.BankFactory(program=cohort.program))
    browser, address = client_of(trainer), at("bank_question_edit", version.question_id)
    browser.post(address, question_given("single") | {"seen": "1", "text": "Слова коллеги"})

    page = browser.post(address, question_given("single") | {"seen": "1", "text": "Мои"} | press)
    answer = browser.post(address, question_given("single") | {"text": "Мои"} | shown(page, "seen"))

    assert (answer.status_code, version.question.versions.count(), shown(answer, "seen")) == (400, 2, {"seen": "2"})


def test_draft_of_a_test_with_a_mistake_does_not_pass_over_a_newer_one(client_of, trainer, lesson):
    quiz = quiz_on(lesson, ["single"]).quiz
    draft = quizzes.draft_of(quiz, by=trainer)
    first = draft.edition
    quizzes.save_draft(draft, {"about": "Слова коллеги"}, edition=first, by=trainer)

    page = client_of(trainer).post(at("quiz_draft", draft.pk), SETTINGS | {"edition": str(first), "pass_share": "999", "do": "save"})

    assert (page.status_code, shown(page, "edition")) == (400, {"edition": str(first)})


# Reports of visits


@pytest.fixture
def sent(cohort):
    return report_of(factories.EnrollmentFactory(cohort=cohort), visit_of(cohort), photos=1)


def sent_anew(report, by):
    """Returned; a photograph is changed for another, not a word; sent again."""
    author = report.enrollment.person
    visits.return_report(report, reason="Другой снимок", by=by)
    visits.remove_photo(report.photos.get(), by=author)
    visits.add_photo(report.meeting, report.enrollment, upload=shot(color="#ffffff"), caption="Двор", by=author)
    return visits.send_report(report, by=author)


def test_a_decision_is_about_the_photographs_that_were_read(client_of, trainer, coordinator, sent):
    before = read(sent)
    again = sent_anew(sent, coordinator)

    answer = client_of(trainer).post(at("visit_report", sent.pk), {"verdict": "accept", "answer": ""} | before)

    again.refresh_from_db()
    assert (str(again.edition), answer.status_code, again.state) == (before["edition"], 409, "sent")
    assert client_of(trainer).post(at("visit_report", sent.pk), {"verdict": "accept"} | shown(answer, *before)).status_code == 302


@pytest.mark.parametrize("stamp", ["", "x", "2026-01-01", "9" * 60])
def test_a_sending_that_never_was_is_not_decided(client_of, trainer, sent, stamp):
    answer = client_of(trainer).post(at("visit_report", sent.pk), {"verdict": "accept"} | read(sent) | {"sent": stamp})

    assert answer.status_code == 409


def test_photographs_do_not_turn_the_authors_own_window_away(client_of, cohort):
    """One window adds a photograph, the other goes on writing from the edition it has read."""
    enrollment, meeting = factories.EnrollmentFactory(cohort=cohort), visit_of(cohort)
    report = report_of(enrollment, meeting, "returned", photos=1)
    visits.remove_photo(report.photos.get(), by=enrollment.person)

    words = {"saw": "Склад и двор", "takes": "", "asks": "", "edition": str(report.edition), "autosave": "1"}
    client_of(enrollment.person).post(at("visit", enrollment.pk, meeting.pk), words)

    report.refresh_from_db()
    assert report.saw == "Склад и двор"


def test_returned_decision_of_a_visit_keeps_its_words_and_what_was_read(lost, trainer, coordinator, sent):
    before, words = read(sent), {"verdict": "return", "answer": "Допишите о складе"}
    sent_anew(sent, coordinator)
    browser, page = lost(trainer, at("visit_report", sent.pk), words | before)

    answer = browser.post(at("visit_report", sent.pk), words | shown(page, *before))

    assert ("Допишите о складе" in page.content.decode(), shown(page, *before)) == (True, before)
    assert (answer.status_code, shown(answer, "sent") != before["sent"]) == (409, True)
    assert browser.post(at("visit_report", sent.pk), words | shown(answer, *before)).status_code == 302
    assert "Допишите о складе</textarea>" not in browser.get(at("visit_report", sent.pk)).content.decode()
