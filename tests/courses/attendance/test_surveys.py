"""Surveys: what is promised is kept, each answers once, results come from three replies on."""

import re
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.snippets.models import get_snippet_models

from courses.attendance import survey_rules
from courses.attendance.actions import close_survey, draft_survey, edit_survey, open_survey, reply
from courses.attendance.models import Reply, Survey, Turnout
from courses.program.models import Subgroup
from school.journal.models import Entry
from school.people.rules import Refused
from tests.conftest import ROOT
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db
QUESTIONS = [{"text": "Полезно?", "scale": "points"}, {"text": "Что изменить?", "scale": "text"}]


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))


def survey_of(cohort, trainer, **more):
    drafted = draft_survey(cohort, title="Как прошло", questions=QUESTIONS, by=trainer, **{"anonymous": True} | more)
    return open_survey(drafted, by=trainer)


@pytest.fixture
def survey(cohort, meeting, trainer):
    return survey_of(cohort, trainer, meeting=meeting)


def answered(survey, cohort, *points, text=""):
    people = EnrollmentFactory.create_batch(len(points), cohort=cohort)
    for person, point in zip(people, points, strict=True):
        reply(survey, [str(point), text], by=person.person)
    return people


def test_anonymous_reply_leads_back_to_nobody(survey, cohort):
    Survey.objects.update(opened_at=timezone.now() - timedelta(days=3))
    people = answered(survey, cohort, *[1, 2, 3, 4, 5] * 4)

    replies = list(Reply.objects.all())
    assert {row.person for row in replies} == {None}
    assert {row.day for row in replies} == {timezone.localdate() - timedelta(days=3)}  # the opening, not the reply
    assert set(Turnout.objects.values_list("person", flat=True)) == {person.person_id for person in people}
    # neither number nor order of the rows follows the order of coming
    order = list(Reply.objects.order_by("pk").values_list("answers__0", flat=True))
    assert order != ["1", "2", "3", "4", "5"] * 4
    assert not Entry.objects.filter(by__in=[person.person for person in people]).exists()
    assert all(str(person.person) not in serializers.serialize("json", replies) for person in people)


@pytest.mark.parametrize("role", ["trainer", "coordinator", "administrator"])
def test_nobody_is_shown_a_name_beside_an_anonymous_reply(client_of, cast, survey, cohort, role):
    """Neither the results, nor the journal, nor any other screen of the office that speaks of the survey."""
    texts = ["Ясно", "Больше света", "Меньше слайдов", "Аудитория тесная"]
    people = [EnrollmentFactory(cohort=cohort).person for _ in texts]
    for person, text in zip(people, texts, strict=True):
        reply(survey, ["4", text], by=person)
    close_survey(survey, by=cast["trainer"])
    client = client_of(cast[role])

    page = client.get(reverse("portals:survey", args=[survey.pk])).content.decode()

    found = [page.index(text) for text in sorted(texts)]
    assert found == sorted(found)  # by the alphabet, not by the order of coming
    assert not [person for person in people if person.full_name in page or person.family_name in page]
    entries = Entry.objects.all()
    assert not [entry for entry in entries if entry.by in people or any(text in str(entry.facts) for text in texts)]


def test_replies_have_no_window_in_the_editor_and_no_way_out():
    """The rows themselves are read by the results alone, and by a person who takes along the named ones of their own: no list, no panel of Wagtail knows them."""
    asking = {
        str(path.relative_to(ROOT))
        for path in [*ROOT.glob("courses/**/*.py"), *ROOT.glob("school/**/*.py"), *ROOT.glob("cms/**/*.py")]
        if reads_replies(path)
    }

    assert asking == {
        "courses/attendance/actions/surveys.py", "courses/attendance/models/surveys.py", "courses/attendance/survey_rules.py",
        "courses/attendance/models/__init__.py", "courses/models.py", "courses/portals/own_facts.py",
    }  # fmt: skip
    assert not {Reply, Turnout} & {*get_snippet_models()}


def reads_replies(path):
    text = path.read_text()
    return "migrations" not in path.parts and re.search(
        r"import .*\b(Reply|Turnout)\b|\bsurvey\.(replies|turnout)|[\"']replies__|class (Reply|Turnout)\(models", text
    )


@pytest.mark.parametrize("anonymous", [True, False])
def test_small_groups_keep_their_secret_and_named_ones_have_none(client_of, coordinator, cohort, meeting, trainer, anonymous):
    survey = survey_of(cohort, trainer, meeting=meeting, anonymous=anonymous)
    for text in ("Тесно", "Душно"):
        reply(survey, ["2", text], by=EnrollmentFactory(cohort=cohort).person)
    close_survey(survey, by=trainer)

    page = client_of(coordinator).get(reverse("portals:survey", args=[survey.pk])).content.decode()

    assert ("Тесно" in page, "Ответов: 2" in page) == (not anonymous, True)


def test_named_reply_keeps_the_name(cohort, meeting, trainer):
    survey = survey_of(cohort, trainer, meeting=meeting, anonymous=False)

    (person,) = answered(survey, cohort, 4, text="Больше примеров")

    assert Reply.objects.get().person == person.person
    assert survey_rules.results_of(survey)[1].texts == [("Больше примеров", person.person.full_name)]


