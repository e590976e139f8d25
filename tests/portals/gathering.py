"""People who gather in teams: one more of the cohort, a crowd, the day when it is over; and a page as text."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from courses.projects.models import Stage
from tests import factories


def another(cohort, family_name, **fields):
    person = factories.UserFactory(family_name=family_name, folded_name=f"{family_name.lower()} полина речниковна")
    return factories.EnrollmentFactory(cohort=cohort, person=person, **fields)


def crowd(cohort, call, number):
    for n in range(number):
        factories.TeamFactory(call=call, title=f"Команда {n}", people=[another(cohort, f"Ведущая{n}"), another(cohort, f"Идущая{n}")])
        another(cohort, f"Свободная{n}")


def over(call):
    """Teams gather no more."""
    Stage.objects.filter(call=call).update(opens_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(days=2))


def at(name, *args):
    return reverse(f"portals:{name}", args=args)


def text(client, name, *args, **query):
    return client.get(at(name, *args), query).content.decode()
