"""What came of a test: people of the own cohorts, one person's attempts, the share of right answers without names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.progress.models import AttemptAnswer
from tests.factories import CohortFactory, EnrollmentFactory
from tests.portals.test_quiz_desk import at, client, lesson, seen  # noqa: F401  fixtures
from tests.quizzing import attempt_of, ended_attempt_of, quiz_on

pytestmark = pytest.mark.django_db


def test_results_show_people_of_the_own_cohorts_only(client_of, trainer, cast, lesson, cohort, participant):  # noqa: F811
    version = quiz_on(lesson)
    other = EnrollmentFactory(cohort=CohortFactory(program=cohort.program, under_way=True), person__family_name="Чужанин")
    ended_attempt_of(participant.enrollments.get(), version)
    ended_attempt_of(other, version, points=100, passed=False)

    pages = {role: seen(client_of(cast[role]).get(at("quiz_results", lesson))) for role in ("trainer", "coordinator", "author")}

    assert {role: ("Берёзкина" in page, "Чужанин" in page) for role, page in pages.items()} == {
        "trainer": (True, False), "coordinator": (True, True), "author": (False, False),
    }  # fmt: skip
    assert "Проходили 1, сдали 1" in pages["trainer"]
    statuses = {role: client_of(cast[role]).get(at("quiz_attempts", lesson, other)).status_code for role in pages}
    assert statuses == {"trainer": 404, "coordinator": 200, "author": 404}


def test_results_are_narrowed_to_a_cohort_and_to_those_who_have_not_passed(client_of, coordinator, lesson, cohort, participant):  # noqa: F811
    version = quiz_on(lesson)
    ended_attempt_of(participant.enrollments.get(), version)
    EnrollmentFactory(cohort=cohort, person__family_name="Незачётов")
    other = EnrollmentFactory(cohort=CohortFactory(program=cohort.program, under_way=True, title="Зимний"), person__family_name="Иногородний")
    office = client_of(coordinator)

    left, one = (seen(office.get(at("quiz_results", lesson) + query)) for query in ("?show=left", f"?cohort={other.cohort_id}"))

    assert ("Берёзкина" in left, "Незачётов" in left) == (False, True)
    assert ("Берёзкина" in one, "Иногородний" in one) == (False, True)


def test_attempts_of_a_person_are_read_in_full(client, lesson, participant):  # noqa: F811
    version = quiz_on(lesson, ["single", "text"], show="nothing")
    enrollment = participant.enrollments.get()
    ended_attempt_of(enrollment, version, kinds=("single", "text"))
    attempt_of(enrollment, version, number=2, until=timezone.now() + timedelta(minutes=5))

    page = seen(client.get(at("quiz_attempts", lesson, enrollment)))

    for words in ("Берёзкина Анна Лесовна", "Баллы: 2 из 2", "Ответ слушателя, верный", "Попытка 2 идёт"):
        assert words in page


def test_figures_show_the_hardest_question_first(client, lesson, cohort):  # noqa: F811
    version = quiz_on(lesson, ["single", "text"])
    for number in range(4):
        attempt = ended_attempt_of(EnrollmentFactory(cohort=cohort), version, kinds=("single", "text"))
        if number:
            AttemptAnswer.objects.filter(attempt=attempt, position=1).update(share=0, points=0, given="паспорт")

    page = seen(client.get(at("quiz_figures", lesson)))

    assert page.index("Вопрос вида text") < page.index("Вопрос вида single")
    assert ("Полностью верно 25 %: 1 из 4." in page, "Полностью верно 100 %: 4 из 4." in page, "паспорт" in page) == (True, True, True)
    assert ('<rect width="25"' in page, "Берёзкина" in page) == (True, False)


def test_figures_are_narrowed_to_a_cohort_that_one_may_look_at(client_of, coordinator, author, lesson, cohort):  # noqa: F811
    version = quiz_on(lesson, ["single"])
    other = CohortFactory(program=cohort.program, under_way=True, title="Зимний")
    for each, kept in ((cohort, True), (cohort, True), (other, False)):
        attempt = ended_attempt_of(EnrollmentFactory(cohort=each), version, kinds=("single",))
        AttemptAnswer.objects.filter(attempt=attempt).update(share=100 if kept else 0)
    address = f"{at('quiz_figures', lesson)}?cohort={other.pk}"

    pages = {person: seen(client_of(person).get(address)) for person in (coordinator, author)}

    assert ("Полностью верно 0 %: 0 из 1." in pages[coordinator], "По оконченным попыткам: 1." in pages[coordinator]) == (True, True)
    assert "Полностью верно 67 %: 2 из 3." in pages[author]
