"""Papers and the dossier in one file on the screen: what is missing and where, taking a paper, laying it among the documents, the way of a bundle; access; cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import Bundle, DocumentVersion, Item, ServiceMonth
from school.journal.models import Entry
from school.vault.models import File, Look
from tests.courses.dossiers.papers import docx as office_file
from tests.courses.dossiers.test_bundles import lay, line
from tests.courses.dossiers.test_papers import stand, words_of_docx, words_of_pdf
from tests.factories import MembershipFactory, MentorshipFactory, UserFactory
from tests.factories.dossiers import ClaimFactory, DossierFactory, ItemFactory, RequirementFactory

pytestmark = pytest.mark.django_db


def at(name, *numbers):
    return reverse(f"portals:{name}", args=numbers)


def words(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def item_of(dossier, kind):
    return dossier.items.get(requirement__paper=kind)


@pytest.fixture
def known():
    dossier, _claim = stand()
    return dossier


@pytest.fixture
def owner(known, client_of):
    return client_of(known.opened_by)


@pytest.fixture
def bundled(known, owner, run_jobs):
    """The owner's ZIP is ready."""
    lay(line(known, "Устав"), office_file())
    owner.post(at("bundle", known.pk, "zip"))
    run_jobs()
    return Bundle.objects.get()


def test_page_says_what_is_missing_and_leads_there(client_of):
    dossier, claim = stand(full=False)
    page = words(client_of(dossier.opened_by).get(at("dossier_papers", dossier.pk)))

    for address in (at("dossier_card", dossier.pk), at("claim", claim.pk), at("dossier_months", claim.pk), at("dossier_eligibility", dossier.pk)):
        assert address in page
    assert "не хватает: " in page
    assert "юридический адрес; " in page
    assert "юрист школы её ещё не проверил" in page
    assert "Положить в документы" not in page


def test_full_papers_are_ready(owner, known):
    page = owner.get(at("dossier_papers", known.pk))

    assert page.context["ready"] == 6
    assert words(page).count("всё заполнено") == 6


def test_reader_and_mentor_read_without_links_to_forms(client_of):
    dossier, claim = stand(full=False)
    reader = MembershipFactory(organization=dossier.organization, owner=False).person
    dossier.shares.create(person=reader, role="reader")

    for person in (reader, MentorshipFactory(organization=dossier.organization).mentor):
        page = words(client_of(person).get(at("dossier_papers", dossier.pk)))
        assert "не хватает: " in page
        assert f'href="{at("claim", claim.pk)}"' not in page


@pytest.mark.parametrize(("kind", "read"), [("docx", words_of_docx), ("pdf", words_of_pdf)])
def test_paper_is_taken_and_journaled(owner, known, kind, read):
    response = owner.post(at("paper_print", item_of(known, "application").pk, kind))

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert "Автономная некоммерческая организация" in read(response.content)
    assert Entry.objects.get(verb="dossiers.paper_printed").facts["kind"] == kind


def test_paper_of_no_kind_is_not_found(owner, known):
    assert owner.post(at("paper_print", item_of(known, "application").pk, "exe")).status_code == 404
    assert owner.post(at("paper_print", line(known, "Не бумага").pk, "pdf")).status_code == 404


def test_paper_is_laid_among_the_documents_once(owner, known):
    item = item_of(known, "complaints")
    for _press in range(2):
        assert owner.post(at("paper_put", item.pk)).headers["Location"] == at("document", item.pk)

    draft = DocumentVersion.objects.get(item=item)
    assert (draft.state, draft.files.count()) == ("draft", 1)
    assert draft.files.get().file.content_type == "application/pdf"


def test_paper_with_blanks_is_not_laid_in(client_of):
    dossier, _claim = stand(full=False)
    owner = client_of(dossier.opened_by)
    response = owner.post(at("paper_put", item_of(dossier, "complaints").pk), follow=True)

    assert "Сначала заполните то, чего не хватает" in words(response)
    assert not DocumentVersion.objects.filter(item__requirement__paper="complaints").exists()


