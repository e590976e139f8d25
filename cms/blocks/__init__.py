"""The blocks that pages are made of. Keys of values are a contract with pages already written: change them only with a data migration."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.clean import CleanTextBlock
from cms.blocks.media import AudioBlock, FileBlock, GalleryBlock, OutsideVideoBlock, PictureBlock, VideoBlock
from cms.blocks.modules import (
    CriterionBlock,
    ExerciseBlock,
    HoursBlock,
    PaperBlock,
    QuestionsBlock,
    QuestionsToDiscussBlock,
    SpeakerBlock,
    StageBlock,
)
from cms.blocks.places import DownloadBlock, PersonBlock, PlaceBlock, TermBlock
from cms.blocks.samples import SAMPLES
from cms.blocks.text import (
    NARROW,
    WIDE,
    AccordionBlock,
    CalloutBlock,
    ChecklistBlock,
    LegalBlock,
    QuoteBlock,
    StepsBlock,
    TableBlock,
)

WORDS, PICTURES, SCHOOL = _("Слова"), _("Картинки, видео, файлы"), _("Из школы")


class PageBody(blocks.StreamBlock):
    """Public pages: no files of their own, those belong to lessons and have an owner who is asked."""

    heading = blocks.CharBlock(
        label=_("Подзаголовок"),
        icon="title",
        max_length=160,
        template="cms/blocks/heading.html",
        form_classname="title",
        group=WORDS,
        description=_("Заголовок раздела. По заголовкам страницу просматривают."),
        preview_value=SAMPLES["heading"],
    )
    text = CleanTextBlock(
        label=_("Текст"),
        icon="pilcrow",
        features=WIDE,
        template="cms/blocks/text.html",
        group=WORDS,
        description=_("Абзацы, списки и ссылки."),
        preview_value=SAMPLES["text"],
    )
    callout = CalloutBlock(group=WORDS)
    legal = LegalBlock(group=WORDS)
    steps = StepsBlock(group=WORDS)
    checklist = ChecklistBlock(group=WORDS)
    accordion = AccordionBlock(group=WORDS)
    table = TableBlock(group=WORDS)
    quote = QuoteBlock(group=WORDS)
    picture = PictureBlock(group=PICTURES)
    gallery = GalleryBlock(group=PICTURES)
    outside_video = OutsideVideoBlock(group=PICTURES)
    person = PersonBlock(group=SCHOOL)
    term = TermBlock(group=SCHOOL)
    download = DownloadBlock(group=SCHOOL)
    place = PlaceBlock(group=SCHOOL)

    class Meta:
        template = "cms/blocks/body.html"


class LessonBody(PageBody):
    video = VideoBlock(group=PICTURES)
    audio = AudioBlock(group=PICTURES)
    file = FileBlock(group=PICTURES)


__all__ = [
    "NARROW",
    "WIDE",
    "CriterionBlock",
    "ExerciseBlock",
    "HoursBlock",
    "LessonBody",
    "PageBody",
    "PaperBlock",
    "QuestionsBlock",
    "QuestionsToDiscussBlock",
    "SpeakerBlock",
    "StageBlock",
]
