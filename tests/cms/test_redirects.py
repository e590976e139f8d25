"""Addresses outlive moves: an old one answers 301 to the new place; it opens nothing that is closed and never leads out of the site."""

import pytest
from django.contrib.auth.models import Group
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.models import TextPage


@pytest.fixture
def section(home, publish):
    return publish(home, TextPage(title="Раздел", slug="razdel"))


@pytest.fixture
def leaf(section, publish):
    return publish(section, TextPage(title="Лист", slug="list", body=[("text", "<p>Слова листа</p>")]))


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Wagtail writes redirects after the commit."""

    def renamed(page, slug):
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        return page

    return renamed


def led(client, address, **extra):
    answer = client.get(address, **extra)
    assert answer.status_code == 301, address
    return answer["Location"]


def test_old_address_of_a_renamed_page_leads_to_the_new_one(client, section, rename):
    rename(section, "novyj")

    assert led(client, "/razdel/") == "/novyj/"
    assert led(client, "/razdel/?utm=1") == "/novyj/"


def test_children_of_a_renamed_page_are_led_too(client, section, leaf, rename):
    rename(section, "novyj")

    assert led(client, "/razdel/list/") == "/novyj/list/"
    assert "Слова листа" in client.get("/razdel/list/", follow=True).content.decode()


def test_children_of_a_moved_page_are_led_too(client, home, section, leaf, publish):
    other = publish(home, TextPage(title="Другой", slug="drugoj"))
    Page.objects.get(pk=section.pk).move(other, pos="last-child")

    assert led(client, "/razdel/") == "/drugoj/razdel/"
    assert led(client, "/razdel/list/") == "/drugoj/razdel/list/"


def test_lessons_of_a_renamed_module_are_led(client, lesson_page, rename):
    module = lesson_page.get_parent().specific
    rename(module, "teoriya")

    assert led(client, "/programma/seminary/status/") == "/programma/teoriya/status/"


def test_chain_of_renames_ends_at_the_page(client, section, rename):
    rename(rename(section, "dva"), "tri")

    assert led(client, "/razdel/") == led(client, "/dva/") == "/tri/"


def test_address_taken_by_a_new_page_is_the_new_page(client, home, section, publish, rename):
    rename(section, "novyj")
    publish(home, TextPage(title="Ещё раздел", slug="razdel"))

    answer = client.get("/razdel/")

    assert answer.status_code == 200
    assert "Ещё раздел" in answer.content.decode()


def test_draft_leaves_no_redirect(client, section):
    section.slug = "chernovik"
    section.save_revision()

    assert client.get("/razdel/").status_code == 200
    assert client.get("/chernovik/").status_code == 404
    assert not Redirect.objects.exists()


def test_redirect_to_an_unpublished_page_opens_nothing(client, section, leaf, rename):
    rename(leaf, "novyj")
    Page.objects.get(pk=leaf.pk).specific.unpublish()

    answer = client.get("/razdel/list/", follow=True)

    assert answer.status_code == 404
    assert "Слова листа" not in answer.content.decode()


def test_redirect_to_a_private_page_leads_to_the_door(client, stranger, section, leaf, rename):
    rename(leaf, "novyj")
    closed = PageViewRestriction.objects.create(page=section, restriction_type="groups")
    closed.groups.add(Group.objects.create(name="Свои"))

    visitors = client.get("/razdel/list/", follow=True)
    client.force_login(stranger)
    strangers = client.get("/razdel/list/", follow=True)

    assert visitors.redirect_chain[-1][0] == "/accounts/login/?next=/razdel/novyj/"
    assert strangers.status_code == 404
    assert "Слова листа" not in visitors.content.decode() + strangers.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/razdel/",
        "/razdel//evil.example/",
        "/\\evil.example",
        "/razdel/%0d%0aLocation:%20https://evil.example/",
        "/razdel/..//evil.example",
        "/%00razdel/",
    ],
)
def test_redirect_never_leads_out(client, section, address, rename):
    rename(section, "novyj")

    answer = client.get(address)

    assert answer.status_code in (301, 302, 400, 404)
    assert not answer.headers.get("Location", "").startswith(("//", "http", "/\\"))


def test_posts_to_old_addresses_are_not_led_away_with_their_data(client, section, rename):
    rename(section, "novyj")

    assert client.post("/razdel/", {"x": "1"}).status_code in (301, 403, 404, 405)


def test_missing_page_costs_few_queries(client, section, django_assert_max_num_queries):
    client.get("/nothing/")

    with django_assert_max_num_queries(12):
        assert client.get("/nothing/").status_code == 404


def test_old_share_of_a_deleted_page_is_404(client, section, rename):
    section = rename(section, "novyj")
    section.delete()

    assert client.get("/razdel/").status_code == 404


def test_administrator_sees_redirects(client_of, administrator, section, rename):
    rename(section, "novyj")

    assert "/razdel" in client_of(administrator).get("/cms/redirects/").content.decode()


def test_redirect_that_leads_nowhere_is_refused_at_the_field(client_of, methodologist, leaf):
    client, form = client_of(methodologist), {"old_path": "/staryj/", "is_permanent": "on", "redirect_page": "", "redirect_link": ""}

    answer = client.post("/cms/redirects/add/", form)

    assert answer.context["form"].errors["redirect_page"] == ["Выберите страницу или напишите адрес ниже: куда вести со старого адреса."]
    assert client.post("/cms/redirects/add/", form | {"redirect_page": str(leaf.pk)}).status_code == 302
    redirect = Redirect.objects.get(old_path="/staryj")
    assert client.post(f"/cms/redirects/{redirect.pk}/", form).status_code == 200
    assert client.get("/staryj/").status_code == 301