def test_bundle_goes_its_way_on_the_page(owner, known, run_jobs):
    lay(line(known, "Устав"), office_file())
    page = at("dossier_papers", known.pk)

    assert "Собрать" in words(owner.get(page))
    assert owner.post(at("bundle", known.pk, "zip")).headers["Location"] == f"{page}#bundle"
    assert "Скоро начнём собирать" in words(owner.get(page))
    run_jobs()
    part = owner.get(at("bundle_progress", known.pk), headers={"HX-Request": "true"})
    bundle = Bundle.objects.get()
    assert at("bundle_file", bundle.pk) in words(part)
    assert "every 2s" not in words(part)
    taken = owner.get(at("bundle_file", bundle.pk))
    assert b"".join(taken.streaming_content)[:2] == b"PK"
    assert Look.objects.filter(file=bundle.file, by=known.opened_by).count() == 1


def test_failed_bundle_says_so_and_offers_another(owner, known):
    Bundle.objects.create(dossier=known, kind="pdf", by=known.opened_by, state="failed")

    page = words(owner.get(at("dossier_papers", known.pk)))

    assert "Собрать не получилось" in page


def test_nothing_to_bundle_is_said(client_of):
    dossier = DossierFactory()
    response = client_of(dossier.opened_by).post(at("bundle", dossier.pk, "zip"), follow=True)

    assert "Собирать пока нечего" in words(response)


def test_link_is_for_its_asker_only_and_dies(owner, known, bundled, client_of, coordinator):
    address = at("bundle_file", bundled.pk)
    colleague = MembershipFactory(organization=known.organization, owner=False).person
    known.shares.create(person=colleague, role="owner")
    for person in (colleague, coordinator, MentorshipFactory(organization=known.organization).mentor, UserFactory()):
        assert client_of(person).get(address).status_code == 404

    File.objects.filter(pk=bundled.file_id).update(created_at=timezone.now() - timedelta(hours=25))
    assert owner.get(address).status_code == 404


def test_link_dies_when_the_share_ends(owner, known, bundled):
    known.shares.update(until=timezone.now())

    for address in (at("bundle_file", bundled.pk), at("dossier_papers", known.pk), at("bundle_progress", known.pk)):
        assert owner.get(address, headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize("who", ["other", "former", "stranger"])
def test_foreign_people_find_nothing(client_of, known, who):
    people = {
        "other": lambda: DossierFactory().opened_by,
        "former": lambda: MentorshipFactory(organization=known.organization, until=timezone.localdate() - timedelta(days=1)).mentor,
        "stranger": UserFactory,
    }
    client, item = client_of(people[who]()), item_of(known, "application")

    assert client.get(at("dossier_papers", known.pk)).status_code == 404
    assert client.get(at("bundle_progress", known.pk), headers={"HX-Request": "true"}).status_code == 404
    for address in (at("paper_print", item.pk, "pdf"), at("paper_put", item.pk), at("bundle", known.pk, "zip")):
        assert client.post(address).status_code == 404
    assert not Bundle.objects.exists()


def test_mentor_takes_papers_but_lays_nothing_in(client_of, known):
    client, item = client_of(MentorshipFactory(organization=known.organization).mentor), item_of(known, "application")

    assert client.post(at("paper_print", item.pk, "pdf")).status_code == 200
    assert client.post(at("paper_put", item.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 300])
def test_page_costs_the_same_for_any_number_of_papers(owner, known, number, django_assert_max_num_queries):
    lines = [RequirementFactory(checklist=known.checklist, paper="year_table", per_claim=True) for _each in range(number)]
    claims = [ClaimFactory(dossier=known) for _each in range(min(number, 3))]
    Item.objects.bulk_create(Item(dossier=known, requirement=row, claim=claims[place % len(claims)]) for place, row in enumerate(lines))
    ServiceMonth.objects.bulk_create(ServiceMonth(claim=claim, month="2026-01-01", people=1, services=2, evidence="Журнал") for claim in claims)
    ItemFactory(dossier=known)
    owner.get(at("dossier_papers", known.pk))

    with django_assert_max_num_queries(15):
        assert owner.get(at("dossier_papers", known.pk)).status_code == 200
