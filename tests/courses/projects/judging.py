"""A work that is judged: its team, a jury, levels by their points."""

from courses.projects.models import Juror
from tests.factories import CallFactory, EnrollmentFactory, SubmissionFactory, TeamFactory, UserFactory


def work_of(call, **fields):
    """Handed in by a team of one, for an NGO of its own."""
    team = TeamFactory(call=call, people=[EnrollmentFactory(cohort=call.cohort)])
    return SubmissionFactory(project=team.project, **fields)


def juror_of(call, person=None, **fields):
    person = person or UserFactory(**{"family_name": "Судейкина"} | fields)
    Juror.objects.create(call=call, person=person)
    return person


def call_with(**fields):
    return CallFactory(**fields)


def marks_of(call, *points, words=""):
    """By criterion in their order: the level with so many points."""
    return {
        criterion.pk: (criterion.levels.get(points=given).pk if given is not None else None, words)
        for criterion, given in zip(call.criteria.all(), points, strict=True)
    }
