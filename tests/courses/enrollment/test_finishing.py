"""The end of a cohort and of a person's studies is told: once, to those who study, and not when it was a mistake."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.actions.cohorts import last_finish, tell_cohort_finished
from courses.program.models import Cohort
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    cohort = factories.CohortFactory(under_way=True, letters_after=10)
    for state in ("active", "active", "finished", "withdrawn", "expelled"):
        factories.EnrollmentFactory(cohort=cohort, state=state)
    return cohort


def told():
    return sorted(Letter.objects.filter(name="cohort_finished").values_list("state", flat=True))


def test_whoever_studies_is_told_that_the_cohort_is_over(running, coordinator, client_of, run_jobs, mailoutbox):
    address = reverse("office:cohort_step", args=[running.pk, "finish"])
    assert "получат письмо" in client_of(coordinator).get(address).content.decode()
    client_of(coordinator).post(address)
    run_jobs()

    assert told() == ["waiting", "waiting"]  # the coordinator may still change their mind
    assert not mailoutbox
    past = timezone.now() - timedelta(minutes=11)
    Letter.objects.update(next_try_at=past, created_at=past)
    call_command("deliver_letters")
    run_jobs()

    assert len(mailoutbox) == 2
    assert "Занятия потока «Осенний поток» закончились" in mailoutbox[0].body
    active = list(running.enrollments.active().values_list("pk", flat=True))
    assert any(reverse("portals:route", args=[pk]) in mailoutbox[0].body for pk in active)


def test_the_job_may_run_twice(running, coordinator, run_jobs):
    actions.finish_cohort(running, by=coordinator)
    run_jobs()
    tell_cohort_finished.call(last_finish(running).pk)

    assert told() == ["waiting", "waiting"]


def test_a_cohort_finished_by_mistake_tells_nobody(running, coordinator, run_jobs):
    actions.finish_cohort(running, by=coordinator)
    run_jobs()
    actions.resume_cohort(running, by=coordinator)

    assert told() == ["taken_back", "taken_back"]
    actions.finish_cohort(Cohort.objects.get(pk=running.pk), by=coordinator)
    run_jobs()
    assert told() == ["taken_back", "taken_back", "waiting", "waiting"]


def test_a_job_that_comes_after_the_cohort_was_resumed_says_nothing(running, coordinator, run_jobs):
    actions.finish_cohort(running, by=coordinator)
    actions.resume_cohort(running, by=coordinator)
    run_jobs()

    assert told() == []


def test_a_person_who_has_finished_is_told_each_time(coordinator):
    enrollment = factories.EnrollmentFactory()
    for _ in range(2):
        actions.finish(enrollment, by=coordinator)
        actions.restore(enrollment, by=coordinator)

    names = list(Letter.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["enrollment_finish", "enrollment_restore"] * 2
    assert "О сертификате придёт отдельное письмо" in Letter.objects.earliest("pk").text
