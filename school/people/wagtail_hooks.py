"""What Wagtail is told about people at its start."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from school.people.consent_texts import ConsentTexts


@hooks.register("register_admin_viewset")
def consent_texts() -> ViewSet:
    return ConsentTexts()
