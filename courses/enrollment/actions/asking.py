"""Asking for a seat: a draft that is kept half-typed, and the application that it becomes."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import lock_cohorts
from courses.enrollment.models import Answer, Application, Question
from courses.program.models import Cohort, Quota
from school.journal.actions import record
from school.people.models import Organization, Town, User
from school.people.rules import Refused
from school.vault.actions import discard, shelved
from school.vault.rules import Checked, inspected

SHELF = "applications"
Answers = Mapping[int, Any]  # by question: words, an uploaded file, or None for a file that stays as it is


def apply(
    cohort: Cohort,
    *,
    person: User,
    organization: Organization,
    town: Town | None = None,
    motivation: str,
    answers: Answers | None = None,
    by: User | None,
) -> Application:
    """Asks for a seat. A second sending of the same form is refused, so there is one application in force per person and cohort."""
    town, given = town or organization.town, read_through(answers)
    with transaction.atomic():
        cohort = reread(cohort)
        if reasons := rules.reasons_not_to_apply(cohort, person, organization):
            raise Refused(*reasons)
        if not Quota.objects.filter(cohort=cohort, town=town).exists():
            raise Refused(_("В этом потоке нет мест для города %(town)s. Выберите город из списка.") % {"town": town})
        application = draft_of(cohort, person) or Application(cohort=cohort, person=person)
        application.organization, application.town, application.motivation = organization, town, motivation
        application.state, application.submitted_at = Application.State.SUBMITTED, timezone.now()
        saved(application)
        answer(application, given, by)
        record(by=by, verb="enrollment.applied", target=application, after=application.state, town=town)
        letters.received(application)
    return application


def reread(cohort: Cohort) -> Cohort:
    """As it is under its lock: what was read before may have been closed in the meantime."""
    lock_cohorts(cohort.pk)
    return Cohort.objects.get(pk=cohort.pk)


def saved(application: Application) -> None:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise Refused(_("Вы уже подали заявку в этот поток.")) from None


def draft_of(cohort: Cohort, person: User) -> Application | None:
    return Application.objects.filter(cohort=cohort, person=person, state=Application.State.DRAFT).first()


def save_draft(
    cohort: Cohort, *, person: User, organization: Organization, town: Town, motivation: str, answers: Answers | None = None
) -> Application:
    """Whatever has been typed so far. No application yet: staff does not see it, no letter, no journal."""
    given = read_through(answers)
    with transaction.atomic():
        cohort = reread(cohort)
        if reasons := rules.reasons_not_to_apply(cohort, person, organization):
            raise Refused(*reasons)
        draft = draft_of(cohort, person) or Application(cohort=cohort, person=person, state=Application.State.DRAFT)
        draft.organization, draft.town, draft.motivation, draft.submitted_at = organization, town, motivation[:3000], timezone.now()
        saved(draft)
        answer(draft, given, person)
    return draft


def read_through(answers: Answers | None) -> Answers:
    """Files are drawn anew before anything is locked: a large picture keeps nobody else waiting."""
    return {key: inspected(value, value.name or "") if isinstance(value, UploadedFile) else value for key, value in (answers or {}).items()}


@transaction.atomic
def discard_draft(draft: Application, *, by: User) -> None:
    found = Application.objects.select_for_update(of=("self",)).filter(pk=draft.pk, person=by, state=Application.State.DRAFT).first()
    if found is None:
        raise Refused(_("Черновика уже нет."))
    for row in found.answers.select_related("file"):
        remove(row)
    found.delete()


def answer(application: Application, answers: Answers, by: User | None) -> None:
    """`answers` read through. The newest answers stand; a new file takes the place of the old one."""
    if not answers:
        return
    known = {row.question_id: row for row in application.answers.select_related("file")}
    for question in application.cohort.questions.filter(in_use=True, pk__in=answers):
        value, row = answers[question.pk], known.get(question.pk)
        if question.kind == Question.Kind.FILE:
            if isinstance(value, Checked):
                if row:
                    remove(row)
                Answer.objects.create(application=application, question=question, file=shelved(value, by=by, title="", shelf=SHELF))
        elif value:
            Answer.objects.update_or_create(application=application, question=question, defaults={"text": value[:3000]})
        elif row:
            remove(row)


def remove(row: Answer) -> None:
    file = row.file
    row.delete()
    if file:
        discard(file)
