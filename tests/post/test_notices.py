"""The same letters in the cabinet: everybody's own, counted in the header at no price."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from school.post.actions import post, send
from school.post.backends import PersonBackend
from school.post.models import Letter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def told(person, words="АНО «Дом»", **options):
    return send("membership_confirmed", to=person, context={"person": person, "organization": {"short_name": words}}, **options)


def many(person, number):
    Letter.objects.bulk_create(
        Letter(name="nudge", recipient=person, email=person.email, subject="Шаг", text="Шаг", notice=True, message_id=f"<{number}-{n}@x>")
        for n in range(number)
    )


def bell(page):
    return page.content.decode().partition('id="bell"')[2].partition("</a>")[0]


def test_a_letter_is_a_notice_until_it_is_read(stranger, client_of):
    notice, client = told(stranger), client_of(stranger)

    page = client.get("/notices/")
    assert notice.subject in page.content.decode()
    assert "<b>1</b>" in bell(page)
    assert Letter.objects.get().seen_at is None, "looking writes nothing"

    assert client.post(f"/notices/{notice.pk}/read/").status_code == 302
    assert "<b>" not in bell(client.get("/notices/"))
    assert client.get("/notices/?only=new").content.decode().count(notice.subject) == 0


def test_reading_in_place_answers_with_the_new_count(stranger, client_of):
    notice, _other = told(stranger), told(stranger, "АНО «Другой»")

    piece = client_of(stranger).post(f"/notices/{notice.pk}/read/", headers={"HX-Request": "true"}).content.decode()

    assert "Прочитано" in piece
    assert '<b id="unread-here" data-hx-swap-oob="true">1</b>' in piece
    assert 'id="bell"' in piece
    assert "<html" not in piece


def test_the_first_reading_is_kept(stranger, client_of):
    notice, client = told(stranger), client_of(stranger)
    client.post(f"/notices/{notice.pk}/read/")
    seen = Letter.objects.get().seen_at

    client.post(f"/notices/{notice.pk}/read/")
    client.post("/notices/read/")

    assert Letter.objects.get().seen_at == seen


def test_all_at_once(stranger, client_of):
    for number in range(3):
        told(stranger, f"АНО {number}")
    theirs = told(UserFactory())

    client_of(stranger).post("/notices/read/")

    assert Letter.objects.filter(seen_at=None).get() == theirs


def test_a_foreign_and_a_missing_notice_look_the_same(stranger, client_of):
    theirs, client = told(UserFactory()), client_of(stranger)

    foreign, missing = client.post(f"/notices/{theirs.pk}/read/"), client.post("/notices/999999/read/")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    nonce = r'nonce="[^"]+"|"X-CSRFToken": "[^"]+"|value="[^"]+"'
    assert re.sub(nonce, "", foreign.content.decode()) == re.sub(nonce, "", missing.content.decode())
    assert theirs.subject not in client.get("/notices/").content.decode()


def test_codes_for_signing_in_and_letters_of_tomorrow_are_no_notices(stranger):
    now = timezone.now()
    post("account.login_code", stranger.email, recipient=stranger, subject="Код для входа", text="123456")
    later = told(stranger, at=now + timedelta(minutes=10))

    assert not Letter.objects.notices_of(stranger).exists()
    with time_machine.travel(now + timedelta(minutes=11)):
        assert list(Letter.objects.notices_of(stranger)) == [later]


def test_the_bell_counts_what_the_list_has(stranger):
    """The count is written out in SQL: it must stay the list's own question."""
    now = timezone.now()
    told(stranger, "читанное")
    Letter.objects.update(seen_at=now)
    told(stranger, "новое")
    told(stranger, "завтрашнее", at=now + timedelta(days=1))
    told(UserFactory(), "чужое")
    told(stranger, "отозванное")
    Letter.objects.filter(subject__contains="отозванное").update(state="taken_back")
    post("account.login_code", stranger.email, recipient=stranger, subject="Код", text="1")

    assert PersonBackend().get_user(stranger.pk).unread == Letter.objects.unread(timezone.now()).filter(recipient=stranger).count() == 1


def test_pages_of_notices(stranger, client_of):
    for number in range(23):
        told(stranger, f"АНО {number:02}")
    client = client_of(stranger)

    first, second = client.get("/notices/").content.decode(), client.get("/notices/?page=2").content.decode()

    assert "АНО 22" in first
    assert "АНО 02" not in first
    assert "АНО 02" in second
    assert "<b>23</b>" in first


def test_the_count_comes_with_the_person(stranger, client_of):
    """Not one query more for 0, 1 or 300 notices on any page."""
    client, counts = client_of(stranger), []
    client.get("/people/profile/")
    for more in (0, 1, 299):
        many(stranger, more)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/people/profile/")
        counts.append(len(asked))
        assert not any('FROM "post_letter"' in query["sql"] and "people_user" not in query["sql"] for query in asked)
    assert len(set(counts)) == 1
    assert "<b>99+</b>" in bell(page)


def test_the_list_costs_the_same_for_any_number(stranger, client_of):
    client, counts = client_of(stranger), []
    client.get("/notices/")
    for more in (1, 2, 297):
        many(stranger, more)
        with CaptureQueriesContext(connection) as asked:
            client.get("/notices/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_markup_in_a_notice_is_words(stranger, client_of):
    send("nudge", to=stranger, context={"text": "<script>alert(1)</script>", "person": stranger, "cohort": {"title": "<b>Поток</b>"}})

    page = client_of(stranger).get("/notices/").content.decode()

    assert "<script>alert" not in page
    assert "<b>Поток</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_empty_list_says_what_will_be_here(stranger, client_of):
    assert "Уведомлений пока нет" in client_of(stranger).get("/notices/").content.decode()


def test_a_visitor_has_no_bell(client):
    assert 'id="bell"' not in client.get("/accounts/login/").content.decode()
