"""GIFT on the trainer's screen: looked at first, then taken; a bank goes out and comes back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.progress.models import BankQuestion
from tests.factories import BankFactory
from tests.portals.test_banks import at, bank, client, seen  # noqa: F401  fixtures
from tests.quizzing import BODIES, GIFT, question_of

pytestmark = pytest.mark.django_db


def test_file_is_looked_at_first_and_taken_by_the_second_press(client, bank):  # noqa: F811
    file = SimpleUploadedFile("вопросы.txt", (GIFT + "\nСочинение {}\n").encode())

    page = seen(client.post(at("bank_import", bank), {"file": file}))
    assert ("На сколько лет дают статус?" in page, "Не разобрано: 1" in page, "Строка 5" in page) == (True, True, True)
    assert BankQuestion.objects.count() == 0

    for _press in range(2):
        page = seen(client.post(at("bank_import", bank), {"text": GIFT, "step": "take"}, follow=True))
    assert BankQuestion.objects.count() == 2
    assert "Добавлено 0 вопросов. Ещё 2 уже были в банке." in page


def test_what_was_lost_is_told_apart_from_what_was_left_out(client, bank):  # noqa: F811
    text = "Кто на [html]<b>снимке</b>? {T}\n\n[html]Кто <img src='a.png'>на снимке? {T}\n\nСочинение о лете {}\n"

    page = seen(client.post(at("bank_import", bank), {"text": text}))

    assert ("Не разобрано: 1" in page, "Взято с изменениями: 1" in page) == (True, True)
    assert ("Сочинение о лете {}</p>" in page, "вопрос взят без них" in page) == (True, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Выберите файл или вставьте текст."),
        ({"text": " \n "}, "Выберите файл или вставьте текст."),
        ({"file": SimpleUploadedFile("x.txt", b"a" * (1024 * 1024 + 1))}, "Файл больше 1 МБ."),
        ({"text": "ж" * 600_000}, "Текст больше 1 МБ."),
        ({"file": SimpleUploadedFile("x.txt", b"")}, "пуст"),
        ({"file": SimpleUploadedFile("x.gift", b"\x89PNG\r\n\x1a\n\n\n{=a}\n\n{=b}")}, "Это не текст."),
    ],
    ids=["nothing", "spaces", "big file", "big text", "empty file", "picture"],
)
def test_bad_file_is_told(client, bank, sent, words):  # noqa: F811
    response = client.post(at("bank_import", bank), sent)

    assert (response.status_code, words in seen(response)) == (400, True)


def test_too_many_questions_are_refused(client, bank):  # noqa: F811
    text = "\n\n".join(f"Вопрос {number} {{T}}" for number in range(1001))

    for step in ("", "take"):
        response = client.post(at("bank_import", bank), {"text": text, "step": step})
        assert (response.status_code, "больше 1000 вопросов" in seen(response), BankQuestion.objects.count()) == (400, True, 0)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00\x01\x02{=a}", "Вопрос {T}".encode("cp1251"), b"{" * 5000, b"%PDF-1.4 {T}"])
def test_any_bytes_get_an_answer(client, bank, content):  # noqa: F811
    assert client.post(at("bank_import", bank), {"file": SimpleUploadedFile("x.txt", content)}).status_code in (200, 400)


def test_bank_goes_out_and_comes_back(client, bank):  # noqa: F811
    for kind in BODIES:
        question_of(kind, bank)
    response = client.get(at("bank_export", bank))
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; ")

    other = BankFactory(program=bank.program)
    client.post(at("bank_import", other), {"text": response.content.decode(), "step": "take"})

    kinds = [version.kind for question in other.questions.all() for version in question.versions.all()]
    assert sorted(kinds) == sorted(BODIES)
