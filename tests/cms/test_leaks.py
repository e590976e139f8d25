"""Nothing closed leaks through a side door: interfaces for machines, previews, drafts, private pages, other people's media (T1, T4, T36)."""

import pytest
from django.urls import reverse
from wagtail.models import Page, PageSubscription, PageViewRestriction

from tests.cms.test_workflow import comment, judge, letters, send

pytestmark = pytest.mark.django_db

SECRET = "потаённыйпароль"
MACHINES = [
    "/api/v2/pages/",
    "/api/v3/pages/",
    "/api/v2/images/",
    "/api/",
    "/admin/api/main/pages/",
    "/cms/api/main/pages/",
    "/documents/1/x.pdf",
    "/django-admin/",
]


@pytest.fixture
def closed(home, publish):
    """A page for signed-in people only, with a secret word in every field; and a draft with the same."""
    from cms.models import TextPage

    page = publish(home, TextPage(title=f"Закрытое {SECRET}", slug="zakrytoe", lead=SECRET, body=[("text", f"<p>{SECRET}</p>")]))
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    draft = TextPage(title=f"Черновик {SECRET}", slug="chernovik", live=False, lead=SECRET)
    Page.objects.get(pk=home.pk).add_child(instance=draft)
    draft.save_revision()
    return page, draft


@pytest.mark.parametrize("who", ["visitor", "stranger", "participant"])
@pytest.mark.parametrize("address", MACHINES)
def test_no_interface_for_machines_is_mounted(address, who, request, client_of, client):
    client = client if who == "visitor" else client_of(request.getfixturevalue(who))

    response = client.get(address)

    assert response.status_code in {302, 404}
    assert "results" not in response.content.decode()


def test_closed_pages_are_nowhere_to_be_found(closed, client):
    for address in ["/", "/sitemap.xml", "/feed/", "/zakrytoe/", "/chernovik/"]:
        assert SECRET not in client.get(address).content.decode(), address
    answer = client.get(reverse("site:search"), {"q": SECRET}).content.decode()
    assert "Закрытое" not in answer
    assert "Черновик" not in answer


@pytest.mark.parametrize("who", ["visitor", "stranger", "participant", "trainer", "mentor"])
def test_previews_and_revisions_open_to_editors_only(closed, who, request, client_of, client):
    page, draft = closed
    client = client if who == "visitor" else client_of(request.getfixturevalue(who))
    revision = draft.latest_revision
    addresses = [
        reverse("wagtailadmin_pages:view_draft", args=[draft.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk]),
        reverse("wagtailadmin_pages:revisions_view", args=[draft.pk, revision.pk]),
        reverse("wagtailadmin_pages:history", args=[draft.pk]),
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ]
    for address in addresses:
        response = client.get(address)

        assert response.status_code in {302, 403, 404}, address
        assert SECRET not in response.content.decode()


def test_who_has_left_the_programme_hears_no_comments(client_of, author, methodologist, lesson_page, form_of):
    PageSubscription.objects.create(page=lesson_page, user=author, comment_notifications=True)
    author.groups.clear()

    send(client_of(methodologist), lesson_page, form_of, **comment("Проверьте пункт 3"))

    assert letters("page_commented") == set()


@pytest.mark.parametrize(("action", "name"), [("approve", "page_approved"), ("reject", "page_returned")])
def test_who_has_left_the_programme_hears_no_answer(client_of, author, methodologist, lesson_page, form_of, action, name):
    send(client_of(author), lesson_page, form_of, **{"action-submit": "1"})
    author.groups.clear()

    judge(client_of(methodologist), lesson_page, action, comment="Дата акта")

    assert letters(name) == set()


@pytest.fixture
def closed_module(whole_program):
    """One module of the programme is for signed-in people only."""
    from cms.models import SchoolSettings, SeminarPage

    SchoolSettings.objects.update(main_program=whole_program)
    module = SeminarPage.objects.get()
    module.title, module.short = f"Модуль {SECRET}", f"Коротко {SECRET}"
    module.save()
    PageViewRestriction.objects.create(page=module, restriction_type=PageViewRestriction.LOGIN)
    return module


def test_closed_module_is_named_nowhere(closed_module, whole_program, client):
    for address in ["/", whole_program.address, "/sitemap.xml"]:
        assert SECRET not in client.get(address).content.decode(), address


def test_closed_programme_is_not_offered_by_the_home_page(whole_program, client):
    type(whole_program).objects.filter(pk=whole_program.pk).update(title=f"Программа {SECRET}")
    assert whole_program.address in client.get("/").content.decode()

    PageViewRestriction.objects.create(page=whole_program, restriction_type=PageViewRestriction.LOGIN)

    answer = client.get("/").content.decode()
    assert SECRET not in answer
    assert whole_program.address not in answer


def test_eligibility_sends_to_no_closed_module(closed_module, home, publish, client):
    from cms.models import EligibilityPage
    from tests.cms.test_eligibility import answers, question

    page = publish(home, EligibilityPage(title="Подойдёт ли", slug="proverka", questions=[("question", question(part="1"))]))

    assert SECRET not in client.post(page.address, answers(page, "no")).content.decode()
