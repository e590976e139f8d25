"""Blocks that point at something of the school: a person, a term, a place, a form of the library. A target that is gone leaves the page whole."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import samples
from cms.blocks.choosing import EntryChooserBlock, PictureChooserBlock, TeacherChooserBlock, TermChooserBlock, TownBlock
from cms.blocks.clean import CleanTextBlock
from cms.blocks.samples import SAMPLES
from cms.blocks.text import NARROW
from school.people.models import Town

Context = dict[str, Any]


class PersonBlock(blocks.StructBlock):
    page = TeacherChooserBlock(
        label=_("Преподаватель"), page_type="cms.TeacherPage", required=False, help_text=_("Имя, портрет и слова берутся с его страницы.")
    )
    name = blocks.CharBlock(label=_("Имя"), max_length=160, required=False, help_text=_("Если страницы преподавателя нет."))
    about = blocks.CharBlock(label=_("Кто это"), max_length=300, required=False, help_text=_("Должность и опыт одной строкой."))
    portrait = PictureChooserBlock(label=_("Портрет"), required=False, help_text=_("Картинки открыты всем: нужно согласие человека."))

    class Meta:
        icon = "user"
        label = _("Человек")
        template = "cms/blocks/person.html"
        description = _("Карточка преподавателя или гостя со ссылкой на его страницу.")
        preview_value = SAMPLES["person"]

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not self.is_deferred_validation and not value.get("page") and not value.get("name"):
            raise blocks.StructBlockValidationError(block_errors={"name": ValidationError(_("Выберите преподавателя или напишите имя."))})
        return value

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        page = value.get("page")
        page = page if page and page.live else None
        return {
            **super().get_context(value, parent_context),
            "address": page.address if page else "",
            "name": page.title if page else value.get("name"),
            "about": value.get("about") or (page.position if page else ""),
            "portrait": value.get("portrait") or (page.portrait if page else None),
        }


class TermBlock(blocks.StructBlock):
    term = TermChooserBlock("cms.Term", label=_("Термин"), help_text=_("Объяснение берётся из словаря: исправите там – исправится везде."))

    class Meta:
        icon = "info-circle"
        label = _("Термин словаря")
        template = "cms/blocks/term.html"
        description = _("Карточка с объяснением слова из словаря школы.")
        preview_value = staticmethod(samples.term)


class DownloadBlock(blocks.StructBlock):
    entry = EntryChooserBlock(
        label=_("Бланк или образец"), page_type="cms.LibraryEntryPage", help_text=_("Название, файл, дата редакции и сомнение берутся из библиотеки.")
    )

    class Meta:
        icon = "download"
        label = _("Бланк из библиотеки")
        template = "cms/blocks/download.html"
        description = _("Бланк, образец или акт: что это, какой редакции, кто проверил.")
        preview_value = staticmethod(samples.download)


class PlaceBlock(blocks.StructBlock):
    """A sketch of our own and an address; a map of another site opens only by the reader's click."""

    name = blocks.CharBlock(label=_("Место"), max_length=160)
    address = blocks.CharBlock(label=_("Адрес"), max_length=300, help_text=_("Город, улица, дом: «Тюмень, улица Республики, 142»."))
    town = TownBlock(label=_("Город на схеме"), required=False, help_text=_("Его точка будет закрашена на нашей схеме области."))
    directions = CleanTextBlock(label=_("Как добраться"), features=NARROW, required=False, help_text=_("Остановка, вход, этаж, пандус."))
    latitude = blocks.DecimalBlock(
        label=_("Широта"), required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6, help_text=_("Например: 57,152985.")
    )
    longitude = blocks.DecimalBlock(
        label=_("Долгота"), required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6, help_text=_("Например: 65,541227.")
    )
    scheme = PictureChooserBlock(label=_("Своя схема проезда"), required=False, help_text=_("Встанет вместо нашей схемы области."))
    scheme_alt = blocks.CharBlock(label=_("Что на схеме"), max_length=300, required=False, help_text=_("Для тех, кто не видит картинку."))

    class Meta:
        icon = "globe"
        label = _("Место на карте")
        template = "cms/blocks/place.html"
        description = _("Адрес, наша схема и как добраться. Чужая карта открывается только по ссылке.")
        preview_value = SAMPLES["place"]

    def get_preview_value(self) -> Any:
        place = super().get_preview_value()
        place.on_map = SAMPLES["town_on_map"]
        return place

    def bulk_to_python(self, values: Any) -> list[Any]:
        """The names of all towns at once."""
        places = list(super().bulk_to_python(values))
        names = towns_of([place.get("town") for place in places])
        for place in places:
            place.on_map = names.get(place.get("town") or "", "")
        return places

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        town = value.get("town") or ""
        on_map = value.on_map if hasattr(value, "on_map") else towns_of([town]).get(town, "")
        return {**super().get_context(value, parent_context), "map": lit(on_map), "map_address": map_address(value)}


def towns_of(keys: list[str | None]) -> dict[str, str]:
    numbers = [int(key) for key in keys if key and key.isascii() and key.isdigit() and len(key) < 19]
    return {str(pk): name for pk, name in Town.objects.filter(pk__in=numbers).values_list("pk", "name")} if numbers else {}


def lit(name: str) -> list[dict[str, str]]:
    """The towns of the sketch with one of them filled; nothing when the sketch does not know it."""
    from cms.showcase import MAP

    if name not in MAP:
        return []
    return [
        {"name": town, "x": str(x), "y": str(y), "tx": str(tx), "ty": str(ty), "tone": "lit" if town == name else "z"}
        for town, (x, y, tx, ty) in MAP.items()
    ]


def map_address(value: Any) -> str:
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if latitude is not None and longitude is not None:
        return "https://yandex.ru/maps/?" + urlencode({"pt": f"{longitude},{latitude}", "z": "17", "l": "map"}, safe=",")
    return "https://yandex.ru/maps/?" + urlencode({"text": value.get("address") or ""})
