"""Verbs of surveys: draft, delete, open, close, reply."""

from collections.abc import Mapping, Sequence
from random import SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import survey_rules
from courses.attendance.models import Reply, Survey, Turnout
from courses.program.models import Cohort, Meeting, Module
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Refused

CHANCE = SystemRandom()
KEYS = 2**52  # random keys of replies: their order tells nothing, and every database and browser can hold them


def draft_survey(
    cohort: Cohort,
    *,
    title: str,
    questions: Sequence[Mapping[str, str]],
    anonymous: bool,
    by: User,
    meeting: Meeting | None = None,
    module: Module | None = None,
) -> Survey:
    """A doubled press about a module is the draft that is there already; a meeting has one survey."""
    try:
        with transaction.atomic():
            Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
            if module and (found := doubled_draft(cohort, module, title, questions, by)):
                return found
            survey = Survey.objects.create(cohort=cohort, meeting=meeting, module=module, title=title, questions=list(questions), anonymous=anonymous)
            record(by=by, verb="attendance.survey_drafted", target=survey)
    except IntegrityError as doubled:
        raise Refused(_("У этого занятия уже есть опрос.")) from doubled
    return survey


def doubled_draft(cohort: Cohort, module: Module, title: str, questions: Sequence[Mapping[str, str]], by: User) -> Survey | None:
    made = Entry.objects.lately(by, "attendance.survey_drafted").values_list("object_id", flat=True)
    rows = Survey.objects.filter(pk__in=[int(number) for number in made], cohort=cohort, module=module, title=title, opened_at=None)
    return next((survey for survey in rows if survey.questions == list(questions)), None)


def edit_survey(survey: Survey, *, title: str, questions: Sequence[Mapping[str, str]], anonymous: bool, by: User) -> Survey:
    """Until it is opened: what was promised to those who answered does not change."""
    with transaction.atomic():
        survey = Survey.objects.select_for_update().get(pk=survey.pk)
        if survey.opened_at:
            raise Refused(_("Опрос уже открыт: вопросы и обещание не меняются."))
        survey.title, survey.questions, survey.anonymous = title, list(questions), anonymous
        survey.save(update_fields=["title", "questions", "anonymous"])
        record(by=by, verb="attendance.survey_changed", target=survey)
    return survey


def delete_draft(survey: Survey, *, by: User) -> None:
    """Until it is opened: afterwards people have been asked."""
    with transaction.atomic():
        survey = Survey.objects.select_for_update().get(pk=survey.pk)
        if survey.opened_at:
            raise Refused(_("Опрос уже открыт, удалить его нельзя."))
        record(by=by, verb="attendance.survey_deleted", target=survey, title=survey.title)
        survey.delete()


def open_survey(survey: Survey, *, by: User) -> Survey:
    """Also opens a closed one again, unless its results without names have been shown: the questions stay."""
    return switched(survey, by, "attendance.survey_opened", opened=True)


def close_survey(survey: Survey, *, by: User) -> Survey:
    return switched(survey, by, "attendance.survey_closed", opened=False)


def switched(survey: Survey, by: User, verb: str, *, opened: bool) -> Survey:
    with transaction.atomic():
        survey = Survey.objects.select_for_update().get(pk=survey.pk)
        now = timezone.now()
        if opened and (reasons := survey_rules.reasons_not_to_open(survey)):
            raise Refused(*reasons)
        if opened:
            survey.opened_at, survey.closed_at = survey.opened_at or now, None
        elif survey.opened_at and not survey.closed_at:
            survey.closed_at = now
        else:
            raise Refused(_("Опрос и так закрыт."))
        survey.save(update_fields=["opened_at", "closed_at"])
        record(by=by, verb=verb, target=survey)
    return survey


def reply(survey: Survey, answers: Sequence[Any], *, by: User) -> None:
    """The row of who has answered and the row of what was answered share nothing but the survey. Not journaled on purpose."""
    try:
        with transaction.atomic():
            survey = Survey.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=survey.pk)
            if reasons := survey_rules.reasons_not_to_answer(survey, by):
                raise Refused(*reasons)
            Turnout.objects.create(survey=survey, person=by)
            if survey.anonymous:
                mixed_in(survey, answers)
            else:
                Reply.objects.create(survey=survey, person=by, answers=list(answers))
    except IntegrityError as doubled:
        raise Refused(_("Вы уже ответили на этот опрос. Спасибо.")) from doubled


def mixed_in(survey: Survey, answers: Sequence[Any]) -> None:
    """All replies are written anew in a random order, under random keys: neither the places of the rows nor a dump of the database say who came when."""
    rows = list(Reply.objects.filter(survey=survey))
    rows.append(Reply(pk=CHANCE.randrange(1, KEYS), survey=survey, answers=list(answers), day=timezone.localdate(survey.opened_at)))
    CHANCE.shuffle(rows)
    Reply.objects.filter(survey=survey).delete()
    Reply.objects.bulk_create(rows)
