from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "school.people"
    label = "people"
    verbose_name = _("Люди и организации")
    default = True


class AdminPeopleConfig(WagtailUsersAppConfig):
    """Wagtail's own users app with our form of people: names in three parts, no password."""

    user_viewset = "school.people.viewsets.PersonViewSet"
