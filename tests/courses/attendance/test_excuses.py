"""Excuses: asked, decided, taken back; what each does to the mark; who reads the paper."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance import rules
from courses.attendance.actions import accept_excuse, ask_excuse, refuse_excuse, save_sheet, take_back_excuse
from courses.attendance.models import Excuse, Mark
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from school.vault.models import File, Look
from tests.factories import EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def meeting(cohort):
    return meeting_at(cohort, timezone.now() + DAY)


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def excuse(trainer, meeting, enrollment, participant):
    return ask_excuse(meeting, enrollment, reason="Болею", by=participant)


def meeting_at(cohort, start, **more):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=start, ends_at=start + timedelta(hours=2), **more)


def paper():
    return SimpleUploadedFile("справка.pdf", PDF, "application/pdf")


def mark():
    return Mark.objects.values_list("status", "source").first()


def address(excuse):
    return reverse("portals:excuse", args=[excuse.enrollment_id, excuse.meeting_id])


def test_asking_tells_the_trainers(excuse, trainer):
    letter = Letter.objects.get(name="excuse_asked")

    assert (excuse.state, letter.recipient, mark()) == ("asked", trainer, None)
    assert "Болею" not in letter.text  # a reason may be private: it is read on the page


def test_asking_tells_the_responsible_coordinator_while_nobody_leads(cohort, meeting, enrollment, participant, coordinator):
    cohort.responsible = coordinator
    cohort.save()

    ask_excuse(meeting, enrollment, reason="Болею", by=participant)

    assert Letter.objects.get(name="excuse_asked").recipient == coordinator


def test_accepted_is_a_mark_and_a_letter(excuse, coordinator, participant, meeting):
    accept_excuse(excuse, answer="Поправляйтесь", by=coordinator)

    letter = Letter.objects.get(name="excuse_decided")
    assert mark() == ("excused", "excuse")
    assert (letter.recipient, "Поправляйтесь" in letter.text) == (participant, True)
    assert Entry.objects.about(meeting).filter(verb="attendance.excuse_accepted", by=coordinator).exists()


def test_refused_needs_an_answer_and_leaves_no_mark(excuse, trainer):
    with pytest.raises(Refused):
        refuse_excuse(excuse, answer=" ", by=trainer)

    refuse_excuse(excuse, answer="Занятие можно посмотреть в записи", by=trainer)

    excuse.refresh_from_db()
    assert (excuse.state, excuse.decided_by, mark()) == ("refused", trainer, None)


def test_taken_back_takes_the_mark_too(excuse, trainer, participant):
    accept_excuse(excuse, by=trainer)

    take_back_excuse(excuse, by=participant)

    excuse.refresh_from_db()
    assert (excuse.state, mark()) == ("taken_back", None)


def test_accepted_stays_once_the_meeting_has_begun(excuse, trainer, participant, meeting):
    accept_excuse(excuse, by=trainer)
    meeting.starts_at = timezone.now() - timedelta(minutes=1)
    meeting.save()

    with pytest.raises(Refused):
        take_back_excuse(excuse, by=participant)
    assert mark() == ("excused", "excuse")


@pytest.mark.parametrize("first", ["accept", "refuse", "take_back"])
@pytest.mark.parametrize("second", ["accept", "refuse"])
def test_decided_once(excuse, trainer, participant, first, second):
    do = {
        "accept": lambda: accept_excuse(excuse, by=trainer),
        "refuse": lambda: refuse_excuse(excuse, answer="Нет", by=trainer),
        "take_back": lambda: take_back_excuse(excuse, by=participant),
    }
    do[first]()

    with pytest.raises(Refused):
        do[second]()


def test_one_in_force_at_a_time_and_again_after_a_refusal(excuse, meeting, enrollment, participant, trainer):
    with pytest.raises(Refused):
        ask_excuse(meeting, enrollment, reason="Ещё раз", by=participant)
    refuse_excuse(excuse, answer="Нет", by=trainer)

    assert ask_excuse(meeting, enrollment, reason="Со справкой", by=participant).state == "asked"


@pytest.mark.parametrize(("days", "may"), [(-13, True), (-16, False)])
def test_asking_afterwards_has_a_term(cohort, enrollment, participant, days, may):
    past = meeting_at(cohort, timezone.now() + days * DAY)

    if may:
        assert ask_excuse(past, enrollment, reason="Болею", by=participant)
    else:
        with pytest.raises(Refused):
            ask_excuse(past, enrollment, reason="Болею", by=participant)


def test_who_was_there_or_is_not_expected_does_not_ask(cohort, meeting, enrollment, participant):
    MarkFactory(meeting=meeting, enrollment=enrollment, status="late")
    elsewhere = MeetingFactory()
    cancelled = meeting_at(cohort, timezone.now() + DAY, cancelled_at=timezone.now())

    for place in (meeting, elsewhere, cancelled):
        with pytest.raises(Refused):
            ask_excuse(place, enrollment, reason="Болею", by=participant)
    assert Excuse.objects.count() == 0


def test_absent_mark_becomes_excused_and_the_undo_stays_away(cohort, enrollment, participant, trainer):
    past = meeting_at(cohort, timezone.now() - DAY)
    save_sheet(past, {enrollment.pk: "absent"}, by=trainer)
    excuse = ask_excuse(past, enrollment, reason="Болею", by=participant)

    accept_excuse(excuse, by=trainer)

    assert mark() == ("excused", "excuse")
    assert rules.last_change(past).verb == "attendance.excuse_accepted"
    assert rules.standings([enrollment])[enrollment.pk].share is None


def test_present_mark_is_not_overruled(cohort, enrollment, participant, trainer):
    past = meeting_at(cohort, timezone.now() - DAY)
    excuse = ask_excuse(past, enrollment, reason="Болею", by=participant)
    save_sheet(past, {enrollment.pk: "present"}, by=trainer)

    with pytest.raises(Refused):
        accept_excuse(excuse, by=trainer)
    assert mark() == ("present", "manual")


# Screens


def test_participant_asks_with_a_paper_and_sees_the_state(client_of, participant, meeting, enrollment):
    client = client_of(participant)
    place = reverse("portals:excuse", args=[enrollment.pk, meeting.pk])

    page = client.post(place, {"reason": "Операция", "document": paper()}, follow=True).content.decode()

    assert File.objects.get().shelf == "excuses"
    assert "Ждёт решения" in page
    assert "Пропуск: ждёт решения" in client.get(reverse("portals:meetings", args=[enrollment.pk])).content.decode().replace("\n", "")


@pytest.mark.parametrize("data", [{"reason": ""}, {"reason": " \u200b "}, {"reason": "x" * 1001}])
def test_bad_reason_is_told_and_stays(client_of, participant, meeting, enrollment, data):
    response = client_of(participant).post(reverse("portals:excuse", args=[enrollment.pk, meeting.pk]), data)

    assert (response.status_code, Excuse.objects.count()) == (400, 0)


def test_bad_paper_is_told_and_nothing_is_kept(client_of, participant, meeting, enrollment):
    bad = SimpleUploadedFile("справка.pdf", b"MZ not a pdf", "application/pdf")

    page = client_of(participant).post(reverse("portals:excuse", args=[enrollment.pk, meeting.pk]), {"reason": "Операция", "document": bad})

    assert (page.status_code, Excuse.objects.count(), File.objects.count()) == (400, 0, 0)
    assert "Операция" in page.content.decode()


def test_trainer_decides_on_screen(client_of, excuse, trainer):
    client = client_of(trainer)
    place = reverse("portals:excuse_decision", args=[excuse.pk])
    assert "ждут решения: 1" in client.get(reverse("portals:trainer")).content.decode()

    assert client.post(place, {"verdict": "refuse", "answer": " "}).status_code == 400
    client.post(place, {"verdict": "accept", "answer": ""})

    assert mark() == ("excused", "excuse")


def test_second_decision_is_told(client_of, excuse, trainer, coordinator):
    accept_excuse(excuse, by=coordinator)

    page = client_of(trainer).post(reverse("portals:excuse_decision", args=[excuse.pk]), {"verdict": "refuse", "answer": "Нет"}).content.decode()

    assert "уже есть решение" in page


@pytest.mark.parametrize("role", ["stranger", "mentor", "author", "methodologist"])
def test_foreign_excuse_is_a_missing_one(client_of, cast, excuse, role):
    client = client_of(cast[role])

    assert [client.get(address(excuse)).status_code, client.get(reverse("portals:excuse_decision", args=[excuse.pk])).status_code] == [404, 404]
    assert client.post(reverse("portals:excuse_back", args=[excuse.pk])).status_code == 404


def test_trainer_of_another_cohort_does_not_decide(client_of, excuse):
    from tests.factories import AssignmentFactory, CohortFactory

    other = AssignmentFactory(role="trainer", cohort=CohortFactory(under_way=True)).person

    assert client_of(other).post(reverse("portals:excuse_decision", args=[excuse.pk]), {"verdict": "accept"}).status_code == 404
    assert mark() is None


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("participant", 200),
        ("trainer", 200),
        ("coordinator", 200),
        ("administrator", 200),
        ("mentor", 404),
        ("author", 404),
        ("methodologist", 404),
        ("stranger", 404),
        ("visitor", 302),
    ],
)
def test_paper_is_read_by_the_person_and_whoever_decides(client_of, cast, meeting, enrollment, participant, role, status):
    excuse = ask_excuse(meeting, enrollment, reason="Болею", document=paper(), by=participant)

    response = client_of(cast[role]).get(reverse("portals:excuse_file", args=[excuse.pk]))

    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) == PDF
        assert Look.objects.count() == 1


def test_queries_of_the_list_do_not_grow(client_of, cohort, meeting, trainer):
    client, counts = client_of(trainer), []
    for more in (1, 2, 30):
        for person in EnrollmentFactory.create_batch(more, cohort=cohort):
            ask_excuse(meeting, person, reason="Болею", by=person.person)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("portals:excuse_list"))
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
