"""A body whose blocks stay out of migrations: the column holds JSON, and a new word of help must not make a migration. Rich text kept narrow."""

from typing import Any

from django.db import models
from wagtail.fields import RichTextField, StreamField

from cms.blocks.clean import clean_text


class BodyField(StreamField):
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, options = super().deconstruct()
        options["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], options


class CleanTextField(RichTextField):
    """Rich text outside a body, as narrow in the database as in the editor."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_text(value) if isinstance(value, str) else value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        return clean_text(value) if isinstance(value, str) else value

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, options
