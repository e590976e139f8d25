"""Who may come into the office: school-wide coordinators and administrators. Wagtail turns `PermissionDenied` into its own denial."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from wagtail.permission_policies.base import BasePermissionPolicy

from courses.enrollment.models import Assignment, Role
from courses.enrollment.rules import roles_of
from school.people.models import User
from school.people.requests import PersonRequest

OFFICE = frozenset({"coordinator", "administrator"})


def may_enter(user: User) -> bool:
    return user.is_active and bool(roles_of(user) & OFFICE)


def coordinators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_enter(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class OfficeOnly:
    """The same door for class-based views."""

    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class OfficePolicy(BasePermissionPolicy):
    """Of a table in the office: add, change and view by role, not by Django permission; nobody deletes what people depend on."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and may_enter(user)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Model]:
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        coordinators = Assignment.objects.current().filter(role=Role.COORDINATOR).values("person")
        return User.objects.filter(Q(pk__in=coordinators) | Q(is_superuser=True), is_active=True)


class OrganizationPolicy(OfficePolicy):
    """Cards are founded by their own leaders; the office corrects them."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)
