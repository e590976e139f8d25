"""Fences of the editors' room: other people's drafts are not named by choosers and bulk actions, reports open to those who have their menu, forged
numbers are pages that do not exist."""

import json

import pytest
from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.blocks import LessonBody
from cms.models import LessonPage, ProgramPage, TextPage

pytestmark = pytest.mark.django_db
SECRET = "Тайник"


@pytest.fixture
def other(home, publish):
    return publish(home, ProgramPage(title="Чужая", slug="other"))


@pytest.fixture
def draft(other):
    """Nobody's but those who write in the other programme."""
    Page.objects.get(pk=other.pk).add_child(instance=TextPage(title=SECRET, slug="tajnik", live=False))
    return Page.objects.get(slug="tajnik")


@pytest.fixture
def own(program_page):
    Page.objects.get(pk=program_page.pk).add_child(instance=TextPage(title="Своё", slug="svoe", live=False))
    return Page.objects.get(slug="svoe")


@pytest.fixture
def client(client_of, author):
    return client_of(author)


def html(answer):
    return json.loads(answer.content).get("html", "") if answer["Content-Type"].startswith("application/json") else answer.content.decode()


# Choosers and bulk actions


def test_chooser_names_own_drafts_and_no_others(client, draft, own, other, program_page, run_jobs):
    run_jobs()  # the index of the search
    assert SECRET not in html(client.get(f"/cms/choose-page/{other.pk}/"))
    assert "Своё" in html(client.get(f"/cms/choose-page/{program_page.pk}/"))
    assert SECRET not in html(client.get("/cms/choose-page/search/", {"q": SECRET}))
    assert "Чужая" in html(client.get("/cms/choose-page/search/", {"q": "Чужая"}))
    assert client.get("/cms/choose-page/").status_code == 200


ROUNDABOUT = [
    "/cms/choose-page/{}/",
    "/cms/choose-page/chosen-multiple/?id={}",
    "/cms/bulk/wagtailcore/page/delete/?id={}",
    "/cms/bulk/wagtailcore/page/publish/?id={}",
    "/cms/bulk/wagtailcore/page/move/?id=all&childOf={}",
    "/cms/bulk/wagtailcore/page/delete/?id=all",
]


@pytest.mark.parametrize("address", ROUNDABOUT)
def test_no_way_round_names_a_strangers_draft(client, draft, address):
    answer = client.get(address.format(draft.pk))

    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("address", ROUNDABOUT[:4])
def test_own_drafts_are_within_reach(client, own, address):
    assert client.get(address.format(own.pk)).status_code == 200


@pytest.mark.parametrize("address", ROUNDABOUT[:4])
def test_methodologist_reaches_every_draft(client_of, methodologist, draft, address):
    assert client_of(methodologist).get(address.format(draft.pk)).status_code == 200


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_coordinator_has_no_bulk_actions_of_pages(client_of, coordinator, other, action):
    for send in (client_of(coordinator).get, client_of(coordinator).post):
        assert send(f"/cms/bulk/wagtailcore/page/{action}/?id={other.pk}").status_code == 403


def test_bulk_page_of_people_names_nobody_to_an_author(client, stranger):
    answer = client.get(f"/cms/bulk/people/user/delete/?id={stranger.pk}")

    assert answer.status_code in {403, 404}
    assert "Мимоходов" not in answer.content.decode()


