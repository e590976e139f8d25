"""What a project is made of, who may write it, and what cannot be kept. Pure questions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Enrollment
from courses.projects.call_rules import reasons_not_to_work
from courses.projects.models import Project, Team, TeamMember
from school.people.models import Organization, User
from school.vault.kinds import MEGABYTE

SHELF = "projects"
FILES, LINKS, ROWS = 20, 20, 100
WEIGHT = 100 * MEGABYTE  # of all files of a project together
TAKEN, TAKEN_WEIGHT = 100, 3 * WEIGHT  # with the removed ones and those that stay with what was handed in: a disk is not endless
MOST_COUNT, MOST_PRICE = 1_000_000, 100_000_000_000  # pieces; kopecks of one piece
TEXTS = ("title", "problem", "audience", "plan", "partners")
WRITTEN = (*TEXTS, "organization_id", "beneficiaries")
FIELDS = {
    "title": gettext_lazy("Название проекта"),
    "organization": gettext_lazy("Организация"),
    "problem": gettext_lazy("Проблема"),
    "audience": gettext_lazy("Для кого"),
    "plan": gettext_lazy("План"),
    "partners": gettext_lazy("Партнёры"),
    "beneficiaries": gettext_lazy("Скольким людям поможет"),
    "budget": gettext_lazy("Бюджет"),
    "links": gettext_lazy("Ссылки"),
}
WHO = ("organization", "team", "people")  # facts of a submission that a blind reviewer does not read
HTTP = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Row:
    """A line of the budget; `price` of one piece in kopecks."""

    what: str
    count: int = 1
    price: int = 0
    source: str = ""


def grouped(number: int) -> str:
    """12500 → «12 500»."""
    return f"{number:,}".replace(",", "\u00a0")


def roubles(kopecks: int) -> str:
    """1250050 → «12 500,50 ₽»; whole roubles without kopecks."""
    whole, rest = divmod(abs(kopecks), 100)
    words = grouped(whole) + (f",{rest:02}" if rest else "")
    return f"{'−' if kopecks < 0 else ''}{words}\u00a0₽"


def rows_of(project: Project) -> list[Row]:
    return [Row(line.what, line.count, line.price, line.source) for line in project.budget.all()]


def organizations_of(team: Team) -> QuerySet[Organization]:
    """A project is of one of the NGOs that its people came from."""
    seats = TeamMember.objects.current().filter(team=team).order_by().values("enrollment__organization")
    return Organization.objects.filter(pk__in=seats)


def facts_of(project: Project) -> dict[str, Any]:
    """Everything as it stands, for a submission: words and figures only, so that they outlive the rows."""
    return {
        **{name: getattr(project, name) for name in TEXTS},
        "organization": project.organization.short_name if project.organization else "",
        "beneficiaries": project.beneficiaries,
        "links": [dict(link) for link in project.links],
        "budget": [asdict(row) for row in rows_of(project)],
        "team": project.team.title,
        "people": [member.person.full_name for member in project.team.people()],
    }


def is_filled(facts: Mapping[str, Any], name: str) -> bool:
    return facts.get(name) not in (None, "", [], {})


def reasons_not_to_write(project: Project, person: User) -> list[str]:
    if project.team.broken_up_at:
        return [_("Команда распущена.")]
    if reasons := reasons_not_to_work(project.team.call):
        return reasons
    return reasons_not_in(project.team, person)


def reasons_not_in(team: Team, person: User) -> list[str]:
    """One who has finished reads on; the team's who study now work on."""
    own = next((member for member in team.people() if member.person_id == person.pk), None)
    if own is None:
        return [_("Проект пишет его команда.")]
    works = own.enrollment is None or own.enrollment.state == Enrollment.State.ACTIVE
    return [] if works else [_("Вы закончили обучение: проект можно читать, но не менять.")]


def reasons_against_fields(project: Project, fields: Mapping[str, Any]) -> list[str]:
    """The form has said it at the fields already; here the limits of the columns are kept whoever calls."""
    unknown = set(fields) - set(WRITTEN)
    reasons = [_("Такого поля у проекта нет.")] if unknown else []
    for name in set(TEXTS) & set(fields):
        most = getattr(Project._meta.get_field(name), "max_length", None)
        if most and len(fields[name]) > most:
            reasons.append(_("«%(field)s»: не больше %(most)d знаков.") % {"field": FIELDS[name], "most": most})
    people = fields.get("beneficiaries")
    if people is not None and not 0 <= people <= 100_000_000:
        reasons.append(_("«%(field)s»: проверьте число.") % {"field": FIELDS["beneficiaries"]})
    organization = fields.get("organization_id")
    if organization is not None and not organizations_of(project.team).filter(pk=organization).exists():
        reasons.append(_("Выберите организацию, в которой состоит кто-то из команды."))
    return reasons


