"""Who is this person here, and may a seat be asked for or given: pure questions."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from allauth.account.models import EmailAddress
from django.db.models import CharField, Count, F, QuerySet, Value
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Application, Assignment, Enrollment, Invitation, Mentorship, Role
from courses.program.models import Cohort, Quota
from school.people.models import Organization, User
from school.people.rules import Text

State = Application.State
SEATED = (Enrollment.State.ACTIVE, Enrollment.State.FINISHED)
INVITATION_LIVES = timedelta(days=14)


@dataclass(frozen=True)
class Move:
    """One step of a process: from where, to where, whose it is, its button, and what the participant reads afterwards."""

    sources: frozenset[str]
    target: str
    who: str
    label: Text
    told: Text


TRANSITIONS: dict[str, Move] = {
    "apply": Move(frozenset(), State.SUBMITTED, "applicant", gettext_lazy("Отправить заявку"), gettext_lazy("Заявка на рассмотрении")),
    "admit": Move(
        frozenset({State.SUBMITTED, State.WAITING}), State.ADMITTED, "coordinator", gettext_lazy("Зачислить"), gettext_lazy("Вы зачислены")
    ),
    "put_on_waiting_list": Move(
        frozenset({State.SUBMITTED}),
        State.WAITING,
        "coordinator",
        gettext_lazy("В лист ожидания"),
        gettext_lazy("Вы в листе ожидания"),
    ),
    "decline": Move(
        frozenset({State.SUBMITTED, State.WAITING}), State.DECLINED, "coordinator", gettext_lazy("Отклонить"), gettext_lazy("Заявка отклонена")
    ),
    "withdraw": Move(
        frozenset({State.SUBMITTED, State.WAITING}), State.WITHDRAWN, "applicant", gettext_lazy("Отозвать заявку"), gettext_lazy("Заявка отозвана")
    ),
    "reconsider": Move(
        frozenset({State.WAITING, State.DECLINED, State.ADMITTED}),
        State.SUBMITTED,
        "coordinator",
        gettext_lazy("Вернуть на рассмотрение"),
        gettext_lazy("Заявка снова на рассмотрении"),
    ),
}

_ACTIVE, _LEFT = Enrollment.State.ACTIVE, frozenset({Enrollment.State.WITHDRAWN, Enrollment.State.EXPELLED})
ENROLLMENT_TRANSITIONS: dict[str, Move] = {
    "finish": Move(
        frozenset({_ACTIVE}), Enrollment.State.FINISHED, "coordinator", gettext_lazy("Отметить окончание"), gettext_lazy("Программа пройдена")
    ),
    "expel": Move(frozenset({_ACTIVE}), Enrollment.State.EXPELLED, "coordinator", gettext_lazy("Отчислить"), gettext_lazy("Вы отчислены")),
    "leave": Move(
        frozenset({_ACTIVE}), Enrollment.State.WITHDRAWN, "coordinator", gettext_lazy("Отметить выбытие"), gettext_lazy("Вы выбыли из потока")
    ),
    "restore": Move(
        frozenset({*_LEFT, Enrollment.State.FINISHED}), _ACTIVE, "coordinator", gettext_lazy("Восстановить"), gettext_lazy("Вы снова учитесь")
    ),
}


# Roles


def roles_of(user: User) -> frozenset[str]:
    """Every role the person has today: participant, trainer, author, coordinator, methodologist, mentor, administrator. One query, remembered on the object."""
    if not user.is_authenticated:
        return frozenset()
    known = cast("frozenset[str] | None", getattr(user, "_roles", None))
    if known is None:
        mentor = Mentorship.objects.current().filter(mentor=user)
        enrolled = Enrollment.objects.visible_to(user)
        rows = (
            Assignment.objects.current()
            .filter(person=user)
            .order_by()
            .values_list(F("role"))
            .union(
                mentor.order_by().values_list(Value("mentor", output_field=CharField())),
                enrolled.order_by().values_list(Value("participant", output_field=CharField())),
            )
        )
        known = frozenset(role for (role,) in rows) | ({"administrator"} if user.is_superuser else frozenset())
        user._roles = known  # type: ignore[attr-defined]
    return known


def may_preview(user: User, cohort: Cohort) -> bool:
    """Reads the lessons of the cohort without studying there: its trainer, an author of the program, a coordinator, a methodologist, an administrator."""
    roles = roles_of(user)
    if roles & {"coordinator", "methodologist", "administrator"}:
        return True
    if not roles & {"trainer", "author"}:
        return False
    mine = Assignment.objects.current().filter(person=user)
    return any(row.cohort_id == cohort.pk or row.program_id == cohort.program_id for row in mine if row.role in {Role.TRAINER, Role.AUTHOR})


def reasons_not_to_hold(role: str, scope: Collection[str]) -> list[str]:
    """`scope` names what was given: a trainer needs a cohort, an author a program, a mentor an organisation, a coordinator and a methodologist nothing."""
    needed = {"trainer": {"cohort"}, "author": {"program"}, "mentor": {"organization"}, "coordinator": set(), "methodologist": set()}
    if role not in needed:
        return [_("Такой роли в школе нет.")]
    if set(scope) != needed[role]:
        return [
            {
                "trainer": _("Тренера назначают на поток: выберите поток."),
                "author": _("Автора назначают на программу: выберите программу."),
                "mentor": _("Наставника назначают организации: выберите организацию."),
                "coordinator": _("Координатор один на всю школу: не выбирайте ни поток, ни программу, ни организацию."),
                "methodologist": _("Методист работает на всю школу: не выбирайте ни поток, ни программу, ни организацию."),
            }[role]
        ]
    return []


# Seats and applications


@dataclass(frozen=True)
class SeatsLeft:
    seats: int
    taken: int
    waiting: int

    @property
    def left(self) -> int:
        return max(0, self.seats - self.taken)


def seats(cohorts: Iterable[Cohort]) -> dict[tuple[int, int], SeatsLeft]:
    """Seats by (cohort, town) for every quota of these cohorts, in three queries."""
    keys = [cohort.pk for cohort in cohorts]
    taken = _by_place(Enrollment.objects.filter(cohort__in=keys, state__in=SEATED))
    waiting = _by_place(Application.objects.filter(cohort__in=keys, state=State.WAITING))
    quotas = Quota.objects.filter(cohort__in=keys).values_list("cohort_id", "town_id", "seats")
    return {(cohort, town): SeatsLeft(given, taken.get((cohort, town), 0), waiting.get((cohort, town), 0)) for cohort, town, given in quotas}


def _by_place(rows: QuerySet[Any]) -> dict[tuple[int, int], int]:
    counted = rows.order_by().values_list("cohort_id", "town_id").annotate(number=Count("pk"))
    return {(cohort, town): number for cohort, town, number in counted}


def waiting_places(applications: Iterable[Application]) -> dict[int, int]:
    """The place of each waiting application in the published order of its cohort and town, from 1; one query."""
    asked = {application.pk: application.cohort_id for application in applications if application.state == State.WAITING}
    if not asked:
        return {}
    places: dict[int, int] = {}
    queue: Counter[tuple[int, int]] = Counter()
    for pk, cohort, town in Application.objects.waiting().filter(cohort__in=set(asked.values())).values_list("pk", "cohort_id", "town_id"):
        queue[cohort, town] += 1
        if pk in asked:
            places[pk] = queue[cohort, town]
    return places


def reasons_closed_for_applications(cohort: Cohort) -> list[str]:
    """Why nobody can apply to this cohort today."""
    today = timezone.localdate()
    if cohort.state != Cohort.State.OPEN or cohort.apply_until < today:
        return [_("Приём заявок в поток «%(cohort)s» закончен.") % {"cohort": cohort.title}]
    if cohort.apply_from > today:
        return [_("Приём заявок начнётся %(day)s.") % {"day": worded(cohort.apply_from, "j E")}]
    return []


def reasons_not_to_apply(cohort: Cohort, person: User, organization: Organization | None = None) -> list[str]:
    reasons = reasons_closed_for_applications(cohort)
    if reasons:
        return reasons
    if Enrollment.objects.filter(person=person, cohort=cohort, state__in=SEATED).exists():
        return [_("Вы уже учитесь в этом потоке.")]
    if Application.objects.in_force().filter(person=person, cohort=cohort).exists():
        return [_("Вы уже подали заявку в этот поток.")]
    if organization and not Organization.objects.of(person).filter(pk=organization.pk).exists():
        return [_("Подать заявку можно от организации, где ваше участие подтверждено.")]
    return []


def reasons_against(application: Application, verb: str) -> list[str]:
    """Why the application may not make this step now."""
    if application.state not in TRANSITIONS[verb].sources:
        return [_("Заявка уже в состоянии «%(state)s». Обновите страницу.") % {"state": application.get_state_display()}]
    if verb == "reconsider":
        return _against_reconsidering(application)
    return []


def _against_reconsidering(application: Application) -> list[str]:
    enrollment = Enrollment.objects.filter(application=application).first()
    if application.state == State.ADMITTED and enrollment and _has_earned(enrollment):
        return [_("Человек уже учится: есть отметки или пройденные уроки. Отчислите его, если нужно.")]
    others = Application.objects.in_force().filter(person=application.person_id, cohort=application.cohort_id).exclude(pk=application.pk)
    if application.state == State.DECLINED and others.exists():
        return [_("Человек уже подал в этот поток новую заявку.")]
    return []


def _has_earned(enrollment: Enrollment) -> bool:
    """The rooms above hang their rows on the enrollment; only their being there matters here."""
    return enrollment.progress.exists() or enrollment.marks.exists() or enrollment.certificates.exists()


def against_admitting(application: Application) -> list[str]:
    """Asked under the lock of the quota row, after `reasons_against`."""
    if Enrollment.objects.filter(person=application.person_id, cohort=application.cohort_id, state__in=SEATED).exists():
        return [_("Человек уже зачислен в этот поток.")]
    place = {"town": application.town, "cohort": application.cohort}
    found = seats([application.cohort]).get((application.cohort_id, application.town_id))
    if found is None:
        return [_("В потоке «%(cohort)s» нет мест для города %(town)s.") % place]
    if not found.left:
        return [_("Свободных мест для города %(town)s больше нет. Поставьте заявку в лист ожидания.") % place]
    return []


# Invitations


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    rows = Invitation.objects.select_related("cohort", "program", "organization", "invited_by", "accepted_by")
    return rows.filter(token_hash=hash_of(token)).first()


def reasons_not_to_accept(invitation: Invitation, person: User) -> list[str]:
    if invitation.cancelled_at:
        return [_("Приглашение отменено. Спросите о нём того, кто вас пригласил.")]
    if invitation.accepted_at:
        return [_("Приглашение уже принято.")]
    if invitation.invited_at + INVITATION_LIVES < timezone.now():
        return [_("Приглашение действовало 14 дней и закончилось. Попросите прислать новое.")]
    if not EmailAddress.objects.filter(user=person, email__iexact=invitation.email, verified=True).exists():
        return [_("Приглашение отправлено на адрес %(email)s. Войдите с этим адресом.") % {"email": invitation.email}]
    return []
