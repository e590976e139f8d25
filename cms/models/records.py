"""A page that points at its record. What the editor does with the page never takes the record from it and never gives it to a second page.

Wagtail's traps, each closed here: a revision carries an old link (`with_content_json` keeps the present one), «copy page» would break on the
one-to-one (the field is left out), an alias would steal it (`RecordField`), a move to another programme would leave the record behind (refused).
"""

from typing import Any, ClassVar

from csp.constants import SELF
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction


class RecordField(models.OneToOneField):
    """The link from a page to its record: filled at the first publication, never by a form, never on an alias."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options |= {"null": True, "blank": True, "editable": False, "related_name": "page"}
        super().__init__(to, on_delete, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, "alias_of_id", None):
            setattr(model_instance, self.name, None)
        return super().pre_save(model_instance, add)


def address_of(page: Page) -> str:
    """«/home/programma/» of the tree is «/programma/» of the only site."""
    return "/" + page.url_path.lstrip("/").partition("/")[2]


class SchoolPage(Page):
    """Every page of the site: its address and its restrictions cost no walk through the tree."""

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        return address_of(self)

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """Own and inherited ones, in one query instead of two."""
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The editor shows the page in a frame of its own site; every other answer forbids frames."""
        response = super().serve_preview(request, mode_name)
        response._csp_replace = {"frame-ancestors": [SELF]}
        return response


class RecordPage(SchoolPage):
    """`record_name` is the field that links to the record."""

    record_name: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def record(self) -> Any:
        return getattr(self, self.record_name)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if self.alias_of_id:
            setattr(self, self.record_name, None)
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "RecordPage":
        """An old revision brings back its words, never an old link; `self` may be as old as the form that was open, so the database is asked."""
        page = super().with_content_json(content)
        field = self._meta.get_field(self.record_name)
        present = self.link_table().objects.filter(pk=self.pk).values_list(field.attname, flat=True).first()
        setattr(page, field.attname, present)
        return page

    @classmethod
    def link_table(cls) -> "type[RecordPage]":
        """The model whose table holds the link: one for the five kinds of module."""
        return cls._meta.get_field(cls.record_name).model

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and not self.leaves_its_program(parent)

    def leaves_its_program(self, parent: Page) -> bool:
        """People's marks depend on the record, and the record stays in its programme: a page that has one (or whose pages below have) stays too."""
        before, after = program_above(self.get_parent()), program_above(parent)
        return (before.pk if before else None) != (after.pk if after else None) and self.has_records_below()

    def has_records_below(self) -> bool:
        if self.record is not None:
            return True
        return any(model.objects.descendant_of(self).exclude(**{model.record_name: None}).exists() for model in record_models())


REFUSED_MOVE = _(
    "Страницу «%(title)s» нельзя перенести в другую программу: от неё зависят зачисления и отметки. "
    "Скопируйте её в нужную программу, а эту снимите с публикации."
)


def record_models() -> list[type[RecordPage]]:
    """The concrete page types that hold a link: programme, module, lesson."""
    from cms.models import LessonPage, ModulePage, ProgramPage

    return [ProgramPage, ModulePage, LessonPage]


def program_above(page: Page) -> Page | None:
    """The programme's page at or above this one."""
    from cms.models import ProgramPage

    return ProgramPage.objects.ancestor_of(page, inclusive=True).first()
