"""Pages where everything comes together cost at most 15 queries, however many people, versions, files and times there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Lesson
from courses.projects.models import DefenceSlot, ProjectFile, Review, Stage, SubmissionFile
from school.vault.models import File
from tests import factories
from tests.courses.projects.judging import juror_of
from tests.courses.route.test_way_of_works import everything

pytestmark = pytest.mark.django_db
MOST = 15


def file_of(number, what):
    return File.objects.create(key=f"{what}-{number}", name=f"{number}.pdf", size=1, content_type="application/pdf", shelf="projects")


def review_of(work):
    found = Review.objects.create(submission=work, reviewer=juror_of(work.stage.call), state="done", words="Хорошо")
    for criterion in work.stage.call.criteria.all():
        found.marks.create(criterion=criterion, level=criterion.levels.last(), words="Видно")
    return found


@pytest.fixture(params=[1, 3])
def stand(request, cohort):
    """A cohort with one of each thing, a team with a rework, a decision with reviews, files, a budget, and a defence ahead."""
    seat = factories.EnrollmentFactory(cohort=cohort)
    everything(cohort, seat)
    project = seat.person.team_members.get().team.project
    idea, now = project.team.call.stages.get(), timezone.now()
    defence = factories.StageFactory(call=idea.call, kind=Stage.Kind.DEFENCE, title="Защита", position=1)
    for number in range(1, request.param + 1):
        mate = factories.EnrollmentFactory(cohort=cohort)
        project.team.members.create(call=idea.call, person=mate.person, enrollment=mate)
        project.budget.create(what=f"Скамья {number}", price=100)
        ProjectFile.objects.create(project=project, file=file_of(number, "own"), by=seat.person)
        work = factories.SubmissionFactory(project=project, stage=idea, number=number, by=seat.person, state="rework", outcome="Допишите план")
        SubmissionFile.objects.create(submission=work, file=file_of(number, "given"))
        review = review_of(work)
        review_of(work)
        begins = now + timedelta(days=number)
        DefenceSlot.objects.create(stage=defence, starts_at=begins, ends_at=begins + timedelta(minutes=20))
    mine = now + timedelta(days=9)
    DefenceSlot.objects.create(stage=defence, starts_at=mine, ends_at=mine + timedelta(minutes=20), team=project.team, booked_by=seat.person)
    return {"seat": seat, "project": project, "idea": idea, "defence": defence, "work": work, "review": review}


def addresses(stand):
    seat, project = stand["seat"], stand["project"]
    lessons = Lesson.objects.filter(module__program=seat.cohort.program_id)
    return {
        "test": (seat.person, "study", [seat.cohort_id, lessons.get(done_by="quiz").pk]),
        "lesson with a work": (seat.person, "study", [seat.cohort_id, lessons.get(done_by="work").pk]),
        "module": (seat.person, "module", [seat.pk, stand["idea"].call.module_id]),
        "project": (seat.person, "project", [project.pk]),
        "team": (seat.person, "team", [project.team_id]),
        "hand in": (seat.person, "project_hand_in", [project.pk, stand["idea"].pk]),
        "defence": (seat.person, "project_hand_in", [project.pk, stand["defence"].pk]),
        "submission": (seat.person, "submission", [stand["work"].pk]),
        "slots": (seat.person, "slots", [project.pk, stand["defence"].pk]),
        "review": (stand["review"].reviewer, "review", [stand["review"].pk]),
        "glance": (None, "glance", [seat.cohort_id]),
        "person": (None, "glance_person", [seat.cohort_id, seat.pk]),
    }


NAMES = ["test", "lesson with a work", "module", "project", "team", "hand in", "defence", "submission", "slots", "review", "glance", "person"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_with_everything_costs_no_more(client_of, stand, trainer, name):
    person, door, numbers = addresses(stand)[name]
    client, address = client_of(person or trainer), reverse(f"portals:{door}", args=numbers)
    client.get(address)

    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200

    assert len(found) <= MOST, [query["sql"][:120] for query in found]
