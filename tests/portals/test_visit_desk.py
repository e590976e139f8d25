"""Visit reports on the trainer's desk: what waits, the decision, who has not told yet, what the grant-maker gets on paper."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.progress.models import VisitReport
from tests.factories import AssignmentFactory, EnrollmentFactory, MarkFactory
from tests.visits import TEXTS, read, report_of, visit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return visit_of(cohort)


@pytest.fixture
def enrollment(cohort):
    return EnrollmentFactory(cohort=cohort)


@pytest.fixture
def client(client_of, enrollment):
    return client_of(enrollment.person)


@pytest.fixture
def address(enrollment, meeting):
    return reverse("portals:visit", args=[enrollment.pk, meeting.pk])


@pytest.fixture
def desk(client_of, trainer):
    return client_of(trainer)


def page(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def waiting(enrollment, meeting):
    return report_of(enrollment, meeting, "sent", photos=1)


def decision(report, verdict="accept", answer="", **more):
    return {"verdict": verdict, "answer": answer} | read(report) | more


def test_the_desk_shows_what_waits_and_filters(desk, cohort, meeting, waiting):
    other = visit_of(cohort)
    accepted = report_of(EnrollmentFactory(cohort=cohort), other, "accepted")
    address = reverse("portals:visit_reports")

    def names(**query):
        return [report.pk for report in desk.get(address, query).context["page"]]

    assert names() == names(state="sent") == names(state="чужое") == [waiting.pk]
    assert names(state="accepted") == names(state="accepted", visit=str(other.pk)) == [accepted.pk]
    assert names(state="accepted", visit=str(meeting.pk)) == names(state="returned") == []
    assert names(visit="чужая") == [waiting.pk]
    counts = {row["key"]: row["count"] for row in desk.get(address).context["lists"]}
    assert counts == {"sent": 1, "returned": 0, "accepted": 1}
    assert "ждут решения: 1" in page(desk, reverse("portals:trainer"))


def test_the_report_is_read_and_accepted(desk, waiting, client, address):
    place = reverse("portals:visit_report", args=[waiting.pk])
    text = page(desk, place)
    assert (TEXTS["takes"] in text, reverse("portals:visit_photo", args=[waiting.photos.get().pk]) in text) == (True, True)

    assert desk.post(place, decision(waiting, answer="Спасибо за снимки")).status_code == 302

    assert VisitReport.objects.get().state == "accepted"
    assert "Спасибо за снимки" in page(client, address)
    assert desk.post(place, decision(waiting)).status_code == 409


def test_returning_asks_for_a_reason(desk, waiting):
    place = reverse("portals:visit_report", args=[waiting.pk])

    answer = desk.post(place, decision(waiting, "return"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["answer"])
    assert desk.post(place, decision(waiting, "return", "Подпишите снимок")).status_code == 302

    assert (VisitReport.objects.get().state, VisitReport.objects.get().answer) == ("returned", "Подпишите снимок")


def test_an_accepted_report_can_be_returned(desk, enrollment, meeting):
    report = report_of(enrollment, meeting, "accepted")
    place = reverse("portals:visit_report", args=[report.pk])

    assert "Вернуть принятый отчёт" in page(desk, place)
    desk.post(place, decision(report, "return", "На снимке ребёнок, спросите родителей"))

    assert VisitReport.objects.get().state == "returned"


def test_a_report_that_changed_meanwhile_is_not_decided(desk, waiting):
    place = reverse("portals:visit_report", args=[waiting.pk])
    VisitReport.objects.update(edition=waiting.edition + 1)

    for edition in (waiting.edition, "", "x", "٣", "9" * 40):
        assert desk.post(place, decision(waiting, edition=str(edition))).status_code == 409
    assert VisitReport.objects.get().state == "sent"


def test_a_draft_is_nobodys(desk, enrollment, meeting):
    report = report_of(enrollment, meeting, "draft")

    assert desk.get(reverse("portals:visit_report", args=[report.pk])).status_code == 404
    assert "Пишет" in page(desk, reverse("portals:visit_people", args=[meeting.pk]))
    assert TEXTS["saw"] not in page(desk, reverse("portals:visit_paper", args=[meeting.pk]))


def test_people_of_a_visit(desk, cohort, meeting, waiting):
    silent, missed = EnrollmentFactory.create_batch(2, cohort=cohort)
    MarkFactory(meeting=meeting, enrollment=missed, status="absent")

    rows = {row["person"].pk: str(row["words"]) for row in desk.get(reverse("portals:visit_people", args=[meeting.pk])).context["rows"]}

    assert rows == {waiting.enrollment_id: "На проверке", silent.pk: "Отчёта нет", missed.pk: "Пропуск по отметкам"}


def test_the_paper_holds_accepted_reports_whole(desk, cohort, meeting, waiting):
    report = report_of(EnrollmentFactory(cohort=cohort, person__family_name="Тихонова"), meeting, "accepted", photos=2)
    MarkFactory(meeting=meeting, enrollment=report.enrollment)

    answer = desk.get(reverse("portals:visit_paper", args=[meeting.pk]))

    text = answer.content.decode()
    assert [row for row, _photos in answer.context["rows"]] == [report]
    assert text.count("<img") == 2
    assert 'loading="lazy"' not in text  # paper does not scroll
    assert (report.enrollment.person.full_name in text, waiting.enrollment.person.full_name in text) == (True, False)
    assert answer.context["came"] == 1


@pytest.mark.parametrize("name", ["visit_reports", "visit_people", "visit_paper"])
def test_lists_take_the_same_queries(desk, cohort, meeting, name):
    address = reverse(f"portals:{name}", args=[meeting.pk] if "reports" not in name else [])
    counts = []
    for number in (1, 2, 17):
        for each in range(number):
            report_of(EnrollmentFactory(cohort=cohort), meeting, "accepted", photos=each < 2)
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            desk.get(address, {"state": "accepted"})
        counts.append(len(found))

    assert counts[0] == counts[1] == counts[2]


def test_a_trainer_of_another_cohort_finds_nothing(client_of, waiting, meeting, stranger):
    AssignmentFactory(person=stranger, role="trainer", cohort=EnrollmentFactory().cohort)
    foreign = client_of(stranger)

    assert foreign.get(reverse("portals:visit_reports")).context["page"].paginator.count == 0
    for name, number in (("visit_report", waiting.pk), ("visit_people", meeting.pk), ("visit_paper", meeting.pk)):
        assert foreign.get(reverse(f"portals:{name}", args=[number])).status_code == 404
    assert foreign.post(reverse("portals:visit_report", args=[waiting.pk]), decision(waiting)).status_code == 404


def test_no_report_before_the_visit_nor_of_a_training(desk, client, cohort, enrollment):
    ahead = visit_of(cohort, ends_at=timezone.now() + timedelta(hours=3))
    address = reverse("portals:visit", args=[enrollment.pk, ahead.pk])

    assert "Отчёт откроется, когда поездка закончится" in page(client, address)
    assert desk.get(reverse("portals:visit_people", args=[ahead.pk])).status_code == 404
