"""The mentor's table of dossiers, the office's one of all mentors with their load, ready replies, the doors to them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import Item, ReplyTemplate
from courses.enrollment import actions as enrollment
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.dossiers import ClaimFactory, DossierFactory, ItemFactory, RequirementFactory

pytestmark = pytest.mark.django_db
TABLE, LOAD, REPLIES = "/mentor/dossiers/", "/mentor/load/", "/mentor/replies/"
MOST = 15


@pytest.fixture
def dossier(participant, mentor):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


@pytest.fixture
def client(client_of, mentor):
    return client_of(mentor)


def text(response):
    return response.content.decode()


def item_of(dossier, state, days=1, stage="assessment"):
    line = RequirementFactory(checklist=dossier.checklist, stage=stage)
    sent = timezone.now() - timedelta(days=days) if state == "sent" else None
    return ItemFactory(dossier=dossier, requirement=line, state=state, sent_at=sent)


@pytest.mark.parametrize(
    ("role", "table", "load"),
    [
        ("participant", 404, 404),
        ("trainer", 404, 404),
        ("stranger", 404, 404),
        ("mentor", 200, 404),
        ("coordinator", 200, 200),
        ("administrator", 200, 200),
    ],
)
def test_who_comes_in(cast, client_of, role, table, load):
    assert [client_of(cast[role]).get(address).status_code for address in (TABLE, LOAD, REPLIES)] == [table, load, table]


def test_a_mentor_sees_ones_own_and_the_office_everything(client, client_of, coordinator, dossier):
    other = DossierFactory()

    names = (dossier.organization.short_name, other.organization.short_name)
    assert [name in text(client.get(TABLE)) for name in names] == [True, False]
    assert [name in text(client_of(coordinator).get(TABLE)) for name in names] == [True, True]


def test_an_ex_mentor_sees_nothing_of_it_at_the_next_request(client, mentor, dossier, coordinator):
    enrollment.hand_over(mentor.mentorships.get(), UserFactory(), words="Устав готов", by=coordinator)
    assert client.get(TABLE).status_code == 404
    MentorshipFactory(mentor=mentor)

    assert dossier.organization.short_name not in text(client.get(TABLE))


def test_a_row_reads_by_words_not_by_colour(client, dossier):
    for state, stage in (("sent", "assessment"), ("accepted", "charter"), ("returned", "justice")):
        item_of(dossier, state, days=8, stage=stage)
    ClaimFactory(dossier=dossier)

    page = text(client.get(TABLE))

    assert all(words in page for words in ("на проверке", "принято 0 из 1", "доработка", "ждёт: 1", "неделя", str(dossier.claims.get().service)[:40]))
    assert reverse("portals:dossier", args=[dossier.pk]) in page


def test_filters_and_orders_by_address(client, dossier, mentor):
    other = DossierFactory(organization=MentorshipFactory(mentor=mentor).organization)
    item_of(other, "sent", days=9)

    late = text(client.get(f"{TABLE}?overdue=1"))
    first = text(client.get(f"{TABLE}?sort="))

    names = (dossier.organization.short_name, other.organization.short_name)
    assert [name in late for name in names] == [False, True]
    assert first.index(names[1]) < first.index(names[0])


@pytest.mark.parametrize("query", ["?sort=чушь&page=нет", "?town=-1&overdue=2&stage=x", "?mentor=99999999999999999999&q=%00"])
def test_nonsense_in_the_address_is_no_error(client, dossier, query):
    assert client.get(TABLE + query).status_code == 200


def test_an_empty_table_says_what_will_be_here(client, mentor):
    assert "Папок пока нет" in text(client.get(TABLE))


def test_the_load_says_how_many_and_since_when(client_of, coordinator, mentor, dossier):
    item_of(dossier, "sent", days=8)
    DossierFactory()

    page = text(client_of(coordinator).get(LOAD))

    assert all(words in page for words in (mentor.full_name, "неделя", "Папок без наставника: 1", f"?mentor={mentor.pk}"))


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_same_queries_for_one_three_and_three_hundred(client, client_of, coordinator, mentor, dossier):
    office, counts = client_of(coordinator), []
    lines = [RequirementFactory(checklist=dossier.checklist, stage=stage) for stage in ("charter", "assessment", "justice")]
    for number in (1, 3, 300):
        for _each in range(number):
            own = DossierFactory(organization=MentorshipFactory(mentor=mentor).organization, checklist=dossier.checklist)
            Item.objects.bulk_create(Item(dossier=own, requirement=line, state="sent", sent_at=timezone.now()) for line in lines)
            if number < 300:
                ClaimFactory(dossier=own)
        counts.append([asked(who, address) for who, address in ((client, TABLE), (office, TABLE), (office, LOAD))])

    assert counts[0] == counts[1]
    assert max(abs(many - few) for many, few in zip(counts[2], counts[1], strict=True)) <= 1  # pages of a list begin
    assert max(counts[2]) <= MOST, counts


# Ready replies


def test_a_reply_is_added_changed_removed_and_put_back(client, mentor):
    given = {"title": "Печать", "text": "Поставьте печать."}
    assert [client.post(REPLIES, given).status_code for _ in range(2)] == [302, 302]
    found = ReplyTemplate.objects.get()
    client.post(f"{REPLIES}{found.pk}/", given | {"text": "Поставьте печать и подпись."})
    gone = client.post(f"{REPLIES}{found.pk}/turn/", {"x": "1"})

    page = text(client.get(gone.url))
    assert ("Заготовка убрана: Печать" in page, "печать и подпись" in page) == (True, False)
    client.post(f"{REPLIES}{found.pk}/turn/", {"undo": "1"})
    assert "печать и подпись" in text(client.get(REPLIES))


def test_a_mentor_keeps_neither_the_schools_nor_anothers(client, coordinator):
    rows = [ReplyTemplate.objects.create(owner=owner, title="Общая", text="Слова") for owner in (None, UserFactory(), coordinator)]

    assert [client.get(f"{REPLIES}{row.pk}/").status_code for row in rows] == [404] * 3
    assert [client.post(f"{REPLIES}{row.pk}/turn/").status_code for row in rows] == [404] * 3
    assert not ReplyTemplate.objects.exclude(removed_at=None).exists()
    client.post(REPLIES, {"title": "Моя", "text": "Слова", "school": "on"})
    assert ReplyTemplate.objects.get(title="Моя").owner is not None


def test_the_office_keeps_the_schools(client_of, coordinator):
    client_of(coordinator).post(REPLIES, {"title": "Общая", "text": "Слова", "school": "on"})

    assert ReplyTemplate.objects.get().owner is None


def test_an_empty_reply_is_said_at_the_field(client):
    answer = client.post(REPLIES, {"title": "", "text": "Слова, которые жалко потерять"})

    assert (answer.status_code, "жалко потерять" in text(answer), ReplyTemplate.objects.count()) == (400, True, 0)


# Doors


def test_the_desk_of_ngos_has_doors_to_both(client, dossier):
    own = reverse("portals:mentor_organization", args=[dossier.organization_id])

    assert all(address in text(client.get("/mentor/")) for address in ('"/mentor/documents/"', f'"{TABLE}"'))
    assert reverse("portals:dossier", args=[dossier.pk]) in text(client.get(own))


def test_the_next_mentor_reads_the_words_of_the_one_before(client_of, mentor, dossier, coordinator):
    following = UserFactory()
    enrollment.hand_over(mentor.mentorships.get(), following, words="Ждут справку из налоговой", by=coordinator)

    page = text(client_of(following).get(reverse("portals:mentor_organization", args=[dossier.organization_id])))

    assert ("Ждут справку из налоговой" in page, mentor.full_name in page) == (True, True)


def test_the_office_has_its_door_in_the_menu(client_of, coordinator):
    assert TABLE in text(client_of(coordinator).get("/cabinet/"))
