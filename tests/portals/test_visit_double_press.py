"""The same press of a visit report twice in one moment, each in a thread of its own: one report, one photograph, one letter (R24)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from courses.progress.models import VisitPhoto, VisitReport
from school.journal.models import Entry
from school.post.models import Letter
from tests.factories import AssignmentFactory, EnrollmentFactory
from tests.visits import TEXTS, read, report_of, shot, visit_of

pytestmark = pytest.mark.django_db(transaction=True)
TWINS = 2


def twice(person, address, make):
    """Statuses of two browsers of one person, let go by one barrier."""
    browsers, barrier = [Client(raise_request_exception=False) for _twin in range(TWINS)], Barrier(TWINS)
    for browser in browsers:
        browser.force_login(person)

    def one(browser):
        data = make()
        barrier.wait()
        status = browser.post(address, data).status_code
        connections.close_all()
        return status

    with ThreadPoolExecutor(TWINS) as pool:
        return list(pool.map(one, browsers))


@pytest.fixture
def enrollment():
    enrollment = EnrollmentFactory()
    AssignmentFactory(role="trainer", cohort=enrollment.cohort)
    return enrollment


@pytest.fixture
def meeting(enrollment):
    return visit_of(enrollment.cohort)


def left():
    return (
        VisitReport.objects.count(),
        VisitPhoto.objects.count(),
        Letter.objects.filter(name__startswith="visit_").count(),
        Entry.objects.filter(verb__in=["progress.visit_begun", "progress.visit_photo_added", "progress.visit_sent"]).count(),
    )


@pytest.mark.parametrize(("press", "expected"), [("save", (1, 0, 0, 1)), ("add", (1, 1, 0, 2)), ("send", (1, 0, 1, 2))], ids=["save", "add", "send"])
def test_twins_leave_one(enrollment, meeting, press, expected):
    address = reverse("portals:visit", args=[enrollment.pk, meeting.pk])

    def given():
        return TEXTS | {"edition": "0", press: "1"} | ({"photo": shot(), "caption": "Склад"} if press == "add" else {})

    assert twice(enrollment.person, address, given) == [302, 302]
    assert left() == expected


def test_two_verdicts_are_one(enrollment, meeting):
    report = report_of(enrollment, meeting, "sent")
    trainer = enrollment.cohort.assignments.get().person
    data = {"verdict": "accept", "answer": ""} | read(report)

    answers = twice(trainer, reverse("portals:visit_report", args=[report.pk]), lambda: data)

    assert sorted(answers) == [302, 409]
    assert (VisitReport.objects.get().state, Letter.objects.filter(name="visit_decided").count()) == ("accepted", 1)
