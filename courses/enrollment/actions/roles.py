"""Assignments and mentorships. The groups of Wagtail admin follow the rows: Coordinators, Editors, and one group per program for its authors."""

from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import mentorship_letters, rules
from courses.enrollment.models import Assignment, Mentorship, Role
from courses.program.models import Cohort, Program
from school.journal.actions import record
from school.people.models import Organization, User
from school.people.rules import Refused
from school.people.witness import tell

# Wagtail's groups of school-wide roles. Editors publish every page: that is what a methodologist does.
GROUPS = {Role.COORDINATOR: "Coordinators", Role.METHODOLOGIST: "Editors"}


AUTHORS = "Авторы: "  # and the number of the programme


def authors_group(program_id: int) -> str:
    """The group of Wagtail that the authors of a programme are put into; what it may do is the facade's affair (`cms.publication`)."""
    return f"{AUTHORS}{program_id}"


@transaction.atomic
def assign(person: User, role: str, *, cohort: Cohort | None = None, program: Program | None = None, by: User | None) -> Assignment:
    """Gives the role from today; the same role held already is returned as it is."""
    scope = [name for name, value in (("cohort", cohort), ("program", program)) if value is not None]
    reasons = rules.reasons_not_to_hold(role, scope)
    if reasons or role == Role.MENTOR:
        raise Refused(*(reasons or [_("Наставника назначают организации.")]))
    User.objects.select_for_update().get(pk=person.pk)
    found = Assignment.objects.current().filter(person=person, role=role, cohort=cohort, program=program).first()
    if found:
        return found
    assignment = Assignment.objects.create(person=person, role=role, cohort=cohort, program=program)
    record(by=by, verb="enrollment.assigned", target=person, role=role, cohort=cohort, program=program, assignment=assignment.pk)
    _keep_groups_in_step(person)
    return assignment


@transaction.atomic
def dismiss(assignment: Assignment, *, by: User | None) -> Assignment:
    """Ends the role at once: rights are read from the rows at every request."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if assignment.until is not None and assignment.until <= yesterday:
        return assignment
    assignment.until = yesterday
    assignment.save(update_fields=["until"])
    record(
        by=by,
        verb="enrollment.dismissed",
        target=assignment.person,
        assignment=assignment.pk,
        role=assignment.role,
        cohort=assignment.cohort,
        program=assignment.program,
    )
    _keep_groups_in_step(assignment.person)
    return assignment


@transaction.atomic
def start_mentorship(mentor: User, organization: Organization, *, by: User | None) -> Mentorship:
    Organization.objects.select_for_update().get(pk=organization.pk)
    found = Mentorship.objects.filter(mentor=mentor, organization=organization, until=None).first()
    if found:
        return found
    mentorship = Mentorship.objects.create(mentor=mentor, organization=organization)
    record(by=by, verb="enrollment.mentorship_started", target=organization, mentor=mentor, mentorship=mentorship.pk)
    _forget_roles(mentor)
    return mentorship


@transaction.atomic
def end_mentorship(mentorship: Mentorship, *, by: User | None) -> Mentorship:
    yesterday = timezone.localdate() - timedelta(days=1)
    if mentorship.until is not None and mentorship.until <= yesterday:
        return mentorship
    mentorship.until = yesterday
    mentorship.save(update_fields=["until"])
    tell(by=by, verb="enrollment.mentorship_ended", target=mentorship.organization, mentor=mentorship.mentor, mentorship=mentorship.pk)
    _forget_roles(mentorship.mentor)
    return mentorship


@transaction.atomic
def hand_over(mentorship: Mentorship, to: User, *, words: str, by: User | None) -> Mentorship:
    """The former mentor has no key from the next request on; the next one reads `words`. Pressed twice it is one handing over."""
    Organization.objects.select_for_update().get(pk=mentorship.organization_id)
    former = Mentorship.objects.select_for_update(of=("self",)).select_related("mentor", "organization").get(pk=mentorship.pk)
    words = words.strip()
    again = Mentorship.objects.filter(organization=former.organization_id, mentor=to, until=None, words=words, handed_by=by).exclude(pk=former.pk)
    if former.until is not None and (done := again.first()):
        return done
    if not words:
        raise Refused(_("Напишите, что нужно знать следующему наставнику."))
    if reasons := rules.reasons_not_to_hand_over(former, to):
        raise Refused(*reasons)
    former.until = timezone.localdate() - timedelta(days=1)
    former.save(update_fields=["until"])
    found = Mentorship.objects.create(mentor=to, organization=former.organization, words=words, handed_by=by)
    tell(by=by, verb="enrollment.mentorship_handed_over", target=former.organization, mentor=former.mentor, to=to, words=words, mentorship=found.pk)
    for person in (former.mentor, to):
        _forget_roles(person)
    mentorship_letters.handed_over(former, found)
    return found


def _keep_groups_in_step(person: User) -> None:
    """Superusers keep what they are; only the groups named here come and go."""
    mine = list(Assignment.objects.current().filter(person=person).values_list("role", "program_id"))
    wanted = {authors_group(program) for role, program in mine if role == Role.AUTHOR and program}
    wanted |= {name for role, name in GROUPS.items() if role in {held for held, _program in mine}}
    held = {group.name: group for group in person.groups.all() if group.name in GROUPS.values() or group.name.startswith(AUTHORS)}
    person.groups.remove(*(group for name, group in held.items() if name not in wanted))
    person.groups.add(*(_group(name) for name in wanted - held.keys()))
    _forget_roles(person)


def _group(name: str) -> Group:
    """What the group may do with pages is the facade's affair; the door of the admin is opened here."""
    group, _new = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def _forget_roles(person: User) -> None:
    """Also where `person` is the lazy user of a request."""
    for known in ("_roles", "_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        with suppress(AttributeError):
            delattr(person, known)
