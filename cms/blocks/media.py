"""Pictures, video, sound and files. What belongs to lessons lies in the vault and is opened through the cabinet; pictures are public."""

import hashlib
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import samples
from cms.blocks.choosing import PictureChooserBlock
from cms.blocks.clean import CleanTextBlock
from cms.blocks.samples import SAMPLES
from cms.blocks.text import NARROW
from cms.choosers import CaptionsChooserBlock, LessonFileChooserBlock, SoundChooserBlock, VideoChooserBlock
from cms.outside import OutsideAddressBlock, player_of
from school.vault.reading import lasts


class PictureBlock(blocks.StructBlock):
    image = PictureChooserBlock(label=_("Картинка"), help_text=_("Картинки открыты всем: не ставьте сюда лица без согласия и личные данные."))
    alt = blocks.CharBlock(label=_("Что на картинке"), max_length=300, help_text=_("Для тех, кто не видит картинку: одно предложение."))
    caption = blocks.CharBlock(label=_("Подпись под картинкой"), required=False, max_length=300)
    credit = blocks.CharBlock(
        label=_("Чья картинка"), required=False, max_length=160, help_text=_("Автор и право: «Фото школы», «Рисунок А. Петровой».")
    )

    class Meta:
        icon = "image"
        label = _("Картинка")
        template = "cms/blocks/picture.html"
        description = _("Картинка с подписью и автором.")
        preview_value = SAMPLES["picture"]


class GalleryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Заголовок"), max_length=160, required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Картинки"), min_num=2, max_num=24)

    class Meta:
        icon = "grid"
        label = _("Галерея")
        template = "cms/blocks/gallery.html"
        description = _("Несколько картинок рядом: поездка, мастерская, экраны.")
        preview_value = SAMPLES["gallery"]


class FileBlock(blocks.StructBlock):
    file = LessonFileChooserBlock(label=_("Файл"), help_text=_("PDF, DOCX, XLSX, PPTX, JPEG или PNG, до 20 МБ."))
    title = blocks.CharBlock(label=_("Название для слушателей"), max_length=200, help_text=_("Что это и зачем, например: «Лист самопроверки»."))

    class Meta:
        icon = "doc-full"
        label = _("Файл")
        template = "cms/blocks/file.html"
        description = _("Файл урока: скачивают только слушатели потоков.")
        preview_value = staticmethod(samples.lesson_file)


TRANSCRIPT = _("Всё, что звучит и показано, словами: его читают те, кто не слышит, и те, у кого слабая связь.")


class PlayedBlock(blocks.StructBlock):
    """Film or sound: how long it lasts, and the number under which a browser remembers the place in it."""

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if file := value.get("file"):
            length = lasts(file)
            context["seconds"] = round(length) if length and length < 60 else None
            context["minutes"] = round(length / 60) if length and length >= 60 else None
            context["kept"] = hashlib.sha256(f"kept {file.key}".encode()).hexdigest()[:16]
        return context


class VideoBlock(PlayedBlock):
    file = VideoChooserBlock(label=_("Видео"), help_text=_("MP4 или WebM, до 300 МБ. Видят только слушатели потоков."))
    title = blocks.CharBlock(label=_("Название"), max_length=200)
    poster = PictureChooserBlock(label=_("Кадр до просмотра"), required=False, help_text=_("Картинка открыта всем."))
    captions = CaptionsChooserBlock(label=_("Субтитры"), required=False, help_text=_("Файл WebVTT (.vtt)."))
    transcript = CleanTextBlock(label=_("Текст видео"), features=NARROW, help_text=TRANSCRIPT)

    class Meta:
        icon = "media"
        label = _("Видео")
        template = "cms/blocks/video.html"
        description = _("Видео школы: видят только слушатели потоков, текст читают все они.")
        preview_value = staticmethod(samples.video)


class AudioBlock(PlayedBlock):
    file = SoundChooserBlock(label=_("Запись"), help_text=_("MP3, M4A или OGG, до 100 МБ. Слышат только слушатели потоков."))
    title = blocks.CharBlock(label=_("Название"), max_length=200)
    transcript = CleanTextBlock(label=_("Текст записи"), features=NARROW, help_text=TRANSCRIPT)

    class Meta:
        icon = "comment"
        label = _("Звукозапись")
        template = "cms/blocks/audio.html"
        description = _("Запись голоса: беседа, разбор, интервью. Рядом – её текст.")
        preview_value = staticmethod(samples.audio)


class OutsideVideoBlock(blocks.StructBlock):
    """A player of another site is asked for nothing until the reader has pressed the button."""

    address = OutsideAddressBlock(label=_("Адрес видео"), max_length=300, help_text=_("Страница видео на Rutube, VK Видео или YouTube."))
    title = blocks.CharBlock(label=_("Название"), max_length=200)
    poster = PictureChooserBlock(label=_("Кадр до просмотра"), required=False, help_text=_("Своя картинка: чужой сайт до нажатия не спрашиваем."))
    transcript = CleanTextBlock(label=_("Текст видео"), features=NARROW, required=False, help_text=TRANSCRIPT)

    class Meta:
        icon = "desktop"
        label = _("Видео с другого сайта")
        template = "cms/blocks/outside_video.html"
        description = _("Видео с Rutube, VK Видео или YouTube. Чужой сайт узнаёт о читателе только после нажатия.")
        preview_value = SAMPLES["outside_video"]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "player": player_of(value.get("address") or "")}
