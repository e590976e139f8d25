"""Verbs about people, organisations and consents. Each runs in one transaction and is told to the journal."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from school.people import rules
from school.people.models import Consent, ConsentText, Membership, Organization, Town, User
from school.people.rules import Refused
from school.people.witness import tell

NAMES = ("family_name", "given_name", "patronymic")


def welcome(person: User, *, address: str | None = None) -> None:
    """The account has just been made by its owner."""
    tell(by=person, verb="people.signed_up", target=person, address=address)


@transaction.atomic
def update_profile(
    person: User, *, family_name: str, given_name: str, patronymic: str = "", phone: str = "", town: Town | None = None, by: User
) -> User:
    """Another name is another print: its confirmation is asked for again. Certificates already issued keep theirs."""
    before = {name: getattr(person, name) for name in (*NAMES, "phone", "town")}
    after = {"family_name": family_name, "given_name": given_name, "patronymic": patronymic, "phone": phone, "town": town}
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return person
    was = person.full_name
    for name in changed:
        setattr(person, name, after[name])
    facts: dict[str, Any] = {"fields": changed}
    if set(changed) & set(NAMES):
        person.folded_name = rules.folded(person.full_name)
        person.name_confirmed_at = None
        facts |= {"was": was, "now": person.full_name}
    person.save(update_fields=[*changed, "folded_name", "name_confirmed_at"])
    tell(by=by, verb="people.profile_changed", target=person, **facts)
    return person


@transaction.atomic
def confirm_name(person: User, *, by: User) -> User:
    """«Так имя будет напечатано в сертификате» – yes."""
    if not (person.family_name and person.given_name):
        raise Refused(_("Заполните фамилию и имя."))
    person.name_confirmed_at = timezone.now()
    person.save(update_fields=["name_confirmed_at"])
    tell(by=by, verb="people.name_confirmed", target=person, now=person.full_name)
    return person


@transaction.atomic
def found_organization(*, by: User, **card: Any) -> Organization:
    """Makes the card; the founder is its first member and answers for it."""
    try:
        with transaction.atomic():
            organization = Organization.objects.create(folded_name=folded_card(card), **card)
    except IntegrityError:
        raise Refused(_("Организация с таким ОГРН или ИНН уже есть в школе. Попросите принять вас.")) from None
    Membership.objects.create(person=by, organization=organization, state=Membership.State.CONFIRMED, owner=True)
    tell(by=by, verb="people.organization_founded", target=organization)
    return organization


def update_organization(organization: Organization, *, by: User, **card: Any) -> Organization:
    if not rules.owns(organization, by):
        raise Refused(_("Карточку меняет тот, кто за неё отвечает."))
    return correct_organization(organization, by=by, **card)


@transaction.atomic
def correct_organization(organization: Organization, *, by: User, **card: Any) -> Organization:
    """For the school's office, which answers for who may: people know no roles here."""
    kept = Organization.objects.select_for_update().get(pk=organization.pk)
    changed = [name for name, value in card.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, card[name])
    if changed:
        kept.folded_name = folded_card(card)
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            raise Refused(_("Организация с таким ОГРН или ИНН уже есть в школе.")) from None
        tell(by=by, verb="people.organization_changed", target=kept, fields=changed)
    return kept


def folded_card(card: dict[str, Any]) -> str:
    return rules.folded(card["short_name"], card["name"])


@transaction.atomic
def ask_to_join(number: str, *, position: str = "", by: User) -> Membership:
    """`number` is the ОГРН or the ИНН: who knows neither cannot knock."""
    organization = Organization.objects.filter(Q(ogrn=number) | Q(inn=number)).first()
    if organization is None:
        raise Refused(_("Организации с таким номером в школе ещё нет. Заведите её карточку."))
    membership, new = Membership.objects.get_or_create(person=by, organization=organization, defaults={"position": position})
    if not new:
        if membership.state == Membership.State.CONFIRMED:
            raise Refused(_("Вы уже состоите в этой организации."))
        if membership.state == Membership.State.ASKED:
            raise Refused(_("Вы уже попросили принять вас. Ответит тот, кто завёл карточку."))
        membership.state, membership.owner = Membership.State.ASKED, False
        membership.position = position or membership.position
        membership.save(update_fields=["state", "owner", "position"])
    tell(by=by, verb="people.asked_to_join", target=organization, membership=membership.pk)
    return membership


@transaction.atomic
def confirm_member(membership: Membership, *, by: User) -> Membership:
    return answer(membership, Membership.State.CONFIRMED, "people.member_confirmed", by=by)


@transaction.atomic
def decline_member(membership: Membership, *, by: User) -> Membership:
    return answer(membership, Membership.State.DECLINED, "people.member_declined", by=by)


def answer(membership: Membership, state: str, verb: str, *, by: User) -> Membership:
    kept = locked(membership)
    if reasons := rules.reasons_not_to_answer(kept, by):
        raise Refused(*reasons)
    kept.state = state
    kept.save(update_fields=["state"])
    tell(by=by, verb=verb, target=kept.organization, person=kept.person.full_name, membership=kept.pk)
    return kept


@transaction.atomic
def trust_member(membership: Membership, *, by: User) -> Membership:
    """One more member may now change the card and confirm others."""
    kept = locked(membership)
    if reasons := rules.reasons_not_to_trust(kept, by):
        raise Refused(*reasons)
    kept.owner = True
    kept.save(update_fields=["owner"])
    tell(by=by, verb="people.member_trusted", target=kept.organization, person=kept.person.full_name)
    return kept


