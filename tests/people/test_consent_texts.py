"""Texts of consents: administrators add versions, nobody changes what people have agreed to."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from school.journal.labels import described, label_of
from school.journal.models import Entry
from school.people.actions import current_text, give_consent
from school.people.models import ConsentText

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db):
    """Every school starts with a version of its own."""
    words = {"text": "Первые слова", "effective_from": date(2026, 1, 1)}
    ConsentText.objects.exclude(purpose="processing", version=1).delete()
    return ConsentText.objects.update_or_create(purpose="processing", version=1, defaults=words)[0]


def add(client, **fields):
    data = {"purpose": "processing", "text": "Новые слова", "effective_from": timezone.localdate().isoformat()}
    return client.post(reverse("consenttext:add"), data | fields)


def test_administrator_publishes_a_new_version(client_of, administrator, first, stranger):
    consent = give_consent(stranger, "processing")

    answer = add(client_of(administrator))

    second = ConsentText.objects.get(version=2)
    consent.refresh_from_db()
    first.refresh_from_db()
    assert answer.status_code == 302
    assert (second.text, current_text("processing")) == ("Новые слова", second)
    assert (first.text, consent.text, consent.withdrawn_at) == ("Первые слова", first, None)


def test_publication_is_journaled(client_of, administrator, first):
    add(client_of(administrator))

    entry = Entry.objects.get(verb="people.consent_text_published")
    assert (entry.by, label_of(entry.verb)) == (administrator, "опубликована редакция согласия")
    assert "версия текста: 2" in described(entry)


def test_later_version_waits_for_its_day(client_of, administrator, first):
    add(client_of(administrator), effective_from=(timezone.localdate() + timedelta(days=3)).isoformat())

    assert current_text("processing") == first
    assert "начнёт действовать" in client_of(administrator).get(reverse("consenttext:index")).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "Первые слова"},
        {"effective_from": "2020-01-01"},
        {"effective_from": "вчера"},
        {"effective_from": ""},
        {"purpose": "zzz"},
        {"purpose": ""},
    ],
)
def test_bad_version_is_told_and_typed_words_stay(client_of, administrator, first, fields):
    answer = add(client_of(administrator), **fields)

    assert (answer.status_code, ConsentText.objects.count()) == (200, 1)
    if "text" not in fields:
        assert "Новые слова" in answer.content.decode()


def test_version_starts_not_before_the_one_it_follows(client_of, administrator, first):
    add(client_of(administrator), effective_from=(timezone.localdate() + timedelta(days=9)).isoformat())

    answer = add(client_of(administrator), text="Ещё", effective_from=timezone.localdate().isoformat())

    assert (answer.status_code, ConsentText.objects.count()) == (200, 2)


def test_published_version_is_read_and_never_changed(client_of, administrator, first):
    client = client_of(administrator)

    assert "Первые слова" in client.get(reverse("consenttext:inspect", args=[first.pk])).content.decode()
    for name in ("edit", "delete"):
        assert client.post(reverse(f"consenttext:{name}", args=[first.pk]), {"text": "Иные", "purpose": "mailing"}).status_code == 302
    first.refresh_from_db()
    assert (first.text, ConsentText.objects.count()) == ("Первые слова", 1)


@pytest.mark.parametrize("role", ["coordinator", "methodologist", "author", "trainer", "stranger"])
def test_others_neither_read_nor_add(request, client_of, first, role):
    client = client_of(request.getfixturevalue(role))

    assert client.get(reverse("consenttext:index")).status_code == 302
    assert (add(client).status_code, ConsentText.objects.count()) == (302, 1)


def test_public_sees_every_version(client, client_of, administrator, first):
    add(client_of(administrator))

    for version, words in ((1, "Первые слова"), (2, "Новые слова")):
        assert words in client.get(reverse("people:consent_text_version", args=["processing", version])).content.decode()
