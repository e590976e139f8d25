"""The page of one paper: gathered, sent, returned, told of; nobody else ever sees it or its files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.actions import documents, verdicts
from courses.dossiers.models import DocumentVersion, Item, VersionFile
from courses.enrollment.models import Mentorship
from school.people.models import Membership
from school.vault.models import Look
from tests.courses.dossiers.papers import docx, pdf, photo
from tests.dossier_documents import sent_version
from tests.factories import MembershipFactory, MentorshipFactory
from tests.factories.dossiers import DossierFactory, ItemFactory, RequirementFactory, ReturnReasonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


@pytest.fixture
def item(dossier):
    line = RequirementFactory(
        checklist=dossier.checklist, title="Справка о кадрах", description="Кто работает и чему учился.", personal="Без имён получателей."
    )
    return ItemFactory(dossier=dossier, requirement=line)


@pytest.fixture
def version(item, participant):
    return sent_version(item, participant)


@pytest.fixture
def open_page(client_of, item):
    def opened(person, query=""):
        answer = client_of(person).get(reverse("portals:document", args=[item.pk]) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


def press(client_of, person, name, pk, **data):
    return client_of(person).post(reverse(f"portals:{name}", args=[pk]), data)


# Gathered and sent


def test_the_page_says_what_the_paper_is(open_page, participant):
    page = open_page(participant)

    for words in (
        "Справка о кадрах",
        "Кто работает и чему учился",
        "Без имён получателей",
        "не проверено юристом",
        "до 20 МБ",
        'capture="environment"',
    ):
        assert words in page


def test_pages_are_laid_in_and_sent(client_of, open_page, item, participant):
    assert press(client_of, participant, "document_add", item.pk, upload=photo("1.jpg")).status_code == 302
    press(client_of, participant, "document_add", item.pk, upload=[pdf("2.pdf"), docx("3.docx")])
    row = VersionFile.objects.first()
    press(client_of, participant, "document_arrange", row.pk, turns="1")
    press(client_of, participant, "document_arrange", row.pk, place="2")
    page = open_page(participant)
    assert "turned-1" in page
    assert "Отправить наставнику" in page

    answer = press(client_of, participant, "document_send", item.pk, note="Копия верна", issued_on="")
    assert answer.status_code == 302
    sent = DocumentVersion.objects.get()
    assert (sent.state, sent.note, [row.file.name for row in sent.files.all()]) == ("sent", "Копия верна", ["2.pdf", "3.docx", "1.jpg"])
    assert "Копия верна" in open_page(participant)


def test_a_wrong_file_is_named_and_the_others_are_kept(client_of, item, participant):
    answer = press(
        client_of,
        participant,
        "document_add",
        item.pk,
        upload=[photo("1.jpg"), SimpleUploadedFile("вирус.exe", b"MZ"), SimpleUploadedFile("0.pdf", b"")],
    )

    page = answer.content.decode()
    assert answer.status_code == 400
    assert "«вирус.exe»" in page
    assert "«0.pdf»: Файл пустой" in page
    assert VersionFile.objects.count() == 1


def test_no_file_is_said_at_the_field(client_of, item, participant):
    assert "Выберите файл" in press(client_of, participant, "document_add", item.pk).content.decode()


@pytest.mark.parametrize(
    ("day", "words"), [("", "Впишите дату"), ("31.02.2026", "Впишите день"), ("2999-01-01", "не наступила"), ("1200-01-01", "Проверьте год")]
)
def test_a_wrong_date_is_said_and_the_words_are_kept(client_of, item, participant, day, words):
    type(item.requirement).objects.update(lasts=3, lasts_unit="month")
    documents.add_file(item, photo(), by=participant)

    answer = press(client_of, participant, "document_send", item.pk, issued_on=day, note="Не потеряйте меня")
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "Не потеряйте меня" in answer.content.decode()


def test_what_goes_is_what_was_seen(client_of, item, participant):
    documents.add_file(item, photo(), by=participant)
    answer = press(client_of, participant, "document_send", item.pk, seen="1-0.2-0")

    assert answer.status_code == 409
    assert "страницы изменили" in answer.content.decode()
    assert DocumentVersion.objects.get().state == "draft"


# Returned, withdrawn, told


def test_a_returned_paper_says_why_on_top_and_takes_a_new_version(open_page, item, version, participant, mentor, client_of):
    verdicts.send_back(version, reason=ReturnReasonFactory(title="Нет печати"), words="Поставьте печать на листе 2", by=mentor)
    page = open_page(participant)

    assert page.index("Поставьте печать на листе 2") < page.index("Новая версия")
    press(client_of, participant, "document_add", item.pk, upload=photo("новая.jpg"))
    press(client_of, participant, "document_send", item.pk)
    assert [row.state for row in item.versions.all()] == ["returned", "sent"]


def test_a_withdrawn_version_stays_in_the_history(open_page, client_of, version, participant):
    press(client_of, participant, "document_withdraw", version.pk)
    page = open_page(participant)

    assert "отозвано" in page
    assert version.files.get().file.sha256[:12] in page


def test_a_paper_that_grows_old_says_so(open_page, item, participant):
    Item.objects.filter(pk=item.pk).update(state="accepted", valid_until=timezone.localdate() + timezone.timedelta(days=5))

    assert "истекает через 5 дн." in open_page(participant)


def test_both_sides_talk_here(open_page, client_of, item, participant, mentor):
    press(client_of, participant, "document_comment", item.pk, text="Подойдёт ли копия?")
    press(client_of, mentor, "document_comment", item.pk, text="Подойдёт")

    assert "Подойдёт ли копия?" in open_page(mentor)
    assert item.comments.count() == 2
    assert press(client_of, participant, "document_comment", item.pk, text=" ").status_code == 400


def test_joining_is_told_until_it_is_over(client_of, open_page, item, participant, run_jobs):
    documents.add_file(item, photo(), by=participant)
    version = documents.send_version(item, by=participant)
    address = reverse("portals:document_progress", args=[version.pk])
    assert 'data-hx-trigger="every 2s"' in open_page(participant)

    run_jobs()
    part = client_of(participant).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "data-hx-" not in part
    assert reverse("portals:document_page", args=[version.pages.get().pk]) in part


def test_a_failed_join_is_told_and_asked_for_again(client_of, open_page, version, participant, mentor):
    DocumentVersion.objects.update(joining="failed", joined=None)
    assert "Собрать ещё раз" in open_page(participant)
    assert "Собрать ещё раз" not in open_page(mentor)

    press(client_of, participant, "document_join", version.pk)
    assert DocumentVersion.objects.get().joining == "waiting"


# Who sees it


def test_a_reader_sees_and_has_no_buttons(open_page, client_of, dossier, item, version, participant):
    reader = MembershipFactory(organization=dossier.organization).person
    dossier.shares.create(person=reader, role="reader")

    page = open_page(reader)
    assert "Отозвать" not in page
    assert "Добавить файлы" not in page
    assert "Написать" not in page
    assert press(client_of, reader, "document_add", item.pk, upload=photo()).status_code == 404
    assert press(client_of, reader, "document_withdraw", version.pk).status_code == 404


def test_the_mentor_is_led_to_judging_and_sees_no_draft(open_page, item, version, participant, mentor):
    row = documents.add_file(item, photo("черновик.jpg", top=(0, 99, 0)), by=participant)

    page = open_page(mentor)
    assert reverse("portals:mentor_document", args=[item.pk]) in page
    assert f"/files/documents/{row.pk}/" not in page


def addresses(version):
    row = version.files.first()
    yield reverse("portals:document", args=[version.item_id])
    yield reverse("portals:document_progress", args=[version.pk])
    yield reverse("portals:document_file", args=[row.pk])
    yield reverse("portals:document_small", args=[row.pk])
    yield reverse("portals:document_joined", args=[version.pk])
    yield reverse("portals:document_page", args=[version.pages.get().pk])


def answers(client_of, person, version):
    return {client_of(person).get(address, headers={"HX-Request": "true"}).status_code for address in addresses(version)}


def test_files_open_for_the_ngo_its_mentor_and_the_school_only(client_of, cast, version):
    for role, person in cast.items():
        wanted = {200} if role in {"participant", "mentor", "coordinator", "administrator"} else {302 if person is None else 404}
        assert (answers(client_of, person, version) if person else {302}) == wanted, role


def test_a_former_mentor_another_mentor_and_whoever_left_meet_404(client_of, cast, version):
    mentor, other, participant = cast["mentor"], MentorshipFactory().mentor, cast["participant"]
    Mentorship.objects.filter(mentor=mentor).update(until=timezone.localdate() - timezone.timedelta(days=1))
    Membership.objects.filter(person=participant).update(state="left")

    for person in (mentor, other, participant):
        assert answers(client_of, person, version) == {404}


def test_the_leader_of_another_ngo_meets_404_at_everything(client_of, item, version):
    leader = DossierFactory().opened_by
    row = version.files.first()

    assert answers(client_of, leader, version) == {404}
    for name, pk in (
        ("document_add", item.pk), ("document_send", item.pk), ("document_comment", item.pk),
        ("document_arrange", row.pk), ("document_withdraw", version.pk), ("document_join", version.pk),
    ):  # fmt: skip
        assert press(client_of, leader, name, pk, text="x", turns="1").status_code == 404
    version.refresh_from_db()
    assert version.state == "sent"


def test_files_of_a_draft_are_the_ngos_alone(client_of, cast, item):
    row = documents.add_file(item, photo(), by=cast["participant"])

    for name in ("document_file", "document_small"):
        address = reverse(f"portals:{name}", args=[row.pk])
        found = {role: client_of(person).get(address).status_code for role, person in cast.items() if person}
        assert {role for role, code in found.items() if code == 200} == {"participant"}


def test_a_look_is_journaled_and_the_file_is_inert(client_of, mentor, version):
    answer = client_of(mentor).get(reverse("portals:document_page", args=[version.pages.get().pk]))

    assert Look.objects.filter(by=mentor, file=version.pages.get().file).exists()
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_of(mentor).get(reverse("portals:document_file", args=[version.files.get().pk]))["Content-Disposition"].startswith("attachment")


# What it costs


@pytest.mark.parametrize("who", ["participant", "mentor"])
def test_the_page_costs_the_same_however_much_is_there(client_of, cast, dossier, item, django_assert_max_num_queries, who):
    participant, address = cast["participant"], reverse("portals:document", args=[item.pk])
    counts = []
    for round_ in range(3):
        version = sent_version(item, participant, (round_ * 50, 1, 1), (round_ * 50, 2, 2))
        if round_ < 2:
            documents.withdraw(version, by=participant)
        documents.comment(item, f"Слово {round_}", by=participant)
        ItemFactory.create_batch(10 * round_, dossier=dossier)
        client = client_of(cast[who])
        client.get(address)
        with django_assert_max_num_queries(15) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught))
    assert len(set(counts)) == 1, counts
