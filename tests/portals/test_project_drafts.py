"""Several people write one project: saved by itself, nobody's word written over, nothing lost with a session."""

import pytest
from django.urls import reverse

from courses.portals.returning import whose
from courses.projects.draft_rules import digest, merged, told
from courses.projects.models import Call, Project, Stage
from tests import factories
from tests.portals.test_project_form import at, fields

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def project(cohort, participant):
    people = [participant.enrollments.get(), factories.EnrollmentFactory(cohort=cohort, person__family_name="Тополева")]
    return factories.TeamFactory(call=factories.CallFactory(cohort=cohort), title="Кедр", people=people).project


@pytest.fixture
def mine(client_of, participant):
    return client_of(participant)


@pytest.fixture
def theirs(client_of, project):
    return client_of(project.team.members.get(leads=False).person)


def press(client, project, given, **headers):
    return client.post(at("project_edit", project.pk), given, headers=headers)


def whisper(client, project, given):
    response = press(client, project, given, **HX)
    assert response.status_code == 200
    return response.content.decode()


# The rule: `was` is what the writer had seen, `now` is what is kept, `typed` is what came

A, B, C = "а", "б", "в"
TABLE = [
    # was, now, typed, asked, chosen -> kept, conflict, theirs
    (A, A, A, False, "", A, False, False),
    (A, A, B, False, "", B, False, False),  # only mine
    (A, B, A, False, "", B, False, True),  # only theirs
    (A, B, B, False, "", B, False, False),  # both the same
    (A, B, C, False, "", B, True, False),  # both differ
    (A, A, B, True, "", A, True, False),  # asked and not answered
    (A, A, B, True, "mine", B, False, False),
    (A, A, B, True, "theirs", A, False, False),
    (A, B, C, True, "mine", B, True, False),  # while choosing, it changed again
    (A, B, C, True, "theirs", B, True, False),
    ("", A, B, False, "", A, True, False),  # nobody knows what was seen
]


@pytest.mark.parametrize(("was", "now", "typed", "asked", "chosen", "kept", "conflict", "stale"), TABLE)
def test_whose_word_stands(was, now, typed, asked, chosen, kept, conflict, stale):
    seen = digest(was) if was else ""
    found = merged({"plan": typed}, {"plan": seen}, {"plan": now, "title": "Двор"}, {"plan": chosen}, {"plan"} if asked else set())

    assert found.values == {"plan": kept, "title": "Двор"}
    assert (found.conflicts, found.theirs) == (("plan",) if conflict else (), ("plan",) if stale else ())


# Saved by itself


def test_autosave_keeps_and_says_when(mine, project, participant):
    words = whisper(mine, project, fields(project, problem="Негде"))

    kept = Project.objects.get()
    assert (kept.problem, kept.edition, kept.saved_by) == ("Негде", 2, participant)
    assert "Сохранено, " in words
    assert f'value="{digest("Негде")}" id="id_was_problem"' in words


def test_the_same_text_is_one_edition(mine, project):
    given = fields(project, problem="Негде")
    for _time in range(3):
        whisper(mine, project, given)

    assert Project.objects.get().edition == 2


def test_autosave_renews_what_is_missing(mine, project):
    Stage.objects.update(needs=["plan"])

    assert "Заполните: план." in whisper(mine, project, fields(project))
    assert "Всё, что нужно к этому этапу, есть." in whisper(mine, project, fields(project, plan="Скамьи"))


def test_autosave_keeps_what_can_be_read_and_names_the_rest(mine, project):
    words = whisper(mine, project, fields(project, problem="Негде", what_0="Скамьи", price_0="пять"))

    assert Project.objects.get().problem == "Негде"
    assert not Project.objects.get().budget.exists()
    assert "Ещё не сохранено: Цена, строка 1" in words


def test_autosave_of_a_closed_call_says_so(mine, project):
    given = fields(project, problem="Негде")
    Call.objects.update(state="closed")

    assert "Приём проектов закрыт." in whisper(mine, project, given)


# Two at once


def test_nobody_is_named_when_the_last_word_was_ones_own(mine, theirs, project):
    """A colleague before it, or the same person's other window: the page does not guess."""
    first = fields(project, problem="Моё")
    press(theirs, project, fields(project, problem="Их"))
    press(mine, project, {"was_plan": fields(project)["was_plan"], "plan": "Мой план"})

    assert "С тех пор там сохранён другой текст." in whisper(mine, project, first)
    page = press(mine, project, first).content.decode()
    assert "те же поля изменились: у коллеги или в другом вашем окне" in page
    assert "Оставить то, что сохранено" in page
    assert "Полина Речниковна" not in page


def test_different_fields_of_two_people_both_stay(mine, theirs, project):
    first, second = fields(project, problem="Моё"), fields(project, plan="Их")
    press(theirs, project, second)

    response = press(mine, project, first)

    assert response.status_code == 302
    kept = Project.objects.get()
    assert (kept.problem, kept.plan) == ("Моё", "Их")


def test_autosave_tells_of_a_colleagues_change_and_leaves_it(mine, theirs, project):
    first = fields(project, problem="Моё")
    press(theirs, project, fields(project, plan="Их"))

    words = whisper(mine, project, first)

    assert "Полина Речниковна – новая правка: План" in words
    assert "id_was_plan" not in words
    assert Project.objects.get().plan == "Их"


