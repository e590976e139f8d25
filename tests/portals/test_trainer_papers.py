"""The sheet on paper and back: the PDF's QR leads to the reconcile screen, scans are evidence, differences are settled by the paper."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from courses.attendance import printing
from courses.attendance.models import Mark, PaperSheet
from courses.attendance.printing import ROWS, sheet_pages
from courses.enrollment.actions import dismiss
from school.journal.models import Entry
from school.vault.models import File
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))


@pytest.fixture
def people(cohort):
    return [EnrollmentFactory(cohort=cohort, person__family_name=name) for name in ("Аникина", "Борисова", "Воронова", "Громова", "Дёмина")]


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def address(meeting):
    return reverse("portals:papers", args=[meeting.pk])


def scan():
    return SimpleUploadedFile("лист.pdf", PDF, "application/pdf")


def test_qr_of_the_printed_sheet_leads_back_to_the_meeting(client, meeting, people, settings, picture_of, qr_of, pdf_text):
    response = client.get(reverse("portals:sheet_file", args=[meeting.pk]))

    found = qr_of(picture_of(response.content))
    words = pdf_text(response.content)
    assert response.headers["Content-Type"] == "application/pdf"
    assert found == f"{settings.BASE_URL}{address(meeting)}?page=1"
    assert client.get(found.removeprefix(settings.BASE_URL)).status_code == 200
    assert all(person.person.full_name.split()[0] in words for person in people)


def test_every_page_has_its_own_number():
    pages = sheet_pages([None] * (ROWS + 1))

    assert [(page["number"], page["of"], len(page["rows"]), bool(page["spare"])) for page in pages] == [(1, 2, ROWS, False), (2, 2, 1, True)]


def test_long_sheet_is_a_job_for_its_asker_only(client, client_of, meeting, people, trainer, run_jobs, monkeypatch, pdf_text):
    monkeypatch.setattr(printing, "AT_ONCE", 4)
    place = reverse("portals:sheet_file", args=[meeting.pk])
    assert client.get(place).url == f"{address(meeting)}#sheet"  # opening it writes nothing
    jobs = DBTaskResult.objects.filter(task_path=printing.make_apart.module_path)
    assert not jobs.exists()

    for _double in range(2):
        client.post(place)
    assert "печатается" in client.get(address(meeting)).content.decode()
    assert jobs.count() == 1
    run_jobs()

    file = File.objects.get(shelf="exports")
    assert f"{place}?file={file.key}" in client.get(address(meeting)).content.decode()
    words = pdf_text(b"".join(client.get(place, {"file": file.key}).streaming_content))
    assert all(person.person.family_name in words for person in people)
    other = MeetingFactory(cohort=meeting.cohort, module=meeting.module)
    assert client.get(reverse("portals:sheet_file", args=[other.pk]), {"file": file.key}).status_code == 404
    colleague = AssignmentFactory(role="trainer", cohort=meeting.cohort).person
    assert client_of(colleague).get(place, {"file": file.key}).status_code == 404
    dismiss(trainer.assignments.get(), by=None)
    assert client.get(place, {"file": file.key}).status_code == 404


def test_job_prints_nothing_for_a_former_trainer(meeting, people, trainer):
    dismiss(trainer.assignments.get(), by=None)

    assert printing.make_apart.call(trainer.pk, "t", printing.purpose(meeting), meeting.pk) == "may no longer print it"
    assert not File.objects.exists()


def test_empty_sheet_is_still_a_page(client, meeting):
    assert client.get(reverse("portals:sheet_file", args=[meeting.pk])).content.startswith(b"%PDF")


def test_scan_is_kept_as_evidence(client, meeting, trainer):
    client.post(address(meeting), {"step": "attach", "page": "2", "scan": scan()})

    paper = PaperSheet.objects.get()
    assert (paper.meeting, paper.page, paper.by, File.objects.get().shelf) == (meeting, 2, trainer, "sheets")
    assert b"".join(client.get(reverse("portals:paper_file", args=[paper.pk])).streaming_content) == PDF
    assert Entry.objects.about(meeting).filter(verb="attendance.paper_attached").exists()


def test_wrong_scan_is_taken_away_with_its_bytes(client, meeting, trainer):
    client.post(address(meeting), {"step": "attach", "page": "1", "scan": scan()})
    paper = PaperSheet.objects.get()

    page = client.post(address(meeting), {"step": "remove", "scan": paper.pk}, follow=True).content.decode()

    assert "Скан убран." in page
    assert (PaperSheet.objects.count(), File.objects.count()) == (0, 0)
    assert Entry.objects.about(meeting).get(verb="attendance.paper_removed").by == trainer


def test_scan_that_somebody_has_opened_is_taken_away_and_read_no_more(client, meeting):
    client.post(address(meeting), {"step": "attach", "page": "1", "scan": scan()})
    file = reverse("portals:paper_file", args=[PaperSheet.objects.get().pk])
    b"".join(client.get(file).streaming_content)

    client.post(address(meeting), {"step": "remove", "scan": PaperSheet.objects.get().pk})

    assert (PaperSheet.objects.count(), client.get(file).status_code) == (0, 404)


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 40])
def test_scan_of_another_meeting_is_missing(client, meeting, cohort, number):
    other = MeetingFactory(cohort=cohort, module=meeting.module)
    client.post(address(other), {"step": "attach", "page": "1", "scan": scan()})

    found = client.post(address(meeting), {"step": "remove", "scan": number or PaperSheet.objects.get().pk})

    assert (found.status_code, PaperSheet.objects.count()) == (404, 1)


def test_who_came_by_the_code_is_not_made_absent_by_default(client, meeting, people):
    for person, source in zip(people, ("check_in", "manual"), strict=False):
        MarkFactory(meeting=meeting, enrollment=person, source=source)

    response = client.post(address(meeting), {"step": "compare", "signed": [person.pk for person in people[2:]]})

    kept = {row.enrollment.pk: row.keeps for row in response.context["differences"]}
    assert (kept[people[0].pk], kept[people[1].pk]) == (True, False)


@pytest.mark.parametrize("data", [{}, {"page": "0"}, {"page": "x"}, {"page": "9" * 40}])
def test_bad_scan_is_told(client, meeting, data):
    response = client.post(address(meeting), {"step": "attach"} | data)

    assert (response.status_code, PaperSheet.objects.count()) == (400, 0)


def test_forged_scan_is_told(client, meeting):
    bad = SimpleUploadedFile("лист.pdf", b"MZ", "application/pdf")

    page = client.post(address(meeting), {"step": "attach", "page": "1", "scan": bad})

    assert (page.status_code, PaperSheet.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    ("status", "signed", "differs"),
    [
        ("present", True, None),
        ("late", True, None),
        ("absent", False, None),
        ("excused", False, None),
        ("present", False, "absent"),
        ("late", False, "absent"),
        ("absent", True, "present"),
        ("excused", True, "present"),
        ("", True, "present"),
        ("", False, "absent"),
    ],
)
def test_table_of_differences(client, meeting, people, status, signed, differs):
    for person in people[1:]:
        MarkFactory(meeting=meeting, enrollment=person)
    if status:
        MarkFactory(meeting=meeting, enrollment=people[0], status=status)
    names = [person.pk for person in people[1:]] + ([people[0].pk] if signed else [])

    response = client.post(address(meeting), {"step": "compare", "signed": names})

    assert [row.proposed for row in response.context["differences"]] == ([differs] if differs else [])


def test_settling_writes_the_paper_as_the_source(client, meeting, people, trainer):
    kept, changed = people[:2]
    for person in people:
        MarkFactory(meeting=meeting, enrollment=person, status="absent", source="check_in")

    client.post(address(meeting), {"step": "settle", f"settle_{kept.pk}": "", f"settle_{changed.pk}": "present", "why": "Подпись есть"})

    assert Mark.objects.values_list("status", "source").get(enrollment=changed) == ("present", "paper")
    assert Mark.objects.values_list("status", "source").get(enrollment=kept) == ("absent", "check_in")
    entry = Entry.objects.about(meeting).get(verb="attendance.reconciled")
    assert (entry.by, entry.facts["reason"]) == (trainer, "Подпись есть")
    assert "бумажный лист" in client.get(reverse("portals:sheet", args=[meeting.pk])).content.decode()


def test_settling_leaves_foreign_people_alone(client, meeting, people):
    foreign = EnrollmentFactory(cohort=CohortFactory(under_way=True))

    client.post(address(meeting), {"step": "settle", f"settle_{foreign.pk}": "present", f"settle_{people[0].pk}": "nonsense"})

    assert Mark.objects.count() == 0


def test_meeting_to_come_is_not_reconciled(client, meeting, people):
    meeting.starts_at, meeting.ends_at = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=2)
    meeting.save()

    page = client.post(address(meeting), {"step": "settle", f"settle_{people[0].pk}": "present"}).content.decode()

    assert "ещё не началось" in page
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "status"), [("participant", 404), ("coordinator", 200), ("administrator", 200), ("mentor", 404), ("stranger", 404), ("visitor", 302)]
)
def test_scan_is_for_trainers_and_coordinators(client_of, cast, meeting, client, role, status):
    client.post(address(meeting), {"step": "attach", "page": "1", "scan": scan()})

    assert client_of(cast[role]).get(reverse("portals:paper_file", args=[PaperSheet.objects.get().pk])).status_code == status


@pytest.mark.parametrize("name", ["papers", "sheet_file"])
def test_foreign_paper_is_a_missing_one(client, name):
    foreign = MeetingFactory(cohort=CohortFactory(under_way=True))

    assert client.get(reverse(f"portals:{name}", args=[foreign.pk])).status_code == 404


def test_queries_of_the_reconcile_screen_do_not_grow(client, meeting, cohort):
    counts = []
    for more in (1, 2, 297):
        people = EnrollmentFactory.create_batch(more, cohort=cohort)
        MarkFactory(meeting=meeting, enrollment=people[0])
        client.post(address(meeting), {"step": "attach", "page": "1", "scan": scan()})
        with CaptureQueriesContext(connection) as found:
            client.get(address(meeting))
            client.post(address(meeting), {"step": "compare", "signed": [person.pk for person in people]})
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 2 * 15


def test_more_than_three_hundred_people_fit_into_one_form(client, meeting, cohort):
    """The sheet and the reconciling of a large hall are under the server's limit of fields."""
    people = EnrollmentFactory.create_batch(360, cohort=cohort)  # three fields each: more than Django's own thousand
    form = {f"mark_{person.pk}": "present" for person in people} | {f"seen_{person.pk}": "" for person in people}

    client.post(reverse("portals:sheet", args=[meeting.pk]), form | {f"note_{person.pk}": "" for person in people})
    client.post(
        address(meeting), {"step": "settle", "signed": [person.pk for person in people]} | {f"settle_{person.pk}": "absent" for person in people}
    )

    assert Mark.objects.filter(status="absent", source="paper").count() == 360
