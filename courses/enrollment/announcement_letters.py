"""An announcement goes to everyone of the cohort by letter too."""

from django_tasks import task

from courses.enrollment.announcement_rules import listeners
from courses.enrollment.models import Announcement, Enrollment
from school.post.actions import link_to, send


@task()
def tell_announcement(announcement_id: int) -> int:
    """Safe to run twice: the announcement is the cause of at most one letter to a person."""
    announcement = Announcement.objects.select_related("cohort", "by").get(pk=announcement_id)
    return sum(told(announcement, row) for row in listeners(announcement.cohort).select_related("person"))


def told(announcement: Announcement, row: Enrollment) -> bool:
    context = {"announcement": announcement, "person": row.person, "url": link_to("portals:announcements", row.pk)}
    return send("announcement", to=row.person, context=context, reason=f"announcement-{announcement.pk}") is not None
