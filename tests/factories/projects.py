"""Calls, teams, works."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.program.models import Kind
from courses.projects.models import Call, CallCriterion, Project, Stage, Submission, Team
from tests.factories.school import CohortFactory, EnrollmentFactory, ModuleFactory


class CallFactory(DjangoModelFactory):
    """Open, for a cohort under way, with one stage that takes work now and two criteria of three levels, unless told otherwise."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    title = "Проекты осеннего потока"
    cohort = factory.SubFactory(CohortFactory, under_way=True)
    module = factory.LazyAttribute(
        lambda call: ModuleFactory(program=call.cohort.program, kind=Kind.PROJECT_WORK, title="Проект") if call.cohort else None
    )
    state = Call.State.OPEN
    stage = factory.RelatedFactory("tests.factories.StageFactory", factory_related_name="call")
    criterion = factory.RelatedFactory(
        "tests.factories.CallCriterionFactory", factory_related_name="call", title="Польза людям", weight=2, position=0
    )
    second = factory.RelatedFactory("tests.factories.CallCriterionFactory", factory_related_name="call", title="Выполнимость", position=1)


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    call = factory.SubFactory(CallFactory, stage=None)
    kind = Stage.Kind.IDEA
    title = "Замысел"
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    needs = factory.LazyFunction(lambda: ["title", "problem"])


class CallCriterionFactory(DjangoModelFactory):
    """With levels of 0, 1 and 2 points."""

    class Meta:
        model = CallCriterion
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory, criterion=None, second=None)
    title = "Польза людям"

    @factory.post_generation
    def levels(self, create, given, **kwargs):
        if create:
            for points, title in enumerate(given or ("Не показано", "Показано отчасти", "Показано убедительно")):
                self.levels.create(points=points, title=title)


class TeamFactory(DjangoModelFactory):
    """`people=[enrollment, …]`: the first one leads. With its project."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    title = factory.Sequence(lambda n: f"Команда {n}")

    @factory.post_generation
    def people(self, create, given, **kwargs):
        for number, enrollment in enumerate(given or []):
            self.members.create(call=self.call, person=enrollment.person, enrollment=enrollment, leads=not number)

    @factory.post_generation
    def project(self, create, given, **kwargs):
        if create:
            leader = self.members.filter(leads=True).first()
            fields = {"title": "Двор для всех", "problem": "Пожилым негде встретиться."} if given is None else given
            Project.objects.create(team=self, organization=leader.enrollment.organization if leader and leader.enrollment else None, **fields)


class SubmissionFactory(DjangoModelFactory):
    class Meta:
        model = Submission

    project = factory.LazyAttribute(lambda row: TeamFactory(people=[EnrollmentFactory()]).project)
    stage = factory.LazyAttribute(lambda row: row.project.team.call.stages.first())
    by = factory.LazyAttribute(lambda row: row.project.team.members.first().person)
    facts = factory.LazyAttribute(lambda row: {"title": row.project.title, "problem": row.project.problem})
