"""Pictures, pages and the settings of the site. Pages are published through Wagtail, so that publication makes the records."""

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.html import format_html, format_html_join
from wagtail.images.models import Image
from wagtail.models import Page, Site

from cms.demo import pictures
from cms.demo.bricks import Blocks, Bricks
from cms.demo.content import lessons, read
from cms.models import (
    DocumentSupportPage,
    ExchangeVisitPage,
    HomePage,
    LessonPage,
    ModulePage,
    ProgramPage,
    ProjectWorkPage,
    SchoolSettings,
    SeminarPage,
    TextPage,
    TrainingPage,
)
from school.people.models import User

PICTURES = {
    "route": "Путь из пяти частей",
    "registers": "Три реестра",
    "procedure": "Путь заявления",
    "chain": "Цепочка услуги",
    "talk": "Разговор",
    "map": "Юг Тюменской области",
    "idea": "От проблемы к услуге",
    "budget": "Бюджет услуги",
    "dossier": "Папка документов",
    "checklist": "Лист проверки",
    "renewal": "Два года статуса",
}
MENU = {"o-shkole", "kontakty"}


def load_pictures() -> dict[str, Image]:
    images = {}
    for key in pictures.KEYS:
        image = Image(title=PICTURES.get(key, key), file=ContentFile(pictures.draw(key), name=f"{key}.png"))
        image.width, image.height = pictures.WIDTH, pictures.HEIGHT
        image.save()
        images[key] = image
    return images


def publish(parent: Page, page: Page, by: User) -> Page:
    page.owner, page.live = by, False
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def load_home(by: User) -> HomePage:
    """Every new school has a home page; here it gets its words."""
    home = read("pages")["home"]
    page = HomePage.objects.get()
    page.title, page.headline, page.lead, page.owner = "Школа лидеров НКО", home["title"], home["lead"], by
    page.eligibility_title, page.eligibility = home["fit"]["title"], bullets(home["fit"]["items"])
    page.eligibility_source = home["fit"]["note"]
    page.save_revision(user=by).publish(user=by)
    Site.objects.filter(root_page=page).update(hostname=settings.HOST, port=settings.PORT)
    Site.clear_site_root_paths_cache()
    page.refresh_from_db()
    return page


def load_settings(program: ProgramPage) -> None:
    data = read("pages")
    site = data["site"]
    school = SchoolSettings.load()
    school.name, school.region, school.phone = site["name"], site["region"], site["phone"]
    school.email, school.hours = site["email"], site["hours"]
    school.footer = format_html("<p>{}</p><p>{}</p>", site["address"], data["demo_note"])
    school.main_program = program
    school.save()


ORDER = ("ya-ispolnitel", "novosti", "biblioteka", "voprosy", "o-shkole", "kontakty", "goroda", "prepodavateli", "proverka", "slovar")


def put_in_order(home: HomePage) -> None:
    """The order of the menu; what is not named stands after."""
    for slug in reversed(ORDER):
        page = Page.objects.child_of(home).get(slug=slug)
        page.move(Page.objects.get(pk=home.pk), pos="first-child")


def load_texts(home: HomePage, bricks: Bricks) -> None:
    for row in read("pages")["pages"]:
        page = TextPage(title=row["title"], slug=row["slug"], lead=row["summary"], body=bricks.lay(row["body"]), show_in_menus=row["slug"] in MENU)
        publish(home, page, bricks.by)


def load_program(home: HomePage, bricks: Bricks) -> ProgramPage:
    data = read("program")
    program = publish(
        home,
        ProgramPage(
            title=data["title"],
            slug=data["slug"],
            lead=data["summary"],
            facts=bricks.lay(data["body"]),
            length="4–5 месяцев",
            rhythm="по субботам и вечерами",
            price="бесплатно",
            outcome="сертификат участника",
            show_in_menus=True,
        ),
        bricks.by,
    )
    assert isinstance(program, ProgramPage)
    shorts = {step["kind"]: step["text"][:1].upper() + step["text"][1:] for step in read("pages")["home"]["steps"]}
    parents: dict[str, ModulePage] = {}
    for row in data["modules"]:
        page = publish(program, module(row | {"short": shorts[row["kind"]]}, bricks), bricks.by)
        assert isinstance(page, ModulePage)
        parents[row["kind"]] = page
    for row in lessons():
        body = bricks.lay(row["body"])
        page = LessonPage(title=row["title"], slug=row["slug"], summary=row["summary"], minutes=row["minutes"], body=body)
        publish(parents[row["module"]], page, bricks.by)
    return program


def module(row: dict[str, Any], bricks: Bricks) -> ModulePage:
    make, fields = KINDS[row["kind"]]
    cover = {"type": "picture", "value": bricks.picture_value({"picture": row["picture"], "alt": PICTURES[row["picture"]]})}
    text = {"type": "text", "value": format_html("<p>{}</p>", row["summary"])}
    return make(title=row["title"], slug=row["slug"], short=row["short"], hours=row["hours"], body=[text, cover], **fields(row))


def seminar(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "speakers": [{"type": "speaker", "value": speaker} for speaker in row["speakers"]],
        "questions": [{"type": "question", "value": question} for question in row["questions"]],
    }


def training(row: dict[str, Any]) -> dict[str, Any]:
    return {"skills": bullets(row["skills"]), "group_size": row["group_size"], "exercises": titled("exercise", row["exercises"])}


def exchange_visit(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "host": row["host"]["name"],
        "host_status": row["host"]["status"][:255],
        "address": row["address"],
        "directions": format_html("<p>{}</p>", row["route"]),
        "bring": bullets(row["what_to_bring"]),
    }


def project_work(row: dict[str, Any]) -> dict[str, Any]:
    return {"brief": row["brief"], "stages": titled("stage", row["stages"]), "criteria": titled("criterion", row["criteria"])}


def document_support(row: dict[str, Any]) -> dict[str, Any]:
    hours = {"type": "hours", "value": {"name": row["consultation_hours"][:160], "about": ""}}
    return {"papers": titled("paper", row["papers"]), "consultations": [hours]}


KINDS: dict[str, tuple[type[ModulePage], Any]] = {
    "seminar": (SeminarPage, seminar),
    "training": (TrainingPage, training),
    "exchange_visit": (ExchangeVisitPage, exchange_visit),
    "project_work": (ProjectWorkPage, project_work),
    "document_support": (DocumentSupportPage, document_support),
}


def titled(kind: str, rows: Blocks) -> Blocks:
    return [{"type": kind, "value": {"name": row["title"], "about": row["text"]}} for row in rows]


def bullets(lines: list[str]) -> str:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines)))
