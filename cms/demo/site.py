"""The rest of the demo site: the glossary, the library, teachers, towns, news, questions, legal texts, English words."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Page

from cms.demo import portraits
from cms.demo.bricks import Bricks
from cms.demo.content import read
from cms.demo.pages import publish
from cms.models import (
    EligibilityPage,
    GlossaryPage,
    HomePage,
    LibraryEntryPage,
    LibraryPage,
    NewsIndexPage,
    NewsPage,
    PolicyPage,
    QuestionsPage,
    TeacherPage,
    TeachersPage,
    Term,
    TownPage,
    TownsPage,
)
from cms.starters import eligibility
from school.vault.models import File


def index(home: HomePage, model: type[Page], data: dict[str, Any], bricks: Bricks, **fields: Any) -> Page:
    return publish(home, model(title=data["title"], slug=data["slug"], lead=data["lead"], **fields), bricks.by)


def load_terms(bricks: Bricks) -> None:
    for row in read("glossary")["terms"]:
        bricks.terms[row["slug"]] = Term.objects.create(**(row | {"forms": "\n".join(row["forms"])}))


def load_library(home: HomePage, bricks: Bricks) -> None:
    data = read("library")
    shelf = index(home, LibraryPage, data, bricks, show_in_menus=True)
    for row in data["entries"]:
        paper = bricks.paper(row["slug"], File.Shelf.LIBRARY) if row["file"] else None
        facts = {name: row[name] for name in ("title", "slug", "kind", "summary", "number", "source", "link", "doubt", "verified")}
        edition = date.fromisoformat(row["edition"]) if row["edition"] else None
        page = LibraryEntryPage(**facts, edition=edition, file_id=paper.pk if paper else None, body=bricks.lay(row["body"]))
        bricks.entries[row["slug"]] = publish(shelf, page, bricks.by)  # type: ignore[assignment]


def load_teachers(home: HomePage, bricks: Bricks) -> None:
    data = read("teachers")
    parent = index(home, TeachersPage, data, bricks)
    for row in data["teachers"]:
        portrait = drawn(row)
        page = TeacherPage(
            title=row["title"],
            slug=row["slug"],
            position=row["position"],
            lead=row["lead"],
            topics="\n".join(row["topics"]),
            portrait=portrait,
            body=bricks.lay(row["body"]),
        )
        bricks.teachers[row["slug"]] = publish(parent, page, bricks.by)  # type: ignore[assignment]


def drawn(row: dict[str, Any]) -> Image:
    size = 640
    image = Image(title=row["title"], file=ContentFile(portraits.portrait(row["portrait"], size=size), name=f"{row['slug']}.png"))
    image.width = image.height = size
    image.save()
    return image


def load_rest(home: HomePage, bricks: Bricks) -> None:
    """Pages that nothing else points at, in the order of the menu and the foot of the site."""
    load_news(home, bricks)
    data = read("towns")
    towns = index(home, TownsPage, data, bricks)
    for row in data["towns"]:
        page = TownPage(title=row["title"], slug=row["slug"], lead=row["lead"], town=bricks.towns[row["town"]], body=bricks.lay(row["body"]))
        publish(towns, page, bricks.by)
    data = read("questions")
    groups = [{"type": "group", "value": group} for group in data["groups"]]
    index(home, QuestionsPage, data, bricks, groups=groups)
    index(home, EligibilityPage, data=eligibility(), bricks=bricks, **verdicts())
    index(home, GlossaryPage, read("glossary"), bricks)
    load_policies(home, bricks)


def load_news(home: HomePage, bricks: Bricks) -> None:
    data = read("news")
    parent = index(home, NewsIndexPage, data, bricks, show_in_menus=True)
    for row in sorted(data["news"], key=lambda row: -row["days_ago"]):
        cover, day = bricks.images[row["picture"]], timezone.localdate() - timedelta(days=row["days_ago"])
        page = NewsPage(title=row["title"], slug=row["slug"], lead=row["lead"], date=day, cover=cover, cover_alt=row["alt"])
        page.body = bricks.lay(row["body"])  # type: ignore[assignment]
        publish(parent, page, bricks.by)


def verdicts() -> dict[str, str]:
    data = eligibility()
    words = {f"{state}_{part}": text[part] for state, text in data["verdicts"].items() for part in ("title", "text")}
    return words | {"note": data["note"]}


def load_policies(home: HomePage, bricks: Bricks) -> None:
    """Each edition is published in its turn, so that the earlier one stays behind the later."""
    for row in read("policies")["policies"]:
        page: Page | None = None
        for edition in row["editions"]:
            since, body = date.fromisoformat(edition["in_force_from"]), bricks.lay(edition["body"])
            if page is None:
                page = publish(home, PolicyPage(title=row["title"], slug=row["slug"], lead=row["lead"], in_force_from=since, body=body), bricks.by)
            else:
                page.in_force_from, page.body = since, body
                page.save_revision(user=bricks.by).publish(user=bricks.by)


def load_english(home: HomePage, bricks: Bricks) -> None:
    """The words an editor of the school has written in English; the interface itself speaks both languages."""
    for slug, words in read("english").items():
        page = home if slug == "home" else Page.objects.child_of(home).get(slug=slug).specific
        page = type(page).objects.get(pk=page.pk)
        page.english_title, page.english_lead = words["title"], words["lead"]
        page.english_body = bricks.lay(words["body"])
        page.save_revision(user=bricks.by).publish(user=bricks.by)
