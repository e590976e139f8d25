"""Blocks of bodies: samples for the picker, targets that are gone, pictures that keep their place, few queries."""

import re

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import Block
from wagtail.models import Page

from cms.blocks import LessonBody
from cms.models import LibraryEntryPage, LibraryPage, TeacherPage, TeachersPage, Term, TextPage
from cms.models.files import LibraryFile
from school.people.models import Town
from school.vault.actions import keep
from tests.factories import UserFactory
from tests.school.test_vault import PDF

BODY = LessonBody()
NAMES = sorted(BODY.child_blocks)
MISSING = 999_999
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
SHOW = Template(
    "{% load wagtailcore_tags %}{% if samples %}{% with sample=True %}{% include_block body %}{% endwith %}{% else %}{% include_block body %}{% endif %}"
)


def shown(*blocks, **context):
    """The html of blocks as they come from the table."""
    stored = [{"type": kind, "value": value, "id": f"id-{number}"} for number, (kind, value) in enumerate(blocks)]
    return SHOW.render(Context({"body": BODY.to_python(stored)} | context))


def sample_of(name):
    block = BODY.child_blocks[name]
    return SHOW.render(Context({"body": block.bind(block.get_preview_value()), "samples": True}))


# The picker


@pytest.mark.parametrize("name", NAMES)
def test_block_shows_a_sample_without_the_database(name):
    assert BODY.child_blocks[name].is_previewable
    assert len(re.findall("[а-яё]{3,}", sample_of(name), re.IGNORECASE)) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_block_speaks_russian_to_the_editor(name):
    block = BODY.child_blocks[name]

    assert RUSSIAN.search(str(block.get_description()))
    assert RUSSIAN.search(str(block.label))
    assert str(block.meta.group)


def test_every_block_has_an_icon_of_its_own(rf):
    from wagtail.admin.icons import get_icons

    icons = [BODY.child_blocks[name].meta.icon for name in NAMES]

    assert len(set(icons)) == len(icons)
    assert all(f'id="icon-{icon}"' in get_icons() for icon in icons)


def test_fields_whose_meaning_is_not_plain_have_help():
    for block in (BODY.child_blocks[name] for name in ("person", "term", "download", "place", "picture", "outside_video", "legal", "callout")):
        assert any(child.field.help_text for child in block.child_blocks.values() if hasattr(child, "field")), block.name


@pytest.mark.parametrize("name", NAMES)
def test_picker_opens_the_sample_in_our_clothes(client, db, name):
    client.force_login(UserFactory(email="root@shkola.example", is_superuser=True))
    block = TextPage.body.field.stream_block.child_blocks.get(name) or BODY.child_blocks[name]
    assert Block.definition_registry[block.definition_prefix] is block

    answer = client.get("/cms/block-preview/", {"id": block.definition_prefix})
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "css/blocks.css" in html
    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


# Targets


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("person", {"page": MISSING, "name": "", "about": "", "portrait": MISSING}),
        ("term", {"term": MISSING}),
        ("download", {"entry": MISSING}),
        ("picture", {"image": MISSING, "alt": "Схема", "caption": "Подпись", "credit": ""}),
        ("gallery", {"title": "", "pictures": [{"image": MISSING, "alt": "а"}, {"image": None, "alt": "б"}]}),
    ],
)
def test_block_of_a_deleted_target_says_nothing(db, kind, value):
    html = shown(("heading", "До"), (kind, value), ("heading", "После"))

    assert "До" in html
    assert "После" in html
    assert "<img" not in html
    assert "<a " not in html
    assert "Подпись" not in html


def test_file_that_is_gone_is_said_in_words(db):
    assert "файл убран" in shown(("file", {"file": MISSING, "title": "Лист"}))


def test_person_without_the_page_keeps_the_written_name(db):
    html = shown(("person", {"page": MISSING, "name": "Вера Рябинина", "about": "наставник", "portrait": None}))

    assert "Вера Рябинина" in html
    assert "<a " not in html


@pytest.mark.parametrize("town", ["", None, str(MISSING), "не число", "²", "9" * 40])
def test_place_of_an_unknown_town_has_no_sketch(db, town):
    html = shown(("place", {"name": "Дом НКО", "address": "Тюмень, Образцовая, 5", "town": town}))

    assert "Образцовая" in html
    assert 'class="map"' not in html


def test_place_lights_its_town_and_leads_out_only_by_a_plain_link(db):
    town = Town.objects.get_or_create(name="Ишим")[0]
    where = {"name": "Дом НКО", "address": "Ишим, улица Образцовая, 5", "town": str(town.pk)}

    words = shown(("place", where))
    point = shown(("place", where | {"latitude": "56.112500", "longitude": "69.490100"}))

    assert words.count('class="lit"') == 1
    assert 'href="https://yandex.ru/maps/?text=%D0%98' in words
    assert 'href="https://yandex.ru/maps/?pt=69.490100,56.112500&amp;z=17&amp;l=map"' in point
    assert 'rel="noopener noreferrer"' in words
    assert words.count("yandex") == point.count("yandex") == 1


