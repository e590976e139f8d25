"""Everything that the school keeps about a person, as that person may read it: other people's words about them that were not told to them stay out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.attendance.models import Excuse, Mark, Reply
from courses.certificates.models import Certificate
from courses.enrollment.models import Application, Enrollment
from courses.enrollment.rules import state_told
from courses.progress.models import Attempt, LessonNote, LessonQuestion, LessonWork, Progress, QuestionKind, VisitReport
from courses.projects.models import Review, TeamMember
from courses.projects.project_rules import FIELDS
from school.people.models import Consent, Membership, User
from school.post.models import Letter

WRITTEN = ("problem", "audience", "plan", "partners", "beneficiaries")


@dataclass(frozen=True)
class Section:
    """`tell` turns a row into what is read: a dict of Russian keys."""

    title: str
    rows: Callable[[User], Iterable[Any]]
    tell: Callable[[Any], dict[str, Any]]


def about(person: User) -> dict[str, Any]:
    return {
        _("Фамилия"): person.family_name,
        _("Имя"): person.given_name,
        _("Отчество"): person.patronymic,
        _("Почта"): person.email,
        _("Телефон"): person.phone,
        _("Город"): person.town,
        _("Кабинет заведён"): person.date_joined,
        _("Написание имени подтверждено"): person.name_confirmed_at,
    }


def sections() -> list[Section]:
    """In the order of a person's way through the school."""
    return [
        Section(_("Согласия"), lambda person: Consent.objects.filter(person=person).select_related("text"), consent),
        Section(_("Организации"), lambda person: Membership.objects.filter(person=person).select_related("organization__town"), membership),
        Section(_("Заявки"), applications, application),
        Section(_("Зачисления"), lambda person: seats_of(person).select_related("cohort", "organization", "town", "subgroup"), enrollment),
        Section(_("Посещение"), lambda person: Mark.objects.filter(enrollment__in=seats_of(person)).select_related("meeting"), mark),
        Section(
            _("Просьбы о пропуске"), lambda person: Excuse.objects.filter(enrollment__in=seats_of(person)).select_related("meeting", "file"), excuse
        ),
        Section(_("Уроки"), lambda person: Progress.objects.filter(enrollment__in=seats_of(person)).select_related("lesson"), progress),
        Section(_("Заметки к урокам"), lambda person: LessonNote.objects.filter(person=person, deleted_at=None).select_related("lesson"), note),
        Section(_("Вопросы к урокам"), questions, question),
        Section(
            _("Работы к урокам"), lambda person: LessonWork.objects.filter(enrollment__in=seats_of(person)).select_related("lesson", "file"), work
        ),
        Section(_("Попытки тестов"), attempts, attempt),
        Section(_("Отчёты о поездках"), reports, report),
        Section(_("Ответы на опросы с именем"), lambda person: Reply.objects.filter(person=person).select_related("survey"), reply),
        Section(
            _("Команды и проекты"),
            lambda person: TeamMember.objects.filter(person=person).select_related("team__call", "team__project").marked().order_by("pk"),
            team,
        ),
        Section(_("Рецензии, которые вы написали"), reviews, review),
        Section(_("Сертификаты"), lambda person: Certificate.objects.filter(holder=person).order_by("issued_at", "pk"), certificate),
        Section(_("Письма школы"), lambda person: Letter.objects.notices_of(person).defer("html", "attachment").order_by("pk"), letter),
    ]


def seats_of(person: User) -> Any:
    return Enrollment.objects.heard().filter(person=person)


def applications(person: User) -> Any:
    rows = Application.objects.filter(person=person).select_related("cohort", "organization", "town")
    return rows.prefetch_related("answers__question", "answers__file", "remarks__by").order_by("pk")


def questions(person: User) -> Any:
    rows = LessonQuestion.objects.filter(enrollment__in=seats_of(person)).select_related("lesson")
    return rows.prefetch_related("answers__by").order_by("pk")


def attempts(person: User) -> Any:
    rows = Attempt.objects.filter(enrollment__in=seats_of(person)).select_related("quiz__lesson")
    return rows.prefetch_related("answers__version").order_by("pk")


def reports(person: User) -> Any:
    rows = VisitReport.objects.filter(enrollment__in=seats_of(person)).select_related("meeting")
    return rows.prefetch_related("photos__file").order_by("pk")


def reviews(person: User) -> Any:
    rows = Review.objects.filter(reviewer=person).select_related("submission__stage__call")
    return rows.prefetch_related("marks__criterion", "marks__level").order_by("pk")


def consent(row: Consent) -> dict[str, Any]:
    return {
        _("На что"): row.text.get_purpose_display(),
        _("Редакция"): row.text.version,
        _("Дано"): row.given_at,
        _("Сетевой адрес"): row.address,
        _("Отозвано"): row.withdrawn_at,
    }


def membership(row: Membership) -> dict[str, Any]:
    card = row.organization
    return {
        _("Организация"): card.name,
        _("Город"): card.town,
        _("Должность"): row.position,
        _("Состояние"): row.get_state_display(),
        _("Отвечает за карточку"): row.owner,
        _("С"): row.since,
    }


def application(row: Application) -> dict[str, Any]:
    answers = [{_("Вопрос"): each.question.text, _("Ответ"): each.text, _("Файл"): each.file} for each in row.answers.all()]
    return {
        _("Поток"): row.cohort,
        _("Организация"): row.organization,
        _("Город"): row.town,
        _("Зачем вам статус"): row.motivation,
        _("Состояние"): Application.State(state_told(row)).label,
        _("Причина"): "" if row.untold else row.reason,
        _("Подана"): row.submitted_at,
        _("Ответы"): answers,
        _("Переписка"): [words_of(each) for each in row.remarks.all() if not each.for_staff],
    }


