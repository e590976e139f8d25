"""What the NGO presses in its dossier: sharing, services, months, answers, the card, lines of the list; editions, bad input, a second press."""

import pytest
from django.utils import timezone

from courses.dossiers.models import Claim, EligibilityAnswer, ServiceMonth
from tests.factories.dossiers import (
    ChecklistFactory,
    ClaimFactory,
    DossierFactory,
    ItemFactory,
    RequirementFactory,
)
from tests.portals.dossier_pages import at, colleague_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return DossierFactory()


@pytest.fixture
def owner(dossier, client_of):
    return client_of(dossier.opened_by)


def test_reader_sees_and_does_not_press(client_of, dossier):
    client, claim = client_of(colleague_of(dossier)), ClaimFactory(dossier=dossier)

    assert client.get(at("dossier", dossier.pk)).status_code == 200
    assert client.post(at("dossier_eligibility", dossier.pk), {"x": "1"}).status_code == 404
    assert client.post(at("dossier_months", claim.pk), {"x": "1"}).status_code == 404
    assert client.get(at("claim_drop", claim.pk)).status_code == 404
    assert client.post(at("dossier_share", dossier.pk), {"x": "1"}).status_code == 404


def test_editor_does_not_share(client_of, dossier):
    outside = colleague_of(dossier, role="")
    client = client_of(colleague_of(dossier, "editor"))

    assert client.post(at("dossier_share", dossier.pk), {"person": outside.pk, "role": "owner"}).status_code == 404
    assert not dossier.shares.filter(person=outside).exists()


def test_owner_shares_changes_and_ends(owner, dossier):
    person = colleague_of(dossier, role="")

    owner.post(at("dossier_share", dossier.pk), {"person": person.pk, "role": "reader"})
    share = dossier.shares.get(person=person, until=None)
    owner.post(at("share_role", share.pk), {"role": "editor"})
    assert dossier.shares.get(person=person, until=None).role == "editor"
    for _press in range(2):
        owner.post(at("share_end", dossier.shares.filter(person=person).latest("pk").pk), {"x": "1"})

    assert not dossier.shares.filter(person=person, until=None).exists()


def test_dossier_is_handed_over(owner, dossier):
    person = colleague_of(dossier, "editor")

    owner.post(at("share_hand_over", dossier.shares.get(person=person).pk), {"x": "1"})

    assert dossier.shares.get(person=person, until=None).role == "owner"
    assert dossier.shares.get(person=dossier.opened_by, until=None).role == "editor"


def test_dossier_is_stopped_with_a_reason(owner, dossier):
    assert owner.post(at("dossier_leave", dossier.pk), {"reason": ""}).status_code == 400
    for _press in range(2):
        assert owner.post(at("dossier_leave", dossier.pk), {"reason": "Подадим через год"}).status_code == 302

    dossier.refresh_from_db()
    assert (dossier.state, dossier.ended_why) == ("left", "Подадим через год")


def test_service_is_dropped_and_comes_back(owner, dossier):
    claim = ClaimFactory(dossier=dossier)
    for _press in range(2):
        owner.post(at("claim_drop", claim.pk), {"x": "1"})
    assert Claim.objects.get(pk=claim.pk).state == "dropped"

    owner.post(at("claim_restore", claim.pk))

    assert Claim.objects.get(pk=claim.pk).state == "preparing"


def test_item_is_assigned_and_given_up(owner, dossier):
    item, today = ItemFactory(dossier=dossier), timezone.localdate()

    owner.post(at("item_assign", item.pk), {"owner": dossier.opened_by_id, "due_on": today.isoformat()})
    item.refresh_from_db()
    assert (item.owner_id, item.due_on) == (dossier.opened_by_id, today)
    owner.post(at("item_not_needed", item.pk), {"why": "Нет работников"})
    item.refresh_from_db()
    assert (item.state, item.not_needed_why) == ("not_needed", "Нет работников")
    owner.post(at("item_needed", item.pk))

    item.refresh_from_db()
    assert item.state == "empty"


def test_a_reason_too_long_is_shown_again(owner, dossier):
    item = ItemFactory(dossier=dossier)

    response = owner.post(at("item_not_needed", item.pk), {"why": "Нет " * 200})

    assert response.status_code == 400
    assert "Не больше 500 знаков" in words(response)
    assert "Нет Нет Нет" in words(response)


