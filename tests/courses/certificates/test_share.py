"""The picture for social networks says what the holder agreed to show; what is not in force has none. A certificate with a term ends on its day."""

import io
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from PIL import Image

from courses.certificates import actions
from school.people.models import Consent, ConsentText
from tests import factories
from tests.courses.certificates.test_check import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def certificate(earned):
    return actions.issue(earned, by=factories.UserFactory())


@pytest.fixture
def agrees(certificate):
    def agree():
        text, _ = ConsentText.objects.get_or_create(purpose="publication", version=1, defaults={"text": "Да", "effective_from": "2026-01-01"})
        return Consent.objects.create(person=certificate.holder, text=text)

    return agree


def picture(client, token):
    return client.get(reverse("portals:certificate_picture", args=[token.lower()]))


def test_the_name_is_drawn_only_while_its_holder_agrees(client, certificate, agrees, django_assert_max_num_queries, monkeypatch):
    from courses.portals import check

    drawn, real = [], check.link_picture
    monkeypatch.setattr(check, "link_picture", lambda title, *more, **others: drawn.append(title) or real(title, *more, **others))

    with django_assert_max_num_queries(3):
        answer = picture(client, certificate.token)
    consent = agrees()
    picture(client, certificate.token)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=consent.given_at)
    picture(client, certificate.token)

    program, name = certificate.facts["program"], f"{certificate.facts['family_name']} {certificate.facts['given_names']}"
    assert drawn == [program, name, program]
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")


@pytest.mark.parametrize("what", ["revoked", "unknown"])
def test_what_is_not_in_force_has_no_picture(client, certificate, what):
    if what == "revoked":
        actions.revoke(certificate, reason="Ошибка", by=factories.UserFactory())

    assert picture(client, certificate.token if what == "revoked" else "A" * 26).status_code == 404


def test_guessing_pictures_is_stopped_too(client, certificate, settings):
    settings.CHECK_CERTIFICATE_LIMIT = 3
    with time_machine.travel("2026-11-23 10:00:05Z", tick=False):
        statuses = [picture(client, f"{number:026d}").status_code for number in range(5)]

    assert statuses == [404, 404, 404, 429, 429]


@pytest.mark.parametrize(
    ("day", "said", "drawn"), [("2027-11-20", "Действует", 200), ("2027-11-21", "Действует", 200), ("2027-11-22", "Срок вышел", 404)]
)
def test_a_certificate_with_a_term_ends_after_its_day(client, certificate, day, said, drawn):
    type(certificate).objects.filter(pk=certificate.pk).update(valid_until=date(2027, 11, 21))

    with time_machine.travel(f"{day} 10:00:00Z", tick=False):
        assert said in page(client, certificate).content.decode()
        assert picture(client, certificate.token).status_code == drawn


def test_the_day_ends_by_the_time_of_tyumen(client, certificate):
    """R14: 19:00 in UTC is midnight there."""
    type(certificate).objects.filter(pk=certificate.pk).update(valid_until=date(2027, 11, 21))

    for moment, said in (("2027-11-21 18:59:59Z", "Действует"), ("2027-11-21 19:00:00Z", "Срок вышел")):
        with time_machine.travel(moment, tick=False):
            assert said in page(client, certificate).content.decode()
