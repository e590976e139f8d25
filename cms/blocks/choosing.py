"""Choosers that fetch all their targets, with what is shown of them, at once: ten blocks of a page ask as few questions as one."""

import copy
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.numbers import OnlyNumbers
from school.people.models import Town


class Together(OnlyNumbers):
    """For a chooser: `wanted` says how the targets are asked for."""

    def wanted(self) -> "models.QuerySet[Any]":
        return self.model_class.objects.all()  # type: ignore[attr-defined]

    def bulk_to_python(self, values: Any) -> list[Any]:
        keys = list(values)
        found = self.wanted().in_bulk([key for key in keys if key is not None])
        return [copy.copy(found.get(key)) for key in keys]


class PictureChooserBlock(Together, ImageChooserBlock):
    """All renditions of a picture, never some: Wagtail takes a missing one for one that was never made, and makes it again."""

    def wanted(self) -> "models.QuerySet[Any]":
        return super().wanted().prefetch_renditions()  # type: ignore[attr-defined]


class TeacherChooserBlock(Together, blocks.PageChooserBlock):
    def wanted(self) -> "models.QuerySet[Any]":
        from wagtail.images import get_image_model

        renditions = get_image_model().get_rendition_model().objects.all()
        shown = models.Prefetch("portrait__renditions", queryset=renditions, to_attr="prefetched_renditions")
        return super().wanted().select_related("portrait").prefetch_related(shown).defer("body", "english_body")


class EntryChooserBlock(Together, blocks.PageChooserBlock):
    def wanted(self) -> "models.QuerySet[Any]":
        return super().wanted().select_related("file").defer("body", "english_body")


class TermChooserBlock(OnlyNumbers, SnippetChooserBlock):
    pass


def town_choices() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in Town.objects.values_list("pk", "name")]


class TownBlock(blocks.ChoiceBlock):
    """The id of a town, as text. Reading a page does not ask for the list of towns, only the form does."""

    choices = staticmethod(town_choices)

    def normalize_choice(self, value: Any) -> str | None:
        return None if value is None else str(value)