def reasons_against_links(links: Iterable[Mapping[str, str]]) -> list[str]:
    """http and https only: any other address may run as a program on the reader's side."""
    found = list(links)
    reasons = [_("Ссылок не больше %(count)d.") % {"count": LINKS}] if len(found) > LINKS else []
    for link in found:
        if not is_address(link.get("url", "")):
            reasons.append(_("Ссылка «%(url)s» не открывается: нужен полный адрес, он начинается с https.") % {"url": str(link.get("url", ""))[:80]})
        elif len(link["url"]) > 500 or len(link.get("title", "")) > 200:
            reasons.append(_("Ссылка не длиннее 500 знаков, её название – 200."))
    return reasons


def is_address(url: str) -> bool:
    try:
        HTTP(url)
        parts = urlsplit(url)
    except (ValidationError, ValueError):
        return False
    return parts.scheme in {"http", "https"} and not parts.username and not parts.password


def reasons_against_budget(rows: Iterable[Row]) -> list[str]:
    found = list(rows)
    reasons = [_("Строк бюджета не больше %(count)d.") % {"count": ROWS}] if len(found) > ROWS else []
    for number, row in enumerate(found, start=1):
        if not row.what.strip():
            reasons.append(_("Строка бюджета %(number)d: напишите, на что деньги.") % {"number": number})
        elif len(row.what) > 200 or len(row.source) > 200:
            reasons.append(_("Строка бюджета %(number)d: не больше 200 знаков.") % {"number": number})
        if not 1 <= row.count <= MOST_COUNT or not 0 <= row.price <= MOST_PRICE:
            reasons.append(_("Строка бюджета %(number)d: проверьте количество и цену.") % {"number": number})
    return reasons


def papers_of(project: Project) -> list[str]:
    """Titles of the files that the stages of the call ask for."""
    titles = [title for stage in project.team.call.stages.all() for title in stage.paper_titles]
    return list(dict.fromkeys(titles))


def reasons_not_to_attach(project: Project, person: User, paper: str = "") -> list[str]:
    if reasons := reasons_not_to_write(project, person):
        return reasons
    if paper and paper not in papers_of(project):
        return [_("Такого файла этапы не просят. Приложите его как другой.")]
    attached = project.files.filter(removed_at=None)
    staying = attached.exclude(paper=paper) if paper else attached
    if staying.count() >= FILES:
        return [_("Файлов у проекта уже %(count)d. Уберите лишний.") % {"count": FILES}]
    return []


def reasons_not_to_take(project: Project, person: User, paper: str = "") -> list[str]:
    """A new file, beside all that the school keeps for the project: bringing an old one back takes no room."""
    if reasons := reasons_not_to_attach(project, person, paper):
        return reasons
    if project.files.count() >= TAKEN:
        return [
            _("К проекту уже загружено файлов: %(count)d, вместе с убранными и сданными. Вместо файла добавьте ссылку на него.") % {"count": TAKEN}
        ]
    return []


def reasons_of_weight(project: Project, size: int) -> list[str]:
    """Together with what is attached already, and with what is kept of earlier files."""
    if reasons := reasons_of_attached(project, size):
        return reasons
    kept = project.files.aggregate(size=Sum("file__size"))["size"] or 0
    if kept + size <= TAKEN_WEIGHT:
        return []
    words = _("Файлы проекта вместе с убранными и сданными весят больше %(limit)d МБ. Вместо файла добавьте ссылку на него.")
    return [words % {"limit": TAKEN_WEIGHT // MEGABYTE}]


def reasons_of_attached(project: Project, size: int) -> list[str]:
    attached = project.files.filter(removed_at=None).aggregate(size=Sum("file__size"))["size"] or 0
    if attached + size <= WEIGHT:
        return []
    return [_("Файлы проекта вместе весят больше %(limit)d МБ. Уберите лишний.") % {"limit": WEIGHT // MEGABYTE}]
