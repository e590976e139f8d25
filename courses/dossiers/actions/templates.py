"""Verbs of ready replies: add, change, remove, put back. The school's are kept by the office, one's own by oneself."""

from django.db import transaction
from django.utils import timezone

from courses.dossiers import template_rules
from courses.dossiers.models import ReplyTemplate
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def add_template(*, title: str, text: str, school: bool = False, by: User) -> ReplyTemplate:
    """Pressed twice it is one."""
    User.objects.select_for_update().get(pk=by.pk)
    owner = None if school else by
    if same := ReplyTemplate.objects.filter(owner=owner, title=title, text=text, removed_at=None).first():
        return same
    if reasons := template_rules.reasons_not_to_add(by, school):
        raise Refused(*reasons)
    found = ReplyTemplate.objects.create(owner=owner, title=title, text=text)
    record(by=by, verb="dossiers.template_added", target=found, text=text)
    return found


@transaction.atomic
def change_template(template: ReplyTemplate, *, title: str, text: str, by: User) -> ReplyTemplate:
    found = own(template, by)
    if (found.title, found.text) != (title, text):
        found.title, found.text = title, text
        found.save(update_fields=["title", "text"])
        record(by=by, verb="dossiers.template_changed", target=found, text=text)
    return found


@transaction.atomic
def remove_template(template: ReplyTemplate, *, by: User) -> ReplyTemplate:
    found = own(template, by)
    if found.removed_at is None:
        found.removed_at = timezone.now()
        found.save(update_fields=["removed_at"])
        record(by=by, verb="dossiers.template_removed", target=found)
    return found


@transaction.atomic
def put_template_back(template: ReplyTemplate, *, by: User) -> ReplyTemplate:
    found = own(template, by)
    if found.removed_at is not None:
        found.removed_at = None
        found.save(update_fields=["removed_at"])
        record(by=by, verb="dossiers.template_put_back", target=found)
    return found


def own(template: ReplyTemplate, by: User) -> ReplyTemplate:
    found = ReplyTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if reasons := template_rules.reasons_not_to_change(found, by):
        raise Refused(*reasons)
    return found
