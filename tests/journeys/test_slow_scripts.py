"""A slow network: the page is there, its scripts are not yet. What is typed or tapped meanwhile is saved by itself, as if it had been done after."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.attendance.models import Mark
from courses.progress.models import LessonNote, VisitReport
from courses.projects.models import Project, Review
from tests.factories import (
    AssignmentFactory,
    CallFactory,
    EnrollmentFactory,
    MeetingFactory,
    ModuleFactory,
    SubmissionFactory,
    TeamFactory,
    UserFactory,
)
from tests.lessons import readable_lesson
from tests.quizzing import attempt_of, quiz_on
from tests.visits import TEXTS, visit_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def without_scripts(browser_page):
    """`without_scripts(user, address)`: the page as it is before its scripts, and the word that lets them come."""

    def opened(user, address):
        page = browser_page(user=user, width=390, height=844, touch=True)
        held = []
        page.route(re.compile(r"\.js$"), lambda route: route.fallback() if held is None else held.append(route))

        def let_them_come():
            nonlocal held
            waiting, held = held, None
            assert waiting, "there were no scripts to hold back"
            for route in waiting:
                route.fallback()

        page.goto(address, wait_until="commit")
        return page, let_them_come

    return opened


def test_words_of_a_report(without_scripts, participant):
    enrollment = participant.enrollments.get()
    meeting = visit_of(enrollment.cohort)
    page, let_scripts_come = without_scripts(participant, reverse("portals:visit", args=[enrollment.pk, meeting.pk]))
    page.get_by_label("Что увидели").fill(TEXTS["saw"])
    let_scripts_come()
    expect(page.locator("#kept")).to_contain_text("Сохранено в")
    assert VisitReport.objects.get().saw == TEXTS["saw"]


def test_words_of_a_note(without_scripts, participant, cohort):
    lesson = readable_lesson(ModuleFactory(program=cohort.program))
    page, let_scripts_come = without_scripts(participant, reverse("portals:lesson_note", args=[cohort.pk, lesson.pk]))
    page.locator("#note_text").fill("Спросить про устав")
    let_scripts_come()
    expect(page.locator("#note-state")).to_contain_text("Сохранено,")
    assert LessonNote.objects.get().text == "Спросить про устав"


def test_words_of_a_project(without_scripts, participant):
    enrollment = participant.enrollments.get()
    team = TeamFactory(call=CallFactory(cohort=enrollment.cohort), people=[enrollment])
    page, let_scripts_come = without_scripts(participant, reverse("portals:project_edit", args=[team.project.pk]))
    page.get_by_label("Для кого").fill("Пожилые люди двора")
    let_scripts_come()
    expect(page.locator("#kept")).to_contain_text("Сохранено,")
    assert Project.objects.get().audience == "Пожилые люди двора"


def test_words_of_a_review(without_scripts, mentor, cohort):
    call = CallFactory(cohort=cohort)
    team = TeamFactory(call=call, people=[EnrollmentFactory(cohort=cohort)])
    work = SubmissionFactory(project=team.project, stage=call.stages.get(), state="in_review")
    call.jurors.create(person=mentor)
    review = Review.objects.create(submission=work, reviewer=mentor)
    page, let_scripts_come = without_scripts(mentor, reverse("portals:review", args=[review.pk]))
    page.locator("#review textarea").last.fill("Смета честная")
    let_scripts_come()
    expect(page.locator("#kept")).to_contain_text("Сохранено,")
    assert "Смета честная" in Review.objects.values_list("words", "for_staff").get()


def test_answers_of_a_test(without_scripts, participant):
    enrollment = participant.enrollments.get()
    attempt = attempt_of(enrollment, quiz_on(readable_lesson(ModuleFactory(program=enrollment.cohort.program))))
    page, let_scripts_come = without_scripts(participant, reverse("portals:attempt", args=[attempt.pk]))
    page.get_by_label("На два года").check()
    page.get_by_label("Заявление", exact=True).select_option("НКО")
    let_scripts_come()
    for number in (1, 3):
        expect(page.locator(f"#state-{number}")).to_have_text(re.compile("Сохранено в"))
    assert dict(attempt.answers.values_list("position", "given")) == {0: "a", 2: {"a": "НКО"}}


def test_a_mark_in_the_hall(without_scripts, participant):
    enrollment = participant.enrollments.get()
    trainer = UserFactory()
    AssignmentFactory(person=trainer, role="trainer", cohort=enrollment.cohort)
    now = timezone.now()
    meeting = MeetingFactory(
        cohort=enrollment.cohort,
        module=ModuleFactory(program=enrollment.cohort.program),
        trainer=trainer,
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=1),
    )
    page, let_scripts_come = without_scripts(trainer, reverse("portals:sheet", args=[meeting.pk]))
    page.locator(f"#row-{enrollment.pk} label").filter(has=page.locator("[value=present]")).click()
    let_scripts_come()
    expect(page.locator(f"#state-{enrollment.pk}")).to_contain_text("Сохранено,")
    assert Mark.objects.get().status == "present"
