"""The stage: one real object behind every address that takes an argument, all of them the participant's (or of the participant's cohort)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, LessonPage, LibraryEntryPage, LibraryPage, ProgramPage, SeminarPage
from courses.certificates.actions import issue
from courses.certificates.letters import print_and_send
from courses.certificates.models import Design
from courses.enrollment.models import Enrollment, Invitation
from courses.enrollment.rules import hash_of
from courses.progress.actions import mark_done
from school.people.actions import confirm_name, give_consent
from school.post.models import Letter
from school.vault.actions import keep
from school.vault.models import File
from tests.factories import (
    ApplicationFactory,
    CohortFactory,
    CohortModuleFactory,
    MarkFactory,
    MeetingFactory,
    MembershipFactory,
    MentorshipFactory,
    QuotaFactory,
    UserFactory,
)

TOKEN = "the-token-of-an-invitation"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


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
    Design.objects.create(
        school_name="Школа лидеров НКО", place="Тюмень", signatory_name="Е. А. Соколова", signatory_post="директор", since=timezone.localdate()
    )
    certificate = issue(enrollment, by=coordinator)
    print_and_send.call(certificate.pk)
    arguments = arguments_of(enrollment, lesson_page, meeting, certificate, file)
    return Stage(enrollment, lesson_page, program_page, arguments | more_of(person, coordinator, enrollment) | open_to_all())


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
        "portals:sheet_print": [meeting.pk],
        "portals:mentor_organization": [enrollment.organization_id],
        "portals:certificate": [certificate.token.lower()],
        "portals:certificate_qr": [certificate.token],
        "portals:certificate_file": [certificate.pk],
        "people:organization": [enrollment.organization_id],
        "people:edit_organization": [enrollment.organization_id],
        "people:leave": [enrollment.organization_id],
    }


def more_of(person, coordinator, enrollment):
    opened = CohortFactory(title="Весенний поток", program=enrollment.cohort.program)
    QuotaFactory(cohort=opened, town=person.town)
    application = ApplicationFactory(person=person, organization=enrollment.organization, cohort=opened, town=person.town)
    asked = MembershipFactory(organization=enrollment.organization, person=UserFactory(family_name="Просителев"), state="asked", owner=False)
    Invitation.objects.create(email="new@shkola.example", role="coordinator", token_hash=hash_of(TOKEN), invited_by=coordinator)
    letter = Letter.objects.latest("pk")
    MentorshipFactory()  # somebody else's
    return {
        "portals:apply": [opened.pk],
        "portals:withdraw": [application.pk],
        "portals:invitation": [TOKEN],
        "people:member": [enrollment.organization_id, asked.pk],
        "people:give_consent": ["mailing"],
        "people:withdraw_consent": ["processing"],
        "people:consent_text": ["processing"],
        "people:consent_text_version": ["processing", 1],
        "post:letter": [letter.pk],
        "post:letter_html": [letter.pk],
        "post:attachment": [letter.pk],
    }
