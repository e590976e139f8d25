"""The filter of the post box."""

from django import forms
from django.utils.translation import gettext_lazy as _

from school.people.fields import LineField


class RecipientForm(forms.Form):
    email = LineField(
        label=_("Адрес получателя"), max_length=254, required=False, widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"})
    )