def test_the_same_field_of_two_people_is_never_written_over(mine, theirs, project):
    first = fields(project, problem="Моё", audience="Дети")
    press(theirs, project, fields(project, problem="Их"))

    response = press(mine, project, first)
    page = response.content.decode()

    assert response.status_code == 409
    kept = Project.objects.get()
    assert (kept.problem, kept.audience) == ("Их", "Дети")
    assert "Моё" in page
    assert "Их" in page
    assert 'name="take_problem"' in page
    assert 'name="take_audience"' not in page
    assert "data-hx-post" not in page


def test_autosave_of_the_same_field_says_whose(mine, theirs, project):
    first = fields(project, problem="Моё")
    press(theirs, project, fields(project, problem="Их"))

    words = whisper(mine, project, first)

    assert "Не сохранено: Проблема. Там же пишет Полина Речниковна." in words
    assert Project.objects.get().problem == "Их"
    assert "Моё" in press(mine, project, first).content.decode()


@pytest.mark.parametrize(("take", "kept"), [("mine", "Моё, дополнено"), ("theirs", "Их")])
def test_choosing_settles_it(mine, theirs, project, take, kept):
    first = fields(project, problem="Моё")
    press(theirs, project, fields(project, problem="Их"))
    press(mine, project, first)

    response = press(mine, project, fields(Project.objects.get(), problem="Моё, дополнено") | {"ask": "problem", "take_problem": take})

    assert response.status_code == 302
    assert Project.objects.get().problem == kept


def test_not_choosing_asks_again(mine, theirs, project):
    press(theirs, project, fields(project, problem="Их"))
    response = press(mine, project, fields(Project.objects.get(), problem="Моё") | {"ask": "problem"})

    assert response.status_code == 409
    assert "Выберите, какой текст оставить." in response.content.decode()
    assert Project.objects.get().problem == "Их"


def test_a_change_while_one_chooses_is_shown_too(mine, theirs, project):
    press(theirs, project, fields(project, problem="Их"))
    choosing = fields(Project.objects.get(), problem="Моё") | {"ask": "problem", "take_problem": "mine"}
    press(theirs, project, fields(Project.objects.get(), problem="Их снова"))

    response = press(mine, project, choosing)

    assert response.status_code == 409
    assert "Их снова" in response.content.decode()
    assert Project.objects.get().problem == "Их снова"


@pytest.mark.parametrize("unit", ["budget", "links"])
def test_tables_of_two_people_stand_side_by_side(mine, theirs, project, unit):
    own = {"budget": {"what_0": "Мои скамьи", "price_0": "5"}, "links": {"link_title_0": "Моя карта", "link_url_0": "https://a.example"}}[unit]
    other = {"budget": {"what_0": "Их краска", "price_0": "7"}, "links": {"link_title_0": "Их карта", "link_url_0": "https://b.example"}}[unit]
    first = fields(project, **own)
    press(theirs, project, fields(project, **other))

    page = press(mine, project, first).content.decode()

    assert next(iter(own.values())) in page
    assert next(iter(other.values())) in page
    chosen = fields(Project.objects.get(), **own) | {"ask": unit, f"take_{unit}": "mine"}
    press(mine, project, chosen)
    assert str(told(Project.objects.get())[unit]).count(next(iter(own.values()))) == 1


def test_twenty_pairs_lose_nothing(mine, theirs, project):
    """R26: whatever the order, a text that was typed is kept or shown."""
    for number in range(20):
        now = Project.objects.get()
        first, second = fields(now, problem=f"Моё {number}"), fields(now, problem=f"Их {number}")
        press(theirs, project, second)
        page = press(mine, project, first).content.decode()
        assert f"Моё {number}" in page
        assert Project.objects.get().problem == f"Их {number}"


# A session that ended (R23)


@pytest.mark.parametrize("headers", [{}, HX])
def test_text_outlives_the_session(client_of, participant, project, headers):
    given = fields(project, problem="Долго писали", what_0="Скамьи", price_0="7") | {"me": whose(participant)}
    visitor = client_of(None)

    response = press(visitor, project, given, **headers)

    assert response.headers["Location"].startswith(reverse("account_login"))
    visitor.force_login(participant)
    page = visitor.get(at("project_edit", project.pk)).content.decode()
    assert "Долго писали" in page
    assert 'value="Скамьи"' in page
    assert "Вход закончился" in page
    assert press(visitor, project, given).status_code == 302
    assert Project.objects.get().problem == "Долго писали"
    assert "Вход закончился" not in visitor.get(at("project_edit", project.pk)).content.decode()


def test_somebody_else_in_this_browser_never_sees_the_text(client_of, participant, project):
    visitor = client_of(None)
    press(visitor, project, fields(project, problem="Долго писали") | {"me": whose(participant)})

    visitor.force_login(project.team.members.get(leads=False).person)

    assert "Долго писали" not in visitor.get(at("project_edit", project.pk)).content.decode()


def test_what_came_back_and_was_changed_by_a_colleague_is_a_conflict(client_of, participant, theirs, project):
    given = fields(project, problem="Долго писали") | {"me": whose(participant)}
    visitor = client_of(None)
    press(visitor, project, given)
    press(theirs, project, fields(project, problem="Их"))
    visitor.force_login(participant)
    form = visitor.get(at("project_edit", project.pk)).context["form"]
    again = {name: form[name].value() or "" for name in form.fields}

    assert press(visitor, project, again).status_code == 409
    assert Project.objects.get().problem == "Их"
