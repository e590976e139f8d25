from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Сайт")

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.images import get_image_model
        from wagtail.models import TaskState, WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import (
            page_published,
            page_unpublished,
            post_page_move,
            task_submitted,
            workflow_approved,
            workflow_rejected,
            workflow_submitted,
        )

        from cms import editions, indexing, leading, letters, pictures, publication
        from cms.models import PolicyPage, Term

        # Wagtail registers its own for pictures later; the exact class is asked for first.
        register_permission_policy(get_image_model(), pictures.picture_policy(), exact_class=True)
        leading.keep_inside()
        page_published.connect(pictures.follow, dispatch_uid="pictures of live pages are known at once")
        page_published.connect(publication.follow, dispatch_uid="record follows its page")
        page_published.connect(editions.keep_edition, sender=PolicyPage, dispatch_uid="an edition stays as it was published")
        post_save.connect(publication.follow_alias, dispatch_uid="an alias earns its record")
        post_page_move.connect(publication.follow_move, dispatch_uid="order follows the tree")
        page_published.connect(indexing.follow_page, dispatch_uid="search finds what is published")
        page_unpublished.connect(indexing.follow_unpublished, dispatch_uid="search forgets what is taken down")
        post_save.connect(indexing.follow_term, sender=Term, dispatch_uid="search finds terms")
        post_delete.connect(indexing.follow_glossary, sender=Term, dispatch_uid="bodies forget a deleted term")
        # Wagtail connects its own letters later under these very names and finds the places taken.
        task_submitted.connect(letters.page_submitted, sender=TaskState, dispatch_uid=letters.PLACES["submitted"])
        workflow_approved.connect(letters.page_approved, sender=WorkflowState, dispatch_uid=letters.PLACES["approved"])
        workflow_rejected.connect(letters.page_returned, sender=WorkflowState, dispatch_uid=letters.PLACES["returned"])
        workflow_submitted.connect(letters.nothing, sender=WorkflowState, dispatch_uid=letters.PLACES["started"])
