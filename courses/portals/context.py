"""The doors in the header: every door that the person has a key to."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.dossiers import desk_rules
from courses.enrollment.rules import OFFICE, roles_of
from courses.portals.returning import whose
from courses.portals.waiting import waits

EDITORS = frozenset({"author", "methodologist", "administrator"})
STAFF = frozenset({"trainer", "author", "coordinator", "methodologist", "mentor", "administrator"})


def doors(request: HttpRequest) -> dict[str, Any]:
    """`doors`: dicts of title, url, icon, current; `post_box`: letters of the demo may be read; `edits`: writes pages of the site;
    `notices_unread`: notices not read yet, they came with the person; `whose`: what a long form carries as `me`;
    `waits`: how many answers a trainer owes; `desk`: whose desk of documents it is; `desk_waits`: how many of them wait for the mentor. Counts one query for a signed-in person, none for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"doors": [], "post_box": settings.POST_BOX, "edits": False}
    roles = roles_of(user)
    found = [(_("Кабинет"), reverse("portals:cabinet"), "house")]
    if "leader" in roles:
        found.append((_("Документы"), reverse("portals:dossiers"), "doc"))
    if "trainer" in roles:
        found.append((_("Тренеру"), reverse("portals:trainer"), "cal"))
    if "mentor" in roles:
        found.append((_("Наставнику"), reverse("portals:mentor"), "doc"))
    elif roles & OFFICE:
        found.append((_("Папки НКО"), reverse("portals:mentor_dossiers"), "doc"))
    if "juror" in roles:
        found.append((_("Мои рецензии"), reverse("portals:reviews"), "edit"))
    if roles & {"coordinator", "author", "methodologist", "administrator"}:
        found.append((_("Управление"), reverse("wagtailadmin_home"), "edit"))
    return {
        "doors": [{"title": title, "url": url, "icon": icon, "current": request.path.startswith(url)} for title, url, icon in found],
        "post_box": settings.POST_BOX,
        "edits": bool(roles & EDITORS),
        "notices_unread": getattr(user, "unread", 0),
        "whose": lambda: whose(user),
        "waits": lambda: waits(user),
        "desk": {"mentor": "mentor" in roles, "office": bool(roles & OFFICE)},
        "desk_waits": lambda: desk_rules.waiting(user).order_by().count(),
    }
