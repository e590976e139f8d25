"""The editor of a project: its fields, rows of links and of the budget. Nothing is demanded of a draft, only that it can be read."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.projects.draft_rules import digest
from courses.projects.project_rules import FIELDS, LINKS, MOST_COUNT, MOST_PRICE, ROWS, is_address, roubles
from school.people.fields import CountField, LineField, ParagraphField
from school.vault.kinds import PAPERS

SPARE = 2  # empty rows below the filled ones
MORE = 3  # rows that «Добавить строки» gives
LINK = ("link_title", "link_url")
LINE = ("what", "count", "price", "source")
MONEY = re.compile(r"\d+(\.\d{0,2})?", re.ASCII)
SPACES = str.maketrans("", "", " \u00a0\u2009\u202f")


class MoneyField(LineField):
    """Roubles as people write them, «1 500,50»; kept in kopecks."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        plain = text.translate(SPACES).replace(",", ".").removesuffix("₽")
        if not MONEY.fullmatch(plain):
            raise ValidationError(_("Цена пишется числом, копейки – после запятой. Пример: 1500,50"))
        money = Decimal(plain)
        if money * 100 > MOST_PRICE:
            raise ValidationError(_("Цена не больше миллиарда рублей."))
        return int(money * 100)


def written(kopecks: int | None) -> str:
    """As it stands in the field: «1500» or «1500,50»."""
    if kopecks is None:
        return ""
    roubles, rest = divmod(kopecks, 100)
    return f"{roubles},{rest:02d}" if rest else str(roubles)


class ProjectForm(forms.Form):
    """`known` – the project as plain values (`draft_rules.told`). Each unit carries the digest of what its writer has seen (`was_…`)."""

    title = LineField(label=FIELDS["title"], max_length=200, help_text=_("Коротко и понятно тому, кто видит его впервые."))
    organization = forms.TypedChoiceField(
        label=FIELDS["organization"], coerce=int, empty_value=None, help_text=_("От чьего имени подаёте. Выбирают из организаций команды.")
    )
    problem = ParagraphField(label=FIELDS["problem"], max_length=5000, help_text=_("Что не так сейчас, у кого и откуда вы это знаете."))
    audience = ParagraphField(label=FIELDS["audience"], max_length=3000, help_text=_("Кто эти люди, сколько их, где живут."))
    plan = ParagraphField(label=FIELDS["plan"], max_length=10_000, help_text=_("Что сделаете по шагам и к какому времени."))
    partners = ParagraphField(label=FIELDS["partners"], max_length=3000, help_text=_("Кто и чем поможет."))
    beneficiaries = CountField(label=FIELDS["beneficiaries"], min_value=0, max_value=10_000_000, help_text=_("Число человек за время проекта."))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        known: Mapping[str, Any],
        organizations: Iterable[Any],
        typed: Mapping[str, Any] | None = None,
        more: str = "",
    ) -> None:
        """`typed` – what is shown instead of what is kept and is not judged yet; `more` – of which rows a few more are wanted."""
        shown = {**known, **{f"was_{unit}": digest(known[unit]) for unit in FIELDS}, **laid(known, besides=typed or {}), **(typed or {})}
        super().__init__(data, initial=shown)
        choices: Any = self.fields["organization"]
        choices.choices = [("", _("не выбрана")), *((card.pk, card.short_name) for card in organizations)]
        given = shown if data is None else data
        self.links = rows_of(given, LINK, LINKS, more == "links")
        self.lines = rows_of(given, LINE, ROWS, more == "budget")
        for number in range(self.links):
            self.add_link(number)
        for number in range(self.lines):
            self.add_line(number)
        for unit in FIELDS:
            self.fields[f"was_{unit}"] = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
        for field in self.fields.values():
            field.required, field.quiet = False, True  # type: ignore[attr-defined]
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 6

    def add_link(self, number: int) -> None:
        place = {"n": number + 1}
        self.fields[f"link_title_{number}"] = LineField(label=_("Название ссылки %(n)s") % place, max_length=200)
        self.fields[f"link_url_{number}"] = forms.URLField(
            label=_("Адрес ссылки %(n)s") % place,
            max_length=500,
            assume_scheme="https",
            error_messages={"invalid": _("Адрес начинается с https:// и не содержит пробелов.")},
        )

    def add_line(self, number: int) -> None:
        place = {"n": number + 1}
        self.fields[f"what_{number}"] = LineField(label=_("На что, строка %(n)s") % place, max_length=200)
        self.fields[f"count_{number}"] = CountField(label=_("Количество, строка %(n)s") % place, min_value=1, max_value=MOST_COUNT)
        self.fields[f"price_{number}"] = MoneyField(label=_("Цена, строка %(n)s") % place, max_length=40)
        self.fields[f"source_{number}"] = LineField(label=_("Откуда деньги, строка %(n)s") % place, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.links):
            url = data.get(f"link_url_{number}")
            if url and not is_address(url):
                self.add_error(f"link_url_{number}", _("Нужен полный адрес страницы, без имени и пароля в нём."))
            if data.get(f"link_title_{number}") and not data.get(f"link_url_{number}") and f"link_url_{number}" not in self.errors:
                self.add_error(f"link_url_{number}", _("Вставьте адрес ссылки или уберите её название."))
        for number in range(self.lines):
            filled = any(data.get(f"{name}_{number}") not in (None, "") for name in LINE[1:])
            if filled and not data.get(f"what_{number}") and f"what_{number}" not in self.errors:
                self.add_error(f"what_{number}", _("Напишите, на что, или очистите строку."))
        return data

    def typed(self) -> dict[str, Any]:
        """What can be read, unit by unit; a unit with an error in it is left out, and so is one that did not come at all."""
        data, bad = self.cleaned_data, self.spoilt()
        plain = {unit: data[unit] for unit in FIELDS if unit in data and unit in self.data and unit not in bad}
        if "links" not in bad and "link_url_0" in self.data:
            rows = [(data.get(f"link_title_{number}"), data.get(f"link_url_{number}")) for number in range(self.links)]
            plain["links"] = [{"title": title or "", "url": url} for title, url in rows if url]
        if "budget" not in bad and "what_0" in self.data:
            plain["budget"] = [self.line(number) for number in range(self.lines) if data.get(f"what_{number}")]
        return plain

    def line(self, number: int) -> dict[str, Any]:
        what, count, price, source = (self.cleaned_data.get(f"{name}_{number}") for name in LINE)
        return {"what": what, "count": count or 1, "price": price or 0, "source": source or ""}

    def spoilt(self) -> list[str]:
        """Units that hold an error, in the order of the page."""
        bad = {unit_of(name) for name in self.errors}
        return [unit for unit in FIELDS if unit in bad]

    def was(self) -> dict[str, str]:
        return {unit: str(self.data.get(f"was_{unit}", "")) for unit in FIELDS}

    def link_rows(self) -> list[dict[str, Any]]:
        return [{name: self[f"{name}_{number}"] for name in LINK} for number in range(self.links)]

    def budget_rows(self) -> list[dict[str, Any]]:
        return [{"sum": roubles(self.sum_of(number)), **{name: self[f"{name}_{number}"] for name in LINE}} for number in range(self.lines)]

    def sum_of(self, number: int) -> int:
        """Kopecks of one row, as far as its numbers can be read."""
        count, price = (as_number(self.fields[f"{name}_{number}"], self[f"{name}_{number}"].value()) for name in ("count", "price"))
        return (1 if count is None else count) * (price or 0)

    @property
    def total(self) -> str:
        return roubles(sum(self.sum_of(number) for number in range(self.lines)))

    @property
    def may_add_links(self) -> bool:
        return self.links < LINKS

    @property
    def may_add_lines(self) -> bool:
        return self.lines < ROWS


