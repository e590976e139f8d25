"""What a page says to machines: its canonical address, its picture for links, and schema.org facts. Made of what the page already holds."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.context import above, school_of
from cms.models import (
    GlossaryPage,
    HomePage,
    LessonPage,
    ModulePage,
    NewsPage,
    ProgramPage,
    QuestionsPage,
    SchoolSettings,
    TeacherPage,
    TownPage,
)
from cms.models.records import SchoolPage
from cms.sharing import share_url
from cms.showcase import Offer

Facts = dict[str, Any]
# Public addresses outside the tree.
DOORS = {"portals:cohorts", "portals:check"}
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def head_of(context: dict[str, Any], request: HttpRequest) -> Facts | None:
    """For `components/meta.html`; None where the page is nobody's business but the reader's."""
    page = context.get("self")
    if isinstance(page, SchoolPage) and page.pk and not getattr(request, "is_preview", False):
        return head_of_page(page, context, request)
    match = request.resolver_match
    if match and match.view_name in DOORS:
        name = school_of(request).name
        return {
            "url": whole(request.path),
            "title": name,
            "kind": "website",
            "school": name,
            "facts": script([school_facts(school_of(request), full=False)]),
        }
    return None


def head_of_page(page: SchoolPage, context: dict[str, Any], request: HttpRequest) -> Facts:
    school = school_of(request)
    number = request.GET.get("page", "")
    leaf = f"?page={number}" if number.isdecimal() and len(number) < 5 and int(number) > 1 else ""
    title = page.headline if isinstance(page, HomePage) and not page.in_english else page.title
    return {
        "url": whole(page.address) + leaf,
        "title": title,
        "about": page.search_description or about(page),
        "picture": share_url(page, school.name, part_of(context)),
        "kind": "article" if isinstance(page, NewsPage) else "website",
        "school": school.name,
        "facts": script(facts_of(page, context, request)),
    }


def facts_of(page: SchoolPage, context: dict[str, Any], request: HttpRequest) -> list[Facts]:
    facts = [school_facts(school_of(request), full=isinstance(page, HomePage)), *crumbs(page, context, request)]
    for model, maker in MAKERS.items():
        if isinstance(page, model):
            facts += maker(page, context)
    return facts


def whole(address: str) -> str:
    return f"{settings.BASE_URL}{address}"


def about(page: SchoolPage) -> str:
    """The line under the title, whatever its field is called."""
    return next((str(getattr(page, name)) for name in ("lead", "summary", "short", "position") if getattr(page, name, "")), "")


def part_of(context: dict[str, Any]) -> int:
    module = context.get("module_page")
    return module.part if isinstance(module, ModulePage) else 0


def script(facts: list[Facts]) -> SafeString:
    """JSON that cannot end its own script."""
    text = json.dumps({"@context": "https://schema.org", "@graph": facts}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - no < > & is left


def school_facts(school: SchoolSettings, full: bool) -> Facts:
    facts = {"@type": "EducationalOrganization", "@id": whole("/#school"), "name": school.name, "url": whole("/")}
    if full:
        facts |= {"telephone": school.phone, "email": school.email, "areaServed": school.region}
    return {name: value for name, value in facts.items() if value}


def crumbs(page: SchoolPage, context: dict[str, Any], request: HttpRequest) -> list[Facts]:
    if isinstance(page, HomePage):
        return []
    steps = [(_("Школа"), "/")]
    if isinstance(page, LessonPage | ModulePage):
        steps += [(each.title, each.address) for name in ("program_page", "module_page") if (each := context.get(name))]
    else:
        steps += [(item["title"], item["url"]) for item in above(request)]
    steps.append((page.title, page.address))
    items = [
        {"@type": "ListItem", "position": number, "name": str(name), "item": whole(address)} for number, (name, address) in enumerate(steps, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def of_home(page: HomePage, context: dict[str, Any]) -> list[Facts]:
    seek = {"@type": "SearchAction", "target": whole(reverse("site:search")) + "?q={words}", "query-input": "required name=words"}
    return [{"@type": "WebSite", "url": whole("/"), "name": page.title, "potentialAction": seek, "publisher": {"@id": whole("/#school")}}]


def of_program(page: ProgramPage, context: dict[str, Any]) -> list[Facts]:
    hours = context.get("hours") or 0
    instances = [instance(offer, hours) for offer in context.get("offers", []) if offer.open]
    course = {"@type": "Course", "name": page.title, "description": about(page) or page.title, "url": whole(page.address), "inLanguage": "ru"}
    course |= {"provider": {"@id": whole("/#school")}, "hasCourseInstance": instances}
    if "бесплатн" in page.price.lower():
        course["offers"] = {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "RUB"}
    asked = [(block.value["name"], block.value["answer"]) for block in page.questions]
    return [{name: value for name, value in course.items() if value}, *questions(asked)]


def instance(offer: Offer, hours: int) -> Facts:
    """One cohort in one town."""
    facts = {"@type": "CourseInstance", "name": offer.cohort.title, "courseMode": "blended", "url": whole(offer.url), **times(offer)}
    return facts | ({"courseWorkload": f"PT{hours}H"} if hours else {})


def times(offer: Offer) -> Facts:
    town = {"@type": "Place", "name": offer.town.name, "address": offer.town.name}
    return {"startDate": offer.cohort.starts_on.isoformat(), "endDate": offer.cohort.ends_on.isoformat(), "location": town}


def of_module(page: ModulePage, context: dict[str, Any]) -> list[Facts]:
    facts = {
        "@type": "Course",
        "name": page.title,
        "description": page.short or page.title,
        "url": whole(page.address),
        "provider": {"@id": whole("/#school")},
    }
    program = context.get("program_page")
    return [facts | ({"isPartOf": {"@type": "Course", "name": program.title, "url": whole(program.address)}} if program else {})]


def of_lesson(page: LessonPage, context: dict[str, Any]) -> list[Facts]:
    facts = {
        "@type": "LearningResource",
        "name": page.title,
        "description": page.summary,
        "url": whole(page.address),
        "timeRequired": f"PT{page.minutes}M",
    }
    return [facts | {"inLanguage": "ru", "isAccessibleForFree": True, "provider": {"@id": whole("/#school")}}]


def of_news(page: NewsPage, context: dict[str, Any]) -> list[Facts]:
    facts = {
        "@type": "NewsArticle",
        "headline": page.title[:110],
        "description": page.lead,
        "url": whole(page.address),
        "datePublished": page.date.isoformat(),
    }
    if page.last_published_at:
        facts["dateModified"] = page.last_published_at.isoformat()
    return [facts | {"author": {"@id": whole("/#school")}, "publisher": {"@id": whole("/#school")}}]


def of_teacher(page: TeacherPage, context: dict[str, Any]) -> list[Facts]:
    topics = [line.strip() for line in page.topics.splitlines() if line.strip()]
    facts = {
        "@type": "Person",
        "name": page.title,
        "jobTitle": page.position,
        "description": page.lead,
        "knowsAbout": topics,
        "url": whole(page.address),
    }
    return [{name: value for name, value in facts.items() if value} | {"affiliation": {"@id": whole("/#school")}}]


def of_town(page: TownPage, context: dict[str, Any]) -> list[Facts]:
    open_here = [offer for offer in context.get("offers", []) if offer.open]
    same = {"@type": "EducationEvent", "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode", "organizer": {"@id": whole("/#school")}}
    return [{**same, "name": offer.cohort.title, "url": whole(offer.url), **times(offer)} for offer in open_here]


def of_questions(page: QuestionsPage, context: dict[str, Any]) -> list[Facts]:
    return questions([(each["name"], each["answer"]) for block in page.groups for each in block.value["questions"]])


def questions(asked: list[tuple[Any, Any]]) -> list[Facts]:
    if not asked:
        return []
    pairs = [(str(name), " ".join(strip_tags(getattr(answer, "source", str(answer))).split())) for name, answer in asked]
    entity = [{"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": answer}} for name, answer in pairs]
    return [{"@type": "FAQPage", "mainEntity": entity}]


def of_glossary(page: GlossaryPage, context: dict[str, Any]) -> list[Facts]:
    terms = [
        {"@type": "DefinedTerm", "name": term.word, "description": term.explanation, "url": f"{whole(page.address)}#{term.slug}"}
        for term in context.get("terms", [])
    ]
    return [{"@type": "DefinedTermSet", "name": page.title, "url": whole(page.address), "hasDefinedTerm": terms}]


MAKERS: dict[type[SchoolPage], Callable[[Any, dict[str, Any]], list[Facts]]] = {
    HomePage: of_home,
    ProgramPage: of_program,
    ModulePage: of_module,
    LessonPage: of_lesson,
    NewsPage: of_news,
    TeacherPage: of_teacher,
    TownPage: of_town,
    QuestionsPage: of_questions,
    GlossaryPage: of_glossary,
}
