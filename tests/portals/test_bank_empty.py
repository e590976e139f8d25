"""A bank with nothing to ask: one begun by mistake goes, one whose questions are all out of use shows them."""

import pytest
from django.utils import timezone

from courses.progress.models import Bank
from school.journal.models import Entry
from tests.factories import BankQuestionFactory, QuizPartFactory
from tests.portals.test_banks import at, bank, client, seen  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def test_empty_bank_is_deleted(client, bank):  # noqa: F811
    assert "Удалить банк" in seen(client.get(at("bank", bank)))

    page = seen(client.post(at("bank", bank), {"do": "remove"}, follow=True))

    assert ("Банк удалён." in page, Bank.objects.count(), Entry.objects.filter(verb="progress.bank_removed").count()) == (True, 0, 1)


@pytest.mark.parametrize("kept_by", ["question", "draw"])
def test_bank_that_is_asked_stays(client, bank, kept_by):  # noqa: F811
    if kept_by == "question":
        BankQuestionFactory(bank=bank, retired_at=timezone.now())
    else:
        QuizPartFactory(question=None, bank=bank)

    page = seen(client.post(at("bank", bank), {"do": "remove"}, follow=True))

    assert ("Такой банк остаётся" in page, Bank.objects.filter(pk=bank.pk).exists()) == (True, True)


def test_questions_out_of_use_are_not_lost_from_sight(client, bank):  # noqa: F811
    BankQuestionFactory(bank=bank, retired_at=timezone.now())

    page = seen(client.get(at("bank", bank)))

    assert ("Все вопросы банка убраны" in page, "?use=out" in page, "Удалить банк" in page) == (True, True, False)
    assert "Вернуть" in seen(client.get(at("bank", bank) + "?use=out"))
