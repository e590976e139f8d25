"""Numbers of objects out of forms and addresses: what is no number is no object, whatever a database would say to it."""

from typing import Any


def is_number(given: str) -> bool:
    return given.isascii() and given.isdigit() and len(given) < 19


class OnlyNumbers:
    """For a block that chooses: forged words in the place of a number choose nothing, and the block says so as it does of an empty choice."""

    def value_from_form(self, value: Any) -> Any:
        return super().value_from_form(None if isinstance(value, str) and not is_number(value) else value)  # type: ignore[misc]
