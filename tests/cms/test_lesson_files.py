"""A file of a lesson on its way to the participant."""

import pytest

from cms.models import LessonFile, LessonPage
from courses.program.models import Program
from school.vault.actions import keep
from tests.factories import CohortFactory, EnrollmentFactory, UserFactory
from tests.school.test_vault import PDF


@pytest.fixture
def with_file(seminar, publish):
    file = LessonFile.objects.get(pk=keep(PDF, name="Лист.pdf", shelf="lessons").pk)
    page = LessonPage(title="Урок", slug="f", summary="О чём")
    page.body = [("file", {"file": file, "title": "Лист"})]
    return publish(seminar, page), file


@pytest.fixture
def seat(with_file):
    return EnrollmentFactory(cohort=CohortFactory(program=with_file[0].lesson.module.program, under_way=True))


def address_of(seat, page, file):
    return f"/files/lessons/{seat.cohort_id}/{page.lesson_id}/{file.key}/"


def test_participant_gets_the_file(client, with_file, seat):
    client.force_login(seat.person)

    answer = client.get(address_of(seat, *with_file))

    assert b"".join(answer) == PDF
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_stranger_gets_no_file(client, with_file, seat):
    address = address_of(seat, *with_file)
    assert client.get(address).status_code == 302

    client.force_login(UserFactory(email="stranger@shkola.example"))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("how", ["foreign_file", "unpublished", "removed", "wrong_key", "other_cohort"])
def test_file_needs_a_live_lesson_that_shows_it(client, with_file, seat, how):
    page, file = with_file
    client.force_login(seat.person)
    address = address_of(seat, page, file)
    if how == "foreign_file":
        address = address_of(seat, page, keep(PDF, name="scan.pdf"))
    elif how == "unpublished":
        page.unpublish()
    elif how == "removed":
        page.body = []
        page.save_revision().publish()
    elif how == "wrong_key":
        address = address.replace(file.key, "a" * 48)
    else:
        address = address_of(EnrollmentFactory(cohort=CohortFactory(program=Program.objects.create(title="Иная"))), page, file)

    assert client.get(address).status_code == 404
