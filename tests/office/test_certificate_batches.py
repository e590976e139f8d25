"""Issue in bulk on the coordinator's screen: what is listed, what a press does, what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.certificates.actions import begin
from courses.certificates.models import Batch, BatchLine, Certificate
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    """One lesson, no share of meetings asked for."""
    factories.DesignFactory()
    made = factories.CohortFactory(under_way=True, needed_share=0)
    module = factories.ModuleFactory(program=made.program)
    factories.CohortModuleFactory(cohort=made, module=module, hours=72)
    made.lesson = factories.LessonFactory(module=module)
    return made


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def person(cohort, name="Сосновская", confirmed=True):
    made = factories.EnrollmentFactory(
        cohort=cohort, person=factories.UserFactory(family_name=name, name_confirmed_at=timezone.now() if confirmed else None)
    )
    made.progress.create(lesson=cohort.lesson, done_at=timezone.now())
    return made


def page(client, name, *args, query=""):
    return client.get(reverse(f"office_certificates_{name}", args=args) + query)


def text(response):
    return " ".join(response.content.decode().split())


def press(client, name, pk, **data):
    return client.post(reverse(f"office_certificates_{name}", args=[pk]), data, follow=True)


def test_from_the_list_to_the_register(client, cohort, run_jobs):
    earned, other = person(cohort, "Берёзова"), person(cohort, "Осокин", confirmed=False)

    listed = text(page(client, "issue", cohort.pk))
    begun = press(client, "issue", cohort.pk, enrollment=[earned.pk, other.pk])
    waits = page(client, "status", Batch.objects.get().pk).json()
    run_jobs()
    shown = text(page(client, "batch", Batch.objects.get().pk))

    assert ("Берёзова" in listed, "Осокин" in listed, "через 10 мин." in listed) == (True, False, True)
    assert begun.redirect_chain[-1][0] == reverse("office_certificates_batch", args=[Batch.objects.get().pk])
    assert waits == {"waiting": [{"percent": 0}]}
    assert "-0001" in shown
    assert "До этого всю выдачу можно отменить" in shown
    assert "Осокин" not in shown
    assert page(client, "status", Batch.objects.get().pk).json() == {"waiting": []}
    assert reverse("office_certificates_batch", args=[Batch.objects.get().pk]) in text(page(client, "cohort", cohort.pk))


def test_those_who_lost_the_right_meanwhile_are_listed_apart(client, cohort, coordinator, run_jobs):
    first, second = person(cohort, "Берёзова"), person(cohort, "Осокин")
    batch = begin(cohort, [first, second], by=coordinator)
    second.person.name_confirmed_at = None
    second.person.save()
    run_jobs()

    shown = text(page(client, "batch", batch.pk, query="?only=refused"))

    assert ("Берёзова" in shown, "Осокин" in shown, "подтверждает владелец имени" in shown) == (False, True, True)


def test_the_second_person_sees_what_is_missing_and_confirms(client, cohort, run_jobs):
    first = factories.AssignmentFactory(role="coordinator").person
    earned, lost = person(cohort, "Берёзова"), person(cohort, "Осокин", confirmed=False)
    batch = begin(cohort, [earned, lost], by=first, second=True)

    shown = text(page(client, "batch", batch.pk))
    home = text(client.get(reverse("wagtailadmin_home")))
    press(client, "approve", batch.pk)
    run_jobs()

    assert ("Подтвердить и выдать" in shown, "подтверждает владелец имени" in shown, "Всё есть" in shown) == (True, True, True)
    assert "ждёт подтверждения" in home
    assert list(Certificate.objects.values_list("enrollment", flat=True)) == [earned.pk]


def test_whoever_began_it_waits_for_the_other_and_may_drop_it(client, cohort, coordinator):
    factories.AssignmentFactory(role="coordinator")
    batch = begin(cohort, [person(cohort)], by=coordinator, second=True)

    shown = text(page(client, "batch", batch.pk))
    told = text(press(client, "approve", batch.pk))
    press(client, "decline", batch.pk, reason="")

    assert ("Подтвердить и выдать" in shown, "Подтверждает другой координатор" in shown) == (False, True)
    assert "выдачу начали вы" in told
    batch.refresh_from_db()
    assert batch.state == "declined"


@pytest.mark.parametrize("verb", ["decline", "undo"])
def test_without_words_nothing_ends(client, cohort, run_jobs, verb):
    first = factories.AssignmentFactory(role="coordinator").person
    batch = begin(cohort, [person(cohort)], by=first, second=verb == "decline")
    run_jobs()

    response = client.post(reverse(f"office_certificates_{verb}", args=[batch.pk]), {"reason": " "})

    assert response.status_code == 400
    assert [error.code for error in response.context["form"].errors.as_data()["reason"]] == ["required"]
    assert not Batch.objects.filter(ended_at__isnull=False).exists()


def test_the_whole_is_taken_back(client, cohort, coordinator, run_jobs):
    batch = begin(cohort, [person(cohort)], by=coordinator)
    run_jobs()

    shown = text(press(client, "undo", batch.pk, reason="не тот поток"))

    assert ("выдача отменена" in shown, "не тот поток" in shown, "Отменить выдачу" in shown) == (True, True, False)
    assert list(Letter.objects.values_list("state", flat=True)) == ["taken_back"]


def test_nobody_chosen_is_said(client, cohort):
    person(cohort)

    assert "Никто не выбран" in text(press(client, "issue", cohort.pk))


@pytest.mark.parametrize("state", ["asked", "done"])
def test_the_page_costs_the_same_for_any_number(client, cohort, coordinator, state):
    factories.AssignmentFactory(role="coordinator")
    people = [person(cohort) for _n in range(3)]
    batch = begin(cohort, people[:1], by=coordinator, second=state == "asked")
    page(client, "batch", batch.pk)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert page(client, "batch", batch.pk).status_code == 200
        return len(asked)

    one = cost()
    batch.lines.bulk_create(BatchLine(batch=batch, enrollment=each) for each in people[1:])
    assert cost() == one
