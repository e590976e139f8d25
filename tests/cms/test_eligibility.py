"""«Подойдёт ли статус»: six questions, an answer in plain words, nothing kept."""

import pytest
from django.urls import reverse

from cms.eligibility import states_of, verdict_of
from tests.test_house_doors import dump

pytestmark = pytest.mark.django_db


def question(good="yes", weight="stop", group="", **words):
    defaults = {
        "question": "Вопрос?",
        "help": "",
        "fits": "Подходит",
        "missing": "Не хватает",
        "firm": "",
        "todo": "<p>Сделайте</p>",
        "part": "",
        "act": "",
        "edition": None,
    }
    return {**defaults, "source": "", "verified": "", "good": good, "weight": weight, "group": group, **words}


STATES = [
    # questions, answers, states, verdict
    ([question()], ["yes"], ["fits"], "fits"),
    ([question()], ["no"], ["not_yet"], "not_yet"),
    ([question()], ["unknown"], ["check"], "check"),
    ([question(weight="check")], ["no"], ["check"], "check"),
    ([question(good="no")], ["no"], ["fits"], "fits"),
    ([question(good="no")], ["yes"], ["not_yet"], "not_yet"),
    ([question(good="no")], ["unknown"], ["check"], "check"),
    ([question(), question()], ["yes", "no"], ["fits", "not_yet"], "not_yet"),
    ([question(), question()], ["unknown", "no"], ["check", "not_yet"], "not_yet"),
    ([question(group="a"), question(group="a")], ["no", "yes"], ["fits", "fits"], "fits"),
    ([question(group="a"), question(group="a")], ["no", "unknown"], ["check", "check"], "check"),
    ([question(group="a"), question(group="a")], ["no", "no"], ["not_yet", "not_yet"], "not_yet"),
    ([question(group="a"), question(group="b")], ["yes", "no"], ["fits", "not_yet"], "not_yet"),
]


@pytest.mark.parametrize(("questions", "answers", "states", "verdict"), STATES)
def test_answers_are_counted(questions, answers, states, verdict):
    assert states_of(questions, answers) == states
    assert verdict_of(states) == verdict


@pytest.fixture
def page(home, publish):
    from cms.models import EligibilityPage

    rows = [
        question(question="Вы НКО?", fits="Вы НКО", missing="Нужна НКО", todo="<p>Зарегистрируйтесь</p>", act="7-ФЗ, ст. 2", part="5"),
        question(
            question="Есть долги?", good="no", weight="check", fits="Долгов нет", missing="Возможен долг", todo="<p>Закажите сверку</p>", part="1"
        ),
        question(question="Работаете год?", group="experience", fits="Есть год", missing="Нет года", todo="<p>Копите доказательства</p>"),
        question(question="Был грант?", group="experience", fits="Был грант", missing="Нет гранта", todo="<p>Узнайте о гранте</p>"),
    ]
    return publish(home, EligibilityPage(title="Подойдёт ли статус", slug="proverka", lead="Ответьте", questions=[("question", row) for row in rows]))


def answers(page, *given):
    return {block.id: answer for block, answer in zip(page.questions, given, strict=True)}


def test_nothing_is_asked_but_the_questions(page, client):
    html = client.get(page.address).content.decode().replace("\xa0", " ")

    assert html.count('type="radio"') == 4 * 3
    assert "checked" not in html
    assert "Чего не хватает" not in html


def test_answer_says_what_fits_what_is_missing_and_what_to_do(page, whole_program, client):
    from cms.models import SchoolSettings

    SchoolSettings.objects.update(main_program=whole_program)

    html = client.post(page.address, answers(page, "no", "unknown", "yes", "no")).content.decode().replace("\xa0", " ")

    assert page.not_yet_title in html
    missing, rest = html.split("Что надо выяснить")
    check, fits = rest.split("Что уже подходит")
    assert "Нужна НКО" in missing
    assert "Зарегистрируйтесь" in missing
    assert "/programma/modul-3/" in missing
    assert "7-ФЗ, ст. 2" in missing
    assert "Возможен долг" in check
    assert "Закажите сверку" in check
    assert "/programma/seminary/" in check
    assert "Есть год" in fits
    assert "Нет гранта" not in html  # one of two alternatives is enough
    assert "Юрист ещё не проверял" in html


def test_firm_answer_is_not_told_as_a_doubt(home, publish, client):
    from cms.models import EligibilityPage

    row = question(good="no", missing="Нужна сверка", firm="С долгом откажут")
    page = publish(home, EligibilityPage(title="Подойдёт ли", slug="proverka", questions=[("question", row)]))

    assert "С долгом откажут" in client.post(page.address, answers(page, "yes")).content.decode().replace("\xa0", " ")
    assert "Нужна сверка" in client.post(page.address, answers(page, "unknown")).content.decode().replace("\xa0", " ")


def test_answers_stay_in_the_form_and_nowhere_else(page, client):
    before = dump()

    response = client.post(page.address, answers(page, "yes", "no", "no", "no"))

    assert dump() == before
    assert response.content.decode().replace("\xa0", " ").count("checked") == 4
    assert response.headers["Cache-Control"] == "no-store"
    assert not client.session.keys()


@pytest.mark.parametrize("given", [{}, {"x": "1"}, "maybe", "<script>"])
def test_a_question_left_out_is_asked_at_its_field(page, client, given):
    data = given if isinstance(given, dict) else answers(page, given, "yes", "yes", "yes")

    html = client.post(page.address, data).content.decode().replace("\xa0", " ")

    assert 'role="alert"' in html
    assert page.fits_title not in html
    assert page.not_yet_title not in html


def test_reader_pays_a_constant_number_of_queries(page, whole_program, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.post(page.address, answers(page, "no", "yes", "no", "no"))


def test_new_page_brings_the_questions_of_the_school(home, publish):
    """An editor of another school starts from six questions with sources, not from an empty page."""
    from cms.models import EligibilityPage

    page = publish(home, EligibilityPage(title="Подойдёт ли статус", slug="proverka"))

    assert len(page.questions) == 6
    for block in page.questions:
        block.block.clean(block.value)
        assert block.value["act"]
        assert block.value["source"]
        assert block.value["verified"] == ""


def test_home_leads_to_the_questions(page, home, client):
    type(home).objects.update(eligibility="<p>Условия</p>")

    assert f'href="{page.address}"' in client.get("/").content.decode().replace("\xa0", " ")
    assert reverse("portals:cohorts") in client.post(page.address, answers(page, "yes", "no", "yes", "no")).content.decode().replace("\xa0", " ")
