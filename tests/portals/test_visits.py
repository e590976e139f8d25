"""The report of a visit on screen: nothing typed is lost, whoever presses what; the cohort reads what was accepted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.attendance.models import Mark
from courses.portals.returning import whose
from courses.progress.models import VisitReport
from school.post.models import Letter
from tests.factories import EnrollmentFactory, MarkFactory
from tests.visits import TEXTS, report_of, shot, visit_of

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


def given(report=None, **more):
    return TEXTS | {"edition": str(report.edition if report else 0)} | more


def page(client, address):
    return client.get(address).content.decode()


# The author


@pytest.mark.parametrize("state", ["", "draft", "returned", "sent", "accepted"])
def test_the_way_to_the_report_stands_beside_its_meeting(client, enrollment, meeting, address, state):
    if state:
        report_of(enrollment, meeting, state)
    words = {"": "Рассказать о поездке", "draft": "Дописать отчёт", "returned": "Поправить отчёт"}.get(state, "Отчёт о поездке")

    for name, args in (("meetings", [enrollment.pk]), ("module", [enrollment.pk, meeting.module_id])):
        text = page(client, reverse(f"portals:{name}", args=args))
        assert f'href="{address}">{words}' in text


@pytest.mark.parametrize("status", ["absent", "excused"])
def test_whoever_was_not_there_is_not_asked(client, enrollment, meeting, address, status):
    mark = MarkFactory(meeting=meeting, enrollment=enrollment, status=status)

    assert address not in page(client, reverse("portals:meetings", args=[enrollment.pk]))
    assert "отчёт не нужен" in page(client, address)
    assert client.post(address, given()).status_code == 409
    assert not VisitReport.objects.exists()

    Mark.objects.filter(pk=mark.pk).update(status="present")
    assert client.post(address, given(save="1")).status_code == 302


def test_saved_by_a_button_and_by_itself(client, address):
    assert client.post(address, given(save="1")).headers["Location"] == address
    report = VisitReport.objects.get()
    quiet = client.post(address, given(report, saw="Ещё и склад", autosave="1"), headers={"HX-Request": "true"})

    report.refresh_from_db()
    text = quiet.content.decode()
    assert (report.saw, report.edition) == ("Ещё и склад", 3)
    assert "Сохранено в" in text
    assert 'id="edition" value="3"' in text
    assert "Ещё и склад" in page(client, address)


def test_two_devices_see_each_other(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "draft")
    client.post(address, given(report, saw="С телефона", save="1"))

    quiet = client.post(address, given(report, saw="С ноутбука", autosave="1"))
    assert "на другом устройстве" in quiet.content.decode()
    assert 'name="edition"' not in quiet.content.decode()  # the page still says what it has read
    answer = client.post(address, given(report, saw="С ноутбука", save="1"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("С телефона" in text, "С ноутбука" in text, "data-draft" in text) == (True, True, False)
    assert VisitReport.objects.get().saw == "С телефона"

    client.post(address, given(VisitReport.objects.get(), saw="С обоих", save="1"))
    assert VisitReport.objects.get().saw == "С обоих"


def test_an_expired_session_returns_the_text(client_of, client, enrollment, address):
    """Also when the browser saved by itself: then its page asks for itself and is led to the sign-in (R23)."""
    visitor = client_of(None)
    lost = visitor.post(address, given(saw="Длинный рассказ", me=whose(enrollment.person), save="1"))
    assert lost.headers["Location"].startswith(reverse("account_login"))

    visitor.force_login(enrollment.person)
    text = page(visitor, address)

    assert ("Длинный рассказ" in text, "Вход закончился" in text) == (True, True)
    assert not VisitReport.objects.exists()
    visitor.post(address, given(saw="Длинный рассказ", save="1"))
    assert VisitReport.objects.get().saw == "Длинный рассказ"
    assert "Вход закончился" not in page(visitor, address)


def test_somebody_else_does_not_get_the_text(client_of, enrollment, address, stranger):
    visitor = client_of(None)
    visitor.post(address, given(saw="Длинный рассказ", me=whose(enrollment.person)))

    visitor.force_login(stranger)

    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize(("name", "limit"), [("saw", 5000), ("takes", 5000), ("asks", 3000)])
def test_too_long_a_text_stays_in_its_field(client, address, name, limit):
    answer = client.post(address, given(**{name: "ж" * (limit + 1)}, save="1"))

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [name]
    assert "ж" * (limit + 1) in answer.content.decode()
    quiet = client.post(address, given(**{name: "ж" * (limit + 1)}, autosave="1"))
    assert "Не сохранено" in quiet.content.decode()
    assert not VisitReport.objects.exists()


def test_sending_says_at_the_field_what_is_missing(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "draft")
    client.post(address, given(report, photo=shot(), add="1"))
    photo = report.photos.get()

    answer = client.post(address, given(report, saw="", send="1"))

    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"saw", f"caption_{photo.pk}"}
    saved = VisitReport.objects.get()
    assert (saved.state, saved.saw) == ("draft", "")
    assert answer.context["edition"] == saved.edition


def test_sent_twice_is_sent_once(client, enrollment, meeting, address, trainer):
    report = report_of(enrollment, meeting, "draft")

    for _double in range(2):
        assert client.post(address, given(report, send="1")).status_code == 302

    assert VisitReport.objects.get().state == "sent"
    assert Letter.objects.filter(name="visit_sent").count() == 1
    assert "На проверке" in page(client, address)


def test_what_was_typed_into_a_sent_report_is_shown(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "sent")

    answer = client.post(address, given(report, saw="Ещё одно", save="1"))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("Ещё одно" in text, "Этот текст не сохранён" in text, "Отчёт у тренера" in text) == (True, True, True)
    assert VisitReport.objects.get().saw == TEXTS["saw"]


def test_who_reads_it_is_said_before_sending(client, address):
    text = page(client, address)

    assert text.index("его увидят все слушатели потока") < text.index('name="send"')


def test_a_returned_report_says_why_and_is_sent_again(client, enrollment, meeting, address):
    report = report_of(enrollment, meeting, "returned")
    VisitReport.objects.update(answer="Допишите про склад")

    assert "Допишите про склад" in page(client, address)
    client.post(address, given(report, saw="Склад на сто мест", send="1"))

    report.refresh_from_db()
    assert (report.state, report.saw, report.answer) == ("sent", "Склад на сто мест", "")


# The cohort


def test_the_cohort_reads_accepted_reports(client, client_of, cohort, enrollment, meeting, address):
    other = EnrollmentFactory(cohort=cohort)
    report = report_of(other, meeting, "accepted", photos=1)
    hidden = report_of(EnrollmentFactory(cohort=cohort, person__family_name="Тихонова"), meeting, "sent")
    told = reverse("portals:visit_told", args=[enrollment.pk, report.pk])

    text = page(client, address)
    assert told in text
    assert hidden.enrollment.person.full_name not in text
    text = page(client, told)
    assert TEXTS["saw"] in text
    assert reverse("portals:visit_photo", args=[report.photos.get().pk]) in text
    assert client.get(reverse("portals:visit_told", args=[enrollment.pk, hidden.pk])).status_code == 404
    foreign = EnrollmentFactory()
    assert client_of(foreign.person).get(reverse("portals:visit_told", args=[foreign.pk, report.pk])).status_code == 404


@pytest.mark.parametrize("reports", [1, 3, 20])
def test_the_page_takes_the_same_queries(client, cohort, meeting, address, reports):
    for _each in range(reports):
        report_of(EnrollmentFactory(cohort=cohort), meeting, "accepted")
    client.get(address)

    with CaptureQueriesContext(connection) as found:
        text = page(client, address)

    assert text.count("Прочитать") == min(reports, 15)
    assert len(found) <= 14
