"""What public pages show of the school's records: open cohorts by town, the five parts, outlines of modules. Asks, never writes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from wagtail.models import Page

from cms.context import open_below, open_pages, school_of, section_link
from cms.models import LessonPage, ModulePage, ProgramPage
from cms.models.opened import unclosed
from cms.newsstand import latest
from courses.enrollment.forms import seats_words
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SeatsLeft, seats
from courses.program.models import Cohort, Kind, Quota
from school.people.models import Town, User

FEW = 2
SHORT = 70  # letters of a part that fit beside the rising route
# Circle, name: the real south of the region, five cities.
MAP = {
    "Тюмень": (47.1, 199.4, 63.1, 187.4),
    "Тобольск": (235.3, 66.0, 249.3, 52.0),
    "Ялуторовск": (101.1, 262.9, 118.1, 260.9),
    "Заводоуковск": (117.7, 281.9, 132.7, 299.9),
    "Ишим": (321.2, 331.5, 337.2, 351.5),
}
PARTS = {
    Kind.SEMINAR: gettext_lazy("семинары: закон, перечень услуг, критерии качества"),
    Kind.TRAINING: gettext_lazy("тренинги: переговоры, команда, публичная речь"),
    Kind.EXCHANGE_VISIT: gettext_lazy("поездки к тем, кто уже получил статус"),
    Kind.PROJECT_WORK: gettext_lazy("своя инициатива с командой и защитой"),
    Kind.DOCUMENT_SUPPORT: gettext_lazy("разбираем документы пункт за пунктом"),
}


@dataclass(frozen=True)
class Offer:
    """Seats of one cohort in one town."""

    cohort: Cohort
    town: Town
    left: int
    waiting: int

    @property
    def open(self) -> bool:
        return self.cohort.apply_from <= timezone.localdate()

    @property
    def full(self) -> bool:
        return self.left <= 0

    @property
    def tone(self) -> str:
        if not self.open:
            return ""
        return "warn" if self.left <= FEW else "ok"

    @property
    def icon(self) -> str:
        return "clock" if self.open and self.full else {"": "none", "warn": "alert", "ok": "check"}[self.tone]

    @property
    def words(self) -> str:
        if self.full:
            return capfirst(seats_words(SeatsLeft(0, 0, self.waiting)))
        return ngettext("Осталось %(count)s место", "Осталось %(count)s мест", self.left) % {"count": self.left}

    @property
    def starts(self) -> str:
        return in_words(self.cohort.starts_on)

    @property
    def until(self) -> str:
        return in_words(self.cohort.apply_until)

    @property
    def opens(self) -> str:
        return in_words(self.cohort.apply_from)

    @property
    def url(self) -> str:
        return f"{reverse('portals:apply', args=[self.cohort.pk])}?town={self.town.pk}"


def in_words(day: date) -> str:
    """«5 декабря»; the year only when it is not the current one."""
    this_year = day.year == timezone.localdate().year
    if (get_language() or "").startswith("ru"):
        return date_format(day, "j E" if this_year else "j E Y года")
    return date_format(day, "j F" if this_year else "j F Y")


def offers(program_id: int | None = None, town_id: int | None = None) -> list[Offer]:
    """Announced cohorts by town, the earliest start first; open ones before those that open later. Four queries, one when there are none."""
    announced = Cohort.objects.announced()
    if program_id:
        announced = announced.filter(program=program_id)
    places = Quota.objects.filter(cohort__in=announced, seats__gt=0).select_related("cohort", "town")
    quotas = list(places.filter(town=town_id) if town_id else places)
    if not quotas:
        return []
    left = seats({quota.cohort_id: quota.cohort for quota in quotas}.values())
    found = []
    for quota in quotas:
        place = left.get((quota.cohort_id, quota.town_id))
        free, waiting = (place.left, place.waiting) if place else (quota.seats, 0)
        found.append(Offer(quota.cohort, quota.town, free, waiting))
    return sorted(found, key=lambda offer: (not offer.open, offer.cohort.starts_on, offer.cohort.pk, offer.town.position))


def towns_on_map(found: Iterable[Offer]) -> list[dict[str, Any]]:
    """A circle is cedar where there are seats, copper where few are left, grey elsewhere; the list beside says the same in words."""
    best: dict[str, str] = {}
    for offer in found:
        tone = "z" if offer.full else {"ok": "p3", "warn": "p5"}.get(offer.tone, "z")
        best[offer.town.name] = min(best.get(offer.town.name, "z"), tone)
    return [
        {"name": name, "x": str(x), "y": str(y), "tx": str(tx), "ty": str(ty), "tone": best.get(name, "z")} for name, (x, y, tx, ty) in MAP.items()
    ]


def modules_of(page: ProgramPage) -> list[ModulePage]:
    """Live open modules in their order, each with its live open lessons in `outlines`. One query."""
    below = unclosed(Page.objects.descendant_of(page)).select_related("modulepage", "lessonpage").order_by("path")
    modules, lessons = [], defaultdict(list)
    for found in below.defer("modulepage__body", "lessonpage__body"):
        if hasattr(found, "lessonpage"):
            lessons[found.path[: -Page.steplen]].append(found.lessonpage)
        elif hasattr(found, "modulepage"):
            modules.append(found.modulepage)
    for module in modules:
        module.outlines = lessons[module.path]
    return modules


def pages_above(page: Page) -> dict[str, Any]:
    """The module and the programme that the page belongs to. One query."""
    paths = [page.path[: -Page.steplen * step] for step in (1, 2)]
    found = Page.objects.filter(path__in=paths).select_related("modulepage", "programpage").defer("modulepage__body")
    above: dict[str, Any] = {"module_page": None, "program_page": None}
    for step in found:
        if hasattr(step, "modulepage"):
            above["module_page"] = step.modulepage
        elif hasattr(step, "programpage"):
            above["program_page"] = step.programpage
    return above


def parts_of(page: ProgramPage | None) -> list[dict[str, Any]]:
    """The five parts of the route for the home page: words from the programme's modules, otherwise the school's own."""
    modules = open_below(ModulePage, page).order_by("path") if page else ModulePage.objects.none()
    words: dict[int, str] = {}
    for module in modules:
        if len(module.short) <= SHORT:
            words.setdefault(module.part, module.short)
    return [{"number": number, "name": kind.label, "text": words.get(number, "") or PARTS[kind]} for number, kind in enumerate(Kind, start=1)]


def home_context(request: HttpRequest) -> dict[str, Any]:
    school = school_of(request)
    main_first = Case(When(pk=school.main_program_id, then=0), default=1)
    program = open_pages(ProgramPage).order_by(main_first, "path").first()
    found = offers()
    return {
        "program_page": program,
        "parts": parts_of(program),
        "offers": found,
        "map": towns_on_map(found) if school.map_shown else [],
        "eligibility_page": section_link(request, "eligibilitypage"),
        **latest(request),
    }


def program_context(page: ProgramPage) -> dict[str, Any]:
    modules = modules_of(page)
    found = offers(page.program_id) if page.program_id else []
    return {
        "modules": modules,
        "hours": sum(module.hours for module in modules),
        "lessons_count": sum(len(module.outlines) for module in modules),
        "towns": list(dict.fromkeys(offer.town.name for offer in found)),
        "offers": found,
        "nearest": next((offer for offer in found if offer.open), None),
    }


def module_context(page: ModulePage) -> dict[str, Any]:
    lessons = open_below(LessonPage, page).defer("body").order_by("path")
    return {"program_page": pages_above(page)["program_page"], "lessons": list(lessons), "speakers": speakers_of(page)}


def speakers_of(page: ModulePage) -> list[dict[str, Any]]:
    """Who leads the seminars; a name that has a teacher's page leads there."""
    from cms.faces import addresses_of

    speakers = [block.value for block in getattr(page, "speakers", [])]
    known = addresses_of(speaker["name"] for speaker in speakers)
    return [{"value": {**speaker, "url": known.get(" ".join(speaker["name"].split()), "")}} for speaker in speakers]


def lesson_context(page: LessonPage) -> dict[str, Any]:
    above = pages_above(page)
    program = above["program_page"]
    found = offers(program.program_id) if program and program.program_id else []
    return {**above, "nearest": next((offer for offer in found if offer.open), None)}


def cohort_of(user: User | AnonymousUser, page: LessonPage) -> int | None:
    """The cohort in which the person studies this lesson; the latest of several."""
    if not user.is_authenticated or page.lesson_id is None:
        return None
    mine = Enrollment.objects.visible_to(user).filter(cohort__program__modules__lessons=page.lesson_id)
    return mine.order_by("-since").values_list("cohort_id", flat=True).first()
