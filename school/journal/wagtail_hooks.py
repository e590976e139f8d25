"""The journal's place in Wagtail admin: for who may view entries (administrators, coordinators)."""

from wagtail import hooks

from school.journal.viewsets import EntryViewSet


@hooks.register("register_admin_viewset")
def journal() -> EntryViewSet:
    return EntryViewSet()
