import pytest
from django.utils import timezone


@pytest.fixture
def design(db):
    from tests import factories

    return factories.DesignFactory(signatory__post="руководитель Школы лидеров НКО")


@pytest.fixture
def earn(design):
    """Makes enrollments that have everything: no share of meetings is asked for, the one lesson is done, the name is confirmed."""

    def make():
        from courses.progress.models import Progress
        from tests import factories

        cohort = factories.CohortFactory(under_way=True, needed_share=0)
        enrollment = factories.EnrollmentFactory(person=factories.UserFactory(name_confirmed_at=timezone.now()), cohort=cohort)
        module = factories.ModuleFactory(program=cohort.program)
        factories.CohortModuleFactory(cohort=cohort, module=module, hours=72)
        Progress.objects.create(enrollment=enrollment, lesson=factories.LessonFactory(module=module), done_at=timezone.now())
        return enrollment

    return make


@pytest.fixture
def earned(earn):
    return earn()
