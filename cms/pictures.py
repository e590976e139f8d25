"""A picture that visitors see is part of what a methodologist has let out: nobody changes it behind the review.

Whoever uploaded a picture may do with it what they like while no live page shows it; afterwards its file, its focus and its life are in the hands of
those who publish.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permissions import policy_registry

from school.people.models import User

SHOWN = _("Эту картинку показывает опубликованная страница. Загрузите новую и поставьте её на страницу: методист проверит и опубликует.")
# What of a picture visitors see.
SEEN = {"file", "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"}


def follow(sender: type[Page], instance: Page, **signal: Any) -> None:
    """The receiver of `page_published`: what a page refers to is written down at once. Wagtail leaves it to a job, and a job may wait."""
    ReferenceIndex.create_or_update_for_object(instance.specific)


def publishes(user: User) -> bool:
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, "publish"))


def shown(pictures: Iterable[Any]) -> bool:
    """A live page refers to one of them, or something that is no page (settings of the site): that is always out. Two queries."""
    references = ReferenceIndex.get_references_to_in_bulk(list(pictures))
    kind = ContentType.objects.get_for_model(Page).pk
    found = set(references.values_list("base_content_type", "object_id"))
    pages = [int(key) for base, key in found if base == kind and key.isdecimal()]
    return len(pages) < len(found) or Page.objects.filter(pk__in=pages, live=True).exists()


def out_of_hands(user: User, pictures: Iterable[Any]) -> bool:
    return not publishes(user) and shown(pictures)


class PicturePolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's own, but an author's right to delete ends where the picture is shown: on every screen, one by one or many at once."""

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        allowed = bool(super().user_has_permission_for_instance(user, action, instance))
        return allowed and not (action == "delete" and out_of_hands(user, [instance]))


def picture_policy() -> PicturePolicy:
    return PicturePolicy(get_image_model(), auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user")
