"""Who is this person here, today."""

from collections.abc import Collection
from typing import Any, TypeVar, cast

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext as _

from courses.enrollment.models import Assignment, Enrollment, Mentorship, Role
from courses.program.models import Cohort
from school.people.models import Membership, User

OFFICE = frozenset({"coordinator", "administrator"})
Rows = TypeVar("Rows", bound="QuerySet[Any]")


def roles_of(user: User) -> frozenset[str]:
    """Every role the person has today: participant, leader, trainer, author, coordinator, methodologist, mentor, juror, administrator. One query, remembered on the object.

    A leader is a confirmed member of an NGO's card: whoever has a dossier or may open one.

    A juror is whoever has a review of project work: the room above keeps those rows, the person's relation to them is all that is known here.
    """
    if not user.is_authenticated:
        return frozenset()
    known = cast("frozenset[str] | None", getattr(user, "_roles", None))
    if known is None:
        mentor = Mentorship.objects.current().filter(mentor=user)
        enrolled = Enrollment.objects.visible_to(user)
        leading = Membership.objects.filter(person=user, state=Membership.State.CONFIRMED)
        judging = User.objects.filter(pk=user.pk, reviews__state__in=["asked", "done", "declined"])
        rows = (
            Assignment.objects.current()
            .filter(person=user)
            .order_by()
            .values_list(F("role"))
            .union(
                mentor.order_by().values_list(Value("mentor", output_field=CharField())),
                enrolled.order_by().values_list(Value("participant", output_field=CharField())),
                leading.order_by().values_list(Value("leader", output_field=CharField())),
                judging.order_by().values_list(Value("juror", output_field=CharField())),
            )
        )
        known = frozenset(role for (role,) in rows) | ({"administrator"} if user.is_superuser else frozenset())
        user._roles = known  # type: ignore[attr-defined]
    return known


def cohorts_kept_by(user: User) -> QuerySet[Cohort]:
    """Whose people the person works with: a trainer's own cohorts of today, every one for the office."""
    return of_kept_cohorts(Cohort.objects.all(), user, "pk")


def of_kept_cohorts(rows: Rows, user: User, way: str = "cohort") -> Rows:
    """The same of anything that a cohort has; `way` leads to the cohort. The office is asked nothing more: a table of all years is not joined in vain."""
    if roles_of(user) & OFFICE:
        return rows
    return rows.filter(**{f"{way}__in": Cohort.objects.led_by(user).order_by().values("pk")})


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


def reasons_not_to_hand_over(mentorship: Mentorship, to: User) -> list[str]:
    """An NGO goes to somebody else who may enter the school, does not lead it yet and is not one of its own people."""
    if not Mentorship.objects.current().filter(pk=mentorship.pk).exists():
        return [_("Это наставничество уже закончено.")]
    if to.pk == mentorship.mentor_id:
        return [_("Выберите другого человека: %(name)s и так ведёт эту организацию.") % {"name": to.full_name}]
    if not to.is_active:
        return [_("Вход этому человеку закрыт.")]
    if Mentorship.objects.current().filter(mentor=to, organization=mentorship.organization_id).exists():
        return [_("%(name)s уже ведёт эту организацию.") % {"name": to.full_name}]
    if Membership.objects.filter(person=to, organization=mentorship.organization_id, state=Membership.State.CONFIRMED).exists():
        return [_("%(name)s состоит в этой организации: свои документы наставник не проверяет.") % {"name": to.full_name}]
    return []
