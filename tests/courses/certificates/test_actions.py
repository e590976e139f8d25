"""Issue, replace, revoke: by their results."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from courses.certificates import actions
from courses.certificates.letters import print_and_send
from courses.certificates.models import Certificate, Design, Series
from courses.certificates.rules import answers_of, missing_for
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


def test_issue_freezes_facts_and_enqueues_the_print(earned):
    by = factories.UserFactory()

    certificate = actions.issue(earned, by=by)
    earned.person.family_name = "Другая"
    earned.person.save()
    certificate.refresh_from_db()

    assert certificate.number == f"ШЛ-{timezone.localdate().year}-0001"
    assert certificate.facts["family_name"] == "Сосновская"
    assert certificate.facts["hours"] == 72
    assert certificate.digest == actions.digest_of(certificate.facts)
    assert re.fullmatch(r"[A-Z2-7]{26}", certificate.token)
    assert DBTaskResult.objects.filter(task_path__endswith="print_and_send").count() == 1
    assert Entry.objects.get(verb="certificate.issued").by == by


def test_issue_twice_is_refused(earned):
    by = factories.UserFactory()
    actions.issue(earned, by=by)

    with pytest.raises(Refused, match="уже выпущен"):
        actions.issue(earned, by=by)

    assert Certificate.objects.count() == 1


def test_refused_issue_takes_no_number(earned):
    by = factories.UserFactory()
    earned.person.name_confirmed_at = None
    earned.person.save()

    with pytest.raises(Refused, match="Имя для сертификата"):
        actions.issue(earned, by=by)

    assert not Series.objects.filter(next__gt=1).exists()
    assert not DBTaskResult.objects.filter(task_path__endswith="print_and_send").exists()


def test_issue_without_a_design_says_what_to_do(earned):
    Design.objects.all().delete()

    with pytest.raises(Refused, match="бланк"):
        actions.issue(earned, by=factories.UserFactory())


def test_numbers_are_gapless_over_several_people(earn):
    by = factories.UserFactory()

    numbers = [actions.issue(earn(), by=by).number[-4:] for _ in range(3)]

    assert numbers == ["0001", "0002", "0003"]


@pytest.mark.parametrize(
    ("utc", "year", "day"),
    [
        (datetime(2026, 12, 31, 18, 59, 59, tzinfo=UTC), 2026, "2026-12-31"),
        (datetime(2026, 12, 31, 19, 0, 0, tzinfo=UTC), 2027, "2027-01-01"),
        (datetime(2027, 1, 1, 2, 0, 0, tzinfo=UTC), 2027, "2027-01-01"),
    ],
)
def test_number_and_date_are_of_the_schools_year(earn, utc, year, day):
    with time_machine.travel(utc, tick=False):
        Design.objects.update(since="2026-01-01")
        certificate = actions.issue(earn(), by=factories.UserFactory())

    assert certificate.number.startswith(f"ШЛ-{year}-")
    assert certificate.facts["issued_on"] == day


def test_print_job_run_twice_keeps_one_file_and_one_letter(earned):
    certificate = actions.issue(earned, by=factories.UserFactory())

    print_and_send.func(certificate.pk)
    print_and_send.func(certificate.pk)
    certificate.refresh_from_db()

    letter = Letter.objects.get(name="certificate_issued")
    assert bytes(letter.attachment).startswith(b"%PDF")
    assert letter.attachment_name == f"{certificate.number}.pdf"
    assert certificate.file.size == len(bytes(letter.attachment))


def test_replaced_certificate_points_to_the_new_one(earned):
    by = factories.UserFactory()
    old = actions.issue(earned, by=by)
    earned.person.family_name = "Исправленная"
    earned.person.save()

    new = actions.replace(old, reason="ошибка в фамилии", by=by)
    old.refresh_from_db()

    assert (old.state, old.replaced_by) == ("replaced", new)
    assert old.facts["family_name"] == "Сосновская"
    assert new.facts["family_name"] == "Исправленная"


@pytest.mark.parametrize("reason", ["", "   "])
def test_revoke_needs_a_reason(earned, reason):
    certificate = actions.issue(earned, by=factories.UserFactory())

    with pytest.raises(Refused):
        actions.revoke(certificate, reason=reason, by=factories.UserFactory())

    certificate.refresh_from_db()
    assert certificate.state == "valid"


def test_revoked_certificate_keeps_its_number_and_may_be_issued_anew(earned):
    by = factories.UserFactory()
    first = actions.issue(earned, by=by)

    actions.revoke(first, reason="выдан по ошибке", by=by)
    second = actions.issue(earned, by=by)
    first.refresh_from_db()

    assert (first.state, first.reason, first.revoked_by) == ("revoked", "выдан по ошибке", by)
    assert second.number != first.number
    with pytest.raises(Refused):
        actions.revoke(first, reason="ещё раз", by=by)


def test_missing_answers_say_value_need_and_where(design):
    enrollment = factories.EnrollmentFactory(person=factories.UserFactory(name_confirmed_at=None))

    missing = {str(answer.title): answer for answer in missing_for(enrollment)}

    assert set(missing) == {"Явка", "Уроки", "Имя для сертификата"}
    assert all(answer.value and answer.needed and answer.url for answer in missing.values())


@pytest.mark.parametrize("people", [1, 3])
def test_answers_cost_the_same_for_any_number_of_people(design, django_assert_max_num_queries, people):
    cohort = factories.CohortFactory(under_way=True)
    for _ in range(people):
        factories.EnrollmentFactory(cohort=cohort)
    rows = list(cohort.enrollments.select_related("person", "cohort"))

    with django_assert_max_num_queries(6):
        answers_of(rows)
