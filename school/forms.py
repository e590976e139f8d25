"""How every form of the school is drawn: label, help, error before the control, one summary on top."""

from typing import Any

from django.forms import BaseForm, ChoiceField, Field
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _


class SchoolBoundField(BoundField):
    """Knows which of our shapes it takes, so that templates stay free of logic."""

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.error_messages.get("required") == Field.default_error_messages["required"]:
            field.error_messages["required"] = _("Выберите ответ.") if isinstance(field, ChoiceField) else _("Заполните это поле.")
        if str(field.widget.attrs.get("placeholder")) == str(self.label):
            del field.widget.attrs["placeholder"]  # it would only repeat the label

    @property
    def optional(self) -> bool:
        """The label says so. A field that is `quiet` does not: the page or its help has said it better."""
        return not self.field.required and not getattr(self.field, "quiet", False)

    @property
    def shape(self) -> str:
        widget = self.field.widget
        if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
            return "choices"
        return "check" if isinstance(widget, CheckboxInput) else "line"


class SchoolRenderer(TemplatesSetting):
    """Fields and forms from templates/components; widgets from Django."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = SchoolBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        return str(super().render(template_name, context, request))
