"""Questions put into a test by name, and a test taken down."""

import pytest
from django.utils import timezone

from courses.progress.models import BankQuestion
from school.journal.models import Entry
from tests.factories import BankFactory, BankQuestionFactory
from tests.portals.test_quiz_desk import at, client, draft, given, lesson, lines, seen  # noqa: F401  fixtures
from tests.quizzing import attempt_of, question_of, quiz_on

pytestmark = pytest.mark.django_db


def test_questions_are_picked_by_name(client, draft, cohort):  # noqa: F811
    bank = BankFactory(program=cohort.program)
    first, second, gone = (question_of("single", bank).question for _ in range(3))
    BankQuestion.objects.filter(pk=gone.pk).update(retired_at=timezone.now())
    client.post(at("quiz_draft", draft), given(draft, part_0=f"question-{first.pk}", points_0="2"))
    draft.refresh_from_db()
    page = client.get(at("quiz_pick", draft)).content.decode()
    assert (page.count('name="question"'), "Уже в тесте" in page) == (2, True)

    chosen = {"edition": draft.edition, "question": [first.pk, second.pk, gone.pk, BankQuestionFactory().pk, "x"]}
    answer = client.post(at("quiz_pick", draft), chosen)

    assert answer.headers["Location"] == at("quiz_draft", draft) + "#parts"
    assert lines(draft) == [(first.pk, None, "", 1, 2), (second.pk, None, "", 1, 1)]
    late = client.post(at("quiz_pick", draft), {"edition": 1, "question": question_of("text", bank).question_id})
    assert (late.status_code, len(lines(draft))) == (409, 2)


def test_questions_are_picked_page_after_page(client, draft, cohort):  # noqa: F811
    first, second = (question_of("single", BankFactory(program=cohort.program)).question for _ in range(2))
    address = at("quiz_pick", draft) + "?q=%D0%B2%D0%BE%D0%BF%D1%80%D0%BE%D1%81&page=1"

    answer = client.post(address, {"edition": draft.edition, "question": first.pk, "do": "more"})

    assert answer.headers["Location"] == address
    page = client.get(address)
    assert ("Уже в тесте" in seen(page), page.context["version"].edition) == (True, draft.edition + 1)
    client.post(address, {"edition": draft.edition + 1, "question": second.pk})
    assert [row[0] for row in lines(draft)] == [first.pk, second.pk]


def test_nothing_picked_is_told(client, draft):  # noqa: F811
    answer = client.post(at("quiz_pick", draft), {"edition": draft.edition})

    draft.refresh_from_db()
    assert (answer.status_code, "Отметьте хотя бы один вопрос." in seen(answer), draft.edition) == (409, True, 1)


def test_test_that_nobody_began_is_taken_down(client, lesson):  # noqa: F811
    version = quiz_on(lesson)
    assert at("quiz_withdraw", version) in seen(client.get(at("quiz_desk", lesson)))
    assert "Снять тест?" in seen(client.get(at("quiz_withdraw", version)))

    answer = client.post(at("quiz_withdraw", version))

    version.refresh_from_db()
    assert (answer.headers["Location"], version.published_at, version.edition) == (at("quiz_desk", lesson), None, 2)
    assert client.post(at("quiz_withdraw", version)).status_code == 302
    assert Entry.objects.filter(verb="progress.quiz_withdrawn").count() == 1


def test_test_that_was_begun_is_not_taken_down(client, lesson, participant):  # noqa: F811
    version = quiz_on(lesson)
    attempt_of(participant.enrollments.get(), version)

    assert at("quiz_withdraw", version) not in seen(client.get(at("quiz_desk", lesson)))
    answer = client.post(at("quiz_withdraw", version))

    version.refresh_from_db()
    assert (answer.status_code, "Эту версию уже проходили" in seen(answer), version.published_at is None) == (409, True, False)


@pytest.mark.parametrize(("count", "told"), [(1, False), (2, True)])
def test_draft_tells_a_draw_that_the_bank_cannot_give(client, draft, cohort, count, told):  # noqa: F811
    bank = BankFactory(program=cohort.program)
    BankQuestionFactory(bank=bank)
    client.post(at("quiz_draft", draft), given(draft, room=f"{bank.pk}:", draw=str(count)) | {"do": "draw"})

    page = seen(client.get(at("quiz_draft", draft)))

    assert ("Есть в банке: 1" in page, "Столько не набрать" in page) == (True, told)


def test_look_from_the_draft_keeps_what_was_typed(client, draft):  # noqa: F811
    answer = client.post(at("quiz_draft", draft), given(draft, about="Не спешите") | {"do": "version"})

    assert answer.headers["Location"] == at("quiz_version", draft)
    assert "Не спешите" in seen(client.get(at("quiz_version", draft)))
