"""Banks of questions: a question changes by a new version, and leaves by being put out of use."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.models import Program
from courses.progress import question_rules
from courses.progress.gift_rules import MOST_AT_ONCE, ReadQuestion
from courses.progress.models import Bank, BankQuestion, QuestionVersion, QuizPart
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Changed, Refused, folded, tidy


@dataclass(frozen=True)
class Imported:
    """`doubled` – questions that the bank asks already, word for word; they were left alone."""

    added: tuple[BankQuestion, ...]
    doubled: int


@transaction.atomic
def add_bank(program: Program, title: str, *, by: User) -> Bank:
    """A doubled press is the bank that is there already."""
    Program.objects.select_for_update().get(pk=program.pk)
    title = _title(title)
    if found := _titled(program.pk, title):
        if Entry.objects.lately(by, "progress.bank_added").filter(object_id=str(found.pk)).exists():
            return found
        raise Refused(_("Банк «%(title)s» в этой программе уже есть. Назовите новый иначе.") % {"title": title})
    bank = Bank.objects.create(program=program, title=title)
    record(by=by, verb="progress.bank_added", target=bank)
    return bank


@transaction.atomic
def rename_bank(bank: Bank, title: str, *, by: User) -> Bank:
    Program.objects.select_for_update().get(pk=bank.program_id)
    bank, title = _locked(bank), _title(title)
    if bank.title == title:
        return bank
    if (found := _titled(bank.program_id, title)) and found != bank:
        raise Refused(_("Банк «%(title)s» в этой программе уже есть. Назовите новый иначе.") % {"title": title})
    before, bank.title = bank.title, title
    bank.save(update_fields=["title"])
    record(by=by, verb="progress.bank_renamed", target=bank, before=before, after=title)
    return bank


@transaction.atomic
def remove_bank(bank: Bank, *, by: User) -> None:
    """Of one that was begun by mistake: with a question in it, even one out of use, the bank stays."""
    bank = _locked(bank)
    if bank.questions.exists() or QuizPart.objects.filter(bank=bank).exists():
        raise Refused(_("В банке есть вопросы, или из него берут случайные. Такой банк остаётся; вопросы можно убрать по одному."))
    record(by=by, verb="progress.bank_removed", target=bank)
    bank.delete()


@transaction.atomic
def add_question(bank: Bank, *, kind: str, text: str, body: Any, by: User, feedback: str = "", title: str = "", topic: str = "") -> BankQuestion:
    """A doubled press is the question that is there already."""
    bank = _locked(bank)
    words = _words(kind, text, body, feedback)
    made = Entry.objects.lately(by, "progress.question_added").values_list("object_id", flat=True)
    mine = BankQuestion.objects.filter(bank=bank, pk__in=[int(number) for number in made])
    if found := _doubled(mine, words):
        return found
    return _added(bank, words, _line(title, 200), _line(topic, 100), by)


@transaction.atomic
def import_questions(bank: Bank, questions: Iterable[ReadQuestion], *, by: User) -> Imported:
    """What the bank has in use word for word is not doubled: the same file twice is one row of each."""
    bank, read = _locked(bank), list(questions)
    if len(read) > MOST_AT_ONCE:
        raise Refused(_("В файле больше %(most)s вопросов. Разделите его на несколько.") % {"most": MOST_AT_ONCE})
    in_use = question_rules.newest(question_rules.in_use(bank.questions.all()))
    known = {_same(vars(version)) for version in in_use.values()}
    added = []
    for question in read:
        words = _words(question.kind, question.text, question.body, question.feedback)
        if _same(words) not in known:
            known.add(_same(words))
            added.append(_made(bank, words, _line(question.title, 200), _line(question.topic, 100), by))
    if added:
        record(by=by, verb="progress.questions_imported", target=bank, count=len(added))
    return Imported(tuple(added), len(read) - len(added))


@transaction.atomic
def edit_question(
    question: BankQuestion,
    *,
    text: str,
    body: Any,
    by: User,
    kind: str = "",
    feedback: str = "",
    title: str = "",
    topic: str = "",
    seen: int | None = None,
) -> QuestionVersion:
    """The next version, for attempts that start from now on; the same words, or a doubled press, make none.

    `seen` – the number of the version that the form was read at. The name and the topic are labels for the list: the last word about them stays.
    """
    question = BankQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    newest = question.versions.latest("number")
    words = _words(kind or newest.kind, text, body, feedback)
    same = _same(vars(newest)) == _same(words)
    if seen is not None and seen != newest.number and not same:
        raise Changed(newest)
    changed = [name for name, value in (("title", _line(title, 200)), ("topic", _line(topic, 100))) if getattr(question, name) != value]
    question.title, question.topic = _line(title, 200), _line(topic, 100)
    if changed:
        question.save(update_fields=changed)
    if not same:
        newest = QuestionVersion.objects.create(question=question, number=newest.number + 1, by=by, **words)
        changed.append("text")
    if changed:
        record(by=by, verb="progress.question_changed", target=question, number=newest.number)
    return newest


def retire(question: BankQuestion, *, by: User) -> BankQuestion:
    """Nobody is asked it any more; tests that named it go without it, what was answered stays."""
    return _switched(question, by, "progress.question_retired", retired=True)


def restore(question: BankQuestion, *, by: User) -> BankQuestion:
    return _switched(question, by, "progress.question_restored", retired=False)


@transaction.atomic
def _switched(question: BankQuestion, by: User, verb: str, *, retired: bool) -> BankQuestion:
    question = BankQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if bool(question.retired_at) == retired:
        return question
    question.retired_at = timezone.now() if retired else None
    question.save(update_fields=["retired_at"])
    record(by=by, verb=verb, target=question)
    return question


def _added(bank: Bank, words: dict[str, Any], title: str, topic: str, by: User) -> BankQuestion:
    question = _made(bank, words, title, topic, by)
    record(by=by, verb="progress.question_added", target=question)
    return question


def _made(bank: Bank, words: dict[str, Any], title: str, topic: str, by: User) -> BankQuestion:
    question = BankQuestion.objects.create(bank=bank, title=title, topic=topic)
    QuestionVersion.objects.create(question=question, by=by, **words)
    return question


def _words(kind: str, text: str, body: Any, feedback: str) -> dict[str, Any]:
    """What a version says, cleaned and answerable."""
    if reasons := question_rules.reasons_against(kind, text, body, feedback):
        raise Refused(*reasons)
    return {"kind": kind, "text": tidy(text, lines=True), "body": question_rules.cleaned(kind, body), "feedback": tidy(feedback, lines=True)}


def _doubled(questions: Iterable[BankQuestion], words: dict[str, Any]) -> BankQuestion | None:
    same = _same(words)
    return next((version.question for version in question_rules.newest(questions).values() if _same(vars(version)) == same), None)


def _same(words: dict[str, Any]) -> tuple[str, ...]:
    return words["kind"], words["text"], words["feedback"], json.dumps(question_rules.bare(words["body"]), sort_keys=True)


def _line(text: str, longest: int) -> str:
    return tidy(text)[:longest].strip()


def _title(text: str) -> str:
    title = _line(text, 200)
    if not title:
        raise Refused(_("Назовите банк."))
    return title


def _titled(program: int, title: str) -> Bank | None:
    return next((bank for bank in Bank.objects.filter(program=program) if folded(bank.title) == folded(title)), None)


def _locked(bank: Bank) -> Bank:
    return Bank.objects.select_for_update(of=("self",)).get(pk=bank.pk)