def test_stopped_dossier_begins_with_a_reason_only(client_of):
    dossier = DossierFactory(state="eligibility")
    ClaimFactory(dossier=dossier)
    dossier.answers.create(question="foreign_agent", value="yes", by=dossier.opened_by)
    client = client_of(dossier.opened_by)

    for typed, told in (("", "подавать пока рано"), ("Потом " * 100, "Не больше 500 знаков")):
        response = client.post(at("dossier_begin", dossier.pk), {"reason": typed})
        assert (response.status_code, told in words(response), typed.strip() in response.content.decode()) == (400, True, True)
        assert f'method="post" action="{at("dossier_eligibility", dossier.pk)}"' in response.content.decode()  # the answers go where they are kept
    dossier.refresh_from_db()
    assert dossier.state == "eligibility"
    for _press in range(2):
        client.post(at("dossier_begin", dossier.pk), {"reason": "Запись снимут до подачи"})

    dossier.refresh_from_db()
    assert dossier.state == "gathering"
    assert dossier.moves.get(target="gathering").reason == "Запись снимут до подачи"


def test_card_is_saved_and_a_stale_window_sees_the_other(owner, dossier):
    given = {"address": "625000, Тюмень", "edition": "0"}
    assert owner.post(at("dossier_card", dossier.pk), given).status_code == 302

    stale = owner.post(at("dossier_card", dossier.pk), given | {"address": "Ишим"})

    assert stale.status_code == 409
    assert "625000, Тюмень" in words(stale)
    assert 'value="Ишим"' in words(stale)
    dossier.refresh_from_db()
    assert dossier.facts["address"] == "625000, Тюмень"


def test_newer_checklist_is_taken_over_line_by_line(owner, dossier):
    newer = ChecklistFactory(version=dossier.checklist.version + 1)
    RequirementFactory(checklist=newer, code="access", title="Доступность среды")
    RequirementFactory(checklist=newer, code="site", title="Страница сайта")
    assert at("checklist_news", dossier.pk) in words(owner.get(at("dossier", dossier.pk)))

    for _press in range(2):
        assert owner.post(at("checklist_news", dossier.pk), {"codes": "access"}).status_code == 302

    titles = set(dossier.items.asked().values_list("requirement__title", flat=True))
    assert "Доступность среды" in titles
    assert "Страница сайта" not in titles


def test_months_are_saved_and_a_stale_window_sees_the_other(owner, dossier):
    claim, key = ClaimFactory(dossier=dossier), f"{timezone.localdate():%Y-%m}"
    given = {f"people-{key}": "12", f"services-{key}": "40", f"evidence-{key}": "Журнал", "edition": "0"}
    assert owner.post(at("dossier_months", claim.pk), given).status_code == 302

    stale = owner.post(at("dossier_months", claim.pk), given | {f"people-{key}": "15"})

    assert stale.status_code == 409
    assert "12, 40, Журнал" in words(stale)
    assert 'value="15"' in words(stale)
    assert ServiceMonth.objects.get().people == 12


def test_bad_month_keeps_what_was_typed(owner, dossier):
    claim, key = ClaimFactory(dossier=dossier), f"{timezone.localdate():%Y-%m}"

    response = owner.post(at("dossier_months", claim.pk), {f"people-{key}": "-3", f"evidence-{key}": "Журнал выдачи", "edition": "0"})

    assert response.status_code == 400
    assert "Число не меньше 0" in words(response)
    assert "Журнал выдачи" in words(response)
    assert not ServiceMonth.objects.exists()


def test_answers_are_saved_and_told(owner, dossier):
    from courses.dossiers.eligibility_rules import questions

    first = questions(dossier.path)[0]
    given = {f"value-{first.code}": str(first.choices[1][0]), f"note-{first.code}": "Выясняем", "edition": "0"}

    assert owner.post(at("dossier_eligibility", dossier.pk), given).status_code == 302

    row = EligibilityAnswer.objects.get()
    assert (row.question, row.note) == (first.code, "Выясняем")
    assert owner.post(at("dossier_eligibility", dossier.pk), given | {f"note-{first.code}": "Иначе"}).status_code == 409
    assert EligibilityAnswer.objects.get().note == "Выясняем"
