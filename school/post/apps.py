from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostConfig(AppConfig):
    name = "school.post"
    label = "post"
    verbose_name = _("Почта")

    def ready(self) -> None:
        """People stand below and know no post office: it comes and listens to them."""
        from school.people.witness import listen
        from school.post.letter_reference import listed
        from school.post.letters import about_membership

        listed()
        listen(about_membership)
