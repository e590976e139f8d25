"""What the dossier answers to the route: whose turn it is and what the person can do."""

import pytest

from courses.dossiers import rules
from courses.dossiers.models import Dossier
from courses.enrollment.models import Enrollment
from tests.factories import DossierFactory, EnrollmentFactory, ItemFactory, MembershipFactory, RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(participant):
    return Enrollment.objects.get(person=participant)


def dossier_of(enrollment, state="gathering", items=(), **fields):
    dossier = DossierFactory(organization=enrollment.organization, owner=enrollment.person, state=state, **fields)
    for item in items:
        ItemFactory(dossier=dossier, state=item)
    return dossier


@pytest.mark.parametrize(
    ("state", "items", "words", "waits"),
    [
        ("eligibility", [], "Ответьте на вопросы о праве на статус.", False),
        ("gathering", ["empty", "empty", "sent"], "Соберите документы: не хватает 2.", False),
        ("gathering", ["empty", "returned"], "Доработайте документы, которые вернул наставник: 1.", False),
        ("gathering", ["sent", "accepted", "not_needed"], "", True),
        ("gathering", ["accepted", "not_needed"], "Документы собраны: подайте их и запишите подачу.", False),
        ("filed", ["accepted"], "", True),
        ("concluded", ["accepted"], "Запишите подачу в Минюст.", False),
        ("at_justice", [], "", True),
        ("recognized", [], "", True),
        ("left", [], "", True),
    ],
)
def test_the_next_thing_to_do(enrollment, state, items, words, waits):
    dossier_of(enrollment, state, items)

    standing = rules.standings([enrollment])[enrollment.pk]

    assert (standing.missing, standing.waits) == (words, waits)


def test_without_a_dossier_one_is_opened(enrollment):
    standing = rules.standings([enrollment])[enrollment.pk]

    assert (standing.dossier, standing.missing) == (None, "Заведите папку документов: с неё начинается путь к статусу.")


def test_what_the_state_asks_itself_is_not_missed(enrollment):
    dossier = dossier_of(enrollment)
    for fields in ({"provider": "state"}, {"mandatory": False}):
        ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, **fields))

    assert rules.standings([enrollment])[enrollment.pk].lacking == 0


def test_the_newest_dossier_counts(enrollment):
    dossier_of(enrollment, "left")
    newer = dossier_of(enrollment)

    assert rules.standings([enrollment])[enrollment.pk].dossier == newer.pk


def test_another_leader_of_the_organization_does_not_see_it_unshared(enrollment, cohort):
    dossier_of(enrollment)
    other = EnrollmentFactory(cohort=cohort, organization=enrollment.organization)
    MembershipFactory(person=other.person, organization=enrollment.organization)

    assert rules.standings([other])[other.pk].dossier is None


def test_leaving_the_organization_ends_it(enrollment):
    dossier_of(enrollment)
    enrollment.person.memberships.update(state="left")

    assert rules.standings([enrollment])[enrollment.pk].dossier is None


@pytest.mark.parametrize("people", [1, 3, 30])
def test_one_query_for_any_number_of_people(cohort, people, django_assert_num_queries):
    enrollments = [EnrollmentFactory(cohort=cohort) for _number in range(people)]
    for row in enrollments:
        dossier_of(row, items=["empty", "sent"])

    with django_assert_num_queries(1):
        found = rules.standings(enrollments)

    assert {standing.lacking for standing in found.values()} == {1}
    assert Dossier.objects.count() == people
