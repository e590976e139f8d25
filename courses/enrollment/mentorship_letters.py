"""An NGO goes from one mentor to another: both of them and its people are told."""

from courses.enrollment.models import Mentorship
from school.people.models import Membership
from school.post.actions import link_to, send


def handed_over(former: Mentorship, found: Mentorship) -> None:
    organization, once = found.organization, f"mentorship-{found.pk}"
    context: dict[str, object] = {"organization": organization, "former": former.mentor, "mentor": found.mentor, "words": found.words}
    send("mentor_given", to=found.mentor, context=context | {"url": link_to("portals:mentor_organization", organization.pk)}, reason=once)
    send("mentor_relieved", to=former.mentor, context=context | {"url": link_to("portals:home")}, reason=once)
    people = Membership.objects.filter(organization=organization, state=Membership.State.CONFIRMED).select_related("person")
    for member in people:
        send("mentor_changed", to=member.person, context=context | {"url": link_to("portals:home")}, reason=once)
