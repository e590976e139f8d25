"""The post office's place in Wagtail admin: for who may view letters (administrators, coordinators)."""

from wagtail import hooks

from school.post.viewsets import LetterViewSet


@hooks.register("register_admin_viewset")
def letters() -> LetterViewSet:
    return LetterViewSet()