def words_of(row: Any) -> dict[str, Any]:
    """A word of a talk, whoever said it to the person."""
    return {_("Кто"): row.by.full_name, _("Когда"): row.at, _("Текст"): row.text}


def enrollment(row: Enrollment) -> dict[str, Any]:
    return {
        _("Поток"): row.cohort,
        _("Организация"): row.organization,
        _("Город"): row.town,
        _("Подгруппа"): row.subgroup,
        _("Состояние"): row.get_state_display(),
        _("С"): row.since,
    }


def mark(row: Mark) -> dict[str, Any]:
    return {
        _("Занятие"): row.meeting,
        _("Когда"): row.meeting.starts_at,
        _("Отметка"): row.get_status_display(),
        _("Откуда"): row.get_source_display(),
    }


def excuse(row: Excuse) -> dict[str, Any]:
    return {
        _("Занятие"): row.meeting,
        _("Причина"): row.reason,
        _("Документ"): row.file,
        _("Состояние"): row.get_state_display(),
        _("Ответ"): row.answer,
        _("Когда"): row.asked_at,
    }


def progress(row: Progress) -> dict[str, Any]:
    return {_("Урок"): row.lesson, _("Открыт"): row.opened_at, _("Читали"): row.place_at, _("Пройден"): row.done_at}


def note(row: LessonNote) -> dict[str, Any]:
    return {_("Урок"): row.lesson, _("Заметка"): row.text, _("Когда"): row.at}


def question(row: LessonQuestion) -> dict[str, Any]:
    return {
        _("Урок"): row.lesson,
        _("Вопрос"): row.text,
        _("Только тренеру"): row.private,
        _("Задан"): row.asked_at,
        _("Отозван"): row.hidden_at,
        _("Ответы"): [words_of(each) for each in row.answers.all()],
    }


def work(row: LessonWork) -> dict[str, Any]:
    return {
        _("Урок"): row.lesson,
        _("Номер"): row.number,
        _("Файл"): row.file,
        _("Пояснение"): row.words,
        _("Состояние"): row.get_state_display(),
        _("Сдано"): row.handed_at,
        _("Ответ"): row.answer,
    }


def attempt(row: Attempt) -> dict[str, Any]:
    answers = [{_("Вопрос"): each.version.text, _("Ответ"): given_in_words(each)} for each in row.answers.all()]
    return {
        _("Урок"): row.quiz.lesson,
        _("Попытка"): row.number,
        _("Начата"): row.started_at,
        _("Окончена"): row.ended_at,
        _("Баллов"): row.points / 100,
        _("Из"): row.of_points / 100,
        _("Зачтена"): row.passed,
        _("Ответы"): answers,
    }


def given_in_words(row: Any) -> Any:
    """Keys of the paper as the texts that stood there."""
    body, given, kind = row.version.body, row.given, row.version.kind
    if kind in (QuestionKind.TEXT, QuestionKind.NUMBER) or given is None:
        return given
    named = {each["key"]: each.get("text", each.get("left", "")) for name in ("options", "items", "pairs") for each in body.get(name, [])}
    if isinstance(given, dict):
        return {named.get(key, key): value for key, value in given.items()}
    return [named.get(key, key) for key in given] if isinstance(given, list) else named.get(given, given)


def report(row: VisitReport) -> dict[str, Any]:
    return {
        _("Поездка"): row.meeting,
        _("Что увидели"): row.saw,
        _("Что возьмёте в свою организацию"): row.takes,
        _("О чём осталось спросить"): row.asks,
        _("Состояние"): row.get_state_display(),
        _("Отправлен"): row.sent_at,
        _("Ответ"): row.answer,
        _("Фотографии"): [{_("Файл"): each.file, _("Подпись"): each.caption} for each in row.photos.all() if not each.removed_at],
    }


def reply(row: Reply) -> dict[str, Any]:
    asked = [each.get("text", "") for each in row.survey.questions]
    return {_("Опрос"): row.survey, _("День"): row.day, _("Ответы"): dict(zip(asked, row.answers, strict=False))}


def team(row: TeamMember) -> dict[str, Any]:
    """The project is a living text: whoever is not in the team any more reads nothing of it, its title neither."""
    project = getattr(row.team, "project", None) if row.here else None  # type: ignore[attr-defined]
    return {
        _("Работа"): row.team.call,
        _("Команда"): row.team.title,
        _("Проект"): project.title if project else "",
        _("Текст проекта"): {str(FIELDS[name]): getattr(project, name) for name in WRITTEN} if project else {},
        _("Руководит командой"): row.leads,
        _("С"): row.joined_at,
        _("По"): row.left_at,
    }


def review(row: Review) -> dict[str, Any]:
    marks = [{_("Критерий"): each.criterion, _("Уровень"): each.level, _("Почему"): each.words} for each in row.marks.all()]
    return {
        _("Работа"): row.submission.stage.call,
        _("Этап"): row.submission.stage,
        _("Команде"): row.words,
        _("Только организаторам"): row.for_staff,
        _("Окончена"): row.done_at,
        _("Оценки"): marks,
    }


def certificate(row: Certificate) -> dict[str, Any]:
    return {
        _("Номер"): row.number,
        _("Вид"): row.get_kind_display(),
        _("Выдан"): row.issued_at,
        _("Состояние"): row.get_state_display(),
        _("Причина"): row.reason,
        _("Напечатано"): row.facts,
    }


def letter(row: Letter) -> dict[str, Any]:
    return {_("Когда"): row.hour, _("Тема"): row.subject, _("Состояние"): row.get_state_display(), _("Текст"): row.text}