REPORTS = ["locked", "workflow", "workflow_tasks", "site-history", "aging-pages", "page-types-usage"]


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("who", ["author", "coordinator"])
def test_reports_are_closed_without_their_menu(client_of, request, who, report, draft):
    client = client_of(request.getfixturevalue(who))

    for address in (f"/cms/reports/{report}/", f"/cms/reports/{report}/results/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("report", REPORTS)
def test_methodologist_reads_the_reports_of_the_menu(client_of, methodologist, report):
    shown = report in {"locked", "workflow", "site-history"}

    assert client_of(methodologist).get(f"/cms/reports/{report}/").status_code == (200 if shown else 403)


# Numbers

NO_WORDS = '{"blocks": [], "entityMap": {}}'
FORGED = ["abc", "1' or 1", "-1", "9" * 40, "1\0", "٤", ""]


@pytest.mark.parametrize("number", FORGED)
@pytest.mark.parametrize(
    "address",
    [
        "/cms/choose-page/chosen-multiple/",
        "/cms/images/chooser/chosen-multiple/",
        "/cms/lesson-files/chosen-multiple/",
        "/cms/snippets/choose/cms/term/chosen-multiple/",
        "/cms/bulk/wagtailcore/page/delete/",
        "/cms/bulk/wagtailimages/image/delete/",
    ],
)
def test_forged_number_is_a_page_that_is_not_there(client_of, administrator, address, number):
    assert client_of(administrator).get(address, {"id": number}).status_code == 404


@pytest.mark.parametrize("number", ["abc", "1'", "9" * 40, "%00"])
@pytest.mark.parametrize("chooser", ["images/chooser", "snippets/choose/cms/term", "lesson-files", "library-files"])
def test_forged_choice_is_not_there(client_of, administrator, chooser, number):
    assert client_of(administrator).get(f"/cms/{chooser}/chosen/{number}/").status_code == 404


PLACES = {"file": "file", "video": "file", "audio": "file", "picture": "image", "person": "page", "term": "term", "download": "entry"}


@pytest.mark.parametrize("number", FORGED)
@pytest.mark.parametrize(("kind", "field"), PLACES.items())
def test_forged_number_in_a_block_chooses_nothing(kind, field, number):
    block = LessonBody().child_blocks[kind]

    value = block.value_from_datadict({f"f-{field}": number, "f-title": "x", "f-transcript": NO_WORDS, "f-about": ""}, {}, "f")

    assert not value.get(field)


@pytest.mark.parametrize("form", [{}, {"f-caption": "x"}, {"f-caption": "", "f-column-count": "9" * 30}, {"f-caption": "", "f-column-count": "x"}])
def test_table_without_its_keys_is_an_empty_table(form):
    table = LessonBody().child_blocks["table"].value_from_datadict(form, {}, "f")

    assert (table.columns, table.row_data) == ([], [])


@pytest.mark.parametrize("extra", ["[]", "1", "null", "{", '"x"'])
def test_forged_words_to_the_review_are_refused(client, lesson_page, form_of, extra):
    page = LessonPage.objects.get(pk=lesson_page.pk)
    form = form_of(page, **{"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-action-extra-data": extra})

    assert client.post(f"/cms/pages/{page.pk}/edit/", form).status_code == 400


def test_copy_without_a_place_is_refused_in_the_form(client_of, administrator, lesson_page):
    client = client_of(administrator)

    for parent in ("", "abc", "9" * 40):
        answer = client.post(f"/cms/pages/{lesson_page.pk}/copy/", {"new_title": "x", "new_slug": "x", "new_parent_page": parent})
        assert answer.status_code < 500
    assert client.post(f"/cms/pages/{lesson_page.pk}/copy/", {}).status_code < 500


# Redirects


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("http://testserver/programma/", False),
        ("https://evil.example/", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("javascript:alert(1)", False),
        ("  https://evil.example/", False),
    ],
)
def test_redirects_lead_inside_the_site(client_of, administrator, address, taken, settings):
    settings.BASE_URL = "https://school.example"
    fields = {"old_path": "/staryj/", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": address}

    answer = client_of(administrator).post("/cms/redirects/add/", fields)

    assert Redirect.objects.exists() == taken
    if "evil" in address and not address.startswith("/\\"):
        assert "вести на страницу этого сайта" in str(answer.context["form"].errors["redirect_link"])


def test_redirects_to_the_school_itself_are_taken(client_of, administrator, settings):
    settings.BASE_URL = "https://school.example"
    fields = {"old_path": "/staryj/", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": "https://school.example/check/"}

    client_of(administrator).post("/cms/redirects/add/", fields)

    assert Redirect.objects.get().redirect_link == "https://school.example/check/"


def test_group_without_the_editor_changes_nothing(client_of, stranger, other):
    stranger.groups.add(Group.objects.create(name="Свои"))

    assert client_of(stranger).get(f"/cms/bulk/wagtailcore/page/delete/?id={other.pk}").status_code in {302, 403}
