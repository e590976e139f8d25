"""The doors inside the cabinet."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment


def tabs(current: str, enrollment: Enrollment | None = None) -> list[dict[str, Any]]:
    """Four doors of the cabinet. Without a chosen enrollment the first two lead through the list."""
    route_url = reverse("portals:route", args=[enrollment.pk]) if enrollment else reverse("portals:cabinet")
    meetings_url = reverse("portals:meetings", args=[enrollment.pk]) if enrollment else reverse("portals:own_meetings")
    found = [
        ("route", _("Мой путь"), "way", route_url),
        ("meetings", _("Занятия"), "cal", meetings_url),
        ("applications", _("Заявки"), "doc", reverse("portals:applications")),
        ("certificates", _("Сертификат"), "seal", reverse("portals:certificates")),
    ]
    return [{"title": title, "icon": icon, "url": url, "current": name == current} for name, title, icon, url in found]
