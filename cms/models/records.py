"""A page that points at its record. What the editor does with the page never takes the record from it and never gives it to a second page.

Wagtail's traps, each closed here: a revision carries an old link (`with_content_json` keeps the present one), «copy page» would break on the
one-to-one (the field is left out), an alias is saved with its source's link (`RecordField` keeps the alias's own), a move to another programme
would leave the record behind (refused).
"""

from typing import Any, ClassVar, Protocol

from csp.constants import SELF
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page, PageViewRestriction
from wagtail.utils.decorators import cached_classmethod

from cms.blocks import PageBody
from cms.models.fields import BodyField
from cms.models.opened import restrictions_of


class RecordField(models.OneToOneField):
    """The link from a page to its record: filled at the first publication, never by a form, and never from an alias's source."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options |= {"null": True, "blank": True, "editable": False, "related_name": "page"}
        super().__init__(to, on_delete, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, "alias_of_id", None):
            setattr(model_instance, self.attname, self.present_link(model_instance.pk))
        return super().pre_save(model_instance, add)

    def present_link(self, pk: int | None) -> int | None:
        """The link as the database knows it now; a page that is not there yet has none."""
        return self.model._base_manager.filter(pk=pk).values_list(self.attname, flat=True).first() if pk else None


class Placed(Protocol):
    """Anything that knows its place in the tree."""

    @property
    def url_path(self) -> str: ...


def address_of(page: Placed) -> str:
    """«/home/programma/» of the tree is «/programma/» of the only site."""
    return "/" + page.url_path.lstrip("/").partition("/")[2]


# The English tab of pages that have no body of their own.
TITLE_AND_LEAD: list[Any] = [FieldPanel("english_title"), FieldPanel("english_lead")]


class SchoolPage(Page):
    """Every page of the site: its address and its restrictions cost no walk through the tree; an English text where an editor has written one."""

    english_title = models.CharField(
        _("заголовок по-английски"), max_length=255, blank=True, help_text=_("Пусто – страница на английском не показывается.")
    )
    english_lead = models.TextField(_("вступление по-английски"), max_length=500, blank=True)
    english_body = BodyField(PageBody(), verbose_name=_("текст по-английски"), blank=True)

    english_panels: ClassVar[list[Any]] = [*TITLE_AND_LEAD, FieldPanel("english_body")]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls) -> Any:
        """Wagtail's three tabs and a fourth for the English text."""
        tabs = [
            ObjectList(cls.content_panels, heading=_("Содержание")),
            ObjectList(cls.english_panels, heading=_("По-английски")),
            ObjectList(cls.promote_panels, heading=_("Адрес и меню")),
            ObjectList(cls.settings_panels, heading=_("Настройки")),
        ]
        handler = TabbedInterface([tab for tab in tabs if tab.children], base_form_class=cls.base_form_class)
        return handler.bind_to_model(cls)

    # Which field says what in English; a page type with other names for its words says so.
    in_other_words: ClassVar[dict[str, str]] = {"title": "english_title", "lead": "english_lead", "body": "english_body"}

    @property
    def in_english(self) -> bool:
        """The reader has chosen English and the editor has written it."""
        return bool(self.english_title) and get_language() == "en"

    def speak(self) -> None:
        """For this answer only: the words of the page are the English ones. What the editor has left empty stays empty, never half Russian."""
        if self.in_english:
            for name, english in self.in_other_words.items():
                setattr(self, name, getattr(self, english))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.speak()
        return super().serve(request, *args, **kwargs)

    @property
    def address(self) -> str:
        return address_of(self)

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """Own and inherited ones, in one query instead of two; an alias has those of its source and of the sections above it as well."""
        return restrictions_of(self)

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
            self.keep_own_link()
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "RecordPage":
        """An old revision brings back its words, never an old link; `self` may be as old as the form that was open, so the database is asked."""
        page = super().with_content_json(content)
        page.keep_own_link()
        return page

    def keep_own_link(self) -> None:
        field = self._meta.get_field(self.record_name)
        setattr(self, field.attname, field.present_link(self.pk))

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
