"""Forms about filings whose session ended while they were typed: the words wait for the sign-in (R23)."""

import pytest
from django.urls import reverse

from courses.dossiers.models import Filing
from courses.portals.returning import whose
from tests.courses.dossiers.filing import ready, today
from tests.factories import BodyFactory, ClaimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return ready()


@pytest.fixture
def own(client_of, dossier):
    return client_of(dossier.opened_by)


def test_what_was_typed_waits_for_the_sign_in(own, dossier):
    """With every chosen service, and with no other."""
    first, second = dossier.claims.get(), ClaimFactory(dossier=dossier)
    left_out = ClaimFactory(dossier=dossier)
    body, address = BodyFactory(), reverse("portals:filing_new", args=[dossier.pk, "assessor"])
    me = whose(dossier.opened_by)
    own.logout()

    asked = own.post(
        address, {"me": me, "body": body.pk, "claims": [first.pk, second.pk], "sent_on": today(-3), "way": "post", "number": "77-особый"}
    )
    own.force_login(dossier.opened_by)
    page = own.get(address)

    assert ("login" in asked.headers["Location"], Filing.objects.count()) == (True, 0)
    form = page.context["form"]
    assert form["number"].value() == "77-особый"
    assert form["claims"].value() == [str(first.pk), str(second.pk)]
    assert str(left_out.pk) not in form["claims"].value()
    assert "ещё не сохранён" in page.content.decode()
    own.post(address, {"body": body.pk, "claims": form["claims"].value(), "sent_on": today(-3), "way": "post", "number": "77-особый"})
    assert "ещё не сохранён" not in own.get(address, follow=True).content.decode()


@pytest.mark.parametrize("name", ["task_new", "register_new"])
def test_words_of_short_forms_wait_too(own, dossier, name):
    address, me = reverse(f"portals:{name}", args=[dossier.pk]), whose(dossier.opened_by)
    own.logout()

    own.post(address, {"me": me, "text": "Позвонить в департамент", "number": "Позвонить в департамент"})
    own.force_login(dossier.opened_by)

    assert "Позвонить в департамент" in own.get(address).content.decode()
