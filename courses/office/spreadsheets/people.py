"""A table of people for a cohort: what its columns mean, what is wrong with each row, what would come of it. Asks the database the same few questions for any table."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.enrollment import actions
from courses.enrollment.actions.entering import Entry, reasons_not_to_enter
from courses.enrollment.models import Application, Enrollment
from courses.enrollment.rules import SEATED
from courses.enrollment.rules.seats import Seating
from courses.office.spreadsheets.headings import BEGINNINGS, GENERAL_FORM
from courses.office.spreadsheets.headings import PEOPLE as COLUMNS
from courses.office.spreadsheets.plans import Plan, Row, complaints
from courses.office.spreadsheets.reading import Line
from courses.program.models import Cohort
from school.people.fields import InnField, LineField, NameField, OgrnField, PhoneField
from school.people.models import Organization, Town, User
from school.people.rules import folded

__all__ = ["COLUMNS", "form_of", "plan", "run"]


class PersonRow(forms.Form):
    family_name = NameField(max_length=100)
    given_name = NameField(max_length=100)
    patronymic = NameField(max_length=100, required=False)
    email = forms.EmailField(max_length=254)
    phone = PhoneField(required=False)
    ogrn = OgrnField(required=False)
    inn = InnField(required=False)
    organization = LineField(max_length=200, required=False)
    form = LineField(max_length=200, required=False)
    town = LineField(max_length=100, required=False)
    position = LineField(max_length=200, required=False)
    motivation = forms.CharField(max_length=3000, required=False)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class Known:
    """What the school has of what the table speaks about: six questions, however long the table is."""

    def __init__(self, cohort: Cohort, rows: list[dict[str, Any]]) -> None:
        emails = {row.get("email") for row in rows} - {None}
        self.people = {person.email.lower(): person for person in User.objects.filter(email__in=emails)}
        ogrns, inns = ({row.get(name) for row in rows} - {None, ""} for name in ("ogrn", "inn"))
        cards = list(Organization.objects.filter(Q(ogrn__in=ogrns) | Q(inn__in=inns)).select_related("town"))
        self.by_ogrn = {card.ogrn: card for card in cards}
        self.by_inn = {card.inn: card for card in cards}
        groups = Organization.objects.filter(form=Organization.Form.GROUP).select_related("town")
        self.groups = {folded(group.short_name): group for group in groups}
        self.towns = {folded(town.name): town for town in Town.objects.all()}
        seated = Enrollment.objects.filter(cohort=cohort, state__in=SEATED).values_list("person_id", flat=True)
        asked = Application.objects.in_force().filter(cohort=cohort).values_list("person_id", flat=True)
        self.there = set(seated) | set(asked)


def plan(cohort: Cohort, lines: list[Line], seated: bool) -> Plan:
    forms_of = [PersonRow(line.values) for line in lines]
    for form in forms_of:
        form.full_clean()
    known = Known(cohort, [form.cleaned_data for form in forms_of])
    seen: Counter[str] = Counter()
    seating = Seating(cohort)
    rows = []
    for line, form in zip(lines, forms_of, strict=True):
        row = judged(line, form, known, seen)
        if row.state == "new" and seated:
            check_seat(row, cohort, known, seating)
        rows.append(row)
    return Plan(rows, [str(reason) for reason in reasons_not_to_enter(cohort)])


def title(line: Line) -> str:
    return " ".join(filter(None, (line.values.get(name, "") for name in ("family_name", "given_name", "patronymic")))) or line.values.get("email", "")


def judged(line: Line, form: PersonRow, known: Known, seen: Counter[str]) -> Row:
    """Everything that is wrong with the row at once: the table is mended in one go."""
    data, row = form.cleaned_data, Row(line, "new", [], title(line))
    wrong, person = complaints(line, form), known.people.get(data.get("email", ""))
    seen[data.get("email", "")] += 1
    if "email" in data and seen[data["email"]] > 1:
        wrong.append(_("%(cell)s: почта %(value)s встречается в таблице второй раз.") % line.said("email"))
    elif person and not wrong and person.pk in known.there:
        return row.same(_("Уже в этом потоке: пропустим."))
    elif person and not person.is_active:
        wrong.append(_("%(cell)s: вход для %(value)s закрыт администратором.") % line.said("email"))
    organization, card = belongs(row, data, known) if {"ogrn", "inn", "organization", "form"} <= data.keys() else (None, {})
    town = known.towns.get(folded(data["town"])) if data.get("town") else organization.town if organization else None
    if data.get("town") and town is None:
        wrong.append(_("%(cell)s: города «%(value)s» в школе нет.") % line.said("town"))
    elif town is None and card:
        wrong.append(_("Укажите город."))
    if wrong:
        row.notes, row.card = wrong + (row.notes if row.state == "bad" else []), ""
        row.state = "bad"
    return row if row.state == "bad" else entered(row, data, person, organization, card, town)


def entered(row: Row, data: dict[str, Any], person: User | None, organization: Organization | None, card: dict[str, Any], town: Any) -> Row:
    if person and folded(person.full_name) != folded(row.title):
        row.notes.append(_("Почта уже есть в школе, там имя «%(name)s»: его не изменим.") % {"name": person.full_name})
    row.given = Entry(
        number=row.line.number,
        email=data["email"],
        names={name: data[name] for name in ("family_name", "given_name", "patronymic")},
        phone=data["phone"],
        town=town,
        organization=organization,
        card=card | {"town": town} if card else {},
        position=data["position"],
        motivation=data["motivation"],
    )
    return row


def belongs(row: Row, data: dict[str, Any], known: Known) -> tuple[Organization | None, dict[str, Any]]:
    """The card by its numbers, or the facts for a new one; otherwise the row is bad."""
    line = row.line
    if not data["ogrn"] and not data["inn"]:
        group = known.groups.get(folded(data["organization"]))
        if group is None:
            row.bad(_("Укажите ОГРН или ИНН организации."))
        return group, {}
    first, second = known.by_ogrn.get(data["ogrn"]), known.by_inn.get(data["inn"])
    if first and data["inn"] and first.inn != data["inn"] or second and data["ogrn"] and second.ogrn != data["ogrn"]:
        row.bad(_("%(cell)s: ОГРН и ИНН принадлежат разным организациям.") % line.said("inn"))
        return None, {}
    if first or second:
        return first or second, {}
    if not (data["ogrn"] and data["inn"] and data["organization"]):
        row.bad(_("Такой организации в школе нет. Чтобы завести карточку, заполните ОГРН, ИНН и название."))
        return None, {}
    form = form_of(data["form"] or data["organization"])
    if form is None:
        row.bad(_("Не понятна форма новой организации «%(name)s». Напишите её в столбце «Форма».") % {"name": data["organization"]})
        return None, {}
    row.card = f"{data['organization']}, {_('ОГРН')} {data['ogrn']}"
    row.notes.append(_("Заведём карточку организации «%(name)s».") % {"name": data["organization"]})
    return None, {"ogrn": data["ogrn"], "inn": data["inn"], "short_name": data["organization"], "name": data["organization"], "form": form}


def form_of(words: str) -> str | None:
    said = folded(words)
    for value, label in Organization.Form.choices:
        if value != Organization.Form.GROUP and said.startswith(folded(str(label))):
            return value
    if GENERAL_FORM in said:
        return Organization.Form.PUBLIC
    begins = [
        form for beginning, form in BEGINNINGS.items() if said == beginning or said.startswith((f"{beginning} ", f"{beginning}«", f'{beginning}"'))
    ]
    return next(filter(None, begins), None)


def check_seat(row: Row, cohort: Cohort, known: Known, seating: Seating) -> None:
    """The arithmetic of the seats on paper: whoever stands higher in the table takes the seat."""
    entry = row.given
    person, organization = known.people.get(entry.email), entry.organization
    asking = Application(cohort=cohort, town=entry.town, person_id=person.pk if person else -row.line.number)
    # Rows of one new organisation count together, though its card is not there yet.
    asking.organization_id = organization.pk if organization else -int(entry.card["ogrn"])
    if reasons := seating.reasons_against(asking):
        row.bad(*reasons)
    else:
        seating.seat(asking)


def run(cohort: Cohort, planned: Plan, seated: bool, by: User, passing: Callable[[list[Entry]], Iterable[Entry]] = iter) -> int:
    return actions.enter_people(cohort, passing([row.given for row in planned.rows if row.state == "new"]), seated=seated, by=by)
