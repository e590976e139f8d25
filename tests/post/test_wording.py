"""Every letter in one place: looked at on made-up facts, said in the school's own words, never in a language of templates (T15)."""

from pathlib import Path

import pytest
from django.core import mail
from django.utils import translation

from school.journal.models import Entry
from school.people.rules import Refused
from school.post.actions import send
from school.post.insertions import LABELS
from school.post.kinds import KINDS, Kind, Weight
from school.post.models import Letter, Wording
from school.post.phrases import PLURALS, kept, phrases, shown
from school.post.rendering import Worded, speaking
from school.post.samples import conditions, preview
from school.post.wordings import save_wording, send_trial

LANGUAGES = ["ru", "en"]
FOLDERS = {path.name for path in Path("templates/letters").iterdir() if path.is_dir()}
OWN = sorted(name for name, kind in KINDS.items() if not kind.folder)
GREETING = "Здравствуйте, %(name)s!"
pytestmark = pytest.mark.django_db


def test_every_letter_is_in_the_list_and_has_its_three_files():
    assert set(OWN) == FOLDERS
    for name in FOLDERS:
        assert {path.name for path in Path("templates/letters", name).iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_every_letter_of_the_account_is_in_the_list():
    folder = Path("templates/account/email")
    written = {path.name.removesuffix("_message.txt") for path in folder.glob("*_message.txt")} - {"base"}

    assert {kind.folder for kind in KINDS.values() if kind.folder} == {str(Path("account/email", name)) for name in written}
    assert {kind.weight for kind in KINDS.values() if kind.folder} == {Weight.VITAL}


def test_a_letter_that_is_in_no_list_is_not_sent(stranger):
    with pytest.raises(KeyError):
        send("page_nobody_listed", to=stranger)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", [False, True], ids=["usual", "other"])
def test_every_letter_can_be_looked_at(language, other):
    """On made-up facts alone: nothing is asked of the database, nothing without a made-up value gets in."""
    for kind in KINDS.values():
        subject, text, html = preview(kind, language, {}, "", other=other)

        assert subject, kind.name
        assert text.strip(), kind.name
        assert bool(html) != bool(kind.folder), kind.name
        assert "%(" not in subject + text + html, kind.name
        assert f'lang="{language}"' in html or kind.folder, kind.name


def test_the_other_case_says_something_else():
    verdict = KINDS["document_judged"]

    assert conditions(verdict) == {"accepted"}
    assert "принято" in preview(verdict, "ru", {}, "")[1]
    assert "Наставник вернул документ" in preview(verdict, "ru", {}, "", other=True)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_insertion_has_a_name_of_its_own_in_its_phrase(language):
    with translation.override(language):
        for kind in KINDS.values():
            for phrase in phrases(kind, language):
                labels = [str(LABELS[name]) for name in phrase.names]

                assert len(set(labels)) == len(labels), (kind.name, labels)
                assert kept(phrase.shown, phrase.names) == phrase.text


def test_english_letters_have_no_russian_phrases():
    for kind in KINDS.values():
        for phrase in phrases(kind, "en"):
            assert not any("а" <= letter.lower() <= "я" for letter in phrase.text), (kind.name, phrase.text)


def test_phrases_of_all_branches_and_forms_are_found():
    found = [phrase.text for phrase in phrases(KINDS["lesson_questions"], "ru")]

    assert sum("к урокам: %(cohort)s" in text for text in found) == len(PLURALS)
    assert "Поток «%(cohort)s»" in [phrase.text for phrase in phrases(KINDS["meeting_moved"], "ru")], "words of an included piece"


@pytest.mark.parametrize(
    ("typed", "names", "said"),
    [
        ("Привет, {имя}!", ("name",), "Привет, %(name)s!"),
        ("{ имя }", ("name",), "%(name)s"),
        ("Скидка 5 %", ("name",), "Скидка 5 %%"),
        ("%(name)s", ("name",), "%%(name)s"),
        ("100%s и %d", ("name",), "100%%s и %%d"),
        ("{{имя}}", ("name",), "{%(name)s}"),
        ("одна { скобка", (), "одна { скобка"),
    ],
)
def test_what_is_typed_is_kept_with_insertions_and_nothing_else(typed, names, said):
    assert kept(typed, names) == said


@pytest.mark.parametrize("typed", ["{{7*7}}", "{user.password}", "{0.__class__}", "{день}", "{}", "{% debug %}"])
def test_a_strange_insertion_is_refused_with_those_that_may_be(typed):
    with pytest.raises(Refused) as refused:
        kept(typed, ("name",))

    assert "{имя}" in str(refused.value.reasons[0])


def test_own_words_are_in_the_subject_the_text_and_the_html(coordinator, stranger):
    moved = KINDS["membership_confirmed"]
    save_wording(
        moved, "ru", {"Вас приняли в %(card)s": "Добро пожаловать в %(card)s", GREETING: "Добрый день, %(name)s <b>"}, "Звоните: 3452", by=coordinator
    )

    letter = send("membership_confirmed", to=stranger, context={"organization": {"short_name": "АНО «A&B»"}, "person": stranger})

    assert letter.subject == "Добро пожаловать в АНО «A&B»"
    assert f"Добрый день, {stranger.short_name} <b>" in letter.text
    assert f"Добрый день, {stranger.short_name} &lt;b&gt;" in letter.html
    assert letter.text.rstrip().endswith("Звоните: 3452")
    assert "Звоните: 3452" in letter.html


def test_own_words_of_one_letter_are_not_said_in_another(coordinator, stranger):
    save_wording(KINDS["nudge"], "ru", {GREETING: "Эй, %(name)s!"}, "", by=coordinator)

    letter = send("membership_confirmed", to=stranger, context={"organization": {"short_name": "АНО"}, "person": stranger})

    assert letter.text.startswith("Здравствуйте, ")


def test_words_of_the_built_in_catalogue_come_back_after_the_letter():
    with speaking("ru", {GREETING: "Эй!"}):
        assert translation.gettext(GREETING) == "Эй!"
        assert isinstance(translation.trans_real._active.value, Worded)
    assert translation.gettext(GREETING) == GREETING
    with speaking("ru"):
        assert translation.gettext(GREETING) == GREETING


def test_a_person_who_chose_english_reads_the_english_words(coordinator, stranger):
    from school.post.choices import choose

    choose(stranger, language="en")
    save_wording(KINDS["membership_confirmed"], "ru", {GREETING: "Эй, %(name)s!"}, "", by=coordinator)

    letter = send("membership_confirmed", to=stranger, context={"organization": {"short_name": "АНО"}, "person": stranger})

    assert letter.language == "en"
    assert letter.text.startswith(f"Hello, {stranger.short_name}!")
    assert '<html lang="en">' in letter.html


def test_letters_of_the_account_say_the_schools_words_too(coordinator, client, stranger, run_jobs):
    words = {"Код для входа": "Ваш код", "Введите этот код в окне, где вы входите. Он действует три минуты.": "Вот код. Он живёт три минуты."}
    save_wording(KINDS["account.login_code"], "ru", words, "Ваша школа", by=coordinator)

    client.post("/accounts/login/code/", {"email": stranger.email})
    run_jobs()

    [message] = mail.outbox
    assert message.subject == "Ваш код"
    assert "Вот код. Он живёт три минуты." in message.body
    assert "Ваша школа" in message.body


def test_built_in_words_again_leave_no_row(coordinator):
    save_wording(KINDS["nudge"], "ru", {"Открыть мой путь": "Вперёд"}, "", by=coordinator)
    save_wording(KINDS["nudge"], "ru", {}, "", by=coordinator)

    assert not Wording.objects.exists()
    assert Entry.objects.filter(verb="post.worded").count() == 2


def test_a_trial_goes_to_who_asked_and_is_nobodys_notice(coordinator, run_jobs):
    send_trial(KINDS["meeting_cancelled"], "ru", {"Занятие отменено.": "Сегодня не собираемся."}, "", to=coordinator)
    run_jobs()

    [message] = mail.outbox
    assert message.to == [coordinator.email]
    assert message.subject.startswith("Проба: ")
    assert "Сегодня не собираемся." in message.body
    assert not Letter.objects.notices_of(coordinator).exists()


def test_a_phrase_that_a_release_says_anew_is_said_as_built_in(coordinator, stranger):
    """Own words hang on the built-in ones: a release that changes a phrase is not silenced by words about the former."""
    save_wording(KINDS["membership_confirmed"], "ru", {"Вас приняли давным-давно в %(card)s": "Ура"}, "", by=coordinator)

    letter = send("membership_confirmed", to=stranger, context={"organization": {"short_name": "АНО"}, "person": stranger})

    assert letter.subject == "Вас приняли в АНО"


def test_percent_signs_of_built_in_phrases_are_read_as_typed():
    low = next(phrase for phrase in phrases(KINDS["attendance_low"], "ru") if phrase.subject)

    assert shown(low.text) == low.shown == "Явка {доля} %, нужно не меньше {сколько нужно} %"


def test_every_letter_has_a_name_in_the_list():
    for kind in KINDS.values():
        assert kind.title or any(phrase.subject for phrase in phrases(kind, "ru")), kind.name


def test_a_kind_knows_its_files():
    assert Kind("nudge", "кому").files == ("letters/nudge/subject.txt", "letters/nudge/body.txt", "letters/nudge/body.html")