def test_each_answers_once(survey, cohort):
    (person,) = answered(survey, cohort, 5)

    with pytest.raises(Refused):
        reply(survey, ["1", ""], by=person.person)
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(("number", "shown"), [(0, False), (2, False), (3, True)])
def test_results_without_names_come_from_three_replies(survey, cohort, trainer, number, shown):
    answered(survey, cohort, *[4] * number)
    survey = close_survey(survey, by=trainer)

    assert (survey_rules.results_of(survey) is not None) is shown


def test_results_add_up(survey, cohort, trainer):
    answered(survey, cohort, 5, 4, 4, text="Чай")
    reply(survey, ["", "Свет"], by=EnrollmentFactory(cohort=cohort).person)

    points, texts = survey_rules.results_of(close_survey(survey, by=trainer))

    assert (points.average, points.answered, dict(points.counts)) == (4.3, 3, {1: 0, 2: 0, 3: 0, 4: 2, 5: 1})
    assert [text for text, _name in texts.texts] == ["Свет", "Чай", "Чай", "Чай"]


def test_opened_survey_does_not_change(survey, trainer):
    with pytest.raises(Refused):
        edit_survey(survey, title="Иначе", questions=QUESTIONS[:1], anonymous=False, by=trainer)


def test_closed_survey_takes_no_replies_until_opened_again(survey, cohort, trainer):
    close_survey(survey, by=trainer)
    with pytest.raises(Refused):
        answered(survey, cohort, 5)

    open_survey(survey, by=trainer)

    assert answered(survey, cohort, 5)


def test_only_expected_people_answer(cohort, meeting, trainer, participant, stranger):
    meeting.subgroup = Subgroup.objects.create(cohort=cohort, title="Группа А")
    meeting.save()
    survey = survey_of(cohort, trainer, meeting=meeting)

    for person in (participant, stranger):
        with pytest.raises(Refused):
            reply(survey, ["5", ""], by=person)
    assert Turnout.objects.count() == 0


def test_one_survey_per_meeting(survey, cohort, meeting, trainer):
    with pytest.raises(Refused):
        survey_of(cohort, trainer, meeting=meeting)


# Screens


def test_trainer_composes_opens_and_closes(client_of, trainer, meeting):
    client = client_of(trainer)
    made = client.post(
        reverse("portals:survey_new"),
        {
            "about": f"meeting-{meeting.pk}",
            "title": "Как прошло",
            "anonymous": "on",
            "text_0": "Полезно?",
            "scale_0": "points",
            "text_3": " Что ещё? ",
            "scale_3": "text",
        },
    )
    survey = Survey.objects.get()
    assert survey.questions == [{"text": "Полезно?", "scale": "points"}, {"text": "Что ещё?", "scale": "text"}]

    client.post(made.url + "switch/", {"to": "open"})

    page = client.get(made.url).content.decode()
    assert "когда вы закроете опрос и ответивших будет не меньше 3" in page
    client.post(made.url + "switch/", {"to": "close"})
    survey.refresh_from_db()
    assert survey.closed_at


@pytest.mark.parametrize(
    "data", [{}, {"title": " ", "text_0": "x"}, {"title": "x", "text_0": " "}, {"title": "x", "text_0": "y", "about": "meeting-1"}]
)
def test_bad_survey_is_told(client_of, trainer, data):
    assert client_of(trainer).post(reverse("portals:survey_new"), data).status_code == 400
    assert Survey.objects.count() == 0


def test_participant_answers_from_the_meetings(client_of, participant, survey):
    client = client_of(participant)
    meetings = reverse("portals:meetings", args=[participant.enrollments.get().pk])
    place = reverse("portals:survey_reply", args=[survey.pk])
    assert place in client.get(meetings).content.decode()

    assert client.post(place, {"answer_0": "", "answer_1": " "}).status_code == 400
    assert client.post(place, {"answer_0": "9"}).status_code == 400
    client.post(place, {"answer_0": "5", "answer_1": "Спасибо"})

    assert Reply.objects.get().answers == ["5", "Спасибо"]
    assert place not in client.get(meetings).content.decode()
    assert "уже ответили" in client.post(place, {"answer_0": "1"}).content.decode()


@pytest.mark.parametrize("role", ["participant", "mentor", "author", "methodologist", "stranger"])
def test_results_are_for_trainers_and_the_office(client_of, cast, survey, role):
    client = client_of(cast[role])

    assert [client.get(reverse("portals:survey", args=[survey.pk])).status_code, client.get(reverse("portals:survey_list")).status_code] == [404, 404]


def test_trainer_of_another_cohort_sees_nothing(client_of, survey):
    other = client_of(AssignmentFactory(role="trainer", cohort=CohortFactory(under_way=True)).person)

    assert other.get(reverse("portals:survey", args=[survey.pk])).status_code == 404
    assert other.post(reverse("portals:survey_switch", args=[survey.pk]), {"to": "close"}).status_code == 404
    assert survey.title not in other.get(reverse("portals:survey_list")).content.decode()


def test_queries_do_not_grow(client_of, trainer, cohort, survey):
    client, counts = client_of(trainer), []
    for more in (1, 2, 30):
        answered(survey, cohort, *[5] * more)
        for _number in range(more):
            survey_of(cohort, trainer, module=ModuleFactory(program=cohort.program))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("portals:survey_list"))
            client.get(reverse("portals:survey", args=[survey.pk]))
        counts.append(len(found))

    assert len(set(counts)) == 1
