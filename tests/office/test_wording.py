"""«Тексты писем»: a coordinator looks at every letter and says it in other words; nobody else comes in, nothing typed is lost."""

import pytest
from django.core import mail

from school.people.rules import folded
from school.post.kinds import KINDS
from school.post.models import Wording
from school.post.phrases import phrases

pytestmark = pytest.mark.django_db
LIST = "/cms/school/letters/"
LETTER = f"{LIST}document_judged/ru/"


def given(name="document_judged", language="ru", **changed):
    """The form as it is opened: every phrase as built in."""
    fields = {f"phrase_{place}": phrase.shown for place, phrase in enumerate(phrases(KINDS[name], language))}
    return fields | {"added": "", "seen": ""} | changed


@pytest.fixture
def desk(client_of, coordinator):
    return client_of(coordinator)


def test_all_letters_are_in_one_list(desk):
    page = desk.get(LIST).content.decode()

    for name in KINDS:
        assert f'href="{LIST}{name}/ru/"' in page


def test_a_letter_is_found_by_any_of_its_words(desk):
    page = desk.get(LIST, {"q": ["верните наставнику? нет", "вернул документ"][1].upper()}).content.decode()

    assert f"{LIST}document_judged/ru/" in page
    assert f"{LIST}login_code/ru/" not in page
    assert "Такого письма нет" in desk.get(LIST, {"q": "щщщ\0"}).content.decode()


def test_what_is_changed_is_kept_and_shown_in_the_list(desk, coordinator):
    answer = desk.post(LETTER, given(phrase_0="Ура, принято: {документ}", added="Звоните: 3452"), follow=True)

    own = Wording.objects.get()
    assert own.words == {"Документ принят: %(item)s": "Ура, принято: %(item)s"}
    assert (own.added, own.changed_by) == ("Звоните: 3452", coordinator)
    page = answer.content.decode()
    assert "Сохранено: следующее такое письмо уйдёт с этими словами." in page
    assert 'value="Ура, принято: {документ}"' in page
    assert folded("Документ принят: {документ}") in folded(page), "the built-in words stand above the field"
    assert "Русский" in desk.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"phrase_0": "Принято: {фамилия}"}, "Нет такой вставки: {фамилия}. В этой фразе есть: {документ}."),
        ({"phrase_0": "{{7*7}}"}, "Нет такой вставки: {7*7}."),
        ({"phrase_0": ""}, "Заполните это поле."),
        ({"phrase_0": "я" * 1001}, "Не больше 1000 знаков, сейчас 1001."),
        ({"added": "я" * 2001}, "Не больше 2000 знаков, сейчас 2001."),
        ({"phrase_0": "а\0б"}, "ноль-байт"),
    ],
)
def test_bad_words_are_told_at_the_field_and_nothing_typed_is_lost(desk, changed, words):
    answer = desk.post(LETTER, given(phrase_2="Привет, {имя}!", **changed))
    page = answer.content.decode()

    assert answer.status_code == 400
    assert words in page
    assert "Привет, {имя}!" in page
    assert not Wording.objects.exists()


def test_built_in_words_typed_again_are_nobodys_own(desk):
    desk.post(LETTER, given())

    assert not Wording.objects.exists()


def test_two_coordinators_do_not_silently_overwrite_each_other(desk):
    desk.post(LETTER, given(phrase_0="Первый: {документ}"))

    late = desk.post(LETTER, given(phrase_0="Второй: {документ}"))  # opened before the first had saved
    page = late.content.decode()

    assert late.status_code == 400
    assert "этот текст изменил кто-то ещё" in page
    assert "Второй: {документ}" in page
    assert "Первый: %(item)s" in Wording.objects.get().words.values()
    seen = Wording.objects.get().changed_at.isoformat()
    assert f'value="{seen}"' in page
    desk.post(LETTER, given(phrase_0="Второй: {документ}", seen=seen))
    assert "Второй: %(item)s" in Wording.objects.get().words.values()


def test_the_frame_shows_what_is_typed_and_keeps_nothing(desk):
    answer = desk.post(f"{LETTER}preview/", given(phrase_2="<script>alert(1)</script>, {имя}"))
    page = answer.content.decode()

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;, Мария Петровна" in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("ask", "words"), [("", "версия 2: принято"), ("?other", "Причина: Нет подписи."), ("?text", "Документ принят: Устав организации")]
)
def test_the_frame_shows_both_cases_and_the_text(desk, ask, words):
    answer = desk.post(f"{LETTER}preview/{ask}", given())

    assert words in answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain" if ask == "?text" else "text/html")


def test_a_trial_goes_to_the_coordinators_own_box(desk, coordinator, run_jobs):
    desk.post(LETTER, given(phrase_0="Принято: {документ}", trial="1"))
    run_jobs()

    [message] = mail.outbox
    assert (message.subject, message.to) == ("Проба: Принято: Устав организации", [coordinator.email])
    assert not Wording.objects.exists()


def test_own_words_are_given_up_after_a_question(desk):
    desk.post(LETTER, given(added="Звоните"))

    assert "исчезнут" in desk.get(f"{LETTER}reset/").content.decode()
    desk.post(f"{LETTER}reset/")

    assert not Wording.objects.exists()
    assert desk.get(f"{LETTER}reset/").status_code == 404


def test_english_words_are_kept_apart(desk):
    desk.post(f"{LIST}document_judged/en/", given(language="en", phrase_0="Done"))

    assert [own.language for own in Wording.objects.all()] == ["en"]


@pytest.mark.parametrize("address", [f"{LIST}nobody/ru/", f"{LIST}nudge/de/", f"{LIST}nobody/ru/preview/", f"{LIST}nudge/ru/reset/"])
def test_a_letter_that_is_not_there(desk, address):
    assert desk.post(address, {}).status_code == 404


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "author", "methodologist", "stranger"])
def test_only_coordinators_come_in(cast, client_of, role):
    client = client_of(cast[role])

    for address in (LIST, LETTER, f"{LETTER}preview/", f"{LETTER}reset/"):
        assert client.post(address, given()).status_code in (302, 403, 405), address
    assert not Wording.objects.exists()


def test_the_list_speaks_the_language_of_the_screen_and_is_searched_in_both(desk, settings):
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = desk.get(LIST, {"q": "завтра занятие"}).content.decode()

    assert "Meeting tomorrow: {title}" in page
    assert f'href="{LIST}meeting_tomorrow/en/"' in page
