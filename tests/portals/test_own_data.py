"""«Мои данные»: everything of one's own, nothing of others, readable."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import Item
from courses.enrollment.models import Enrollment
from courses.portals import own_data
from courses.progress.actions import talk
from courses.progress.actions.notes import save_note
from courses.projects.actions import teams
from courses.projects.models import Project, TeamMember
from school.journal.models import Entry
from school.vault.models import File
from tests import factories
from tests.stage import furnish

pytestmark = pytest.mark.django_db
ADDRESS = "/cabinet/data/"


@pytest.fixture
def stage(cast, cohort):
    return furnish(cast, cohort)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.fixture
def lived(stage, participant, trainer):
    enrollment, lesson = stage.enrollment, stage.lesson_page.lesson
    talk.answer(talk.ask(enrollment, lesson, text="Нужна ли лицензия?", by=participant), text="Нет", by=trainer)
    fellow = factories.EnrollmentFactory(cohort=enrollment.cohort)
    save_note(fellow.person, lesson, "Чужая мысль", edition=0)
    talk.ask(fellow, lesson, text="Чужой вопрос", private=True, by=fellow.person)
    return enrollment


def test_the_file_holds_ones_own_and_nothing_of_others(client, lived, participant):
    response = client.post(ADDRESS)
    text = response.content.decode()
    told = json.loads(text)

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in response.headers["Cache-Control"]
    assert told["Человек"]["Фамилия"] == "Берёзкина"
    assert [row["Заметка"] for row in told["Заметки к урокам"]] == ["Спросить про устав"]
    asked = next(row for row in told["Вопросы к урокам"] if row["Вопрос"] == "Нужна ли лицензия?")
    assert [answer["Текст"] for answer in asked["Ответы"]] == ["Нет"]
    assert told["Посещение"]
    assert told["Согласия"]
    assert told["Организации"]
    assert told["Заявки"]
    assert told["Сертификаты"]
    assert told["Просьбы о пропуске"]
    assert "Чужая мысль" not in text
    assert "Чужой вопрос" not in text
    assert Entry.objects.get(verb="people.data_taken").by == participant


def test_the_text_of_the_project_goes_with_whoever_is_in_the_team(client, lived, participant):
    member = TeamMember.objects.filter(person=participant, left_at=None, team__project__isnull=False).select_related("team__project").first()
    Project.objects.filter(pk=member.team.project.pk).update(problem="Некуда пойти вечером", plan="Открыть зал")

    def told():
        return next(row for row in json.loads(client.post(ADDRESS).content)["Команды и проекты"] if row["Команда"] == member.team.title)

    text = told()["Текст проекта"]
    assert (text["Проблема"], text["План"]) == ("Некуда пойти вечером", "Открыть зал")
    TeamMember.objects.filter(pk=member.pk).update(left_at=timezone.now())
    assert "Текст проекта" not in told()


def leaves(seat, team, by):
    teams.leave(team.members.get(person=seat.person), by=by)


def is_expelled(seat, team, by):
    Enrollment.objects.filter(pk=seat.pk).update(state="expelled")


def withdraws(seat, team, by):
    Enrollment.objects.filter(pk=seat.pk).update(state="withdrawn")


def sees_the_team_broken_up(seat, team, by):
    teams.break_up(team, by=by)


def finishes(seat, team, by):
    Enrollment.objects.filter(pk=seat.pk).update(state="finished")


def stays(seat, team, by):
    pass


@pytest.mark.parametrize(
    ("happens", "reads"),
    [(leaves, False), (is_expelled, False), (withdraws, False), (sees_the_team_broken_up, False), (finishes, True), (stays, True)],
)
def test_the_living_project_is_read_by_whoever_is_in_the_team_now(client_of, cohort, coordinator, happens, reads):
    seats = [factories.EnrollmentFactory(cohort=cohort) for _ in range(2)]
    team = factories.TeamFactory(call=factories.CallFactory(cohort=cohort), title="Садоводы", people=seats)
    happens(seats[1], team, coordinator)
    Project.objects.filter(team=team).update(title="Новое имя", problem="Беда", audience="Соседи", plan="Зал", partners="Парк", beneficiaries=77)
    client = client_of(seats[1].person)

    (row,) = json.loads(client.post(ADDRESS).content)["Команды и проекты"]

    page = client.get(reverse("portals:project", args=[team.project.pk])).status_code == 200
    assert (row["Команда"], "Проект" in row, "Текст проекта" in row, page) == ("Садоводы", reads, reads, reads)
    assert (set(row["Текст проекта"].values()) == {"Беда", "Соседи", "Зал", "Парк", 77}) if reads else "Новое имя" not in str(row)


def test_a_decision_that_was_not_told_stays_untold(client, lived, participant):
    ahead = timezone.now() + timedelta(minutes=10)
    application = factories.ApplicationFactory(person=participant, state="declined", reason="Пока нет мест", told_at=ahead)
    told = json.loads(client.post(ADDRESS).content)

    row = next(row for row in told["Заявки"] if row["Поток"] == str(application.cohort))
    assert "Причина" not in row
    assert "Пока нет мест" not in str(told)
    assert row["Состояние"] == application.State.SUBMITTED.label


def test_a_large_one_is_a_job_for_its_asker_alone(client, client_of, lived, stranger, participant, run_jobs, monkeypatch):
    monkeypatch.setattr(own_data.exports, "AT_ONCE", 0)

    for _ in range(2):
        assert client.post(ADDRESS).headers["Location"] == ADDRESS
    assert "файл готовится" in client.get(ADDRESS).content.decode()
    run_jobs()

    file = File.objects.filter(shelf="exports", title__startswith="own-data").latest("pk")
    address = reverse("portals:own_data_file", args=[file.key])
    assert address in client.get(ADDRESS).content.decode()
    assert json.loads(b"".join(client.get(address)))["Человек"]["Фамилия"] == "Берёзкина"
    assert client_of(stranger).get(address).status_code == 404


def test_own_words_in_a_dossier_go_along_and_others_stay(client, client_of, lived, participant, mentor):
    item = Item.objects.filter(dossier__organization=lived.organization).first()
    item.comments.create(by=participant, text="Моё сообщение")
    item.comments.create(by=mentor, text="Слово наставника")
    item.dossier.answers.create(question="debts", value="no", note="Справка заказана", by=participant)
    text = client.post(ADDRESS).content.decode()
    told = json.loads(text)

    assert [row["Роль"] for row in told["Папки документов"]] == ["владелец"]
    assert [row["Текст"] for row in told["Ваши сообщения о документах"]] == ["Моё сообщение"]
    assert [row["Пояснение"] for row in told["Ваши ответы о праве на статус"]] == ["Справка заказана"]
    assert told["Документы, которые вы отправили"]
    assert "Слово наставника" not in text
    words = json.loads(client_of(mentor).post(ADDRESS).content)
    assert [row["Текст"] for row in words["Ваши сообщения о документах"]] == ["Слово наставника"]
    assert {row["Решение"] for row in words["Ваши решения о документах"]} == {"принято", "нужно доработать"}


def test_everybody_takes_their_own(cast, client_of):
    for person in filter(None, cast.values()):
        assert json.loads(client_of(person).post(ADDRESS).content)["Человек"]["Почта"] == person.email


def test_the_profile_leads_there(client):
    assert ADDRESS in client.get(reverse("people:profile")).content.decode()