def as_number(field: forms.Field, value: Any) -> int | None:
    try:
        return field.clean(value)  # type: ignore[no-any-return]
    except ValidationError:
        return 0


def laid(known: Mapping[str, Any], besides: Mapping[str, Any]) -> dict[str, Any]:
    """Links and budget as values of the fields of their rows – but for a table that somebody has typed anew."""
    found: dict[str, Any] = {}
    anew = {unit_of(name) for name in besides}
    for number, link in enumerate([] if "links" in anew else known["links"]):
        found |= {f"link_title_{number}": link["title"], f"link_url_{number}": link["url"]}
    for number, line in enumerate([] if "budget" in anew else known["budget"]):
        found |= {f"{name}_{number}": line[name] for name in LINE} | {f"price_{number}": written(line["price"])}
    return found


def rows_of(values: Mapping[str, Any], names: tuple[str, ...], most: int, more: bool) -> int:
    """Rows that are shown: those that were sent, or those that hold something and a few empty ones; more when asked for."""
    sent = max((number + 1 for number in range(most) if f"{names[0]}_{number}" in values), default=0)
    filled = max((number + 1 for number in range(most) if any(values.get(f"{name}_{number}") for name in names)), default=0)
    return min(max(sent + (MORE if more else 0), filled + SPARE), most)


def unit_of(name: str) -> str:
    stem = name.rpartition("_")[0]
    return "links" if stem in LINK else "budget" if stem in LINE else name


class PaperForm(forms.Form):
    """A file of the project: one of those that a stage asks for, or any other."""

    paper = forms.ChoiceField(label=_("Что это"), required=False)
    file = forms.FileField(label=_("Файл"))

    def __init__(self, *args: Any, papers: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["paper"]
        field.choices, field.quiet = [*((paper, paper) for paper in papers), ("", _("Другой файл"))], True
        if len(field.choices) == 1:
            del self.fields["paper"]
        self.fields["file"].help_text = str(PAPERS.hint)
        self.fields["file"].widget = forms.FileInput(attrs=PAPERS.attributes)
