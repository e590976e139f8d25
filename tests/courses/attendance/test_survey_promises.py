"""What a survey promises: asked once there is something to speak of, and without names no difference tells whose a reply is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance import survey_rules
from courses.attendance.actions import close_survey, draft_survey, open_survey, reply
from courses.attendance.models import Reply, Turnout
from school.people.rules import Refused
from tests.factories import EnrollmentFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db
QUESTIONS = [{"text": "Полезно?", "scale": "points"}, {"text": "Что изменить?", "scale": "text"}]


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))


def survey_of(meeting, trainer, *, anonymous=True):
    drafted = draft_survey(meeting.cohort, title="Как прошло", questions=QUESTIONS, anonymous=anonymous, by=trainer, meeting=meeting)
    return open_survey(drafted, by=trainer)


@pytest.fixture
def survey(meeting, trainer):
    return survey_of(meeting, trainer)


def answers(survey, *texts):
    for text in texts:
        reply(survey, ["4", text], by=EnrollmentFactory(cohort=survey.cohort).person)


# Not before there is something to speak of


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_at": timedelta(days=3), "ends_at": timedelta(days=4)}, "Занятие ещё не началось"),
        ({"cancelled_at": timedelta(0)}, "Занятие отменено"),
    ],
)
def test_survey_of_a_meeting_that_has_not_been_takes_no_answers(client_of, participant, meeting, survey, change, words):
    for name, later in change.items():
        setattr(meeting, name, timezone.now() + later)
    meeting.save()
    client, place = client_of(participant), reverse("portals:survey_reply", args=[survey.pk])

    pages = [client.get(place).content.decode(), client.post(place, {"answer_0": "5"}).content.decode()]

    assert [words in page for page in pages] == [True, True]
    with pytest.raises(Refused):
        reply(survey, ["5", ""], by=participant)
    assert (Reply.objects.count(), Turnout.objects.count()) == (0, 0)


def test_survey_of_a_module_has_no_meeting_to_wait_for(cohort, trainer, participant):
    drafted = draft_survey(cohort, title="Модуль", questions=QUESTIONS, anonymous=True, by=trainer, module=ModuleFactory(program=cohort.program))

    reply(open_survey(drafted, by=trainer), ["5", ""], by=participant)

    assert Reply.objects.count() == 1


# No difference tells whose it is


def page_of(client, survey):
    return client.get(reverse("portals:survey", args=[survey.pk])).content.decode()


def test_open_anonymous_survey_shows_the_same_after_every_reply(client_of, trainer, survey):
    """Neither a number nor a text: reloads between two replies are alike but for how many have answered."""
    client, texts, results = client_of(trainer), ["Тесно", "Душно", "Ясно", "Громко", "Долго"], []
    for text in texts:
        answers(survey, text)
        page = page_of(client, survey)
        results.append(client.get(reverse("portals:survey", args=[survey.pk])).context["results"])
        assert not [each for each in (*texts, "из 5") if each in page]
        assert "когда вы закроете опрос" in page

    assert results == [None] * 5
    close_survey(survey, by=trainer)
    assert all(text in page_of(client, survey) for text in texts)


def test_results_once_shown_are_final(client_of, trainer, survey):
    client, switch = client_of(trainer), reverse("portals:survey_switch", args=[survey.pk])
    answers(survey, "Тесно", "Душно", "Ясно")
    assert "?sure=close" in page_of(client, survey)
    assert "снова нельзя" in client.get(reverse("portals:survey", args=[survey.pk]), {"sure": "close"}).content.decode()
    client.post(switch, {"to": "close"})
    assert "Открыть снова" not in page_of(client, survey)

    refused = client.post(switch, {"to": "open"}, follow=True).content.decode()

    assert "виден по разнице" in refused
    with pytest.raises(Refused):
        answers(survey, "Громко")
    assert [text for text, _name in survey_rules.results_of(close(survey))[1].texts] == ["Душно", "Тесно", "Ясно"]


def close(survey):
    survey.refresh_from_db()
    assert survey.closed_at
    return survey


def test_too_few_replies_have_shown_nothing_and_the_survey_goes_on(client_of, trainer, survey):
    client, switch = client_of(trainer), reverse("portals:survey_switch", args=[survey.pk])
    answers(survey, "Тесно", "Душно")
    client.post(switch, {"to": "close"})
    page = page_of(client, survey)
    assert ("Тесно" in page, "когда ответили не меньше 3" in page, "Открыть снова" in page) == (False, True, True)

    client.post(switch, {"to": "open"})
    answers(survey, "Ясно")

    assert survey_rules.results_of(survey) is None


def test_survey_with_names_is_read_at_once_and_opened_again(client_of, trainer, meeting):
    survey = survey_of(meeting, trainer, anonymous=False)
    answers(survey, "Тесно", "Душно", "Ясно")
    client, switch = client_of(trainer), reverse("portals:survey_switch", args=[survey.pk])
    assert "Тесно" in page_of(client, survey)

    client.post(switch, {"to": "close"})
    client.post(switch, {"to": "open"})
    answers(survey, "Громко")

    assert "Громко" in page_of(client, survey)
