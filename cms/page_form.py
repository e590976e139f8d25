"""The form of every page: a moment typed wrong is said in words, an old address in Russian letters stays as it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

WRONG_MOMENT = _("Напишите дату так: 28.11.2026 10:00")


class SchoolPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("go_live_at", "expire_at"):
            if field := self.fields.get(name):
                field.error_messages["invalid"] = WRONG_MOMENT
        slug = self.fields.get("slug")
        if slug:
            slug.required = False  # `SchoolPage` makes one of the title
        if slug and not (self.instance.slug or "").isascii():
            # Otherwise the browser would throw its letters away as soon as somebody looks at the field.
            slug.widget.attrs["data-w-slug-allow-unicode-value"] = "true"

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if not slug.isascii() and slug != self.instance.slug:
            raise forms.ValidationError(_("Адрес пишут латинскими буквами, цифрами и дефисом: «pasport-uslugi»."))
        return slug
