"""The answer of a body: what it makes of the service and of the dossier, tasks of a refusal, a record taken back."""

import pytest

from courses.dossiers.actions import filings, outcomes, tasks
from courses.dossiers.models import Outcome, Task
from school.people.rules import Refused
from school.post.models import Letter
from tests.courses.dossiers.filing import answered, at_justice, ground_of, mentor_of, ready, sent, states, today
from tests.factories import BodyFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db

REFUSED = {"kind": "refusal", "number": "", "words": "Нет дипломов двух работников"}


@pytest.mark.parametrize(
    ("answers", "state", "claims"),
    [
        (["conclusion"], "concluded", ["concluded"]),
        (["refusal"], "gathering", ["refused"]),
        (["request"], "filed", ["filed"]),
        (["conclusion", None], "filed", ["concluded", "filed"]),
        (["refusal", None], "filed", ["refused", "filed"]),
        (["conclusion", "refusal"], "concluded", ["concluded", "refused"]),
        (["refusal", "refusal"], "gathering", ["refused", "refused"]),
    ],
)
def test_answers_lead_the_dossier(answers, state, claims):
    dossier = ready(services=len(answers))
    filing = sent(dossier)

    for number, kind in enumerate(answers):
        if kind:
            answered(filing, kind, number_of=number, words="Пришлите устав")

    assert states(dossier) == (state, claims)


def test_a_refusal_opens_a_round_of_rework():
    dossier = ready()
    filing = sent(dossier)

    outcome = answered(filing, **REFUSED)

    assert list(outcome.tasks.values_list("text", flat=True)) == [
        "Приложите дипломы работников",
        "Исправить то, о чём написано в отказе: Нет дипломов двух работников",
    ]
    assert states(dossier) == ("gathering", ["refused"])
    answered(sent(dossier, sent_on=today()), on=today())
    assert states(dossier) == ("concluded", ["concluded"])


def test_a_ground_without_advice_is_the_task_itself():
    outcome = answered(sent(ready()), "refusal", ground=ground_of(code="debt", title="Задолженность", advice=""))

    assert "Задолженность" in outcome.tasks.get().text


def test_a_request_is_a_task_by_its_day():
    TermFactory(code="request_answer", amount=5)
    filing = sent(ready())

    outcome = answered(filing, "request", words="Пришлите\nустав", number="")

    assert outcome.due_on == today(4)
    assert (outcome.tasks.get().text, outcome.tasks.get().due_on) == ("Пришлите устав", today(4))
    assert answered(filing, "conclusion").pk


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "refusal", "ground": None}, "основание"),
        ({"kind": "request"}, "что просят"),
        ({"kind": "conclusion", "number": " "}, "номер"),
        ({"kind": "recognition"}, "так не отвечает"),
        ({"kind": "conclusion", "on": today(1)}, "не наступил"),
        ({"kind": "conclusion", "on": today(-11)}, "раньше"),
        ({"kind": "request", "words": "Устав", "due_on": today(-3)}, "раньше самого"),
    ],
)
def test_an_answer_that_cannot_be(given, words):
    filing = sent(ready())

    with pytest.raises(Refused, match=words):
        answered(filing, **given)


def test_a_ground_of_another_body_does_not_fit():
    filing = sent(ready())

    with pytest.raises(Refused, match="основание"):
        answered(filing, "refusal", ground=ground_of("justice"))


def test_one_final_answer_about_a_service():
    filing = sent(ready())
    first = answered(filing)

    assert answered(filing) == first
    with pytest.raises(Refused, match="уже записан: заключение"):
        answered(filing, **REFUSED)
    with pytest.raises(Refused, match="уже записан"):
        answered(filing, "request", words="Ещё")


def test_a_stranger_records_nothing():
    filing = sent(ready())

    with pytest.raises(Refused, match="могут владельцы"):
        answered(filing, by=UserFactory())


# Taken back