@pytest.fixture
def shelf(home, publish, painted):
    """`shelf(3)`: the stored values of three persons, terms, forms, places and pictures."""
    teachers = publish(home, TeachersPage(title="Преподаватели", slug="prepodavateli"))
    library = publish(home, LibraryPage(title="Библиотека", slug="biblioteka"))
    town = Town.objects.get_or_create(name="Тюмень")[0]
    made = []

    def more(count):
        while len(made) < count:
            number = len(made)
            person = publish(
                teachers, TeacherPage(title=f"Илья Кедров {number}", slug=f"p{number}", position="юрист", portrait=painted(f"п{number}"))
            )
            term = Term.objects.create(word=f"Термин {number}", slug=f"t{number}", explanation="Объяснение")
            kept = keep(PDF, name=f"Бланк {number}.pdf", shelf="library")
            file = LibraryFile.objects.get(pk=kept.pk)
            entry = publish(library, LibraryEntryPage(title=f"Заявление {number}", slug=f"e{number}", summary="Поля по порядку", file=file))
            made.append(
                [
                    ("person", {"page": person.pk, "name": "", "about": "", "portrait": None}),
                    ("term", {"term": term.pk}),
                    ("download", {"entry": entry.pk}),
                    ("place", {"name": "Дом НКО", "address": "Тюмень", "town": str(town.pk)}),
                    ("picture", {"image": painted(f"к{number}").pk, "alt": "Схема", "caption": "", "credit": "Рисунок школы"}),
                ]
            )
        return [block for row in made[:count] for block in row]

    return more


def test_ten_blocks_of_a_kind_ask_as_much_as_one(client, home, publish, shelf):
    counts = []
    for number in (1, 10):
        page = TextPage(title="Страница", slug=f"s{number}")
        page.body = [{"type": kind, "value": value} for kind, value in shelf(number)]
        page = publish(home, page)
        client.get(page.address)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(page.address).content.decode()
        assert html.count("Илья Кедров") == html.count("Заявление ") // 2 == number
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_cards_lead_to_their_pages(shelf):
    html = shown(*shelf(1))

    assert 'href="/prepodavateli/p0/"' in html
    assert "юрист" in html
    assert 'href="/biblioteka/e0/"' in html
    assert re.search(r'href="/files/library/\d+/[\w-]+/"', html)
    assert "PDF" in html
    assert "Дата редакции не установлена" in html
    assert "Не проверено юристом" in html
    assert "<dfn" in html
    assert "Рисунок школы" in html


def test_unpublished_targets_are_not_shown(shelf):
    blocks = shelf(1)
    for page in Page.objects.filter(slug__in=["p0", "e0"]):
        page.unpublish()

    html = shown(*blocks)

    assert "Кедров" not in html
    assert "Заявление" not in html
    assert "/p0/" not in html
    assert "/e0/" not in html


# Pictures


@pytest.mark.parametrize("kind", ["picture", "gallery"])
def test_picture_comes_in_small_formats_and_keeps_its_place(painted, kind):
    one = {"image": painted("схема").pk, "alt": "Схема пути", "caption": "Подпись", "credit": "Рисунок А. Петровой"}
    html = shown((kind, one if kind == "picture" else {"title": "Поездка", "pictures": [one, one]}))

    assert 'type="image/avif"' in html
    assert len(set(re.findall(r"\.width-(\d+)\.webp \d+w", html))) >= 2
    for tag in re.findall(r"<img[^>]*>", html):
        assert re.search(r'width="\d+"', tag)
        assert re.search(r'height="\d+"', tag)
        assert 'loading="lazy"' in tag
        assert 'alt="Схема пути"' in tag
    assert "Рисунок А.\u00a0Петровой" in html or "Рисунок А. Петровой" in html


# Lists


def test_checklist_has_real_boxes_under_opaque_keys():
    stored = [{"type": "item", "value": text, "id": f"opaque-{number}"} for number, text in enumerate(["Устав", "Отчёт"])]
    html = shown(("checklist", {"title": "Перед отправкой", "items": stored}))

    assert re.findall(r'<input type="checkbox"[^>]*data-kept="([^"]*)"', html) == ["opaque-0", "opaque-1"]
    assert "disabled" not in html


def test_line_without_a_number_keeps_its_key_between_readings():
    first, again = (re.findall('data-kept="([^"]*)"', shown(("checklist", {"title": "", "items": ["Устав", "Отчёт"]}))) for _reading in range(2))

    assert first == again
    assert len(set(first)) == 2
    assert "Устав" not in "".join(first)


def test_table_names_its_cells_for_phones_and_readers():
    html = sample_of("table")

    assert '<th role="columnheader" scope="col">Документ</th>' in html
    assert 'data-l="Хватит"' in html
    assert "<b>каждый месяц</b>" in html
    assert "<caption>" in html


def test_table_without_anything_is_no_table():
    assert "<table" not in shown(("table", {"caption": "Пусто", "columns": [], "rows": []}))
