"""A file belongs to the programme on whose pages it stands; what stands nowhere belongs to who brought it, and to co-authors of nothing else."""

import pytest
from django.contrib.auth.models import Group

from cms.keepers import own_files
from cms.models import LessonFile, LessonPage, ProgramPage, SeminarPage
from courses.enrollment.actions import assign
from school.vault.actions import keep
from tests.factories import UserFactory
from tests.school.test_vault import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(home, publish):
    return publish(home, ProgramPage(title="Вторая", slug="second"))


@pytest.fixture
def writer():
    def made(name, *programs):
        person = UserFactory(email=f"{name}@shkola.example")
        for page in programs:
            assign(person, role="author", program=page.program, by=None)
        return person

    return made


@pytest.fixture
def brought():
    def kept(by):
        return LessonFile.objects.get(pk=keep(PDF, name="a.pdf", by=by, shelf="lessons").pk)

    return kept


@pytest.fixture
def put(publish, run_jobs):
    """Onto a page of the programme, live or not."""

    def standing(file, program, live=True):
        module = publish(program, SeminarPage(title="Модуль", slug=f"m{file.pk}"))
        page = LessonPage(title="Урок", slug="u", summary="О чём", body=[("file", {"file": file, "title": "Лист"})], live=live)
        module.add_child(instance=page)
        run_jobs()
        return file

    return standing


def test_third_person_carries_nothing_between_programmes(program_page, second, writer, brought, put):
    first, both, last = writer("first", program_page), writer("both", program_page, second), writer("last", second)
    files = {"loose": brought(both), "one": put(brought(both), program_page), "two": put(brought(both), second), "first": brought(first)}

    assert set(own_files(last)) == {files["two"]}
    assert set(own_files(first)) == {files["one"], files["first"]}
    assert set(own_files(both)) == set(files.values())


def test_colleague_who_left_leaves_the_files(program_page, writer, brought, put):
    gone, stays = writer("gone", program_page), writer("stays", program_page)
    live, draft = put(brought(gone), program_page), put(brought(gone), program_page, live=False)
    gone.groups.clear()

    assert set(own_files(stays)) == {live, draft}


def test_co_authors_share_what_stands_nowhere_yet(program_page, second, writer, brought, put):
    one, two = writer("one", program_page), writer("two", program_page)
    loose = brought(one)
    elsewhere = put(brought(one), second)

    assert set(own_files(two)) == {loose}
    assert elsewhere in own_files(one)


def test_a_common_group_of_another_kind_opens_nothing(program_page, second, writer, brought):
    one, two = writer("one", program_page), writer("two", second)
    for person in (one, two):
        person.groups.add(Group.objects.get(name="Coordinators"))
    brought(one)

    assert not own_files(two).exists()


def test_editor_and_administrator_choose_among_all(program_page, writer, brought, methodologist, administrator):
    file = brought(writer("one", program_page))

    assert list(own_files(methodologist)) == list(own_files(administrator)) == [file]


def test_files_of_methodologists_are_not_offered_before_they_stand(program_page, writer, brought, put, methodologist):
    assign(methodologist, role="author", program=program_page.program, by=None)
    brought(methodologist)
    placed = put(brought(methodologist), program_page)

    assert list(own_files(writer("one", program_page))) == [placed]


def test_nobody_finds_nothing(brought, stranger, author):
    brought(author)

    assert not own_files(stranger).exists()


def test_finding_costs_a_handful_of_queries(program_page, writer, brought, put, django_assert_max_num_queries):
    one = writer("one", program_page)
    for _number in range(5):
        put(brought(one), program_page)

    with django_assert_max_num_queries(5):
        assert own_files(one).count() == 5
