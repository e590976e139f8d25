"""The type of a request behind a door: who asks is known."""

from django.http import HttpRequest

from school.people.models import User


class PersonRequest(HttpRequest):
    """For views under `login_required` (and staff's own doors): `user` is a person, never a visitor."""

    user: User
