"""A visit report from hand to hand: its states, what sending needs, letters, decisions; and who reads it in which state."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.enrollment.rules import roles_of
from courses.progress import visit_rules
from courses.progress.actions import visits as actions
from courses.progress.models import VisitReport
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import AssignmentFactory, EnrollmentFactory
from tests.visits import TEXTS, report_of, shot, visit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(enrollment):
    return enrollment.person


@pytest.fixture
def meeting(cohort):
    return visit_of(cohort)


@pytest.fixture
def report(enrollment, meeting):
    return report_of(enrollment, meeting, "draft")


def verbs():
    return list(Entry.objects.filter(verb__startswith="progress.visit").order_by("pk").values_list("verb", flat=True))


def letters(name):
    return list(Letter.objects.filter(name=name).order_by("pk").values_list("email", flat=True))


@pytest.mark.parametrize(
    ("state", "verb", "target"),
    [
        ("draft", "send", "sent"), ("sent", "send", ""), ("accepted", "send", ""), ("returned", "send", "sent"),
        ("draft", "accept", ""), ("sent", "accept", "accepted"), ("accepted", "accept", ""), ("returned", "accept", ""),
        ("draft", "return", ""), ("sent", "return", "returned"), ("accepted", "return", "returned"), ("returned", "return", ""),
    ],
)  # fmt: skip
def test_the_table_of_states(enrollment, person, meeting, trainer, state, verb, target):
    report = report_of(enrollment, meeting, state)
    acts = {
        "send": lambda: actions.send_report(report, by=person),
        "accept": lambda: actions.accept_report(report, by=trainer),
        "return": lambda: actions.return_report(report, reason="Допишите", by=trainer),
    }

    if target:
        assert acts[verb]().state == VisitReport.objects.get().state == target
    else:
        with pytest.raises(Refused):
            acts[verb]()
        assert VisitReport.objects.get().state == state


@pytest.mark.parametrize(
    ("texts", "caption", "lacking"),
    [
        (TEXTS, "Склад", set()),
        (TEXTS | {"saw": ""}, "Склад", {"saw"}),
        (TEXTS | {"takes": " "}, "Склад", {"takes"}),
        (TEXTS, "", {"caption"}),
        ({"saw": "", "takes": "", "asks": "Почему?"}, "", {"saw", "takes", "caption"}),
    ],
    ids=["whole", "saw", "takes", "caption", "all"],
)
def test_what_sending_needs(enrollment, person, meeting, texts, caption, lacking):
    report = report_of(enrollment, meeting, "draft", **texts)
    photo = actions.add_photo(meeting, enrollment, upload=shot(), caption=caption, by=person)

    assert {name.removesuffix(f"_{photo.pk}") for name in visit_rules.missing(report)} == lacking
    if lacking:
        with pytest.raises(Refused):
            actions.send_report(report, by=person)
    else:
        assert actions.send_report(report, by=person).state == "sent"


def test_letters_go_to_the_trainer_and_back(enrollment, person, meeting, report, trainer):
    actions.send_report(report, by=person)
    sent = VisitReport.objects.get()
    returned = actions.return_report(sent, reason="Где был склад?", by=trainer)
    actions.send_report(returned, by=person)
    actions.accept_report(VisitReport.objects.get(), by=trainer)

    assert letters("visit_sent") == [trainer.email] * 2
    decided = Letter.objects.filter(name="visit_decided").order_by("pk")
    assert [letter.email for letter in decided] == [person.email] * 2
    assert ["Где был склад?" in letter.text for letter in decided] == [True, False]
    assert verbs() == ["progress.visit_begun", "progress.visit_sent", "progress.visit_returned", "progress.visit_sent", "progress.visit_accepted"]


def test_nobody_writes_to_oneself_nor_decides_about_oneself(enrollment, person, meeting, report):
    AssignmentFactory(person=person, role="trainer", cohort=meeting.cohort)

    actions.send_report(report, by=person)

    assert letters("visit_sent") == []
    with pytest.raises(Refused, match="О своём отчёте"):
        actions.accept_report(VisitReport.objects.get(), by=person)


def test_a_visit_that_nobody_leads_goes_to_who_answers_for_the_cohort(enrollment, person, meeting, report, coordinator):
    meeting.cohort.responsible = coordinator
    meeting.cohort.save(update_fields=["responsible"])

    actions.send_report(report, by=person)

    assert letters("visit_sent") == [coordinator.email]


@pytest.mark.parametrize("reason", ["", "   "])
def test_returning_needs_a_reason(enrollment, meeting, trainer, reason):
    report = report_of(enrollment, meeting, "sent")

    with pytest.raises(Refused, match="Напишите, что исправить"):
        actions.return_report(report, reason=reason, by=trainer)


def test_a_decision_is_about_what_was_read(enrollment, meeting, trainer):
    """Returned, mended and sent again meanwhile: the old screen decides nothing."""
    read = report_of(enrollment, meeting, "sent")
    VisitReport.objects.update(edition=read.edition + 1)

    with pytest.raises(Refused, match="изменился"):
        actions.accept_report(read, by=trainer)


def test_the_second_of_two_decisions_is_refused(enrollment, meeting, trainer):
    one, two = report_of(enrollment, meeting, "sent"), VisitReport.objects.get()
    actions.return_report(one, reason="Допишите", by=trainer)

    with pytest.raises(Refused):
        actions.accept_report(two, by=trainer)

    assert VisitReport.objects.get().state == "returned"
    assert letters("visit_decided") == [one.enrollment.person.email]


# Who reads


@pytest.fixture
def readers(cast, cohort, enrollment):
    """The author, somebody of the cohort, those who keep it, everybody else."""
    other = EnrollmentFactory()
    AssignmentFactory(person=(foreign := EnrollmentFactory().person), role="trainer", cohort=other.cohort)
    return {**cast, "author": enrollment.person, "fellow": cast["participant"], "other cohort": other.person, "other trainer": foreign}


SENT = {"author", "trainer", "coordinator", "administrator"}


@pytest.mark.parametrize(
    ("state", "who"), [("draft", {"author"}), ("sent", SENT), ("returned", SENT), ("accepted", SENT | {"fellow", "participant"})]
)
def test_who_reads_a_report_and_its_photographs(readers, enrollment, meeting, state, who):
    photo = report_of(enrollment, meeting, state, photos=1).photos.get()
    people = {name: user for name, user in readers.items() if user}

    assert {name for name, user in people.items() if visit_rules.visible_to(user).exists()} == who
    assert {name for name, user in people.items() if visit_rules.photos_visible_to(user).exists()} == who
    photo.removed_at = timezone.now()
    photo.save()
    assert not any(visit_rules.photos_visible_to(user).exists() for user in people.values())


def test_reading_takes_one_query(enrollment, meeting, trainer):
    report_of(enrollment, meeting, "accepted", photos=1)

    roles_of(trainer)
    with CaptureQueriesContext(connection) as found:
        list(visit_rules.photos_visible_to(trainer))
    assert len(found) == 1
