"""The form of a news page: a picture that goes to the public has words for those who cannot see it."""

from typing import Any

from django.utils.translation import gettext as _

from cms.page_form import SchoolPageForm


class NewsForm(SchoolPageForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and data.get("cover") and not data.get("cover_alt", "").strip():
            self.add_error("cover_alt", _("Напишите одним предложением, что на картинке."))
        return data
