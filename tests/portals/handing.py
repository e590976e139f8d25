"""Handing in through the screen: what the tests of a work and of its versions press beforehand."""

from django.utils import timezone

from courses.projects.models import Project, Submission
from tests.portals.test_project_form import at, fields


def write(client, project, **changes):
    client.post(at("project_edit", project.pk), fields(Project.objects.get(), **changes))


def hand_in(client, project, stage):
    client.post(at("project_hand_in", project.pk, stage.pk), {"edition": Project.objects.get().edition})
    return Submission.objects.latest("pk")


def decided(work, state, **fields):
    Submission.objects.filter(pk=work.pk).update(state=state, decided_at=timezone.now(), **fields)
    return Submission.objects.get(pk=work.pk)
