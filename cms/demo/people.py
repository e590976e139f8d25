"""Towns, consents, people, organisations."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from cms.demo.accounts import PASSWORDS
from cms.demo.clock import day, happened, moment
from cms.demo.content import read
from school.people import actions
from school.people.models import ConsentText, Membership, Organization, Town, User
from school.people.models.consent import Purpose
from school.people.rules import folded

LOCATIVES = {
    "Тюмень": "в Тюмени",
    "Ишим": "в Ишиме",
    "Ялуторовск": "в Ялуторовске",
    "Заводоуковск": "в Заводоуковске",
    "Тобольск": "в Тобольске",
}
JOINED = -230  # days from today: before the first cohort
CARD = ("name", "short_name", "form", "ogrn", "inn", "site", "head", "areas")

People = dict[str, User]
Organizations = dict[str, Organization]


def load_towns() -> dict[str, Town]:
    names = read("people")["towns"]
    return {name: Town.objects.create(name=name, locative=LOCATIVES.get(name, ""), position=place) for place, name in enumerate(names)}


def load_consent_texts() -> None:
    """A newer version than the one that every new school begins with: a published text is never edited."""
    for text in read("consents")["texts"]:
        known = ConsentText.objects.filter(purpose=text["purpose"]).count()
        ConsentText.objects.create(
            purpose=text["purpose"], version=known + 1, text="\n\n".join(text["text"]), effective_from=day(text["effective_offset"])
        )


def load_people(towns: dict[str, Town]) -> People:
    """The cast have passwords of their own; the others share the hash of one that nobody is told."""
    shared = make_password(None)
    people = {}
    for place, row in enumerate(read("people")["people"]):
        with happened(moment(JOINED + place % 7, "14:00")):
            person = create(row, towns, make_password(PASSWORDS[row["key"]]) if row["key"] in PASSWORDS else shared)
            greet(person, row, place)
        User.objects.filter(pk=person.pk).update(date_joined=moment(JOINED + place % 7, "14:00"))
        people[row["key"]] = person
    return people


def create(row: dict[str, Any], towns: dict[str, Town], password: str) -> User:
    person = User(
        email=row["email"],
        family_name=row["family_name"],
        given_name=row["given_name"],
        patronymic=row["patronymic"],
        phone=row["phone"],
        town=towns[row["town"]],
        password=password,
        is_superuser=row["role"] == "administrator",
    )
    person.folded_name = folded(person.full_name)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def greet(person: User, row: dict[str, Any], place: int) -> None:
    """What a person does in the first minutes: the account, the consents (not everybody wants the news), the name."""
    actions.welcome(person)
    actions.give_consent(person, Purpose.PROCESSING)
    if row["role"] == "participant":
        actions.give_consent(person, Purpose.PUBLICATION)
    if place % 3 == 0:
        actions.give_consent(person, Purpose.MAILING)
    if row["name_confirmed"]:
        actions.confirm_name(person, by=person)


def load_organizations(towns: dict[str, Town], people: People) -> Organizations:
    """A card is founded by its owner; the colleagues ask to join and are confirmed. The last one of a group without numbers is written down."""
    data = read("people")
    organizations: Organizations = {}
    for card in data["organizations"]:
        members = [row for row in data["people"] if row["organization"] == card["key"]]
        owner = next(row for row in members if row["owner"])
        with happened(moment(JOINED + 7, "15:00")):
            fields = {name: card[name] for name in CARD}
            organization = actions.found_organization(by=people[owner["key"]], town=towns[card["town"]], **fields)
            Membership.objects.filter(organization=organization, owner=True).update(position=owner["position"])
            for row in members:
                if row is not owner:
                    join(organization, people[row["key"]], row["position"], people[owner["key"]])
        organizations[card["key"]] = organization
    return organizations


def join(organization: Organization, person: User, position: str, owner: User) -> None:
    if organization.inn is None:
        Membership.objects.create(person=person, organization=organization, position=position, state=Membership.State.CONFIRMED)
        return
    membership = actions.ask_to_join(organization.inn, position=position, by=person)
    actions.confirm_member(membership, by=owner)
