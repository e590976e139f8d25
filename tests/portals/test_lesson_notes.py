"""Own notes on screen: saved as they are typed, two texts side by side, the list, the way back after a lost session."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from courses.portals.returning import whose
from courses.progress.models import LessonNote
from school.people.actions import give_consent
from tests import factories
from tests.factories import PASSWORD
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
QUIET = {"HX-Request": "true"}


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), title="Разбор отказа")


@pytest.fixture
def address(cohort, lesson):
    return reverse("portals:lesson_note", args=[cohort.pk, lesson.pk])


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def write(client, address, text, edition=0, **headers):
    return client.post(address, {"text": text, "edition": str(edition)}, headers=headers)


def test_the_note_is_a_fragment_under_the_lesson_and_a_page_without_scripts(client, cohort, lesson, address):
    lesson_page = client.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode()
    whole = client.get(address).content.decode()
    part = client.get(address, headers=QUIET).content.decode()

    assert f'href="{address}"' in lesson_page
    assert f'data-hx-get="{address}"' in lesson_page
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="note"' in whole
    assert 'id="note"' in part


def test_typing_is_saved_quietly_and_the_button_works_without_scripts(client, address):
    quiet = write(client, address, "Первое", **QUIET)
    assert quiet.status_code == 200
    assert "Сохранено, " in quiet.content.decode()
    assert 'name="edition" value="1"' in quiet.content.decode()

    loud = write(client, address, "Первое и второе", 1)

    assert loud.headers["Location"] == address
    assert LessonNote.objects.get().text == "Первое и второе"
    assert "Первое и второе" in client.get(address).content.decode()


def test_a_note_of_another_day_says_the_day(client, address, time_machine):
    time_machine.move_to("2026-11-13 12:00+00:00", tick=False)
    write(client, address, "Давнее")
    time_machine.move_to("2026-11-22 12:00+00:00", tick=False)

    assert "Сохранено, 13 ноября, пятница, 17:00" in client.get(address).content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("headers", [{}, QUIET])
def test_a_change_of_another_device_is_shown_side_by_side(client, address, headers):
    write(client, address, "С телефона")
    write(client, address, "С телефона, дальше", 1)

    response = write(client, address, "С ноутбука", 1, **headers)
    text = response.content.decode()

    assert response.status_code == 409
    assert "С телефона, дальше" in text
    assert "С ноутбука" in text
    assert LessonNote.objects.get().text == "С телефона, дальше"
    assert 'name="edition" value="2"' in text

    write(client, address, "С ноутбука", 2)
    assert LessonNote.objects.get().text == "С ноутбука"


def test_too_long_a_note_is_refused_and_kept_on_the_page(client, address):
    response = write(client, address, "ж" * 20_001)

    assert (response.status_code, LessonNote.objects.count()) == (400, 0)
    text = response.content.decode()
    assert "ж" * 20_001 in text
    assert "data-hx-post" not in text.split('id="note"')[1]  # a plain form from now on: its quiet state is not there to be shown in


@pytest.mark.parametrize("role", ["trainer", "mentor", "coordinator", "administrator", "methodologist", "author", "stranger"])
def test_nobody_else_has_a_way_to_it(cast, client_of, client, address, cohort, lesson, role):
    write(client, address, "Тайное слово")
    note = LessonNote.objects.get()
    other = client_of(cast[role])

    assert other.get(address).status_code == 404
    assert other.get(address, headers=QUIET).status_code == 404
    assert other.post(address, {"text": "Чужое"}).status_code == 404
    assert other.post(reverse("portals:note_remove", args=[note.pk])).status_code == 404
    assert "Тайное слово" not in other.get(reverse("portals:notes")).content.decode()
    assert "Тайное слово" not in other.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode()
    assert LessonNote.objects.get().text == "Тайное слово"


def test_the_list_searches_leads_back_and_deletes_with_undo(client, address, cohort, lesson):
    write(client, address, "Спросить про устав")
    page = reverse("portals:notes")

    assert f"/study/{cohort.pk}/{lesson.pk}/" in client.get(page).content.decode()
    assert "Спросить" in client.get(page, {"q": "УСТАВ отказа"}).content.decode()
    assert "Спросить" not in client.get(page, {"q": "штат"}).content.decode()

    response = client.post(reverse("portals:note_remove", args=[LessonNote.objects.get().pk]), follow=True)
    assert "удалена" in response.content.decode()
    assert "Спросить" not in response.content.decode()
    assert "Спросить" not in client.get(address).content.decode()
    response = client.post(reverse("portals:note_remove", args=[LessonNote.objects.get().pk]), {"undo": "1"}, follow=True)
    assert "Спросить" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same(client, participant, lesson, number, django_assert_max_num_queries):
    for each in range(number):
        LessonNote.objects.create(person=participant, lesson=factories.LessonFactory(module=lesson.module), text=f"Заметка {each}")

    with django_assert_max_num_queries(6):
        client.get(reverse("portals:notes"))


# A lost session


def sign_in(client, person, onward):
    give_consent(person, "processing")
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": onward})


def test_what_was_typed_comes_back_after_the_sign_in(client_of, participant, address):
    client = client_of(None)

    response = client.post(address, {"text": "Долгая мысль", "edition": "0", "me": whose(participant)})
    assert response.headers["Location"] == f"/accounts/login/?next={address}"
    sign_in(client, participant, address)

    text = client.get(address).content.decode()
    assert "Долгая мысль" in text
    assert "ещё не сохранён" in text
    assert not LessonNote.objects.exists()
    write(client, address, "Долгая мысль")
    assert "ещё не сохранён" not in client.get(address).content.decode()


def test_somebody_else_who_signs_in_there_sees_nothing(client_of, participant, cohort, address):
    client, other = client_of(None), factories.EnrollmentFactory(cohort=cohort).person

    client.post(address, {"text": "Долгая мысль", "edition": "0", "me": whose(participant)})
    sign_in(client, other, address)

    assert "Долгая мысль" not in client.get(address).content.decode()


def test_a_stranger_cannot_fill_the_school_with_sessions(client_of, participant, address):
    client = client_of(None)

    client.post(address, {"text": "ж" * 50_000, "me": whose(participant)})
    client.post(address, {"text": "без имени"})
    client.post(address, {"text": "чужое имя", "me": str(participant.pk)})
    client.post(address, {"text": "чужая подпись", "me": f"{participant.pk}:{whose(participant).partition(':')[2][::-1]}"})

    assert not Session.objects.exists()
