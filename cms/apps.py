from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Сайт")

    def ready(self) -> None:
        from wagtail.images import get_image_model
        from wagtail.permissions import register_permission_policy

        from cms import leading, letter_reference, pictures

        # Wagtail registers its own for pictures later; the exact class is asked for first.
        register_permission_policy(get_image_model(), pictures.picture_policy(), exact_class=True)
        leading.keep_inside()
        follow_pages()
        follow_words()
        write_letters()
        letter_reference.listed()


def follow_pages() -> None:
    """Records, editions and pictures follow the pages."""
    from django.db.models.signals import post_save
    from wagtail.signals import page_published, post_page_move

    from cms import editions, pictures, publication
    from cms.models import PolicyPage
    from cms.models.records import record_models

    page_published.connect(pictures.follow, dispatch_uid="pictures of live pages are known at once")
    page_published.connect(publication.follow, dispatch_uid="record follows its page")
    page_published.connect(editions.keep_edition, sender=PolicyPage, dispatch_uid="an edition stays as it was published")
    post_page_move.connect(publication.follow_move, dispatch_uid="order follows the tree")
    for model in record_models():
        for kind in [model, *model.__subclasses__()]:
            post_save.connect(publication.follow_alias, sender=kind, dispatch_uid=f"an alias earns its record: {kind.__name__}")


def follow_words() -> None:
    """The search finds what may be read now, and nothing that was kept before outlives a change of what others may see."""
    from django.db.models.signals import post_delete, post_save
    from wagtail.models import Page, PageViewRestriction
    from wagtail.signals import page_published, page_unpublished, post_page_move

    from cms import indexing, keeping
    from cms.models import Term

    page_published.connect(indexing.follow_page, dispatch_uid="search finds what is published")
    page_unpublished.connect(indexing.follow_unpublished, dispatch_uid="search forgets what is taken down")
    post_save.connect(indexing.follow_term, sender=Term, dispatch_uid="search finds terms")
    page_published.connect(keeping.renew, dispatch_uid="kept until a publication")
    page_unpublished.connect(keeping.renew, dispatch_uid="kept until a page is taken down")
    post_page_move.connect(keeping.renew, dispatch_uid="kept until a page moves")
    post_delete.connect(keeping.renew, sender=Page, dispatch_uid="kept until a page is deleted")
    post_save.connect(keeping.renew, sender=PageViewRestriction, dispatch_uid="kept until a page is closed")
    post_delete.connect(keeping.renew, sender=PageViewRestriction, dispatch_uid="kept until a page is opened")
    post_save.connect(keeping.renew, sender=Term, dispatch_uid="kept until a term changes")
    post_delete.connect(keeping.renew, sender=Term, dispatch_uid="kept until a term is deleted")


def write_letters() -> None:
    """Our letters about reviews. Wagtail connects its own later under these very names and finds the places taken."""
    from wagtail.models import TaskState, WorkflowState
    from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

    from cms import letters

    task_submitted.connect(letters.page_submitted, sender=TaskState, dispatch_uid=letters.PLACES["submitted"])
    workflow_approved.connect(letters.page_approved, sender=WorkflowState, dispatch_uid=letters.PLACES["approved"])
    workflow_rejected.connect(letters.page_returned, sender=WorkflowState, dispatch_uid=letters.PLACES["returned"])
    workflow_submitted.connect(letters.nothing, sender=WorkflowState, dispatch_uid=letters.PLACES["started"])
