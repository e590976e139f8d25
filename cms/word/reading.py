"""A judged .docx becomes blocks, pictures and remarks for the editor. Nothing is stored and nothing outside the document is opened."""

import io
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import mammoth
from django.utils.translation import gettext as _

from cms.word.package import BROKEN_PACKAGE, Package, judged, unreadable
from cms.word.pictures import Picture, redrawn
from cms.word.styles import STYLES
from cms.word.weaving import Weaver
from school.people.rules import Refused

UNREADABLE = (*BROKEN_PACKAGE, AttributeError, TypeError, RecursionError, MemoryError)


@dataclass
class Reading:
    """`blocks` are raw values of a body in which a picture is a place in `pictures`; `remarks` say what to check and what stayed outside."""

    blocks: list[dict[str, Any]]
    pictures: list[Picture]
    remarks: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> Reading:
    """Raises Refused with the reason in words."""
    package = Package(judged(data, name))
    weaver = Weaver()
    try:
        weaver.weave(ElementTree.fromstring(f"<div>{html_of(package.clean, weaver)}</div>"))  # noqa: S314 - the reader has just written it
    except UNREADABLE as error:
        raise unreadable() from error
    pictures, places = redrawn(weaver.pictures)
    blocks = [block for block in weaver.blocks if settled(block, places)]
    left = package.left + weaver.left
    left["pictures"] += sum(place is None for place in places)
    if not blocks:
        raise Refused(_("В документе нет текста, который можно перенести."), *remarks(left))
    left["alt"] += sum(block["type"] == "picture" and block["value"]["alt"] == needed_alt() for block in blocks)
    return Reading(blocks, pictures, remarks(left))


def html_of(clean: bytes, weaver: Weaver) -> str:
    converted = mammoth.convert_to_html(
        io.BytesIO(clean),
        style_map=STYLES,
        include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(weaver.take),
    )
    return str(converted.value)


def needed_alt() -> str:
    return _("нужно описание")


def settled(block: dict[str, Any], places: list[int | None]) -> bool:
    """The picture's place after bad ones were left out; a block of a bad picture goes."""
    if block["type"] != "picture":
        return True
    place = places[block["value"]["image"]]
    block["value"] |= {"image": place, "alt": block["value"]["alt"] or needed_alt()}
    return place is not None


def remarks(left: dict[str, int]) -> list[str]:
    sentences = {
        "alt": _("Картинок без описания: %(n)s. Замените слова «нужно описание»: их слышат те, кто не видит картинку."),
        "merged": _("Таблиц с объединёнными ячейками: %(n)s. Ячейки разделены, проверьте эти таблицы."),
        "shortened": _("Слишком длинных заголовков и подписей: %(n)s. Они стали обычным текстом или укорочены."),
        "struck": _("Зачёркнутых мест: %(n)s. Зачёркивание пропало, слова остались: уберите лишнее."),
        "inserted": _("Исправлений с вставкой: %(n)s. Вставленный текст вошёл как принятый."),
        "deleted": _("Исправлений с удалением: %(n)s. Удалённый текст не перенесён."),
        "notes": _("Сносок не перенесено: %(n)s. Нужное впишите в текст."),
        "comments": _("Примечаний на полях не перенесено: %(n)s."),
        "boxes": _("Надписей (текста в рамках) не перенесено: %(n)s."),
        "hidden": _("Кусков скрытого текста не перенесено: %(n)s."),
        "contents": _("Оглавление не перенесено: на странице его составляют подзаголовки."),
        "formulas": _("Формул не перенесено: %(n)s. Вставьте их картинками."),
        "drawings": _("Диаграмм и схем не перенесено: %(n)s. Сохраните их картинками и добавьте."),
        "objects": _("Вложенных объектов не перенесено: %(n)s."),
        "outside": _("Картинок по ссылке не перенесено: %(n)s. Чужие адреса не открываем."),
        "pictures": _("Картинок не перенесено: %(n)s. Подходят JPEG, PNG и WebP без движения, до 25 миллионов точек."),
        "links": _("Ссылок на закладки и файлы: %(n)s. Они стали обычным текстом."),
    }
    return [sentence % {"n": left[key]} for key, sentence in sentences.items() if left.get(key)]
