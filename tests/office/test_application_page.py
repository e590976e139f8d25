"""The page of one application and the list it came from: nothing typed is lost, the filter stays, messages say what happened."""

import pytest
from django.urls import reverse

from courses.enrollment.models import Criterion, Remark, Score
from courses.program.models import Cohort
from tests import factories
from tests.office.asked import ask, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


@pytest.mark.parametrize(
    ("press", "sent", "kept"),
    [
        ("ask", {"ask-text": "Сколько подопечных?"}, ["Звонила: занято.", 'value="4"']),
        ("note", {"note-text": "Звонила: занято."}, ["Сколько подопечных?", 'value="4"']),
        ("score", {}, ["Сколько подопечных?", "Звонила: занято."]),
    ],
)
def test_the_forms_of_an_application_do_not_wipe_each_other(client, quota, press, sent, kept):
    name = f"points_{Criterion.objects.create(cohort=quota.cohort, title='Опыт').pk}"
    row = ask(quota)
    url, typed = (
        reverse(f"office:application_{press}", args=[row.pk]),
        {"ask-text": "Сколько подопечных?", "note-text": "Звонила: занято.", name: "4"},
    )

    page = client.post(url, typed)

    assert (Remark.objects.count(), Score.objects.count()) == ((0, 1) if press == "score" else (1, 0))
    text = page.content.decode()
    assert all(words in text for words in kept)
    assert "ещё не сохранено" in text
    assert client.get(url).headers["Location"] == reverse("office:application", args=[row.pk])
    alone = client.post(url, sent or {name: "4"})
    assert (alone.status_code, Remark.objects.count()) == (302, 0 if press == "score" else 1)


def test_the_list_is_as_it_was_after_a_decision(client, quota):
    row, other = ask(quota), ask(quota, "declined")
    Cohort.objects.update(letters_after=10)
    listed = f"{reverse('office:applications')}?state=submitted"
    page = text_of(client, "office:applications", query="?state=submitted&pick=all")
    many, kept = reverse("office:many", args=["put_on_waiting_list"]), {"list": "state=submitted&pick=all"}

    assert page.count(" checked aria-label") == 1
    assert 'value="state=submitted&amp;pick=all"' in page
    assert client.get(many, kept).headers["Location"] == listed
    plan = client.get(many, kept | {"id": [row.pk, other.pk]}).content.decode()
    assert f'href="{listed}"' in plan
    assert 'name="list" value="state=submitted"' in plan
    answer = client.post(many, kept | {"id": [row.pk]}, follow=True)
    assert answer.redirect_chain == [(listed, 302)]
    said = answer.content.decode()
    assert "Письма уйдут" in said
    assert f"many/reconsider/?id={row.pk}&amp;list=state%3Dsubmitted" in said


def test_a_decision_says_when_its_letter_goes(client, quota):
    Cohort.objects.update(letters_after=10)
    url = reverse("office:decide", args=[(row := ask(quota)).pk, "put_on_waiting_list"])

    assert "Письмо уйдёт" in client.post(url, follow=True).content.decode()
    back = reverse("office:decide", args=[row.pk, "reconsider"])
    assert "Письмо о решении не уйдёт" in client.post(back, follow=True).content.decode()
    Cohort.objects.update(letters_after=0)
    assert "Письмо в пути" in client.post(url, follow=True).content.decode()


@pytest.mark.parametrize(("before", "hint"), [("submitted", True), ("waiting", False)])
def test_no_seat_is_told_instead_of_the_button(client, quota, before, hint):
    factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town)
    row = ask(quota, before)

    page = text_of(client, "office:application", row.pk)

    assert reverse("office:decide", args=[row.pk, "admit"]) not in page
    assert "Свободных мест для города Тюмень больше нет." in page
    assert ("Поставьте заявку в лист ожидания" in page) is hint
