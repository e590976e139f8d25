"""The stage: one real object behind every address that takes an argument, all of them the participant's (or of the participant's cohort)."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, LessonPage, LibraryEntryPage, LibraryPage, ProgramPage, SeminarPage
from courses.attendance.models import Excuse, PaperSheet, Survey
from courses.certificates.actions import issue
from courses.certificates.letters import print_and_send
from courses.enrollment.models import Announcement, Answer, CalendarAddress, Enrollment, Invitation, Question, Remark
from courses.enrollment.rules import hash_of
from courses.progress.actions import mark_done
from school.people.actions import confirm_name, give_consent
from school.post.actions import send
from school.post.choices import stop_token
from school.post.models import Letter
from school.vault.actions import keep
from school.vault.exports import put_out
from school.vault.models import File
from tests.dossier_consultations import stand_consultations
from tests.dossier_desk import stand_desk
from tests.dossier_documents import stand_documents
from tests.dossier_filings import stand_filings
from tests.dossier_law import stand_law
from tests.dossier_papers import stand_papers
from tests.dossier_screens import stand_screens
from tests.dossier_stage import stand_dossier
from tests.factories import (
    ApplicationFactory,
    CohortFactory,
    CohortModuleFactory,
    DesignFactory,
    MarkFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    QuotaFactory,
    UserFactory,
)
from tests.judges import stand_judging
from tests.lesson_room import stand_lessons
from tests.quizzing import stand_quizzes
from tests.teamwork import stand_teamwork
from tests.visits import stand_visits

TOKEN = "the-token-of-an-invitation"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer\n<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n"
)


@dataclass
class Stage:
    """`arguments` by the name of a route."""

    enrollment: Enrollment
    lesson_page: Page
    program_page: Page
    arguments: dict


def publish(parent, page, by=None):
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def set_pages(program, by=None, body=()):
    """Programme, one module, one lesson; the programme's record is the one given."""
    program_page = publish(HomePage.objects.get(), ProgramPage(title=program.title, slug="programma", program=program), by)
    module_page = publish(program_page, SeminarPage(title="Семинары о статусе", slug="teoriya", hours=16), by)
    lesson_page = publish(module_page, LessonPage(title="Что такое статус", slug="status", summary="О статусе.", body=list(body)), by)
    return program_page, module_page, lesson_page


def furnish(cast, cohort):
    """The participant studies, has a mark, has applied elsewhere and already holds a certificate of this cohort."""
    person, coordinator = cast["participant"], cast["coordinator"]
    enrollment = Enrollment.objects.get(person=person, cohort=cohort)
    file = keep(PDF, name="лист.pdf", content_type="application/pdf", by=None, title="Лист", shelf=File.Shelf.LESSONS)
    body = [("heading", "О чём речь"), ("text", "<p>Статус получает организация.</p>"), ("file", {"file": file.pk, "title": "Лист"})]
    stored = [{"type": kind, "value": value} for kind, value in body]
    program_page, module_page, lesson_page = set_pages(cohort.program, cast["administrator"], stored)
    CohortModuleFactory(cohort=cohort, module=module_page.module)
    meeting = MeetingFactory(
        cohort=cohort,
        module=module_page.module,
        trainer=cast["trainer"],
        starts_at=timezone.now() - timedelta(days=2),
        ends_at=timezone.now() - timedelta(days=2, hours=-3),
    )
    MarkFactory(meeting=meeting, enrollment=enrollment)
    mark_done(enrollment, lesson_page.lesson, by=person)
    confirm_name(person, by=person)
    give_consent(person, "processing")
    DesignFactory()
    certificate = issue(enrollment, by=coordinator)
    print_and_send.call(certificate.pk)
    arguments = arguments_of(enrollment, lesson_page, meeting, certificate, file)
    arguments |= (
        reported_to(cast["trainer"], cohort)
        | stand_visits(enrollment)
        | stand_quizzes(enrollment, lesson_page.lesson)
        | stand_teamwork(enrollment, PDF)
        | stand_judging(enrollment, cast)
    )
    arguments |= stand_lessons(enrollment, lesson_page.lesson, cast["trainer"], PDF)
    stand_dossier(cast, enrollment, PDF)
    arguments |= stand_screens(enrollment)
    arguments |= stand_law(PDF)
    arguments |= stand_documents(cast, enrollment)
    arguments |= stand_desk(cast, enrollment)
    arguments |= stand_papers(cast, enrollment) | stand_consultations(cast, enrollment)
    arguments |= stand_filings(cast, enrollment)
    return Stage(
        enrollment,
        lesson_page,
        program_page,
        arguments | more_of(person, coordinator, enrollment) | told_of(enrollment, coordinator) | around(meeting, enrollment) | open_to_all(),
    )


def around(meeting, enrollment):
    """What stands around a sheet."""
    file = keep(PDF, name="справка.pdf", by=enrollment.person, shelf="excuses")
    excuse = Excuse.objects.create(meeting=meeting, enrollment=enrollment, reason="Болею", file=file)
    scan = keep(PDF, name="скан.pdf", by=meeting.trainer, shelf="sheets")
    paper = PaperSheet.objects.create(meeting=meeting, file=scan, by=meeting.trainer)
    asked = {"portals:excuse_back": [excuse.pk], "portals:excuse_decision": [excuse.pk], "portals:excuse_file": [excuse.pk]}
    survey = Survey.objects.create(
        cohort=enrollment.cohort,
        meeting=meeting,
        title="Как прошло занятие",
        questions=[{"text": "Полезно?", "scale": "points"}],
        opened_at=timezone.now(),
    )
    asked |= {name: [survey.pk] for name in ("portals:survey", "portals:survey_switch", "portals:survey_reply")}
    return asked | {"portals:papers": [meeting.pk], "portals:sheet_file": [meeting.pk], "portals:paper_file": [paper.pk]}


