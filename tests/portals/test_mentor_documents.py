"""The mentor's queue and the judging page: whose it is, the word, the next one, the way back, ready replies, no key for an ex-mentor."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import DocumentVersion, Item, ReplyTemplate, Verdict, VersionFile
from courses.enrollment import actions as enrollment
from courses.portals.returning import whose
from school.vault.models import File
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.dossiers import DocumentVersionFactory, DossierFactory, RequirementFactory, ReturnReasonFactory

pytestmark = pytest.mark.django_db
QUEUE = "/mentor/documents/"
WORDS = "В пункте 1.2 нет сроков."
MOST = 15


@pytest.fixture
def dossier(participant, mentor):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


@pytest.fixture
def version(dossier):
    return sent(dossier, 3)


@pytest.fixture
def reason():
    return ReturnReasonFactory()


@pytest.fixture
def client(client_of, mentor):
    return client_of(mentor)


def sent(dossier, days=1, **line):
    requirement = RequirementFactory(checklist=dossier.checklist, **line)
    version = DocumentVersionFactory(item__dossier=dossier, item__requirement=requirement)
    at = timezone.now() - timedelta(days=days)
    DocumentVersion.objects.filter(pk=version.pk).update(sent_at=at)
    Item.objects.filter(pk=version.item_id).update(sent_at=at)
    return version


def page_of(version, query=""):
    return reverse("portals:mentor_document", args=[version.item_id]) + query


def accepting(version, **more):
    return {"verdict": "accept", "version": str(version.pk)} | more


def returning(version, reason, **more):
    return {"verdict": "return", "version": str(version.pk), "reason": str(reason.pk), "words": WORDS} | more


def text(response):
    return response.content.decode()


# Whose it is


@pytest.mark.parametrize(
    ("role", "answer"), [("participant", 404), ("trainer", 404), ("stranger", 404), ("mentor", 200), ("coordinator", 200), ("administrator", 200)]
)
def test_who_comes_in(cast, client_of, role, answer):
    version = sent(DossierFactory(organization=cast["participant"].memberships.get().organization, owner=cast["participant"]))

    assert [client_of(cast[role]).get(address).status_code for address in (QUEUE, page_of(version))] == [answer] * 2


def test_another_ngo_is_a_missing_one(client, dossier):
    foreign = sent(DossierFactory())

    assert [client.get(f"{QUEUE}{pk}/").status_code for pk in (foreign.item_id, 10**9)] == [404, 404]
    assert client.post(page_of(foreign), accepting(foreign)).status_code == 404
    assert client.post(reverse("portals:mentor_comment", args=[foreign.item_id]), {"text": "а"}).status_code == 404
    assert not Verdict.objects.exists()


def test_an_ex_mentor_has_no_key_at_the_next_request(client, client_of, mentor, version, coordinator):
    client.post(page_of(version), accepting(version))
    verdict = Verdict.objects.get()
    enrollment.hand_over(mentor.mentorships.get(), UserFactory(), words="Устав готов", by=coordinator)
    MentorshipFactory(mentor=mentor)  # leads another one

    assert [client.get(address).status_code for address in (page_of(version), f"{QUEUE}?last={verdict.pk}")] == [404, 200]
    assert str(version.item.requirement.title) not in text(client.get(f"{QUEUE}?last={verdict.pk}"))
    assert client.post(page_of(version), accepting(version)).status_code == 404
    assert client.post(reverse("portals:verdict_undo", args=[verdict.pk])).status_code == 404


def test_the_office_reads_and_does_not_judge(client_of, coordinator, version):
    office = client_of(coordinator)

    assert "Отправить решение" not in text(office.get(page_of(version)))
    office.post(page_of(version), accepting(version))
    assert not Verdict.objects.exists()


# The queue


def test_the_oldest_on_top_with_its_age_and_the_number_in_the_tab(client, dossier):
    young, old = sent(dossier, 1), sent(dossier, 8)

    page = text(client.get(QUEUE))

    assert page.index(str(old.item.requirement.title)) < page.index(str(young.item.requirement.title))
    assert ("неделя" in page, "<b>2</b>" in page) == (True, True)


def test_a_filter_is_carried_to_the_document_and_on(client, dossier, version):
    query = f"?town={dossier.organization.town_id}"

    assert page_of(version, query) in text(client.get(QUEUE + query))
    assert f"{query}&amp;after=" in text(client.get(page_of(version, query)))


@pytest.mark.parametrize("query", ["?town=чушь&stage=нет&overdue=да", "?town=-1&service=99999999999999999999&page=нет", "?q=%00&mentor=0&last=x"])
def test_nonsense_in_the_address_is_no_error(client, version, query):
    assert [client.get(address + query).status_code for address in (QUEUE, page_of(version))] == [200, 200]


def test_an_empty_queue_says_so(client, dossier):
    assert "Всё проверено" in text(client.get(QUEUE))


# The word


def test_accepted_it_goes_straight_to_the_next_with_the_way_back(client, dossier, version):
    following = sent(dossier, 2)

    led = client.post(page_of(version), accepting(version))

    verdict = Verdict.objects.get()
    assert led.url == page_of(following, f"?last={verdict.pk}")
    page = text(client.get(led.url))
    assert (reverse("portals:verdict_undo", args=[verdict.pk]) in page, "Отменить" in page) == (True, True)


def test_the_next_one_is_of_the_same_filter(client, dossier, version):
    sent(dossier, 2, stage="justice")
    same = sent(dossier, 1)

    led = client.post(page_of(version, "?stage=assessment"), accepting(version))

    assert led.url.startswith(page_of(same, "?stage=assessment&last="))


def test_the_last_one_leads_to_the_queue(client, version, reason):
    led = client.post(page_of(version), returning(version, reason))

    assert led.url.startswith(f"{QUEUE}?last=")
    assert "На доработку" in text(client.get(led.url))


def test_taken_back_it_waits_again(client, version):
    client.post(page_of(version), accepting(version))

    back = client.post(reverse("portals:verdict_undo", args=[Verdict.objects.get().pk]))

    version.item.refresh_from_db()
    assert (back.url, version.item.state) == (page_of(version), "sent")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": ""}, "Выберите решение"),
        ({"verdict": "return", "words": WORDS}, "Выберите причину"),
        ({"verdict": "return", "reason": "1000000", "words": WORDS}, "Такой причины нет"),
        ({"verdict": "return", "words": "  "}, "Напишите, что исправить"),
        ({"verdict": "return", "words": "ы" * 3001}, "3000"),
    ],
)
def test_a_half_filled_form_is_said_at_the_field_and_keeps_the_words(client, version, given, said):
    response = client.post(page_of(version), {"version": str(version.pk)} | given)

    assert (response.status_code, said in text(response)) == (400, True)
    assert given.get("words", "").strip() in text(response)
    assert not Verdict.objects.exists()


def test_a_version_withdrawn_meanwhile_is_told_and_the_words_stay(client, version, reason):
    DocumentVersion.objects.update(state="withdrawn")
    Item.objects.update(state="empty", sent_at=None)

    response = client.post(page_of(version), returning(version, reason))

    assert (response.status_code, WORDS in text(response), "отозвала" in text(response)) == (400, True, True)


def test_the_second_of_two_mentors_reads_the_first_ones_word(client, client_of, version, reason, mentor):
    other = MentorshipFactory(organization=version.item.dossier.organization).mentor
    client.post(page_of(version), accepting(version))

    page = text(client_of(other).post(page_of(version), returning(version, reason)))

    assert (mentor.full_name in page, WORDS in page, Verdict.objects.count()) == (True, True, 1)


def test_a_double_press_is_one_word(client, version):
    assert [client.post(page_of(version), accepting(version)).status_code for _ in range(2)] == [302, 302]
    assert Verdict.objects.count() == 1


def test_words_come_back_after_a_lost_session(client, client_of, mentor, version, reason):
    client.logout()
    client.post(page_of(version), returning(version, reason, me=whose(mentor)))
    client.force_login(mentor)

    assert WORDS in text(client.get(page_of(version)))


def test_the_next_by_key_skips_without_a_word(client, dossier, version):
    following = sent(dossier, 2)

    assert client.get(f"/mentor/documents/next/?after={version.item_id}").url == page_of(following)
    assert client.get(f"/mentor/documents/next/?after={following.item_id}").url == page_of(version)
    assert client.get("/mentor/documents/next/?after=0").url == page_of(version)
    assert 'accesskey="1"' in text(client.get(page_of(version)))


def test_a_ready_reply_is_put_in_after_what_was_typed(client, version, reason, mentor):
    ready = ReplyTemplate.objects.create(owner=mentor, title="Печать", text="Поставьте печать на последней странице.")

    page = text(client.post(page_of(version), returning(version, reason, template=str(ready.pk), insert="1")))

    assert f"{WORDS}\n\n{ready.text}" in page
    assert f'<option value="{reason.pk}" selected>' in page
    assert not Verdict.objects.exists()


def test_somebody_elses_ready_reply_is_not_put_in(client, version, reason):
    foreign = ReplyTemplate.objects.create(owner=UserFactory(), title="Чужая", text="Чужие слова")

    page = text(client.post(page_of(version), returning(version, reason, template=str(foreign.pk), insert="1")))

    assert "Чужие слова" not in page


def test_drafts_are_not_shown(client, version):
    draft = DocumentVersion.objects.create(item=version.item, number=7, by=version.by, note="Ещё не готово")

    assert draft.note not in text(client.get(page_of(version)))


# What it costs


def laden(dossier, number):
    version = sent(dossier)
    for each in range(number):
        file = File.objects.create(key=f"{version.pk}-{each}", name=f"{each}.pdf", size=1, content_type="application/pdf", shelf="dossiers")
        VersionFile.objects.create(version=version, file=file, position=each)
        version.item.comments.create(by=version.by, text="Готово")
        sent(dossier)
    for each in range(number):
        old = DocumentVersionFactory(item=version.item, number=100 + each, state="returned")
        old.verdicts.create(kind="returned", reason=ReturnReasonFactory(), words="Нет", by=UserFactory())
    Item.objects.filter(pk=version.item_id).update(state="sent")
    return DocumentVersionFactory(item=version.item, number=500)


def asked(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_same_queries_for_one_three_and_many(client, mentor, dossier):
    client.post(page_of(done := sent(dossier)), accepting(done))
    last, counts = f"?last={Verdict.objects.get().pk}", []
    for number in (1, 3, 60):
        for _each in range(number):
            sent(DossierFactory(organization=MentorshipFactory(mentor=mentor).organization))
        version = laden(dossier, min(number, 9))
        counts.append((asked(client, QUEUE + last), asked(client, page_of(version, last))))

    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= MOST, counts