@transaction.atomic
def leave(membership: Membership, *, by: User) -> Membership:
    kept = locked(membership)
    if reasons := rules.reasons_not_to_leave(kept):
        raise Refused(*reasons)
    kept.state, kept.owner = Membership.State.LEFT, False
    kept.save(update_fields=["state", "owner"])
    tell(by=by, verb="people.member_left", target=kept.organization, person=kept.person.full_name)
    return kept


def locked(membership: Membership) -> Membership:
    """The row as it is now, held until the end; the organisation's row is held first, so that two owners cannot leave at once.

    Not its key: a row elsewhere that names the organisation may be written meanwhile, and nobody waits for each other in a ring.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=membership.organization_id)
    return Membership.objects.select_for_update(of=("self",)).select_related("organization", "person").get(pk=membership.pk)


@transaction.atomic
def give_consent(person: User, purpose: str, *, address: str | None = None) -> Consent:
    """To the text in force today. Given twice, it stays one; an older version in force is closed by the newer."""
    text = current_text(purpose)
    if text is None:
        raise Refused(_("Текст этого согласия ещё не опубликован."))
    in_force = rules.consent_in_force(person, purpose)
    if in_force and in_force.text_id == text.pk:
        return in_force
    now = timezone.now()
    if in_force:
        close(in_force, now)
    try:
        with transaction.atomic():
            consent = Consent.objects.create(person=person, text=text, address=address)
    except IntegrityError:  # the second of two clicks
        return Consent.objects.get(person=person, text=text, withdrawn_at=None)
    tell(by=person, verb="people.consent_given", target=person, address=address, purpose=purpose, version=text.version)
    return consent


@transaction.atomic
def withdraw_consent(person: User, purpose: str, *, address: str | None = None) -> None:
    consent = rules.consent_in_force(person, purpose)
    if consent is None:
        raise Refused(_("Этого согласия нет: отзывать нечего."))
    close(consent, timezone.now())
    tell(by=person, verb="people.consent_withdrawn", target=person, address=address, purpose=purpose, version=consent.text.version)


def close(consent: Consent, moment: datetime) -> None:
    consent.withdrawn_at = moment
    consent.save(update_fields=["withdrawn_at"])


def current_text(purpose: str) -> ConsentText | None:
    return ConsentText.objects.filter(purpose=purpose, effective_from__lte=timezone.localdate()).order_by("-version").first()


@transaction.atomic
def publish_consent_text(purpose: str, text: str, effective_from: date, *, by: User) -> ConsentText:
    """A new version beside the old ones: what people have agreed to stays word for word."""
    if effective_from < timezone.localdate():
        raise Refused(_("Эта дата уже прошла: новая редакция действует с сегодняшнего дня или позже."))
    last = ConsentText.objects.select_for_update().filter(purpose=purpose).order_by("-version").first()
    if last and last.effective_from > effective_from:
        raise Refused(_("Прежняя редакция начнёт действовать позже этой. Выберите дату не раньше её даты."))
    if last and last.text == text:
        raise Refused(_("Этот текст уже опубликован: слова не изменились."))
    made = ConsentText.objects.create(purpose=purpose, version=last.version + 1 if last else 1, text=text, effective_from=effective_from)
    tell(by=by, verb="people.consent_text_published", target=made, purpose=purpose, version=made.version, since=effective_from)
    return made


@transaction.atomic
def deactivate(person: User, *, by: User | None, reason: str = "") -> None:
    """Closes the door: sessions end at once, links in letters and codes stop working. Nothing that was earned is touched."""
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        tell(by=by, verb="people.deactivated", target=person, reason=reason)
    end_sessions(person)


@transaction.atomic
def reactivate(person: User, *, by: User | None) -> None:
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        tell(by=by, verb="people.reactivated", target=person)


def end_sessions(person: User) -> None:
    """Also after a change of rights: who was signed in signs in again."""
    sessions = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


@transaction.atomic
def change_email(person: User, email: str, *, by: User) -> None:
    """An administrator's change. The new address is confirmed by its owner: by the first code or link that is sent to it."""
    was, person.email = person.email, email.lower()
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    end_sessions(person)
    tell(by=by, verb="people.email_changed", target=person, was=was, now=person.email)


@transaction.atomic
def make_account(*, by: User, groups: Iterable[Group] = (), **card: Any) -> User:
    """By an administrator. There is no password: the person signs in by a code from a letter, which also confirms the address."""
    person = User.objects.create_user(password=None, **card)
    person.folded_name = rules.folded(person.full_name)
    person.save(update_fields=["folded_name"])
    person.groups.set(groups)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    tell(by=by, verb="people.account_made", target=person, fields=["is_superuser"] if person.is_superuser else [])
    return person


@transaction.atomic
def change_account(person: User, *, by: User, email: str, groups: Iterable[Group], **card: Any) -> User:
    """By an administrator. A change of rights ends the person's sessions."""
    rights = {name: card.pop(name) for name in ("is_superuser", "is_active") if name in card}
    update_profile(person, by=by, **card)
    if email != person.email:
        change_email(person, email, by=by)
    changed = []
    if set(groups) != set(person.groups.all()):
        person.groups.set(groups)
        changed.append("groups")
    if rights.get("is_superuser", person.is_superuser) != person.is_superuser:
        person.is_superuser = rights["is_superuser"]
        person.save(update_fields=["is_superuser"])
        changed.append("is_superuser")
    if changed:
        end_sessions(person)
        tell(by=by, verb="people.account_changed", target=person, fields=changed)
    if rights.get("is_active", True):
        reactivate(person, by=by)
    else:
        deactivate(person, by=by)
    return person
