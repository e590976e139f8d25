"""Composing a survey and reading its results: what the screens offer, ask about first and never lose."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance.actions import close_survey, draft_survey
from courses.attendance.models import Survey
from school.journal.models import Entry
from tests.courses.attendance.test_surveys import QUESTIONS, answered, meeting, survey  # noqa: F401  fixtures
from tests.factories import CohortFactory, MeetingFactory

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Как прошло", "anonymous": "on", "text_0": "Полезно?", "scale_0": "points", "text_1": "", "scale_1": "text"}


def test_one_more_question_is_given_and_nothing_is_lost_or_written(client_of, trainer, meeting):  # noqa: F811
    client = client_of(trainer)
    assert client.get(reverse("portals:survey_new")).content.decode().count('name="text_') == 2

    answer = client.post(reverse("portals:survey_new"), GIVEN | {"title": "", "text_1": "Что ещё?", "about": f"meeting-{meeting.pk}", "more": "1"})

    page = answer.content.decode()
    assert (answer.status_code, Survey.objects.count(), page.count('name="text_')) == (200, 0, 3)
    assert all(words in page for words in ("Полезно?", "Что ещё?", f'value="meeting-{meeting.pk}" selected'))
    assert 'role="alert"' not in page
    full = client.post(reverse("portals:survey_new"), GIVEN | {"text_5": "Шестой", "more": "1"}).content.decode()
    assert (full.count('name="text_'), "Добавить вопрос" in full) == (6, False)


def test_choice_names_days_and_the_nearest_meeting_of_the_own_cohort_first(client_of, coordinator, trainer, cohort, meeting):  # noqa: F811
    now = timezone.now()
    far = MeetingFactory(
        cohort=cohort, module=meeting.module, title="АНО «Роща»", starts_at=now + timedelta(days=90), ends_at=now + timedelta(days=91)
    )
    other = CohortFactory(under_way=True)
    MeetingFactory(cohort=other, title="Чужое", starts_at=now, ends_at=now + timedelta(hours=1))

    page = client_of(trainer).get(reverse("portals:survey_new")).content.decode()
    office = client_of(coordinator).get(reverse("portals:survey_new")).content.decode()

    assert page.index(f"meeting-{meeting.pk}") < page.index(f"meeting-{far.pk}") < page.index(f"module-{cohort.pk}-")
    assert "– АНО «Роща»" in page
    assert "«АНО «" not in page
    assert ("Чужое" in page, "Чужое" in office, office.count("<optgroup") > 2) == (False, True, True)


def test_opening_and_deleting_are_asked_about_first(client_of, trainer, cohort, meeting):  # noqa: F811
    client = client_of(trainer)
    draft = draft_survey(cohort, title="Как прошло", questions=QUESTIONS, anonymous=True, meeting=meeting, by=trainer)
    address = reverse("portals:survey", args=[draft.pk])
    assert "?sure=open" in client.get(address).content.decode()

    for to, words in (("open", "нельзя ни изменить вопросы"), ("delete", "вернуть их нельзя")):
        assert words in client.get(f"{address}?sure={to}").content.decode()
    draft.refresh_from_db()
    assert draft.opened_at is None

    page = client.post(address + "switch/", {"to": "delete"}, follow=True).content.decode()
    assert (Survey.objects.count(), "Черновик опроса удалён." in page) == (0, True)
    assert Entry.objects.filter(verb="attendance.survey_deleted", by=trainer).count() == 1


def test_opened_survey_is_not_deleted(client_of, trainer, survey):  # noqa: F811
    page = client_of(trainer).post(reverse("portals:survey_switch", args=[survey.pk]), {"to": "delete"}, follow=True).content.decode()

    assert "удалить его нельзя" in page
    assert Survey.objects.filter(pk=survey.pk).exists()


def test_scale_has_words_at_its_ends_and_results_have_bars(client_of, participant, trainer, cohort, survey):  # noqa: F811
    page = client_of(participant).get(reverse("portals:survey_reply", args=[survey.pk])).content.decode()
    assert all(words in page for words in ("1 – плохо", "5 – отлично"))
    answered(survey, cohort, 5, 5, 4, 4)
    close_survey(survey, by=trainer)

    results = client_of(trainer).get(reverse("portals:survey", args=[survey.pk])).content.decode()

    assert results.count('<rect width="50"') == 2
    assert "style=" not in results


def test_choice_costs_the_same_for_any_number_of_meetings(client_of, trainer, cohort, meeting):  # noqa: F811
    client, counts = client_of(trainer), []
    for more in (0, 2, 30):
        for number in range(more):
            starts_at = timezone.now() + timedelta(days=number - 10)
            MeetingFactory(cohort=cohort, module=meeting.module, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("portals:survey_new")).status_code == 200
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