def test_a_mistaken_answer_is_taken_back_with_its_tasks():
    dossier = ready()
    outcome = answered(sent(dossier), **REFUSED)
    tasks.finish_task(outcome.tasks.first(), by=dossier.opened_by)

    outcomes.take_outcome_back(outcome, by=dossier.opened_by)
    outcomes.take_outcome_back(outcome, by=dossier.opened_by)

    assert states(dossier) == ("filed", ["filed"])
    assert list(Task.objects.filter(dropped_at=None).values_list("done_at", flat=True)) != [None]
    assert answered(outcome.filed.filing).kind == "conclusion"


def test_an_answer_with_a_filing_after_it_stays():
    dossier = ready()
    outcome = answered(sent(dossier), **REFUSED)
    again = sent(dossier, sent_on=today())

    with pytest.raises(Refused, match="уже подали снова"):
        outcomes.take_outcome_back(outcome, by=dossier.opened_by)
    filings.cancel(again, by=dossier.opened_by)
    assert outcomes.take_outcome_back(outcome, by=dossier.opened_by).taken_back_at


# The Ministry


def test_the_conclusion_stays_while_the_ministry_thinks():
    dossier = ready(services=2)
    at_justice(dossier)

    assert states(dossier) == ("at_justice", ["concluded", "concluded"])


def test_a_refusal_of_the_ministry_leads_back_with_tasks():
    dossier = ready()
    filing = at_justice(dossier)

    answered(filing, "refusal", ground=ground_of("justice", advice="Погасите долг"))

    assert states(dossier) == ("gathering", ["refused"])
    assert Task.objects.get().text == "Погасите долг"
    assert sent(dossier, "justice", sent_on=today()).pk  # the conclusion still stands
    assert states(dossier) == ("at_justice", ["concluded"])


def test_recognition_waits_for_the_status():
    dossier = ready()

    answered(at_justice(dossier), "recognition")

    assert states(dossier) == ("at_justice", ["concluded"])
    with pytest.raises(Refused, match="уже записано"):
        sent(dossier, "justice", sent_on=today())


def test_the_other_side_reads_the_answer_and_what_to_do():
    dossier = ready()
    mentor, filing = mentor_of(dossier), sent(dossier)

    answered(filing, **REFUSED)

    letter = Letter.objects.get(name="outcome_recorded")
    assert (letter.email, "Приложите дипломы" in letter.text, "Недостаточная квалификация" in letter.text) == (mentor.email, True, True)


def test_nobody_is_left_with_two_answers_in_force():
    filing = sent(ready())
    answered(filing)

    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        Outcome.objects.create(filed=filing.filed.get(), kind="refusal", ground=ground_of(), on=today(), by=filing.by)


# Tasks


def test_tasks_are_written_done_and_undone():
    dossier = ready()
    person = dossier.opened_by
    task = tasks.add_task(dossier, text=" Спросить  бухгалтера ", due_on=today(3), by=person)

    assert tasks.add_task(dossier, text="Спросить бухгалтера", due_on=today(3), by=person) == task
    assert tasks.finish_task(task, by=mentor_of(dossier)).done_by != person
    assert tasks.reopen_task(task, by=person).done_at is None
    assert tasks.drop_task(task, by=person).dropped_at


def test_tasks_of_others_and_empty_ones_are_refused():
    dossier = ready()
    task = answered(sent(dossier), **REFUSED).tasks.first()

    for act in (
        lambda: tasks.add_task(dossier, text=" ", by=dossier.opened_by),
        lambda: tasks.add_task(dossier, text="Дело", by=UserFactory()),
        lambda: tasks.finish_task(task, by=UserFactory()),
        lambda: tasks.drop_task(task, by=dossier.opened_by),
    ):
        with pytest.raises(Refused):
            act()


def test_filed_anew_on_the_day_of_the_refusal_is_another_round():
    """The same body, day and way: what was answered is behind, so it is no doubled press."""
    dossier = ready()
    body = BodyFactory()
    first = sent(dossier, body=body, sent_on=today())
    answered(first, "refusal", number="", words="Нет дипломов", on=today())

    second = sent(dossier, body=body, sent_on=today())

    assert second.pk != first.pk
    assert sent(dossier, body=body, sent_on=today()).pk == second.pk  # and now it is one
