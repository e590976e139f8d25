from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Сайт")

    def ready(self) -> None:
        from wagtail.signals import page_published, post_page_move

        from cms import publication

        page_published.connect(publication.follow, dispatch_uid="record follows its page")
        post_page_move.connect(publication.follow_move, dispatch_uid="order follows the tree")
