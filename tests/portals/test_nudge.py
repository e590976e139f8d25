"""«Слово отставшим»: whom, what, once a day, in one act."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.portals.returning import whose
from courses.progress.actions import mark_done
from courses.route.actions import nudge
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


@pytest.fixture
def lessons(cohort):
    """The half of the cohort's time is over."""
    cohort.ends_on = timezone.localdate() + timedelta(days=29)
    cohort.save()
    module = factories.ModuleFactory(program=cohort.program)
    factories.CohortModuleFactory(cohort=cohort, module=module)
    return [readable_lesson(module, title=f"Урок {number}") for number in range(10)]


def person(cohort, name, done=(), **fields):
    user = factories.UserFactory(family_name=name, given_name="Анна", patronymic="")
    found = factories.EnrollmentFactory(cohort=cohort, person=user, **fields)
    for lesson in done:
        mark_done(found, lesson, by=user)
    return found


@pytest.fixture
def behind(cohort, lessons):
    return person(cohort, "Отставшая")


@pytest.fixture
def ahead(cohort, lessons):
    return person(cohort, "Успевающая", lessons[:6])


def address(cohort):
    return reverse("portals:nudge", args=[cohort.pk])


def looked(client, cohort, *people):
    return client.get(address(cohort), {"look": "1", "who": [each.pk for each in people]})


def given(*people, text="Остался один урок."):
    return {"who": [each.pk for each in people]} | {f"text_{each.pk}": text for each in people}


def letters():
    return list(Letter.objects.filter(name="nudge").order_by("pk"))


def test_those_behind_are_chosen_already(client, cohort, behind, ahead):
    person(cohort, "Ушедшая", state="withdrawn")

    page = client.get(address(cohort))

    chosen = [[(row["person"].enrollment.pk, row["chosen"]) for row in page.context[name]] for name in ("behind", "others")]
    assert chosen == [[(behind.pk, True)], [(ahead.pk, False)]]


def test_every_letter_is_seen_before_it_is_sent(client, cohort, lessons, behind, ahead, trainer):
    page = looked(client, cohort, behind)

    (row,) = page.context["form"].rows()
    text = row[1].value()
    study = reverse("portals:study", args=[cohort.pk, lessons[0].pk])
    assert text.startswith("Здравствуйте, Анна!\n")
    assert "вы прошли уроков: 0 из 10. По календарю к сегодняшнему дню их должно быть 5." in text
    assert "– Пройдите урок «Урок 0»: http" in text
    assert f"{study}\n" in text
    assert "Урок 5" not in text
    assert "И ещё 5 дел в кабинете: http" in text
    assert text.endswith(trainer.full_name)
    assert letters() == []


def test_letters_go_out_as_they_were_changed(client, cohort, behind, ahead, run_jobs, mailoutbox):
    response = client.post(address(cohort), given(behind, ahead, text="Ждём вас.\n\nhttps://shkola.example/ <b>и</b>"))
    run_jobs()

    assert response.url == reverse("portals:glance", args=[cohort.pk])
    assert sorted(letter.email for letter in letters()) == sorted([behind.person.email, ahead.person.email])
    html = letters()[0].html
    assert ("Ждём вас." in letters()[0].text, "<b>и</b>" in html, 'href="https://shkola.example/"' in html) == (True, False, True)
    assert len(mailoutbox) == 2
    assert sorted(int(entry.object_id) for entry in Entry.objects.filter(verb="route.nudged")) == sorted([behind.pk, ahead.pk])


def test_a_second_press_sends_nothing(client, cohort, behind):
    for _press in range(2):
        client.post(address(cohort), given(behind))

    assert len(letters()) == 1
    assert Entry.objects.filter(verb="route.nudged").count() == 1


def test_nobody_gets_two_a_day_whoever_writes(cast, client_of, cohort, lessons, behind, time_machine):
    time_machine.move_to("2026-12-01T05:00:00Z", tick=False)
    client_of(cast["trainer"]).post(address(cohort), given(behind))
    page = client_of(cast["coordinator"]).post(address(cohort), given(behind))
    assert (page.status_code, len(letters())) == (400, 1)
    assert "сегодня уже писали" in page.content.decode()

    time_machine.move_to("2026-12-01T19:00:01Z", tick=False)  # the next day in Tyumen
    client_of(cast["coordinator"]).post(address(cohort), given(behind))

    assert len(letters()) == 2


@pytest.mark.parametrize("state", ["open", "closed", "finished", "archived"])
def test_only_a_cohort_under_way_is_written_to(client, cohort, behind, trainer, state):
    cohort.state = state
    cohort.save()

    page = client.post(address(cohort), given(behind))

    assert ("пока поток идёт" in page.content.decode(), letters()) == (True, [])
    with pytest.raises(Refused):
        nudge(cohort, {behind.pk: "Слово"}, by=trainer)


@pytest.mark.parametrize("who", ["foreign", "left", "closed account", "nobody", "hostile"])
def test_whoever_is_not_studying_here_gets_nothing(client, cohort, behind, trainer, who):
    found = factories.EnrollmentFactory() if who == "foreign" else behind
    if who == "left":
        type(found).objects.filter(pk=found.pk).update(state="withdrawn")
    elif who == "closed account":
        type(found.person).objects.filter(pk=found.person_id).update(is_active=False)
    data = {"who": ["x", "-1", "9" * 400, "\x00", "١"]} if who == "hostile" else {} if who == "nobody" else given(found)

    page = client.post(address(cohort), data)

    assert (page.status_code, letters()) == (400, [])
    assert nudge(cohort, {found.pk: "Слово"}, by=trainer) == ([] if who not in ("nobody", "hostile") else [found])


@pytest.mark.parametrize("text", ["", "  \n ", "ж" * 5001, "Иван\x00"])
def test_a_bad_letter_is_told_at_its_field_and_the_others_wait(client, cohort, behind, ahead, text):
    page = client.post(address(cohort), given(behind, ahead) | {f"text_{behind.pk}": text})

    form = page.context["form"]
    assert (page.status_code, list(form.errors), letters()) == (400, [f"text_{behind.pk}"], [])
    assert form[f"text_{ahead.pk}"].value() == "Остался один урок."


def test_an_expired_session_returns_the_letters(client_of, cohort, trainer, behind):
    client = client_of(None)
    client.post(address(cohort), given(behind, text="Долго писали это письмо.") | {"me": whose(trainer)})
    client.force_login(trainer)

    page = client.get(address(cohort))

    assert "Долго писали это письмо." in page.content.decode()
    client.post(address(cohort), given(behind))
    assert "Долго писали" not in client.get(address(cohort)).content.decode()


def test_one_person_is_written_to_from_their_page(client, cohort, behind):
    link = f"{address(cohort)}?who={behind.pk}&amp;look=1"

    assert link in client.get(reverse("portals:glance_person", args=[cohort.pk, behind.pk])).content.decode()


def test_the_letter_speaks_of_tests_works_and_projects_too(client, cohort, behind):
    call = factories.CallFactory(cohort=cohort)
    factories.CohortModuleFactory(cohort=cohort, module=call.module)

    (row,) = looked(client, cohort, behind).context["form"].rows()

    assert len(row[0].way.steps) == 11
