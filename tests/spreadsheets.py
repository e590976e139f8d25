"""Tables for tests, as people would make them, and the two presses by which they come into the office."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

HEADS = ["Фамилия", "Имя", "Отчество", "Почта", "Телефон", "ОГРН", "ИНН", "Организация", "Форма", "Город"]
TIMES = ["Модуль", "Тема", "Начало", "Конец", "Город", "Место", "Ведёт", "Часов"]


def xlsx(heads, *rows):
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv(heads, *rows, separator=";", encoding="utf-8-sig"):
    return "\r\n".join(separator.join(map(str, row)) for row in (heads, *rows)).encode(encoding)


def upload(data, name="люди.xlsx"):
    return SimpleUploadedFile(name, data)


def row(organization, number=1, **changed):
    values = dict(
        zip(HEADS, ["Ёлкина", "Анна", "Лесовна", f"new{number}@shkola.example", "8 3452 00-00-00", organization.ogrn, "", "", "", ""], strict=True)
    )
    return list((values | changed).values())


def choose(client, cohort, data, what="people", name="люди.xlsx", **given):
    return client.post(reverse("office:import", args=[what, cohort.pk]), {"file": upload(data, name), **given})


def look(client, cohort, data, **given):
    answer = choose(client, cohort, data, **given)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def add(client, address):
    return client.post(address, follow=True)
