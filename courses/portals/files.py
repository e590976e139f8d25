"""Private files on their way out. Each view finds its object by a QuerySet verb; the vault serves it inert."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_safe

from courses.certificates.models import Certificate
from courses.enrollment.models import Answer
from courses.enrollment.rules import roles_of
from courses.portals.study import find_lesson
from courses.program.models import Lesson
from courses.projects.call_rules import keeps
from courses.projects.content_rules import name_of
from courses.projects.models import ProjectFile, SubmissionFile, Team
from courses.route.rules import reasons_closed
from school.people.models import User
from school.people.requests import PersonRequest
from school.vault.serving import PLAYED, answer

DECIDING = frozenset({"coordinator", "administrator"})


@login_required
@require_safe
def certificate_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The holder's PDF. A revoked certificate is not served any more."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user).valid().select_related("file"), pk=pk)
    if certificate.file is None:
        raise Http404
    return answer(request, certificate.file, filename=f"{certificate.number}.pdf")


@login_required
@require_safe
def lesson_file(request: PersonRequest, cohort_id: int, lesson_id: int, key: str) -> HttpResponseBase:
    """A file of a lesson, for whoever may open the lesson now, as long as its live page still shows the file. Film and sound play in the page."""
    lesson, enrollment = find_lesson(request.user, cohort_id, lesson_id)
    if not Lesson.objects.readable().filter(pk=lesson.pk).exists() or (enrollment.pk and reasons_closed(enrollment, lesson)):
        raise Http404
    file = next((file for file in lesson.page.files if file.key == key), None)
    if file is None:
        raise Http404
    return answer(request, file, inline=file.content_type in PLAYED)


@login_required
@require_safe
def answer_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A file from an application: its owner's, and what coordinators read to decide. A draft is the owner's alone."""
    answers = Answer.objects.select_related("file").exclude(file=None)
    seen = answers.sent() if roles_of(request.user) & DECIDING else answers.of_person(request.user)
    file = get_object_or_404(seen | answers.of_person(request.user), pk=pk).file
    if file is None:
        raise Http404
    return answer(request, file)


@login_required
@require_safe
def project_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A file of a project that is being written: its team's and the organisers'."""
    return answer(request, get_object_or_404(ProjectFile.objects.visible_to(request.user).select_related("file"), pk=pk).file)


@login_required
@require_safe
def submission_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """A file as it was handed in: its team's, the organisers', and of whoever was asked to review this very work. A blind reviewer gets it by another name."""
    found = get_object_or_404(SubmissionFile.objects.visible_to(request.user).select_related("file", "submission__stage__call"), pk=pk)
    return answer(request, found.file, filename=name_for(found, request.user))


def name_for(found: SubmissionFile, person: User) -> str | None:
    """Where the review is blind, a reviewer is not told by the name of a file whose it is."""
    call = found.submission.stage.call
    own = Team.objects.of(person).filter(project__submissions=found.submission).exists()
    if not call.blind or own or keeps(call, person):
        return None
    number = found.submission.files.filter(pk__lte=found.pk).count()
    return name_of(found, number, blind=True)


urlpatterns = [
    path("files/projects/<int:pk>/", project_file, name="project_file"),
    path("files/submissions/<int:pk>/", submission_file, name="submission_file"),
    path("files/answers/<int:pk>/", answer_file, name="answer_file"),
    path("files/lessons/<int:cohort_id>/<int:lesson_id>/<slug:key>/", lesson_file, name="lesson_file"),
    path("files/certificates/<int:pk>/", certificate_file, name="certificate_file"),
]