def open_to_all():
    """A form that anybody may take."""
    file = keep(PDF, name="бланк.pdf", by=None, shelf=File.Shelf.LIBRARY)
    library = publish(HomePage.objects.get(), LibraryPage(title="Библиотека", slug="biblioteka"))
    entry = publish(library, LibraryEntryPage(title="Бланк", slug="blank", summary="Бланк заявления", file_id=file.pk))
    return {"site:library_file": [entry.pk, file.key]}


def arguments_of(enrollment, lesson_page, meeting, certificate, file):
    lesson = lesson_page.lesson
    return {
        "portals:route": [enrollment.pk],
        "portals:meetings": [enrollment.pk],
        "portals:module": [enrollment.pk, lesson.module_id],
        "portals:study": [enrollment.cohort_id, lesson.pk],
        "portals:study_done": [enrollment.cohort_id, lesson.pk],
        "portals:lesson_file": [enrollment.cohort_id, lesson.pk, file.key],
        "portals:sheet": [meeting.pk],
        "portals:sheet_undo": [meeting.pk],
        "portals:sheet_guests": [meeting.pk],
        "portals:hall_code": [meeting.pk],
        "portals:check_in_code": [meeting.pk, "7KQ2M4XD"],
        "portals:checked_in": [meeting.pk],
        "portals:excuse": [enrollment.pk, meeting.pk],
        "portals:mentor_organization": [enrollment.organization_id],
        **{f"portals:{name}": [enrollment.cohort_id] for name in ("glance", "glance_lessons", "nudge")},
        "portals:glance_person": [enrollment.cohort_id, enrollment.pk],
        "portals:certificate": [certificate.token.lower()],
        "portals:certificate_qr": [certificate.token],
        "portals:certificate_picture": [certificate.token.lower()],
        "portals:certificate_file": [certificate.pk],
        "people:organization": [enrollment.organization_id],
        "people:edit_organization": [enrollment.organization_id],
        "people:leave": [enrollment.organization_id],
    }


def told_of(enrollment, coordinator):
    """An announcement to the cohort, and the participant's calendar."""
    found = Announcement.objects.create(cohort=enrollment.cohort, subject="Сменная обувь", text="Возьмите сменную обувь.", by=coordinator)
    CalendarAddress.objects.create(person=enrollment.person, token_hash=hash_of(TOKEN))
    return {
        "portals:calendar_feed": [TOKEN],
        "portals:announcements": [enrollment.pk],
        "portals:announcement_read": [enrollment.pk, found.pk],
        "portals:cohort_announcements": [enrollment.cohort_id],
        "portals:announcement_readers": [found.pk],
    }


def reported_to(trainer, cohort):
    """The report of the cohort, printed for its trainer."""
    file = put_out(BytesIO(PDF), name="отчёт.pdf", content_type="application/pdf", purpose=f"report-{cohort.pk}:ticket", by=trainer)
    return {
        "portals:cohort_report": [cohort.pk],
        "portals:cohort_report_export": [cohort.pk, "xlsx"],
        "portals:cohort_report_file": [cohort.pk, file.key],
    }


def applied(person, coordinator, application):
    """Around the participant's application: a file among the answers, a question asked; a seat offered and a draft elsewhere."""
    same = {"person": person, "organization": application.organization, "town": application.town}
    question = Question.objects.create(cohort=application.cohort, text="Приложите устав", kind="file", required=False)
    file = keep(PDF, name="устав.pdf", by=person, shelf="applications")
    answer = Answer.objects.create(application=application, question=question, file=file)
    Remark.objects.create(application=application, by=coordinator, text="Сколько у вас подопечных?")
    cohorts = [CohortFactory(title=title, program=application.cohort.program) for title in ("Летний поток", "Зимний поток")]
    for cohort in cohorts:
        QuotaFactory(cohort=cohort, town=application.town)
    offered = ApplicationFactory(cohort=cohorts[0], state="offered", offer_until=timezone.now() + timedelta(days=2), **same)
    draft = ApplicationFactory(cohort=cohorts[1], state="draft", **same)
    return {
        "portals:offer": [offered.pk, "accept"],
        "portals:answer": [application.pk],
        "portals:discard_draft": [draft.pk],
        "portals:answer_file": [answer.pk],
    }


def more_of(person, coordinator, enrollment):
    opened = CohortFactory(title="Весенний поток", program=enrollment.cohort.program)
    QuotaFactory(cohort=opened, town=person.town)
    application = ApplicationFactory(person=person, organization=enrollment.organization, cohort=opened, town=person.town)
    asked = MembershipFactory(organization=enrollment.organization, person=UserFactory(family_name="Просителев"), state="asked", owner=False)
    Invitation.objects.create(email="new@shkola.example", role="coordinator", token_hash=hash_of(TOKEN), invited_by=coordinator)
    letter = Letter.objects.filter(attachment__isnull=False).latest("pk")
    arguments = applied(person, coordinator, application)
    MentorshipFactory()  # somebody else's
    return arguments | {
        "portals:apply": [opened.pk],
        "portals:withdraw": [application.pk],
        "portals:invitation": [TOKEN],
        "people:member": [enrollment.organization_id, asked.pk],
        "people:give_consent": ["mailing"],
        "people:withdraw_consent": ["processing"],
        "people:consent_text": ["processing"],
        "people:consent_text_version": ["processing", 1],
        "notices:read": [send("nudge", to=person, context={"text": "Остался один урок.", "person": person, "cohort": opened}).pk],
        "notices:stop": [stop_token(person.pk)],
        "post:letter": [letter.pk],
        "post:letter_html": [letter.pk],
        "post:attachment": [letter.pk],
    }
