"""An application before the office, and what the office shows of it."""

from django.urls import reverse

from tests import factories


def ask(quota, state="submitted", **fields):
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, **fields)


def state(row):
    return type(row).objects.get(pk=row.pk).state


def text_of(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query).content.decode()
