"""What a dossier may become, who stands around it, and why something cannot be done with it. Pure questions."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.models import Claim, Dossier, Share
from courses.dossiers.models.dossiers import LIVING, WHOLE_SCHOOL
from courses.enrollment.models import Mentorship
from courses.enrollment.rules import Move, roles_of
from school.people.models import Membership, Organization, User
from school.people.rules import Text

State = Dossier.State
# The name of a move is its target: the same state is reached from several sides, by a filing, an outcome or its correction.
TRANSITIONS: dict[str, Move] = {
    State.GATHERING: Move(
        frozenset({State.ELIGIBILITY, State.FILED, State.CONCLUDED, State.AT_JUSTICE}),
        State.GATHERING,
        "sharer",
        gettext_lazy("Собирать документы"),
        gettext_lazy("Собираем документы"),
    ),
    State.FILED: Move(
        frozenset({State.GATHERING, State.CONCLUDED, State.AT_JUSTICE}),
        State.FILED,
        "recorder",
        gettext_lazy("Записать подачу"),
        gettext_lazy("Документы на оценке качества"),
    ),
    State.CONCLUDED: Move(
        frozenset({State.GATHERING, State.FILED, State.AT_JUSTICE}),
        State.CONCLUDED,
        "recorder",
        gettext_lazy("Записать заключение"),
        gettext_lazy("Заключение получено: теперь в Минюст"),
    ),
    State.AT_JUSTICE: Move(
        frozenset({State.GATHERING, State.FILED, State.CONCLUDED}),
        State.AT_JUSTICE,
        "recorder",
        gettext_lazy("Записать подачу в Минюст"),
        gettext_lazy("Документы в Минюсте"),
    ),
    State.RECOGNIZED: Move(
        frozenset({State.AT_JUSTICE}), State.RECOGNIZED, "recorder", gettext_lazy("Записать статус"), gettext_lazy("Статус получен")
    ),
    State.LEFT: Move(frozenset(LIVING), State.LEFT, "owner", gettext_lazy("Прекратить"), gettext_lazy("Работа прекращена")),
}
TONES = {
    State.ELIGIBILITY: ("info", "clock"),
    State.GATHERING: ("info", "edit"),
    State.FILED: ("info", "clock"),
    State.CONCLUDED: ("ok", "check"),
    State.AT_JUSTICE: ("info", "clock"),
    State.RECOGNIZED: ("ok", "check"),
    State.LEFT: ("", "cross"),
}
CHANGEABLE = frozenset({State.ELIGIBILITY, State.GATHERING})  # services and the questionnaire may still be changed


def told(dossier: Dossier) -> tuple[str, str, str]:
    """Words, tone and icon of the state."""
    tone, icon = TONES[State(dossier.state)]
    return dossier.get_state_display(), tone, icon


def role_of(dossier: Dossier, person: User) -> str:
    """«owner», «editor», «reader», or nothing for whoever does not share it today."""
    if not Dossier.objects.filter(pk=dossier.pk).shared_with(person).exists():
        return ""
    return dossier.shares.filter(person=person, until=None).values_list("role", flat=True).first() or ""


def people_of(dossier: Dossier) -> list[User]:
    """Who shares it today and still belongs to the organisation: owners first."""
    members = Membership.objects.filter(organization=dossier.organization_id, state=Membership.State.CONFIRMED).values("person")
    shares = Share.objects.filter(dossier=dossier, until=None, person__in=members).select_related("person")
    order = {Share.Role.OWNER: 0, Share.Role.EDITOR: 1, Share.Role.READER: 2}
    return [share.person for share in sorted(shares, key=lambda share: (order[Share.Role(share.role)], share.since, share.pk))]


def writers_of(dossier: Dossier) -> list[User]:
    """Owners and editors: whom letters about the papers go to."""
    readers = set(dossier.shares.filter(until=None, role=Share.Role.READER).values_list("person", flat=True))
    return [person for person in people_of(dossier) if person.pk not in readers]


def mentors_of(dossier: Dossier) -> list[User]:
    """Who leads the organisation today."""
    return [row.mentor for row in Mentorship.objects.current().filter(organization=dossier.organization_id).select_related("mentor")]


def reasons_not_to_open(organization: Organization, person: User) -> list[Text]:
    member = person.memberships.filter(organization=organization, state=Membership.State.CONFIRMED).exists()
    if not member and not roles_of(person) & WHOLE_SCHOOL:
        return [_("Папку заводит участник организации.")]
    if organization.form == Organization.Form.GROUP:
        return [_("Статус получает только зарегистрированная организация. Зарегистрируйте её и укажите ОГРН и ИНН в карточке.")]
    if Dossier.objects.living().filter(organization=organization).exists():
        return [_("У организации уже есть папка в работе. Попросите владельца открыть вам доступ.")]
    return []


def reasons_not_to_write(dossier: Dossier, person: User) -> list[Text]:
    """Of changing papers, services and facts by the NGO itself."""
    if not Dossier.objects.filter(pk=dossier.pk).written_by(person).exists():
        return [_("Менять папку могут её владельцы и редакторы.")]
    if dossier.state not in LIVING:
        return [_("Работа с папкой окончена: её можно только читать.")]
    return []


def reasons_not_to_own(dossier: Dossier, person: User) -> list[Text]:
    """Of deciding who has access and of ending the work."""
    return [] if role_of(dossier, person) == Share.Role.OWNER else [_("Это решает владелец папки.")]


def reasons_not_to_gather(dossier: Dossier) -> list[Text]:
    if dossier.state != State.ELIGIBILITY:
        return [_("Документы уже собирают.")]
    if not Claim.objects.filter(dossier=dossier).exclude(state=Claim.State.DROPPED).exists():
        return [_("Выберите хотя бы одну услугу из перечня.")]
    return []


def reasons_not_to_share(dossier: Dossier, by: User, person: User) -> list[Text]:
    if reasons := reasons_not_to_own(dossier, by):
        return reasons
    if not person.memberships.filter(organization=dossier.organization_id, state=Membership.State.CONFIRMED).exists():
        return [_("Доступ получают участники организации: сначала примите человека в неё.")]
    return []


def reasons_not_to_unshare(dossier: Dossier, person: User) -> list[Text]:
    """The last owner hands over first."""
    owners = {share.person_id for share in dossier.shares.filter(until=None, role=Share.Role.OWNER)}
    return [_("Вы последний владелец: сначала передайте папку другому.")] if owners == {person.pk} else []


def reasons_not_to_change_claims(dossier: Dossier, person: User) -> list[Text]:
    if reasons := reasons_not_to_write(dossier, person):
        return reasons
    if dossier.state not in CHANGEABLE:
        return [_("Документы поданы: состав услуг меняют до подачи или после отказа.")]
    return []
