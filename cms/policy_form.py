"""The form of a legal text: words that are in force are never rewritten under the same date."""

from typing import Any

from django.utils.translation import gettext as _

from cms.page_form import SchoolPageForm


class PolicyForm(SchoolPageForm):
    """A draft may say anything; what goes to publication must carry the date of its own edition."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if not self.is_deferred_validation and self.instance.pk and (error := self.wrong_date(data)):
            self.add_error("in_force_from", error)
        return data

    def wrong_date(self, data: dict[str, Any]) -> str:
        """Why this text may not be published under this date; empty when it may."""
        day = data.get("in_force_from")
        if day is None:
            return ""
        editions = list(self.instance.editions.all())
        same = next((edition for edition in editions if edition.in_force_from == day), None)
        if same and (same.title, same.lead, same.body.get_prep_value()) != (
            data.get("title"),
            data.get("lead"),
            self._meta.model._meta.get_field("body").to_python(data.get("body")).get_prep_value(),
        ):
            return _("Текст, который действует с этого дня, уже опубликован. Поставьте дату новой редакции: прежняя останется на сайте.")
        if same is None and editions and day < editions[0].in_force_from:
            return _("Новая редакция не может начать действовать раньше прежней.")
        return ""
