"""Whose a file of a lesson is: what each author finds in the choosers and may put into a lesson."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from cms.models.files import LessonFile
from courses.enrollment.actions.roles import AUTHORS, GROUPS
from courses.enrollment.models import Role
from school.people.models import User
from school.vault.models import File

EVERYWHERE = GROUPS[Role.METHODOLOGIST]


def own_files(user: User, model: type[File] = LessonFile) -> "QuerySet[File]":
    """Editors and administrators choose among all files. A file belongs to a programme when it stands on one of the programme's pages, whoever
    brought it and wherever that person is now: an author chooses among the files of the own programmes, and those brought by the author.

    A file that stands on no page yet belongs to nobody's programme by itself; it is offered to co-authors only when its owner writes in no programme
    but theirs. So a person who writes in two programmes carries nothing from one to the other's authors before putting it there.
    """
    files = model._default_manager.all()
    if user.is_superuser or user.groups.filter(name=EVERYWHERE).exists():
        return files
    rooms = Group.objects.filter(name__startswith=AUTHORS, user=user)
    fresh = Q(uploaded_by__in=colleagues(rooms)) & ~Q(pk__in=standing(Page.objects.all()))
    return files.filter(Q(uploaded_by=user) | Q(pk__in=standing(pages_of(rooms))) | fresh)


def colleagues(rooms: "QuerySet[Group]") -> "QuerySet[User]":
    """People who write in these programmes and nowhere else."""
    elsewhere = Group.objects.filter(Q(name__startswith=AUTHORS) | Q(name=EVERYWHERE)).exclude(pk__in=rooms.values("pk"))
    strangers = User.groups.through.objects.filter(group__in=elsewhere.values("pk")).values("user")
    here = User.groups.through.objects.filter(group__in=rooms.values("pk")).values("user")
    return User.objects.filter(pk__in=here, is_superuser=False).exclude(pk__in=strangers)


def pages_of(rooms: "QuerySet[Group]") -> "QuerySet[Page]":
    """Everything at or below the programmes."""
    below = Q(pk__in=[])
    for path in Page.objects.filter(group_permissions__group__in=rooms.values("pk")).order_by().values_list("path", flat=True).distinct():
        below |= Q(path__startswith=path)
    return Page.objects.filter(below)


def standing(pages: "QuerySet[Page]") -> list[int]:
    """Files that the pages hold."""
    kinds = ContentType.objects.get_for_models(Page, File)
    keys = pages.order_by().annotate(key=Cast("pk", CharField(max_length=255))).values("key")
    found = ReferenceIndex.objects.filter(base_content_type=kinds[Page], to_content_type=kinds[File], object_id__in=keys)
    return [int(key) for key in found.values_list("to_object_id", flat=True).distinct() if key.isdecimal()]
