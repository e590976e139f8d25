"""A redirect that leads nowhere is refused in words, at the field."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.views import CreateView, EditView


class LeadingForm(RedirectForm):
    def clean(self) -> dict[str, Any] | None:
        data: dict[str, Any] | None = super().clean()
        if not self.cleaned_data.get("redirect_page") and not self.cleaned_data.get("redirect_link") and "redirect_link" not in self.errors:
            self.add_error("redirect_page", _("Выберите страницу или напишите адрес ниже: куда вести со старого адреса."))
        return data


class AddRedirect(CreateView):
    form_class = LeadingForm


class ChangeRedirect(EditView):
    form_class = LeadingForm


def ways() -> list[URLPattern]:
    """At Wagtail's own addresses, before its own screens."""
    return [path("redirects/add/", AddRedirect.as_view()), path("redirects/<int:redirect_id>/", ChangeRedirect.as_view())]
